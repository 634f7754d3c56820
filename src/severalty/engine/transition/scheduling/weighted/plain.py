"""Blocks placed one after another in plain Python: a plan before anything is compiled, and the twin of the kernels."""

from collections.abc import Sequence

from severalty.engine.transition.scheduling.weighted.reduced import Block, Reduced
from severalty.engine.transition.scheduling.weighted.tables import NO_WAIT, Compiled, longest_waits

TRIES = 40


class Placing:
    """A plan in the making: what is free, what is left of each window, and the starts so far by block."""

    def __init__(self, one: Compiled, releases: Sequence[int] | None = None) -> None:
        self.reduced: Reduced = one.reduced
        self.units = one.units
        self.releases = releases or [0] * len(self.reduced.blocks)
        self.free = [[*row, row[-1]] for row in self.reduced.capacity]
        self.width = self.reduced.slots + 1
        self.windows = [window for quota in self.reduced.problem.quotas for window in quota.windows]
        self.left = [most for _, _, most in self.windows]
        self.asked = _asked_by_window(self.reduced)
        self.starts: dict[int, int] = {}
        self.waits: list[list[tuple[int, int]]] = [[] for _ in self.reduced.blocks]
        for before, after, slots in self.reduced.waits:
            self.waits[after].append((before, slots))
        for members in one.units:
            self.close(members)
        for block in (number for number, unit in enumerate(one.unit_of) if unit < 0):
            self.put(block, self.reduced.blocks[block].low)

    def close(self, members: Sequence[int]) -> None:
        """Let every block of a unit wait for all others of it that it depends on by any chain."""
        if len(members) < 2:
            return
        inside = {(before, after): slots for after in members for before, slots in self.waits[after]}
        longest = longest_waits(members, inside)
        for i, after in enumerate(members):
            others = [pair for pair in self.waits[after] if pair[0] not in members]
            inner = [(before, int(longest[j, i])) for j, before in enumerate(members)]
            self.waits[after] = others + [pair for pair in inner if pair[0] != after and pair[1] > NO_WAIT]

    def put(self, number: int, start: int, sign: int = 1) -> None:
        """Take what a block uses, or give it back."""
        block = self.reduced.blocks[number]
        if sign > 0:
            self.starts[number] = start
        else:
            del self.starts[number]
        if start + block.length >= self.width:
            return
        for row, units, since, until in block.pieces:
            for slot in range(start + since, start + until):
                self.free[row][slot] -= sign * units
        for k, amount in self.amounts(number, start):
            self.left[k] -= sign * amount

    def amounts(self, number: int, start: int) -> list[tuple[int, int]]:
        """What a start takes of each window."""
        inside = ((k, amount, self.windows[k]) for k, amount in self.asked[number])
        return [(k, amount) for k, amount, (first, last, _) in inside if first <= start < last]

    def room(self, number: int, start: int) -> int:
        """This start if there is room, or a later one before which there is none."""
        block: Block = self.reduced.blocks[number]
        for first, last in block.barred:
            if first <= start < last:
                return last
        for row, units, since, until in block.pieces:
            for slot in range(start + until - 1, start + since - 1, -1):
                if self.free[row][slot] < units:
                    return slot - since + 1
        for k, amount in self.amounts(number, start):
            if self.left[k] < amount:
                return self.windows[k][1]
        return start

    def place(self, number: int, held: int) -> None:
        """Put a block at its first start from `held` on."""
        block = self.reduced.blocks[number]
        start = max(block.low, self.releases[number], held)
        for before, slots in self.waits[number]:
            if before in self.starts:
                start = max(start, self.starts[before] + slots)
        last = self.width - 1 - block.length
        while start <= last:
            later = self.room(number, start)
            if later == start:
                break
            start = later
        self.put(number, start if start <= last else self.width)

    def place_unit(self, members: Sequence[int]) -> None:
        """Place the blocks of a unit; what comes too late for others of it holds these back, and all is redone."""
        held = dict.fromkeys(members, 0)
        for attempt in range(TRIES):
            late = False
            for number in members:
                self.place(number, held[number])
                late = self._hold_back(number, held) or late
                if late and attempt + 1 < TRIES:
                    break
            if not late or attempt + 1 == TRIES:
                return
            for number in [one for one in members if one in self.starts]:
                self.put(number, self.starts[number], -1)

    def _hold_back(self, number: int, held: dict[int, int]) -> bool:
        """Hold back what was placed before and now starts too early for this block."""
        late = False
        for after in [one for one in held if one in self.starts]:
            for before, slots in self.waits[after]:
                need = self.starts[number] + slots
                if before == number and need > self.starts[after]:
                    held[after] = max(held[after], need)
                    late = True
        return late


def _asked_by_window(reduced: Reduced) -> list[list[tuple[int, int]]]:
    """By block the windows of which it takes something if it starts in them, in order, each with how much."""
    found: list[list[tuple[int, int]]] = [[] for _ in reduced.blocks]
    place = 0
    for quota in reduced.problem.quotas:
        asked: dict[int, int] = {}
        for activity, units in quota.amounts:
            block = reduced.block_of[activity]
            asked[block] = asked.get(block, 0) + units
        for k in range(place, place + len(quota.windows)):
            for block, amount in asked.items():
                if amount:
                    found[block].append((k, amount))
        place += len(quota.windows)
    return found


def plain_starts(one: Compiled, order: Sequence[int], releases: Sequence[int] | None = None) -> tuple[int, ...]:
    """The start of every block when the units are placed in this order."""
    placing = Placing(one, releases)
    for unit in order:
        placing.place_unit(one.units[unit])
    return tuple(placing.starts[number] for number in range(len(one.reduced.blocks)))


def plain_broken(one: Compiled, starts: Sequence[int]) -> int:
    """Slots by which blocks start after their last start, or earlier than waits allow."""
    late = sum(max(0, start - block.high) for start, block in zip(starts, one.reduced.blocks, strict=True))
    return late + sum(max(0, starts[a] + slots - starts[b]) for a, b, slots in one.reduced.waits)
