"""Short plans for instances of the literature: what they keep, what is proved of them, and that they are repeatable."""

import itertools
from random import Random

import numpy as np
import pytest

from severalty.engine.transition.scheduling import portfolio
from severalty.engine.transition.scheduling.bounds import energy, lower_bound, overloaded
from severalty.engine.transition.scheduling.constraint import Model, Solver, around, window
from severalty.engine.transition.scheduling.kernels.lists import backward, forward
from severalty.engine.transition.scheduling.portfolio import Effort, solve_makespan
from severalty.engine.transition.scheduling.problem import (
    Activity,
    Aim,
    Found,
    Late,
    Link,
    LinkKind,
    Problem,
    ProblemError,
    Quota,
    Resource,
    Status,
)  # fmt: skip
from severalty.engine.transition.scheduling.rcpsp import Rcpsp, chains, feasible, rcpsp_of, span_of
from severalty.engine.transition.scheduling.search import ListSearch
from severalty.engine.transition.scheduling.serial import listed, network_of, plain_backward, plain_forward, rules

pytestmark = pytest.mark.engine_only
CLEVER = 40


def drawing(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - the same instances every time, and no secret


def invented(seed: int, count: int = 8, resources: int = 2, *, lag: int = 0, most: int = 200) -> Problem:
    """A network of activities with a first and a last one, some links with lags from nought to `lag`."""
    chance = drawing(seed)
    capacities = [chance.randint(3, 9) for _ in range(resources)]
    activities = [Activity("first", 0)]
    for place in range(1, count + 1):
        uses = tuple((number, chance.randint(0, held)) for number, held in enumerate(capacities))
        activities.append(Activity(f"a{place}", chance.randint(1, 6), uses))
    activities.append(Activity("last", 0))
    links = [Link(0, place) for place in range(1, count + 1)] + [
        Link(place, count + 1) for place in range(1, count + 1)
    ]
    for i, j in itertools.combinations(range(1, count + 1), 2):
        if chance.random() < 1.2 / count:
            links.append(Link(i, j, lag=chance.randint(0, lag)))
    return Problem(
        tuple(activities), tuple(links), tuple(Resource(f"R{place}", held) for place, held in enumerate(capacities)),
        horizon=most,
    )  # fmt: skip


def with_lags(seed: int) -> Problem:
    """Four activities with minimal and maximal lags between starts; some of these have no plan."""
    chance = drawing(seed)
    plain = invented(seed, 4)
    links = list(plain.links)
    for _ in range(3):
        i, j = sorted(chance.sample(range(1, 5), 2))
        links.append(Link(i, j, LinkKind.START_START, lag=chance.randint(0, 4), most=chance.randint(3, 8)))
    return Problem(plain.activities, tuple(links), plain.resources, horizon=18)


def faults(problem: Problem, starts: tuple[int, ...]) -> list[str]:
    """What a plan breaks, slot by slot and link by link, from the problem alone."""
    found = []
    length = [activity.duration for activity in problem.activities]
    for link in problem.links:
        one = starts[link.before] + (length[link.before] if link.kind.value.startswith("finish") else 0)
        two = starts[link.after] + (length[link.after] if link.kind.value.endswith("finish") else 0)
        if two - one < link.lag or (link.most is not None and two - one > link.most):
            found.append(f"{link}: {two - one}")
    for slot in range(max(starts) + max(length) + 1):
        for number, resource in enumerate(problem.resources):
            used = sum(
                units
                for activity, start in zip(problem.activities, starts, strict=True)
                for other, units in activity.uses
                if other == number and start <= slot < start + activity.duration
            )
            if used > resource.capacity:
                found.append(f"{resource.key} in slot {slot}: {used}")
    if min(starts) < 0 or max(map(sum, zip(starts, length, strict=True))) > problem.horizon:
        found.append("outside the slots")
    return found


def _kept(link: Link, starts: list[int], length: list[int]) -> bool:
    since = starts[link.before] + (0 if link.kind is LinkKind.START_START else length[link.before])
    return link.lag <= starts[link.after] - since <= (10**6 if link.most is None else link.most)


def shortest(problem: Problem) -> int | None:
    """The shortest makespan by trying every start of every activity but the two that take no time."""
    length = [activity.duration for activity in problem.activities]
    middle = range(1, len(length) - 1)
    between = [link for link in problem.links if {link.before, link.after} <= set(middle)]

    def fits(starts: list[int], last: int) -> bool:
        if not all(_kept(link, starts, length) for link in between if max(link.before, link.after) == last):
            return False
        slots = range(starts[last], starts[last] + length[last])
        return all(
            sum(
                dict(problem.activities[place].uses).get(number, 0)
                for place in range(1, last + 1)
                if starts[place] <= slot < starts[place] + length[place]
            )
            <= resource.capacity
            for slot in slots
            for number, resource in enumerate(problem.resources)
        )

    def ends(starts: list[int], most: int) -> int | None:
        place = len(starts)
        if place == len(length) - 1:
            return max(start + length[one] for one, start in enumerate(starts))
        found = None
        for start in range(most - length[place] + 1):
            if start + length[place] <= most and fits([*starts, start], place):
                one = ends([*starts, start], most)
                if one is not None:
                    found, most = one, one - 1
        return found

    return ends([0], problem.horizon)


def made(problem: Problem) -> Rcpsp:
    found = rcpsp_of(problem)
    assert found is not None
    return found


@pytest.mark.parametrize("resources", [0, 1, 4, 17])
def test_the_kernels_do_what_their_plain_twins_do(resources: int) -> None:
    """Seventeen resources need two words of a profile."""
    for seed in range(6):
        rcpsp = made(invented(seed, 12, resources, lag=3))
        network = network_of(rcpsp)
        assert network.full.shape == (2 if resources == 17 else 1,)
        free = np.zeros((300, network.full.shape[0]), np.uint64)
        order = listed(rcpsp, [drawing(seed).random() for _ in rcpsp.durations])
        starts = np.zeros(len(order), np.int32)
        span = forward(network, np.array(order, np.int32), starts, free)
        plain = plain_forward(rcpsp, order)
        assert (span, tuple(starts)) == (span_of(rcpsp, plain), plain)
        late = listed(rcpsp, [start + length for start, length in zip(plain, rcpsp.durations, strict=True)])
        assert backward(network, np.array(late, np.int32), starts, free, span + 2)
        assert tuple(starts) == plain_backward(rcpsp, late, span + 2)


def test_what_does_not_fit_before_the_end_is_said() -> None:
    rcpsp = made(invented(1))
    network, order = network_of(rcpsp), listed(rcpsp, rcpsp.heads)
    starts, free = np.zeros(len(order), np.int32), np.zeros((300, 1), np.uint64)
    assert not backward(network, np.array(order, np.int32), starts, free, 3)
    assert plain_backward(rcpsp, order, 3) is None


@pytest.mark.parametrize("seed", range(4))
def test_the_shortest_plan_is_found_and_proved(seed: int) -> None:
    problem = invented(seed, 4, most=24)
    outcome = solve_makespan(problem, Effort(rounds=40))
    assert outcome.found is not None
    assert not faults(problem, outcome.found.starts)
    assert (outcome.status, outcome.found.values) == (Status.OPTIMAL, (shortest(problem),))
    assert outcome.bounds == outcome.found.values


@pytest.mark.parametrize("seed", range(8))
def test_time_lags_are_kept_or_shown_to_be_impossible(seed: int) -> None:
    problem = with_lags(seed)
    outcome, known = solve_makespan(problem, Effort(rounds=40)), shortest(problem)
    assert (outcome.status is Status.INFEASIBLE) == (known is None)
    if known is not None:
        assert outcome.found is not None
        assert (outcome.found.values, faults(problem, outcome.found.starts)) == ((known,), [])


@pytest.mark.parametrize("small", [0, 80])
def test_by_the_clock_no_proof_says_more_than_is_so(monkeypatch: pytest.MonkeyPatch, small: int) -> None:
    """From the first round on and without help of lists, beginning with everything one after another.

    For few activities a proof has no end, for many it ends and begins anew.
    """
    monkeypatch.setattr(portfolio, "COUNTED", 0)
    monkeypatch.setattr(portfolio, "SMALL", small)
    monkeypatch.setattr(portfolio._Search, "_first", lambda self, limit: [])
    monkeypatch.setattr(portfolio, "lower_bound", lambda rcpsp: 0)
    begin = portfolio._Search.settle_islands

    def slowly(search: portfolio._Search) -> None:
        begin(search)
        search.best, search.status = one_by_one(search.rcpsp), Status.FEASIBLE

    monkeypatch.setattr(portfolio._Search, "settle_islands", slowly)
    for seed in range(4):
        problem = invented(seed, 4, most=24)
        outcome = solve_makespan(problem, Effort())
        assert outcome.found is not None
        assert not faults(problem, outcome.found.starts)
        assert (outcome.status, outcome.found.values) == (Status.OPTIMAL, (shortest(problem),))


def test_some_of_those_have_a_plan_and_some_have_none() -> None:
    assert {solve_makespan(with_lags(seed), Effort(rounds=40)).status for seed in range(8)} == {
        Status.OPTIMAL,
        Status.INFEASIBLE,
    }


def test_the_same_work_gives_the_same_plan_on_one_core_or_two() -> None:
    problem = invented(3, CLEVER, 4)
    one, two = (solve_makespan(problem, Effort(rounds=2, workers=workers), seed=5) for workers in (1, 2))
    assert one == two
    assert one.found is not None
    assert not faults(problem, one.found.starts)


def test_plans_are_told_as_they_come_and_the_first_is_one_of_rules() -> None:
    problem, told = invented(4, CLEVER, 3), list[Found]()
    outcome = solve_makespan(problem, Effort(rounds=1), told=told.append)
    spans = [one.values[0] for one in told]
    assert spans == sorted(spans, reverse=True)
    assert all(one.bounds[0] <= spans[-1] and not faults(problem, one.starts) for one in told)
    assert told[0].starts == plain_forward(made(problem), next(rules(made(problem))))
    assert outcome.found == told[-1]


def test_a_search_that_is_stopped_keeps_its_plan() -> None:
    problem, told = invented(5, CLEVER, 3), list[Found]()
    outcome = solve_makespan(problem, Effort(), stop=lambda: len(told) > 0, told=told.append)
    assert outcome.status in (Status.FEASIBLE, Status.OPTIMAL)
    assert outcome.found == told[-1]


def test_a_stop_ends_a_round_that_is_under_way() -> None:
    asked = itertools.count()
    outcome = solve_makespan(invented(6, 60, 4), Effort(), stop=lambda: next(asked) > 8)
    assert outcome.work <= 6


def test_no_bound_is_above_the_shortest_plan() -> None:
    for seed in range(6):
        problem = invented(seed, 4, most=24)
        known = shortest(problem)
        assert known is not None
        assert lower_bound(made(problem)) <= known
        assert not overloaded(made(problem), known)


def test_work_that_has_to_lie_in_an_interval_is_counted() -> None:
    """Of three activities of four slots only two run at once, from slot 2 on and with three slots after them: 2+8+3."""
    middle = [Activity(f"m{place}", 4, ((0, 1),)) for place in range(3)]
    problem = Problem(
        (Activity("a", 2), *middle, Activity("z", 3)),
        tuple(Link(0, place) for place in (1, 2, 3)) + tuple(Link(place, 4) for place in (1, 2, 3)),
        (Resource("R", 2),),
    )
    assert made(problem).path == 9
    assert energy(made(problem), 0) == 11, "twelve slots of work for two make six"
    assert lower_bound(made(problem)) == 13
    assert solve_makespan(problem, Effort(rounds=9)).status is Status.OPTIMAL


def test_chains_keep_the_capacities_for_all_dates_that_keep_them() -> None:
    for seed in range(5):
        rcpsp = made(invented(seed, 14, 3))
        starts = plain_forward(rcpsp, next(rules(rcpsp)))
        pairs = chains(rcpsp, starts, list(range(len(starts))))
        stretched = list(rcpsp.heads)
        chance = drawing(seed)
        for place in sorted(range(len(starts)), key=lambda one: (starts[one], one)):
            waits = [stretched[i] + rcpsp.durations[i] for i, j in pairs if j == place]
            waits += [stretched[i] + w for i, j, w in rcpsp.distances if j == place]
            stretched[place] = max([stretched[place], *waits]) + chance.randint(0, 3)
        assert feasible(rcpsp, stretched)


def one_by_one(rcpsp: Rcpsp) -> tuple[int, ...]:
    order = listed(rcpsp, rcpsp.heads)
    at = dict(zip(order, itertools.accumulate((rcpsp.durations[one] for one in order), initial=0), strict=False))
    return tuple(at[place] for place in range(len(order)))


def test_a_window_shortens_a_plan_and_never_says_more_than_it_knows() -> None:
    rcpsp = made(invented(7, 16, 2))
    starts = one_by_one(rcpsp)
    free = around(rcpsp, starts, 16, lambda below: below // 2)
    answer = Solver(1).run(window(rcpsp, starts, free), 1.0)
    assert answer.starts is not None, "one after another is far from the shortest"
    assert feasible(rcpsp, answer.starts)
    assert span_of(rcpsp, answer.starts) < span_of(rcpsp, starts)
    assert Solver(1).run(Model(rcpsp, lower_bound(rcpsp) - 1), 1.0).status is Status.INFEASIBLE


def test_a_search_by_lists_goes_on_where_it_stood() -> None:
    rcpsp = made(invented(8, CLEVER, 4))
    one, two = ListSearch(rcpsp, 3), ListSearch(rcpsp, 3)
    one.run(6_000, 0)
    two.run(2_000, 0)
    assert two.span >= one.span
    assert all(feasible(rcpsp, starts) for starts in (*one.pool(), *two.pool()))
    assert one.work >= 6_000


@pytest.mark.parametrize(
    "problem",
    [
        Problem((Activity("a", 2), Activity("b", 2)), (Link(0, 1), Link(1, 0))),
        Problem((Activity("a", 2, ((0, 3),)),), (), (Resource("R", 2),)),
        Problem((Activity("a", 5, latest_end=4),)),
        Problem((Activity("a", 2, fixed=3), Activity("b", 2, latest_end=6)), (Link(0, 1),)),
    ],
)
def test_what_cannot_be_is_infeasible(problem: Problem) -> None:
    outcome = solve_makespan(problem, Effort(rounds=1))
    assert (outcome.status, outcome.found) == (Status.INFEASIBLE, None)


def test_nothing_and_dates_are_planned() -> None:
    assert solve_makespan(Problem(()), Effort(rounds=1)).status is Status.OPTIMAL
    dated = Problem(
        (Activity("a", 2, ((0, 1),), fixed=3), Activity("b", 2, ((0, 1),), earliest=2)), (), (Resource("R", 1),)
    )
    outcome = solve_makespan(dated, Effort(rounds=9))
    assert outcome.found is not None
    assert outcome.found.starts == (3, 5)


@pytest.mark.parametrize(
    "problem",
    [
        Problem((Activity("a", 1),), aims=(Aim("late", late=(Late(0, 1, 1),)),)),
        Problem((Activity("a", 1), Activity("b", 1)), together=((0, 1),)),
        Problem((Activity("a", 1),), quotas=(Quota("q", ((0, 1, 1),), ((0, 1),)),)),
        Problem((Activity("a", 1, closed=((0, 1),)),)),
        Problem((Activity("a", 1),), (), (Resource("R", profile=(1,)),)),
    ],
)
def test_what_this_search_does_not_know_is_refused(problem: Problem) -> None:
    with pytest.raises(ProblemError, match="This search knows"):
        solve_makespan(problem, Effort(rounds=1))
