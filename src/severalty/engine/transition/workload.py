"""What teams are asked for week by week, by the dates of a plan, against what they can give."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from severalty.engine.transition.capacity import capacity_of
from severalty.engine.transition.record import Dated, PlanRecord
from severalty.engine.transition.resources import Team

_FRIDAY = 4


@dataclass(frozen=True)
class WorkloadQuestion:
    """A plan with its dates; packages without dates ask for nothing."""

    record: PlanRecord
    dates: tuple[Dated, ...] = ()


@dataclass(frozen=True)
class WeekLoad:
    """One week by its Monday, in person-days of 100 per cent.

    `room` is what the team can give this plan, None where nobody has said. `over` is what is asked for beyond that, day
    by day, and `days_over` on how many days. `packages` ask for something.
    """

    monday: date
    used: float
    room: float | None
    over: float
    days_over: int
    packages: tuple[str, ...]


@dataclass(frozen=True)
class TeamLoad:
    """One team over the weeks of the plan."""

    team: str
    weeks: tuple[WeekLoad, ...]

    @property
    def weeks_over(self) -> tuple[WeekLoad, ...]:
        """The weeks with a day on which more is asked for than can be given."""
        return tuple(one for one in self.weeks if one.days_over)

    @property
    def used(self) -> float:
        """Person-days asked for in all."""
        return sum(one.used for one in self.weeks)


@dataclass(frozen=True)
class Workload:
    """Every team of the record, in its order."""

    teams: tuple[TeamLoad, ...]


def workload_of(question: WorkloadQuestion) -> Workload:
    """The weeks from the first to the last in which any package runs, for each team; the same weeks for all."""
    days = {one.package: (one.starts, one.ends) for one in question.dates}
    if not days:
        return Workload(())
    first = min(starts for starts, _ in days.values())
    last = max(ends for _, ends in days.values())
    monday = first - timedelta(days=first.weekday())
    mondays = [monday + timedelta(days=7 * number) for number in range((last - monday).days // 7 + 1)]
    asked = _asked(question.record, days)
    return Workload(
        tuple(
            TeamLoad(one.key, tuple(_week(question.record, one, start, asked.get(one.key, {})) for start in mondays))
            for one in question.record.teams
        )
    )


def _asked(record: PlanRecord, days: Mapping[str, tuple[date, date]]) -> dict[str, dict[date, dict[str, int]]]:
    """By team and working day, what each package asks for, in per cent of one person."""
    closed = frozenset(record.closed)
    found: dict[str, dict[date, dict[str, int]]] = {}
    lengths = {one.key: one.likely or 0 for one in record.packages}
    for need in record.needs:
        if not need.units or need.package not in days or not lengths.get(need.package):
            continue
        starts, ends = days[need.package]
        team = found.setdefault(need.team, {})
        for number in range((ends - starts).days + 1):
            on = starts + timedelta(days=number)
            if on.weekday() <= _FRIDAY and on not in closed:
                team.setdefault(on, {})[need.package] = need.units
    return found


def _week(record: PlanRecord, team: Team, monday: date, asked: Mapping[date, Mapping[str, int]]) -> WeekLoad:
    used = over = days_over = 0
    room: int | None = 0
    packages: dict[str, None] = {}
    for number in range(_FRIDAY + 1):
        on = monday + timedelta(days=number)
        today = asked.get(on, {})
        packages |= dict.fromkeys(today)
        wanted, there = sum(today.values()), 0 if on in record.closed else capacity_of(record, team, on)
        used += wanted
        room = None if room is None or there is None else room + there
        if there is not None and wanted > there:
            over, days_over = over + wanted - there, days_over + 1
    return WeekLoad(
        monday, used / 100, None if room is None else room / 100, over / 100, days_over, tuple(sorted(packages))
    )
