"""The network without resources: lanes of draws side by side, few live rows of ends, marks for criticality.

Each lane is one draw. Activities come in an order in which whatever an activity waits for comes before it. The ends of
an activity lie in a row that is used again once nothing waits for it any more, so a network of thousands needs some
dozens of rows, which stay in the fastest memory. Which links were tight is kept as bits; the way back over the bits
marks what the end hangs on. All numbers are of 32 bits, and each step is that of the plain twin.

Loops over lanes hold nothing that a processor could not do to many lanes at once. The arrays are few and packed,
because each one costs time to compile and at every call.
"""

from typing import Any, NamedTuple

import numpy as np

from severalty.engine.effects.sampling import FIXED, TAILED, TRIANGULAR
from severalty.engine.transition.confidence.kernels.compiled import compiled

Array = np.ndarray[Any, Any]

LANES = 1024
# Columns of `acts`. LINKS, KEPT and SHUT are where those of an activity begin; in the next row they have ended.
KIND, FORM, GIVEN, ROW, STARTS, LINKS, KEPT, SHUT, OFF, OFF_END, STEPS, STEPS_END = range(12)
AHEAD, MOVED, FINAL, GROUP, WATCH, COLUMNS = range(12, 18)
# Columns of `figures`.
LOW, SPAN, MODE, WEIGHT, NOT_BEFORE, BEGUN, FIGURES = range(7)
# Columns of `links`.
SINCE, BEFORE, BACK = range(3)
NEVER_BEGUN = np.float32(-1e30)

_ONE, _NOUGHT, _HALF = np.float32(1), np.float32(0), np.float32(0.5)
_FINE, _PART, _TAIL = np.float32(2.0**-23), np.float32(2.0**-15), np.float32(2.0**-7)
_LOWEST, _EVEN, _SUM = np.uint64(0x0101010101010101), np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0001000100010001)


class LinkArrays(NamedTuple):
    """The network in arrays, by place in the order.

    `acts` (activities and one more x 18): how its duration is drawn and from which row of `tables`; the row of `given`
    that has it instead; the rows of its ends and its starts (-1: none); where its links, its rows of bits, its closed
    intervals, free slots and steps of a decision are. AHEAD: it waits for the ends of one or two others, and nothing
    else is to be looked at. MOVED: it may be closed, free or decided. FINAL: nothing that waits for it is sure to end
    as late. GROUP and WATCH are rows of those outputs (-1: none; a group only where nothing else in it ends as late).

    `links` (x 3): the row that it looks at, the row of ends of what it comes from, and 1 where it holds the end, so
    that the duration is taken off. The first two bits of an activity are "as late as the latest so far" and "later than
    it", then comes one for each link, eight to a row. `rate` is pence per slot, `rows` how many rows of ends and starts
    there are.
    """

    acts: Array
    figures: Array
    links: Array
    lags: Array
    streams: Array
    tables: Array
    closed: Array
    off: Array
    steps: Array
    rate: Array
    rows: int
    whole: bool


class Room(NamedTuple):
    """Where one block is worked out, and its outputs. `…_words` are the same store, seen as numbers of 64 bits."""

    counts: Array
    mixed: Array
    mixed_words: Array
    table: Array
    table_words: Array
    got: Array
    got_words: Array
    length: Array
    start: Array
    store: Array
    kept: Array
    kept_words: Array
    marks: Array
    still: Array
    ends: Array
    groups: Array
    watched: Array
    cost: Array


