"""A network made ready to be drawn, and the drawing: in shares on several threads, with the same answer for any number.

Every draw has a number and belongs to it alone, so it does not matter who makes it, or with which others.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from threading import Thread, current_thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from severalty.engine.transition.confidence.inputs import Inputs
from severalty.engine.transition.confidence.kernels.links import (
    GIVEN,
    LANES,
    WATCH,
    LinkArrays,
    Room,
    backward,
    forward,
    room_of,
)
from severalty.engine.transition.confidence.kernels.resources import (
    NEVER,
    ResourceArrays,
    resource_room,
    simulate_resources,
)
from severalty.engine.transition.confidence.linking import Drawing, link_arrays
from severalty.engine.transition.confidence.network import Network
from severalty.engine.transition.confidence.order import Order, order_of
from severalty.engine.transition.confidence.placing import resource_arrays
from severalty.engine.transition.confidence.results import Engine, Stopped

Hits = NDArray[np.int64]

SHARE = 2_048  # draws between two looks at the clock of the caller
MOST_GIVEN = 4_000_000  # durations that are held at once
FEWEST = 1_000  # draws before it may be sure enough
_CEILING = 2**28


@dataclass(frozen=True)
class Asked:
    """What to do while drawing. `stop` says whether to stop, `progress` is told draws made and wanted.

    With `enough` the drawing ends once the standard error of the P80 of the end is not above so many slots.
    """

    stop: Callable[[], bool] | None = None
    progress: Callable[[int, int], None] | None = None
    enough: float | None = None
    threads: int = 2


@dataclass(frozen=True)
class Outcomes:
    """What came of the draws: the end of all (draws), of groups and of what is watched (rows x draws), in slots.

    Infinite: never, because no meeting is known that late or there never is room. `cost` is in pence without standing
    costs. `hits` counts by activity the draws in which the end hung on it.
    """

    ends: NDArray[np.float32]
    groups: NDArray[np.float32]
    watched: NDArray[np.float32]
    cost: NDArray[np.float64]
    hits: NDArray[np.int64]
    stopped: Stopped

    @property
    def draws(self) -> int:
        """How many draws were made."""
        return len(self.ends)


@dataclass(frozen=True)
class Ready:
    """A network made ready: its order, workstreams and what is drawn."""

    network: Network
    inputs: Inputs

    @cached_property
    def engine(self) -> Engine:
        """Resources, joint starts and work kept apart need a schedule for each draw."""
        network = self.network
        bound = any(one.uses and one.ended is None for one in network.activities)
        return Engine.RESOURCES if bound or network.together or network.apart else Engine.NETWORK

    @cached_property
    def order(self) -> Order:
        ranks = _ranks(self.network) if self.engine is Engine.RESOURCES else ()
        return order_of(self.network, ranks)

    @cached_property
    def workstreams(self) -> dict[str, int]:
        """Rows of workstreams, in the order in which they first appear."""
        found: dict[str, int] = {}
        for activity in self.network.activities:
            found.setdefault(activity.workstream, len(found))
        return found

    @cached_property
    def linked(self) -> LinkArrays:
        """Arrays of the network without resources, of which nothing is watched."""
        given = {place: row for row, place in enumerate(self.inputs.apart)}
        drawing = Drawing(self.inputs.sampler, self.inputs.streams, given)
        return link_arrays(self.network, self.order, drawing, self.workstreams)

    def links(self, watch: Sequence[int] = ()) -> LinkArrays:
        """The same, with the ends of these activities watched; its `acts` are the caller's own."""
        row_of = {place: row for row, place in enumerate(watch)}
        acts = self.linked.acts.copy()
        acts[:-1, WATCH] = [row_of.get(unit[0], -1) for unit in self.order.units] if row_of else -1
        return self.linked._replace(acts=acts)

    def resources(self, longest: NDArray[np.int32], watch: Sequence[int] = ()) -> ResourceArrays:
        """Arrays of the network with resources, with room for these durations."""
        return resource_arrays(self.network, self.order, longest, self.workstreams, watch)


