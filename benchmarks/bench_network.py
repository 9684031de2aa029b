"""All measures of a network, against networkx on the same graph in the same run."""

import random
import statistics
import time
from collections.abc import Callable

import networkx as nx
from support import machine, table, verdict

from octant.domain import layout, network

SIZES = [(1_000, 5_000), (3_000, 15_000), (10_000, 50_000)]
COMPARED = 1_000
TIMES_FASTER = 20
SECTORS = ("public", "private", "social", "academic")
GROUPS = 20  # organisations of one group know each other more often


def main() -> int:
    print(f"Network measures on {machine()}")
    rows, good = [], True
    for organisations, relations in SIZES:
        region = made_up(organisations, relations)
        ours = seconds(work_out, *region, repeats=3)
        placed = seconds(layout.places, *region[:2], repeats=1)
        row = [f"{organisations:,}", f"{relations:,}", f"{ours:.2f} s", f"{placed:.2f} s", "–", "–", ""]
        if organisations == COMPARED:
            theirs = seconds(by_networkx, *region, repeats=1)
            fast = theirs / ours >= TIMES_FASTER
            good = good and fast
            row[4:] = [f"{theirs:.1f} s", f"{theirs / ours:.0f}", verdict(fast)]
        rows.append(row)
    table(["organisations", "relations", "all measures", "places", "networkx", "× faster", ""], rows)
    return int(not good)


def made_up(organisations: int, relations: int):
    """A region in groups: three of four ties lie within a group."""
    chance = random.Random(7)
    nodes = list(range(organisations))
    size = organisations // GROUPS
    edges: set[tuple[int, int]] = set()
    while len(edges) < relations:
        one = chance.randrange(organisations)
        near = one // size * size + chance.randrange(size)
        other = min(near, organisations - 1) if chance.random() < 0.75 else chance.randrange(organisations)
        if one != other:
            edges.add((min(one, other), max(one, other)))
    sector = {node: chance.choice(SECTORS) for node in nodes}
    return nodes, sorted(edges), sector


def work_out(nodes, edges, sector) -> None:
    network.measures(nodes, edges)
    network.ei_index(nodes, edges, sector)


def by_networkx(nodes, edges, sector) -> None:
    """The same measures; communities with the fastest method that networkx has (Louvain)."""
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    nx.density(graph)
    list(nx.connected_components(graph))
    list(nx.isolates(graph))
    dict(graph.degree)
    nx.betweenness_centrality(graph)
    nx.core_number(graph)
    nx.constraint(graph)
    groups = nx.community.louvain_communities(graph, seed=7)
    nx.community.modularity(graph, groups)
    nx.set_node_attributes(graph, sector, "sector")
    nx.attribute_mixing_dict(graph, "sector")
    for node in graph:
        nx.single_source_shortest_path_length(graph, node, cutoff=3)


def seconds(work: Callable[..., object], *given: object, repeats: int) -> float:
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work(*given)
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


if __name__ == "__main__":
    raise SystemExit(main())
