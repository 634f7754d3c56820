"""Ways to settle the choices of a problem: for each one problem without choices, made when it is asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, islice, product
from math import prod

from severalty.engine.transition.scheduling.problem import Activity, Choice, Problem
from severalty.engine.transition.scheduling.weighted.reduced import NoPlan, reduce
from severalty.engine.transition.scheduling.weighted.tables import Compiled, compiled

MOST = 256  # ways that are tried one by one; of more only those that differ least from the first
Way = tuple[int, ...]


@dataclass
class Ways:
    """The ways in their order: first that of the starts it is `near`, then those that differ least from it.

    `closed` are those of which it is proved that they hold no plan. Without choices there is one way.
    """

    problem: Problem
    near: Sequence[int]
    order: list[Way] = field(init=False)
    at: int = 0
    made: dict[Way, Compiled] = field(default_factory=dict)
    closed: set[Way] = field(default_factory=set)

    def __post_init__(self) -> None:
        home = self.way_of(self.near)
        options = [range(len(one.options)) for one in self.problem.choices]
        ways = list(product(*options) if self.many <= MOST else islice(_around(home, options), MOST))
        self.order = sorted(ways, key=lambda way: (_apart(way, home), sum(way), way))

    @property
    def many(self) -> int:
        """How many ways there are."""
        return prod(len(one.options) for one in self.problem.choices)

    @property
    def none_left(self) -> bool:
        """Whether every way is proved to hold no plan."""
        return len(self.closed) == self.many

    def first(self, most: int) -> Iterable[Compiled]:
        """So many ways in their order that may hold a plan."""
        for way in self.order:
            if most <= 0:
                return
            found = self.compiled(way)
            if found is not None:
                most -= 1
                yield found

    def next(self) -> Compiled | None:
        """The next way in turn that may hold a plan; None where there is none."""
        for _ in self.order:
            self.at = (self.at + 1) % len(self.order)
            found = self.compiled(self.order[self.at])
            if found is not None:
                return found
        return None

    def compiled(self, way: Way) -> Compiled | None:
        """The tables of a way; None where it is proved to hold no plan."""
        if way not in self.made and way not in self.closed:
            try:
                self.made[way] = compiled(reduce(settled(self.problem, way)))
            except NoPlan:
                self.closed.add(way)
        return self.made.get(way)

    def way_of(self, starts: Sequence[int]) -> Way:
        """Of every choice the option that starts keep, or keep for most of its activities."""
        return tuple(_most_kept(one, starts) for one in self.problem.choices)


def settled(problem: Problem, way: Way) -> Problem:
    """The problem without choices, each settled for one option."""
    activities = list(problem.activities)
    for one, number in zip(problem.choices, way, strict=True):
        for at, (low, high) in zip(one.activities, one.options[number], strict=True):
            activities[at] = _within(activities[at], low, high)
    return replace(problem, activities=tuple(activities), choices=())


def hull(problem: Problem) -> Problem:
    """The problem with its choices, no activity before or after all of its options: it allows what any way allows."""
    activities = list(problem.activities)
    for one in problem.choices:
        for place, at in enumerate(one.activities):
            spans = [option[place] for option in one.options]
            low = min((low for low, _ in spans), default=0)
            activities[at] = _within(activities[at], low, max((high for _, high in spans), default=0))
    return replace(problem, activities=tuple(activities))


def _around(home: Way, options: Sequence[range]) -> Iterable[Way]:
    """A way and those that differ from it in one choice, then in two."""
    for number in range(3):
        for changed in combinations(range(len(options)), number):
            others = ([one for one in options[at] if one != home[at]] for at in changed)
            for taken in product(*others):
                way = dict(enumerate(home)) | dict(zip(changed, taken, strict=True))
                yield tuple(way[at] for at in range(len(options)))


def _most_kept(choice: Choice, starts: Sequence[int]) -> int:
    kept = [_kept(choice, number, starts) for number in range(len(choice.options))]
    return kept.index(max(kept)) if kept else 0


def _kept(choice: Choice, number: int, starts: Sequence[int]) -> int:
    return sum(
        low <= starts[at] < high for at, (low, high) in zip(choice.activities, choice.options[number], strict=True)
    )


def _apart(way: Way, home: Way) -> int:
    return sum(one != other for one, other in zip(way, home, strict=True))


def _within(activity: Activity, low: int, high: int) -> Activity:
    end = high - 1 + activity.duration
    latest = end if activity.latest_end is None else min(end, activity.latest_end)
    return replace(activity, earliest=max(activity.earliest, low), latest_end=latest)
