"""Double running: what it costs, month by month, that old and new stand side by side while a thing is divided."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from severalty.engine.dates import add_months, day, financial_year_of
from severalty.engine.dispositions.agreements import Bridge
from severalty.engine.dispositions.bridges import MonthCost, YearCost, monthly_cost, months_together, part_of, years_of
from severalty.engine.dispositions.dispositions import Disposition, Route
from severalty.engine.estate.items import Contract
from severalty.engine.estate.terms import terms_of
from severalty.engine.money import split

MOVING = frozenset({Route.REPROCURE, Route.CONSOLIDATE, Route.SPLIT, Route.REPLACE_WITH_SAAS, Route.TERMINATE,
                    Route.EXPIRE, Route.MOVE, Route.REBUILD, Route.CLONE})  # fmt: skip
MOST_YEARS = 50


@dataclass(frozen=True)
class OldShare:
    """A council's share in the old contract, in whole numbers of one basis; blank where its size is not known."""

    council: str
    weight: int | None


@dataclass(frozen=True)
class Leaving:
    """One council's way from an old contract to a new one, and everybody's shares in the old.

    A single share of unknown size is the whole. `new_shares` are those in the new contract; where nobody is said to
    have one, its holder has the whole.
    """

    disposition: Disposition
    old: Contract
    new: Contract | None = None
    shares: tuple[OldShare, ...] = ()
    new_shares: tuple[OldShare, ...] = ()


@dataclass(frozen=True)
class DoubleRunningQuestion:
    """The ways from old to new, and the temporary bridges beside them, seen from a day.

    Without a day nothing is taken to go on beyond its end.
    """

    leavings: tuple[Leaving, ...]
    bridges: tuple[Bridge, ...] = ()
    on: date | None = None


@dataclass(frozen=True)
class Overlap:
    """The days on which one council pays for old and new, and what that costs it more by month, in whole pence.

    `pence` is `old` and `new` less `steady`, what the new costs in the end; `alike` says that the new is taken to cost
    what it does in the end, since one of the two is not on record. `confirmed` says that the old is known to be gone;
    where it is not and should be, the cost `continues` to the day from which one looks.
    """

    disposition: str
    council: str
    first: date
    last: date
    old: int
    new: int
    steady: int
    months: tuple[MonthCost, ...]
    pence: int
    alike: bool
    confirmed: bool
    continues: bool


@dataclass(frozen=True)
class NotCounted:
    """A way from old to new whose double running does not follow from the record: the disposition, and why."""

    disposition: str
    council: str
    why: str


@dataclass(frozen=True)
class DoubleMonth:
    """One month, by its first day: what is paid for old things whose successor already runs, and for bridges."""

    month: date
    overlaps: int
    bridges: int
    pence: int


@dataclass(frozen=True)
class CouncilDouble:
    """What double running and bridges cost on behalf of one council."""

    council: str
    overlaps: int
    bridges: int
    pence: int


@dataclass(frozen=True)
class DoubleRunning:
    """Double running by month, financial year and council, whose sums are all the same, with what could not be counted.

    A council pays for the bridges that stand for it. `gaps` are ways on which the old ends before the new begins.
    """

    overlaps: tuple[Overlap, ...]
    months: tuple[DoubleMonth, ...]
    years: tuple[YearCost, ...]
    councils: tuple[CouncilDouble, ...]
    pence: int
    not_counted: tuple[NotCounted, ...]
    gaps: tuple[NotCounted, ...]


