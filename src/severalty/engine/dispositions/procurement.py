"""Procurement law in dates: which regime applies, the threshold, standstill, and a timetable forwards and backwards.

Evidence for those who advise; never legal advice.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from severalty.engine.dates import PartialDate

ADVICE = "Confirm with your legal adviser."
ACT_BEGAN = date(2025, 2, 24)
MOST_DAYS = 3650
_SATURDAY = 5
_FIRST_YEAR, _LAST_YEAR = 1900, 2300


class ProcurementError(ValueError):
    """A question about procurement that cannot be answered; the message says what was expected."""


class Regime(StrEnum):
    """The law under which something is bought, or was."""

    UNKNOWN = "unknown"
    PCR_2015 = "Public Contracts Regulations 2015"
    ACT_2023 = "Procurement Act 2023"


class Supply(StrEnum):
    """What is bought, as thresholds tell it apart."""

    GOODS_AND_SERVICES = "goods and services"
    WORKS = "works and concessions"
    LIGHT_TOUCH = "light touch"


class Counting(StrEnum):
    """How the days of a standstill are counted."""

    WORKING_DAYS = "working days from the notice"
    DAYS_AFTER = "days after sending, moved to a working day"


@dataclass(frozen=True)
class Threshold:
    """The value with VAT, in pence, from which the whole of the law applies to procurements begun in a time."""

    supply: Supply
    pence: int
    valid_from: date
    valid_to: date | None = None
    source: str = ""


@dataclass(frozen=True)
class Law:
    """The periods of one regime, for procurements begun from `begins` to `ends`; blank is without end.

    `tender_days` is the least time for tenders sent electronically, `tender_days_announced` where a notice of the
    planned procurement was given in time. `details_days` and `termination_days` are the days, that of the event being
    the first, within which the contract and its end must be published. `note` says what about them is not certain.
    Light touch contracts have periods of their own, which are not on record.
    """

    regime: Regime
    standstill_days: int
    standstill_counts: Counting
    tender_days: int
    tender_days_announced: int
    details_days: int
    termination_days: int | None = None
    begins: date | None = None
    ends: date | None = None
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Standstill:
    """The last day of standstill, and the first day on which the contract may be made."""

    last_day: date
    earliest_contract: date


@dataclass(frozen=True)
class Purchase:
    """What is to be bought anew, and how long the council's own work takes, in calendar days.

    `tender_days` is a longer time for tenders than the law's least; `announced` says that a notice of the planned
    procurement was given in time to shorten it. Raises ProcurementError for a time below nought or above ten years.
    """

    law: Law
    preparation_days: int = 0
    evaluation_days: int = 0
    mobilisation_days: int = 0
    tender_days: int = 0
    announced: bool = False

    def __post_init__(self) -> None:
        for name in ("preparation_days", "evaluation_days", "mobilisation_days", "tender_days"):
            if not 0 <= getattr(self, name) <= MOST_DAYS:
                raise ProcurementError(f"{name} is {getattr(self, name)}; give days from 0 to {MOST_DAYS}.")


@dataclass(frozen=True)
class Step:
    """One dated piece of work. `by_law` says that the law sets it or its time; else it is the council's own."""

    what: str
    on: date
    by_law: bool
    notice: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Timetable:
    """The steps of a procurement in order, from its beginning to the first day of service.

    `faults` say why it does not hold as it stands. `publish_by` is the last day to publish the contract's details.
    """

    begins: date
    service: date
    steps: tuple[Step, ...]
    publish_by: date
    faults: tuple[str, ...] = ()
    advice: str = ADVICE


def regime_of(procured_from: PartialDate | None) -> Regime:
    """The law that applies to a procurement begun on a day, and to later changes of what was bought.

    Unknown where the day is, or where it may lie before or after 24 February 2025.
    """
    if procured_from is None:
        return Regime.UNKNOWN
    if procured_from.last < ACT_BEGAN:
        return Regime.PCR_2015
    return Regime.ACT_2023 if procured_from.first >= ACT_BEGAN else Regime.UNKNOWN


def law_for(laws: Iterable[Law], on: date) -> Law:
    """The law for a procurement begun on a day. Raises ProcurementError where none of them speaks for it."""
    for law in laws:
        if (law.begins is None or law.begins <= on) and (law.ends is None or on <= law.ends):
            return law
    raise ProcurementError(f"No law on record speaks for a procurement begun on {on}.")


