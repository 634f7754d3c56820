"""A problem made smaller: activities that start together are one block, links are waits between starts.

Times are slots. A block has one start; what its members use is laid over each other as pieces (resource, units, from,
to), counted from the start. `low` and `high` are the first and last start that waits, ends and closures leave open.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from severalty.engine.transition.scheduling.problem import Activity, Link, LinkKind, Problem

Piece = tuple[int, int, int, int]
Wait = tuple[int, int, int]
Slots = tuple[int, int]


class NoPlan(Exception):  # a finding of the reduction, not a mistake of the caller
    """It is proved that no plan keeps every constraint; the words say which one closes the last way."""


@dataclass(frozen=True)
class Block:
    """Activities that start in one slot. `barred` are intervals of starts, ascending, that closures rule out."""

    members: tuple[int, ...]
    length: int
    pieces: tuple[Piece, ...]
    low: int
    high: int
    barred: tuple[Slots, ...]


@dataclass(frozen=True)
class Reduced:
    """Blocks, the waits (before, after, slots from start to start) and the capacity by resource in every slot.

    Resources after those of the problem stand for the sets of which no two may overlap. `slots` is the length of
    every profile, a quarter longer than any plan has to be.
    """

    problem: Problem
    blocks: tuple[Block, ...]
    block_of: tuple[int, ...]
    waits: tuple[Wait, ...]
    capacity: tuple[tuple[int, ...], ...]
    slots: int

    @cached_property
    def using(self) -> tuple[tuple[Piece, ...], ...]:
        """By resource the blocks that use it, in order: (block, units, from, to)."""
        found: list[list[Piece]] = [[] for _ in self.capacity]
        for number, block in enumerate(self.blocks):
            for row, units, since, until in block.pieces:
                found[row].append((number, units, since, until))
        return tuple(tuple(one) for one in found)

    def starts_of(self, starts: Sequence[int]) -> tuple[int, ...]:
        """The start of every activity from the starts of the blocks."""
        return tuple(int(starts[block]) for block in self.block_of)


def reduce(problem: Problem) -> Reduced:
    """The smaller problem. Raises NoPlan where waits, ends, closures or capacities alone leave no plan."""
    block_of, members = _blocks(problem)
    waits = _waits(problem, block_of)
    limit = _limit(problem, waits)
    slots = limit + limit // 4 + max((one.duration for one in problem.activities), default=0) + 1
    capacity = tuple(_profile(one.capacity, one.profile, slots) for one in problem.resources)
    capacity += tuple((1,) * slots for _ in problem.apart)
    lacking = _Lacking(capacity)
    raw = [_block(problem, group, lacking, limit) for group in members]
    low, high = _windows(raw, waits)
    blocks = tuple(
        Block(one.members, one.length, one.pieces, low[number], high[number], one.barred)
        for number, one in enumerate(raw)
    )
    return Reduced(problem, blocks, block_of, waits, capacity, slots)


def _blocks(problem: Problem) -> tuple[tuple[int, ...], list[list[int]]]:
    root = list(range(len(problem.activities)))

    def find(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for group in problem.together:
        for one in group[1:]:
            root[find(one)] = find(group[0])
    number: dict[int, int] = {}
    members: list[list[int]] = []
    for activity in range(len(problem.activities)):
        top = find(activity)
        if top not in number:
            number[top] = len(members)
            members.append([])
        members[number[top]].append(activity)
    return tuple(number[find(activity)] for activity in range(len(problem.activities))), members


def ends_between(link: Link, first: Activity, second: Activity) -> int:
    """Slots from the start of the first to the start of the second when the ends that the link names meet."""
    before = first.duration if link.kind in (LinkKind.FINISH_START, LinkKind.FINISH_FINISH) else 0
    after = second.duration if link.kind in (LinkKind.FINISH_FINISH, LinkKind.START_FINISH) else 0
    return before - after


def _waits(problem: Problem, block_of: Sequence[int]) -> tuple[Wait, ...]:
    most: dict[tuple[int, int], int] = {}

    def wait(before: int, after: int, slots: int) -> None:
        pair = block_of[before], block_of[after]
        if pair[0] != pair[1]:
            most[pair] = max(slots, most.get(pair, slots))
        elif slots > 0:
            key = problem.activities[after].key
            raise NoPlan(f"{key} starts together with what it has to wait for.")

    for link in problem.links:
        meet = ends_between(link, problem.activities[link.before], problem.activities[link.after])
        wait(link.before, link.after, meet + link.lag)
        if link.most is not None:
            wait(link.after, link.before, -(meet + link.most))
    return tuple((before, after, slots) for (before, after), slots in most.items())


def _limit(problem: Problem, waits: Iterable[Wait]) -> int:
    """The horizon, or an earlier slot by which all has ended in a plan that is nowhere idle without need."""
    marks = [0]
    for one in problem.activities:
        marks += [one.earliest, one.fixed or 0, *(end for _, end in one.closed)]
    marks += [len(resource.profile) for resource in problem.resources]
    marks += [end for quota in problem.quotas for _, end, _ in quota.windows]
    marks += [low for one in problem.choices for option in one.options for low, _ in option]
    marks += [then or 0 for aim in problem.aims if aim.moved for then in aim.previous]
    work = sum(max(1, one.duration) for one in problem.activities) + sum(max(0, slots) for _, _, slots in waits)
    return min(problem.horizon, max(marks) + work)


def _profile(capacity: int, profile: Sequence[int], slots: int) -> tuple[int, ...]:
    if not profile:
        return (capacity,) * slots
    return tuple(profile[:slots]) + (profile[-1],) * (slots - len(profile))


def _block(problem: Problem, members: Sequence[int], lacking: "_Lacking", limit: int) -> Block:
    activities = [problem.activities[one] for one in members]
    length = max(one.duration for one in activities)
    uses = [(number, units, one.duration) for one in activities for number, units in one.uses if units and one.duration]
    for number, group in enumerate(problem.apart):
        uses += [
            (len(problem.resources) + number, 1, problem.activities[one].duration)
            for one in members
            if one in group and problem.activities[one].duration
        ]
    pieces = _pieces(uses)
    low, high = _own_window(activities, limit)
    barred = [
        (start - one.duration + 1, end)
        for one in activities
        for start, end in one.closed
        if start - one.duration + 1 < end
    ]
    for piece in pieces:
        barred += _short(piece, lacking.spells(piece[0], piece[1]))
    return Block(tuple(members), length, pieces, low, high, _merged(barred))


def _own_window(activities: Sequence[Activity], limit: int) -> Slots:
    low = max(max(one.earliest, one.fixed if one.fixed is not None else 0) for one in activities)
    high = min(min(limit, one.latest_end if one.latest_end is not None else limit) - one.duration for one in activities)
    high = min([high, *(one.fixed for one in activities if one.fixed is not None)])
    if low > high:
        raise NoPlan(f"{activities[0].key} cannot start before slot {low}, and has to by slot {high}.")
    return low, high


def _pieces(uses: Sequence[tuple[int, int, int]]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for resource in sorted({number for number, _, _ in uses}):
        mine = [(duration, units) for number, units, duration in uses if number == resource]
        since = 0
        for until in sorted({duration for duration, _ in mine}):
            pieces.append((resource, sum(units for duration, units in mine if duration >= until), since, until))
            since = until
    return tuple(pieces)


class _Lacking:
    """The spells in which less than so many units of a capacity are there, looked for once for all blocks."""

    def __init__(self, capacity: Sequence[Sequence[int]]) -> None:
        self.capacity = capacity
        self.found: dict[tuple[int, int], list[Slots]] = {}

    def spells(self, row: int, units: int) -> list[Slots]:
        """Those of one capacity, in order: (first slot, slot after the last)."""
        if (row, units) not in self.found:
            short = [slot for slot, there in enumerate(self.capacity[row]) if there < units]
            firsts = [slot for before, slot in pairwise([-2, *short]) if slot > before + 1]
            lasts = [slot + 1 for slot, after in pairwise([*short, len(self.capacity[row]) + 1]) if after > slot + 1]
            self.found[row, units] = list(zip(firsts, lasts, strict=True))
        return self.found[row, units]


def _short(piece: Piece, lacking: Sequence[Slots]) -> list[Slots]:
    _, _, since, until = piece
    found: list[Slots] = []
    for low, high in lacking:
        first, last = max(0, low - until + 1), high - since
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], last
        elif last > first:
            found.append((first, last))
    return found


def _merged(barred: Iterable[Slots]) -> tuple[Slots, ...]:
    merged: list[Slots] = []
    for first, last in sorted(barred):
        if merged and first <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], last)
        else:
            merged.append((first, last))
    return tuple(merged)


def _windows(blocks: Sequence[Block], waits: Sequence[Wait]) -> tuple[list[int], list[int]]:
    """The first and last starts that keep every wait and no closure, by passing changes on until none is left."""
    _no_circle(len(blocks), waits)
    low = [_not_barred(one, one.low, forward=True) for one in blocks]
    high = [_not_barred(one, one.high, forward=False) for one in blocks]
    after: list[list[tuple[int, int]]] = [[] for _ in blocks]
    before: list[list[tuple[int, int]]] = [[] for _ in blocks]
    for first, second, slots in waits:
        after[first].append((second, slots))
        before[second].append((first, slots))
    queue = deque(range(len(blocks)))
    while queue:
        one = queue.popleft()
        if low[one] > high[one]:
            raise NoPlan(f"Block {one} cannot start before slot {low[one]}, and has to by slot {high[one]}.")
        for other, slots in after[one]:
            if low[one] + slots > low[other]:
                low[other] = _not_barred(blocks[other], low[one] + slots, forward=True)
                queue.append(other)
        for other, slots in before[one]:
            if high[one] - slots < high[other]:
                high[other] = _not_barred(blocks[other], high[one] - slots, forward=False)
                queue.append(other)
    return low, high


def _no_circle(count: int, waits: Sequence[Wait]) -> None:
    longest = [0] * count
    for _ in range(count + 1):
        changed = False
        for first, second, slots in waits:
            if longest[first] + slots > longest[second]:
                longest[second] = longest[first] + slots
                changed = True
        if not changed:
            return
    raise NoPlan("Links run in a circle in which each waits for the other.")


def _not_barred(block: Block, slot: int, *, forward: bool) -> int:
    for first, last in block.barred if forward else reversed(block.barred):
        if first <= slot < last:
            slot = last if forward else first - 1
    return slot
