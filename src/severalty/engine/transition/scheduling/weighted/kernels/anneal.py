"""Annealing over the order in which blocks are placed.

A move takes a unit with all that stands before it for its sake to an earlier place, or with all that waits for it to
a later one, so that every order stays one in which nothing stands before what it waits for. Only what stands behind
the first changed place is placed anew, and only while a start differs from before.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from severalty.engine.transition.scheduling.weighted.kernels.decode import (
    ABOVE,
    BELOW,
    BLOCK_COUNT,
    BROKEN_AT,
    NEVER,
    RELEASE_AT,
    ROW_COUNT,
    START_AT,
    TOUCHED_AT,
    UNIT_AT,
    UNIT_COUNT,
    WAS_AT,
    WINDOW_AT,
    WINDOW_COUNT,
    clear,
    decode,
    place,
    place_again,
    touch,
)
from severalty.engine.transition.scheduling.weighted.kernels.worth import worth

ORDER, POSITION, FORMER, BROKEN_FORMER, BEST_ORDER, MARKS = range(6)
BEST_START, BEST_RELEASE, FORMER_RELEASE = range(3)


class Trail(NamedTuple):
    """Rows by unit (`ORDER` to `MARKS`), by block (`BEST_START`, `BEST_RELEASE`), by aim; copies of profiles.

    `order` has the order worked on, its inverse, the order and broken bonds before the move, the best order, marks.
    `start` has the best starts, the best releases, the releases before the move. `values` are now and best.
    """

    order: Any
    start: Any
    values: Any
    free: Any
    window: Any


@njit(cache=True, nogil=True)
def draw(seed: Any) -> Any:
    """A number from 0 up to 1, and the next state of the generator (xorshift64*, Marsaglia and Vigna)."""
    x = seed[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    seed[0] = x
    return np.float64((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@njit(cache=True, nogil=True)
def below(seed: Any, count: Any) -> Any:
    """A whole number from 0 to count - 1."""
    return min(count - 1, np.int64(draw(seed) * count))


@njit(cache=True, nogil=True)
def gather(m: Any, trail: Any, source: Any, stop: Any, side: Any) -> Any:
    """Mark the unit at `source` and what binds it as far as `stop`, above (side 0) or below (1); says their number."""
    order, marks = trail.order[ORDER], trail.order[MARKS]
    marks[order[source]] = 1
    count = 0
    way = -1 if side == 0 else 1
    for k in range(source, stop + way, way):
        unit = order[k]
        if marks[unit]:
            count += 1
            for j in range(m[m[UNIT_AT] + 4 * unit + ABOVE + side], m[m[UNIT_AT] + 4 * unit + BELOW + side]):
                marks[m[j]] = 1
    return count


@njit(cache=True, nogil=True)
def regroup(trail: Any, first: Any, last: Any, count: Any, marked_first: Any) -> Any:
    """Between two places, stand the marked units before or behind all others, otherwise in their order; unmark all."""
    order, marks = trail.order[ORDER], trail.order[MARKS]
    trail.order[FORMER, first : last + 1] = order[first : last + 1]
    to_marked = first if marked_first else last + 1 - count
    to_other = first + count if marked_first else first
    for k in range(first, last + 1):
        unit = trail.order[FORMER, k]
        if marks[unit]:
            order[to_marked] = unit
            to_marked += 1
        else:
            order[to_other] = unit
            to_other += 1
    marks[:] = 0


@njit(cache=True, nogil=True)
def note_change(m: Any, unit: Any) -> Any:
    """Note where a unit has set free what it used; says whether any of its blocks starts elsewhere than before."""
    changed = False
    for k in range(m[m[UNIT_AT] + 4 * unit], m[m[UNIT_AT] + 4 * unit + ABOVE]):
        now, was = m[m[START_AT] + m[k]], m[m[WAS_AT] + m[k]]
        if now != was:
            touch(m, m[k], was, now)
            changed = True
    return changed


@njit(cache=True, nogil=True)
def redo(m: Any, free: Any, order: Any, span: Any) -> Any:
    """Place anew after the order changed from span[0] to span[1], where span[2] to span[3] are the units moved.

    Says whether any start differs. Only the units moved are placed from nothing: any other stands where it stood
    unless its waits have changed or the move has set free what it uses, or taken where it stood.
    """
    for k in range(span[0], order.shape[0]):
        clear(m, free, order[k])
    m[m[TOUCHED_AT] : m[TOUCHED_AT] + m[ROW_COUNT]] = 0
    if span[2] > span[0]:
        for k in range(span[2], span[3] + 1):
            for j in range(m[m[UNIT_AT] + 4 * order[k]], m[m[UNIT_AT] + 4 * order[k] + ABOVE]):
                touch(m, m[j], m[m[WAS_AT] + m[j]], -NEVER)
    changed = False
    for k in range(span[0], order.shape[0]):
        if span[2] <= k <= span[3]:
            place(m, free, order[k])
        else:
            place_again(m, free, order[k])
        changed = note_change(m, order[k]) or changed
    return changed


@njit(cache=True, nogil=True)
def copy(source: Any, at: Any, target: Any, to: Any, count: Any) -> Any:
    """Copy entries of one array into another."""
    for k in range(count):
        target[to + k] = source[at + k]


@njit(cache=True, nogil=True)
def remember(m: Any, free: Any, trail: Any) -> Any:
    """Note the state before a move."""
    copy(free, 0, trail.free, 0, free.shape[0])
    copy(m, m[WINDOW_AT], trail.window, 0, 4 * m[WINDOW_COUNT])
    copy(m, m[START_AT], m, m[WAS_AT], m[BLOCK_COUNT])
    copy(m, m[BROKEN_AT], trail.order[BROKEN_FORMER], 0, m[UNIT_COUNT])


@njit(cache=True, nogil=True)
def undo(m: Any, free: Any, trail: Any, span: Any) -> Any:
    """Go back to the order and starts before the move."""
    copy(trail.free, 0, free, 0, free.shape[0])
    copy(trail.window, 0, m, m[WINDOW_AT], 4 * m[WINDOW_COUNT])
    copy(m, m[WAS_AT], m, m[START_AT], m[BLOCK_COUNT])
    copy(trail.order[BROKEN_FORMER], 0, m, m[BROKEN_AT], m[UNIT_COUNT])
    copy(trail.order[FORMER], span[0], trail.order[ORDER], span[0], span[1] + 1 - span[0])


@njit(cache=True, nogil=True)
def some_late(m: Any, aims: Any, seed: Any, unit_of: Any) -> Any:
    """A unit that is late, or one that it waits for, directly or not; -1 where chance finds none."""
    unit = -1
    for _ in range(6):
        k = below(seed, aims.late.shape[0])
        block = aims.late[k, 1]
        if m[m[START_AT] + block] > aims.late[k, 2] and unit_of[block] >= 0:
            unit = unit_of[block]
            break
    while unit >= 0 and draw(seed) < 0.6:
        first, last = m[m[UNIT_AT] + 4 * unit + ABOVE], m[m[UNIT_AT] + 4 * unit + BELOW]
        if first == last:
            break
        unit = m[first + below(seed, last - first)]
    return unit


@njit(cache=True, nogil=True)
def move(m: Any, trail: Any, seed: Any, unit: Any, reach: Any) -> Any:
    """Take a unit (any, where it is -1) to another place; says the places that differ and those of the units moved."""
    count = trail.order.shape[1]
    earlier = unit >= 0 or draw(seed) < 0.5
    if unit < 0:
        unit = trail.order[ORDER, below(seed, count)]
    source = trail.order[POSITION, unit]
    distance = 1 + np.int64(draw(seed) * draw(seed) * reach)
    if earlier:
        target = max(0, source - distance)
        moved = gather(m, trail, source, target, 0)
        regroup(trail, target, source, moved, True)
        return target, source, target, target + moved - 1
    target = min(count - 1, source + distance)
    moved = gather(m, trail, source, target, 1)
    regroup(trail, source, target, moved, False)
    return source, target, target + 1 - moved, target


@njit(cache=True, nogil=True)
def release(m: Any, aims: Any, trail: Any, seed: Any) -> Any:
    """Hold one block back or let it go; says the places to be done anew."""
    place_of = below(seed, trail.order.shape[1])
    copy(m, m[RELEASE_AT], trail.start[FORMER_RELEASE], 0, m[BLOCK_COUNT])
    copy(trail.order[ORDER], 0, trail.order[FORMER], 0, m[UNIT_COUNT])
    block = m[m[m[UNIT_AT] + 4 * trail.order[ORDER, place_of]]]
    kind = draw(seed)
    if kind < 0.3:
        m[m[RELEASE_AT] + block] = 0
    elif kind < 0.6 and aims.moved.shape[0] > 0:
        row = below(seed, aims.moved.shape[0])
        m[m[RELEASE_AT] + aims.moved[row, 1]] = aims.moved[row, 2]
        return 0, trail.order.shape[1] - 1, 0, trail.order.shape[1] - 1
    else:
        m[m[RELEASE_AT] + block] = max(0, m[m[START_AT] + block] + below(seed, 31) - 10)
    return place_of, place_of, place_of, place_of


@njit(cache=True, nogil=True)
def keep(m: Any, trail: Any) -> Any:
    """Note the state as the best."""
    copy(m, m[START_AT], trail.start[BEST_START], 0, m[BLOCK_COUNT])
    copy(m, m[RELEASE_AT], trail.start[BEST_RELEASE], 0, m[BLOCK_COUNT])
    copy(trail.order[ORDER], 0, trail.order[BEST_ORDER], 0, m[UNIT_COUNT])
    copy(trail.values[0], 0, trail.values[1], 0, trail.values.shape[1])


@njit(cache=True, nogil=True)
def step(m: Any, free: Any, aims: Any, trail: Any, seed: Any, unit_of: Any, control: Any) -> Any:
    """One move, taken or not: the energy after it. `control` is energy, limit of energy, reach, share of releases."""
    remember(m, free, trail)
    released = control[3] > 0.0 and draw(seed) < control[3]
    if released:
        span = release(m, aims, trail, seed)
    else:
        unit = -1
        if aims.late.shape[0] > 0 and draw(seed) < 0.35:
            unit = some_late(m, aims, seed, unit_of)
        span = move(m, trail, seed, unit, control[2])
    energy = control[0]
    if redo(m, free, trail.order[ORDER], span):
        energy = worth(m, free, aims, trail.values[0])
    if energy > control[1]:
        undo(m, free, trail, span)
        if released:
            copy(trail.start[FORMER_RELEASE], 0, m, m[RELEASE_AT], m[BLOCK_COUNT])
        return control[0]
    for k in range(span[0], span[1] + 1):
        trail.order[POSITION, trail.order[ORDER, k]] = k
    return energy


@njit(cache=True, nogil=True)
def anneal(m: Any, free: Any, aims: Any, trail: Any, seed: Any, unit_of: Any, plan: Any) -> Any:
    """Walk from the order of the trail. `plan` is steps, first and last temperature, reach, share of releases, stop.

    The best rows of the trail are those of the least energy met; says that energy. Some other thread may write
    anything but nought into `plan[5]`: the walk then ends.
    """
    steps = np.int64(plan[0])
    for k in range(trail.order.shape[1]):
        trail.order[POSITION, trail.order[ORDER, k]] = k
    decode(m, free, trail.order[ORDER])
    energy = worth(m, free, aims, trail.values[0])
    best = energy
    keep(m, trail)
    control = np.array([energy, energy, plan[3], plan[4]])
    cooling = (plan[2] / plan[1]) ** (1.0 / max(1.0, plan[0]))
    heat = plan[1]
    for number in range(steps if trail.order.shape[1] > 0 else 0):
        if plan[5] != 0.0:
            break
        control[0] = energy
        control[1] = energy - heat * np.log(1.0 - draw(seed))
        control[2] = 2.0 + plan[3] * (1.0 - np.float64(number) / steps)
        energy = step(m, free, aims, trail, seed, unit_of, control)
        heat *= cooling
        if energy < best:
            best = energy
            keep(m, trail)
    return best
