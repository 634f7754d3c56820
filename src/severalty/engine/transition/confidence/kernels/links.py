"""The network without resources: lanes of draws side by side, few live rows of ends, marks for criticality.

Each lane is one draw. Activities come in an order in which whatever an activity waits for comes before it. The ends of
an activity lie in a row that is used again once nothing waits for it any more, so a network of thousands needs some
dozens of rows, which stay in the fastest memory. Which links were tight is kept as bits; the way back over the bits
marks what the end hangs on. All numbers are of 32 bits, and each step is that of the plain twin.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = np.ndarray[Any, Any]

LANES = 256
_ONE, _NOUGHT, _HALF, _PIECES = np.float32(1), np.float32(0), np.float32(0.5), np.float32(256)
_FINE = np.float32(2.0**-23)


class LinkArrays(NamedTuple):
    """The network in arrays, by place in the order; `_from` arrays are offsets into what follows them.

    Rows of ends and starts are in one store; `mark_row` are rows of marks. `back` says that a link holds the end, so
    the duration is taken off. `bit` is the place of a link's bit, eight to a byte row, the first two of each activity
    being "as late as the latest so far" and "later than it".
    """

    kind: NDArray[np.uint8]
    low: NDArray[np.float32]
    span: NDArray[np.float32]
    mode: NDArray[np.float32]
    table: NDArray[np.int32]
    weight: NDArray[np.float32]
    tables: NDArray[np.float32]
    streams: NDArray[np.uint32]
    given: NDArray[np.int32]
    not_before: NDArray[np.float32]
    begun: NDArray[np.float32]
    link_from: NDArray[np.int32]
    link_row: NDArray[np.int32]
    link_mark: NDArray[np.int32]
    link_lag: NDArray[np.float32]
    link_back: NDArray[np.float32]
    end_row: NDArray[np.int32]
    start_row: NDArray[np.int32]
    mark_row: NDArray[np.int32]
    bits_from: NDArray[np.int32]
    final: NDArray[np.uint8]
    special: NDArray[np.uint8]
    closed_from: NDArray[np.int32]
    closed: NDArray[np.float32]
    calendar: NDArray[np.int32]
    off_from: NDArray[np.int32]
    off: NDArray[np.float32]
    gate: NDArray[np.int32]
    step_from: NDArray[np.int32]
    steps: NDArray[np.float32]
    group: NDArray[np.int32]
    watch: NDArray[np.int32]
    rate: NDArray[np.float64]
    rows: int
    marks: int
    whole: bool


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def placed(
    start: float, length: float, off: Array, first: int, last: int, closed: Array, shut: int, opens: int
) -> tuple[float, float]:
    """The first start from here on that off[first:last] and closed[shut:opens] allow, and the end of the work."""
    moved = True
    end = start
    while moved:
        moved = False
        if length > _NOUGHT:
            for k in range(first, last):
                if off[k, 0] <= start < off[k, 1]:
                    start = off[k, 1]
        end = worked(start, length, off, first, last)
        for k in range(shut, opens):
            if (start < closed[k, 1] and end > closed[k, 0]) and (length > _NOUGHT or start > closed[k, 0]):
                start = closed[k, 1]
                moved = True
                break
    return start, end


@njit(cache=True, nogil=True)
def counted(ready: float, steps: Array, first: int, last: int) -> Any:
    """When a decision counts that is made ready by then; infinite where no meeting is known that late."""
    for k in range(first, last):
        if ready <= steps[k, 0]:
            return max(ready, steps[k, 1])
    return np.float32(np.inf)


@njit(cache=True, nogil=True)
def shares(k0: int, k1: int, counts: Array, out: Array) -> None:
    """Uniform figures of a stream; `counts` are the numbers of the draws in steps of the golden section."""
    for lane in range(LANES):
        x = np.uint32(counts[lane] + k0)
        x ^= np.uint32(x >> np.uint32(16))
        x = np.uint32(x * np.uint32(0x21F0AAAD))
        x ^= np.uint32(x >> np.uint32(15))
        x = np.uint32(np.uint32(x + k1) * np.uint32(0x735A2D97))
        x ^= np.uint32(x >> np.uint32(15))
        out[lane] = (np.float32(np.int32(x >> np.uint32(9))) + _HALF) * _FINE


@njit(cache=True, nogil=True)
def triangular(low: float, span: float, mode: float, out: Array) -> None:
    """Shares become figures, in closed form."""
    rest = _ONE - mode
    for lane in range(LANES):
        u = out[lane]
        root = np.sqrt(u * mode if u < mode else (_ONE - u) * rest)
        out[lane] = low + span * (root if u < mode else _ONE - root)


@njit(cache=True, nogil=True)
def looked_up(
    low: float,
    span: float,
    weight: float,
    lower: Array,
    upper: Array,
    table: Array,
    pairs: Array,
    pieces: Array,
    out: Array,
) -> None:
    """Shares become figures by a table between two of the family; `pairs` is the same store as `table`.

    A piece is a value and the way to the next, one number of 64 bits, so each lane reads once.
    """
    for k in range(512):
        table[k] = lower[k] + weight * (upper[k] - lower[k])
    for lane in range(LANES):
        scaled = out[lane] * _PIECES
        pieces[lane] = np.int32(scaled)
        out[lane] = scaled - np.float32(np.int32(scaled))
    for lane in range(LANES):
        pair = pairs[np.uint64(pieces[lane])]
        out[lane] = low + span * (pair.real + out[lane] * pair.imag)


@njit(cache=True, nogil=True)
def _tidy(length: Array, start: Array, not_before: float, whole: bool) -> None:
    if whole:
        for lane in range(LANES):
            length[lane] = np.floor(length[lane] + _HALF)
    for lane in range(LANES):
        length[lane] = max(length[lane], _NOUGHT)
        start[lane] = not_before


@njit(cache=True, nogil=True)
def _wait(row: Array, lag: float, back: float, length: Array, start: Array) -> None:
    for lane in range(LANES):
        start[lane] = max(start[lane], row[lane] + lag - back * length[lane])


@njit(cache=True, nogil=True)
def _tight(row: Array, lag: float, back: float, length: Array, start: Array, bit: Any, kept: Array) -> None:
    for lane in range(LANES):
        kept[lane] |= bit if row[lane] + lag - back * length[lane] == start[lane] else np.uint8(0)


@njit(cache=True, nogil=True)
def _last(end: Array, ends: Array, state: Array) -> None:
    for lane in range(LANES):
        state[lane] |= np.uint8(1) if end[lane] >= ends[lane] else np.uint8(0)
        state[lane] |= np.uint8(2) if end[lane] > ends[lane] else np.uint8(0)
    _reach(ends, end)


@njit(cache=True, nogil=True)
def _reach(latest: Array, end: Array) -> None:
    for lane in range(LANES):
        latest[lane] = max(latest[lane], end[lane])


@njit(cache=True, nogil=True)
def _open(a: LinkArrays, j: int, length: Array, start: Array, end: Array) -> None:
    """Starts and ends of one activity by its calendar, its closed days and its gate."""
    c, g, shut, opens = a.calendar[j], a.gate[j], a.closed_from[j], a.closed_from[j + 1]
    off, until = (a.off_from[c], a.off_from[c + 1]) if c >= 0 else (0, 0)
    for lane in range(LANES):
        start[lane], end[lane] = placed(start[lane], length[lane], a.off, off, until, a.closed, shut, opens)
        if g >= 0:
            end[lane] = counted(end[lane], a.steps, a.step_from[g], a.step_from[g + 1])


@njit(cache=True, nogil=True)
def forward(
    a: LinkArrays,
    counts: Array,
    given: Array,
    offset: int,
    store: Array,
    bits: Array,
    table: Array,
    ends: Array,
    groups: Array,
    watched: Array,
    cost: Array,
) -> None:
    """One block: ends of everything, of groups and of what is watched; and the bits for the way back."""
    n = a.kind.shape[0]
    length = np.empty(LANES, np.float32)
    start = np.empty(LANES, np.float32)
    pieces = np.empty(LANES, np.int32)
    pairs = table.view(np.complex64)
    for j in range(n):
        if a.given[j] >= 0:
            values = given[a.given[j]]
            for lane in range(LANES):
                length[lane] = values[min(offset + lane, values.shape[0] - 1)]
        elif a.kind[j] == 0:
            length[:] = a.low[j]
        else:
            shares(a.streams[j, 0], a.streams[j, 1], counts, length)
            if a.kind[j] == 1:
                triangular(a.low[j], a.span[j], a.mode[j], length)
            else:
                row, weight = a.table[j], a.weight[j]
                upper = a.tables[row + 1 if weight > _NOUGHT else row]
                looked_up(a.low[j], a.span[j], weight, a.tables[row], upper, table, pairs, pieces, length)
        _tidy(length, start, a.not_before[j], a.whole)
        for e in range(a.link_from[j], a.link_from[j + 1]):
            _wait(store[a.link_row[e]], a.link_lag[e], a.link_back[e], length, start)
        bits[a.bits_from[j] : a.bits_from[j + 1]] = 0
        for e in range(a.link_from[j], a.link_from[j + 1]):
            place = e - a.link_from[j] + 2
            bit, kept = np.uint8(1 << (place & 7)), bits[a.bits_from[j] + (place >> 3)]
            _tight(store[a.link_row[e]], a.link_lag[e], a.link_back[e], length, start, bit, kept)
        end = store[a.end_row[j]]
        if a.special[j]:
            _open(a, j, length, start, end)
        else:
            for lane in range(LANES):
                end[lane] = start[lane] + length[lane]
        if a.start_row[j] >= 0:
            for lane in range(LANES):
                store[a.start_row[j], lane] = start[lane] if a.begun[j] < -1e29 else a.begun[j]
        if a.final[j]:
            _last(end, ends, bits[a.bits_from[j]])
        if a.group[j] >= 0:
            _reach(groups[a.group[j]], end)
        if a.watch[j] >= 0:
            watched[a.watch[j]][:] = end
        if a.rate[j] != 0.0:
            for lane in range(LANES):
                cost[lane] += a.rate[j] * np.float64(length[lane])


@njit(cache=True, nogil=True)
def backward(a: LinkArrays, valid: int, bits: Array, marks: Array, hits: Array) -> None:
    """The way back: in how many of the first `valid` lanes each activity is one that the end hangs on."""
    still = np.zeros(LANES, np.uint8)
    still[:valid] = 1
    for j in range(a.kind.shape[0] - 1, -1, -1):
        mark = marks[a.mark_row[j]]
        if a.final[j]:
            state = bits[a.bits_from[j]]
            for lane in range(LANES):
                mark[lane] |= still[lane] & (state[lane] & np.uint8(1))
                still[lane] &= np.uint8(1) - ((state[lane] >> np.uint8(1)) & np.uint8(1))
        total = 0
        for lane in range(LANES):
            total += mark[lane]
        hits[j] += total
        if total:
            for e in range(a.link_from[j], a.link_from[j + 1]):
                place = e - a.link_from[j] + 2
                kept, shift = bits[a.bits_from[j] + (place >> 3)], np.uint8(place & 7)
                before = marks[a.link_mark[e]]
                for lane in range(LANES):
                    before[lane] |= mark[lane] & ((kept[lane] >> shift) & np.uint8(1))
            mark[:] = 0


@njit(cache=True, nogil=True)
def simulate_links(
    a: LinkArrays,
    base: int,
    first: int,
    count: int,
    given: Array,
    ends: Array,
    groups: Array,
    watched: Array,
    cost: Array,
    hits: Array,
) -> None:
    """Draws `first` to `first + count`, which fill these columns of the outputs; `cost` and `hits` are added to.

    `given` are durations that were made outside, rows x draws from number `base` on. Whole arrays are handed in, not
    parts of them, so that there is one kind of array and one compilation.
    """
    store = np.zeros((a.rows, LANES), np.float32)
    bits = np.zeros((a.bits_from[-1], LANES), np.uint8)
    marks = np.zeros((a.marks, LANES), np.uint8)
    table = np.empty(512, np.float32)
    counts = np.empty(LANES, np.uint32)
    block_ends = np.empty(LANES, np.float32)
    block_groups = np.empty((groups.shape[0], LANES), np.float32)
    block_watched = np.empty((watched.shape[0], LANES), np.float32)
    block_cost = np.empty(LANES, np.float64)
    for at in range(first, first + count, LANES):
        valid = min(LANES, first + count - at)
        block_ends[:] = _NOUGHT
        block_groups[:] = _NOUGHT
        block_cost[:] = 0.0
        for lane in range(LANES):
            counts[lane] = np.uint32((at + lane) * 0x9E3779B9)
        forward(a, counts, given, at - base, store, bits, table, block_ends, block_groups, block_watched, block_cost)
        backward(a, valid, bits, marks, hits)
        for lane in range(valid):
            ends[at + lane] = block_ends[lane]
            cost[at + lane] += block_cost[lane]
            for k in range(groups.shape[0]):
                groups[k, at + lane] = block_groups[k, lane]
            for k in range(watched.shape[0]):
                watched[k, at + lane] = block_watched[k, lane]
