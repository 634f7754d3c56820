"""Procurement law in dates: which regime applies, standstill, and a timetable forwards and backwards.

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


class Counting(StrEnum):
    """How the days of a standstill are counted."""

    WORKING_DAYS = "working days from the notice"
    DAYS_AFTER = "days after sending, moved to a working day"


@dataclass(frozen=True)
class Law:
    """The periods of one regime, for procurements begun from `begins` to `ends`; blank is without end.

    `tender_days` is the least time for tenders sent electronically, `tender_days_announced` where a notice of the
    planned procurement was given in time; nought where there is none. `details_days` and `termination_days` are the
    days, that of the event being the first, within which the contract and its end must be published. Without
    `standstill_days` a standstill is the council's own choice. `light_touch` says that they are the periods of light
    touch contracts. `note` says what about them is not certain.
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
    light_touch: bool = False
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Standstill:
    """The last day of standstill, none where there is no duty, and the first day on which the contract may be made."""

    last_day: date | None
    earliest_contract: date


@dataclass(frozen=True)
class Purchase:
    """What is to be bought anew, and how long the council's own work takes, in calendar days.

    `tender_days` is a longer time for tenders than the law's least; `announced` says that a notice of the planned
    procurement was given in time to shorten it. `user_choice` says that the person served chooses the supplier, as
    the Act allows for some light touch contracts: no tender, no notice of it, no standstill. Raises ProcurementError
    for a time below nought or above ten years, and for user choice under another law.
    """

    law: Law
    preparation_days: int = 0
    evaluation_days: int = 0
    mobilisation_days: int = 0
    tender_days: int = 0
    announced: bool = False
    user_choice: bool = False

    def __post_init__(self) -> None:
        if self.user_choice and not (self.law.light_touch and self.law.regime is Regime.ACT_2023):
            raise ProcurementError("User choice is for light touch contracts under the Procurement Act 2023 only.")
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

    `faults` say why it does not hold as it stands. `publish_by` is the last day to publish the contract's details; none
    where there is no duty.
    """

    begins: date
    service: date
    steps: tuple[Step, ...]
    publish_by: date | None
    faults: tuple[str, ...] = ()
    advice: str = ADVICE


def regime_of(
    procured_from: PartialDate | None,
    *,
    under_framework: bool = False,
    framework_from: PartialDate | None = None,
    framework_ends: PartialDate | None = None,
) -> Regime:
    """The law that applies to a procurement begun on a day, and to later changes of what was bought.

    A call-off has the law of its framework, whenever it is made: `framework_from` is the day on which the procurement
    of the framework began. Where that is not known a call-off made before the Act is under the Regulations, and so is
    one whose framework ended before it; a later one is not known. Unknown too where the day is, or where it may lie
    before or after 24 February 2025. Source: SI 2024/716, regulation 5.
    """
    if framework_from is not None:
        return regime_of(framework_from)
    if under_framework or framework_ends is not None:
        days = [day.last for day in (procured_from, framework_ends) if day is not None]
        return Regime.PCR_2015 if any(day < ACT_BEGAN for day in days) else Regime.UNKNOWN
    if procured_from is None:
        return Regime.UNKNOWN
    if procured_from.last < ACT_BEGAN:
        return Regime.PCR_2015
    return Regime.ACT_2023 if procured_from.first >= ACT_BEGAN else Regime.UNKNOWN


def law_for(laws: Iterable[Law], on: date, *, light_touch: bool = False) -> Law:
    """The law for a procurement begun on a day. Raises ProcurementError where none of them speaks for it."""
    for law in laws:
        if law.light_touch is not light_touch:
            continue
        if (law.begins is None or law.begins <= on) and (law.ends is None or on <= law.ends):
            return law
    raise ProcurementError(f"No law on record speaks for a procurement begun on {on}.")


def standstill(law: Law, noticed: date, closed: Collection[date] = ()) -> Standstill:
    """The standstill after a notice of award, published or sent on a day; `closed` are bank holidays.

    Procurement Act 2023: eight working days of which that of the notice is the first. Regulations of 2015: ten days
    after sending, and on to a working day. Without a duty the contract may be made on the day of the notice. Source:
    Procurement Act 2023, section 51; Public Contracts Regulations 2015, regulation 87.
    """
    _sensible(noticed)
    if not law.standstill_days:
        return Standstill(None, noticed)
    if law.standstill_counts is Counting.DAYS_AFTER:
        last = _open_from(noticed + timedelta(days=law.standstill_days), closed)
    else:
        last = _open_from(noticed, closed)
        for _ in range(law.standstill_days - 1):
            last = _open_from(last + timedelta(days=1), closed)
    return Standstill(last, last + timedelta(days=1))


def publish_end_by(law: Law, ended: date, *, user_choice: bool = False) -> date | None:
    """The last day to publish that a contract has ended, its last day counting as the first; none without a duty.

    A contract that was awarded by user choice has none. Source: Procurement Act 2023, section 80.
    """
    _sensible(ended)
    if user_choice:
        return None
    return ended + timedelta(days=law.termination_days - 1) if law.termination_days else None


def forwards(purchase: Purchase, begins: date, closed: Collection[date] = ()) -> Timetable:
    """The earliest timetable of a procurement begun on a day; notices and signing fall on working days."""
    _sensible(begins)
    if purchase.user_choice:
        return _chosen(purchase, begins, closed)
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
    time = f"at least {least} days; {tender_days} here" if least else f"a reasonable time; {tender_days} days here"
    waits = (Step("Last day of standstill", stands.last_day, by_law=True, rule=counted),) if stands.last_day else ()
    made = "not before standstill has ended" if waits else "no standstill by law; one of the council's choice if wanted"
    steps = (
        Step("Specification and route to market", begins, by_law=False),
        Step("Tender notice", advertised, by_law=True, notice=tender),
        Step("Last day for tenders", tenders, by_law=True, rule=time),
        Step("Award decided, notice of award", awarded, by_law=True, notice=award),
        *waits,
        Step("Contract made", signed, by_law=True, rule=made),
        Step("First day of service", service, by_law=False),
        Step("Contract details published by", publish_by, by_law=True, notice=details, rule=f"{law.details_days} days"),
    )
    return Timetable(begins, service, tuple(sorted(steps, key=lambda step: step.on)), publish_by, _faults(law, begins))


def _chosen(purchase: Purchase, begins: date, closed: Collection[date]) -> Timetable:
    """The timetable where the person served chooses the supplier."""
    signed = _open_from(_after(begins, purchase.preparation_days + purchase.evaluation_days), closed)
    service = _after(signed, purchase.mobilisation_days)
    steps = (
        Step("What the person needs, and whom they choose", begins, by_law=False, rule="Schedule 5, paragraph 15"),
        Step("Contract made", signed, by_law=False, rule="no notices of tender or award, and no standstill, by law"),
        Step("First day of service", service, by_law=False),
    )
    note = "Whether the details of a contract by user choice are published is to be confirmed."
    return Timetable(begins, service, steps, None, (*_faults(purchase.law, begins), note))


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
