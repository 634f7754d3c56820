"""Work at weekends: between two slots, as a piece of no length at the first slot after its Saturday and Sunday.

At one slot several moments meet: the close of the last working day, the Saturday, the Sunday, the opening of the next
working day. `Phase` puts them in order, so that what follows something at the very same slot does not come before it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from severalty.engine.dates import PartialDate
from severalty.engine.transition.calendar import WorkCalendar, words
from severalty.engine.transition.packages import PackageKind, TaskCalendar, WorkPackage
from severalty.engine.transition.progress import TemplateStep
from severalty.engine.transition.record import PlanError, PlanRecord
from severalty.engine.transition.resources import CutOverKind

MOST_DAYS = 2
SATURDAY, SUNDAY = 5, 6
_WEEK = 7
_DAY = timedelta(days=1)

Weekend = tuple[date, date]


class Phase(IntEnum):
    """What comes first where several moments are at one slot."""

    CLOSE = 0
    WEEKEND_BEGINS = 1
    WEEKEND_OVER = 2
    OPENING = 3


@dataclass(frozen=True)
class WeekendFault:
    """What a package that is worked on at a weekend cannot say: its column, what is expected, and how to mend it."""

    column: str
    found: str
    expected: str
    mend: str


def works_weekends(package: WorkPackage | TemplateStep) -> bool:
    """Whether a package is done on a Saturday and Sunday; a milestone takes no time, whatever its calendar."""
    return package.calendar is TaskCalendar.WEEKEND and package.kind != PackageKind.MILESTONE


def weekend_faults(package: WorkPackage | TemplateStep) -> tuple[WeekendFault, ...]:
    """What a package, or a step that makes such, cannot say because it is done at a weekend: too long an estimate, a
    pin on a working day."""
    if not works_weekends(package):
        return ()
    found = []
    for column in ("low", "likely", "high"):
        days = getattr(package, column)
        if days is not None and not 1 <= days <= MOST_DAYS:
            found.append(
                WeekendFault(
                    column, f"{days} days", "1 or 2 days, since it is done on one Saturday and Sunday",
                    "Enter 1 or 2, split the work, or give it the calendar “working days”",
                )
            )  # fmt: skip
    pin = package.starts_on if isinstance(package, WorkPackage) else None
    if pin is not None and not _has_weekend(pin):
        found.append(
            WeekendFault(
                "starts_on", f"{pin}, a {pin.first:%A}", "a Saturday or a Sunday, since it is done at a weekend",
                "Enter such a day, or give the package the calendar “working days”",
            )
        )  # fmt: skip
    return tuple(found)


def mixed_words(name: str, members: Iterable[WorkPackage]) -> str:
    """Why packages cannot go at one time, in a sentence: some at a weekend, some not; nothing where they can."""
    rows = list(members)
    at = [one.name for one in rows if works_weekends(one)]
    other = [one.name for one in rows if not works_weekends(one)]
    if not at or not other:
        return ""
    return (
        f"“{name}” has all its packages start at one time, but {', '.join(at)} {_is(at)} done at a weekend and "
        f"{', '.join(other)} on working days"
    )


def check_weekends(record: PlanRecord) -> None:
    """Raise PlanError for weekend work that cannot be laid out; what is done, or has begun, is past that."""
    open_ones = {one.key: one for one in record.packages if one.started_on is None and one.finished_on is None}
    for package in open_ones.values():
        for fault in weekend_faults(package):
            raise PlanError(f"{package.name} says {fault.found}; expected {fault.expected}. {fault.mend}.")
    for rule in record.rules:
        tied = [one.package for one in record.members if one.rule == rule.key and one.package in open_ones]
        told = mixed_words(rule.name, (open_ones[key] for key in tied)) if rule.kind is CutOverKind.TOGETHER else ""
        if told:
            raise PlanError(f"{told}. Give all of them one calendar, or take one out of the rule.")


def weekend_of(value: date) -> Weekend:
    """The Saturday and Sunday of the week of a day."""
    saturday = value + timedelta(days=SATURDAY - value.weekday())
    return saturday, saturday + _DAY


def weekend_at(calendar: WorkCalendar, slot: int) -> Weekend | None:
    """The weekend that lies just before a slot; None where the slot follows another working day of its week."""
    opens = calendar.day_of(slot)
    sunday = opens - timedelta(days=opens.weekday() + 1)
    return (sunday - _DAY, sunday) if calendar.last_slot(sunday) == slot - 1 else None


def weekends_between(calendar: WorkCalendar, first: int, last: int) -> Iterator[tuple[int, Weekend]]:
    """Every weekend whose slot lies between two, both counted, with it. Of two with one slot the later counts."""
    for slot in range(first, last + 1):
        weekend = weekend_at(calendar, slot)
        if weekend is not None:
            yield slot, weekend


def first_from(calendar: WorkCalendar, value: date) -> int:
    """The slot of the first weekend whose Saturday is not before a day."""
    return calendar.next_slot(value + timedelta(days=(SATURDAY - value.weekday()) % _WEEK))


def last_by(calendar: WorkCalendar, value: date) -> int:
    """The slot of the last weekend whose Sunday is not after a day."""
    return calendar.next_slot(value - timedelta(days=(value.weekday() - SUNDAY) % _WEEK))


def pinned_slots(calendar: WorkCalendar, pin: PartialDate) -> tuple[int, int]:
    """The slots of the first and of the last weekend that has a day of a pin."""
    return (
        calendar.next_slot(pin.first + timedelta(days=(SUNDAY - pin.first.weekday()) % _WEEK)),
        calendar.next_slot(pin.last - timedelta(days=(pin.last.weekday() - SATURDAY) % _WEEK)),
    )


def phase_of(calendar: WorkCalendar, slot: int, value: date, *, closes: bool) -> Phase:
    """Where the opening or the close of a day lies among the moments of a slot."""
    weekend = weekend_at(calendar, slot)
    if weekend is None or value < weekend[0]:
        return Phase.CLOSE
    if value > weekend[1]:
        return Phase.OPENING
    return Phase.WEEKEND_OVER if closes or value == weekend[1] else Phase.WEEKEND_BEGINS


def later_by(lag: int, before: Phase, after: Phase) -> int:
    """The slots by which something comes later, beyond its lag, so that it does not precede what it waits for."""
    return 1 if lag == 0 and after < before else 0


def not_a_weekend(starts: date, ends: date) -> str:
    """Why dates are no weekend, in words; nothing where they are a Saturday and the Sunday after it."""
    if starts.weekday() == SATURDAY and ends == starts + _DAY:
        return ""
    return f"{words(starts)} is a {starts:%A}" if starts.weekday() != SATURDAY else f"it ends on {words(ends)}"


def _has_weekend(value: PartialDate) -> bool:
    saturday, sunday = weekend_of(value.first)
    return value.first <= sunday and saturday <= value.last


def _is(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"
