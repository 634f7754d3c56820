"""Neighbourhoods: which blocks of a plan may move while an exact solver looks for something better."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from ortools.sat.python import cp_model

from severalty.engine.transition.scheduling.problem import values_of
from severalty.engine.transition.scheduling.weighted.exact import solved
from severalty.engine.transition.scheduling.weighted.part import part_of
from severalty.engine.transition.scheduling.weighted.reduced import Reduced
from severalty.engine.transition.scheduling.weighted.walk import Plan

SMALLEST, LARGEST = 8, 120
EACH = 0.25  # deterministic seconds of one look


@dataclass
class Around:
    """Looks around a plan, one neighbourhood at a time; sizes grow where proofs come soon and shrink where not."""

    reduced: Reduced
    seed: int
    size: float = 30.0
    looks: int = 0
    better: int = 0
    chance: np.random.Generator = field(init=False)
    near: list[list[int]] = field(init=False)
    groups: list[set[int]] = field(init=False)

    def __post_init__(self) -> None:
        self.chance = np.random.default_rng(self.seed)
        self.groups = [{self.reduced.block_of[at] for at in one.activities} for one in self.reduced.problem.choices]
        self.near = [[] for _ in self.reduced.blocks]
        for before, after, _ in self.reduced.waits:
            self.near[before].append(after)
            self.near[after].append(before)

    def look(self, plan: Plan, number: int, stop: Callable[[], bool]) -> tuple[Plan, float]:
        """The plan, or one that is better in this aim and no worse in those before; and deterministic seconds."""
        free = self.chosen(plan)
        for group in self.groups:
            free |= group if free & group else set()
        part = part_of(self.reduced, plan.starts, free)
        for other in range(number):
            part.model.add(part.values[other] <= plan.values[other])
        part.model.minimize(part.values[number])
        for block, variable in part.variables():
            part.model.add_hint(variable, plan.starts[block])
        solver = solved(part.model, EACH, self.seed + self.looks, stop)
        status = solver.response_proto.status
        self.looks += 1
        self.size *= 1.04 if status == cp_model.OPTIMAL else 0.97
        self.size = min(max(self.size, SMALLEST), LARGEST, len(self.reduced.blocks))
        used = solver.response_proto.deterministic_time + 0.02
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return plan, used
        starts = list(plan.starts)
        for block, variable in part.variables():
            starts[block] = solver.value(variable)
        values = values_of(self.reduced.problem, self.reduced.starts_of(starts))
        found = Plan(tuple(starts), values, kept=True)
        self.better += values < plan.values
        return (found if values <= plan.values else plan), used

    def chosen(self, plan: Plan) -> set[int]:
        """The blocks that may move: near in time, near in time on one resource, chains, or what delays a late one."""
        many = max(1, round(self.size))
        way = int(self.chance.integers(4))
        blocks = self.reduced.blocks
        movable = [number for number, one in enumerate(blocks) if one.low < one.high]
        if not movable:
            return set()
        middle = plan.starts[movable[int(self.chance.integers(len(movable)))]]
        if way == 0:
            return set(sorted(movable, key=lambda one: abs(plan.starts[one] - middle))[:many])
        if way == 1 and self.reduced.capacity:
            row = int(self.chance.integers(len(self.reduced.capacity)))
            busy = [one for one in movable if any(piece[0] == row for piece in blocks[one].pieces)]
            return set(sorted(busy, key=lambda one: abs(plan.starts[one] - middle))[:many])
        if way == 2:
            return self._chains(movable, many)
        return self._delaying(plan, set(movable), many) or self._chains(movable, many)

    def _chains(self, movable: Sequence[int], many: int) -> set[int]:
        allowed, chosen = set(movable), set[int]()
        for start in self.chance.permutation(len(movable)):
            queue = [movable[int(start)]]
            for one in queue:
                if one in allowed and one not in chosen and len(chosen) < many:
                    chosen.add(one)
                    queue += self.near[one]
            if len(chosen) >= many:
                break
        return chosen

    def _delaying(self, plan: Plan, movable: set[int], many: int) -> set[int]:
        """A late block, all that it waits for, and what uses the same resources until then."""
        late = [
            (self.reduced.block_of[one.activity], one.due)
            for aim in self.reduced.problem.aims
            for one in aim.late
            if plan.starts[self.reduced.block_of[one.activity]]
            + self.reduced.problem.activities[one.activity].duration > one.due
        ]  # fmt: skip
        if not late:
            return set()
        block, _ = late[int(self.chance.integers(len(late)))]
        chain = [block]
        for one in chain:
            chain += [x for x in self.near[one] if x not in chain and plan.starts[x] < plan.starts[one]]
        rows = {piece[0] for one in chain for piece in self.reduced.blocks[one].pieces}
        since = min(plan.starts[one] for one in chain)
        between = [one for one in sorted(movable) if since <= plan.starts[one] <= plan.starts[block]]
        others = [one for one in between if rows & {piece[0] for piece in self.reduced.blocks[one].pieces}]
        self.chance.shuffle(others)
        return set([one for one in chain if one in movable][:many]) | set(others[: max(0, many - len(chain))])
