"""What hangs on work that is not defined: for that no date can be given."""

from severalty.engine.transition.confidence.network import Network
from severalty.engine.transition.confidence.order import Order

Hanging = tuple[frozenset[int], ...]


def hanging_on(network: Network, order: Order) -> Hanging:
    """For each activity the undefined ones that it hangs on: itself, through links, a joint start, or a team's hands.

    Where resources are short, whatever comes later in the order of the plan waits for what comes before it.
    """
    nothing: frozenset[int] = frozenset()
    found = [nothing] * len(network.activities)
    into: dict[int, list[int]] = {}
    for link in order.links:
        into.setdefault(link.after, []).append(link.before)
    held: dict[tuple[str, int], frozenset[int]] = {}
    for unit in order.units:
        sources = nothing
        for place in unit:
            sources |= _own(network, place).union(*(found[one] for one in into.get(place, ())))
            sources = sources.union(*(held.get(one, nothing) for one in _hands(network, place)))
        for place in unit:
            found[place] = sources
            for one in _hands(network, place) if sources else ():
                held[one] = held.get(one, nothing) | sources
    return tuple(found)


def _own(network: Network, place: int) -> frozenset[int]:
    activity = network.activities[place]
    return frozenset((place,)) if activity.duration is None and activity.ended is None else frozenset()


def _hands(network: Network, place: int) -> list[tuple[str, int]]:
    """The resources that an activity uses, and the sets that it is kept apart in."""
    activity = network.activities[place]
    if activity.ended is not None:
        return []
    found = [("resource", resource) for resource, units in activity.uses if units]
    return found + [("apart", number) for number, apart in enumerate(network.apart) if place in apart]
