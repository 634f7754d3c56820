"""In which order a network is worked through: whatever an activity waits for comes before it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from severalty.engine.graph import cycles
from severalty.engine.transition.confidence.network import Network, NetworkError, NetworkLink

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Order:
    """`units` are activities that are placed at once (one alone, or those of a joint start), in order.

    `links` are those that still hold something: not into work that has begun, nor within a joint start. `dropped` are
    the latter, of which the joint start makes sure that they cannot be kept or need not be. `ends` are the two
    activities of each link: links x (before, after).
    """

    units: tuple[tuple[int, ...], ...]
    links: tuple[NetworkLink, ...]
    dropped: tuple[NetworkLink, ...]
    ends: Integers = field(compare=False)


def order_of(network: Network, ranks: Sequence[float] = ()) -> Order:
    """Units by rank (least first; without ranks by their place) as far as links allow. Raises NetworkError.

    A unit's rank is the least of its activities'.
    """
    begun = {place for place, one in enumerate(network.activities) if one.started is not None}
    held = tuple(one for one in network.links if one.after not in begun) if begun else network.links
    ends, unit_of = _ends(held), _units(network)
    inside = unit_of[ends[:, 0]] == unit_of[ends[:, 1]]
    links, dropped = (_chosen(held, ~inside), _chosen(held, inside)) if inside.any() else (held, ())
    ends = ends[~inside]
    ranked = _ranked(unit_of, ranks)
    number = np.empty(len(unit_of), dtype=np.int64)
    number[ranked] = np.arange(len(ranked))
    units = ranked[_sorted(len(ranked), number[unit_of[ends]])]
    if len(units) < len(ranked):
        raise NetworkError(_cycle(network, unit_of[ends], unit_of))
    return Order(_members(units, unit_of), links, dropped, ends)


def _chosen(links: Sequence[NetworkLink], wanted: NDArray[np.bool_]) -> tuple[NetworkLink, ...]:
    return tuple(links[place] for place in np.flatnonzero(wanted).tolist())


def _ends(links: Sequence[NetworkLink]) -> Integers:
    before, after = [one.before for one in links], [one.after for one in links]
    return np.array([before, after], dtype=np.int64).T


def _units(network: Network) -> Integers:
    """For each activity the first activity of its unit; sets of a joint start that share one are one unit."""
    unit = np.arange(len(network.activities))
    for together in network.together:
        moving = [one for one in together if network.activities[one].started is None]
        for one in moving[1:]:
            first, second = sorted((unit[moving[0]], unit[one]))
            unit[unit == second] = first
    return unit


def _ranked(unit_of: Integers, ranks: Sequence[float]) -> Integers:
    """The units by the least rank of their activities, then by their place."""
    units = np.flatnonzero(unit_of == np.arange(len(unit_of)))
    if not ranks:
        return units
    least = np.full(len(unit_of), np.inf)
    np.minimum.at(least, unit_of, ranks)
    return units[np.argsort(least[units], kind="stable")]


def _members(units: Integers, unit_of: Integers) -> tuple[tuple[int, ...], ...]:
    if len(units) == len(unit_of):
        return tuple([(unit,) for unit in units.tolist()])
    members: dict[int, list[int]] = {}
    for place, unit in enumerate(unit_of.tolist()):
        members.setdefault(unit, []).append(place)
    return tuple(tuple(members[unit]) for unit in units.tolist())


def _sorted(count: int, ends: Integers) -> Integers:
    """Numbers 0, 1 … in rising order as far as the pairs (before, after) allow; fewer where they go round."""
    if (ends[:, 0] < ends[:, 1]).all():
        return np.arange(count)
    waits = np.bincount(ends[:, 1], minlength=count).tolist()
    after: list[list[int]] = [[] for _ in range(count)]
    for first, second in ends.tolist():
        after[first].append(second)
    free = [number for number, held in enumerate(waits) if not held]
    heapify(free)
    found = []
    while free:
        number = heappop(free)
        found.append(number)
        for one in after[number]:
            waits[one] -= 1
            if not waits[one]:
                heappush(free, one)
    return np.array(found, dtype=np.int64)


def _cycle(network: Network, ends: Integers, unit_of: Integers) -> str:
    group = cycles((before, after) for before, after in ends.tolist())[0]
    keys = [one.key for place, one in enumerate(network.activities) if unit_of[place] in group]
    return (
        f"These activities wait for one another, so none can begin: {', '.join(keys[:12])}"
        f"{' and others' if len(keys) > 12 else ''}. Take one link between them away."
    )
