"""In which order a network is worked through: whatever an activity waits for comes before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from severalty.engine.graph import cycles
from severalty.engine.transition.confidence.network import Network, NetworkError, NetworkLink


@dataclass(frozen=True)
class Order:
    """`units` are activities that are placed at once (one alone, or those of a joint start), in order.

    `links` are those that still hold something: not into work that has begun, nor within a joint start. `dropped` are
    the latter, of which the joint start makes sure that they cannot be kept or need not be.
    """

    units: tuple[tuple[int, ...], ...]
    links: tuple[NetworkLink, ...]
    dropped: tuple[NetworkLink, ...]


def order_of(network: Network, ranks: Sequence[float] = ()) -> Order:
    """Units by rank (least first; without ranks by their place) as far as links allow. Raises NetworkError.

    A unit's rank is the least of its activities'.
    """
    unit_of = _units(network)
    held = [one for one in network.links if network.activities[one.after].started is None]
    links = tuple(one for one in held if unit_of[one.before] != unit_of[one.after])
    members: dict[int, list[int]] = {}
    for place, unit in enumerate(unit_of):
        members.setdefault(unit, []).append(place)
    rank = {unit: (min(ranks[one] for one in held) if ranks else 0.0, unit) for unit, held in members.items()}
    found = _sorted(links, unit_of, rank)
    if len(found) < len(members):
        raise NetworkError(_cycle(network, links, unit_of))
    dropped = tuple(one for one in held if unit_of[one.before] == unit_of[one.after])
    return Order(tuple(tuple(members[unit]) for unit in found), links, dropped)


def _units(network: Network) -> list[int]:
    """For each activity the first activity of its unit; sets of a joint start that share one are one unit."""
    unit = list(range(len(network.activities)))

    def root(place: int) -> int:
        while unit[place] != place:
            place = unit[place]
        return place

    for together in network.together:
        moving = [one for one in together if network.activities[one].started is None]
        for one in moving[1:]:
            first, second = sorted((root(moving[0]), root(one)))
            unit[second] = first
    return [root(place) for place in range(len(unit))]


def _sorted(links: Sequence[NetworkLink], unit_of: Sequence[int], rank: dict[int, tuple[float, int]]) -> list[int]:
    waits = dict.fromkeys(rank, 0)
    after: dict[int, list[int]] = {}
    for link in links:
        waits[unit_of[link.after]] += 1
        after.setdefault(unit_of[link.before], []).append(unit_of[link.after])
    free = [rank[unit] for unit, count in waits.items() if not count]
    heapify(free)
    found = []
    while free:
        _, unit = heappop(free)
        found.append(unit)
        for one in after.get(unit, ()):
            waits[one] -= 1
            if not waits[one]:
                heappush(free, rank[one])
    return found


def _cycle(network: Network, links: Sequence[NetworkLink], unit_of: Sequence[int]) -> str:
    group = cycles((unit_of[one.before], unit_of[one.after]) for one in links)[0]
    keys = [one.key for place, one in enumerate(network.activities) if unit_of[place] in group]
    return (
        f"These activities wait for one another, so none can begin: {', '.join(keys[:12])}"
        f"{' and others' if len(keys) > 12 else ''}. Take one link between them away."
    )