def double_running(question: DoubleRunningQuestion) -> DoubleRunning:
    """What old and new side by side cost, with temporary bridges, in whole pence.

    On every day from the first of the new to the last of the old the council pays its share of the old, and of the
    new, less what the new costs it in the end; where use moves to a contract that the council has anyway, the old
    alone, from the day it moves. A year's charge is spread over the days of the financial year, so that months add
    up to it exactly. The old ends when its disposition is done, on its planned day where it is terminated, else
    with its term; until it is said to be done it is not gone, and costs on.
    Source: domain rules 4.4.
    """
    overlaps: list[Overlap] = []
    not_counted: list[NotCounted] = []
    gaps: list[NotCounted] = []
    often = Counter((one.disposition.thing, one.disposition.council) for one in question.leavings)
    for one in question.leavings:
        several = often[one.disposition.thing, one.disposition.council] > 1
        found = (
            _lacking(one, "Several proposals are on record for it; agree on one.")
            if several
            else _overlap(one, question.on)
        )
        if isinstance(found, Overlap):
            overlaps.append(found)
        elif found is not None:
            (gaps if found.why.startswith("The old ends") else not_counted).append(found)
    by_bridge = [(bridge.council, _bridge_months(bridge, not_counted)) for bridge in question.bridges]
    of_overlaps = months_together(one.months for one in overlaps)
    of_bridges = months_together(months for _, months in by_bridge)
    months = _months(of_overlaps, of_bridges)
    return DoubleRunning(
        overlaps=tuple(overlaps),
        months=months,
        years=years_of(MonthCost(one.month, one.pence) for one in months),
        councils=_councils(overlaps, by_bridge),
        pence=sum(one.pence for one in months),
        not_counted=tuple(not_counted),
        gaps=tuple(gaps),
    )


def _bridge_months(bridge: Bridge, not_counted: list[NotCounted]) -> tuple[MonthCost, ...]:
    if bridge.monthly_cost is None or bridge.starts is None or bridge.ends is None:
        why = "The cost a month, the start or the end of the bridge is not known."
    else:
        try:
            return monthly_cost(bridge.monthly_cost, bridge.starts.first, bridge.ends.last)
        except ValueError as error:
            why = str(error)
    not_counted.append(NotCounted(bridge.key, bridge.council, why))
    return ()


def _overlap(one: Leaving, on: date | None) -> Overlap | NotCounted | None:
    """The days side by side; what is missing for them; None where there are none."""
    if one.disposition.route not in MOVING:
        return None
    if one.new is None:
        ends = one.disposition.route in (Route.TERMINATE, Route.EXPIRE)
        return None if ends else _lacking(one, "The contract that it moves to is not named.")
    last, first = _last_of_old(one), _first_of_new(one)
    if first is None:
        return _lacking(one, "The day from which the new contract serves it is not known.")
    if last is None:
        return _lacking(one, "The end of the old contract is not known.")
    if last < first - timedelta(days=1):
        return _lacking(one, f"The old ends on {day(last)} and the new starts on {day(first)}.")
    unsaid = one.disposition.done_on is None and on is not None and max(last, first) < on
    return _between(one, first, on if unsaid and on is not None else last, continues=unsaid)


def _between(one: Leaving, first: date, last: date, *, continues: bool) -> Overlap | NotCounted | None:
    if last < first:
        return None
    if last.year - first.year > MOST_YEARS:
        return _lacking(one, f"From {day(first)} to {day(last)} is more than {MOST_YEARS} years; check the dates.")
    share = _share(one.old, one.shares, one.disposition.council)
    if share is None:
        return _lacking(one, "What the old contract costs the council a year is not known.")
    return _costed(one, (first, last), share, continues=continues)


def _costed(one: Leaving, days: tuple[date, date], share: int, *, continues: bool) -> Overlap:
    """Old and new less the steady new, month by month: each within a penny of its exact share, rounded once."""
    disposition, new, steady = one.disposition, _annual_of_new(one), one.disposition.annual_cost
    alike = new is None or steady is None
    more = 0 if alike else (new or 0)
    less = 0 if alike else (steady or 0)
    months = annual_by_month(share + more - less, *days)
    pence = sum(found.pence for found in months)
    old, begun = (sum(found.pence for found in annual_by_month(annual, *days)) for annual in (share, more))
    return Overlap(
        disposition=disposition.key,
        council=disposition.council,
        first=days[0],
        last=days[1],
        old=old,
        new=begun,
        steady=old + begun - pence,
        months=months,
        pence=pence,
        alike=alike,
        confirmed=disposition.done_on is not None,
        continues=continues,
    )


