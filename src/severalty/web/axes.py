"""An axis of days: which span is shown, where a day lies on it in per cent, and which lines and words stand on it."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from severalty.engine.dates import MONTHS, add_months

MOST_WORDS = 14
FEWEST_WORDS = 4
LONGEST_DAYS = 366 * 30


class Scale(StrEnum):
    """What one step of the axis is."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"


_MONTHS = {Scale.YEAR: 12, Scale.QUARTER: 3, Scale.MONTH: 1}


@dataclass(frozen=True)
class Tick:
    """One line of the axis, its words (empty where there is no room), and whether a telephone has room for them."""

    on: date
    words: str
    main: bool


@dataclass(frozen=True)
class Axis:
    """The days from `first` to `last`, both shown whole, in steps of `scale`."""

    first: date
    last: date
    scale: Scale = Scale.MONTH

    def at(self, value: date) -> float:
        """How far from the left the morning of a day lies, in per cent; a day outside lies at the edge."""
        inside = min(max(value, self.first), self.last + timedelta(days=1))
        return round(100 * (inside - self.first).days / ((self.last - self.first).days + 1), 3)

    def holds(self, starts: date, ends: date) -> bool:
        """Whether anything of these days is shown."""
        return starts <= self.last and ends >= self.first

    def span(self, starts: date, ends: date) -> tuple[float, float]:
        """Left and width in per cent of the days from `starts` to the end of `ends`."""
        left = self.at(starts)
        return left, round(self.at(ends + timedelta(days=1)) - left, 3)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """The lines that are shown, with as many words as there is room for."""
        days = self._days()
        wide, narrow = -(-len(days) // MOST_WORDS), -(-len(days) // FEWEST_WORDS)
        narrow = -(-narrow // wide) * wide
        return tuple(
            Tick(one, self._words(one, place == 0) if place % wide == 0 else "", place % narrow == 0)
            for place, one in enumerate(days)
        )

    def _days(self) -> list[date]:
        if self.scale is Scale.WEEK:
            monday = self.first + timedelta(days=-self.first.weekday() % 7)
            return [monday + timedelta(days=7 * step) for step in range(((self.last - monday).days // 7) + 1)]
        step = _MONTHS[self.scale]
        begin = self.first.replace(day=1, month=(self.first.month - 1) // step * step + 1)
        found = [add_months(begin, step * number) for number in range(LONGEST_DAYS // 28 // step)]
        return [one for one in found if self.first <= one <= self.last]

    def _words(self, tick: date, first: bool) -> str:
        name = MONTHS[tick.month - 1][:3]
        if self.scale is Scale.YEAR:
            return str(tick.year)
        if self.scale is Scale.WEEK:
            return f"{tick.day} {name}" + (f" {tick.year}" if first else "")
        return f"{name} {tick.year}" if first or tick.month == 1 else name


def axis_of(first: date, last: date, scale: Scale) -> Axis:
    """The axis over whole steps of a scale; never longer than thirty years, and never backwards."""
    last = min(max(first, last), first + timedelta(days=LONGEST_DAYS - 366))
    if scale is Scale.WEEK:
        return Axis(first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday()), scale)
    step = _MONTHS[scale]
    begin = first.replace(day=1, month=(first.month - 1) // step * step + 1)
    ends = add_months(last.replace(day=1, month=(last.month - 1) // step * step + 1), step)
    return Axis(begin, ends - timedelta(days=1), scale)


def fitting(first: date, last: date) -> Scale:
    """The scale in which a span has few enough words: weeks for a quarter, years for a decade."""
    days = (last - first).days
    bounds = ((Scale.WEEK, 100), (Scale.MONTH, 800), (Scale.QUARTER, 2600))
    return next((scale for scale, most in bounds if days <= most), Scale.YEAR)
