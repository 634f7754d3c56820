"""A plain reading of what a plan has to keep, written from the records alone and shared by no solver."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from severalty.engine.transition.scheduling.problem import LinkKind, Problem, values_of


def faults(problem: Problem, starts: Sequence[int]) -> Iterator[str]:
    """A sentence for every constraint that these starts do not keep."""
    activities = problem.activities
    ends = [start + one.duration for start, one in zip(starts, activities, strict=True)]
    for start, end, one in zip(starts, ends, activities, strict=True):
        if start < one.earliest or end > problem.horizon or (one.latest_end is not None and end > one.latest_end):
            yield f"{one.key} stands outside its time"
        if one.fixed is not None and start != one.fixed:
            yield f"{one.key} is fixed at {one.fixed}"
        if any(start < last and end > first for first, last in one.closed):
            yield f"{one.key} runs while it is closed"
    for link in problem.links:
        first = (ends if link.kind in (LinkKind.FINISH_START, LinkKind.FINISH_FINISH) else starts)[link.before]
        second = (ends if link.kind in (LinkKind.FINISH_FINISH, LinkKind.START_FINISH) else starts)[link.after]
        if second < first + link.lag or (link.most is not None and second > first + link.most):
            yield f"{link} is not kept"
    yield from _shared(problem, starts, ends)


def _shared(problem: Problem, starts: Sequence[int], ends: Sequence[int]) -> Iterator[str]:
    for number, resource in enumerate(problem.resources):
        for slot in range(max(ends, default=0)):
            there = resource.profile[min(slot, len(resource.profile) - 1)] if resource.profile else resource.capacity
            if _use(problem, starts, number, slot) > there:
                yield f"{resource.key} has {there} in slot {slot}, and less than is used"
    yield from _sets(problem, starts, ends)
    for quota in problem.quotas:
        for first, last, most in quota.windows:
            if sum(amount for one, amount in quota.amounts if first <= starts[one] < last) > most:
                yield f"{quota.key} has too many from {first} to {last}"


def _use(problem: Problem, starts: Sequence[int], number: int, slot: int) -> int:
    return sum(
        units
        for start, one in zip(starts, problem.activities, strict=True)
        for used, units in one.uses
        if used == number and start <= slot < start + one.duration
    )


def _sets(problem: Problem, starts: Sequence[int], ends: Sequence[int]) -> Iterator[str]:
    for group in problem.together:
        if len({starts[one] for one in group}) > 1:
            yield f"{group} do not start together"
    for group in problem.apart:
        for one, other in combinations(group, 2):
            if max(starts[one], starts[other]) < min(ends[one], ends[other]):
                yield f"{one} and {other} overlap"


def best_of_all(problem: Problem) -> tuple[int, ...] | None:
    """The least values of any plan, found by trying every one; None where there is none."""
    ranges = [range(problem.horizon - one.duration + 1) for one in problem.activities]
    kept = [values_of(problem, starts) for starts in product(*ranges) if next(faults(problem, starts), None) is None]
    return min(kept, default=None)
