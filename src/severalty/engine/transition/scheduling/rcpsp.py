"""Scheduling problems whose one aim is to finish early, in the form in which the literature solves them.

Every link is a least distance between two starts; `heads` and `tails` are what these distances alone prove.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from severalty.engine.transition.scheduling.problem import Link, LinkKind, Problem, ProblemError


@dataclass(frozen=True)
class Rcpsp:
    """Activities with durations and units of resources in constant supply, and distances between their starts.

    `uses` are (resource, units) of every activity; `distances` are (i, j, w): j starts at least w slots after i.
    `heads` are the first slots in which activities can start; `tails` the least slots from their start to the end of
    everything. `lists` says that every distance is that of a finish-to-start link with a lag from nought, without a
    cycle and without last dates, so that any order which respects the links makes a plan.
    """

    durations: tuple[int, ...]
    uses: tuple[tuple[tuple[int, int], ...], ...]
    capacities: tuple[int, ...]
    distances: tuple[tuple[int, int, int], ...]
    heads: tuple[int, ...]
    tails: tuple[int, ...]
    lasts: tuple[int, ...]
    horizon: int
    lists: bool

    @property
    def path(self) -> int:
        """The length of the longest path."""
        return max((head + tail for head, tail in zip(self.heads, self.tails, strict=True)), default=0)


def rcpsp_of(problem: Problem) -> Rcpsp | None:
    """The problem in this form; None if its distances, dates or capacities alone leave no plan.

    Raises ProblemError for what this form does not know: other aims, joint starts, windows, changing capacities.
    """
    _known(problem)
    durations = [activity.duration for activity in problem.activities]
    uses = tuple(_summed(activity.uses) if activity.duration else () for activity in problem.activities)
    capacities = tuple(resource.capacity for resource in problem.resources)
    if any(units > capacities[resource] for used in uses for resource, units in used):
        return None
    distances = _distances(problem, durations)
    earliest = [max(one.earliest, one.fixed or 0) for one in problem.activities]
    lasts = [_last(problem, place) for place in range(len(durations))]
    backwards = [(j, i, w) for i, j, w in distances]
    heads, tails = _longest(earliest, distances), _longest(durations, backwards)
    before = _longest([-last for last in lasts], backwards)
    if heads is None or tails is None or before is None:
        return None
    lasts = [-slots for slots in before]
    if any(head > last for head, last in zip(heads, lasts, strict=True)):
        return None
    bounded = any(one.fixed is not None or one.latest_end is not None for one in problem.activities)
    simple = not bounded and all(w >= durations[i] for i, _, w in distances) and _acyclic(len(durations), distances)
    return Rcpsp(
        tuple(durations), uses, capacities, tuple(distances), tuple(heads), tuple(tails), tuple(lasts),
        problem.horizon, simple,
    )  # fmt: skip


def _known(problem: Problem) -> None:
    [aim, *others] = problem.aims or (None,)
    if aim is None or others or not aim.finish or aim.late or aim.spans or aim.moved or aim.peaks or aim.after:
        raise ProblemError("This search knows one aim, to finish early; give others to the search for weighted aims.")
    if problem.together or problem.apart or problem.quotas or any(one.closed for one in problem.activities):
        raise ProblemError("This search knows no joint starts, activities kept apart, quotas or closed intervals.")
    if any(resource.profile for resource in problem.resources):
        raise ProblemError("This search knows resources of constant capacity alone.")


def _summed(uses: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    units: dict[int, int] = {}
    for resource, count in uses:
        if count:
            units[resource] = units.get(resource, 0) + count
    return tuple(sorted(units.items()))


def _distances(problem: Problem, durations: list[int]) -> list[tuple[int, int, int]]:
    strongest: dict[tuple[int, int], int] = {}
    for link in problem.links:
        shift = _shift(link, durations)
        found = [(link.before, link.after, link.lag + shift)]
        if link.most is not None:
            found.append((link.after, link.before, -(link.most + shift)))
        for i, j, w in found:
            strongest[i, j] = max(w, strongest.get((i, j), w))
    return [(i, j, w) for (i, j), w in strongest.items()]


def _shift(link: Link, durations: list[int]) -> int:
    """What turns a lag between two ends into one between two starts."""
    from_end = link.kind in (LinkKind.FINISH_START, LinkKind.FINISH_FINISH)
    to_end = link.kind in (LinkKind.FINISH_FINISH, LinkKind.START_FINISH)
    return durations[link.before] * from_end - durations[link.after] * to_end


def _last(problem: Problem, place: int) -> int:
    activity = problem.activities[place]
    last = min(problem.horizon, problem.horizon if activity.latest_end is None else activity.latest_end)
    last -= activity.duration
    return last if activity.fixed is None else min(last, activity.fixed)


def _longest(least: list[int], arcs: list[tuple[int, int, int]]) -> list[int] | None:
    """The longest distances from these least ones along the arcs; None where a cycle makes them grow for ever."""
    values = np.array(least, dtype=np.int64)
    if not arcs:
        return [int(value) for value in values]
    table: np.ndarray[Any, Any] = np.array(arcs, dtype=np.int64)
    for _ in range(len(least) + 1):
        before = values.copy()
        np.maximum.at(values, table[:, 1], values[table[:, 0]] + table[:, 2])
        if np.array_equal(before, values):
            return [int(value) for value in values]
    return None


def _acyclic(count: int, distances: list[tuple[int, int, int]]) -> bool:
    return topological(count, distances) is not None


def topological(
    count: int, distances: list[tuple[int, int, int]] | tuple[tuple[int, int, int], ...]
) -> list[int] | None:
    """An order in which every distance points forwards, the lowest number first; None if there is a cycle."""
    waits, after = [0] * count, [[] for _ in range(count)]  # type: tuple[list[int], list[list[int]]]
    for i, j, _ in distances:
        waits[j] += 1
        after[i].append(j)
    ready = [i for i in range(count - 1, -1, -1) if not waits[i]]
    order = []
    while ready:
        i = ready.pop()
        order.append(i)
        for j in sorted(after[i], reverse=True):
            waits[j] -= 1
            if not waits[j]:
                ready.append(j)
    return order if len(order) == count else None


def feasible(rcpsp: Rcpsp, starts: tuple[int, ...] | list[int]) -> bool:
    """Whether these starts keep every distance, every first and last slot and every capacity."""
    if any(starts[j] < starts[i] + w for i, j, w in rcpsp.distances):
        return False
    if any(not head <= start <= last for head, start, last in zip(rcpsp.heads, starts, rcpsp.lasts, strict=True)):
        return False
    return all(_within(rcpsp, starts, resource, capacity) for resource, capacity in enumerate(rcpsp.capacities))


def _within(rcpsp: Rcpsp, starts: tuple[int, ...] | list[int], resource: int, capacity: int) -> bool:
    changes: dict[int, int] = {}
    for start, duration, used in zip(starts, rcpsp.durations, rcpsp.uses, strict=True):
        for number, units in used:
            if number == resource:
                changes[start] = changes.get(start, 0) + units
                changes[start + duration] = changes.get(start + duration, 0) - units
    now = 0
    for slot in sorted(changes):
        now += changes[slot]
        if now > capacity:
            return False
    return True


def span_of(rcpsp: Rcpsp, starts: tuple[int, ...] | list[int]) -> int:
    """The slot at which everything has ended."""
    return max((start + duration for start, duration in zip(starts, rcpsp.durations, strict=True)), default=0)


def chains(rcpsp: Rcpsp, starts: tuple[int, ...], held: list[int]) -> set[tuple[int, int]]:
    """Pairs (i, j) of the activities held, i ended before j starts, which together keep the capacities for any dates.

    Every unit of a resource is handed from activity to activity in the order of the starts (Policella and others,
    2004); units go on by preference from those that hand over some already.
    """
    order = sorted(held, key=lambda place: (starts[place], place))
    pairs: set[tuple[int, int]] = set()
    for resource, capacity in enumerate(rcpsp.capacities):
        hands: list[tuple[int, int, int]] = [(-1, 0, capacity)]  # (activity, its end, units)
        for place in order:
            units = dict(rcpsp.uses[place]).get(resource, 0)
            if units:
                hands = _handed(hands, (place, starts[place], units), pairs)
                hands.append((place, starts[place] + rcpsp.durations[place], units))
    return pairs


def _handed(
    hands: list[tuple[int, int, int]], taker: tuple[int, int, int], pairs: set[tuple[int, int]]
) -> list[tuple[int, int, int]]:
    place, start, left = taker
    known = {i for i, j in pairs if j == place}
    kept = []
    for giver, end, units in sorted(hands, key=lambda hand: (hand[0] not in known, -hand[1], hand[0])):
        given = min(units, left) if end <= start else 0
        left -= given
        if given and giver >= 0:
            pairs.add((giver, place))
        if units > given:
            kept.append((giver, end, units - given))
    return kept
