"""Temporary bridges: what each costs by month and financial year, which are overdue, and what they lack."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from severalty.engine.dates import add_months, financial_year_of
from severalty.engine.dispositions.agreements import Bridge

MOST_MONTHS = 600


class BridgeState(StrEnum):
    """Whether a temporary bridge stands."""

    NOT_KNOWN = "not known"
    NOT_BEGUN = "not begun"
    STANDS = "stands"
    OVERDUE = "overdue"
    DOWN = "taken down"


@dataclass(frozen=True)
class Divided:
    """Something that is divided for one council: the keys of the thing and of the council."""

    thing: str
    council: str


@dataclass(frozen=True)
class BridgesQuestion:
    """Bridges, what is already divided for whom, and the day from which one looks."""

    bridges: tuple[Bridge, ...]
    on: date
    divided: tuple[Divided, ...] = ()


@dataclass(frozen=True)
class MonthCost:
    """Whole pence that fall in one month; `month` is its first day."""

    month: date
    pence: int


@dataclass(frozen=True)
class YearCost:
    """Whole pence that fall in the financial year that begins on 1 April of `year`."""

    year: int
    pence: int


@dataclass(frozen=True)
class BridgeRow:
    """One temporary bridge with its cost from its first day to its last; `months` is empty where that is not known.

    `beyond` is what it has cost after its end up to the day from which one looks, while nothing on record says that it
    came down. `faults` say what is missing.
    """

    bridge: str
    council: str
    state: BridgeState
    months: tuple[MonthCost, ...]
    years: tuple[YearCost, ...]
    pence: int | None
    beyond: int
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bridges:
    """Every temporary bridge, with what they cost together by month and by financial year.

    The months add up to the total and so do the years; `uncosted` bridges are in neither, for their cost does not
    follow from what is on record.
    """

    rows: tuple[BridgeRow, ...]
    months: tuple[MonthCost, ...]
    years: tuple[YearCost, ...]
    pence: int
    beyond: int
    uncosted: int


def bridges_of(question: BridgesQuestion) -> Bridges:
    """What temporary bridges cost, and which are overdue.

    A part of a month costs the days in it, so that two parts of a month add up to the whole. An imprecise start is
    read to its first day, an imprecise end to its last.
    A bridge past its end is overdue until the thing it stands for is divided for its council, and it costs until then.
    """
    divided = {(one.thing, one.council) for one in question.divided}
    rows = tuple(_row(one, question.on, down=(one.thing, one.council) in divided) for one in question.bridges)
    months = months_together(row.months for row in rows)
    return Bridges(
        rows=rows,
        months=months,
        years=years_of(months),
        pence=sum(one.pence for one in months),
        beyond=sum(row.beyond for row in rows),
        uncosted=sum(row.pence is None for row in rows),
    )


def monthly_cost(price: int, first: date, last: date) -> tuple[MonthCost, ...]:
    """What a price a month comes to from a first day to a last, month by month; nothing where the last is earlier.

    Raises ValueError for more than fifty years.
    """
    return tuple(
        MonthCost(start, part_of(price, monthrange(start.year, start.month)[1], begin, end))
        for start, begin, end in _parts(first, last)
    )


def part_of(price: int, days: int, first: int, last: int) -> int:
    """What the days from `first` to `last` cost of a price for so many days, counted from 1.

    The running total is rounded down, so every part is within a penny of its exact share, and parts that follow one
    another add up to the price.
    """
    return price * last // days - price * (first - 1) // days


def _parts(first: date, last: date) -> Iterator[tuple[date, int, int]]:
    """The first day of each month, and the first and last day of the month that count."""
    start = first.replace(day=1)
    if (last.year - first.year) * 12 > MOST_MONTHS:
        raise ValueError(f"From {first} to {last} is more than {MOST_MONTHS // 12} years; check the dates.")
    while start <= last:
        following = add_months(start, 1)
        begin = first.day if start <= first else 1
        end = last.day if last < following else (following - timedelta(days=1)).day
        if begin <= end:
            yield start, begin, end
        start = following


def months_together(many: Iterable[Sequence[MonthCost]]) -> tuple[MonthCost, ...]:
    """Costs by month added up, in the order of the months."""
    found: dict[date, int] = {}
    for months in many:
        for one in months:
            found[one.month] = found.get(one.month, 0) + one.pence
    return tuple(MonthCost(month, found[month]) for month in sorted(found))


def years_of(months: Iterable[MonthCost]) -> tuple[YearCost, ...]:
    """Costs by month added up to financial years, which begin with April."""
    found: dict[int, int] = {}
    for one in months:
        year = financial_year_of(one.month)
        found[year] = found.get(year, 0) + one.pence
    return tuple(YearCost(year, found[year]) for year in sorted(found))


def _row(bridge: Bridge, on: date, *, down: bool) -> BridgeRow:
    state = _state(bridge, on, down=down)
    months: tuple[MonthCost, ...] = ()
    beyond = 0
    costed = bridge.monthly_cost is not None and bridge.starts is not None and bridge.ends is not None
    faults = list(_faults(bridge, state))
    if bridge.monthly_cost is not None and bridge.starts is not None and bridge.ends is not None:
        try:
            months = monthly_cost(bridge.monthly_cost, bridge.starts.first, bridge.ends.last)
            if state is BridgeState.OVERDUE:
                after = monthly_cost(bridge.monthly_cost, bridge.ends.last + timedelta(days=1), on)
                beyond = sum(one.pence for one in after)
        except ValueError as error:
            costed = False
            faults.append(str(error))
    total = sum(one.pence for one in months) if costed else None
    return BridgeRow(
        bridge.key, bridge.council, state, months, years_of(months), total, beyond, tuple(faults)
    )  # fmt: skip


def _state(bridge: Bridge, on: date, *, down: bool) -> BridgeState:
    if down:
        return BridgeState.DOWN
    if bridge.ends is not None and bridge.ends.last < on:
        return BridgeState.OVERDUE
    if bridge.starts is None:
        return BridgeState.NOT_KNOWN
    return BridgeState.NOT_BEGUN if bridge.starts.first > on else BridgeState.STANDS


def _faults(bridge: Bridge, state: BridgeState) -> Iterator[str]:
    missing: Mapping[str, object] = {
        "The day it starts is not known.": bridge.starts,
        "It has no end: agree the day on which it comes down.": bridge.ends,
        "It has no exit test: say how everybody can see that it is no longer needed.": bridge.exit_test.strip() or None,
        "Its cost a month is not known.": bridge.monthly_cost,
        "It rests on no agreement on record.": bridge.agreement or None,
    }
    if state is BridgeState.OVERDUE:
        yield f"Its end, {bridge.ends}, has passed, and nothing on record says that it came down."
    if bridge.starts is not None and bridge.ends is not None and bridge.ends.last < bridge.starts.first:
        yield f"It ends ({bridge.ends}) before it starts ({bridge.starts})."
    yield from (sentence for sentence, value in missing.items() if value is None)
