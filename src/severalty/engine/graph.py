"""Dependencies: what rests on what, and which things rest on one another."""

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

import networkx as nx

Thing = TypeVar("Thing", bound=Hashable)


def cycles(edges: Iterable[tuple[Thing, Thing]]) -> tuple[tuple[Thing, ...], ...]:
    """Groups of things that rest on one another, largest first; each group and the list are in a fixed order.

    A group is a strongly connected component of two or more, or one thing that rests on itself.
    """
    graph = nx.DiGraph(list(edges))
    groups = [
        tuple(sorted(group, key=str))
        for group in nx.strongly_connected_components(graph)
        if len(group) > 1 or graph.has_edge(*(next(iter(group)),) * 2)
    ]
    return tuple(sorted(groups, key=lambda group: (-len(group), str(group[0]))))


def reach(edges: Sequence[tuple[Thing, Thing]], start: Thing, *, steps: int, most: int) -> tuple[Thing, ...]:
    """Everything within so many steps of one thing, in either direction, nearest first, no more than `most`."""
    neighbours: dict[Thing, list[Thing]] = {}
    for source, target in edges:
        neighbours.setdefault(source, []).append(target)
        neighbours.setdefault(target, []).append(source)
    seen, edge_of_known = [start], [start]
    known = {start}
    for _ in range(steps):
        following = [n for thing in edge_of_known for n in neighbours.get(thing, ())]
        edge_of_known = []
        for thing in following:
            if thing not in known and len(seen) < most:
                known.add(thing)
                seen.append(thing)
                edge_of_known.append(thing)
        if not edge_of_known:
            break
    return tuple(seen)
