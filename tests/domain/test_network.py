"""Network measures against networkx, published values of classic graphs, worked examples and properties."""

import math

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octant.domain.network import (
    LeftOut,
    Traits,
    Why,
    difference,
    ei_index,
    measures,
    missing_links,
    mixing,
    network,
    paths,
    shape,
    without,
)

KARATE = nx.karate_club_graph()
FAMILIES = nx.florentine_families_graph()
KITE = nx.krackhardt_kite_graph()
CLASSIC = {
    "karate": KARATE,
    "families": FAMILIES,
    "kite": KITE,
    "women": nx.davis_southern_women_graph(),
    "apart": nx.disjoint_union(nx.path_graph(4), nx.empty_graph(2)),
}


def measured(graph: nx.Graph):
    return measures(graph.nodes, graph.edges)


def by_node(graph: nx.Graph, name: str) -> dict:
    return {node.node: getattr(node, name) for node in measured(graph).nodes}


@st.composite
def graphs(draw) -> tuple[list[int], list[tuple[int, int]]]:
    """Nodes and edges as they come: loops, parallel edges, both directions, ends that do not exist."""
    nodes = draw(st.lists(st.integers(0, 15), unique=True, max_size=12))
    edges = draw(st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15)), max_size=40))
    return nodes, edges


def simple(nodes: list[int], edges: list[tuple[int, int]]) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((a, b) for a, b in edges if a != b and a in nodes and b in nodes)
    return graph


# ---------- Against networkx ----------


@pytest.mark.parametrize("name", CLASSIC)
def test_agrees_with_networkx(name: str) -> None:
    graph = CLASSIC[name]
    compare(graph, measured(graph))


@settings(deadline=None)
@given(graphs())
def test_agrees_with_networkx_on_any_graph(given_graph) -> None:
    compare(simple(*given_graph), measures(*given_graph))


def compare(graph: nx.Graph, found) -> None:
    assert [node.node for node in found.nodes] == list(graph.nodes)
    assert found.ties == graph.number_of_edges()
    if len(graph) > 1:
        assert found.density == pytest.approx(nx.density(graph))
    assert {node.node: node.degree for node in found.nodes} == dict(graph.degree)
    same(found, "betweenness", nx.betweenness_centrality(graph))
    same(found, "core", nx.core_number(graph))
    theirs = nx.constraint(graph) if graph.number_of_edges() else {}
    for node in found.nodes:
        expected = theirs.get(node.node, math.nan)
        if node.degree:
            assert node.constraint == pytest.approx(expected)
        else:
            assert node.constraint is None
    components = sorted(map(len, nx.connected_components(graph)), reverse=True)
    assert list(found.components) == components
    assert set(found.isolates) == set(nx.isolates(graph))
    for node in found.nodes:
        for step, share in enumerate(node.reach, start=1):
            reached = nx.single_source_shortest_path_length(graph, node.node, cutoff=step)
            assert share == pytest.approx((len(reached) - 1) / (len(graph) - 1))
    groups: dict[int, set] = {}
    for node in found.nodes:
        groups.setdefault(node.community, set()).add(node.node)
    assert [len(groups[number]) for number in sorted(groups)] == list(found.communities)
    if found.ties:
        assert found.modularity == pytest.approx(nx.community.modularity(graph, groups.values(), weight=None))


def same(found, name: str, theirs: dict) -> None:
    assert {node.node: getattr(node, name) for node in found.nodes} == pytest.approx(theirs)


# ---------- Published values ----------


def test_karate_club_has_the_published_values() -> None:
    """Zachary (1977): 34 members, 78 ties, the two leaders as brokers. Best known modularity is 0.4198."""
    found = measured(KARATE)
    assert (len(found.nodes), found.ties, found.density) == (34, 78, pytest.approx(0.139, abs=0.0005))
    assert [node.node for node in found.brokers(2)] == [0, 33]
    assert found.brokers(1)[0].betweenness == pytest.approx(0.4376, abs=0.0001)
    assert found.modularity == pytest.approx(0.4198, abs=0.0001)
    assert len(found.communities) == 4
    assert found.highest_core == 4


def test_florentine_families_have_the_published_values() -> None:
    """Padgett and Ansell (1993): the Medici stand on half of the shortest paths, with six marriages."""
    found = {node.node: node for node in measured(FAMILIES).nodes}
    assert found["Medici"].degree == 6
    assert found["Medici"].betweenness == pytest.approx(0.5220, abs=0.0001)
    assert found["Guadagni"].betweenness == pytest.approx(0.2546, abs=0.0001)
    assert found["Strozzi"].betweenness == pytest.approx(0.1026, abs=0.0001)


