"""Blocks placed one after another, each at the first slot where everything it needs is free.

An order is a list of units: a unit is one block, or blocks that bind each other from both sides (a wait of at most so
many slots) and are placed in one go. A unit stands after every unit that it waits for. Whatever finds no slot is put
at the end of the profile without using anything and counts as broken; so does every slot by which a block starts after
its last start.

Everything but the profiles lies in one array of whole numbers, `m`: with an array for each table, handing them from
function to function took nine tenths of the time. Its head says where each table begins:

- blocks, 9 columns: low, high, length, where its rows begin: pieces (resource, units, from, to), bars (first start,
  start after the last), waits for blocks of other units (block, slots), waits inside its unit (block, slots at least
  from its start to mine, to its start from mine), amounts (first window, last, amount), and their end. Rows are 4 wide.
- units, 4 columns: where its entries begin: its blocks, units it waits for, units that wait for it, and their end.
- windows, 4 columns: first slot, slot after the last, most, what is left of it.
- by block: start, release, whether it is placed, start before the move; by unit: slots broken inside it; by resource:
  bits for the parts of the profile (`share` slots long) where the move has set free.

`free` is the profile of what is free, a row of `width` slots for every resource.
"""

from typing import Any

import numpy as np
from numba import njit

LACK = 100_000  # what one block without a slot counts, in slots
LOW, HIGH, LENGTH, PIECE, BARRED, BEFORE, INNER, AMOUNT, END = range(9)
BLOCKS, ABOVE, BELOW, LAST = range(4)
HEAD = 16
(BLOCK_AT, UNIT_AT, WINDOW_AT, START_AT, RELEASE_AT, PLACED_AT, WAS_AT, BROKEN_AT, TOUCHED_AT, BLOCK_COUNT, UNIT_COUNT,
 WINDOW_COUNT, ROW_COUNT, WIDTH, SHARE) = range(15)  # fmt: skip
PARTS = 62
NEVER = 10**6


@njit(cache=True, nogil=True)
def lower(free: Any, since: Any, until: Any, units: Any) -> Any:
    """Take units from the places of the profiles from `since` up to `until`."""
    if since >= 0:  # lets the compiler leave out what Python does with places below nought
        for at in range(since, until):
            free[at] -= units


@njit(cache=True, nogil=True)
def last_full(free: Any, since: Any, until: Any, units: Any) -> Any:
    """How far behind `since` the last place up to `until` lies that has less than these units; -1: there is none."""
    if since >= 0:
        for back in range(until - since):
            if free[until - 1 - back] < units:
                return until - 1 - back - since
    return -1


@njit(cache=True, nogil=True)
def add(m: Any, free: Any, block: Any, sign: Any) -> Any:
    """Take what a block uses from the profiles (sign 1) or give it back (sign -1)."""
    m[m[PLACED_AT] + block] = sign
    start, width, base = m[m[START_AT] + block], m[WIDTH], m[BLOCK_AT] + 9 * block
    if start + m[base + LENGTH] >= width:
        return
    for k in range(m[base + PIECE], m[base + BARRED], 4):
        at = m[k] * width + start
        lower(free, at + m[k + 2], at + m[k + 3], sign * m[k + 1])
    for k in range(m[base + AMOUNT], m[base + END], 4):
        for w in range(m[WINDOW_AT] + 4 * m[k], m[WINDOW_AT] + 4 * m[k + 1], 4):
            if m[w] <= start < m[w + 1]:
                m[w + 3] -= sign * m[k + 2]


