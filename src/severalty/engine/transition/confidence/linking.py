"""A network without resources as arrays for the compiled loop, with as few live rows as its order allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from severalty.engine.effects.sampling import DISCRETE, Sampler
from severalty.engine.transition.confidence.kernels.links import LinkArrays
from severalty.engine.transition.confidence.network import Network, NetworkActivity, NetworkLink, Slots
from severalty.engine.transition.confidence.order import Order
from severalty.engine.transition.scheduling.problem import LinkKind

_FROM_START = (LinkKind.START_START, LinkKind.START_FINISH)
_TO_END = (LinkKind.FINISH_FINISH, LinkKind.START_FINISH)
_NEVER = -1e30


@dataclass(frozen=True)
class Drawing:
    """How durations come about: the sampler and streams of all activities, and which are made outside (row of each)."""

    sampler: Sampler
    streams: NDArray[np.uint32]
    given: Mapping[int, int]


@dataclass(frozen=True)
class _Rows:
    """Rows of ends, starts and marks by activity, and how many of each there are."""

    ends: dict[int, int]
    starts: dict[int, int]
    marks: dict[int, int]
    store: int
    mark_rows: int


def link_arrays(
    network: Network, order: Order, drawing: Drawing, groups: Mapping[str, int], watch: Sequence[int]
) -> LinkArrays:
    """Arrays by place in the order. `groups` are rows of workstreams, `watch` the activities whose ends are kept."""
    places = [unit[0] for unit in order.units]
    into: dict[int, list[NetworkLink]] = {place: [] for place in places}
    for link in order.links:
        into[link.after].append(link)
    rows = _rows(places, order.links)
    flat = [link for place in places for link in into[place]]
    counts = np.array([len(into[place]) for place in places], dtype=np.int64)
    activities = [network.activities[place] for place in places]
    chosen, sampler = np.array(places, dtype=np.int64), drawing.sampler
    kind = sampler.kind[chosen].copy()
    kind[kind == DISCRETE] = 0  # always made outside
    holding = _holding(network, order.links)
    row_of = {place: row for row, place in enumerate(watch)}
    return LinkArrays(
        kind=kind,
        low=sampler.low[chosen],
        span=sampler.span[chosen],
        mode=sampler.mode[chosen],
        table=sampler.row[chosen],
        weight=sampler.weight[chosen],
        tables=sampler.tables.reshape(len(sampler.tables), -1),
        streams=np.ascontiguousarray(drawing.streams[chosen]),
        given=_integers(drawing.given.get(place, -1) for place in places),
        not_before=np.array([earliest(network, one) for one in activities], dtype=np.float32),
        begun=np.array([_NEVER if one.started is None else one.started for one in activities], dtype=np.float32),
        link_from=offsets(counts),
        link_row=_integers((rows.starts if link.kind in _FROM_START else rows.ends)[link.before] for link in flat),
        link_mark=_integers(rows.marks[link.before] for link in flat),
        link_lag=np.array([link.lag for link in flat], dtype=np.float32),
        link_back=np.array([link.kind in _TO_END for link in flat], dtype=np.float32),
        end_row=_integers(rows.ends[place] for place in places),
        start_row=_integers(rows.starts.get(place, -1) for place in places),
        mark_row=_integers(rows.marks[place] for place in places),
        bits_from=offsets((counts + 2 + 7) // 8),
        final=np.array([place not in holding for place in places], dtype=np.uint8),
        special=np.array([_special(one) for one in activities], dtype=np.uint8),
        closed_from=offsets([len(closings(one)) for one in activities]),
        closed=pairs([closings(one) for one in activities]),
        calendar=_integers(-1 if one.calendar is None else one.calendar for one in activities),
        off_from=offsets([len(one.off) for one in network.calendars]),
        off=pairs([one.off for one in network.calendars]),
        gate=_integers(-1 if one.gate is None or one.ended is not None else one.gate for one in activities),
        step_from=offsets([len(one.steps) for one in network.gates]),
        steps=pairs([one.steps for one in network.gates]),
        group=_integers(groups.get(one.workstream, -1) for one in activities),
        watch=_integers(row_of.get(place, -1) for place in places),
        rate=np.array([one.cost_per_slot for one in activities], dtype=np.float64),
        rows=max(1, rows.store),
        marks=max(1, rows.mark_rows),
        whole=network.whole,
    )


def earliest(network: Network, activity: NetworkActivity) -> float:
    """The first slot from which the (rest of the) work of an activity counts."""
    if activity.ended is not None:
        return float(activity.started or 0.0)
    return float(network.now if activity.started is not None else max(network.now, activity.not_before))


def closings(activity: NetworkActivity) -> Slots:
    """The closed intervals that still matter: work that has begun is not moved by them."""
    return activity.closed if activity.started is None else ()


def offsets(counts: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int32]:
    """Where each part begins in a list of all parts; one more entry for the end."""
    return np.concatenate(([0], np.cumsum(np.asarray(counts, dtype=np.int64)))).astype(np.int32)


def pairs(held: Sequence[Slots]) -> NDArray[np.float32]:
    """All pairs below one another."""
    return np.array([pair for one in held for pair in sorted(one)], dtype=np.float32).reshape(-1, 2)


def _integers(values: object) -> NDArray[np.int32]:
    return np.fromiter(values, dtype=np.int32)  # type: ignore[call-overload,no-any-return]


def _special(activity: NetworkActivity) -> bool:
    if activity.ended is not None:
        return False
    return bool(closings(activity) or activity.calendar is not None or activity.gate is not None)


def _holding(network: Network, links: Sequence[NetworkLink]) -> set[int]:
    """Activities that cannot be the last to end, because one that waits for their end ends no earlier."""
    return {
        link.before for link in links if link.kind in (LinkKind.FINISH_START, LinkKind.FINISH_FINISH) and link.lag >= 0
    }


def _rows(places: Sequence[int], links: Sequence[NetworkLink]) -> _Rows:
    """Give out rows so that one is used again once the last that waits for it has been worked through."""
    at = {place: number for number, place in enumerate(places)}
    last = dict(at)
    needs_start = set()
    for link in links:
        last[link.before] = max(last[link.before], at[link.after])
        if link.kind in _FROM_START:
            needs_start.add(link.before)
    frees: dict[int, list[int]] = {}
    for place, number in last.items():
        frees.setdefault(number, []).append(place)
    ends: dict[int, int] = {}
    starts: dict[int, int] = {}
    marks: dict[int, int] = {}
    store, mark = _Pool(), _Pool()
    for number, place in enumerate(places):
        ends[place], marks[place] = store.take(), mark.take()
        if place in needs_start:
            starts[place] = store.take()
        for gone in frees.get(number, ()):
            store.give(ends[gone])
            mark.give(marks[gone])
            if gone in starts:
                store.give(starts[gone])
    return _Rows(ends, starts, marks, store.size, mark.size)


class _Pool:
    """Numbers that are handed out, the least first, and taken back."""

    def __init__(self) -> None:
        self.size = 0
        self._free: list[int] = []

    def take(self) -> int:
        if self._free:
            return heappop(self._free)
        self.size += 1
        return self.size - 1

    def give(self, number: int) -> None:
        heappush(self._free, number)
