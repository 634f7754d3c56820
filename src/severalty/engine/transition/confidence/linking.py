"""A network without resources as arrays for the compiled loop, with as few live rows as its order allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from severalty.engine.effects.sampling import DISCRETE, FIXED, Sampler
from severalty.engine.transition.confidence.kernels import links as kernel
from severalty.engine.transition.confidence.kernels.links import LinkArrays
from severalty.engine.transition.confidence.network import Network, NetworkActivity, Slots
from severalty.engine.transition.confidence.order import Order
from severalty.engine.transition.scheduling.problem import LinkKind

_FROM_START = (LinkKind.START_START, LinkKind.START_FINISH)
_TO_END = (LinkKind.FINISH_FINISH, LinkKind.START_FINISH)

Integers = NDArray[np.int32]


@dataclass(frozen=True)
class Drawing:
    """How durations come about: the sampler and streams of all activities, and which are made outside (row of each)."""

    sampler: Sampler
    streams: NDArray[np.uint32]
    given: Mapping[int, int]


@dataclass(frozen=True)
class _Links:
    """Links by the number in the order of what waits: numbers, lags, which ends they are between.

    `holds`: what waits ends no earlier than what it waits for.
    """

    before: NDArray[np.int64]
    after: NDArray[np.int64]
    lag: NDArray[np.float32]
    from_start: NDArray[np.bool_]
    to_end: NDArray[np.bool_]

    @property
    def holds(self) -> NDArray[np.bool_]:
        return ~self.from_start & ~self.to_end & (self.lag >= 0)


def link_arrays(network: Network, order: Order, drawing: Drawing, groups: Mapping[str, int]) -> LinkArrays:
    """Arrays by place in the order, of which no end is watched. `groups` are rows of workstreams."""
    places = np.array([unit[0] for unit in order.units], dtype=np.int64)
    number = np.empty_like(places)
    number[places] = np.arange(len(places))
    held = [network.activities[place] for place in places.tolist()]
    links = _links(order, number)
    acts = np.zeros((len(places) + 1, kernel.COLUMNS), dtype=np.int32)
    figures = np.empty((len(places), kernel.FIGURES), dtype=np.float32)
    _fill_drawn(acts, figures, places, drawing)
    _fill_held(acts, figures, held, network)
    acts[:-1, kernel.GROUP] = [groups.get(one.workstream, -1) for one in held]
    acts[:-1, kernel.WATCH] = -1
    rows = _fill_rows(acts, links)
    _fill_links(acts, links)
    closed = [closings(one) for one in held] if acts[-1, kernel.SHUT] else []
    return LinkArrays(
        acts=acts,
        figures=figures,
        links=np.stack(
            [
                acts[links.before, np.where(links.from_start, kernel.STARTS, kernel.ROW)],
                acts[links.before, kernel.ROW],
                links.to_end,
            ],
            axis=1,
        ).astype(np.int32),
        lags=links.lag,
        streams=drawing.streams[places],
        tables=drawing.sampler.tables.reshape(len(drawing.sampler.tables), -1),
        closed=pairs(closed),
        off=pairs([one.off for one in network.calendars]),
        steps=pairs([one.steps for one in network.gates]),
        rate=np.array([one.cost_per_slot for one in held], dtype=np.float64),
        rows=rows,
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


def offsets(counts: Sequence[int] | NDArray[np.int64]) -> Integers:
    """Where each part begins in a list of all parts; one more entry for the end."""
    return np.concatenate(([0], np.cumsum(np.asarray(counts, dtype=np.int64)))).astype(np.int32)


def pairs(held: Sequence[Slots]) -> NDArray[np.float32]:
    """All pairs below one another."""
    return np.array([pair for one in held for pair in sorted(one)], dtype=np.float32).reshape(-1, 2)


def _links(order: Order, number: NDArray[np.int64]) -> _Links:
    ends = number[order.ends]
    chosen = np.argsort(ends[:, 1], kind="stable")
    kinds = [one.kind for one in order.links]
    usual = kinds.count(LinkKind.FINISH_START) == len(kinds)
    no = np.zeros(len(kinds), dtype=np.bool_)
    return _Links(
        before=ends[chosen, 0],
        after=ends[chosen, 1],
        lag=np.array([one.lag for one in order.links], dtype=np.float32)[chosen],
        from_start=no if usual else np.array([kind in _FROM_START for kind in kinds])[chosen],
        to_end=no if usual else np.array([kind in _TO_END for kind in kinds])[chosen],
    )


def _fill_drawn(acts: Integers, figures: NDArray[np.float32], places: NDArray[np.int64], drawing: Drawing) -> None:
    sampler, kind = drawing.sampler, drawing.sampler.kind[places]
    acts[:-1, kernel.KIND] = np.where(kind == DISCRETE, FIXED, kind)  # always made outside
    acts[:-1, kernel.FORM] = sampler.row[places]
    given = np.full(len(places), -1, dtype=np.int32)
    given[list(drawing.given)] = list(drawing.given.values())
    acts[:-1, kernel.GIVEN] = given[places]
    figures[:, kernel.LOW], figures[:, kernel.SPAN] = sampler.low[places], sampler.span[places]
    figures[:, kernel.MODE], figures[:, kernel.WEIGHT] = sampler.mode[places], sampler.weight[places]


def _fill_held(acts: Integers, figures: NDArray[np.float32], held: Sequence[NetworkActivity], network: Network) -> None:
    """From when on, and what stands in the way: closed intervals, free slots, meetings."""
    figures[:, kernel.NOT_BEFORE] = np.maximum([one.not_before for one in held], network.now)
    figures[:, kernel.BEGUN] = kernel.NEVER_BEGUN
    for number, one in enumerate(held):
        if one.started is not None:
            figures[number, kernel.NOT_BEFORE], figures[number, kernel.BEGUN] = earliest(network, one), one.started
    acts[:, kernel.SHUT] = offsets([len(one.closed) if one.started is None else 0 for one in held])
    acts[:-1, kernel.MOVED] = np.diff(acts[:, kernel.SHUT]) > 0
    off, steps = (
        offsets([len(one.off) for one in network.calendars]),
        offsets([len(one.steps) for one in network.gates]),
    )
    for number, one in enumerate(held):
        if one.ended is None and (one.calendar is not None or one.gate is not None):
            acts[number, kernel.MOVED] = 1
            if one.calendar is not None:
                acts[number, kernel.OFF : kernel.OFF_END + 1] = off[one.calendar : one.calendar + 2]
            if one.gate is not None:
                acts[number, kernel.STEPS : kernel.STEPS_END + 1] = steps[one.gate : one.gate + 2]


def _fill_rows(acts: Integers, links: _Links) -> int:
    """Give out rows so that one is used again once the last that waits for it has been worked through."""
    last = np.arange(len(acts) - 1)
    last[links.before] = links.after  # they rise, so the last one stays
    acts[:-1, kernel.ROW], store = _rows(np.arange(len(last)), last)
    acts[:-1, kernel.STARTS] = -1
    asked = np.unique(links.before[links.from_start])
    rows, more = _rows(asked, last[asked])
    acts[asked, kernel.STARTS] = rows + store
    return store + more


def _rows(takers: NDArray[Any], last: NDArray[Any]) -> tuple[Integers, int]:
    """A row for each taker, in rising order, that it keeps until `last`; and how many rows there are."""
    gone = np.argsort(last, kind="stable").tolist()
    ends, rows, free = last.tolist(), [0] * len(gone), []
    size = freed = 0
    for place, number in enumerate(takers.tolist()):
        while ends[gone[freed]] < number:
            free.append(rows[gone[freed]])
            freed += 1
        if not free:
            free.append(size)
            size += 1
        rows[place] = free.pop()
    return np.array(rows, dtype=np.int32), size


def _fill_links(acts: Integers, links: _Links) -> None:
    count = len(acts) - 1
    waits = np.bincount(links.after, minlength=count)
    awkward = np.bincount(links.after[~links.holds | (links.lag > 0)], minlength=count)
    acts[:, kernel.LINKS] = offsets(waits)
    acts[:, kernel.KEPT] = offsets((waits + 2 + 7) // 8)
    acts[:-1, kernel.AHEAD] = (
        (waits >= 1) & (waits <= 2) & (awkward == 0) & (acts[:-1, kernel.MOVED] == 0) & (acts[:-1, kernel.STARTS] < 0)
    )
    # What waits and ends no earlier stands for what it waits for, in everything and in a workstream.
    acts[:-1, kernel.FINAL] = 1
    acts[links.before[links.holds], kernel.FINAL] = 0
    group = acts[:-1, kernel.GROUP]
    group[links.before[links.holds & (group[links.before] == group[links.after])]] = -1
