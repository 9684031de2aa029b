"""Where the nodes of a network stand in its picture: the same place from visit to visit.

A place has coordinates without unit; y grows downward. Nodes with ties are placed by forces (Fruchterman and
Reingold: ties pull, everybody pushes), isolates in rows below. In a large network ties within a community
pull stronger than others, so that groups of close ties stand together. Once somebody has a place it is kept
to the last digit: newcomers find theirs between those who stay. An isolate that finds its first tie is a
newcomer.

Method and sources: docs/methods/network.md.
"""

import math
import random
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from octant.domain.network import SEED, Edge, Network, communities, igraph_random, network

if TYPE_CHECKING:
    import igraph

ROUNDS = 300
NEW_SHARE = 0.4  # above this share of newcomers the picture is laid out anew
ACROSS, SMALL = 0.05, 30  # how strong a tie between two communities pulls; one within, or of a few, with 1
GAP = 1.0  # between isolates
DIGITS = 3

type Point = tuple[float, float]


class Place(NamedTuple):
    x: float
    y: float
    tied: bool  # whether it stands here because of its ties


def places[N: Hashable](
    nodes: Iterable[N], edges: Iterable[Edge[N]], former: Mapping[N, Place] | None = None
) -> dict[N, Place]:
    """A place for every node, in the order of the nodes.

    `former` are the places of the last time; nodes that had one keep it. Everything is laid out anew only
    where more than two fifths are newcomers, or nobody with ties has a place. Raises ValueError when a node
    is given twice.
    """
    net = network(nodes, edges)
    tied = [number for number, neighbours in enumerate(net.neighbours) if neighbours]
    with_ties = set(net.of(tied))
    found = {
        node: Place(*place)
        for node, place in (former or {}).items()
        if node in net.number and (place[2] or node not in with_ties)
    }
    newcomers = len(net.nodes) - len(found)
    if newcomers > NEW_SHARE * len(net.nodes) or with_ties.isdisjoint(found):
        found = {}
    if with_ties - found.keys():
        found |= _forces(net, tied, found)
    isolates = [node for node in net.nodes if node not in with_ties]
    free = _rows(found.values(), len(isolates))
    for node in isolates:
        if node not in found:
            found[node] = next(free)
    return {node: found[node] for node in net.nodes}


def _forces[N: Hashable](net: Network[N], tied: list[int], kept: Mapping[N, Place]) -> dict[N, Place]:
    """Places of the nodes with ties; those in `kept` are held where they are."""
    graph = net.graph.induced_subgraph(tied)
    names = net.of(tied)
    community = communities(net)
    group = [community[at] for at in tied]
    start = _start(graph, [kept[name][:2] if name in kept else None for name in names], group)
    held = [name in kept for name in names]
    bounds: dict[str, list[float]] = {}
    if any(held):
        width = 2 * math.sqrt(len(names)) + max(max(abs(x), abs(y)) for x, y in start)
        for at, axis in enumerate("xy"):
            bounds[f"min{axis}"] = [
                place[at] if fixed else -width for place, fixed in zip(start, held, strict=True)
            ]
            bounds[f"max{axis}"] = [
                place[at] if fixed else width for place, fixed in zip(start, held, strict=True)
            ]
    across = min(1.0, max(ACROSS, SMALL / len(names)))
    pull = [1.0 if group[one] == group[other] else across for one, other in graph.get_edgelist()]
    with igraph_random(SEED):
        found = graph.layout_fruchterman_reingold(niter=ROUNDS, seed=start, weights=pull, **bounds).coords
    if not any(held):
        found = _lying(found)
    return {
        name: kept[name] if fixed else Place(round(x, DIGITS), round(y, DIGITS), True)
        for name, fixed, (x, y) in zip(names, held, found, strict=True)
    }


def _lying(points: list[list[float]]) -> list[Point]:
    """Turned so that the longest extent lies across: pages and screens are wider than high."""
    middle_x, middle_y = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    moved = [(x - middle_x, y - middle_y) for x, y in points]
    across, down = sum(x * x for x, _y in moved), sum(y * y for _x, y in moved)
    angle = math.atan2(2 * sum(x * y for x, y in moved), across - down) / 2
    cos, sin = math.cos(angle), math.sin(angle)
    return [(x * cos + y * sin, y * cos - x * sin) for x, y in moved]


def _start(graph: "igraph.Graph", known: list[Point | None], group: list[int]) -> list[Point]:
    """Where the forces begin: known places, newcomers amid their neighbours, else on a spiral by group."""
    chance = random.Random(SEED)  # noqa: S311 (not for secrets)
    turn = {at: number for number, at in enumerate(sorted(range(len(known)), key=group.__getitem__))}
    start: list[Point] = []
    for at, place in enumerate(known):
        near = [found for other in graph.neighbors(at) if (found := known[other])]
        if place is None and near:
            x, y = (sum(axis) / len(near) for axis in zip(*near, strict=True))
            place = x + chance.uniform(-1, 1), y + chance.uniform(-1, 1)
        start.append(place or _spiral(turn[at]))
    return start


def _spiral(number: int) -> Point:
    """Points that fill a disc evenly, one after the other (the golden angle of sunflower seeds)."""
    angle = number * math.pi * (3 - math.sqrt(5))
    return math.sqrt(number) * math.cos(angle), math.sqrt(number) * math.sin(angle)


def _rows(taken: Iterable[Place], isolates: int) -> Iterator[Place]:
    """Free places for isolates: rows below everything that has a place already."""
    known = list(taken)
    left = min((place.x for place in known), default=0.0)
    right = max((place.x for place in known), default=0.0)
    top = max((place.y for place in known), default=0.0) + 2 * GAP
    columns = max(int((right - left) / GAP), math.isqrt(2 * isolates), 1)
    row = 0
    while True:
        for column in range(columns):
            yield Place(round(left + column * GAP, DIGITS), round(top + row * GAP, DIGITS), False)
        row += 1