def threshold_for(thresholds: Iterable[Threshold], supply: Supply, on: date) -> Threshold:
    """The threshold for a procurement begun on a day. Raises ProcurementError where none is on record for it."""
    for one in thresholds:
        if one.supply is supply and one.valid_from <= on and (one.valid_to is None or on <= one.valid_to):
            return one
    raise ProcurementError(f"No threshold for {supply.value} is on record for {on}.")


def standstill(law: Law, noticed: date, closed: Collection[date] = ()) -> Standstill:
    """The standstill after a notice of award, published or sent on a day; `closed` are bank holidays.

    Procurement Act 2023: eight working days of which that of the notice is the first. Regulations of 2015: ten days
    after sending, and on to a working day. Source: domain rules 4.2.
    """
    _sensible(noticed)
    if law.standstill_counts is Counting.DAYS_AFTER:
        last = _open_from(noticed + timedelta(days=law.standstill_days), closed)
    else:
        last = _open_from(noticed, closed)
        for _ in range(law.standstill_days - 1):
            last = _open_from(last + timedelta(days=1), closed)
    return Standstill(last, last + timedelta(days=1))


def publish_end_by(law: Law, ended: date) -> date | None:
    """The last day to publish that a contract has ended, its last day counting as the first; none without a duty."""
    _sensible(ended)
    return ended + timedelta(days=law.termination_days - 1) if law.termination_days else None


def forwards(purchase: Purchase, begins: date, closed: Collection[date] = ()) -> Timetable:
    """The earliest timetable of a procurement begun on a day; notices and signing fall on working days."""
    _sensible(begins)
    law = purchase.law
    least = law.tender_days_announced if purchase.announced else law.tender_days
    tender_days = max(least, purchase.tender_days)
    advertised = _open_from(_after(begins, purchase.preparation_days), closed)
    tenders = _open_from(_after(advertised, tender_days), closed)
    awarded = _open_from(_after(tenders, purchase.evaluation_days), closed)
    stands = standstill(law, awarded, closed)
    signed = _open_from(stands.earliest_contract, closed)
    service = _after(signed, purchase.mobilisation_days)
    publish_by = _after(signed, law.details_days - 1)
    tender, award, details = _NOTICES[law.regime]
    counted = f"{law.standstill_days} {law.standstill_counts.value}"
    steps = (
        Step("Specification and route to market", begins, by_law=False),
        Step("Tender notice", advertised, by_law=True, notice=tender),
        Step("Last day for tenders", tenders, by_law=True, rule=f"at least {least} days; {tender_days} here"),
        Step("Award decided, notice of award", awarded, by_law=True, notice=award),
        Step("Last day of standstill", stands.last_day, by_law=True, rule=counted),
        Step("Contract made", signed, by_law=True, rule="not before standstill has ended"),
        Step("First day of service", service, by_law=False),
        Step("Contract details published by", publish_by, by_law=True, notice=details, rule=f"{law.details_days} days"),
    )
    return Timetable(begins, service, tuple(sorted(steps, key=lambda step: step.on)), publish_by, _faults(law, begins))


def backwards(purchase: Purchase, needed: date, closed: Collection[date] = ()) -> Timetable:
    """The latest timetable by which service can begin on a day: begun a day later, it would miss it."""
    _sensible(needed)
    shortest = purchase.preparation_days + purchase.evaluation_days + purchase.mobilisation_days
    begins = needed - timedelta(days=shortest)
    found = forwards(purchase, begins, closed)
    while found.service > needed:
        begins -= timedelta(days=max(1, (found.service - needed).days // 2))
        found = forwards(purchase, begins, closed)
    while (later := forwards(purchase, begins + timedelta(days=1), closed)).service <= needed:
        begins, found = later.begins, later
    return found


_NOTICES = {
    Regime.ACT_2023: ("UK4", "UK6", "UK7"),
    Regime.PCR_2015: ("contract notice", "letters of award", "contract award notice"),
    Regime.UNKNOWN: ("tender notice", "award notice", "contract details"),
}


def _faults(law: Law, begins: date) -> tuple[str, ...]:
    faults = []
    if (law.begins and begins < law.begins) or (law.ends and begins > law.ends):
        faults.append(f"The law for a procurement begun on {begins} is not the {law.regime.value}.")
    if law.note:
        faults.append(law.note)
    return tuple(faults)


def _sensible(value: date) -> None:
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise ProcurementError(f"{value} is not a day of this age; give one from {_FIRST_YEAR} to {_LAST_YEAR}.")


def _after(value: date, days: int) -> date:
    return value + timedelta(days=days)


def _open_from(value: date, closed: Collection[date]) -> date:
    """The nearest working day not before a day."""
    while value.weekday() >= _SATURDAY or value in closed:
        value += timedelta(days=1)
    return value
