"""A bound by prices: capacities are no longer kept but paid for, and what remains is solved exactly.

With a price for every unit of a resource in every slot, blocks are bound by waits alone. Along a tree of waits the
cheapest starts follow from m of costs by slot, passed from the leaves to the roots; waits outside the tree are
priced like capacities. Whatever the prices, the cheapest cost less the value of all capacity is a lower bound
(Lagrange; for schedules: Christofides, Alvarez-Valdes and Tamarit 1987, Moehring and others 2003). Prices follow the
subgradient with Polyak's step.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from severalty.engine.transition.scheduling.weighted.kernels.decode import (
    BARRED,
    BEFORE,
    BLOCK_AT,
    BLOCK_COUNT,
    HIGH,
    LOW,
    PIECE,
)

FAR = 1e18


class Forest(NamedTuple):
    """Blocks from the roots outwards. `kind` 1: the block waits for its parent; 2: its parent waits for it; 0: root.

    `loose` are the waits outside the tree: before, after, slots.
    """

    order: Any
    parent: Any
    kind: Any
    slots: Any
    loose: Any


class Priced(NamedTuple):
    """Prices, their sums by slot, m of costs and of the cheapest starts, starts, use, direction."""

    price: Any
    loose_price: Any
    summed: Any
    cost: Any
    choice: Any
    start: Any
    use: Any
    way: Any
    loose_way: Any
    best_start: Any


@njit(cache=True, nogil=True)
def own_costs(m: Any, base: Any, priced: Any, block: Any) -> Any:
    """What starting in each slot costs a block by itself."""
    low, high = m[m[BLOCK_AT] + 9 * block + LOW], m[m[BLOCK_AT] + 9 * block + HIGH]
    priced.cost[block, :] = FAR
    for slot in range(low, high + 1):
        priced.cost[block, slot] = base[block, slot]
    for k in range(m[m[BLOCK_AT] + 9 * block + PIECE], m[m[BLOCK_AT] + 9 * block + BARRED], 4):
        row, units = m[k], m[k + 1]
        since, until = m[k + 2], m[k + 3]
        for slot in range(low, high + 1):
            priced.cost[block, slot] += units * (priced.summed[row, slot + until] - priced.summed[row, slot + since])
    for k in range(m[m[BLOCK_AT] + 9 * block + BARRED], m[m[BLOCK_AT] + 9 * block + BEFORE], 4):
        for slot in range(max(low, m[k]), min(high + 1, m[k + 1])):
            priced.cost[block, slot] = FAR


@njit(cache=True, nogil=True)
def loose_costs(forest: Any, m: Any, priced: Any) -> Any:
    """Add the prices of waits outside the tree; says the part that no start changes."""
    fixed = 0.0
    for k in range(forest.loose.shape[0]):
        before, after, price = forest.loose[k, 0], forest.loose[k, 1], priced.loose_price[k]
        if price > 0.0:
            fixed += price * forest.loose[k, 2]
            for slot in range(m[m[BLOCK_AT] + 9 * before + LOW], m[m[BLOCK_AT] + 9 * before + HIGH] + 1):
                priced.cost[before, slot] += price * slot
            for slot in range(m[m[BLOCK_AT] + 9 * after + LOW], m[m[BLOCK_AT] + 9 * after + HIGH] + 1):
                priced.cost[after, slot] -= price * slot
    return fixed


@njit(cache=True, nogil=True)
def cheapest_from(m: Any, priced: Any, block: Any) -> Any:
    """Turn the costs of a block into the cheapest from each slot on, and note where that is."""
    best, at = FAR, m[m[BLOCK_AT] + 9 * block + HIGH]
    for slot in range(m[m[BLOCK_AT] + 9 * block + HIGH], m[m[BLOCK_AT] + 9 * block + LOW] - 1, -1):
        if priced.cost[block, slot] < best:
            best, at = priced.cost[block, slot], slot
        priced.cost[block, slot] = best
        priced.choice[block, slot] = at


@njit(cache=True, nogil=True)
def cheapest_until(m: Any, priced: Any, block: Any) -> Any:
    """Turn the costs of a block into the cheapest up to each slot, and note where that is."""
    best, at = FAR, m[m[BLOCK_AT] + 9 * block + LOW]
    for slot in range(m[m[BLOCK_AT] + 9 * block + LOW], m[m[BLOCK_AT] + 9 * block + HIGH] + 1):
        if priced.cost[block, slot] < best:
            best, at = priced.cost[block, slot], slot
        priced.cost[block, slot] = best
        priced.choice[block, slot] = at


@njit(cache=True, nogil=True)
def pass_up(m: Any, forest: Any, priced: Any, block: Any) -> Any:
    """Add to each slot of the parent what the cheapest start of the block then costs."""
    parent, slots = forest.parent[block], forest.slots[block]
    low, high = m[m[BLOCK_AT] + 9 * block + LOW], m[m[BLOCK_AT] + 9 * block + HIGH]
    first, last = m[m[BLOCK_AT] + 9 * parent + LOW], m[m[BLOCK_AT] + 9 * parent + HIGH] + 1
    if forest.kind[block] == 1:
        cheapest_from(m, priced, block)
        for slot in range(first, last):
            at = slot + slots
            priced.cost[parent, slot] += FAR if at > high else priced.cost[block, max(low, at)]
    else:
        cheapest_until(m, priced, block)
        for slot in range(first, last):
            at = slot - slots
            priced.cost[parent, slot] += FAR if at < low else priced.cost[block, min(high, at)]


@njit(cache=True, nogil=True)
def chosen(m: Any, forest: Any, priced: Any, block: Any) -> Any:
    """The cheapest start of a block once its parent has one."""
    low, high = m[m[BLOCK_AT] + 9 * block + LOW], m[m[BLOCK_AT] + 9 * block + HIGH]
    if forest.kind[block] == 0:
        return priced.choice[block, low]
    at = priced.start[forest.parent[block]]
    if forest.kind[block] == 1:
        return priced.choice[block, max(low, min(high, at + forest.slots[block]))]
    return priced.choice[block, min(high, max(low, at - forest.slots[block]))]


@njit(cache=True, nogil=True)
def cheapest(m: Any, forest: Any, base: Any, priced: Any) -> Any:
    """Solve what remains at these prices; says its cost less the value of the capacity of loose waits."""
    for row in range(priced.price.shape[0]):
        for slot in range(priced.price.shape[1]):
            priced.summed[row, slot + 1] = priced.summed[row, slot] + priced.price[row, slot]
    count = forest.order.shape[0]
    for block in range(count):
        own_costs(m, base, priced, block)
    total = loose_costs(forest, m, priced)
    for k in range(count - 1, -1, -1):
        block = forest.order[k]
        if forest.kind[block] == 0:
            cheapest_from(m, priced, block)
            total += priced.cost[block, m[m[BLOCK_AT] + 9 * block + LOW]]
        else:
            pass_up(m, forest, priced, block)
    for k in range(count):
        priced.start[forest.order[k]] = chosen(m, forest, priced, forest.order[k])
    return total


@njit(cache=True, nogil=True)
def used(m: Any, priced: Any) -> Any:
    """The units used by resource and slot at the cheapest starts."""
    priced.use[:] = 0.0
    for block in range(m[BLOCK_COUNT]):
        start = priced.start[block]
        for k in range(m[m[BLOCK_AT] + 9 * block + PIECE], m[m[BLOCK_AT] + 9 * block + BARRED], 4):
            row, units = m[k], m[k + 1]
            for slot in range(start + m[k + 2], start + m[k + 3]):
                priced.use[row, slot] += units


@njit(cache=True, nogil=True)
def worth_of_capacity(priced: Any, capacity: Any) -> Any:
    """What all capacity costs at these prices."""
    total = 0.0
    for row in range(capacity.shape[0]):
        for slot in range(capacity.shape[1]):
            total += priced.price[row, slot] * capacity[row, slot]
    return total


@njit(cache=True, nogil=True)
def slope(forest: Any, priced: Any, capacity: Any, memory: Any) -> Any:
    """Fill in the direction in which the bound rises, mixed with the last one; says its squared length."""
    size = 0.0
    for row in range(capacity.shape[0]):
        for slot in range(capacity.shape[1]):
            way = (1.0 - memory) * (priced.use[row, slot] - capacity[row, slot]) + memory * priced.way[row, slot]
            if way < 0.0 and priced.price[row, slot] <= 0.0:
                way = 0.0
            priced.way[row, slot] = way
            size += way * way
    for k in range(forest.loose.shape[0]):
        gap = priced.start[forest.loose[k, 0]] + forest.loose[k, 2] - priced.start[forest.loose[k, 1]]
        way = (1.0 - memory) * gap + memory * priced.loose_way[k]
        if way < 0.0 and priced.loose_price[k] <= 0.0:
            way = 0.0
        priced.loose_way[k] = way
        size += way * way
    return size


@njit(cache=True, nogil=True)
def walk(priced: Any, length: Any) -> Any:
    """Change the prices along the direction; none falls below nought."""
    for row in range(priced.price.shape[0]):
        for slot in range(priced.price.shape[1]):
            priced.price[row, slot] = max(0.0, priced.price[row, slot] + length * priced.way[row, slot])
    for k in range(priced.loose_price.shape[0]):
        priced.loose_price[k] = max(0.0, priced.loose_price[k] + length * priced.loose_way[k])


@njit(cache=True, nogil=True)
def rise(m: Any, forest: Any, base: Any, capacity: Any, priced: Any, plan: Any) -> Any:
    """Rounds of pricing; says the best bound.

    `plan` is rounds, value of the best plan, pace, stop, best bound so far, factor of the pace by round, memory of
    the direction. Pace and best bound are written back for the next call; anything but nought in `plan[3]` ends it.
    """
    for _ in range(np.int64(plan[0])):
        if plan[3] != 0.0:
            break
        bound = cheapest(m, forest, base, priced) - worth_of_capacity(priced, capacity)
        if bound > plan[4]:
            plan[4] = bound
            priced.best_start[:] = priced.start
        plan[2] *= plan[5]
        used(m, priced)
        size = slope(forest, priced, capacity, plan[6])
        if size <= 0.0:
            break
        walk(priced, plan[2] * max(1.0, plan[1] - bound) / size)
    return plan[4]
