"""A plan as a network: what is simulated is what is planned."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.effects.events import Effect, RiskEvent
from severalty.engine.effects.spreads import Shape, Spread
from severalty.engine.transition.confidence.confidence import confidence_of
from severalty.engine.transition.drawing import dates_of
from severalty.engine.transition.network_of import network_of, spread_of
from severalty.engine.transition.packages import PackageKind, PackageNeed, TaskCalendar
from severalty.engine.transition.record import Dated, GateFact
from severalty.engine.transition.resources import Freeze, Team, Wave
from tests.engine.strategies import at_most
from tests.engine.transition.plans import ending, on, package, plan_of, wait
from tests.engine.transition.solved import chance_solved, solved


@at_most(15)
@given(st.integers(0, 20_000))
def test_every_plan_makes_a_network_with_every_package_that_is_not_done(seed: int) -> None:
    record, drawn, starts = chance_solved(seed)
    if starts is None:
        return
    network = network_of(record, dates_of(record, drawn, starts).dates, rho=0.3)
    open_packages = {one.key for one in record.packages if one.finished_on is None}
    assert open_packages <= {one.key for one in network.activities}
    unknown = {one.key for one in network.activities if one.duration is None}
    assert unknown == {one.package for one in drawn.undated}


def test_three_points_are_a_spread_of_what_is_left_and_one_is_fixed() -> None:
    three = package("a", 10, low=8, high=20)
    assert spread_of(three, 10) == Spread(10, 8, 20, Shape.TRIANGULAR)
    assert spread_of(three, 5) == Spread(5, 4, 10, Shape.TRIANGULAR)
    assert spread_of(package("a", 10), 10) == Spread(10, shape=Shape.FIXED)


def test_without_spread_the_simulation_ends_when_the_plan_does() -> None:
    steps = ((date(2026, 1, 9), date(2026, 1, 20)), (date(2026, 1, 23), date(2026, 2, 4)))
    record = ending(
        plan_of(
            package("papers", 6, thing="m"),
            package("go", kind=PackageKind.CUT_OVER, not_before=on("2026-01-15")),
            waits=(wait("go", "m", lag=1),),
            gates=(GateFact("m", "Cabinet", None, date(2026, 2, 4), steps),),
        ),
        "2026-02-27",
    )
    dates = tuple(solved(record).values())
    planned = {one.package: one for one in dates}
    assert str(planned["go"].starts) >= "2026-02-05"
    network = network_of(record, dates)
    assert [one.steps for one in network.gates] == [((5, 11), (15, 22))]
    found = confidence_of(network, draws=50, seed=1)
    end = 23 + 5
    assert {one.value for one in found.whole.percentiles} == {end}


def test_work_at_a_weekend_waits_for_the_next_that_is_free_in_a_simulation_too() -> None:
    record = plan_of(
        package("build", 3),
        package("cut", 1, kind=PackageKind.CUT_OVER, calendar=TaskCalendar.WEEKEND),
        package("care", 2),
        waits=(wait("cut", "build"), wait("care", "cut")),
        freezes=(Freeze(key="f", name="Payroll", starts=on("2026-01-09"), ends=on("2026-01-10")),),
    )
    network = network_of(record, tuple(solved(record).values()))
    for more, ends in ((0, 12), (7, 12), (8, 17)):  # the plan begins on a Monday, and the first weekend is frozen
        later = replace(network.activities[0], duration=Spread(3 + more, shape=Shape.FIXED))
        changed = replace(network, activities=(later, *network.activities[1:]))
        found = confidence_of(changed, draws=50, seed=1)
        assert {one.value for one in found.whole.percentiles} == {ends}
    late = RiskEvent("r", Effect(1.0, slots=Spread(8, shape=Shape.FIXED)), on=("cut",))
    found = confidence_of(network_of(record, tuple(solved(record).values()), [late]), draws=50, seed=1)
    assert {one.value for one in found.whole.percentiles} == {17}, "what a risk delays has its weekend, a later one"


def test_what_is_decided_is_over_and_the_day_of_the_plan_stands_before_later_meetings() -> None:
    decided = GateFact("m", "Cabinet", date(2026, 1, 2), date(2026, 1, 2))
    coming = GateFact("n", "Cabinet", date(2026, 1, 20), date(2026, 1, 20), ((date(2026, 1, 23), date(2026, 2, 4)),))
    record = plan_of(
        package("go"), package("then"), waits=(wait("go", "m"), wait("then", "n")), gates=(decided, coming)
    )
    record = replace(record, on=date(2026, 1, 9))
    network = network_of(record, tuple(solved(record).values()))
    found = confidence_of(network, draws=50, seed=1)
    assert found.whole.lost == 0
    assert {one.value for one in found.whole.percentiles} == {16}


def test_work_behind_a_decision_keeps_its_place_in_the_queue_for_a_team() -> None:
    record = plan_of(
        package("first"),
        package("second", 20),
        waits=(wait("first", "m"),),
        needs=tuple(PackageNeed(package=one, team="team", units=100) for one in ("first", "second")),
        teams=(Team(key="team", name="Team", units=100),),
        gates=(GateFact("m", "Cabinet", None, None, ((date(2026, 1, 5), date(2026, 1, 6)),)),),
    )
    first = Dated("first", date(2026, 1, 6), date(2026, 1, 12))
    network = network_of(record, (first, Dated("second", date(2026, 1, 13), date(2026, 2, 9))))
    found = confidence_of(network, draws=50, seed=1)
    assert {one.value for one in found.whole.percentiles} == {26}


def test_what_is_late_takes_the_next_meeting_and_risks_outside_of_the_plan_are_left_out() -> None:
    steps = ((date(2026, 1, 9), date(2026, 1, 20)), (date(2026, 1, 23), date(2026, 2, 4)))
    record = plan_of(
        package("papers", 5, low=5, high=12, thing="m"),
        package("go"),
        waits=(wait("go", "m"),),
        gates=(GateFact("m", "Cabinet", None, None, steps),),
    )
    risks = [RiskEvent("r", Effect(0.5), ("go",)), RiskEvent("s", Effect(0.5), ("secret",))]
    network = network_of(record, tuple(solved(record).values()), risks)
    assert [one.key for one in network.risks] == ["r"]
    found = confidence_of(network, draws=400, seed=1)
    assert {one.value for one in found.whole.percentiles} == {16, 27}


def test_money_stands_from_where_the_plan_has_somebody_go_over() -> None:
    record = plan_of(
        package("go", kind=PackageKind.CUT_OVER, thing="crm"),
        package("down", kind=PackageKind.DECOMMISSION, thing="crm", daily_cost=180_00),
    )
    network = network_of(record, tuple(solved(record).values()))
    standing = [(one.pence_per_slot, one.since, network.activities[one.until or 0].key) for one in network.standing]
    assert standing == [(180_00, 5.0, "down")]


def test_what_misses_the_last_wave_is_late_and_not_lost() -> None:
    waves = (Wave(key="w", name="Wave 1", plan="plan", number=1, starts=on("2026-01-05"), ends=on("2026-01-30")),)
    work = (package("build", 10, low=8, high=60), package("go", 1, kind=PackageKind.CUT_OVER))
    record = plan_of(*work, waits=(wait("go", "build"),), waves=waves)
    found = confidence_of(network_of(record, tuple(solved(record).values())), draws=200, seed=1)
    assert not found.warnings
    assert 20 < (found.whole.at(90) or 0) <= 65, "Later than the last wave, and no later than the work itself."
