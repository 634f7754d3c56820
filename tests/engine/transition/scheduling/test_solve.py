"""The laws of the solver that plans a split: everything is kept, values are true, bounds and proofs hold."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from severalty.engine.transition.scheduling.problem import (
    Activity,
    Aim,
    Found,
    Late,
    Link,
    LinkKind,
    Problem,
    Quota,
    Resource,
    Span,
    Status,
    values_of,
)
from severalty.engine.transition.scheduling.solve import solve
from tests.engine.transition.scheduling.plain_check import best_of_all, faults

pytestmark = pytest.mark.engine_only
EFFORT = 30_000


@st.composite
def problems(draw: st.DrawFn, most: int = 4, horizon: int = 7) -> Problem:
    """Small problems with everything in them; many have no plan."""
    count = draw(st.integers(2, most))
    whole = st.integers(0, 2)
    activities = tuple(
        Activity(
            f"a{number}",
            draw(st.integers(0, 3)),
            uses=draw(st.sampled_from([(), ((0, 1),), ((0, 2),), ((1, 1),), ((0, 1), (1, 1))])),
            earliest=draw(whole),
            latest_end=draw(st.sampled_from([None, None, None, horizon - 2])),
            fixed=draw(st.sampled_from([None, None, None, None, 2])),
            closed=draw(st.sampled_from([(), (), ((2, 4),)])),
        )
        for number in range(count)
    )
    pairs = st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=3)
    links = tuple(
        Link(first, second, draw(st.sampled_from(list(LinkKind))), lag, draw(st.sampled_from([None, None, lag + 1])))
        for first, second in draw(pairs)
        if first != second
        for lag in [draw(st.integers(-1, 2))]
    )
    resources = (
        Resource("team", 2),
        Resource("room", profile=draw(st.sampled_from([(1,), (1, 0, 1), (0, 1, 1, 0, 1)]))),
    )
    some = tuple(draw(st.lists(st.integers(0, count - 1), min_size=2, max_size=2, unique=True)))
    return Problem(
        activities,
        links,
        resources,
        together=draw(st.sampled_from([(), (), (some,)])),
        apart=draw(st.sampled_from([(), (some,)])),
        quotas=draw(
            st.sampled_from([(), (Quota("year", ((0, 3, 1), (3, 9, 2)), tuple((k, 1) for k in range(count))),)])
        ),
        aims=draw(st.permutations(_aims(count)))[: draw(st.integers(1, 3))],
        horizon=horizon,
    )


def _aims(count: int) -> list[Aim]:
    return [
        Aim("late", late=(Late(0, 2, 3), Late(count - 1, 1, 2))),
        Aim("finish", finish=2, after=1),
        Aim("span", spans=(Span(0, count - 1, 1), Span(count - 1, 0, 2))),
        Aim("stay", moved=1, previous=(3, None, *range(count - 2))),
        Aim("level", peaks=((0, 2), (1, 1))),
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems())
def test_small_problems_are_solved_as_by_trying_everything(problem: Problem) -> None:
    told: list[Found] = []
    outcome = solve(replace(problem, aims=tuple(problem.aims)), EFFORT, told=told.append)
    best = best_of_all(problem)
    if best is None:
        assert (outcome.status, outcome.found) == (Status.INFEASIBLE, None)
        return
    assert outcome.status == Status.OPTIMAL
    assert outcome.found is not None
    assert outcome.found.values == best == outcome.bounds
    for found in told:
        assert not list(faults(problem, found.starts))
        assert found.values == values_of(problem, found.starts)
