"""How organisations are connected: measures of a network, what a departure would change, what is missing.

Nodes are any hashable keys, edges are pairs of them. A network here is undirected, unweighted and simple, so
edges are brought in order first: a loop (an edge from a node to itself) is left out, parallel edges and the
two directions of one pair count as one tie, and a dangling edge (one end is not among the nodes) is left out.
`LeftOut` says how many that were. The same input gives the same figures, in every run and in every process.

Methods, worked examples and sources: docs/methods/network.md.
"""

import heapq
import math
import random
from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import combinations
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from octant.later import Later

if TYPE_CHECKING:
    import igraph
else:
    igraph = Later("igraph")

STEPS = 3  # how far reach looks
SEED = 20260101
COMMON_ENOUGH = 100  # somebody with more ties than this says little about two of them
BROKERS = 10
SOURCES = 250  # nodes whose shortest paths are counted at a time
NEED_POINTS, THEME_POINTS, SECTOR_POINTS = 2.0, 0.5, 0.5
MOST_THEMES = 2

type Edge[N] = tuple[N, N]

_random = Lock()  # igraph has one source of random numbers for all threads


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Edges that are no tie of their own."""

    loops: int
    parallel: int
    dangling: int


@dataclass(frozen=True, slots=True)
class NodeMeasures[N: Hashable]:
    """One node's place in the network."""

    node: N
    degree: int  # ties
    betweenness: (
        float | None
    )  # share of the other pairs whose shortest paths lead through it; None: not asked
    core: int  # the largest k for which it belongs to the k-core
    constraint: float | None  # Burt's constraint, above 0, may pass 1; None for an isolate
    community: int  # number of its community, 0 is the largest
    component: int  # number of its component, 0 is the largest
    reach: tuple[float, ...]  # share of the others within 1, 2, 3 steps; empty when there are no others


@dataclass(frozen=True, slots=True)
class NetworkMeasures[N: Hashable]:
    """The network as a whole, and each of its nodes in the order they were given."""

    nodes: tuple[NodeMeasures[N], ...]
    ties: int
    density: float | None  # share of the possible ties, 0 to 1; None below two nodes
    mean_degree: float | None  # None without nodes
    components: tuple[int, ...]  # how many nodes each has, largest first; an isolate is one
    isolates: tuple[N, ...]
    highest_core: int
    communities: tuple[int, ...]  # how many nodes each has, largest first
    modularity: float | None  # how well the communities part, below 1; None without ties
    reach: tuple[float, ...]  # mean share of the others within 1, 2, 3 steps
    left_out: LeftOut

    def brokers(self, most: int = BROKERS) -> list[NodeMeasures[N]]:
        """Those through whom most paths lead, highest first; nobody who is on no path."""
        found = [(node.betweenness, node.degree, node) for node in self.nodes if node.betweenness]
        return [node for *_values, node in sorted(found, key=lambda row: (-row[0], -row[1]))[:most]]


@dataclass(frozen=True, slots=True)
class EIIndex:
    """(E - I) / (E + I): -1 all ties stay within a sector, +1 all cross sectors."""

    external: int
    internal: int
    value: float | None  # None without ties whose sectors are known
    expected: float | None  # under random mixing: every pair equally likely; None below two nodes
    unknown: int  # ties left out because the sector of an end is not known


@dataclass(frozen=True, slots=True)
class Mixing[S: Hashable]:
    """Ties between sectors; both matrices are symmetric and in the order of `sectors`."""

    sectors: tuple[S, ...]
    sizes: tuple[int, ...]
    ties: tuple[tuple[int, ...], ...]
    expected: tuple[tuple[float, ...], ...]  # if the same number of ties fell on pairs at random
    unknown: int