@njit(cache=True, nogil=True)
def past_full(m: Any, free: Any, block: Any, slot: Any) -> Any:
    """This slot where closures, profiles and windows have room for the block, or a later one before which none is."""
    base = m[BLOCK_AT] + 9 * block
    for k in range(m[base + BARRED], m[base + BEFORE], 4):
        if m[k] <= slot < m[k + 1]:
            return m[k + 1]
    for k in range(m[base + PIECE], m[base + BARRED], 4):
        at = m[k] * m[WIDTH] + slot
        full = last_full(free, at + m[k + 2], at + m[k + 3], m[k + 1])
        if full >= 0:
            return slot + full + 1
    for k in range(m[base + AMOUNT], m[base + END], 4):
        for w in range(m[WINDOW_AT] + 4 * m[k], m[WINDOW_AT] + 4 * m[k + 1], 4):
            if m[w] <= slot < m[w + 1] and m[w + 3] < m[k + 2]:
                return m[w + 1]
    return slot


@njit(cache=True, nogil=True)
def first_fit(m: Any, free: Any, block: Any, slot: Any) -> Any:
    """Place a block at the first start from this slot on, or at the end of the profile where there is none."""
    last = m[WIDTH] - 1 - m[m[BLOCK_AT] + 9 * block + LENGTH]
    while slot <= last:
        later = past_full(m, free, block, slot)
        if later == slot:
            break
        slot = later
    m[m[START_AT] + block] = slot if slot <= last else m[WIDTH]
    add(m, free, block, 1)


@njit(cache=True, nogil=True)
def soonest(m: Any, block: Any, starts: Any) -> Any:
    """The first start that low, release and everything waited for leave open; `starts` is where starts begin."""
    base = m[BLOCK_AT] + 9 * block
    slot = max(m[base + LOW], m[m[RELEASE_AT] + block])
    for k in range(m[base + BEFORE], m[base + INNER], 4):
        slot = max(slot, m[starts + m[k]] + m[k + 1])
    for k in range(m[base + INNER], m[base + AMOUNT], 4):
        if m[m[PLACED_AT] + m[k]] > 0:
            slot = max(slot, m[starts + m[k]] + m[k + 1])
    return slot


@njit(cache=True, nogil=True)
def clear(m: Any, free: Any, unit: Any) -> Any:
    """Take a unit out of the profiles."""
    base = m[UNIT_AT] + 4 * unit
    for k in range(m[base + BLOCKS], m[base + ABOVE]):
        if m[m[PLACED_AT] + m[k]] > 0:
            add(m, free, m[k], -1)


@njit(cache=True, nogil=True)
def place(m: Any, free: Any, unit: Any) -> Any:
    """Place the blocks of a unit, and note the slots by which a bond of at most so many is broken."""
    base = m[UNIT_AT] + 4 * unit
    if m[base + ABOVE] == m[base] + 1:
        block = m[m[base]]
        first_fit(m, free, block, soonest(m, block, m[START_AT]))
    else:
        m[m[BROKEN_AT] + unit] = place_bound(m, free, unit, 40)


@njit(cache=True, nogil=True)
def place_bound(m: Any, free: Any, unit: Any, tries: Any) -> Any:
    """Blocks that bind each other: when one comes too late for the others, these are held back and all is redone."""
    first, last = m[m[UNIT_AT] + 4 * unit], m[m[UNIT_AT] + 4 * unit + ABOVE]
    held = np.zeros(last - first, np.int64)
    for attempt in range(tries):
        over = 0
        for k in range(first, last):
            first_fit(m, free, m[k], max(held[k - first], soonest(m, m[k], m[START_AT])))
            over += hold_back(m, first, k, held)
            if over > 0 and attempt + 1 < tries:
                break
        if over == 0 or attempt + 1 == tries:
            break
        clear(m, free, unit)
    return broken_inside(m, first, last)


@njit(cache=True, nogil=True)
def hold_back(m: Any, first: Any, k: Any, held: Any) -> Any:
    """Note for the blocks placed before how far they have to wait for this one; says the most of it."""
    base, start = m[BLOCK_AT] + 9 * m[k], m[m[START_AT] + m[k]]
    most = 0
    for j in range(m[base + INNER], m[base + AMOUNT], 4):
        over = start + m[j + 2] - m[m[START_AT] + m[j]]
        if m[m[PLACED_AT] + m[j]] > 0 and over > 0:
            most = max(most, over)
            for i in range(first, k):
                if m[i] == m[j]:
                    held[i - first] = max(held[i - first], start + m[j + 2])
    return most


