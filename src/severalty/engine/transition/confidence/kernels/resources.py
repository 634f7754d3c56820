"""The network with resources: for each draw every activity is placed anew, in the order of the plan (serial schedule).

One draw after another, in whole slots. A unit (one activity, or those of a joint start) is placed at the first slot at
which its links, calendars, closed intervals and resources allow all of it. What is placed stays; so the order of the
plan decides who waits. A resource that *holds* (activities kept apart) is held over free slots too. The way back marks
what the end hangs on: tight links, and work that gave a resource free in the slot in which another began.

Within a draw room only becomes less. So a search that went far in vain tells later ones of the same *want* (resources
with their units, and calendar) that ask for as much time where they need not look: `vain`. In a plan whose teams are
taken for years this is what keeps a draw in proportion to its activities; what is found is the same.

The arrays are few and packed, because each one that is handed to a compiled function costs time at every call. What is
a number by its value alone is given its kind (np.int64), or Numba compiles a function once more for that very value.
"""

from typing import Any, NamedTuple

import numpy as np

from severalty.engine.transition.confidence.kernels.compiled import compiled, inlined

Array = np.ndarray[Any, Any]

NEVER = 2**30  # a slot that never comes
# Columns of `acts`.
NOT_BEFORE, BEGUN, LINKS, LINKS_END, USES, USES_END, SHUT, SHUT_END, CALENDAR, STEPS, STEPS_END, UNIT = range(12)
GROUP, WATCH, WANT, LAST = range(12, 16)
# Columns of `links`.
BEFORE, LAG, AFTER_END, TO_END = range(4)
# Columns of `vain`: no work of `LEAST` slots or more can start from `SINCE` to before `UNTIL`.
SINCE, UNTIL, LEAST = range(3)
LENGTHS = 64  # rows of `vain`: one for each length, the last for all that is longer
NEAR = 48  # slots that are looked at before `vain` is asked or told


class ResourceArrays(NamedTuple):
    """The network in arrays. `units` are offsets into `members`, the activities in the order of placing.

    `acts` (activities x 16) has offsets into `links` (x 4), `uses` (resource, units), `closed` and `steps` (pairs).
    `free` is resources x horizon, `off` calendars x horizon (1: no work); `holds` is 1 for resources that are held over
    free slots; `rate` is pence per slot.
    """

    units: Array
    members: Array
    acts: Array
    links: Array
    uses: Array
    closed: Array
    steps: Array
    free: Array
    off: Array
    holds: Array
    rate: Array


class ResourceRoom(NamedTuple):
    """Where one draw is worked out; `since` are the slots before which a resource has nothing left.

    `vain` is wants x `LENGTHS` x 3; of its first row, which no length has, `SINCE` counts the slots that were looked at
    in all draws, and `UNTIL` is 1 where the other rows say something. `ending` (slots) is the last activity whose work
    ends in a slot, `beside` by activity the one before it, -1 where there is none.
    """

    starts: Array
    ready: Array
    works: Array
    ends: Array
    lengths: Array
    marked: Array
    free: Array
    since: Array
    vain: Array
    ending: Array
    beside: Array


def resource_room(a: ResourceArrays) -> ResourceRoom:
    """Room for a network."""
    starts, ready, works, ends, lengths, marked = np.zeros((6, len(a.rate)), np.int64)
    since = np.zeros(len(a.free), np.int64)
    vain = np.zeros((int(a.acts[:, WANT].max(initial=0)) + 1, LENGTHS, 3), np.int64)
    ending, beside = np.full(a.free.shape[1] + 1, -1, np.int64), np.full(len(a.rate), -1, np.int64)
    return ResourceRoom(starts, ready, works, ends, lengths, marked, a.free.copy(), since, vain, ending, beside)


@compiled
def not_in_vain(vain: Array, want: int, start: int, length: int) -> int:
    """The first slot from `start` on at which it is not known that work of this length cannot start."""
    for row in range(1, min(length, LENGTHS - 1) + 1):
        if vain[want, row, LEAST] <= length and vain[want, row, SINCE] <= start < vain[want, row, UNTIL]:
            start = vain[want, row, UNTIL]
    return start


@compiled
def keep_vain(vain: Array, want: int, first: int, start: int, length: int) -> None:
    """Keep that no work of this length can start from `first` to before `start`, where that says more than before."""
    row = min(length, LENGTHS - 1)
    since, until = vain[want, row, SINCE], vain[want, row, UNTIL]
    if vain[want, row, LEAST] == length and first <= until and since <= start:
        first, start = min(first, since), max(start, until)
    if start - first > until - since:
        vain[want, row, SINCE], vain[want, row, UNTIL], vain[want, row, LEAST] = first, start, length
        vain[want, 0, UNTIL] = 1


