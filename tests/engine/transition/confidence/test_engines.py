"""Both compiled engines give, draw for draw, what their plain twins give; and keep the laws of a network."""

import multiprocessing
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.effects.quantiles import quantile
from severalty.engine.effects.spreads import Shape, Spread
from severalty.engine.transition.confidence import plain, running
from severalty.engine.transition.confidence.inputs import Inputs
from severalty.engine.transition.confidence.network import (
    Network,
    NetworkActivity,
    NetworkError,
    NetworkLink,
    NetworkResource,
)
from severalty.engine.transition.confidence.results import Engine
from severalty.engine.transition.confidence.running import Asked, Outcomes, Ready, drawn_outcomes
from severalty.engine.transition.scheduling.problem import LinkKind
from tests.engine.strategies import at_most
from tests.engine.transition.confidence.networks import fixed, networks

DRAWS = 9
pytestmark = pytest.mark.slow


def drawn(network: Network, draws: int = DRAWS, seed: int = 5, **asked: Any) -> tuple[Ready, Outcomes]:
    ready = Ready(network, Inputs(network, seed))
    return ready, drawn_outcomes(ready, draws, range(len(network.activities)), Asked(**asked))


def equal_to_plain(network: Network) -> None:
    ready, outcomes = drawn(network)
    durations = ready.inputs.durations(range(len(network.activities)), 0, DRAWS)
    hits = np.zeros(len(network.activities), dtype=int)
    for column in range(DRAWS):
        if ready.engine is Engine.RESOURCES:
            run = plain.run_resources(network, ready.order, running.whole(durations[:, column]))
        else:
            lengths = durations[:, column]
            lengths = running.whole(lengths).astype(np.float32) if network.whole else lengths
            run = plain.run_links(network, ready.order, lengths)
        assert outcomes.watched[:, column].tolist() == list(run.ends)
        assert outcomes.ends[column] == run.end
        for name, row in ready.workstreams.items():
            own = [end for one, end in zip(network.activities, run.ends, strict=True) if one.workstream == name]
            assert outcomes.groups[row, column] == max(own)
        hits += run.hangs
    assert outcomes.hits.tolist() == hits.tolist()


@at_most(40)
@given(networks(resources=False))
def test_the_fast_network_is_the_plain_network(network: Network) -> None:
    equal_to_plain(network)


@at_most(40)
@given(networks(resources=True))
def test_the_fast_schedule_is_the_plain_schedule(network: Network) -> None:
    equal_to_plain(network)


@at_most(20)
@given(networks(resources=False, whole=True))
def test_without_resources_both_engines_agree(network: Network) -> None:
    _, one = drawn(network)
    ready, other = drawn(replace(network, apart=((0,),)))
    assert ready.engine is Engine.RESOURCES
    assert one.watched.tolist() == other.watched.tolist()
    assert one.cost.tolist() == pytest.approx(other.cost.tolist())


@at_most(20)
@given(networks(resources=False, whole=False), st.integers(0, 7), st.floats(0, 9, width=32))
def test_longer_work_ends_nothing_earlier(network: Network, which: int, more: float) -> None:
    # Work whose end is held by another end starts as much earlier as it is longer, and what hangs on its start too.
    ahead = (LinkKind.FINISH_START, LinkKind.START_START)
    network = replace(network, links=tuple(link for link in network.links if link.kind in ahead))
    ready = Ready(network, Inputs(network, 1))
    durations = ready.inputs.likely()
    longer = durations.copy()
    longer[which % len(longer)] += np.float32(more)
    assert (running.once(ready, longer).watched >= running.once(ready, durations).watched).all()


