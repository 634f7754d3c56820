"""A scheduling problem in whole slots, its aims, and what a solver says of it. It knows no dates, councils or money.

A slot is whatever the caller makes it: a working day in a plan, a period in a benchmark. Slot 0 is the first. An
activity that starts in slot s and lasts d slots occupies s to s + d - 1 and ends *at* s + d. Intervals of slots are
half-open everywhere: (3, 5) is the slots 3 and 4. Money enters as whole pence, people as whole per cent of one person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class ProblemError(ValueError):
    """A problem that says something impossible of itself; the sentence names the activity, link or resource."""


class LinkKind(StrEnum):
    """Which end of the first activity holds which end of the second."""

    FINISH_START = "finish to start"
    START_START = "start to start"
    FINISH_FINISH = "finish to finish"
    START_FINISH = "start to finish"


@dataclass(frozen=True)
class Activity:
    """One piece of work, never interrupted.

    `uses` are (resource, units in every slot). `earliest` is the first slot it may start in, `latest_end` the slot by
    which it must have ended, `fixed` the slot it must start in. `closed` are intervals that it may not overlap.
    A duration of nought is a milestone: it occupies nothing and is closed nowhere but in the inside of an interval.
    """

    key: str
    duration: int
    uses: tuple[tuple[int, int], ...] = ()
    earliest: int = 0
    latest_end: int | None = None
    fixed: int | None = None
    closed: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Link:
    """The second activity waits at least `lag` slots after the first, and at most `most` where that is given.

    Both are counted between the two ends that `kind` names, and may be below nought.
    """

    before: int
    after: int
    kind: LinkKind = LinkKind.FINISH_START
    lag: int = 0
    most: int | None = None


@dataclass(frozen=True)
class Resource:
    """Units at hand: `capacity` in every slot, or in slot t what `profile` says (its last value ever after)."""

    key: str
    capacity: int = 0
    profile: tuple[int, ...] = ()


@dataclass(frozen=True)
class Quota:
    """No more than `most` of `amounts` may start in any one of `windows`: a budget of a year, the size of a wave.

    `windows` are (first slot, slot after the last, most); `amounts` are (activity, amount).
    """

    key: str
    windows: tuple[tuple[int, int, int], ...]
    amounts: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Choice:
    """One of `options` holds for all of `activities` together: a wave that a group goes in, whichever it is.

    An option has, for each activity in their order, the slots in which it may start, half-open; the same option counts
    for all. No option at all leaves no plan.
    """

    key: str
    activities: tuple[int, ...]
    options: tuple[tuple[tuple[int, int], ...], ...]

    def __post_init__(self) -> None:
        if not self.activities or any(len(one) != len(self.activities) for one in self.options):
            raise ProblemError(f"{self.key}: an option says of each of its activities when it may start.")


@dataclass(frozen=True)
class Late:
    """`weight` for every slot by which an activity ends after slot `due`."""

    activity: int
    due: int
    weight: int


@dataclass(frozen=True)
class Span:
    """`weight` for every slot from the end of one activity to the end of another, nought if that is not later."""

    first: int
    last: int
    weight: int


@dataclass(frozen=True)
class Aim:
    """One thing to make small: a weighted sum of what its parts say.

    `finish` is the weight of the slot at which all have ended, counted from `after` on (nought before). `moved` is the
    weight of every slot by which an activity starts earlier or later than in `previous` (None: it was not there).
    `peaks` are (resource, weight) for the most units used in any slot.
    """

    key: str
    late: tuple[Late, ...] = ()
    spans: tuple[Span, ...] = ()
    finish: int = 0
    after: int = 0
    moved: int = 0
    previous: tuple[int | None, ...] = ()
    peaks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Problem:
    """Everything a plan must keep, and the aims, the first counting before all others.

    `together` are sets of activities that start in the same slot; `apart` are sets of which no two may overlap.
    `horizon` is the slot by which everything must have ended. Raises ProblemError for numbers that cannot be meant.
    """

    activities: tuple[Activity, ...]
    links: tuple[Link, ...] = ()
    resources: tuple[Resource, ...] = ()
    together: tuple[tuple[int, ...], ...] = ()
    apart: tuple[tuple[int, ...], ...] = ()
    quotas: tuple[Quota, ...] = ()
    aims: tuple[Aim, ...] = (Aim("finish", finish=1),)
    horizon: int = 100_000
    choices: tuple[Choice, ...] = ()

    def __post_init__(self) -> None:
        for activity in self.activities:
            if activity.duration < 0 or activity.earliest < 0:
                raise ProblemError(f"{activity.key}: durations and slots are not below nought.")
            for resource, units in activity.uses:
                if not 0 <= resource < len(self.resources) or units < 0:
                    raise ProblemError(f"{activity.key}: resource {resource} with {units} units is not in the problem.")
        for link in self.links:
            if not (0 <= link.before < len(self.activities) and 0 <= link.after < len(self.activities)):
                raise ProblemError(f"A link names activity {link.before} or {link.after}, which is not there.")


class Status(StrEnum):
    """What is known of a problem."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Found:
    """A plan on the way: the start of every activity, the value of every aim, and what is proved so far of each."""

    starts: tuple[int, ...]
    values: tuple[int, ...]
    bounds: tuple[int, ...]


@dataclass(frozen=True)
class Outcome:
    """The end of a search: the best plan found, and the work done in counted units that do not know a clock."""

    status: Status
    found: Found | None
    bounds: tuple[int, ...]
    work: int
    seed: int
    notes: Mapping[str, int] = field(default_factory=dict)


def values_of(problem: Problem, starts: Sequence[int]) -> tuple[int, ...]:
    """The value of every aim for these starts, in the order of the aims. Plain, and the oracle of all faster ways."""
    return tuple(_value(problem, aim, starts) for aim in problem.aims)


def _value(problem: Problem, aim: Aim, starts: Sequence[int]) -> int:
    ends = [start + activity.duration for start, activity in zip(starts, problem.activities, strict=True)]
    total = sum(late.weight * max(0, ends[late.activity] - late.due) for late in aim.late)
    total += sum(span.weight * max(0, ends[span.last] - ends[span.first]) for span in aim.spans)
    total += aim.finish * max(0, max(ends, default=0) - aim.after)
    if aim.moved:
        total += aim.moved * sum(
            abs(now - then) for now, then in zip(starts, aim.previous, strict=True) if then is not None
        )
    changes = _changes(problem, starts) if aim.peaks else {}
    return total + sum(weight * _peak(changes.get(resource, {})) for resource, weight in aim.peaks)


def _changes(problem: Problem, starts: Sequence[int]) -> dict[int, dict[int, int]]:
    """By resource, by how many units what is used of it changes in a slot."""
    changes: dict[int, dict[int, int]] = {}
    for start, activity in zip(starts, problem.activities, strict=True):
        for resource, units in activity.uses if activity.duration else ():
            used = changes.setdefault(resource, {})
            used[start] = used.get(start, 0) + units
            used[start + activity.duration] = used.get(start + activity.duration, 0) - units
    return changes


def _peak(changes: Mapping[int, int]) -> int:
    most = now = 0
    for slot in sorted(changes):
        now += changes[slot]
        most = max(most, now)
    return most
