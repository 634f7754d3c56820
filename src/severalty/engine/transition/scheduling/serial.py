"""Serial schedule generation: priority rules, the arrays of the compiled kernels, and the plain twin of both passes.

Source: Kolisch and Hartmann (1999), with double justification after Valls, Ballestín and Quintanilla (2005).
"""

from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np

from severalty.engine.transition.scheduling.kernels.lists import Network
from severalty.engine.transition.scheduling.rcpsp import Rcpsp

WORD = 64


def network_of(rcpsp: Rcpsp) -> Network:
    """The arrays of the kernels. Every resource gets a lane of a word, one bit wider than its capacity needs."""
    count = len(rcpsp.durations)
    lanes = list(_lanes(rcpsp.capacities))
    words = 1 + max((word for word, _, _ in lanes), default=0)
    full, guards = [0] * words, [0] * words
    needs: np.ndarray[Any, Any] = np.zeros((count, words), np.uint64)
    for (word, low, guard), capacity in zip(lanes, rcpsp.capacities, strict=True):
        full[word] |= capacity << low | guard
        guards[word] |= guard
    for place, used in enumerate(rcpsp.uses):
        packed = [0] * words
        for resource, units in used:
            word, low, _ = lanes[resource]
            packed[word] += units << low
        needs[place] = packed
    return Network(
        np.array(rcpsp.durations, np.int32), np.array(rcpsp.heads, np.int32), needs,
        *_arcs(count, [(j, i, w) for i, j, w in rcpsp.distances]), *_arcs(count, list(rcpsp.distances)),
        np.array(full, np.uint64), np.array(guards, np.uint64),
    )  # fmt: skip


def _lanes(capacities: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """The word of every resource, its lowest bit there, and its guard."""
    word, low = 0, 0
    for capacity in capacities:
        width = max(capacity, 1).bit_length() + 1
        if low + width > WORD:
            word, low = word + 1, 0
        yield word, low, 1 << (low + width - 1)
        low += width


def _arcs(count: int, arcs: list[tuple[int, int, int]]) -> tuple[Any, Any, Any]:
    """For every first activity of arcs its seconds and lags, one after another, and where each begins."""
    arcs = sorted(arcs)
    at = np.zeros(count + 1, np.int32)
    for i, _, _ in arcs:
        at[i + 1] += 1
    return (
        np.cumsum(at).astype(np.int32), np.array([j for _, j, _ in arcs], np.int32),
        np.array([w for _, _, w in arcs], np.int32),
    )  # fmt: skip


def listed(rcpsp: Rcpsp, keys: Sequence[float]) -> list[int]:
    """The activities by rising keys, each after those that it waits for."""
    waits = [0] * len(rcpsp.durations)
    after: list[list[int]] = [[] for _ in waits]
    for i, j, _ in rcpsp.distances:
        waits[j] += 1
        after[i].append(j)
    ready = [(keys[i], i) for i, count in enumerate(waits) if not count]
    heapify(ready)
    order = []
    while ready:
        _, i = heappop(ready)
        order.append(i)
        for j in after[i]:
            waits[j] -= 1
            if not waits[j]:
                heappush(ready, (keys[j], j))
    return order


def rules(rcpsp: Rcpsp) -> Iterator[list[int]]:
    """Lists by priority rules: latest finish, latest start, most successors' work, greatest need."""
    ends = [d - tail for tail, d in zip(rcpsp.tails, rcpsp.durations, strict=True)]
    yield listed(rcpsp, ends)
    yield listed(rcpsp, [-tail for tail in rcpsp.tails])
    yield listed(rcpsp, rcpsp.heads)
    need = [
        d * sum(units / max(1, rcpsp.capacities[resource]) for resource, units in used)
        for d, used in zip(rcpsp.durations, rcpsp.uses, strict=True)
    ]
    yield listed(rcpsp, [end - 4 * part for end, part in zip(ends, need, strict=True)])


def plain_forward(rcpsp: Rcpsp, order: Sequence[int]) -> tuple[int, ...]:
    """What the kernel `forward` does, slot by slot. The oracle in tests, and of use where nothing is compiled."""
    free: dict[int, list[int]] = {}
    starts = list(rcpsp.heads)
    for place in order:
        start = max([rcpsp.heads[place], *(starts[i] + w for i, j, w in rcpsp.distances if j == place)])
        while not _fits(rcpsp, free, place, start):
            start += 1
        _take(rcpsp, free, place, start)
        starts[place] = start
    return tuple(starts)


def plain_backward(rcpsp: Rcpsp, order: Sequence[int], span: int) -> tuple[int, ...] | None:
    """What the kernel `backward` does: the last of the order first, each as late as it fits; None if one does not."""
    free: dict[int, list[int]] = {}
    starts = [0] * len(order)
    for place in reversed(order):
        ends = [starts[j] - w for i, j, w in rcpsp.distances if i == place]
        start = min([span - rcpsp.durations[place], *ends])
        while start >= 0 and not _fits(rcpsp, free, place, start):
            start -= 1
        if start < 0:
            return None
        _take(rcpsp, free, place, start)
        starts[place] = start
    return tuple(starts)


def _fits(rcpsp: Rcpsp, free: dict[int, list[int]], place: int, start: int) -> bool:
    full = list(rcpsp.capacities)
    return all(
        free.get(slot, full)[resource] >= units
        for slot in range(start, start + rcpsp.durations[place])
        for resource, units in rcpsp.uses[place]
    )


def _take(rcpsp: Rcpsp, free: dict[int, list[int]], place: int, start: int) -> None:
    for slot in range(start, start + rcpsp.durations[place]):
        left = free.setdefault(slot, list(rcpsp.capacities))
        for resource, units in rcpsp.uses[place]:
            left[resource] -= units
