"""The two compiled loops once more, plainly: what the fast ones must give, figure for figure, on the same durations.

Nobody should simulate with these; they are what tests and doubters hold the others against.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from severalty.engine.transition.confidence.linking import closings, earliest
from severalty.engine.transition.confidence.network import Network, NetworkActivity, NetworkLink
from severalty.engine.transition.confidence.order import Order
from severalty.engine.transition.scheduling.problem import LinkKind

_STARTS = (LinkKind.START_START, LinkKind.START_FINISH)
_ENDS = (LinkKind.FINISH_FINISH, LinkKind.START_FINISH)
_NEVER = float("inf")


@dataclass(frozen=True)
class PlainRun:
    """Starts and ends by activity, and whether the end hangs on it."""

    starts: tuple[float, ...]
    ends: tuple[float, ...]
    hangs: tuple[bool, ...]

    @property
    def end(self) -> float:
        """When everything has ended."""
        return max(self.ends)


def run_links(network: Network, order: Order, durations: NDArray[np.float32]) -> PlainRun:
    """One draw of a network without resources; durations are 32-bit numbers by activity, and so is all arithmetic."""
    starts: dict[int, np.float32] = {}
    ends: dict[int, np.float32] = {}
    tight: dict[int, list[int]] = {}
    for (place,) in order.units:
        activity, length = network.activities[place], np.float32(max(0.0, durations[place]))
        held = [link for link in order.links if link.after == place]
        bounds = [_bound(link, length, starts, ends) for link in held]
        start = max([np.float32(earliest(network, activity)), *bounds])
        tight[place] = [link.before for link, bound in zip(held, bounds, strict=True) if bound == start]
        start, end = _moved(network, activity, start, length)
        ends[place] = _effective(network, activity, end)
        starts[place] = start if activity.started is None else np.float32(activity.started)
    return _marked(starts, ends, tight, [unit[0] for unit in order.units])


def run_resources(network: Network, order: Order, durations: NDArray[np.int32]) -> PlainRun:
    """One draw of a network with resources: each unit tries every slot from where its links let it in."""
    found = _Placing(network, order)
    for number, unit in enumerate(order.units):
        found.place(number, unit, [int(durations[place]) for place in unit])
    return found.marked()


class _Placing:
    """What has been placed so far, and what it takes from the resources in each slot."""

    def __init__(self, network: Network, order: Order) -> None:
        self.network, self.order = network, order
        self.starts: dict[int, float] = {}
        self.works: dict[int, float] = {}
        self.ends: dict[int, float] = {}
        self.lengths: dict[int, int] = {}
        self.links_alone: dict[int, float] = {}
        self.taken: Counter[tuple[str, int, int]] = Counter()
        self.unit_of: dict[int, int] = {}

    def place(self, number: int, unit: tuple[int, ...], lengths: list[int]) -> None:
        self.lengths |= dict(zip(unit, lengths, strict=True))
        self.unit_of |= dict.fromkeys(unit, number)
        at = max([0.0, *(self._bound(place) for place in unit)])
        since = at
        while at < 5_000 and not self._fits(unit, at):
            at += 1
        for place in unit:
            activity, never = self.network.activities[place], at >= 5_000
            work = _NEVER if never else self._slots(place, at)[1]
            self.links_alone[place], self.works[place] = since, work
            at_last = _NEVER if never else at
            self.starts[place] = at_last if activity.started is None else activity.started
            self.ends[place] = _NEVER if never else float(_effective(self.network, activity, np.float32(work)))
            self.taken.update([] if never else self._needs(place, at))

    def _bound(self, place: int) -> float:
        bounds = [float(np.ceil(earliest(self.network, self.network.activities[place])))]
        bounds += [self._link(link, place) for link in self.order.links if link.after == place]
        return max(bounds)

    def _link(self, link: NetworkLink, place: int) -> float:
        since = self.starts[link.before] if link.kind in _STARTS else self.ends[link.before]
        return since + float(np.ceil(link.lag)) - (self.lengths[place] if link.kind in _ENDS else 0)

    def _slots(self, place: int, at: float) -> tuple[list[int], int]:
        """The slots that are worked, and the end."""
        number = self.network.activities[place].calendar
        off = () if number is None or self._ended(place) else self.network.calendars[number].off
        worked: list[int] = []
        slot = int(at)
        while len(worked) < self.lengths[place]:
            if not any(first <= slot < last for first, last in off):
                worked.append(slot)
            slot += 1
        return worked, slot

    def _needs(self, place: int, at: float) -> list[tuple[str, int, int]]:
        """What one activity takes, one entry for each unit in each slot."""
        if self._ended(place):
            return []
        worked, end = self._slots(place, at)
        uses = [
            ("resource", resource, slot)
            for resource, units in self.network.activities[place].uses
            for slot in worked
            for _ in range(units)
        ]
        sets = [number for number, apart in enumerate(self.network.apart) if place in apart]
        return uses + [("apart", number, slot) for number in sets for slot in range(int(at), end)]

    def _fits(self, unit: tuple[int, ...], at: float) -> bool:
        wanted = Counter(self.taken)
        for place in unit:
            worked, end = self._slots(place, at)
            if self.lengths[place] and worked[0] != int(at):
                return False
            for first, last in closings(self.network.activities[place]):
                if at < last and end > first and (self.lengths[place] or at > first):
                    return False
            wanted.update(self._needs(place, at))
        return all(units <= self._room(kind, number, slot) for (kind, number, slot), units in wanted.items())

    def _room(self, kind: str, number: int, slot: int) -> int:
        if kind == "apart":
            return 1
        resource = self.network.resources[number]
        return (resource.profile or (resource.capacity,))[min(slot, max(0, len(resource.profile) - 1))]

    def _ended(self, place: int) -> bool:
        return self.network.activities[place].ended is not None

    def marked(self) -> PlainRun:
        latest, hangs = max(self.ends.values()), set()
        for number in range(len(self.order.units) - 1, -1, -1):
            unit = self.order.units[number]
            hangs |= {place for place in unit if self.ends[place] == latest}
            if hangs & set(unit) and self.works[unit[0]] < _NEVER:
                hangs |= self._behind(number, unit)
        count = len(self.network.activities)
        return PlainRun(
            tuple(self.starts[place] for place in range(count)),
            tuple(self.ends[place] for place in range(count)),
            tuple(place in hangs for place in range(count)),
        )

    def _behind(self, number: int, unit: tuple[int, ...]) -> set[int]:
        """What gave room in the very slot, else what links made wait for."""
        freed = {
            other
            for place in unit
            if self.starts[place] > self.links_alone[place]
            for other, before in self.unit_of.items()
            if before < number and self.works[other] == self.starts[place] and self.lengths[other]
            and self._hands(place) & self._hands(other)
        }  # fmt: skip
        links = [link for link in self.order.links if link.after in unit]
        return freed or {one.before for one in links if self._link(one, one.after) == self.links_alone[one.after]}

    def _hands(self, place: int) -> set[tuple[str, int]]:
        if self._ended(place):
            return set()
        uses = {("resource", resource) for resource, units in self.network.activities[place].uses if units}
        return uses | {("apart", number) for number, apart in enumerate(self.network.apart) if place in apart}


def _bound(
    link: NetworkLink, length: np.float32, starts: dict[int, np.float32], ends: dict[int, np.float32]
) -> np.float32:
    since = starts[link.before] if link.kind in _STARTS else ends[link.before]
    bound = since + np.float32(link.lag)
    return np.float32(bound - length) if link.kind in _ENDS else np.float32(bound)


def _moved(
    network: Network, activity: NetworkActivity, start: np.float32, length: np.float32
) -> tuple[np.float32, np.float32]:
    """Out of free slots and closed intervals, and over the free ones that come while it is worked."""
    off = () if activity.calendar is None or activity.ended is not None else network.calendars[activity.calendar].off
    while True:
        for first, last in off if length else ():
            start = np.float32(last) if first <= start < last else start
        end = _worked(start, length, off)
        hit = [last for first, last in closings(activity) if start < last and end > first and (length or start > first)]
        if not hit:
            return start, end
        start = np.float32(hit[0])


def _worked(start: np.float32, length: np.float32, off: tuple[tuple[int, int], ...]) -> np.float32:
    for first, last in off:
        if last <= start or (first <= start and not length):
            continue
        room = np.float32(max(np.float32(0), np.float32(first) - start))
        if length <= room:
            break
        start, length = np.float32(last), np.float32(length - room)
    return np.float32(start + length)


def _effective(network: Network, activity: NetworkActivity, ready: np.float32) -> np.float32:
    if activity.gate is None or activity.ended is not None:
        return ready
    steps = network.gates[activity.gate].steps
    counts = (max(ready, np.float32(since)) for by, since in steps if ready <= by)
    return np.float32(next(counts, np.float32(_NEVER)))


def _marked(
    starts: dict[int, np.float32], ends: dict[int, np.float32], tight: dict[int, list[int]], places: list[int]
) -> PlainRun:
    latest = max(ends.values())
    hangs = {place for place in places if ends[place] == latest}
    for place in reversed(places):
        hangs |= set(tight[place]) if place in hangs else set()
    every = range(len(places))
    return PlainRun(
        tuple(float(starts[place]) for place in every),
        tuple(float(ends[place]) for place in every),
        tuple(place in hangs for place in every),
    )
