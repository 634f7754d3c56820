"""A network with resources as arrays for the compiled loop: whole slots, profiles up to a horizon that is enough."""

from collections.abc import Mapping, Sequence
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from severalty.engine.transition.confidence.kernels.resources import UNIT, ResourceArrays
from severalty.engine.transition.confidence.linking import closings, earliest, offsets
from severalty.engine.transition.confidence.network import Network, NetworkError, NetworkLink, Slots
from severalty.engine.transition.confidence.order import Order
from severalty.engine.transition.scheduling.problem import LinkKind

MOST_SLOTS = 200_000
_AFTER_END = (LinkKind.FINISH_START, LinkKind.FINISH_FINISH)
_TO_END = (LinkKind.FINISH_FINISH, LinkKind.START_FINISH)


def resource_arrays(
    network: Network, order: Order, lengths: NDArray[np.int32], groups: Mapping[str, int], watch: Sequence[int]
) -> ResourceArrays:
    """Arrays by activity. `lengths` are the longest durations that may come, by activity; they set the horizon."""
    activities = network.activities
    into: list[list[NetworkLink]] = [[] for _ in activities]
    for link in order.links:
        into[link.after].append(link)
    flat = [link for links in into for link in links]
    uses = _uses(network)
    horizon = _horizon(network, order, lengths)
    wants: dict[tuple[Slots, int], int] = {}
    row_of = {place: row for row, place in enumerate(watch)}
    free = _free(network, horizon)
    calendars = [-1 if one.calendar is None or one.ended is not None else one.calendar for one in activities]
    columns = [
        [ceil(earliest(network, one)) for one in activities],
        [-1 if one.started is None else floor(one.started) for one in activities],
        *_from_to([len(links) for links in into]),
        *_from_to([len(of_one) for of_one in uses]),
        *_from_to([len(closings(one)) for one in activities]),
        calendars,
        *_steps(network),
        [0] * len(activities),
        [groups.get(one.workstream, -1) for one in activities],
        [row_of.get(place, -1) for place in range(len(activities))],
        [wants.setdefault((tuple(sorted(held)), on), len(wants)) for held, on in zip(uses, calendars, strict=True)],
        [min((_room_ends(free[resource], units) for resource, units in held), default=horizon) for held in uses],
    ]
    acts = np.ascontiguousarray(np.array(columns, dtype=np.int32).T)
    for number, unit in enumerate(order.units):
        acts[list(unit), UNIT] = number
    return ResourceArrays(
        units=offsets([len(unit) for unit in order.units]),
        members=np.array([place for unit in order.units for place in unit], dtype=np.int32),
        acts=acts,
        links=np.array(
            [(one.before, ceil(one.lag), one.kind in _AFTER_END, one.kind in _TO_END) for one in flat], dtype=np.int32
        ).reshape(-1, 4),
        uses=_pairs(uses),
        closed=_pairs([closings(one) for one in activities]),
        steps=_pairs([one.steps for one in network.gates]),
        free=free,
        off=_off(network, horizon),
        holds=np.array(
            [place >= len(network.resources) for place in range(len(network.resources) + len(network.apart))],
            dtype=np.uint8,
        ),
        rate=np.array([one.cost_per_slot for one in activities], dtype=np.float64),
    )


def _from_to(counts: Sequence[int]) -> tuple[list[int], list[int]]:
    held = offsets(counts).tolist()
    return held[:-1], held[1:]


def _steps(network: Network) -> tuple[list[int], list[int]]:
    """Where the steps of each activity's gate begin and end; nowhere for what has none or has ended."""
    first, last = _from_to([len(one.steps) for one in network.gates])
    gates = [None if one.ended is not None else one.gate for one in network.activities]
    return (
        [0 if gate is None else first[gate] for gate in gates],
        [0 if gate is None else last[gate] for gate in gates],
    )


def _uses(network: Network) -> list[Slots]:
    """(resource, units) of each activity; sets kept apart are resources of one unit behind the others."""
    found: list[dict[int, int]] = [dict(one.uses) for one in network.activities]
    for number, apart in enumerate(network.apart):
        for place in apart:
            found[place][len(network.resources) + number] = 1
    return [
        () if one.ended is not None else tuple((resource, units) for resource, units in held.items() if units)
        for one, held in zip(network.activities, found, strict=True)
    ]


def _horizon(network: Network, order: Order, lengths: NDArray[np.int32]) -> int:
    """A slot by which everything ends that ever can: after the last fixed point all the work, one after the other."""
    points = [0.0, network.now, *(one.not_before for one in network.activities)]
    points += [one.ended or 0.0 for one in network.activities]
    points += [len(one.profile) for one in network.resources]
    for pairs in (*(one.closed for one in network.activities), *(one.off for one in network.calendars),
                  *(one.steps for one in network.gates)):  # fmt: skip
        points += [last for _, last in pairs]
    work = int(lengths[[one.ended is None for one in network.activities]].sum())
    horizon = ceil(max(points)) + work + sum(max(0, ceil(link.lag)) for link in order.links) + 2
    if horizon > MOST_SLOTS:
        raise NetworkError(
            f"Worst of all the network needs {horizon:,} slots; at most {MOST_SLOTS:,} are counted. "
            "Look for a duration, lag or date that is far too large, or take longer slots."
        )
    return horizon


def _free(network: Network, horizon: int) -> NDArray[np.int32]:
    free = np.ones((len(network.resources) + len(network.apart), horizon), dtype=np.int32)
    for row, resource in enumerate(network.resources):
        profile = resource.profile or (resource.capacity,)
        free[row] = profile[-1]
        free[row, : len(profile)] = profile
    return free


def _room_ends(row: NDArray[np.int32], units: int) -> int:
    """The slot from which on a resource never has so many units."""
    enough = np.flatnonzero(row >= units)
    return int(enough[-1]) + 1 if len(enough) else 0


def _off(network: Network, horizon: int) -> NDArray[np.uint8]:
    off = np.zeros((len(network.calendars), horizon), dtype=np.uint8)
    for row, calendar in enumerate(network.calendars):
        for first, last in calendar.off:
            off[row, first:last] = 1
    return off


def _pairs(held: Sequence[Slots]) -> NDArray[np.int32]:
    return np.array([pair for one in held for pair in sorted(one)], dtype=np.int32).reshape(-1, 2)