@inlined
def look_on(one: Array, start: int, length: int, uses: Array, free: Array, off: Array, holds: Array,
            vain: Array) -> tuple[int, int]:  # fmt: skip
    """The first start from `start` on at which calendar and resources let an activity in, and the end of its work."""
    horizon, c, first, last = one[LAST], one[CALENDAR], one[USES], one[USES_END]
    t, left, asked, looked = start, length, start + NEAR, -start
    while left > 0 and t < horizon:
        if c < 0 and last - first == 1:  # the usual case: one team, every slot is worked
            row, units, until = free[uses[first, 0]], uses[first, 1], min(horizon, asked)
            while left > 0 and t < until:
                left = left - 1 if row[t] >= units else length
                t += 1
            start = t - (length - left)
        while left > 0 and t < horizon and t < asked:
            rests = c >= 0 and off[c, t] != 0
            fits = True
            for k in range(first, last):
                r = uses[k, 0]
                if free[r, t] < uses[k, 1] and (not rests or holds[r]):
                    fits = False
            t += 1
            if not fits or (rests and left == length):
                start, left = t, length
            elif not rests:
                left -= 1
        if left > 0 and t >= asked:
            known = not_in_vain(vain, one[WANT], start, length)
            if known > start:
                looked += t - known
                start, t, left = known, known, length
            asked = t + NEAR
    vain[one[WANT], 0, SINCE] += looked + t
    return (start, t) if left == 0 else (NEVER, NEVER)


@inlined
def find_room(one: Array, at: int, length: int, uses: Array, closed: Array, free: Array, off: Array, holds: Array,
              room: Array, vain: Array, keeps: bool) -> tuple[int, int]:  # fmt: skip
    """The first start from `at` on at which an activity fits in, and the end of its work; `one` is its row of acts.

    What was looked for in vain is only kept where it `keeps`: where nothing is taken that may be given back.
    """
    start = at
    if length > 0:
        for k in range(one[USES], one[USES_END]):
            start = max(start, room[uses[k, 0]])
    while True:
        first = start
        start, t = look_on(one, first, length, uses, free, off, holds, vain)
        if keeps and start > first + NEAR:
            keep_vain(vain, one[WANT], first, min(start, one[LAST]), length)
        if start >= NEVER:
            return NEVER, NEVER
        moved = False
        for k in range(one[SHUT], one[SHUT_END]):
            if start < closed[k, 1] and t > closed[k, 0] and (length > 0 or start > closed[k, 0]):
                start, moved = closed[k, 1], True
                break
        if not moved:
            return start, t


@compiled
def occupy(one: Array, start: int, end: int, sign: int, uses: Array, free: Array, off: Array, holds: Array) -> None:
    """Take the units of an activity (sign -1) or give them back (1)."""
    c = one[CALENDAR]
    for k in range(one[USES], one[USES_END]):
        r, units = uses[k, 0], sign * uses[k, 1]
        if c < 0 or holds[r]:
            for t in range(start, end):
                free[r, t] += units
        else:
            for t in range(start, end):
                if off[c, t] == 0:
                    free[r, t] += units


@compiled
def let_in(link: Array, length: int, starts: Array, ends: Array) -> int:
    """The first slot in which a link lets the activity behind it start."""
    since = ends[link[BEFORE]] if link[AFTER_END] else starts[link[BEFORE]]
    if since >= NEVER:
        return NEVER
    return since + link[LAG] - (length if link[TO_END] else 0)


@compiled
def place_all(a: ResourceArrays, lengths: Array, starts: Array, ready: Array, works: Array, ends: Array, free: Array,
              room: Array, vain: Array) -> None:  # fmt: skip
    """Place every unit; `ready` are the slots that links alone would have allowed, `works` the ends of the work."""
    acts, links, uses, closed, steps, off, holds = a.acts, a.links, a.uses, a.closed, a.steps, a.off, a.holds
    members, units = a.members, a.units
    for u in range(units.shape[0] - 1):
        first, last = units[u], units[u + 1]
        at = np.int64(0)
        for m in range(first, last):
            j = members[m]
            at = max(at, acts[j, NOT_BEFORE])
            for e in range(acts[j, LINKS], acts[j, LINKS_END]):
                at = max(at, let_in(links[e], lengths[j], starts, ends))
        since, m = at, first
        while m < last and at < NEVER:
            j = members[m]
            start, end = find_room(acts[j], at, lengths[j], uses, closed, free, off, holds, room, vain, m == first)
            if start == at:
                works[j] = end
                occupy(acts[j], at, end, np.int64(-1), uses, free, off, holds)
                m += 1
            else:
                for k in range(first, m):
                    occupy(acts[members[k]], at, works[members[k]], np.int64(1), uses, free, off, holds)
                at, m = start, first
        for m in range(first, last):
            j = members[m]
            ready[j] = since
            starts[j] = at if acts[j, BEGUN] < 0 else acts[j, BEGUN]
            if at >= NEVER:
                works[j] = ends[j] = NEVER
                continue
            ends[j] = works[j] if acts[j, STEPS] == acts[j, STEPS_END] else NEVER
            for k in range(acts[j, STEPS], acts[j, STEPS_END]):
                if works[j] <= steps[k, 0]:
                    ends[j] = max(works[j], steps[k, 1])
                    break
            for k in range(acts[j, USES], acts[j, USES_END]):
                r = uses[k, 0]
                while room[r] < free.shape[1] and free[r, room[r]] <= 0:
                    room[r] += 1


