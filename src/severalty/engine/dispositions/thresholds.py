"""Thresholds of procurement law, and the value of what is bought against them: all extensions, options and partners.

Evidence for those who advise; never legal advice.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from severalty.engine.dates import Duration, add_months
from severalty.engine.dispositions.procurement import ADVICE, ProcurementError
from severalty.engine.estate.items import Contract
from severalty.engine.estate.terms import TermError, read_extensions

MOST_VAT = 100
_USUAL_VAT = 20
_WHOLE = 100
_YEAR_DAYS, _YEAR_MONTHS = 365, 12


class Supply(StrEnum):
    """What is bought, as thresholds tell it apart."""

    GOODS_AND_SERVICES = "goods and services"
    WORKS = "works"
    CONCESSIONS = "concessions"
    LIGHT_TOUCH = "light touch"
    LIGHT_TOUCH_CONCESSIONS = "light touch concessions"


class Buyer(StrEnum):
    """Who buys, as thresholds tell it apart; councils are sub-central."""

    SUB_CENTRAL = "sub-central"
    CENTRAL = "central"


class Checked(StrEnum):
    """Whether a figure was read in the source that is named beside it."""

    VERIFIED = "verified"
    TO_CONFIRM = "confirm with your procurement officer"


@dataclass(frozen=True)
class Threshold:
    """The value, in pence, from which the whole of the law applies to procurements begun in a time.

    `buyer` is blank where it is the same for all; `with_vat` says whether values are compared with their VAT, as they
    are for procurements begun from 1 January 2022.
    """

    supply: Supply
    pence: int
    valid_from: date
    valid_to: date | None = None
    source: str = ""
    buyer: Buyer | None = None
    with_vat: bool = True
    state: Checked = Checked.TO_CONFIRM


@dataclass(frozen=True)
class Share:
    """What one council may come to pay under a contract, in pence without VAT; None where that is not known.

    `extensions` and `options` are what each of them would add if it were taken up.
    """

    council: str
    initial: int | None
    extensions: tuple[int | None, ...] = ()
    options: tuple[int | None, ...] = ()

    @property
    def parts(self) -> tuple[int | None, ...]:
        """Every amount that counts."""
        return (self.initial, *self.extensions, *self.options)


@dataclass(frozen=True)
class Planned:
    """A contract that is planned, with the share of every council that will buy under it.

    `vat_percent` is the rate on it. Raises ProcurementError for an amount below nought, no share, or no such rate.
    """

    name: str
    shares: tuple[Share, ...]
    vat_percent: int = _USUAL_VAT

    def __post_init__(self) -> None:
        if not self.shares:
            raise ProcurementError(f"{self.name}: give the share of each council that will buy under it.")
        if not 0 <= self.vat_percent <= MOST_VAT:
            raise ProcurementError(f"{self.name}: {self.vat_percent} is no rate of VAT; give per cent from 0 to 100.")
        for share in self.shares:
            if any(part is not None and part < 0 for part in share.parts):
                raise ProcurementError(f"{self.name}: an amount of {share.council} is below nought; give what is paid.")


@dataclass(frozen=True)
class Valued:
    """The estimated value of one contract as the threshold counts it, in pence; None where a part is not known.

    `known` is what the parts that are known come to. `over` says whether the whole of the law applies to it by itself;
    None where that is not known.
    """

    name: str
    value: int | None
    known: int
    over: bool | None


@dataclass(frozen=True)
class Valuation:
    """Contracts for one need against the threshold: each by itself, and all together.

    `over` says whether all together reach it: with parts that are not known, True where what is known does already, and
    None else. `warnings` say what to look at.
    """

    threshold: Threshold
    contracts: tuple[Valued, ...]
    together: int | None
    over: bool | None
    warnings: tuple[str, ...] = ()
    advice: str = ADVICE


def threshold_for(
    thresholds: Iterable[Threshold], supply: Supply, on: date, buyer: Buyer = Buyer.SUB_CENTRAL
) -> Threshold:
    """The threshold for a procurement begun on a day. Raises ProcurementError where none is on record for it."""
    for one in thresholds:
        fits = one.supply is supply and one.buyer in (None, buyer)
        if fits and one.valid_from <= on and (one.valid_to is None or on <= one.valid_to):
            return one
    raise ProcurementError(f"No threshold for {supply.value} is on record for {on}.")


def valuation(contracts: Collection[Planned], threshold: Threshold) -> Valuation:
    """The estimated value of contracts for one need, all extensions, options and councils counted, by the threshold.

    A value that equals the threshold reaches it. Pence of VAT are rounded up. Raises ProcurementError without a
    contract. Source: Procurement Act 2023, sections 3 and 4 and Schedule 3; Public Contracts Regulations 2015,
    regulations 5 and 6.
    """
    if not contracts:
        raise ProcurementError("Name at least one contract that is planned.")
    valued = tuple(_valued(one, threshold) for one in contracts)
    known = sum(one.known for one in valued)
    together = known if all(one.value is not None for one in valued) else None
    over = _reaches(known, together, threshold)
    return Valuation(threshold, valued, together, over, tuple(_warnings(valued, known, over, threshold)))


def value_of(contract: Contract) -> int | None:
    """What may be paid under a contract on record over its longest term, extensions counted, in pence without VAT.

    Its total value, or else its annual charge for its initial term, and its annual charge for every extension; parts of
    a year are rounded up to the penny. None where the record does not tell.
    """
    try:
        extensions = read_extensions(contract.extensions) or ()
    except TermError:
        return None
    initial, year = contract.total_value, contract.annual_charge
    if initial is None and year is not None and contract.starts and contract.ends:
        initial = _over(year, contract.starts.first, contract.ends.last)
    if initial is None or (extensions and year is None):
        return None
    return initial + sum(_for(year or 0, length) for length in extensions)


def _over(year: int, first: date, last: date) -> int | None:
    """The charge from a first day to a last, whole years first, so that leap days do not make those any longer."""
    end = last + timedelta(days=1)
    if end <= first:
        return None
    years = end.year - first.year
    if add_months(first, _YEAR_MONTHS * years) > end:
        years -= 1
    rest = (end - add_months(first, _YEAR_MONTHS * years)).days
    return year * years - (-year * rest // _YEAR_DAYS)


def _for(year: int, length: Duration) -> int:
    if length.months is not None:
        return -(-year * length.months // _YEAR_MONTHS)
    return -(-year * length.count * (7 if length.unit == "weeks" else 1) // _YEAR_DAYS)


def against(contract: Contract, threshold: Threshold, councils: int) -> str:
    """A sentence on what takes the place of a contract: whether a thing of the same value reaches the threshold."""
    value, limit = value_of(contract), _pounds(threshold.pence)
    if value is None:
        return f"What it is worth is not known: hold its value, extensions and all councils counted, against {limit}."
    counted = _counted(value, _USUAL_VAT, threshold)
    worth = f"Over its longest term it is worth {_pounds(counted)} {_basis(threshold)}"
    if counted < threshold.pence:
        return f"{worth}, below the threshold of {limit}."
    if councils > 1:
        return (
            f"{worth}: that reaches the threshold of {limit}, and buying a part for each of {councils} councils does "
            "not take any of them below it, for one need must not be split to avoid the law."
        )
    return f"{worth}: that reaches the threshold of {limit}."


def _basis(threshold: Threshold) -> str:
    return "with VAT" if threshold.with_vat else "without VAT"


def _valued(contract: Planned, threshold: Threshold) -> Valued:
    parts = [part for share in contract.shares for part in share.parts]
    known = _counted(sum(part for part in parts if part is not None), contract.vat_percent, threshold)
    value = None if None in parts else known
    return Valued(contract.name, value, known, _reaches(known, value, threshold))


def _counted(pence: int, vat_percent: int, threshold: Threshold) -> int:
    """Pence as the threshold counts them; a part of a penny of VAT counts as a whole one."""
    return -(-pence * (_WHOLE + vat_percent) // _WHOLE) if threshold.with_vat else pence


def _reaches(known: int, value: int | None, threshold: Threshold) -> bool | None:
    if known >= threshold.pence:
        return True
    return None if value is None else False


def _warnings(valued: tuple[Valued, ...], known: int, over: bool | None, threshold: Threshold) -> Iterable[str]:
    limit = _pounds(threshold.pence)
    below = [one for one in valued if not one.over]
    if over and below and len(valued) > 1:
        parts = ", ".join(f"{one.name} {_pounds(one.known)}" for one in below)
        each = "is" if len(below) == 1 else "are each"
        yield (
            f"Below the threshold of {limit} by itself {each}: {parts}; together the {len(valued)} contracts come to "
            f"{_pounds(known)} {_basis(threshold)}. One need must not be split to stay below it: unless there is a "
            "good reason to buy them apart, the whole of the law applies to each."
        )
    unknown = [one.name for one in valued if one.value is None]
    if unknown:
        yield (
            f"A part of the value of {', '.join(unknown)} is not known: treat it as above the threshold until it is."
        )
    if threshold.state is not Checked.VERIFIED:
        yield f"The threshold of {limit} is to be confirmed with your procurement officer."


def _pounds(pence: int) -> str:
    whole, rest = divmod(pence, _WHOLE)
    return f"£{whole:,}" + (f".{rest:02d}" if rest else "")