def room_of(a: LinkArrays, groups: int, watched: int) -> Room:
    """Room for a network with so many workstreams and watched ends."""
    mixed, table, got = np.empty(LANES, np.uint32), np.empty(512, np.float32), np.empty(2 * LANES, np.float32)
    kept = np.empty((a.acts[-1, KEPT], LANES), np.uint8)
    return Room(
        counts=np.empty(LANES, np.uint32),
        mixed=mixed,
        mixed_words=mixed.view(np.uint64),
        table=table,
        table_words=table.view(np.uint64),
        got=got,
        got_words=got.view(np.uint64),
        length=np.empty(LANES, np.float32),
        start=np.empty(LANES, np.float32),
        store=np.empty((a.rows, LANES), np.float32),
        kept=kept,
        kept_words=kept.view(np.uint64),
        marks=np.zeros((a.rows, LANES // 8), np.uint64),
        still=np.empty(LANES // 8, np.uint64),
        ends=np.empty(LANES, np.float32),
        groups=np.empty((groups, LANES), np.float32),
        watched=np.empty((watched, LANES), np.float32),
        cost=np.empty(LANES, np.float64),
    )


@compiled
def drawn_lengths(a: LinkArrays, j: int, room: Room) -> None:
    """Durations of one activity by its spread, as `draws.uniforms` and `sampling.sampled` give them.

    A table lies between two of the family. A piece of it is a value and the way to the next, one number of 64 bits, so
    each lane reads once.
    """
    k0, k1, low, span = a.streams[j, 0], a.streams[j, 1], a.figures[j, LOW], a.figures[j, SPAN]
    counts, mixed, table, got, length = room.counts, room.mixed, room.table, room.got, room.length
    for lane in range(LANES):
        x = np.uint32(counts[lane] + k0)
        x ^= np.uint32(x >> np.uint32(16))
        x = np.uint32(x * np.uint32(0x21F0AAAD))
        x ^= np.uint32(x >> np.uint32(15))
        x = np.uint32(np.uint32(x + k1) * np.uint32(0x735A2D97))
        mixed[lane] = x ^ np.uint32(x >> np.uint32(15))
    if a.acts[j, KIND] == TRIANGULAR:
        mode = a.figures[j, MODE]
        rest = _ONE - mode
        for lane in range(LANES):
            u = (np.float32(np.int32(mixed[lane] >> np.uint32(9))) + _HALF) * _FINE
            root = np.sqrt(u * mode if u < mode else (_ONE - u) * rest)
            length[lane] = low + span * (root if u < mode else _ONE - root)
        return
    row, weight = a.acts[j, FORM], a.figures[j, WEIGHT]
    lower, upper = a.tables[row], a.tables[row + 1 if weight > _NOUGHT else row]
    for k in range(512):
        table[k] = span * (lower[k] + weight * (upper[k] - lower[k]))
    words, pairs, found = room.mixed_words, room.table_words, room.got_words
    for k in range(LANES // 2):
        word = words[k]
        found[2 * k] = pairs[(word >> np.uint64(24)) & np.uint64(255)]
        found[2 * k + 1] = pairs[word >> np.uint64(56)]
    for lane in range(LANES):
        part = (np.float32(np.int32((mixed[lane] >> np.uint32(9)) & np.uint32(0x7FFF))) + _HALF) * _PART
        length[lane] = low + (got[2 * lane] + part * got[2 * lane + 1])
    if a.acts[j, KIND] == TAILED:
        for lane in range(LANES):
            n = np.int32(mixed[lane] >> np.uint32(9))
            if n >= 255 << 15:
                piece, part, level = (n >> 7) & 255, (np.float32(n & 127) + _HALF) * _TAIL, row + 1
                if piece == 255:
                    piece, part, level = 2 * (n & 127) + 1, _NOUGHT, row + 2
                way = part * (span * a.tables[level, 2 * piece + 1])
                length[lane] = low + (span * a.tables[level, 2 * piece] + way)


@compiled
def worked(start: float, length: float, off: Array, first: int, last: int) -> float:
    """When work of this length is done that starts here and stands still in the intervals off[first:last]."""
    begin, left = start, length
    for k in range(first, last):
        if off[k, 1] <= begin:
            continue
        if off[k, 0] > begin:
            room = off[k, 0] - begin
            if left <= room:
                return begin + left
            left -= room
        elif left <= _NOUGHT:
            return begin
        begin = off[k, 1]
    return begin + left


@compiled
def moved(a: LinkArrays, j: int, length: Array, start: Array, end: Array) -> None:
    """Starts and ends of one activity by its calendar, its closed days and its gate.

    A decision that is made ready when no meeting is known any more never counts.
    """
    off, closed, steps = a.off, a.closed, a.steps
    first, last, gate, known = a.acts[j, OFF], a.acts[j, OFF_END], a.acts[j, STEPS], a.acts[j, STEPS_END]
    for lane in range(LANES):
        begin, lasts = start[lane], length[lane]
        done, again = begin, True
        while again:
            again = False
            if lasts > _NOUGHT:
                for k in range(first, last):
                    if off[k, 0] <= begin < off[k, 1]:
                        begin = off[k, 1]
            done = worked(begin, lasts, off, first, last)
            for k in range(a.acts[j, SHUT], a.acts[j + 1, SHUT]):
                if (begin < closed[k, 1] and done > closed[k, 0]) and (lasts > _NOUGHT or begin > closed[k, 0]):
                    begin = closed[k, 1]
                    again = True
                    break
        start[lane] = begin
        counts = done if gate == known else np.float32(np.inf)
        for k in range(gate, known):
            if done <= steps[k, 0]:
                counts = max(done, steps[k, 1])
                break
        end[lane] = counts


@compiled
def waited(a: LinkArrays, j: int, room: Room) -> None:
    """Ends, bits and starts of one activity with everything that may hold it."""
    acts, links, lags, store, kept = a.acts, a.links, a.lags, room.store, room.kept
    length, start, end = room.length, room.start, store[acts[j, ROW]]
    first, last, bits = acts[j, LINKS], acts[j + 1, LINKS], acts[j, KEPT]
    for lane in range(LANES):
        length[lane] = max(length[lane], _NOUGHT)
        start[lane] = a.figures[j, NOT_BEFORE]
    for e in range(first, last):
        row, lag, back = store[links[e, SINCE]], lags[e], np.float32(links[e, BACK])
        for lane in range(LANES):
            start[lane] = max(start[lane], row[lane] + lag - back * length[lane])
    for k in range(bits, acts[j + 1, KEPT]):
        for lane in range(LANES):
            kept[k, lane] = np.uint8(0)
    for e in range(first, last):
        row, lag, back = store[links[e, SINCE]], lags[e], np.float32(links[e, BACK])
        place = e - first + 2
        bit, held = np.uint8(1 << (place & 7)), kept[bits + (place >> 3)]
        for lane in range(LANES):
            held[lane] |= bit if row[lane] + lag - back * length[lane] == start[lane] else np.uint8(0)
    if acts[j, MOVED]:
        moved(a, j, length, start, end)
    else:
        for lane in range(LANES):
            end[lane] = start[lane] + length[lane]
    if acts[j, STARTS] >= 0:
        begun = a.figures[j, BEGUN]
        for lane in range(LANES):
            store[acts[j, STARTS], lane] = start[lane] if begun == NEVER_BEGUN else begun


@compiled
def told(a: LinkArrays, j: int, room: Room, end: Array, state: Array) -> None:
    """What the ends of one activity mean for everything, for its group and for who watches it; and what it costs."""
    ends, cost, rate = room.ends, room.cost, a.rate[j]
    if a.acts[j, FINAL]:
        for lane in range(LANES):
            state[lane] |= np.uint8(1) if end[lane] >= ends[lane] else np.uint8(0)
            state[lane] |= np.uint8(2) if end[lane] > ends[lane] else np.uint8(0)
            ends[lane] = max(ends[lane], end[lane])
    if a.acts[j, GROUP] >= 0:
        latest = room.groups[a.acts[j, GROUP]]
        for lane in range(LANES):
            latest[lane] = max(latest[lane], end[lane])
    if a.acts[j, WATCH] >= 0:
        seen = room.watched[a.acts[j, WATCH]]
        for lane in range(LANES):
            seen[lane] = end[lane]
    if rate != 0.0:
        for lane in range(LANES):
            cost[lane] += rate * np.float64(max(room.length[lane], _NOUGHT))


@compiled
def forward(a: LinkArrays, room: Room, given: Array, draw: int, offset: int) -> None:
    """One block, from number `draw` on: ends of everything, of groups and what is watched; bits for the way back.

    `given` are durations that were made outside, rows x draws; those of the block begin at `offset`.
    """
    acts, store, length = a.acts, room.store, room.length
    for lane in range(LANES):
        room.counts[lane] = np.uint32((draw + lane) * 0x9E3779B9)  # as in draws.uniforms
        room.ends[lane] = _NOUGHT
        room.cost[lane] = 0.0
    for k in range(room.groups.shape[0]):
        for lane in range(LANES):
            room.groups[k, lane] = _NOUGHT
    for j in range(a.rate.shape[0]):
        end, state, not_before = store[acts[j, ROW]], room.kept[acts[j, KEPT]], a.figures[j, NOT_BEFORE]
        if acts[j, GIVEN] >= 0:
            values = given[acts[j, GIVEN]]
            for lane in range(LANES):
                length[lane] = values[min(offset + lane, values.shape[0] - 1)]
        elif acts[j, KIND] == FIXED:
            for lane in range(LANES):
                length[lane] = a.figures[j, LOW]
        else:
            drawn_lengths(a, j, room)
        if a.whole:
            for lane in range(LANES):
                length[lane] = np.floor(length[lane] + _HALF)
        if acts[j, AHEAD]:
            one, other = store[a.links[acts[j, LINKS], SINCE]], store[a.links[acts[j + 1, LINKS] - 1, SINCE]]
            for lane in range(LANES):
                start = max(one[lane], other[lane], not_before)
                end[lane] = start + max(length[lane], _NOUGHT)
                first = np.uint8(4) if one[lane] == start else np.uint8(0)
                state[lane] = first | (np.uint8(8) if other[lane] == start else np.uint8(0))
        else:
            waited(a, j, room)
        if acts[j, FINAL] or acts[j, GROUP] >= 0 or acts[j, WATCH] >= 0 or a.rate[j] != 0.0:
            told(a, j, room, end, state)


@compiled
def backward(a: LinkArrays, room: Room, valid: int, hits: Array) -> None:
    """The way back: adds in how many of the first `valid` lanes each activity is one that the end hangs on.

    A byte is a lane; eight lanes are looked at as one number.
    """
    acts, links, left, bits = a.acts, a.links, room.still, room.kept_words
    for k in range(LANES // 8):
        left[k] = _LOWEST if 8 * k + 8 <= valid else np.uint64(0)
    if valid < LANES:
        left[valid // 8] = _LOWEST & ((np.uint64(1) << np.uint64(8 * (valid & 7))) - np.uint64(1))
    for j in range(a.rate.shape[0] - 1, -1, -1):
        mark = room.marks[acts[j, ROW]]
        if acts[j, FINAL]:
            state = bits[acts[j, KEPT]]
            for k in range(LANES // 8):
                mark[k] |= left[k] & state[k]
                left[k] &= ~(state[k] >> np.uint64(1))
        total = np.uint64(0)
        for k in range(LANES // 8):
            total += mark[k]
        if total == np.uint64(0):
            continue
        total = (total & _EVEN) + ((total >> np.uint64(8)) & _EVEN)
        hits[j] += np.int64((total * _SUM) >> np.uint64(48))
        for e in range(acts[j, LINKS], acts[j + 1, LINKS]):
            place = e - acts[j, LINKS] + 2
            held, shift = bits[acts[j, KEPT] + (place >> 3)], np.uint64(place & 7)
            before = room.marks[links[e, BEFORE]]
            for k in range(LANES // 8):
                before[k] |= mark[k] & (held[k] >> shift)
        for k in range(LANES // 8):
            mark[k] = np.uint64(0)
