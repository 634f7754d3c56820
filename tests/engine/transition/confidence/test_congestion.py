"""Plans whose teams are taken for years: the same answers as the plain schedule, with work in proportion."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.transition.confidence import plain, running
from severalty.engine.transition.confidence.inputs import Inputs
from severalty.engine.transition.confidence.kernels.resources import SINCE, resource_room, simulate_resources
from severalty.engine.transition.confidence.network import Network, NetworkActivity, NetworkCalendar, NetworkResource
from severalty.engine.transition.confidence.running import Asked, Ready, drawn_outcomes
from tests.engine.strategies import at_most
from tests.engine.transition.confidence.networks import fixed

pytestmark = pytest.mark.slow
WEEKS = NetworkCalendar("weeks", tuple((5 + 7 * week, 7 + 7 * week) for week in range(80)))
TEAMS = (NetworkResource("team", 3), NetworkResource("pair", 0, (2,) * 160 + (0,)))


@st.composite
def crowds(draw: st.DrawFn) -> Network:
    """Work that all could begin at once, for far longer than the few slots that a search looks at by itself."""
    count = draw(st.integers(18, 26))
    held = [
        NetworkActivity(
            f"a{number}", fixed(draw(st.integers(0, 20))), workstream="x",
            planned_start=draw(st.sampled_from((1, 2, 3))),
            uses=draw(st.sampled_from((((0, 2),), ((0, 2),), ((0, 1),), ((0, 3),), ((1, 2),), ((0, 1), (1, 1))))),
            calendar=draw(st.sampled_from((None, None, 0))), closed=draw(st.sampled_from(((), ((60, 75),)))),
        )
        for number in range(count)
    ]  # fmt: skip
    together = ((1, 2),) if draw(st.booleans()) else ()
    return Network(tuple(held), (), TEAMS, (WEEKS,), together=together, apart=((0, 5, 9),))


@at_most(12)
@given(crowds())
def test_a_crowded_schedule_is_the_plain_schedule(network: Network) -> None:
    ready = Ready(network, Inputs(network, 5))
    found = drawn_outcomes(ready, 1, range(len(network.activities)), Asked())
    lengths = running.whole(ready.inputs.durations(range(len(network.activities)), 0, 1)[:, 0])
    plainly = plain.run_resources(network, ready.order, lengths)
    ends = [end if end < 2**30 else float("inf") for end in plainly.ends]
    assert found.watched[:, 0].tolist() == ends
    assert found.hits.tolist() == [int(one) for one in plainly.hangs]


def looked(network: Network) -> int:
    """Slots that are looked at in one draw."""
    ready = Ready(network, Inputs(network, 1))
    lengths = np.ascontiguousarray(running.whole(ready.inputs.likely())[:, None])
    arrays = ready.resources(lengths[:, 0])
    room = resource_room(arrays)
    count = np.zeros(len(network.activities), np.int64)
    empty = np.zeros((0, 1), np.float32)
    ends, groups = np.zeros(1, np.float32), np.zeros((1, 1), np.float32)
    simulate_resources(arrays, room, 0, 0, 1, lengths, ends, groups, empty, np.zeros(1), count)
    assert ends[0] > 0
    return int(room.vain[:, 0, SINCE].sum())


def crowd(count: int) -> Network:
    """Pieces for two of three hands: one hand is left in every slot, so none is ever wholly taken."""
    held = tuple(
        NetworkActivity(f"a{n}", fixed(3 + n % 5), uses=((0, 2),), planned_start=float(n)) for n in range(count)
    )
    return Network(held, resources=(NetworkResource("team", 3),))


def test_twice_the_plan_on_the_same_team_is_about_twice_the_work() -> None:
    assert looked(crowd(800)) < 2.5 * looked(crowd(400))


def test_a_team_that_has_left_is_not_looked_for_to_the_end_of_time() -> None:
    leaves = (NetworkResource("team", 0, (3,) * 100 + (0,)),)
    far = replace(crowd(400), resources=leaves)
    assert looked(far) < 50 * 400