def drawn_outcomes(ready: Ready, draws: int, watch: Sequence[int], asked: Asked) -> Outcomes:
    """Make the draws, share by share."""
    by_links = ready.links(watch) if ready.engine is Engine.NETWORK else None
    rows = len(ready.inputs.apart) if by_links is not None else len(ready.network.activities)
    share = max(1, MOST_GIVEN // max(1, rows) // LANES) * LANES
    if asked.stop or asked.progress or asked.enough is not None:
        share = min(share, SHARE)
    outcomes, made, stopped = _empty(ready, draws, len(watch)), 0, Stopped.DRAWN
    while made < draws and stopped is Stopped.DRAWN:
        count = min(share, draws - made)
        if by_links is not None:
            _draw_links(ready, by_links, outcomes, (made, count), asked.threads)
        else:
            _draw_resources(ready, watch, outcomes, (made, count), asked.threads)
        made += count
        stopped = _look(asked, outcomes, made, draws)
    money = ready.inputs.money(0, made)
    return Outcomes(
        np.where(outcomes.ends[:made] >= NEVER, np.float32(np.inf), outcomes.ends[:made]),
        np.where(outcomes.groups[:, :made] >= NEVER, np.float32(np.inf), outcomes.groups[:, :made]),
        np.where(outcomes.watched[:, :made] >= NEVER, np.float32(np.inf), outcomes.watched[:, :made]),
        outcomes.cost[:made] + money,
        outcomes.hits,
        stopped,
    )


def once(ready: Ready, durations: NDArray[np.float32]) -> Outcomes:
    """One run with these durations, by activity; everything is watched."""
    everything = range(len(ready.network.activities))
    outcomes = _empty(ready, 1, len(everything))
    if ready.engine is Engine.NETWORK:
        places = [unit[0] for unit in ready.order.units]
        linked = ready.links(everything)
        linked.acts[:-1, GIVEN] = places
        hits = np.zeros(len(places), dtype=np.int64)
        given = np.ascontiguousarray(durations[:, None])
        _block(linked, room_of(linked, len(outcomes.groups), len(everything)), (given, 0), outcomes, (0, 1), hits)
        outcomes.hits[places] += hits
    else:
        lengths = np.ascontiguousarray(whole(durations)[:, None])
        arrays = ready.resources(lengths[:, 0], everything)
        simulate_resources(
            arrays,
            resource_room(arrays),
            0,
            0,
            1,
            lengths,
            outcomes.ends,
            outcomes.groups,
            outcomes.watched,
            outcomes.cost,
            outcomes.hits,
        )
    return outcomes


def whole(durations: NDArray[np.float32]) -> NDArray[np.int32]:
    """Durations in whole slots: to the nearest, half a slot upwards, never below nought."""
    rounded = np.floor(durations + np.float32(0.5))
    return np.asarray(np.clip(rounded, 0, _CEILING).astype(np.int32))


def standard_error(ends: NDArray[np.floating[Any]], share: float, *, ordered: bool = False) -> float:
    """Of a percentile, without any assumption: half the way between the order statistics one deviation off."""
    held = ends if ordered else np.sort(ends)
    reach = (len(held) * share * (1 - share)) ** 0.5
    low = max(0, round(len(held) * share - reach) - 1)
    high = min(len(held) - 1, ceil(len(held) * share + reach) - 1)
    return float(held[high] - held[low]) / 2 if np.isfinite(held[high]) else float("inf")


def _draw_links(ready: Ready, arrays: LinkArrays, found: Outcomes, span: tuple[int, int], threads: int) -> None:
    """Each thread takes the next block as long as there is one, and adds to its own counts."""
    first, count = span
    given = ready.inputs.durations(ready.inputs.apart, first, count)
    blocks = iter(range(first, first + count, LANES))

    def part(_: int) -> NDArray[np.int64]:
        hits = np.zeros(len(arrays.rate), dtype=np.int64)
        room = room_of(arrays, len(found.groups), len(found.watched))
        for at in blocks:
            _block(arrays, room, (given, at - first), found, (at, min(LANES, first + count - at)), hits)
        return hits

    places = [unit[0] for unit in ready.order.units]
    for hits in _side_by_side(part, range(min(threads, ceil(count / LANES)))):
        found.hits[places] += hits


def _block(
    arrays: LinkArrays, room: Room, given: tuple[NDArray[np.float32], int], found: Outcomes, span: tuple[int, int],
    hits: NDArray[np.int64],
) -> None:  # fmt: skip
    """Draws from the first of `span` on, as many as its second says; `given` are durations and where theirs begin."""
    first, count = span
    forward(arrays, room, given[0], first, given[1])
    backward(arrays, room, count, hits)
    chosen = slice(first, first + count)
    found.ends[chosen] = room.ends[:count]
    found.groups[:, chosen] = room.groups[:, :count]
    found.watched[:, chosen] = room.watched[:, :count]
    found.cost[chosen] += room.cost[:count]


def _draw_resources(ready: Ready, watch: Sequence[int], found: Outcomes, span: tuple[int, int], threads: int) -> None:
    first, count = span
    lengths = whole(ready.inputs.durations(range(len(ready.network.activities)), first, count))
    arrays = ready.resources(lengths.max(axis=1), watch)

    def part(bounds: tuple[int, int]) -> NDArray[np.int64]:
        low, high = bounds
        hits = np.zeros(len(lengths), dtype=np.int64)
        simulate_resources(
            arrays,
            resource_room(arrays),
            first,
            first + low,
            high - low,
            lengths,
            found.ends,
            found.groups,
            found.watched,
            found.cost,
            hits,
        )
        return hits

    for hits in _side_by_side(part, _parts(count, threads, 64)):
        found.hits[:] += hits


def _side_by_side(part: Callable[[Any], Hits], given: Sequence[Any]) -> list[Hits]:
    """What a part of the work gives for each, at one time: the first here, the others on threads beside this one."""
    beside = [_threads(len(given) - 1).submit(part, one) for one in given[1:]]
    try:
        return [*map(part, given[:1]), *(one.result() for one in beside)]
    finally:
        wait(beside)


class _Threads:
    """Threads that are kept: to begin them takes a tenth of the time in which a few hundred activities are drawn."""

    def __init__(self, count: int) -> None:
        self.begun: list[Thread] = []
        self.pool = ThreadPoolExecutor(count, "draws", initializer=lambda: self.begun.append(current_thread()))

    @property
    def there(self) -> bool:
        """Whether they still are: a process that comes of another has none of its threads."""
        return all(one.is_alive() for one in self.begun)


_KEPT: dict[int, _Threads] = {}


def _threads(count: int) -> ThreadPoolExecutor:
    if count not in _KEPT or not _KEPT[count].there:
        _KEPT[count] = _Threads(count)
    return _KEPT[count].pool


def _parts(count: int, threads: int, step: int) -> list[tuple[int, int]]:
    size = max(step, ceil(count / max(1, threads) / step) * step)
    return [(low, min(low + size, count)) for low in range(0, count, size)]


def _look(asked: Asked, found: Outcomes, made: int, draws: int) -> Stopped:
    if asked.progress is not None:
        asked.progress(made, draws)
    if made < draws and asked.stop is not None and asked.stop():
        return Stopped.CANCELLED
    sure = asked.enough is not None and made >= FEWEST and standard_error(found.ends[:made], 0.8) <= asked.enough
    return Stopped.ENOUGH if sure and made < draws else Stopped.DRAWN


def _empty(ready: Ready, draws: int, watched: int) -> Outcomes:
    return Outcomes(
        np.zeros(draws, dtype=np.float32),
        np.zeros((len(ready.workstreams), draws), dtype=np.float32),
        np.zeros((watched, draws), dtype=np.float32),
        np.zeros(draws),
        np.zeros(len(ready.network.activities), dtype=np.int64),
        Stopped.DRAWN,
    )


def _ranks(network: Network) -> list[float]:
    """The order of the plan: what has ended, what has begun, then by planned start; what has none comes at the end.

    A decision, and whatever else has no planned start and takes nobody's hands, comes as soon as what is before it: at
    the end of the queue it would drag the work behind it there.
    """
    known = [one.planned_start for one in network.activities if one.planned_start is not None]
    last = max(known, default=0.0)
    ranks = []
    for activity in network.activities:
        if activity.started is not None or (activity.planned_start is None and not activity.uses):
            ranks.append(float("-inf"))
        else:
            ranks.append(last if activity.planned_start is None else activity.planned_start)
    return ranks
