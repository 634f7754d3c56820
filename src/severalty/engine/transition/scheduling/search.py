"""The search over lists as the portfolio drives it: populations one after another, each larger, the best handed on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from severalty.engine.transition.scheduling.kernels.genetic import Population, evolve, justify
from severalty.engine.transition.scheduling.rcpsp import Rcpsp, span_of
from severalty.engine.transition.scheduling.serial import listed, network_of, rules

MOST_MEMBERS = 600
PATIENCE = 600
"""Schedules a member of a population gets without a shorter plan before the next population begins."""
ELITE = 8
LONGEST = 4_000_000
"""The most slots of a profile; problems with longer ones are not searched by lists."""


@dataclass
class ListSearch:
    """One search, continued by `run`. `best` is the shortest plan so far, `work` the schedules made.

    `first` is the number of members of the first population. `elite` are the shortest plans of all populations.
    """

    rcpsp: Rcpsp
    seed: int
    best: tuple[int, ...] = ()
    work: int = 0
    first: int = 150
    members: int = 0
    elite: list[tuple[int, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.network = network_of(self.rcpsp)
        self.slots = sum(self.rcpsp.durations) + max(self.rcpsp.heads, default=0) + self._lags() + 2
        self.chance = np.array([(2 * self.seed + 1) * 0x9E3779B97F4A7C15 % 2**64], np.uint64)
        self.halt = np.zeros(1, np.int64)
        self.population = self._empty(1)
        self.quiet = 0
        for order in rules(self.rcpsp):
            self._try(order, 0)
        self.learn(self.best)

    def _lags(self) -> int:
        waits: dict[int, int] = {}
        for i, _, w in self.rcpsp.distances:
            waits[i] = max(waits.get(i, 0), w - self.rcpsp.durations[i])
        return sum(waits.values())

    @property
    def span(self) -> int:
        """The end of the best plan."""
        return span_of(self.rcpsp, self.best)

    def learn(self, starts: tuple[int, ...]) -> None:
        """Take a plan that was found here or elsewhere among the elite."""
        if starts not in self.elite:
            self.elite = sorted([*self.elite, starts], key=lambda one: span_of(self.rcpsp, one))[:ELITE]
        if span_of(self.rcpsp, starts) < self.span:
            self.best = starts

    def run(self, budget: int, target: int) -> None:
        """Spend about this many schedules, or fewer if a plan ends by `target` or `halt` is set."""
        left = budget
        while left > 0 and self.span > target and not self.halt[0]:
            if self.population.spans.shape[0] == 1 or self.quiet > PATIENCE * self.members:
                left -= self._begin()
            shortest = int(self.population.spans.min())
            spent = int(evolve(self.network, self.population, min(left, 2_000), target))
            self.work += spent
            left -= max(spent, 1)
            self.quiet = 0 if int(self.population.spans.min()) < shortest else self.quiet + spent
            if int(self.population.spans.min()) < self.span:
                self.learn(self._shortest())

    def pool(self) -> list[tuple[int, ...]]:
        """Plans as short as the best, in the population and among the elite."""
        found = {one for one in self.elite if span_of(self.rcpsp, one) == self.span}
        places = np.flatnonzero(self.population.spans == self.span)[:ELITE]
        found |= {tuple(int(start) for start in self.population.starts[place]) for place in places}
        return sorted(found)

    def _begin(self) -> int:
        """The next population, twice as large: random lists around the rule of latest finish."""
        if self.population.spans.shape[0] > 1:
            self.learn(self._shortest())
        self.members = min(2 * self.members or self.first, MOST_MEMBERS)
        self.quiet = 0
        before = self.work
        self.population = self._empty(self.members)
        spread = np.random.Generator(np.random.PCG64([self.seed, self.members, self.work]))
        ends = np.array(self.rcpsp.durations) - np.array(self.rcpsp.tails)
        width = max(1.0, 0.35 * self.rcpsp.path)
        for member in range(self.members):
            order = listed(self.rcpsp, list(ends + width * spread.random(len(ends))))
            self._try(order, member)
        return self.work - before

    def _try(self, order: Sequence[int], member: int) -> None:
        orders, starts = self.population.orders[member], self.population.starts[member]
        orders[:] = order
        span, schedules = justify(self.network, self.population, orders, starts)
        self.population.spans[member] = span
        self.work += schedules
        if not self.best or span < self.span:
            self.best = tuple(int(start) for start in starts)

    def _shortest(self) -> tuple[int, ...]:
        return tuple(int(start) for start in self.population.starts[int(self.population.spans.argmin())])

    def _empty(self, members: int) -> Population:
        count, words = self.network.needs.shape
        flat: Any = np.zeros
        return Population(
            flat((members, count), np.int32), flat((members, count), np.int32), flat(members, np.int64), self.chance,
            self.halt, flat((self.slots + 1, words), np.uint64), flat((5, max(count, 1)), np.int32),
            flat(self.slots + 4, np.int64),
        )  # fmt: skip