@compiled
def share_hands(one: Array, other: Array, uses: Array) -> bool:
    """Whether two activities use a resource in common; they are rows of acts."""
    for k in range(one[USES], one[USES_END]):
        for n in range(other[USES], other[USES_END]):
            if uses[k, 0] == uses[n, 0]:
                return True
    return False


@compiled
def mark_back(a: ResourceArrays, lengths: Array, starts: Array, ready: Array, works: Array, ends: Array, latest: int,
              marked: Array, ending: Array, beside: Array) -> None:  # fmt: skip
    """Mark, from the last unit to the first, what the end hangs on."""
    acts, links, uses, members, units = a.acts, a.links, a.uses, a.members, a.units
    for j in range(marked.shape[0]):
        marked[j] = 0
        if lengths[j] > 0 and works[j] < ending.shape[0]:
            beside[j] = ending[works[j]]
            ending[works[j]] = j
    for u in range(units.shape[0] - 2, -1, -1):
        first, last = units[u], units[u + 1]
        hangs = False
        for m in range(first, last):
            j = members[m]
            if ends[j] == latest:
                marked[j] = 1
            hangs = hangs or marked[j] != 0
        if not hangs or starts[members[first]] >= NEVER:
            continue
        freed = False
        for m in range(first, last):
            j = members[m]
            if starts[j] <= ready[j] or starts[j] >= ending.shape[0]:
                continue
            i = ending[starts[j]]
            while i >= 0:
                if acts[i, UNIT] < u and share_hands(acts[j], acts[i], uses):
                    marked[i] = 1
                    freed = True
                i = beside[i]
        if freed:
            continue
        for m in range(first, last):
            j = members[m]
            for e in range(acts[j, LINKS], acts[j, LINKS_END]):
                if let_in(links[e], lengths[j], starts, ends) == ready[j]:
                    marked[links[e, BEFORE]] = 1
    for j in range(marked.shape[0]):
        if works[j] < ending.shape[0]:
            ending[works[j]] = -1


@compiled
def simulate_resources(
    a: ResourceArrays, room: ResourceRoom, base: int, first: int, count: int, lengths: Array, total: Array,
    groups: Array, watched: Array, cost: Array, hits: Array,
) -> None:  # fmt: skip
    """Draws `first` to `first + count`, which fill these columns of the outputs; `cost` and `hits` are added to.

    `lengths` are durations, activities x draws from number `base` on.
    """
    acts, rate, free, full = a.acts, a.rate, room.free, a.free
    starts, ready, works, ends, one, marked = room.starts, room.ready, room.works, room.ends, room.lengths, room.marked
    vain, ending, beside = room.vain, room.ending, room.beside
    n = lengths.shape[0]
    for d in range(first, first + count):
        for j in range(n):
            one[j] = lengths[j, d - base]
        for r in range(free.shape[0]):
            room.since[r] = 0
        for w in range(vain.shape[0]):
            for r in range(1, LENGTHS if vain[w, 0, UNTIL] else 1):
                vain[w, r, SINCE] = vain[w, r, UNTIL] = 0
            vain[w, 0, UNTIL] = 0
        place_all(a, one, starts, ready, works, ends, free, room.since, vain)
        latest = used = np.int64(0)
        for j in range(n):
            latest = max(latest, ends[j])
            if works[j] < NEVER:
                used = max(used, works[j])
            cost[d] += rate[j] * one[j]
            if acts[j, GROUP] >= 0:
                groups[acts[j, GROUP], d] = max(groups[acts[j, GROUP], d], np.float32(ends[j]))
            if acts[j, WATCH] >= 0:
                watched[acts[j, WATCH], d] = ends[j]
        total[d] = latest
        mark_back(a, one, starts, ready, works, ends, latest, marked, ending, beside)
        for j in range(n):
            hits[j] += marked[j]
        for r in range(free.shape[0]):
            for t in range(used):
                free[r, t] = full[r, t]
