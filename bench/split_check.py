"""Whether a plan keeps everything, read from the records by plain Python that shares nothing with a solver."""

from collections import Counter
from collections.abc import Iterator, Sequence

from severalty.engine.transition.scheduling.problem import Problem


def faults(problem: Problem, starts: Sequence[int]) -> Iterator[str]:
    """A sentence for every constraint that a plan breaks."""
    activities = problem.activities
    ends = [start + one.duration for start, one in zip(starts, activities, strict=True)]
    side = {"finish": ends, "start": list(starts)}
    for one, start, end in zip(activities, starts, ends, strict=True):
        if start < one.earliest or end > min(problem.horizon, one.latest_end or problem.horizon):
            yield f"{one.key} runs from {start} to {end}, outside its time"
        if one.fixed not in (None, start):
            yield f"{one.key} starts in {start}, not in {one.fixed}"
        if any(start < last and first < end for first, last in one.closed):
            yield f"{one.key} runs from {start} to {end}, while it is closed"
    yield from _bound(problem, starts, side)


def _bound(problem: Problem, starts: Sequence[int], side: dict[str, list[int]]) -> Iterator[str]:
    activities = problem.activities
    for link in problem.links:
        begin, arrive = link.kind.value.split(" to ")
        gap = side[arrive][link.after] - side[begin][link.before]
        if gap < link.lag or (link.most is not None and gap > link.most):
            yield f"{activities[link.after].key} keeps {gap} slots from {activities[link.before].key}"
    for group in problem.together:
        if len({starts[one] for one in group}) > 1:
            yield f"{[activities[one].key for one in group]} do not start together"
    yield from _teams(problem, starts)


def _teams(problem: Problem, starts: Sequence[int]) -> Iterator[str]:
    used: Counter[tuple[int, int]] = Counter()
    for one, start in zip(problem.activities, starts, strict=True):
        for team, units in one.uses:
            for slot in range(start, start + one.duration):
                used[team, slot] += units
    for (team, slot), units in sorted(used.items()):
        resource = problem.resources[team]
        there = resource.profile[min(slot, len(resource.profile) - 1)] if resource.profile else resource.capacity
        if units > there:
            yield f"{resource.key} has {there} in slot {slot}, and {units} are used"