def test_the_kite_shows_three_kinds_of_centre() -> None:
    """Krackhardt (1990): Diane has most ties, Heather is the broker."""
    degree, betweenness = by_node(KITE, "degree"), by_node(KITE, "betweenness")
    assert max(degree, key=degree.__getitem__) == 3
    assert max(betweenness, key=betweenness.__getitem__) == 7
    assert betweenness[7] * 36 == pytest.approx(14)
    assert degree[3] == 6


def test_constraint_worked_by_hand() -> None:
    """In a triangle each has p = 1/2 for both others: twice (1/2 + 1/4)² = 1.125. A star's centre has 3/9."""
    assert by_node(nx.complete_graph(3), "constraint") == pytest.approx({0: 1.125, 1: 1.125, 2: 1.125})
    star = by_node(nx.star_graph(3), "constraint")
    assert star == pytest.approx({0: 1 / 3, 1: 1, 2: 1, 3: 1})


# ---------- E-I and mixing ----------


@pytest.mark.parametrize(
    ("sizes", "expected"), [((10, 10, 10, 10), 0.54), ((30, 4, 3, 3), -0.15), ((1, 1), 1.0), ((5,), -1.0)]
)
def test_expected_ei_follows_from_the_sizes(sizes: tuple[int, ...], expected: float) -> None:
    sector = {(name, i): name for name, size in enumerate(sizes) for i in range(size)}
    assert ei_index(sector, [], sector).expected == pytest.approx(expected, abs=0.005)


@settings(deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=4).filter(lambda sizes: sum(sizes) > 1))
def test_a_complete_network_mixes_as_chance_does(sizes: list[int]) -> None:
    sector = {(name, i): name for name, size in enumerate(sizes) for i in range(size)}
    everybody = list(sector)
    edges = [(a, b) for i, a in enumerate(everybody) for b in everybody[i + 1 :]]
    found = ei_index(everybody, edges, sector)
    assert found.value == pytest.approx(found.expected)
    mixed = mixing(everybody, edges, sector)
    for row, expected in zip(mixed.ties, mixed.expected, strict=True):
        assert list(row) == pytest.approx(list(expected))


def test_ei_counts_ties_that_cross() -> None:
    sector = {1: "public", 2: "public", 3: "social"}
    found = ei_index([1, 2, 3, 4], [(1, 2), (1, 3), (2, 3), (3, 4)], sector)
    assert (found.internal, found.external, found.unknown) == (1, 2, 1)
    assert found.value == pytest.approx(1 / 3)
    assert mixing([1, 2, 3], [(1, 2), (1, 3), (2, 3)], sector).ties == ((1, 2), (2, 0))


def test_ei_without_ties_has_no_value() -> None:
    found = ei_index([1, 2], [], {1: "public", 2: "social"})
    assert (found.value, found.expected) == (None, 1.0)
    assert ei_index([], [], {}).expected is None


# ---------- Order, edges that are no ties ----------


def test_loops_parallel_and_dangling_edges_are_counted_and_left_out() -> None:
    found = measures(["a", "b"], [("a", "a"), ("a", "b"), ("b", "a"), ("a", "b"), ("a", "nobody")])
    assert (found.ties, found.left_out) == (1, LeftOut(loops=1, parallel=2, dangling=1))


@settings(deadline=None)
@given(graphs())
def test_every_edge_is_a_tie_or_left_out(given_graph) -> None:
    net = network(*given_graph)
    left = net.left_out
    assert len(net.ties) + left.loops + left.parallel + left.dangling == len(given_graph[1])


def test_a_node_is_given_once() -> None:
    with pytest.raises(ValueError, match="once"):
        measures([1, 1], [])


def test_very_small_networks_have_no_figures_rather_than_zero() -> None:
    empty, lonely = measures([], []), measures(["a"], [])
    assert (empty.density, empty.mean_degree, empty.reach, empty.modularity) == (None, None, (), None)
    assert (lonely.density, lonely.reach, lonely.isolates, lonely.nodes[0].constraint) == (
        None,
        (),
        ("a",),
        None,
    )
    assert lonely.brokers() == []


@settings(deadline=None)
@given(graphs())
def test_the_same_network_gives_the_same_figures(given_graph) -> None:
    assert measures(*given_graph) == measures(*given_graph)


# ---------- Without, paths ----------


def test_the_bridge_of_the_kite_leaves() -> None:
    """Without Heather the kite falls into the kite proper and its tail of two."""
    found = without(KITE.nodes, KITE.edges, 7)
    assert found.cut_off == ((8, 9),)
    assert found.isolated == ()
    assert (found.before.components, found.after.components) == (1, 2)