@njit(cache=True, nogil=True)
def broken_inside(m: Any, first: Any, last: Any) -> Any:
    """Slots by which waits inside a unit are not kept."""
    over = 0
    for k in range(first, last):
        base = m[BLOCK_AT] + 9 * m[k]
        for j in range(m[base + INNER], m[base + AMOUNT], 4):
            over += max(0, m[m[START_AT] + m[j]] + m[j + 1] - m[m[START_AT] + m[k]])
    return over


@njit(cache=True, nogil=True)
def broken(m: Any) -> Any:
    """Slots by which blocks start after their last start, and by which waits inside units are not kept."""
    over = 0
    for block in range(m[BLOCK_COUNT]):
        start, high = m[m[START_AT] + block], m[m[BLOCK_AT] + 9 * block + HIGH]
        if start > high:
            over += LACK if start >= m[WIDTH] else start - high
    for unit in range(m[UNIT_COUNT]):
        over += m[m[BROKEN_AT] + unit]
    return over


@njit(cache=True, nogil=True)
def bits(share: Any, since: Any, until: Any) -> Any:
    """One bit for each part of the profile, `share` slots long, that the slots from `since` up to `until` touch."""
    if until <= since:
        return 0
    return (1 << (min(PARTS - 1, (until - 1) // share) + 1)) - (1 << min(PARTS - 1, since // share))


@njit(cache=True, nogil=True)
def touch(m: Any, block: Any, here: Any, there: Any) -> Any:
    """Note as set free where a block stands with start `here` and would not with start `there`."""
    base, share = m[BLOCK_AT] + 9 * block, m[SHARE]
    for k in range(m[base + PIECE], m[base + BARRED], 4):
        since, until = here + m[k + 2], here + m[k + 3]
        mask = bits(share, since, min(until, there + m[k + 2])) | bits(share, max(since, there + m[k + 3]), until)
        m[m[TOUCHED_AT] + m[k]] |= mask


@njit(cache=True, nogil=True)
def fits_before(m: Any, free: Any, block: Any, slot: Any, until: Any) -> Any:
    """Place a block before `until` at the first start from `slot` on that the move has opened; says whether."""
    base, share = m[BLOCK_AT] + 9 * block, m[SHARE]
    freed = 0
    for k in range(m[base + PIECE], m[base + BARRED], 4):
        freed |= m[m[TOUCHED_AT] + m[k]]
    part = slot // share
    while slot < until:
        while part < PARTS and (part * share + share <= slot or not (freed >> part) & 1):
            part += 1
        slot = max(slot, part * share - m[base + LENGTH] + 1)
        if part >= PARTS or slot >= until:
            return False
        later = past_full(m, free, block, slot)
        if later == slot:
            m[m[START_AT] + block] = slot
            add(m, free, block, 1)
            return True
        slot = later
    return False


@njit(cache=True, nogil=True)
def place_again(m: Any, free: Any, unit: Any) -> Any:
    """What `place` does, looking only where the move so far can have made a difference to this unit."""
    first = m[UNIT_AT] + 4 * unit
    block = m[m[first]]
    base = m[BLOCK_AT] + 9 * block
    if m[first + ABOVE] > m[first] + 1 or m[base + AMOUNT] < m[base + END]:
        place(m, free, unit)
        return
    was, since = m[m[WAS_AT] + block], soonest(m, block, m[START_AT])
    if since < min(was, soonest(m, block, m[WAS_AT])):
        first_fit(m, free, block, since)
    elif not fits_before(m, free, block, since, min(was, m[WIDTH] - m[base + LENGTH])):
        first_fit(m, free, block, max(since, was))


@njit(cache=True, nogil=True)
def decode(m: Any, free: Any, order: Any) -> Any:
    """Place every unit of an order from an empty profile."""
    for k in range(order.shape[0]):
        place(m, free, order[k])
