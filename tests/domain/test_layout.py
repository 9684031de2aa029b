"""Places in the picture of a network: the same from visit to visit."""

import math
from itertools import combinations

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from octant.domain.layout import GAP, places

CAVES = nx.relaxed_caveman_graph(6, 8, 0.2, seed=3)


def laid(graph: nx.Graph, former=None):
    return places(graph.nodes, list(graph.edges), former)


def apart(one, other) -> float:
    return math.dist(one[:2], other[:2])


def test_the_same_network_is_laid_out_alike() -> None:
    assert laid(CAVES) == laid(CAVES)


def test_who_is_tied_stands_closer_than_who_is_not() -> None:
    found = laid(CAVES)
    tied = [apart(found[a], found[b]) for a, b in CAVES.edges if a != b]
    others = [apart(found[a], found[b]) for a, b in nx.non_edges(CAVES)]
    assert sum(tied) / len(tied) < 0.5 * sum(others) / len(others)


def test_nobody_moves_when_a_few_join() -> None:
    before = laid(CAVES)
    grown = CAVES.copy()
    grown.add_edges_from([("new", 0), ("new", 1), ("newer", "new")])
    grown.add_node("alone")
    after = laid(grown, before)
    assert {node: after[node] for node in before} == before
    neighbours = apart(after["new"], before[0])
    assert neighbours < max(apart(before[a], before[b]) for a, b in combinations(before, 2)) / 2


def test_nobody_moves_when_somebody_leaves_or_a_tie_ends() -> None:
    before = laid(CAVES)
    less = CAVES.copy()
    less.remove_node(0)
    less.remove_edge(*next(iter(less.edges)))
    after = laid(less, before)
    assert after == {node: place for node, place in before.items() if node != 0}


def test_many_newcomers_are_laid_out_anew() -> None:
    former = {0: (50.0, 50.0, True)}
    assert laid(nx.path_graph(5), former)[0] != former[0]


def test_isolates_stand_in_rows_below() -> None:
    graph = nx.path_graph(6)
    graph.add_nodes_from(range(10, 40))
    found = laid(graph)
    lowest = max(found[node][1] for node in range(6))
    alone = [found[node] for node in range(10, 40)]
    assert min(y for _x, y, _tied in alone) > lowest
    assert min(apart(a, b) for a, b in combinations(alone, 2)) >= GAP - 1e-9


def test_an_isolate_leaves_its_row_with_its_first_tie() -> None:
    graph = CAVES.copy()
    graph.add_nodes_from(["a", "b"])
    before = laid(graph)
    graph.add_edge("a", 0)
    after = laid(graph, before)
    assert (before["a"].tied, after["a"].tied) == (False, True)
    assert after["a"] != before["a"]
    assert {node: place for node, place in after.items() if node != "a"} == {
        node: place for node, place in before.items() if node != "a"
    }


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 9), unique=True),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20),
    st.dictionaries(st.integers(0, 12), st.tuples(st.floats(-9, 9), st.floats(-9, 9), st.booleans())),
)
def test_everybody_has_one_place_of_finite_numbers(nodes, edges, former) -> None:
    found = places(nodes, edges, former)
    assert list(found) == nodes
    assert all(math.isfinite(x) and math.isfinite(y) for x, y, _tied in found.values())
    assert places(nodes, edges, found) == found
