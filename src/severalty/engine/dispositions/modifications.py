"""What a change to a contract comes to under procurement law: percentages, headroom, grounds left, notices.

Evidence for those who advise; never legal advice.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from severalty.engine.dispositions.procurement import ADVICE, Law, ProcurementError, Regime, standstill
from severalty.engine.dispositions.thresholds import Supply

WHOLE = 100
_LIGHT = (Supply.LIGHT_TOUCH, Supply.LIGHT_TOUCH_CONCESSIONS)


@dataclass(frozen=True)
class Caps:
    """The bounds within which a contract may be changed, in per cent of what was awarded; `copy_from` in pence."""

    small_percent_goods: int
    small_percent_works: int
    large_percent: int
    term_percent: int
    copy_from: int
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Change:
    """A change to a contract, after those made before. Amounts are pence with VAT; terms are days.

    `term` is the longest term at award. Raises ProcurementError where the contract had no value or no term.
    """

    regime: Regime
    value: int
    change: int
    term: int
    longer: int = 0
    changed_before: int = 0
    longer_before: int = 0
    supply: Supply = Supply.GOODS_AND_SERVICES
    threshold: int | None = None

    def __post_init__(self) -> None:
        if self.value <= 0 or self.term <= 0:
            raise ProcurementError("Give the value and the longest term at award; both are more than nought.")


class GroundState(StrEnum):
    """Whether a ground can still be relied on, as far as figures tell."""

    OPEN = "open as far as figures tell"
    CLOSED = "closed"
    TO_JUDGE = "to be judged"


@dataclass(frozen=True)
class Ground:
    """One ground on which the contract may be changed, and why it is or is not open."""

    name: str
    state: GroundState
    why: str


@dataclass(frozen=True)
class Modification:
    """What a change comes to, all changes together.

    Percentages are exact to the second decimal, cut off. `headroom_small` and `headroom_large` are the pence that are
    left below the caps, and below nought what is too much. `notice` names the notice that must come first, where one
    must; `standstill_until` is the last day of a voluntary standstill from `noticed`.
    """

    value_percent: str
    term_percent: str
    headroom_small: int
    headroom_large: int
    headroom_days: int
    grounds: tuple[Ground, ...]
    notice: str
    copy_of_contract: bool
    standstill_until: date | None = None
    advice: str = ADVICE


def modification(
    change: Change, caps: Caps, law: Law | None = None, noticed: date | None = None, closed: Collection[date] = ()
) -> Modification:
    """What a change comes to. `law` and `noticed` date the voluntary standstill after a contract change notice."""
    total = change.changed_before + change.change
    longer = change.longer_before + change.longer
    small = caps.small_percent_works if change.supply is Supply.WORKS else caps.small_percent_goods
    voluntary = change.regime is Regime.ACT_2023 and law is not None and noticed is not None
    return Modification(
        value_percent=_percent(total, change.value),
        term_percent=_percent(longer, change.term),
        headroom_small=change.value * small // WHOLE - abs(total),
        headroom_large=change.value * caps.large_percent // WHOLE - change.change,
        headroom_days=change.term * caps.term_percent // WHOLE - abs(longer),
        grounds=_grounds(change, caps, small),
        notice=_notice(change, caps, small),
        copy_of_contract=change.regime is Regime.ACT_2023
        and change.supply not in _LIGHT
        and change.value + total > caps.copy_from,
        standstill_until=standstill(law, noticed, closed).last_day if voluntary and law and noticed else None,
    )


def _percent(part: int, whole: int) -> str:
    hundredths = int(Fraction(abs(part) * WHOLE * WHOLE, whole))
    return f"{'-' if part < 0 else ''}{hundredths // WHOLE}.{hundredths % WHOLE:02d}"


def _within(part: int, whole: int, percent: int) -> bool:
    return abs(part) * WHOLE <= percent * whole


def _below(part: int, whole: int, percent: int) -> bool:
    return abs(part) * WHOLE < percent * whole


def _grounds(change: Change, caps: Caps, small: int) -> tuple[Ground, ...]:
    if change.regime is Regime.ACT_2023:
        return _grounds_of_the_act(change, caps, small)
    if change.regime is Regime.PCR_2015:
        return _grounds_of_the_regulations(change, caps, small)
    return ()


def _capped(name: str, change: Change, caps: Caps, why: str) -> Ground:
    """A ground that must be judged, and is closed where this change alone is larger than the cap."""
    if change.change > 0 and not _within(change.change, change.value, caps.large_percent):
        return Ground(name, GroundState.CLOSED, f"more than {caps.large_percent} per cent of the value at award")
    return Ground(name, GroundState.TO_JUDGE, f"{why}; at most {caps.large_percent} per cent of the value at award")


def _judged(name: str, why: str) -> Ground:
    return Ground(name, GroundState.TO_JUDGE, why)


def _below_threshold(change: Change, within_small: bool, small: int, words: str) -> Ground:
    name = "below threshold"
    if not within_small:
        return Ground(name, GroundState.CLOSED, f"all changes together are not {words} {small} per cent of the value")
    if change.threshold is None:
        return Ground(name, GroundState.TO_JUDGE, f"{words} {small} per cent; the threshold is not given")
    total = abs(change.changed_before + change.change)
    if total >= change.threshold:
        return Ground(name, GroundState.CLOSED, "all changes together are not below the threshold")
    return Ground(name, GroundState.OPEN, f"{words} {small} per cent, and below the threshold")


def _grounds_of_the_act(change: Change, caps: Caps, small: int) -> tuple[Ground, ...]:
    if change.supply in _LIGHT:
        return (Ground("light touch contract", GroundState.OPEN, "the Act lets it be changed without a ground"),)
    longer = change.longer_before + change.longer
    total = change.changed_before + change.change
    if _within(longer, change.term, caps.term_percent):
        substance = _judged("not substantial", "the term stays within bounds; scope and balance are to be judged")
    else:
        why = f"the term changes by more than {caps.term_percent} per cent"
        substance = Ground("not substantial", GroundState.CLOSED, why)
    return (
        _judged("provided for in the contract", "read the contract and its notice"),
        _judged("urgency, protection of life", "a state of affairs that leaves no time"),
        _capped("unforeseeable circumstances", change, caps, "nobody could foresee it"),
        _capped("a known risk has come about", change, caps, "named in the tender notice"),
        _capped("additional goods, services or works", change, caps, "another supplier is not practicable"),
        _judged("transfer on corporate restructuring", "of the supplier; a new buyer is not named by the Act"),
        substance,
        _below_threshold(change, _within(total, change.value, small), small, "at most"),
    )


def _grounds_of_the_regulations(change: Change, caps: Caps, small: int) -> tuple[Ground, ...]:
    total = change.changed_before + change.change
    return (
        _judged("(a) review clause", "clear, precise and unequivocal in the contract"),
        _capped("(b) additional needs", change, caps, "no change of supplier is possible"),
        _capped("(c) unforeseeable circumstances", change, caps, "the nature of the contract stays"),
        _judged("(d) replacement of the supplier", "by a review clause, or by corporate succession"),
        _judged("(e) not substantial", "of any value"),
        _below_threshold(change, _below(total, change.value, small), small, "below"),
    )


def _notice(change: Change, caps: Caps, small: int) -> str:
    if change.regime is Regime.PCR_2015:
        return "modification notice, where (b) or (c) is relied on"
    if change.regime is Regime.UNKNOWN or change.supply in _LIGHT:
        return ""
    total, longer = change.changed_before + change.change, change.longer_before + change.longer
    small_value, small_term = _within(total, change.value, small), _within(longer, change.term, caps.term_percent)
    return "" if small_value and small_term else "contract change notice (UK10)"