@dataclass(frozen=True, slots=True)
class Shape:
    """A network in a few figures."""

    nodes: int
    ties: int
    density: float | None
    components: int
    isolates: int
    largest: int  # nodes in the largest component
    reach: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Departure[N: Hashable]:
    """What changes when one node leaves."""

    node: N
    neighbours: tuple[N, ...]  # with whom it has a tie
    before: Shape
    after: Shape
    isolated: tuple[N, ...]  # who has no tie left
    cut_off: tuple[tuple[N, ...], ...]  # groups of two or more that lose the largest rest of their component


class Why(StrEnum):
    """Why a tie that does not exist might help."""

    COMMON_PARTNER = "common_partner"
    SHARED_THEME = "shared_theme"
    OTHER_SECTOR = "other_sector"
    NEED_MET = "need_met"  # one offers what the other needs


class Traits(NamedTuple):  # as quick to make as plain values, and there are thousands
    """What a node does, for `missing_links`: any keys, compared for being equal."""

    sector: str = ""
    themes: Set[str] = frozenset()  # fields of work, target groups, goals
    offers: Set[str] = frozenset()
    needs: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MissingLink[N: Hashable]:
    one: N
    other: N
    score: float
    why: tuple[Why, ...]
    partners: tuple[N, ...]  # who could introduce them, the least busy first
    themes: tuple[str, ...]
    categories: tuple[str, ...]  # needed by one and offered by the other


@dataclass(frozen=True, slots=True)
class Difference[N: Hashable]:
    """What happened between two dates."""

    joined: tuple[N, ...]
    gone: tuple[N, ...]
    new: tuple[Edge[N], ...]
    ended: tuple[Edge[N], ...]


@dataclass(frozen=True)
class Network[N: Hashable]:
    """Nodes by number and the ties between them, brought in order."""

    nodes: tuple[N, ...]
    ties: tuple[tuple[int, int], ...]  # lower number first, each once, in the order they first came
    left_out: LeftOut

    @cached_property
    def number(self) -> dict[N, int]:
        return {node: number for number, node in enumerate(self.nodes)}

    @cached_property
    def graph(self) -> "igraph.Graph":
        return igraph.Graph(n=len(self.nodes), edges=self.ties)

    @cached_property
    def neighbours(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in self.nodes]
        for one, other in self.ties:
            found[one].append(other)
            found[other].append(one)
        return list(map(sorted, found))

    @cached_property
    def groups(self) -> "igraph.VertexClustering":
        """Its components."""
        return self.graph.connected_components()

    def of(self, numbers: Iterable[int]) -> tuple[N, ...]:
        return tuple(self.nodes[number] for number in numbers)

    def pair(self, tie: tuple[int, int]) -> Edge[N]:
        return self.nodes[tie[0]], self.nodes[tie[1]]


def network[N: Hashable](nodes: Iterable[N], edges: Iterable[Edge[N]]) -> Network[N]:
    """Bring nodes and edges in order. Raises ValueError when a node is given twice."""
    given = tuple(nodes)
    number = {node: at for at, node in enumerate(given)}
    if len(number) != len(given):
        raise ValueError("every node is given once")
    ties: dict[tuple[int, int], None] = {}
    loops = parallel = dangling = 0
    for one, other in edges:
        first, second = number.get(one), number.get(other)
        if first is None or second is None:
            dangling += 1
            continue
        if first == second:
            loops += 1
            continue
        tie = (first, second) if first < second else (second, first)
        if tie in ties:
            parallel += 1
        ties[tie] = None
    return Network(given, tuple(ties), LeftOut(loops, parallel, dangling))


@contextmanager
def igraph_random(seed: int) -> Iterator[None]:
    """Random numbers of igraph that are the same in every run, for one thread at a time."""
    with _random:
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 (not for secrets)
        try:
            yield
        finally:
            igraph.set_random_number_generator(random)


def communities[N: Hashable](net: Network[N]) -> list[int]:
    """The community of each node by the Leiden algorithm, the same in every run; numbers have no order.

    Source: V. A. Traag, L. Waltman, N. J. van Eck (2019), From Louvain to Leiden, Scientific Reports 9.
    """
    if not net.ties:
        return list(range(len(net.nodes)))
    with igraph_random(SEED):
        found = net.graph.community_leiden(objective_function="modularity", n_iterations=-1)
    return list(found.membership)


