"""The laws of the solver that plans a split: everything is kept, values are true, bounds and proofs hold."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from severalty.engine.transition.scheduling.problem import (
    Activity,
    Aim,
    Choice,
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
from severalty.engine.transition.scheduling.weighted import reduced
from severalty.engine.transition.scheduling.weighted.bounds import Pricing
from severalty.engine.transition.scheduling.weighted.kernels.anneal import ORDER, anneal
from severalty.engine.transition.scheduling.weighted.kernels.decode import RELEASE_AT, START_AT
from severalty.engine.transition.scheduling.weighted.plain import plain_starts
from severalty.engine.transition.scheduling.weighted.reduced import NoPlan, reduce
from severalty.engine.transition.scheduling.weighted.tables import compiled
from severalty.engine.transition.scheduling.weighted.walk import Walk, urgencies
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
            closed=draw(st.sampled_from([(), (), ((2, 4),), ((0, 2), (2, 5))])),
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
        aims=tuple(draw(st.permutations(_aims(count)))[: draw(st.integers(1, 3))]),
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


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems())
def test_small_problems_are_solved_as_by_trying_everything(problem: Problem) -> None:
    told: list[Found] = []
    outcome = solve(problem, EFFORT, told=told.append)
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


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems(most=9, horizon=30), st.integers(1, 99))
def test_the_walk_places_as_plain_python_does(problem: Problem, seed: int) -> None:
    try:
        one = compiled(reduce(problem))
    except NoPlan:
        return
    order = one.order(urgencies(one)[0])
    walk = Walk(one, seed)
    walk.aim_at(0, (0,) * len(problem.aims))
    trail = one.trail(order, len(problem.aims))
    assert walk.go(order, None, 0, 1.0).starts == plain_starts(one, order.tolist())
    m, free = one.m.copy(), one.free.copy()
    walk.plan[:5] = 40, 50.0, 1.0, 6.0, 0.2
    anneal(m, free, walk.aims, trail, walk.random, one.unit_of, walk.plan)
    blocks = len(one.reduced.blocks)
    now, releases = (m[m[at] : m[at] + blocks].tolist() for at in (START_AT, RELEASE_AT))
    assert tuple(now) == plain_starts(one, trail.order[ORDER].tolist(), releases)


def split(count: int = 40) -> Problem:
    """A small split: chains of two, one team with a closure, two cut-overs together, late in most of its ends."""
    activities = tuple(
        Activity(f"a{number}", 2 + number % 3, ((0, 1 + number % 2),), closed=((20, 24),) if number % 2 else ())
        for number in range(count)
    )
    return Problem(
        activities,
        tuple(Link(number, number + 1, lag=1) for number in range(0, count, 2)),
        (Resource("team", profile=(4,) * 20 + (0,) * 4 + (4,)),),
        together=((1, 5),),
        apart=((0, 7, 12),),
        quotas=(Quota("wave", ((0, 10, 8),), tuple((number, 1) for number in range(count))),),
        aims=(
            Aim("late", late=tuple(Late(number, 5 + number, 1 + number % 4) for number in range(1, count, 2))),
            Aim("finish", finish=1),
        ),
        horizon=200,
    )


def test_the_same_seed_and_effort_give_the_same_plan() -> None:
    first, second = (solve(split(), 4_000, seed=5) for _ in range(2))
    assert first == second
    assert first.found is not None
    assert not list(faults(split(), first.found.starts))
    assert all(bound <= value for bound, value in zip(first.bounds, first.found.values, strict=True))
    assert first.bounds[0] > 0


def test_a_stop_keeps_the_best_plan_so_far() -> None:
    told: list[Found] = []
    outcome = solve(split(16), 10**9, stop=lambda: len(told) > 1, told=told.append)
    assert outcome.found == told[-1]
    assert min(found.values for found in told) == told[-1].values


def test_a_plan_after_a_small_change_stays_close_to_the_last() -> None:
    before = solve(split(), 1).found
    assert before is not None
    problem = split()
    slipped = replace(problem.activities[0], earliest=before.starts[0] + 1)
    aims = (Aim("stay", moved=1, previous=before.starts), *problem.aims)
    changed = replace(problem, activities=(slipped, *problem.activities[1:]), aims=aims)
    after = solve(changed, 1, start_from=before.starts).found
    assert after is not None
    assert not list(faults(changed, after.starts))
    assert after.values[0] <= 12


@pytest.mark.parametrize(
    ("problem", "why"),
    [
        (Problem((Activity("a", 2), Activity("b", 2)), (Link(0, 1), Link(1, 0))), "a circle"),
        (Problem((Activity("a", 2, ((0, 2),)),), resources=(Resource("team", 1),)), "more than there is"),
        (Problem((Activity("a", 2, closed=((1, 9),)),), horizon=9), "closed until the end"),
        (Problem((Activity("a", 2), Activity("b", 3)), apart=((0, 1),), together=((0, 1),)), "apart and together"),
    ],
)
def test_what_cannot_be_is_said(problem: Problem, why: str) -> None:
    outcome = solve(problem, 1_000)
    assert (outcome.status, outcome.found) == (Status.INFEASIBLE, None), why


def test_prices_never_promise_more_than_a_plan_can_do() -> None:
    problem = replace(split(20), aims=split(20).aims[:1])
    best = solve(problem, 40_000)
    assert best.found is not None
    pricing = Pricing(compiled(reduce(problem)), problem.aims[0])
    soon, later = (pricing.improve(rounds, best.found.values[0]) for rounds in (300, 2_000))
    assert 0 < soon < later <= best.found.values[0]


def _of_two_waves(days: int, second: tuple[int, int] = (10, 20)) -> Problem:
    """Two pieces of work for one person that go in one wave, the slots 0 to 4 or those of the second."""
    activities = tuple(Activity(key, days, uses=((0, 1),)) for key in "ab")
    options = tuple(((low, high - days + 1),) * 2 for low, high in ((0, 5), second))
    return Problem(activities, resources=(Resource("team", 1),), choices=(Choice("wave", (0, 1), options),), horizon=30)


def test_a_group_takes_a_later_wave_where_all_reach_the_first_but_have_no_people_for_it() -> None:
    outcome = solve(_of_two_waves(4), EFFORT)
    assert outcome.found is not None
    assert sorted(outcome.found.starts) == [10, 14]
    assert outcome.status is Status.OPTIMAL


def test_no_wave_at_all_is_a_proof_over_all_of_them() -> None:
    assert solve(_of_two_waves(4, (10, 17)), EFFORT).status is Status.INFEASIBLE
    assert solve(_of_two_waves(6, (10, 15)), EFFORT).status is Status.INFEASIBLE


class _Counted(tuple[int, ...]):
    """A profile that counts how often it is gone through."""

    times = 0

    def __iter__(self) -> Iterator[int]:
        type(self).times += 1
        return super().__iter__()


@pytest.mark.parametrize("profile", [(2, 2, 1, 1, 2, 0, 2, 2), (1, 2, 2, 2)])
def test_what_a_team_lacks_is_looked_for_once_for_all_work(
    monkeypatch: pytest.MonkeyPatch, profile: tuple[int, ...]
) -> None:
    """Each start is barred that some day of the work has too few people for, however much work there is."""
    plain = reduced._profile
    monkeypatch.setattr(reduced, "_profile", lambda *asked: _Counted(plain(*asked)))
    times = []
    for many in (3, 30):
        work = tuple(Activity(f"a{number}", 2, uses=((0, 2),)) for number in range(many))
        problem = Problem(work, (), (Resource("r", 2, profile),), horizon=400)
        _Counted.times = 0
        found = reduce(problem)
        times.append(_Counted.times)
        there = [*profile, *(profile[-1] for _ in range(found.slots))]
        barred = {slot for first, last in found.blocks[0].barred for slot in range(first, last)}
        assert barred == {slot for slot in range(len(profile)) if min(there[slot : slot + 2]) < 2}
    assert times[0] == times[1] > 0
