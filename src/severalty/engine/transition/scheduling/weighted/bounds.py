"""What no plan can do better, aim by aim: prices of capacity for lateness and moves, work and waits for the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

import numpy as np

from severalty.engine.transition.scheduling.problem import Aim
from severalty.engine.transition.scheduling.weighted.kernels.relax import Forest, Priced, rise
from severalty.engine.transition.scheduling.weighted.reduced import Reduced
from severalty.engine.transition.scheduling.weighted.tables import Compiled

Floats = np.ndarray[Any, np.dtype[np.float64]]
LARGEST = 20_000_000  # entries of the table of costs beyond which lateness is bounded by waits alone
QUICK = 800  # rounds after which the pace is set anew: a first bound soon, then a better one with a longer memory
SOON, AFTERWARDS = (0.05, 0.997, 0.6), (0.05, 0.9985, 0.85)  # pace, its factor by round, memory of the direction


@dataclass
class Pricing:
    """Prices for the lateness and moves of one aim, which every call of `improve` makes better."""

    one: Compiled
    aim: Aim
    forest: Forest = field(init=False)
    base: Floats = field(init=False)
    priced: Priced = field(init=False)
    plan: Floats = field(init=False)
    rounds: int = 0

    def __post_init__(self) -> None:
        reduced = self.one.reduced
        blocks, width = len(reduced.blocks), int(reduced.slots) + 1
        rows = len(reduced.capacity)
        self.forest = _forest(reduced)
        self.base = _costs(reduced, self.aim, width)
        loose = len(self.forest.loose)
        self.priced = Priced(
            np.zeros((rows, width)), np.zeros(loose), np.zeros((rows, width + 1)), np.zeros((blocks, width)),
            np.zeros((blocks, width), np.int32), np.zeros(blocks, np.int64), np.zeros((rows, width)),
            np.zeros((rows, width)), np.zeros(loose), np.zeros(blocks, np.int64),
        )  # fmt: skip
        self.plan = np.zeros(7)
        self._walk_by(SOON)

    def improve(self, rounds: int, value: int) -> int:
        """A lower bound after so many more rounds, where the best plan known has this value."""
        if self.rounds < QUICK <= self.rounds + rounds:
            self._walk_by(AFTERWARDS)
        self.rounds += rounds
        self.plan[0], self.plan[1] = rounds, max(1.0, value)
        capacity = self.one.capacity.reshape(len(self.one.reduced.capacity), -1)
        rise(self.one.m, self.forest, self.base, capacity, self.priced, self.plan)
        return max(0, ceil(float(self.plan[4]) - 1e-6 * max(1.0, float(self.plan[4]))))

    def _walk_by(self, way: tuple[float, float, float]) -> None:
        self.plan[2], self.plan[5], self.plan[6] = way


def _costs(reduced: Reduced, aim: Aim, width: int) -> Floats:
    """What each start of each block costs by itself."""
    base = np.zeros((len(reduced.blocks), width))
    slots = np.arange(width)
    long = [one.duration for one in reduced.problem.activities]
    for late in aim.late:
        base[reduced.block_of[late.activity]] += late.weight * np.maximum(0, slots + long[late.activity] - late.due)
    for number, then in enumerate(aim.previous if aim.moved else ()):
        if then is not None:
            base[reduced.block_of[number]] += aim.moved * np.abs(slots - then)
    return base


def _forest(reduced: Reduced) -> Forest:
    """A tree of waits for every set of blocks that waits bind; the other waits are loose."""
    count = len(reduced.blocks)
    near: list[list[tuple[int, int, int, int]]] = [[] for _ in range(count)]
    for number, (before, after, slots) in enumerate(reduced.waits):
        near[before].append((after, 1, slots, number))
        near[after].append((before, 2, slots, number))
    parent, kind, waited = [-1] * count, [0] * count, [0] * count
    order: list[int] = []
    held: set[int] = set()
    seen = [False] * count
    for root in range(count):
        if seen[root]:
            continue
        seen[root] = True
        tree = [root]
        for block in tree:
            for other, way, slots, number in near[block]:
                if not seen[other]:
                    seen[other] = True
                    parent[other], kind[other], waited[other] = block, way, slots
                    held.add(number)
                    tree.append(other)
        order += tree
    loose = [wait for number, wait in enumerate(reduced.waits) if number not in held]
    lists = [np.array(values, np.int64) for values in (order, parent, kind, waited)]
    return Forest(lists[0], lists[1], lists[2], lists[3], np.array(loose, np.int64).reshape(-1, 3))


def plain_bound(reduced: Reduced, aim: Aim, *, with_late: bool = True) -> int:
    """A bound from windows, waits and the work of every resource alone."""
    low, long = [one.low for one in reduced.blocks], [one.duration for one in reduced.problem.activities]
    total = aim.finish * max(0, earliest_finish(reduced) - aim.after)
    if with_late:
        total += sum(x.weight * max(0, low[reduced.block_of[x.activity]] + long[x.activity] - x.due) for x in aim.late)
        for number, then in enumerate(aim.previous if aim.moved else ()):
            if then is not None:
                block = reduced.blocks[reduced.block_of[number]]
                total += aim.moved * max(0, block.low - then, then - block.high)
    for span in aim.spans:
        first, last = reduced.blocks[reduced.block_of[span.first]], reduced.blocks[reduced.block_of[span.last]]
        least = last.low + long[span.last] - first.high - long[span.first]
        waits = [x[2] for x in reduced.waits if x[:2] == (reduced.block_of[span.first], reduced.block_of[span.last])]
        least = max([least, *(wait + long[span.last] - long[span.first] for wait in waits)])
        total += span.weight * max(0, least)
    return total + sum(weight * _least_peak(reduced, row) for row, weight in aim.peaks)


def _least_peak(reduced: Reduced, row: int) -> int:
    pieces = [piece for block in reduced.blocks for piece in block.pieces if piece[0] == row]
    work = sum(units * (until - since) for _, units, since, until in pieces)
    slots = sum(1 for there in reduced.capacity[row][: reduced.problem.horizon] if there)
    return max([ceil(work / max(1, slots)), *(units for _, units, _, _ in pieces)])


def earliest_finish(reduced: Reduced) -> int:
    """No plan ends before this slot: chains of waits, and the work that starts late on every resource."""
    tail = _tails(reduced)
    finish = max((one.low + tail[k] for k, one in enumerate(reduced.blocks)), default=0)
    for row, capacity in enumerate(reduced.capacity):
        there = np.concatenate([[0], np.cumsum(capacity)])
        work = [
            (one.low, tail[k] - one.length, sum(u * (until - since) for r, u, since, until in one.pieces if r == row))
            for k, one in enumerate(reduced.blocks)
        ]
        finish = max(finish, _busy(there, sorted((one for one in work if one[2]), reverse=True)))
    return finish


def _busy(there: Any, work: Sequence[tuple[int, int, int]]) -> int:
    """The end of the work of those that start late, the latest first, plus the shortest tail behind them."""
    finish, total, tail = 0, 0, 10**9
    for low, behind, units in work:
        total += units
        tail = min(tail, behind)
        end = int(np.searchsorted(there, there[low] + total, side="left"))
        finish = max(finish, end + tail if end < len(there) else 0)
    return finish


def _tails(reduced: Reduced) -> list[int]:
    """Slots from the start of a block to the end of everything that waits for it."""
    tail = [one.length for one in reduced.blocks]
    for _ in range(len(tail)):
        changed = False
        for before, after, slots in reduced.waits:
            if slots + tail[after] > tail[before]:
                tail[before] = slots + tail[after]
                changed = True
        if not changed:
            break
    return tail