def betweenness[N: Hashable](
    nodes: Iterable[N], edges: Iterable[Edge[N]], *, told: Callable[[float], object] | None = None
) -> list[float]:
    """For each node the share of the other pairs whose shortest paths lead through it, 0 to 1. Exact.

    The cost is nodes times ties: nearly all of what `measures` costs. `told` hears from time to time which
    share is done, 0 to 1; what it raises ends the work. Raises ValueError when a node is given twice.

    Source: L. C. Freeman (1977), A Set of Measures of Centrality Based on Betweenness, Sociometry 40(1).
    """
    net = network(nodes, edges)
    size = len(net.nodes)
    pairs = (size - 1) * (size - 2) / 2
    total = [0.0] * size
    for first in range(0, size, SOURCES):
        sources = range(first, min(first + SOURCES, size))
        part = net.graph.betweenness(directed=False, sources=sources)
        total = [sum(both) for both in zip(total, part, strict=True)]
        if told:
            told(sources.stop / size)
    return [value / pairs if pairs > 0 else 0.0 for value in total]


def measures[N: Hashable](
    nodes: Iterable[N], edges: Iterable[Edge[N]], *, with_betweenness: bool = True
) -> NetworkMeasures[N]:
    """Everything Octant says about a network; without betweenness it takes a small part of the time.

    Raises ValueError when a node is given twice.
    """
    net = network(nodes, edges)
    graph, size = net.graph, len(net.nodes)
    degrees = graph.degree()
    between = betweenness(net.nodes, map(net.pair, net.ties)) if with_betweenness else [None] * size
    cores = graph.coreness()
    constraints = graph.constraint() if net.ties else [None] * size
    component, component_sizes = _numbered(net.groups.membership)
    community, community_sizes = _numbered(communities(net))
    reached = _reach(net)
    return NetworkMeasures(
        nodes=tuple(
            NodeMeasures(
                node=node,
                degree=degrees[i],
                betweenness=between[i],
                core=cores[i],
                constraint=constraints[i] if degrees[i] else None,
                community=community[i],
                component=component[i],
                reach=tuple(step[i] for step in reached),
            )
            for i, node in enumerate(net.nodes)
        ),
        ties=len(net.ties),
        density=_density(size, len(net.ties)),
        mean_degree=2 * len(net.ties) / size if size else None,
        components=component_sizes,
        isolates=net.of(i for i, degree in enumerate(degrees) if not degree),
        highest_core=max(cores, default=0),
        communities=community_sizes,
        modularity=graph.modularity(community) if net.ties else None,
        reach=tuple(sum(step) / size for step in reached),
        left_out=net.left_out,
    )


