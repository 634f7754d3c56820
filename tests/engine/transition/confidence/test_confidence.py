"""What the draws say: percentiles, chances, joins, risks, money; and what is not said where work is not defined."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from severalty.engine.effects.events import Effect, RiskEvent
from severalty.engine.effects.quantiles import quantile
from severalty.engine.effects.spreads import Shape, Spread
from severalty.engine.transition.confidence.confidence import confidence_of
from severalty.engine.transition.confidence.inputs import Inputs
from severalty.engine.transition.confidence.merging import Ways, all_of
from severalty.engine.transition.confidence.narrowing import Better, narrowings_of
from severalty.engine.transition.confidence.network import (
    CorrelationGroup,
    Deadline,
    Network,
    NetworkActivity,
    NetworkError,
    NetworkGate,
    NetworkLink,
    NetworkResource,
    StandingCost,
)
from severalty.engine.transition.confidence.results import Band, Engine, Stopped
from tests.engine.transition.confidence.networks import fixed

SPREAD = Spread(15, 10, 30)
pytestmark = pytest.mark.slow


def ways(count: int, **changes: Any) -> Network:
    """Independent ways that join."""
    held = tuple(NetworkActivity(f"way-{n}", SPREAD, workstream=f"w{n}") for n in range(count))
    end = NetworkActivity("end", fixed(0), workstream="w0", reported=True)
    return Network((*held, end), tuple(NetworkLink(n, count) for n in range(count)), **changes)


def correlations(figures: Any) -> Any:
    return np.corrcoef(figures)


def at(band: Band, percent: int) -> float:
    value = band.at(percent)
    assert value is not None
    return value


def test_the_product_rule(oracles: dict[str, Any]) -> None:
    expected, near = oracles["O16"]["expected"], oracles["O16"]["tolerance"]
    for count in oracles["O16"]["inputs"]["n_paths"]:
        assert all_of(Ways(count, 0.5)).together == pytest.approx(expected["p_all_by_own_p50"][str(count)], abs=near)
        assert all_of(Ways(count, 0.8)).together == pytest.approx(expected["p_all_by_own_p80"][str(count)], abs=near)
        needed = expected["percentile_each_path_needs_for_joint_p80"][str(count)]
        assert all_of(Ways(count, 0.8)).each_needs == pytest.approx(needed, abs=near)


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_the_joined_band_is_that_of_the_product_rule(count: int) -> None:
    found = confidence_of(ways(count), seed=4)
    for percentile in found.whole.percentiles:
        exact = quantile(SPREAD, (percentile.percent / 100) ** (1 / count))
        assert percentile.error is not None
        assert percentile.value == pytest.approx(exact, abs=4 * percentile.error)
    if count > 1:
        join = next(one for one in found.merges if one.activity == "end")
        assert join.all_by_own_p50 == pytest.approx(0.5**count, abs=0.02)
        assert join.bias == pytest.approx(quantile(SPREAD, 0.5 ** (1 / count)) - quantile(SPREAD, 0.5), abs=0.3)
        assert sum(one.criticality for one in found.drivers if one.key != "end") == pytest.approx(1)


def test_the_date_of_the_plan_has_its_own_percentile() -> None:
    found = confidence_of(ways(3), seed=2)
    assert found.single_path is not None
    assert found.single_path.likely_end == 15
    assert found.single_path.percentile == pytest.approx(0.25**3, abs=0.005)
    assert len(found.single_path.path) == 2
    # One path of three promises its own P50; the latest of three is days later.
    assert found.single_path.late_p50 == pytest.approx(quantile(SPREAD, 0.5 ** (1 / 3)) - 55 / 3, abs=0.3)


def test_the_stated_p80_covers_another_simulation() -> None:
    """Drawn by another generator, worked through in plain loops: a chain of joins with a decision and a closed time."""
    other = np.random.default_rng(20261126)
    held, links = [], []
    for n in range(24):
        likely = 4 + n % 5
        held.append(NetworkActivity(f"a{n}", Spread(likely, likely - 2, likely + 7, Shape.PERT)))
        links += [NetworkLink(before, n) for before in {n - 3, n - 4} if before >= 0]
    held[9] = replace(held[9], gate=0)
    held[15] = replace(held[15], closed=((40, 47),))
    steps = tuple((ready, ready + 6) for ready in range(5, 400, 15))
    stated = confidence_of(Network(tuple(held), tuple(links), gates=(NetworkGate("board", steps),)), seed=9)
    ends = []
    for _ in range(1_000):
        end: list[float] = []
        for n in range(24):
            low, likely, high = 2 + n % 5, 4 + n % 5, 11 + n % 5
            share = (likely - low) / (high - low)
            lasts = low + (high - low) * other.beta(1 + 4 * share, 5 - 4 * share)
            start = max([end[before] for before in (n - 3, n - 4) if before >= 0], default=0.0)
            if n == 15 and start < 47 and start + lasts > 40:
                start = 47
            done = start + lasts
            end.append(next(ready + 6 for ready in range(5, 400, 15) if done <= ready) if n == 9 else done)
        ends.append(max(end))
    assert 0.75 <= np.mean(np.array(ends) <= at(stated.whole, 80)) <= 0.85
    assert 0.45 <= np.mean(np.array(ends) <= at(stated.whole, 50)) <= 0.55


def test_the_same_question_has_the_same_answer() -> None:
    assert confidence_of(ways(2), draws=500, threads=1) == confidence_of(ways(2), draws=500, threads=3)
    assert confidence_of(ways(2), draws=500).digest != confidence_of(ways(3), draws=500).digest
    assert confidence_of(ways(2), draws=500).whole != confidence_of(ways(2), draws=500, seed=1).whole


def test_no_date_is_given_behind_work_that_is_not_defined() -> None:
    held = (
        NetworkActivity("known", SPREAD, workstream="a"),
        NetworkActivity("unknown", None, workstream="b"),
        NetworkActivity("after", fixed(3), workstream="c"),
    )
    links = (NetworkLink(0, 2), NetworkLink(1, 2))
    network = Network(held, links, fixed_end=20, budget=5, deadlines=(Deadline("d", 25, 2), Deadline("e", 20, 0)))
    found = confidence_of(network, draws=1_000)
    assert found.undefined == ("unknown",)
    assert found.whole.percentiles == ()
    assert found.whole.undefined == ("unknown",)
    assert len(found.whole.not_before) == 9
    assert [bool(one.percentiles) for one in found.workstreams] == [True, False, False]
    assert found.fixed_end is not None
    assert found.fixed_end.chance is None
    assert found.fixed_end.at_most == pytest.approx(0.42, abs=0.1)
    assert (found.joint, found.single_path, found.curve) == (None, None, ())
    assert [one.chance is None for one in found.deadlines] == [True, False]
    assert narrowings_of(network, (Better("x", (0,), 0.5),))[0].undefined == ("unknown",)


def test_undefined_work_of_a_team_leaves_what_comes_later_to_that_team_without_a_date() -> None:
    held = (
        NetworkActivity("unknown", None, uses=((0, 1),), planned_start=1, reported=True),
        NetworkActivity("earlier", fixed(2), uses=((0, 1),), planned_start=0, reported=True),
        NetworkActivity("later", fixed(2), uses=((0, 1),), planned_start=2, reported=True),
        NetworkActivity("other", fixed(2), reported=True),
    )
    found = confidence_of(Network(held, resources=(NetworkResource("team", 1),)), draws=50)
    assert found.engine is Engine.RESOURCES
    assert {one.key: one.defined for one in found.activities} == {
        "unknown": False, "earlier": True, "later": False, "other": True,
    }  # fmt: skip


def test_beyond_the_last_known_meeting_there_is_no_date() -> None:
    held = (NetworkActivity("report", SPREAD, gate=0),)
    found = confidence_of(Network(held, gates=(NetworkGate("cabinet", ((14, 20), (18, 40))),)), draws=4_000)
    shares = {20: 0.16, 40: 0.52}  # of the triangular shape, by slots 14 and 18
    assert at(found.whole, 10) == 20
    assert at(found.whole, 40) == 40
    assert found.whole.at(80) is None
    assert found.whole.lost == pytest.approx(1 - shares[40], abs=0.03)
    assert "no meeting is known that late" in found.warnings[0]


def test_a_risk_comes_about_as_often_as_stated_and_mitigation_helps_on_the_same_draws() -> None:
    now, then = Effect(0.4, slots=fixed(10), pence=fixed(50_000)), Effect(0.1, slots=fixed(4), pence=fixed(50_000))
    risk = RiskEvent("supplier", now, ("way-0",), then, mitigation_pence=1_000)
    network = Network((NetworkActivity("way-0", fixed(5)),), risks=(risk,), fixed_end=50, budget=10_000)
    found = confidence_of(network, draws=4_000)
    assert found.whole.mean == pytest.approx(5 + 0.4 * 10, abs=0.3)
    assert found.cost.mean == pytest.approx(20_000, abs=1_600)
    assert found.after is not None
    assert found.after.whole.mean == pytest.approx(5 + 0.1 * 4, abs=0.1)
    assert found.after.cost.mean == pytest.approx(6_000, abs=1_000)
    assert found.joint is not None
    assert found.joint.both == pytest.approx(0.6, abs=0.03)
    fires = Inputs(network, 0).durations((0,), 0, 4_000) > 5
    fires_then = Inputs(network, 0, mitigated=True).durations((0,), 0, 4_000) > 5
    assert not (fires_then & ~fires).any()


def test_a_driver_that_many_share_makes_them_go_together() -> None:
    held = tuple(NetworkActivity(f"a{n}", SPREAD) for n in range(2))
    risk = RiskEvent("scope", Effect(0.5, factor=fixed(3)), ("a0", "a1"))
    alone = correlations(Inputs(Network(held), 1).durations((0, 1), 0, 4_000))[0, 1]
    together = correlations(Inputs(Network(held, risks=(risk,)), 1).durations((0, 1), 0, 4_000))[0, 1]
    assert abs(alone) < 0.06
    assert together > 0.7


def test_a_risk_comes_about_once_for_all_its_effects() -> None:
    held = tuple(NetworkActivity(f"a{n}", fixed(5)) for n in range(3))
    effects = (Effect(0.4, Spread(2, 1, 4)), Effect(0.4, Spread(9, 6, 20)), Effect(0.1, Spread(3, 2, 5)))
    risks = [RiskEvent("late", effect, (f"a{n}",)) for n, effect in enumerate(effects)]
    found = Inputs(Network(held, risks=tuple(risks)), 1).durations((0, 1, 2), 0, 4_000) > 5
    assert found[0].mean() == pytest.approx(0.4, abs=0.03)
    assert found[0].tolist() == found[1].tolist()
    assert not (found[2] & ~found[0]).any(), "the less probable effect never alone"


def test_correlated_estimates_keep_their_own_shape_and_widen_the_band() -> None:
    chain = tuple(NetworkActivity(f"a{n}", SPREAD) for n in range(4))
    links = tuple(NetworkLink(n, n + 1) for n in range(3))
    group = CorrelationGroup("staff", (0, 1, 2, 3), 0.6)
    found = Inputs(Network(chain, correlations=(group,)), 1).durations(range(4), 0, 8_000)
    ranks = found.argsort(axis=1).argsort(axis=1)
    assert correlations(ranks)[np.triu_indices(4, 1)] == pytest.approx(0.6, abs=0.03)
    assert found.mean(axis=1) == pytest.approx(55 / 3, abs=0.2)
    alone, together = (confidence_of(Network(chain, links, correlations=held)) for held in ((), (group,)))
    assert together.whole.spread is not None
    assert alone.whole.spread is not None
    assert together.whole.spread > 1.4 * alone.whole.spread
    clashing = (
        CorrelationGroup("x", (0, 1), 0.9),
        CorrelationGroup("y", (1, 2), 0.9),
        CorrelationGroup("z", (0, 2), -0.9),
    )
    assert "cannot all be at once" in confidence_of(Network(chain, links, correlations=clashing), draws=10).warnings[0]


def test_money_by_time_fixed_and_standing() -> None:
    held = (NetworkActivity("a", fixed(10), cost_fixed=700, cost_per_slot=20, cost_spread=fixed(1_000)),)
    network = Network(
        held, standing=(StandingCost("bridge", 5, since=4), StandingCost("link", 1, until=0)), budget=2_000
    )
    found = confidence_of(network, draws=20)
    assert at(found.cost, 50) == 700 + 200 + 1_000 + 5 * 6 + 10
    assert found.in_budget is not None
    assert found.in_budget.chance == 1


def test_drawing_stops_when_told_and_when_sure_enough() -> None:
    assert confidence_of(ways(2), stop=lambda: True).draws == 2_048
    assert confidence_of(ways(2), stop=lambda: True).stopped is Stopped.CANCELLED
    sure = confidence_of(ways(2), draws=50_000, enough=0.1)
    assert sure.stopped is Stopped.ENOUGH
    assert sure.draws < 50_000
    with pytest.raises(NetworkError, match="draws cannot be made"):
        confidence_of(ways(1), draws=0)


def test_better_estimates_narrow_the_band() -> None:
    network = Network(tuple(NetworkActivity(f"a{n}", SPREAD) for n in range(2)), (NetworkLink(0, 1),))
    one, both, none = narrowings_of(
        network, (Better("one", (0,), 0.2), Better("both", (0, 1), 0.2), Better("none", (0,), 1))
    )
    assert none.narrower == 0
    assert one.narrower is not None
    assert both.narrower is not None
    assert 1 < one.narrower < both.narrower


def test_who_looks_before_each_narrowing_can_end_them_all() -> None:
    """A hundred steps of a large plan are a hundred simulations, none of which has so many draws as a look takes."""

    class Enough(Exception):
        """Somebody has cancelled."""

    looks: list[bool] = []

    def look() -> bool:
        looks.append(True)
        if len(looks) == 3:
            raise Enough
        return False

    network = Network(tuple(NetworkActivity(f"a{n}", SPREAD) for n in range(2)), (NetworkLink(0, 1),))
    better = [Better(f"b{number}", (0,), 0.2) for number in range(20)]
    with pytest.raises(Enough):
        narrowings_of(network, better, draws=100, look=look)
    assert len(looks) == 3
