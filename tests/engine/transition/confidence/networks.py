"""Small invented networks with everything in them that a network can have."""

from dataclasses import replace

from hypothesis import strategies as st

from severalty.engine.effects.spreads import Shape, Spread
from severalty.engine.transition.confidence.network import (
    Network,
    NetworkActivity,
    NetworkCalendar,
    NetworkGate,
    NetworkLink,
    NetworkResource,
)
from severalty.engine.transition.scheduling.problem import LinkKind

CALENDARS = (NetworkCalendar("weeks", ((5, 7), (12, 14), (19, 21), (26, 28))),)
GATES = (NetworkGate("cabinet", ((6, 9), (15, 18), (30, 33), (90, 95))),)
RESOURCES = (NetworkResource("team", 2), NetworkResource("room", 0, (1, 1, 1, 0, 0, 1)))


def fixed(slots: float) -> Spread:
    return Spread(slots, shape=Shape.FIXED)


@st.composite
def spreads(draw: st.DrawFn) -> Spread:
    shape = draw(st.sampled_from(list(Shape)))
    low, middle, high = sorted(draw(st.lists(st.integers(1, 12), min_size=3, max_size=3)))
    if shape is Shape.DISCRETE:
        return Spread(shape=shape, values=((low, 0.25), (middle, 0.5), (high, 0.25)))
    return Spread(middle, low, high, shape)


@st.composite
def activities(draw: st.DrawFn, number: int, *, resources: bool) -> NetworkActivity:
    length = draw(spreads()) if draw(st.integers(0, 4)) else Spread(0, shape=Shape.FIXED)
    one = NetworkActivity(f"a{number}", length, workstream=draw(st.sampled_from("xy")))
    one = replace(
        one,
        not_before=draw(st.sampled_from((0, 0, 0, 4))),
        calendar=draw(st.sampled_from((None, None, 0))),
        closed=draw(st.sampled_from(((), (), ((8, 11),), ((3, 5), (10, 12)), ((-1, 4), (4, 9), (9, 14))))),
        gate=draw(st.sampled_from((None, None, None, 0))),
        planned_start=draw(st.sampled_from((None, 3, 9))),
        cost_per_slot=draw(st.sampled_from((0, 700))),
    )
    if number == 0 and draw(st.booleans()):
        return replace(one, started=1, ended=draw(st.sampled_from((None, 4))), gate=None)
    return (
        replace(one, uses=draw(st.sampled_from(((), ((0, 1),), ((0, 2),), ((1, 1),), ((0, 1), (1, 1))))))
        if (resources)
        else one
    )


@st.composite
def networks(draw: st.DrawFn, *, resources: bool, whole: bool | None = None) -> Network:
    count = draw(st.integers(3, 8))
    held = tuple(draw(activities(number, resources=resources)) for number in range(count))
    pairs = [(before, after) for after in range(count) for before in range(after)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=2 * count))
    at = draw(st.permutations(range(count)))  # what waits need not come later in the list
    links = tuple(
        NetworkLink(at[before], at[after], draw(st.sampled_from(list(LinkKind))), draw(st.sampled_from((0, 0, 2, -1))))
        for before, after in chosen
    )
    network = Network(
        held,
        links,
        RESOURCES if resources else (),
        CALENDARS,
        GATES,
        now=2,
        whole=draw(st.booleans()) if whole is None else whole,
    )
    if not resources:
        return network
    together: tuple[tuple[int, ...], ...] = ()
    if draw(st.booleans()) and not any(link.after in (1, 2) for link in links):
        together = ((1, 2),)
    return replace(network, together=together, apart=((0, count - 1),))
