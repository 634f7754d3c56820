"""What rests on what."""

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.graph import cycles, reach

EDGES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25)


@given(EDGES)
def test_without_its_cycles_nothing_rests_on_itself(edges: list[tuple[int, int]]) -> None:
    place = {thing: number for number, group in enumerate(cycles(edges)) for thing in group}
    between_groups = [
        (source, target) for source, target in edges if place.get(source, f"{source}") != place.get(target, f"{target}")
    ]
    joined = nx.DiGraph([(place.get(a, f"{a}"), place.get(b, f"{b}")) for a, b in between_groups])
    assert nx.is_directed_acyclic_graph(joined)


@given(EDGES, st.randoms())
def test_cycles_do_not_depend_on_the_order_of_the_edges(edges: list[tuple[int, int]], chance: object) -> None:
    moved = list(edges)
    chance.shuffle(moved)  # type: ignore[attr-defined]
    assert cycles(moved) == cycles(edges)


def test_reach_stops_where_there_is_nothing_more() -> None:
    assert reach([("a", "b")], "a", steps=10**12, most=10) == ("a", "b")


def test_a_thing_that_rests_on_itself_is_a_cycle() -> None:
    assert cycles([("a", "a"), ("a", "b")]) == (("a",),)


@given(EDGES, st.integers(0, 5), st.integers(1, 12))
def test_reach_is_everything_within_so_many_steps(edges: list[tuple[int, int]], steps: int, most: int) -> None:
    found = reach(edges, 0, steps=steps, most=most)
    graph = nx.Graph(edges)
    graph.add_node(0)
    near = nx.single_source_shortest_path_length(graph, 0, cutoff=steps)
    assert len(found) == len(set(found)) == min(most, len(near))
    distances = [near[thing] for thing in found]
    assert distances == sorted(distances), "the nearest come first"
