"""Working days as slots and back: Monday to Friday less bank holidays, from the day on which a plan starts.

Slot 0 is the first working day of the plan; days before it have slots below nought. Dates that are known to a month or
so are taken at their safe end: work may begin on the last day that is possible, and must end by the first.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta

from severalty.engine.dates import PartialDate, Precision, day
from severalty.engine.transition.packages import PackageKind, WorkPackage
from severalty.engine.transition.record import PlanError, PlanRecord

_SATURDAY = 5
_YEAR = timedelta(days=366)
_MOST_YEARS = 60


@dataclass(frozen=True)
class WorkCalendar:
    """Every working day that a plan can meet, in order; `zero` is the place of slot 0 among them."""

    days: tuple[date, ...]
    zero: int = 0

    @property
    def last(self) -> int:
        """The slot of the last day that is held."""
        return len(self.days) - self.zero - 1

    def next_slot(self, value: date) -> int:
        """The slot of a day, or of the next working day. Raises PlanError beyond the days that are held."""
        return self._held(bisect_left(self.days, value), value)

    def last_slot(self, value: date) -> int:
        """The slot of a day, or of the last working day before it. Raises PlanError beyond the days that are held."""
        return self._held(bisect_right(self.days, value) - 1, value)

    def day_of(self, slot: int) -> date:
        """The working day of a slot. Raises PlanError beyond the days that are held."""
        if not 0 <= slot + self.zero < len(self.days):
            raise PlanError(
                f"Working day {slot} of the plan lies beyond {words(self.days[-1])}; give the plan an earlier end."
            )
        return self.days[slot + self.zero]

    def _held(self, place: int, value: date) -> int:
        if not 0 <= place < len(self.days):
            raise PlanError(
                f"{words(value)} lies outside of the time that the plan is counted in, {words(self.days[0])} to "
                f"{words(self.days[-1])}; correct that date, or the start and the end of the plan."
            )
        return place - self.zero


def calendar_of(record: PlanRecord, *, from_today: bool = False) -> WorkCalendar:
    """The working days of a plan, wide enough for every date on its record and for a plan that ends late.

    Counted `from_today`, slot 0 is today where the plan starts later. Raises PlanError where dates on record lie more
    than sixty years apart.
    """
    start = start_day(record)
    known = [start, record.on, *_dates_of(record)]
    work = sum(package.likely or 0 for package in record.packages)
    first, last = min(known) - _YEAR, max(known) + 2 * _YEAR + timedelta(days=2 * work)
    if (max(known) - min(known)) > _MOST_YEARS * _YEAR:
        raise PlanError(
            f"The dates on record reach from {words(min(known))} to {words(max(known))}; correct the one that cannot "
            "be."
        )
    closed = frozenset(record.closed)
    span = (first + timedelta(days=number) for number in range((last - first).days + 1))
    days = tuple(one for one in span if one.weekday() < _SATURDAY and one not in closed)
    return WorkCalendar(days, bisect_left(days, min(start, record.on) if from_today else start))


def start_day(record: PlanRecord) -> date:
    """The day on which the plan starts: as stated, else the first day that a package was begun on, else today."""
    if record.plan.starts_on is not None:
        return safe_from(record.plan.starts_on)
    begun = [package.started_on.first for package in record.packages if package.started_on is not None]
    return min([record.on, *begun])


def safe_from(value: PartialDate) -> date:
    """The day from which on one can count on something that happens on this date: the last that is possible."""
    return value.last


def safe_until(value: PartialDate) -> date:
    """The day until which one can count on something that ends on this date: the first that is possible."""
    return value.first


def is_vague(value: PartialDate | None) -> bool:
    """Whether a date is known less well than to the day."""
    return value is not None and (value.precision is not Precision.DAY or value.about)


def words(value: date) -> str:
    """`5 October 2024`."""
    return str(day(value))


def closing_milestones(record: PlanRecord) -> frozenset[str]:
    """The milestones that wait for something: they are reached at the close of a day, not when it begins."""
    waiting = {wait.package for wait in record.waits}
    return frozenset(one.key for one in record.packages if one.kind is PackageKind.MILESTONE and one.key in waiting)


def _dates_of(record: PlanRecord) -> list[date]:
    """Every date that a slot may be asked for."""
    found: list[date] = [*record.closed]
    vague: list[PartialDate | None] = [record.plan.ends_by]
    for package in record.packages:
        vague += _dates_of_package(package)
    vague += [one for freeze in record.freezes for one in (freeze.starts, freeze.ends)]
    vague += [one for leave in record.leave for one in (leave.starts, leave.ends)]
    vague += [one for wave in record.waves for one in (wave.starts, wave.ends)]
    vague += [contract.ends for contract in record.contracts]
    vague += [support.ends for support in record.supports]
    for promise in record.promises:
        vague += [promise.promised_for, promise.latest, promise.kept_on]
    for value in vague:
        found += [value.first, value.last] if value is not None else []
    for gate in record.gates:
        found += [one for one in (gate.earliest, gate.latest) if one is not None]
        found += [one for step in gate.steps for one in step]
    found += [one.act_by for one in record.contracts if one.act_by is not None]
    found += [one for dated in record.previous for one in (dated.starts, dated.ends)]
    found += [one for other in record.elsewhere for one in (other.starts, other.ends)]
    found += [one.by_when.last for one in record.dispositions if one.by_when is not None]
    return found


def _dates_of_package(package: WorkPackage) -> list[PartialDate | None]:
    return [
        package.not_before, package.starts_on, package.must_end_by, package.wanted_by,
        package.started_on, package.finished_on,
    ]  # fmt: skip
