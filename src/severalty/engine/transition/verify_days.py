"""Working days and moments for the verifier: counted by themselves, so that an error elsewhere cannot hide here.

A moment is the number of working days that have passed since a day long before the plan. Work of one day on the first
working day of all begins at moment 0 and has ended at moment 1.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from severalty.engine.dates import day
from severalty.engine.transition.constraint_kinds import ConstraintKind
from severalty.engine.transition.packages import PackageKind, TaskCalendar, WorkPackage
from severalty.engine.transition.record import Dated, PlanRecord

_WEEKEND = (5, 6)
_WHOLE = 100


@dataclass(frozen=True)
class Breach:
    """Something that a plan does not keep: in a sentence, for these packages, by so much.

    `by` is in working days, per cent of a person, cut-overs or pence, as the kind of constraint has it.
    """

    kind: ConstraintKind
    sentence: str
    packages: tuple[str, ...]
    by: int = 1


@dataclass(frozen=True)
class Seen:
    """A plan's record and its dates as the verifier sees them."""

    record: PlanRecord
    dates: Mapping[str, Dated]
    packages: Mapping[str, WorkPackage]
    working: tuple[date, ...]
    closing: frozenset[str]

    def is_working(self, value: date) -> bool:
        """Whether it is neither a weekend nor a bank holiday."""
        return value.weekday() not in _WEEKEND and value not in self.record.closed

    def opening(self, value: date) -> int:
        """The moment at which a day begins."""
        return bisect_left(self.working, value)

    def close(self, value: date) -> int:
        """The moment at which a day is over."""
        return bisect_right(self.working, value)

    def begin(self, dated: Dated) -> int:
        """The moment at which a package begins."""
        if self.takes_no_day(dated.package):
            return self.close(dated.starts) if dated.package in self.closing else self.opening(dated.starts)
        return self.opening(dated.starts)

    def end(self, dated: Dated) -> int:
        """The moment at which a package has ended."""
        return self.begin(dated) if self.takes_no_day(dated.package) else self.close(dated.ends)

    def takes_no_day(self, package: str) -> bool:
        """Whether a package is a milestone; one that has begun and is not reached takes a day, as all that is begun."""
        one = self.packages[package]
        return self.is_milestone(package) and (one.started_on is None or one.finished_on is not None)

    def is_milestone(self, package: str) -> bool:
        """Whether a package takes no time."""
        one = self.packages.get(package)
        return one is not None and (one.likely == 0 or (one.kind is PackageKind.MILESTONE and not one.likely))

    def is_at_weekend(self, package: str) -> bool:
        """Whether a package is to be done on a Saturday and Sunday: until it is done, or its weekend is over."""
        one = self.packages.get(package)
        if one is None or one.calendar is not TaskCalendar.WEEKEND or one.kind is PackageKind.MILESTONE:
            return False
        begun = one.started_on
        return begun is None or (self.record.on.weekday() in _WEEKEND and (self.record.on - begun.first).days in (0, 1))

    def is_open(self, package: str) -> bool:
        """Whether a package has a date and has not been begun, so that its place is the plan's choice."""
        one = self.packages[package]
        return package in self.dates and one.started_on is None and one.finished_on is None

    def is_over(self, package: str) -> bool:
        """Whether a package is told as wholly done without a day or a length, so that nothing waits for it any more."""
        one = self.packages.get(package)
        return one is not None and package not in self.dates and one.likely is None and one.percent_done == _WHOLE

    def name(self, handle: str) -> str:
        """What people call a record."""
        return self.packages[handle].name if handle in self.packages else self.record.names.get(handle, handle)


def seen_of(record: PlanRecord, dates: tuple[Dated, ...]) -> Seen:
    """A record and dates, with the working days from long before to long after anything in them."""
    told = [record.on, *(one.starts for one in dates), *(one.ends for one in dates)]
    told += [one.starts for one in record.elsewhere] + [one.ends for one in record.elsewhere]
    first, last = min(told) - timedelta(days=2_000), max(told) + timedelta(days=2_000)
    closed = frozenset(record.closed)
    every = (first + timedelta(days=number) for number in range((last - first).days))
    working = tuple(one for one in every if one.weekday() not in _WEEKEND and one not in closed)
    waiting = {one.package for one in record.waits}
    closing = frozenset(one.key for one in record.packages if one.kind is PackageKind.MILESTONE and one.key in waiting)
    return Seen(
        record, {one.package: one for one in dates}, {one.key: one for one in record.packages}, working, closing
    )


def told(value: date) -> str:
    """`5 October 2024`."""
    return str(day(value))