def _annual_of_new(one: Leaving) -> int | None:
    """What the new contract costs the council a year; none where it has it anyway, or that is not known."""
    if one.new is None or one.disposition.route is Route.CONSOLIDATE:
        return None
    if not one.new_shares:
        return one.new.annual_charge if one.new.holder == one.disposition.council else None
    return _share(one.new, one.new_shares, one.disposition.council)


def _lacking(one: Leaving, why: str) -> NotCounted:
    return NotCounted(one.disposition.key, one.disposition.council, why)


def _first_of_new(one: Leaving) -> date | None:
    """The first day of the new contract; where use moves to one that the council has anyway, the day it moves."""
    if one.disposition.route is Route.CONSOLIDATE:
        moves = one.disposition.done_on or one.disposition.by_when
        return moves.first if moves else None
    return one.new.starts.first if one.new and one.new.starts else None


def _last_of_old(one: Leaving) -> date | None:
    if one.disposition.done_on is not None and one.disposition.route is not Route.CONSOLIDATE:
        return one.disposition.done_on.last
    if one.disposition.route is Route.TERMINATE and one.disposition.by_when is not None:
        return one.disposition.by_when.last
    end = terms_of(one.old).current_end
    return end.last if end else None


def _share(contract: Contract, shares: Sequence[OldShare], council: str) -> int | None:
    charge = contract.annual_charge
    held = [share for share in shares if share.council == council]
    if charge is None or len(held) != 1:
        return None
    weights = [share.weight for share in shares if share.weight is not None]
    if len(shares) == 1:
        return charge
    if len(weights) < len(shares) or not sum(weights):
        return None
    return split(charge, weights)[list(shares).index(held[0])]


def annual_by_month(annual: int, first: date, last: date) -> tuple[MonthCost, ...]:
    """What a charge a year comes to from a first day to a last, month by month."""
    found: dict[date, int] = {}
    at = first
    while at <= last:
        year, start = financial_year_of(at), at.replace(day=1)
        until = min(last, add_months(start, 1) - timedelta(days=1))
        begin = (at - date(year, 4, 1)).days + 1
        days = (date(year + 1, 4, 1) - date(year, 4, 1)).days
        found[start] = part_of(annual, days, begin, begin + (until - at).days)
        at = until + timedelta(days=1)
    return tuple(MonthCost(month, pence) for month, pence in found.items())


def _months(overlaps: Sequence[MonthCost], bridges: Sequence[MonthCost]) -> tuple[DoubleMonth, ...]:
    """Every month from the first to the last, those without a cost too, so that a picture shows the gaps."""
    old, stand = ({one.month: one.pence for one in many} for many in (overlaps, bridges))
    known = sorted({*old, *stand})
    made: list[DoubleMonth] = []
    month = known[0] if known else None
    while month is not None and month <= known[-1]:
        pair = old.get(month, 0), stand.get(month, 0)
        made.append(DoubleMonth(month, *pair, sum(pair)))
        month = add_months(month, 1)
    return tuple(made)


def _councils(
    overlaps: Iterable[Overlap], bridges: Iterable[tuple[str, tuple[MonthCost, ...]]]
) -> tuple[CouncilDouble, ...]:  # fmt: skip
    found: dict[str, list[int]] = {}
    for one in overlaps:
        found.setdefault(one.council, [0, 0])[0] += one.pence
    for council, months in bridges:
        found.setdefault(council, [0, 0])[1] += sum(month.pence for month in months)
    return tuple(CouncilDouble(council, old, stand, old + stand) for council, (old, stand) in sorted(found.items()))