def ei_index[N: Hashable, S: Hashable](
    nodes: Iterable[N], edges: Iterable[Edge[N]], sector: Mapping[N, S]
) -> EIIndex:
    """Do ties cross sectors, and more or less than chance would have it?

    Nodes that are not in `sector` have no known sector; they and their ties are left out. The expected value
    follows from the sizes of the sectors alone. Raises ValueError when a node is given twice.

    Source: D. Krackhardt, R. N. Stern (1988), Informal Networks and Organizational Crises.
    """
    mixed = mixing(nodes, edges, sector)
    internal = sum(mixed.ties[i][i] for i in range(len(mixed.sectors)))
    external = sum(mixed.ties[i][j] for i in range(len(mixed.sectors)) for j in range(i))
    known, everybody = internal + external, sum(mixed.sizes)
    pairs = everybody * (everybody - 1) // 2
    within = sum(size * (size - 1) // 2 for size in mixed.sizes)
    return EIIndex(
        external=external,
        internal=internal,
        value=(external - internal) / known if known else None,
        expected=(pairs - 2 * within) / pairs if pairs else None,
        unknown=mixed.unknown,
    )


def mixing[N: Hashable, S: Hashable](
    nodes: Iterable[N], edges: Iterable[Edge[N]], sector: Mapping[N, S]
) -> Mixing[S]:
    """How many ties lie between which sectors. Sectors stand in the order in which nodes first have them."""
    net = network(nodes, edges)
    counted = Counter(sector[node] for node in net.nodes if node in sector)
    sectors, sizes = tuple(counted), tuple(counted.values())
    at = {name: i for i, name in enumerate(sectors)}
    place = [at[sector[node]] if node in sector else None for node in net.nodes]
    ties = [[0] * len(sectors) for _ in sectors]
    unknown = 0
    for one, other in net.ties:
        i, j = place[one], place[other]
        if i is None or j is None:
            unknown += 1
            continue
        ties[i][j] += 1
        if i != j:
            ties[j][i] += 1
    everybody, known = sum(sizes), len(net.ties) - unknown
    pairs = everybody * (everybody - 1) / 2

    def expected(i: int, j: int) -> float:
        between = sizes[i] * (sizes[i] - 1) / 2 if i == j else sizes[i] * sizes[j]
        return known * between / pairs if pairs else 0.0

    every = range(len(sectors))
    return Mixing(
        sectors=sectors,
        sizes=sizes,
        ties=tuple(map(tuple, ties)),
        expected=tuple(tuple(expected(i, j) for j in every) for i in every),
        unknown=unknown,
    )


def shape[N: Hashable](nodes: Iterable[N], edges: Iterable[Edge[N]]) -> Shape:
    """The network in a few figures; far cheaper than `measures`."""
    return _shape(network(nodes, edges))


def without[N: Hashable](nodes: Iterable[N], edges: Iterable[Edge[N]], node: N) -> Departure[N]:
    """What if this node leaves? Raises ValueError when it is not there."""
    net = network(nodes, edges)
    gone = net.number.get(node)
    if gone is None:
        raise ValueError(f"{node!r} is not in the network")
    rest = _rest(net, gone)
    neighbours = net.neighbours[gone]
    isolated = [other for other in neighbours if len(net.neighbours[other]) == 1]
    groups = rest.groups
    member = groups.membership
    affected = sorted(
        {member[rest.number[net.nodes[other]]] for other in neighbours},
        key=lambda group: (-groups.size(group), group),
    )
    return Departure(
        node=node,
        neighbours=net.of(neighbours),
        before=_shape(net),
        after=_shape(rest),
        isolated=net.of(isolated),
        cut_off=tuple(rest.of(groups[group]) for group in affected[1:] if groups.size(group) > 1),
    )


def paths[N: Hashable](
    nodes: Iterable[N], edges: Iterable[Edge[N]], start: N, end: N, *, most: int = 3
) -> list[tuple[N, ...]]:
    """The shortest ways from one node to another, at most `most`, both ends included; none: empty.

    Raises ValueError when one of them is not there.
    """
    net = network(nodes, edges)
    if start not in net.number or end not in net.number:
        raise ValueError("both ends must be in the network")
    if start == end:
        return [(start,)]
    group = net.groups.membership
    if group[net.number[start]] != group[net.number[end]]:
        return []
    found = net.graph.get_k_shortest_paths(net.number[start], net.number[end], k=most)
    return [net.of(path) for path in sorted(found, key=len)]


def missing_links[N: Hashable](
    nodes: Iterable[N], edges: Iterable[Edge[N]], traits: Mapping[N, Traits], *, most: int = 20
) -> list[MissingLink[N]]:
    """Pairs without a tie that complement each other, best first.

    A pair is looked at when one offers what the other needs, or when both have a common partner. The score
    adds 2 for a need that is met, each common partner by how few ties it has (Adamic and Adar), half a point
    for each shared theme up to two, and half a point when the sectors differ. A common partner with more
    than 100 ties is passed over: who knows everybody says nothing about two of them.

    Source: L. A. Adamic, E. Adar (2003), Friends and Neighbors on the Web, Social Networks 25(3); the other
    points are Octant's own.
    """
    net = network(nodes, edges)
    unknown = Traits()
    about = [traits.get(node, unknown) for node in net.nodes]
    offered = _offered(about)
    points = _common_partners(net)
    for tie in net.ties:
        points.pop(tie, None)
    needs = [traits.needs for traits in about]
    for pair in points:
        one, other = pair
        if not needs[one].isdisjoint(offered[other]) or not needs[other].isdisjoint(offered[one]):
            points[pair] += NEED_POINTS
    # What two have in common adds little, so only pairs that are near the best without it are looked at.
    most_traits = _most_trait_points(about)
    largest = heapq.nlargest(most, points.values())
    least = largest[-1] - most_traits if largest else 0.0
    near = ((-value - _trait_points(about, pair), pair) for pair, value in points.items() if value >= least)
    best = heapq.nsmallest(most, near)
    tied = set(net.ties)
    highest = NEED_POINTS + most_traits
    for pair in _needs_met(about, offered):  # in order, so of equals those that come later cannot be better
        if len(best) >= most and (not best or best[-1] <= (-highest, pair)):
            break
        if pair not in points and pair not in tied:
            insort(best, (-NEED_POINTS - _trait_points(about, pair), pair))
            del best[most:]
    return [_link(net, about, pair, -score, _met(about, offered, pair)) for score, pair in best]


def difference[N: Hashable](
    before: tuple[Iterable[N], Iterable[Edge[N]]], after: tuple[Iterable[N], Iterable[Edge[N]]]
) -> Difference[N]:
    """Who joined and left, which ties are new and which ended, in the order of the networks."""
    old, new = network(*before), network(*after)
    old_ties = {frozenset(pair): pair for pair in map(old.pair, old.ties)}
    new_ties = {frozenset(pair): pair for pair in map(new.pair, new.ties)}
    return Difference(
        joined=tuple(node for node in new.nodes if node not in old.number),
        gone=tuple(node for node in old.nodes if node not in new.number),
        new=tuple(pair for key, pair in new_ties.items() if key not in old_ties),
        ended=tuple(pair for key, pair in old_ties.items() if key not in new_ties),
    )


def _density(size: int, ties: int) -> float | None:
    return 2 * ties / (size * (size - 1)) if size > 1 else None


def _rest[N: Hashable](net: Network[N], gone: int) -> Network[N]:
    """The network without one node; those behind it move up by one number."""
    ties = [(a - (a > gone), b - (b > gone)) for a, b in net.ties if a != gone != b]
    return Network(net.nodes[:gone] + net.nodes[gone + 1 :], tuple(ties), net.left_out)


def _shape[N: Hashable](net: Network[N]) -> Shape:
    sizes = net.groups.sizes()
    return Shape(
        nodes=len(net.nodes),
        ties=len(net.ties),
        density=_density(len(net.nodes), len(net.ties)),
        components=len(sizes),
        isolates=sum(not neighbours for neighbours in net.neighbours),
        largest=max(sizes, default=0),
        reach=tuple(sum(step) / len(net.nodes) for step in _reach(net)),
    )


def _numbered(membership: Sequence[int]) -> tuple[list[int], tuple[int, ...]]:
    """Groups renumbered from the largest on (equal sizes: who comes first), and their sizes."""
    sizes = Counter(membership)
    order = sorted(sizes, key=lambda group: -sizes[group])  # Counter keeps who comes first; sorting is stable
    new = {group: at for at, group in enumerate(order)}
    return [new[group] for group in membership], tuple(sizes[group] for group in order)


def _reach[N: Hashable](net: Network[N]) -> list[list[float]]:
    """For 1, 2, 3 steps the share of the others that each node reaches; nothing when there are no others.

    Sets of nodes are kept as the bits of whole numbers: joining two sets is quick at any size.
    """
    others = len(net.nodes) - 1
    if others < 1:
        return []
    within = [1 << i for i in range(len(net.nodes))]
    steps = []
    for _ in range(STEPS):
        further = []
        for own, neighbours in zip(within, net.neighbours, strict=True):
            for neighbour in neighbours:
                own |= within[neighbour]
            further.append(own)
        within = further
        steps.append([(reached.bit_count() - 1) / others for reached in within])
    return steps


def _offered(about: Sequence[Traits]) -> list[set[str]]:
    """What each offers; of those who offer the same, only the first hundred count."""
    counted: Counter[str] = Counter()
    offered = []
    for traits in about:
        offered.append({category for category in traits.offers if counted[category] < COMMON_ENOUGH})
        for category in traits.offers:
            counted[category] += 1
    return offered


def _met(about: Sequence[Traits], offered: Sequence[set[str]], pair: tuple[int, int]) -> tuple[str, ...]:
    """What one of two needs and the other offers, each once."""
    one, other = pair
    theirs = sorted(about[one].needs & offered[other])
    own = sorted(about[other].needs & offered[one])
    return tuple(dict.fromkeys([*theirs, *own]))


def _needs_met(about: Sequence[Traits], offered: Sequence[set[str]]) -> Iterator[tuple[int, int]]:
    """Pairs of which one offers what the other needs, in order."""
    offering: dict[str, list[int]] = {}
    needing: dict[str, list[int]] = {}
    for who, traits in enumerate(about):
        for category in offered[who]:
            offering.setdefault(category, []).append(who)
        for category in traits.needs:
            needing.setdefault(category, []).append(who)
    for who, traits in enumerate(about):
        lists = [offering.get(category, []) for category in traits.needs]
        lists += [needing.get(category, []) for category in offered[who]]
        others = {other for each in lists for other in each[bisect_right(each, who) :]}
        yield from ((who, other) for other in sorted(others))


def _common_partners[N: Hashable](net: Network[N]) -> dict[tuple[int, int], float]:
    """Points for common partners of every pair that has one: 1 / ln(ties) of each."""
    points: dict[tuple[int, int], float] = {}
    for neighbours in net.neighbours:
        if 1 < len(neighbours) <= COMMON_ENOUGH:
            worth = 1 / math.log(len(neighbours))
            for pair in combinations(neighbours, 2):
                points[pair] = points.get(pair, 0.0) + worth
    return points


def _trait_points(about: Sequence[Traits], pair: tuple[int, int]) -> float:
    one, other = about[pair[0]], about[pair[1]]
    return THEME_POINTS * min(MOST_THEMES, len(one.themes & other.themes)) + SECTOR_POINTS * _crosses(
        one, other
    )


def _most_trait_points(about: Sequence[Traits]) -> float:
    """No two can have more."""
    themes = max((len(traits.themes) for traits in about), default=0)
    sectors = {traits.sector for traits in about if traits.sector}
    return THEME_POINTS * min(MOST_THEMES, themes) + SECTOR_POINTS * (len(sectors) > 1)


def _crosses(one: Traits, other: Traits) -> bool:
    return bool(one.sector and other.sector and one.sector != other.sector)


def _link[N: Hashable](
    net: Network[N],
    about: Sequence[Traits],
    pair: tuple[int, int],
    score: float,
    categories: tuple[str, ...],
) -> MissingLink[N]:
    one, other = about[pair[0]], about[pair[1]]
    themes = tuple(sorted(one.themes & other.themes))
    both = set(net.neighbours[pair[0]]) & set(net.neighbours[pair[1]])
    partners = sorted(both, key=lambda partner: (len(net.neighbours[partner]), partner))
    reasons = {
        Why.NEED_MET: categories,
        Why.COMMON_PARTNER: partners,
        Why.SHARED_THEME: themes,
        Why.OTHER_SECTOR: _crosses(one, other),
    }
    return MissingLink(
        one=net.nodes[pair[0]],
        other=net.nodes[pair[1]],
        score=score,
        why=tuple(reason for reason, given in reasons.items() if given),
        partners=net.of(partners),
        themes=themes,
        categories=categories,
    )