def test_the_centre_of_a_star_leaves() -> None:
    found = without(range(5), [(0, other) for other in range(1, 5)], 0)
    assert found.isolated == (1, 2, 3, 4)
    assert found.neighbours == (1, 2, 3, 4)
    assert (found.after.density, found.after.reach) == (0.0, (0.0, 0.0, 0.0))


@settings(deadline=None)
@given(graphs().filter(lambda graph: graph[0]))
def test_who_leaves_leaves_the_rest_as_it_is(given_graph) -> None:
    nodes, edges = given_graph
    found = without(nodes, edges, nodes[0])
    rest = [node for node in nodes if node != nodes[0]]
    assert found.before == shape(nodes, edges)
    assert found.after == shape(rest, edges)
    alone_before, alone_after = set(measures(nodes, edges).isolates), set(measures(rest, edges).isolates)
    assert set(found.isolated) == alone_after - alone_before


def test_nobody_leaves_who_was_never_there() -> None:
    with pytest.raises(ValueError, match="not in the network"):
        without([1], [], 2)


def test_paths_are_shortest_first() -> None:
    ring = [(1, 2), (2, 3), (3, 4), (4, 1), (5, 6)]
    assert paths(range(1, 7), ring, 1, 2) == [(1, 2), (1, 4, 3, 2)]
    assert paths(range(1, 7), ring, 1, 5) == []
    assert paths(range(1, 7), ring, 1, 1) == [(1,)]
    with pytest.raises(ValueError, match="both ends"):
        paths([1], [], 1, 9)


@settings(deadline=None)
@given(graphs().filter(lambda graph: len(graph[0]) > 1))
def test_the_first_path_is_as_short_as_any(given_graph) -> None:
    nodes, edges = given_graph
    graph, (start, end) = simple(nodes, edges), nodes[:2]
    found = paths(nodes, edges, start, end)
    assert bool(found) == nx.has_path(graph, start, end)
    if found:
        assert len(found[0]) - 1 == nx.shortest_path_length(graph, start, end)
    assert all(nx.is_simple_path(graph, list(path)) for path in found)


# ---------- Missing links, two dates ----------


def test_a_need_that_somebody_meets_comes_first() -> None:
    traits = {
        "office": Traits("public", frozenset({"food"}), needs=frozenset({"training"})),
        "school": Traits("academic", frozenset({"food"}), offers=frozenset({"training"})),
        "shop": Traits("private"),
    }
    found = missing_links(["office", "school", "shop"], [("office", "shop"), ("shop", "school")], traits)
    assert len(found) == 1
    link = found[0]
    assert {link.one, link.other} == {"office", "school"}
    assert link.why == (Why.NEED_MET, Why.COMMON_PARTNER, Why.SHARED_THEME, Why.OTHER_SECTOR)
    assert (link.partners, link.themes, link.categories) == (("shop",), ("food",), ("training",))
    assert link.score == pytest.approx(2 + 1 / math.log(2) + 0.5 + 0.5)


def test_common_partners_count_as_adamic_and_adar_count_them() -> None:
    theirs = {frozenset((a, b)): score for a, b, score in nx.adamic_adar_index(KARATE) if score}
    found = missing_links(KARATE.nodes, KARATE.edges, {}, most=10_000)
    assert {frozenset((link.one, link.other)): link.score for link in found} == pytest.approx(theirs)


@settings(deadline=None)
@given(graphs(), st.data())
def test_missing_links_are_missing(given_graph, data) -> None:
    nodes, edges = given_graph
    words = st.frozensets(st.sampled_from("abc"))
    traits = {node: data.draw(st.builds(Traits, themes=words, offers=words, needs=words)) for node in nodes}
    graph = simple(nodes, edges)
    found = missing_links(nodes, edges, traits, most=5)
    assert len(found) <= 5
    for link in found:
        assert link.one != link.other
        assert not graph.has_edge(link.one, link.other)
        assert set(link.partners) == set(nx.common_neighbors(graph, link.one, link.other))
        assert link.why
    assert [link.score for link in found] == sorted((link.score for link in found), reverse=True)


def test_two_dates_are_compared() -> None:
    found = difference(([1, 2, 3], [(1, 2), (2, 3)]), ([2, 3, 4], [(3, 2), (3, 4)]))
    assert (found.joined, found.gone) == ((4,), (1,))
    assert (found.new, found.ended) == (((3, 4),), ((1, 2),))
