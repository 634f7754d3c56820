"""Work by team and week: what the dates of a plan ask for, day by day, against what a team can give."""

from dataclasses import replace
from datetime import date

from severalty.engine.transition.packages import PackageNeed
from severalty.engine.transition.record import Dated
from severalty.engine.transition.resources import Team, TeamLeave
from severalty.engine.transition.workload import WorkloadQuestion, workload_of
from tests.engine.transition.plans import on, package, plan_of

TEAM = Team(key="team", name="Infrastructure", units=200, day_to_day="50", council="alder")
NEED = PackageNeed(package="move", team="team", units=80)
RECORD = plan_of(package("move", 5), package("test", 5), teams=(TEAM,), needs=(NEED, replace(NEED, package="test")))
WEEK = Dated("move", date(2026, 1, 5), date(2026, 1, 9))


def weeks(*dates: Dated, record: object = RECORD) -> list[tuple[float, float | None, float, int]]:
    found = workload_of(WorkloadQuestion(record, dates)).teams[0]  # type: ignore[arg-type]
    return [(one.used, one.room, round(one.over, 2), one.days_over) for one in found.weeks]


def test_a_week_within_what_can_be_given_is_not_over() -> None:
    assert weeks(WEEK) == [(4.0, 5.0, 0.0, 0)]


def test_over_use_is_counted_day_by_day_and_never_made_good_by_a_quiet_day() -> None:
    both = weeks(WEEK, Dated("test", date(2026, 1, 8), date(2026, 1, 14)))
    assert both == [(5.6, 5.0, 1.2, 2), (2.4, 5.0, 0.0, 0)]


def test_leave_and_bank_holidays_take_away() -> None:
    away = TeamLeave(team="team", starts=on("2026-01-06"), ends=on("2026-01-06"))
    record = replace(RECORD, leave=(away,), closed=(date(2026, 1, 9),))
    assert weeks(WEEK, record=record) == [(3.2, 3.0, 0.8, 1)], "nobody works on Friday, and nobody is there on Tuesday"


def test_a_team_of_which_nobody_has_said_what_it_gives_is_never_over() -> None:
    record = replace(RECORD, teams=(replace(TEAM, units=None),))
    assert weeks(WEEK, record=record) == [(4.0, None, 0.0, 0)]


def test_without_dates_nothing_is_asked_for() -> None:
    assert workload_of(WorkloadQuestion(RECORD)).teams == ()
