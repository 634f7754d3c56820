"""Whether starts keep a problem in slots: a plain check of every part, for what is not yet dates on a record."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from severalty.engine.transition.scheduling.problem import Choice, Link, LinkKind, Problem, Quota, Resource


def broken(problem: Problem, starts: Sequence[int], first: int = 0) -> tuple[str, ...]:
    """What starts do not keep, in short; nothing where they keep all. `first` is the first slot of all."""
    return tuple(_broken(problem, starts, first))


def _broken(problem: Problem, starts: Sequence[int], first: int) -> Iterator[str]:
    ends = [start + one.duration for start, one in zip(starts, problem.activities, strict=True)]
    yield from _alone(problem, starts, ends, first)
    yield from _tied(problem, starts, ends)
    for choice in problem.choices:
        if not any(_taken(choice, option, starts) for option in choice.options):
            yield f"{choice.key}: no option holds for all of {problem.activities[choice.activities[0]].key} and others."
    for number, resource in enumerate(problem.resources):
        if _overdrawn(problem, number, resource, starts):
            yield f"{resource.key} is asked for too much."
    for quota in problem.quotas:
        if _exceeded(quota, starts):
            yield f"{quota.key} is exceeded."


def _alone(problem: Problem, starts: Sequence[int], ends: Sequence[int], first: int) -> Iterator[str]:
    for start, end, one in zip(starts, ends, problem.activities, strict=True):
        if (
            start < (one.earliest or first)
            or (one.latest_end is not None and end > one.latest_end)
            or end > problem.horizon
        ):
            yield f"{one.key} runs from {start} to {end}."
        if one.fixed is not None and start != one.fixed:
            yield f"{one.key} starts at {start}, not {one.fixed}."
        if any(start < last and end > first for first, last in one.closed):
            yield f"{one.key} runs into closed slots."


def _tied(problem: Problem, starts: Sequence[int], ends: Sequence[int]) -> Iterator[str]:
    for link in problem.links:
        if not _holds(link, starts, ends):
            yield f"A link to {problem.activities[link.after].key} is not kept."
    for tied in problem.together:
        if len({starts[number] for number in tied}) > 1:
            yield f"{problem.activities[tied[0]].key} does not go together with the others."
    for tied in problem.apart:
        rows = sorted((starts[number], ends[number]) for number in tied if ends[number] > starts[number])
        if any(one[1] > other[0] for one, other in pairwise(rows)):
            yield f"{problem.activities[tied[0]].key} is not kept apart from the others."


def _taken(choice: Choice, option: Sequence[tuple[int, int]], starts: Sequence[int]) -> bool:
    return all(low <= starts[at] < high for at, (low, high) in zip(choice.activities, option, strict=True))


def _holds(link: Link, starts: Sequence[int], ends: Sequence[int]) -> bool:
    at = (ends if link.kind in (LinkKind.FINISH_START, LinkKind.FINISH_FINISH) else starts)[link.before]
    held = (ends if link.kind in (LinkKind.FINISH_FINISH, LinkKind.START_FINISH) else starts)[link.after]
    return held >= at + link.lag and (link.most is None or held <= at + link.most)


def _overdrawn(problem: Problem, number: int, resource: Resource, starts: Sequence[int]) -> bool:
    asked: dict[int, int] = {}
    for start, one in zip(starts, problem.activities, strict=True):
        units = sum(count for place, count in one.uses if place == number)
        for slot in range(start, start + one.duration) if units else ():
            asked[slot] = asked.get(slot, 0) + units
    return any(units > there(resource, slot) for slot, units in asked.items())


def there(resource: Resource, slot: int) -> int:
    """The units of a resource in a slot; the last value of a profile holds ever after."""
    if not resource.profile:
        return resource.capacity
    return resource.profile[min(slot, len(resource.profile) - 1)]


def _exceeded(quota: Quota, starts: Sequence[int]) -> bool:
    return any(
        sum(amount for number, amount in quota.amounts if first <= starts[number] < last) > most
        for first, last, most in quota.windows
    )
