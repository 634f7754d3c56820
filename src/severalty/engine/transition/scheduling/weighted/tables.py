"""Arrays of a reduced problem for the compiled search, and the order and state that it starts from."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from severalty.engine.transition.scheduling.weighted.kernels.anneal import MARKS, Trail
from severalty.engine.transition.scheduling.weighted.kernels.decode import (
    BLOCK_AT,
    BLOCK_COUNT,
    BROKEN_AT,
    HEAD,
    PARTS,
    PLACED_AT,
    RELEASE_AT,
    ROW_COUNT,
    SHARE,
    START_AT,
    TOUCHED_AT,
    UNIT_AT,
    UNIT_COUNT,
    WAS_AT,
    WIDTH,
    WINDOW_AT,
    WINDOW_COUNT,
    add,
)
from severalty.engine.transition.scheduling.weighted.kernels.worth import Aims
from severalty.engine.transition.scheduling.weighted.reduced import NoPlan, Reduced

Whole = np.ndarray[Any, np.dtype[np.int64]]
Units = np.ndarray[Any, np.dtype[np.int32]]
Row = tuple[int, ...]
NO_WAIT = -(10**9)
NO_LIMIT = 1e18


@dataclass(frozen=True)
class Compiled:
    """A reduced problem as `kernels.decode` lays it out, what is free with nothing placed but blocks with one start.

    `units` are the blocks of each unit, `above` the units it waits for; `unit_of` is -1 for a block with one start.
    """

    reduced: Reduced
    m: Whole
    free: Units
    capacity: Units
    units: tuple[tuple[int, ...], ...]
    above: tuple[tuple[int, ...], ...]
    below: tuple[tuple[int, ...], ...]
    unit_of: Whole

    def order(self, urgency: Sequence[float]) -> Whole:
        """The units, the most urgent first (least number), none before what it waits for."""
        asked = [min(urgency[block] for block in members) for members in self.units]
        waiting = [len(others) for others in self.above]
        heap = [(asked[u], u) for u in range(len(asked)) if not waiting[u]]
        heapq.heapify(heap)
        order = []
        while heap:
            _, unit = heapq.heappop(heap)
            order.append(unit)
            for other in self.below[unit]:
                waiting[other] -= 1
                if not waiting[other]:
                    heapq.heappush(heap, (asked[other], other))
        return np.array(order, np.int64)

    def trail(self, order: Whole, aims: int) -> Trail:
        """Everything the search writes into, with a copy of this order."""
        rows = np.zeros((MARKS + 1, len(order)), np.int64)
        rows[0] = order
        starts = np.zeros((3, len(self.reduced.blocks)), np.int64)
        windows = np.zeros(4 * max(1, int(self.m[WINDOW_COUNT])), np.int64)
        return Trail(rows, starts, np.zeros((2, aims), np.int64), self.free.copy(), windows)


def compiled(reduced: Reduced) -> Compiled:
    """The arrays. Raises NoPlan where the blocks with one start need more than there is."""
    unit_of, units = _units(reduced)
    before, inner, above = _waits(reduced, unit_of, units)
    windows, amounts = _quotas(reduced)
    below: list[list[int]] = [[] for _ in units]
    for unit, others in enumerate(above):
        for other in others:
            below[other].append(unit)
    capacity = np.array(reduced.capacity, np.int32).reshape(len(reduced.capacity), reduced.slots)
    capacity = np.concatenate([capacity, capacity[:, -1:]], axis=1)
    parts: list[list[Sequence[Row]]] = [
        [one.pieces, one.barred, before[k], inner[k], amounts[k]] for k, one in enumerate(reduced.blocks)
    ]
    m = _laid_out(reduced, parts, list(zip(units, above, below, strict=True)), windows, capacity.shape)
    free = capacity.reshape(-1).copy()
    for block in range(len(reduced.blocks)):
        if unit_of[block] < 0:
            m[m[START_AT] + block] = m[m[WAS_AT] + block] = reduced.blocks[block].low
            add(m, free, block, 1)
    left = m[m[WINDOW_AT] : m[WINDOW_AT] + 4 * m[WINDOW_COUNT]].reshape(-1, 4)[:, 3]
    if free.min(initial=0) < 0 or left.min(initial=0) < 0:
        raise NoPlan("What is fixed needs more than there is.")
    listed, over, under = (tuple(tuple(row) for row in rows) for rows in (units, above, below))
    return Compiled(reduced, m, free, capacity.reshape(-1), listed, over, under, np.array(unit_of, np.int64))


def _laid_out(
    reduced: Reduced, parts: Sequence[Sequence[Sequence[Row]]], lists: Sequence[Sequence[Sequence[int]]],
    windows: Sequence[Row], shape: tuple[int, ...],
) -> Whole:  # fmt: skip
    blocks, units = len(parts), len(lists)
    m = [0] * HEAD
    m[BLOCK_AT] = HEAD
    m[UNIT_AT] = m[BLOCK_AT] + 9 * blocks
    m[WINDOW_AT] = m[UNIT_AT] + 4 * units
    m[START_AT] = m[WINDOW_AT] + 4 * len(windows)
    m[RELEASE_AT], m[PLACED_AT], m[WAS_AT] = (m[START_AT] + k * blocks for k in (1, 2, 3))
    m[BROKEN_AT] = m[WAS_AT] + blocks
    m[TOUCHED_AT] = m[BROKEN_AT] + units
    m[BLOCK_COUNT], m[UNIT_COUNT], m[WINDOW_COUNT] = blocks, units, len(windows)
    m[ROW_COUNT], m[WIDTH] = shape
    m[SHARE] = -(-shape[1] // PARTS)
    m += [0] * (m[TOUCHED_AT] + shape[0] - HEAD)
    for number, (one, rows_of) in enumerate(zip(reduced.blocks, parts, strict=True)):
        begins = []
        for rows in rows_of:
            begins.append(len(m))
            m += [value for row in rows for value in (*row, 0, 0, 0)[:4]]
        at = m[BLOCK_AT] + 9 * number
        m[at : at + 9] = [one.low, one.high, one.length, *begins, len(m)]
    for number, entries in enumerate(lists):
        begins = []
        for part in entries:
            begins.append(len(m))
            m += part
        at = m[UNIT_AT] + 4 * number
        m[at : at + 4] = [*begins, len(m)]
    m[m[WINDOW_AT] : m[WINDOW_AT] + 4 * len(windows)] = [
        v for first, last, most in windows for v in (first, last, most, most)
    ]
    return np.array(m, np.int64)


def _units(reduced: Reduced) -> tuple[list[int], list[list[int]]]:
    """Blocks that bind each other from both sides, by unit; blocks with one start only belong to none."""
    count = len(reduced.blocks)
    free = [one.low < one.high for one in reduced.blocks]
    arcs = [(first, second) for first, second, _ in reduced.waits if free[first] and free[second]]
    if not count:
        return [], []
    first, second = ([arc[side] for arc in arcs] for side in (0, 1))
    graph = csr_array((np.ones(len(arcs)), (first, second)), shape=(count, count))
    _, label = connected_components(graph, directed=True, connection="strong")
    number: dict[int, int] = {}
    units: list[list[int]] = []
    unit_of = [-1] * count
    for block in sorted(range(count), key=lambda one: (reduced.blocks[one].low, one)):
        if free[block]:
            if int(label[block]) not in number:
                number[int(label[block])] = len(units)
                units.append([])
            unit_of[block] = number[int(label[block])]
            units[unit_of[block]].append(block)
    return unit_of, units


def _waits(
    reduced: Reduced, unit_of: Sequence[int], units: Sequence[Sequence[int]]
) -> tuple[list[list[tuple[int, int]]], list[list[tuple[int, int, int]]], list[list[int]]]:
    before: list[list[tuple[int, int]]] = [[] for _ in reduced.blocks]
    above: list[set[int]] = [set() for _ in units]
    inside: dict[tuple[int, int], int] = {}
    for first, second, slots in reduced.waits:
        if min(unit_of[first], unit_of[second]) < 0:
            continue
        if unit_of[first] == unit_of[second]:
            inside[first, second] = slots
        else:
            before[second].append((first, slots))
            above[unit_of[second]].add(unit_of[first])
    inner: list[list[tuple[int, int, int]]] = [[] for _ in reduced.blocks]
    for members in units:
        if len(members) > 1:
            longest = longest_waits(members, inside)
            for i, one in enumerate(members):
                inner[one] = [
                    (other, int(longest[j, i]), int(longest[i, j])) for j, other in enumerate(members) if j != i
                ]
    return before, inner, [sorted(others) for others in above]


def longest_waits(members: Sequence[int], inside: dict[tuple[int, int], int]) -> Whole:
    """The least slots from the start of each member to that of each other, along any chain of waits."""
    longest = np.full((len(members), len(members)), NO_WAIT, np.int64)
    for i, one in enumerate(members):
        for j, other in enumerate(members):
            longest[i, j] = 0 if i == j else inside.get((one, other), NO_WAIT)
    for k in range(len(members)):
        longest = np.maximum(longest, longest[:, k : k + 1] + longest[k : k + 1, :])
    return np.maximum(longest, NO_WAIT)


def _quotas(reduced: Reduced) -> tuple[list[Row], list[list[tuple[int, int, int]]]]:
    rows: list[Row] = []
    amounts: list[list[tuple[int, int, int]]] = [[] for _ in reduced.blocks]
    for quota in reduced.problem.quotas:
        first = len(rows)
        rows += quota.windows
        mine: dict[int, int] = {}
        for activity, amount in quota.amounts:
            mine[reduced.block_of[activity]] = mine.get(reduced.block_of[activity], 0) + amount
        for block, amount in mine.items():
            if amount:
                amounts[block].append((first, len(rows), amount))
    return rows, amounts


def aims_of(one: Compiled) -> Aims:
    """The terms of every aim by block, with weights in the energy of nought."""
    problem, block_of = one.reduced.problem, one.reduced.block_of
    long = [activity.duration for activity in problem.activities]
    late, finish, span, moved, peak = [], [], [], [], []
    for number, aim in enumerate(problem.aims):
        late += [(number, block_of[x.activity], x.due - long[x.activity], x.weight) for x in aim.late if x.weight]
        finish += [(number, aim.after, aim.finish)] if aim.finish else []
        span += [
            (number, block_of[x.first], long[x.first], block_of[x.last], long[x.last], x.weight) for x in aim.spans
        ]
        if aim.moved:
            moved += [(number, block_of[k], then, aim.moved) for k, then in enumerate(aim.previous) if then is not None]
        peak += [(number, resource, weight) for resource, weight in aim.peaks]
    count = len(problem.aims)
    return Aims(
        _rows(late, 4), _rows(finish, 3), _rows(span, 6), _rows(moved, 4), _rows(peak, 3),
        one.capacity, np.array([[0.0] * count, [NO_LIMIT] * count]),
    )  # fmt: skip


def _rows(rows: Sequence[Row], width: int) -> Whole:
    return np.array(rows, np.int64).reshape(-1, width)