@at_most(20)
@given(networks(resources=True), st.sampled_from([1, 3]), st.booleans())
def test_threads_and_shares_change_nothing(network: Network, threads: int, asks: bool) -> None:
    told: list[tuple[int, int]] = []
    progress = (lambda made, wanted: told.append((made, wanted))) if asks else None
    _, one = drawn(network, 300)
    _, other = drawn(network, 300, threads=threads, progress=progress)
    for name in ("ends", "groups", "watched", "cost", "hits"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()
    assert bool(told) is asks


def test_a_network_in_shares_is_the_network_at_once() -> None:
    activities = tuple(NetworkActivity(f"a{n}", Spread(5, 3, 9, Shape.PERT), cost_per_slot=3) for n in range(6))
    network = Network(activities, tuple(NetworkLink(n, n + 1) for n in range(5)))
    told: list[tuple[int, int]] = []
    _, one = drawn(network, 5_000, threads=1)
    _, other = drawn(network, 5_000, threads=3, progress=lambda made, wanted: told.append((made, wanted)))
    assert told == [(2_048, 5_000), (4_096, 5_000), (5_000, 5_000)]
    for name in ("ends", "watched", "cost", "hits"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="No process comes of another here.")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_process_that_comes_of_another_draws_as_well() -> None:
    """It has none of the threads that its parent keeps, and would wait for them for ever."""
    network = Network(tuple(NetworkActivity(f"a{n}", Spread(5, 3, 9, Shape.PERT)) for n in range(3)))
    _, own = drawn(network, 3_000)
    asked = multiprocessing.get_context("fork")
    told = asked.SimpleQueue()
    child = asked.Process(target=lambda: told.put(drawn(network, 3_000)[1].ends.tolist()))
    child.start()
    child.join(20)
    if child.is_alive():
        child.kill()
        pytest.fail("It waits for threads that it has not.")
    assert told.get() == own.ends.tolist()


def test_the_far_tail_is_that_of_the_sampler() -> None:
    spread = Spread(5, 0, 9, Shape.LOGNORMAL)
    ready, found = drawn(Network((NetworkActivity("a", spread),)), 200_000)
    assert found.ends.tolist() == ready.inputs.durations((0,), 0, 200_000)[0].tolist()
    assert found.ends.max() > quantile(spread, 1 - 2.0**-16)


def test_a_draw_belongs_to_its_number_and_its_activity() -> None:
    """Common random numbers: what another scenario adds does not change what was drawn for the rest."""
    first = tuple(NetworkActivity(f"a{n}", Spread(5, 3, 9)) for n in range(3))
    _, small = drawn(Network(first), 700)
    _, large = drawn(Network((NetworkActivity("new", Spread(2, 1, 9)), *first)), 900)
    assert large.watched[1:, :700].tolist() == small.watched.tolist()


def test_the_order_of_the_plan_decides_who_waits() -> None:
    team = (NetworkResource("team", 1),)
    first = NetworkActivity("first", fixed(3), uses=((0, 1),), planned_start=0)
    second = NetworkActivity("second", fixed(2), uses=((0, 1),), planned_start=5)
    _, found = drawn(Network((second, first), resources=team), 1)
    assert found.watched[:, 0].tolist() == [5, 3]
    _, found = drawn(Network((replace(second, planned_start=0), replace(first, planned_start=5)), resources=team), 1)
    assert found.watched[:, 0].tolist() == [2, 5]


def test_a_joint_start_waits_until_all_have_room() -> None:
    resources = (NetworkResource("one", 1), NetworkResource("two", 0, (0, 0, 0, 0, 1)))
    held = (
        NetworkActivity("a", fixed(2), uses=((0, 1),)),
        NetworkActivity("b", fixed(1), uses=((1, 1),)),
        NetworkActivity("before", fixed(1), uses=((0, 1),), planned_start=-1),
    )
    _, found = drawn(Network(held, resources=resources, together=((0, 1),)), 1)
    assert found.watched[:, 0].tolist() == [6, 5, 1]


def test_what_can_never_have_room_never_ends() -> None:
    held = (NetworkActivity("a", fixed(2), uses=((0, 3),)), NetworkActivity("b", fixed(1)))
    _, found = drawn(Network(held, (NetworkLink(0, 1),), (NetworkResource("team", 2),)), 2)
    assert np.isinf(found.ends).all()
    assert np.isinf(found.watched).all()


def test_what_has_ended_is_not_drawn_and_what_has_begun_goes_on_from_now() -> None:
    held = (
        NetworkActivity("done", Spread(9, 1, 20), started=1, ended=4),
        NetworkActivity("begun", fixed(3), started=2),
        NetworkActivity("next", fixed(1)),
    )
    links = (NetworkLink(0, 1), NetworkLink(1, 2))
    _, found = drawn(Network(held, links, now=10), 3)
    assert (found.watched == np.array([[4], [13], [14]])).all()


def test_activities_that_wait_for_one_another_are_named() -> None:
    held = tuple(NetworkActivity(key, fixed(1)) for key in ("one", "two", "free"))
    with pytest.raises(NetworkError, match="one, two"):
        drawn(Network(held, (NetworkLink(0, 1), NetworkLink(1, 0))))


def test_a_network_beyond_all_measure_is_refused() -> None:
    held = (NetworkActivity("a", fixed(300_000), uses=((0, 1),)),)
    with pytest.raises(NetworkError, match="at most 200,000"):
        drawn(Network(held, resources=(NetworkResource("team", 1),)))
