"""Reading the network of a cluster: who is in it, which relations make its ties, and its figures."""

import hashlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db import models

from octant.clusters.models import Cluster
from octant.core.prepared import Prepared
from octant.domain import network as domain
from octant.domain.layout import Place

from ..fields import Words
from ..models import (
    Need,
    NetworkFigures,
    NetworkPlaces,
    Offer,
    Organisation,
    Relation,
    RelationKind,
    Sector,
    Service,
)
from .matching import open_kinds, ties

MEASURES = ("degree", "betweenness", "core", "constraint", "reach")


@dataclass(frozen=True, slots=True)
class NetworkView:
    """Which part of the network is looked at; as it stands: all of it, today."""

    kinds: tuple[str, ...] = ()  # none: every kind
    strength: int = 1  # this strong or stronger
    on: date | None = None  # None: today

    @property
    def is_all(self) -> bool:
        return self == NetworkView()

    def as_json(self) -> dict[str, Any]:
        return {"kinds": list(self.kinds), "strength": self.strength, "on": self.on and self.on.isoformat()}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "NetworkView":
        on = value.get("on")
        return cls(tuple(value["kinds"]), value["strength"], date.fromisoformat(on) if on else None)

    @property
    def query(self) -> str:
        """The same view as the end of an address."""
        pairs = [("kind", kind) for kind in self.kinds]
        pairs += [("strength", str(self.strength))] if self.strength > 1 else []
        pairs += [("on", self.on.isoformat())] if self.on else []
        return urlencode(pairs)


class Actor(NamedTuple):  # as quick to make as rows are read, and there are thousands
    """An organisation as a node."""

    pk: int
    name: str
    sector: str


class Link(NamedTuple):
    """A relation as files tell of it; `first` and `second` are numbers of organisations."""

    pk: int
    first: int
    second: int
    kind: str
    strength: int
    directed: bool
    since: date | None


@dataclass(frozen=True)
class Net:
    """The network of a cluster in one view."""

    actors: tuple[Actor, ...]  # by name
    edges: tuple[tuple[int, int], ...]  # one for each two organisations that have a relation, in order

    @cached_property
    def by_pk(self) -> dict[int, Actor]:
        return {actor.pk: actor for actor in self.actors}

    @cached_property
    def ids(self) -> tuple[int, ...]:
        """In the order in which they were added: what is worked out does not depend on names."""
        return tuple(sorted(self.by_pk))

    @cached_property
    def sectors(self) -> dict[int, str]:
        return {actor.pk: actor.sector for actor in self.actors if actor.sector}

    @cached_property
    def fingerprint(self) -> str:
        sectors = ",".join(self.by_pk[pk].sector for pk in self.ids)
        numbers = array("q", chain(self.ids, chain.from_iterable(self.edges)))
        return hashlib.sha256(sectors.encode() + numbers.tobytes()).hexdigest()


class Standing(NamedTuple):
    """Where one organisation stands in the network."""

    pk: int
    degree: int
    betweenness: float | None  # None while it is being worked out
    core: int
    constraint: float | None
    community: int
    component: int
    reach: Sequence[float]

    def measure(self, name: str) -> float:
        """What the picture's sizes and the table's order go by; who has no value comes last."""
        if name == "reach":
            return self.reach[1] if self.reach else 0.0
        value = getattr(self, name)
        return -1.0 if value is None else float(value)


@dataclass(frozen=True)
class Figures:
    """What was worked out, as it was stored."""

    stored: dict[str, Any]

    @cached_property
    def standings(self) -> dict[int, Standing]:
        nodes = self.stored["nodes"]
        rows = zip(*(nodes[name] for name in NODE_FIELDS), strict=True)
        return {row[0]: Standing._make(row) for row in rows}

    @cached_property
    def whole(self) -> domain.NetworkMeasures[int]:
        """The figures of the entire network; its `nodes` are left empty, see `standings`."""
        whole = self.stored["whole"]
        return domain.NetworkMeasures(
            nodes=(),
            ties=whole["ties"],
            density=whole["density"],
            mean_degree=whole["mean_degree"],
            components=tuple(whole["components"]),
            isolates=tuple(whole["isolates"]),
            highest_core=whole["highest_core"],
            communities=tuple(whole["communities"]),
            modularity=whole["modularity"],
            reach=tuple(whole["reach"]),
            left_out=domain.LeftOut(0, 0, 0),
        )

    @cached_property
    def ei(self) -> domain.EIIndex:
        return domain.EIIndex(**self.stored["ei"])

    @cached_property
    def mixing(self) -> domain.Mixing[str]:
        stored = self.stored["mixing"]
        return domain.Mixing(
            sectors=tuple(stored["sectors"]),
            sizes=tuple(stored["sizes"]),
            ties=tuple(map(tuple, stored["ties"])),
            expected=tuple(map(tuple, stored["expected"])),
            unknown=stored["unknown"],
        )

    def by(self, measure: str) -> list[Standing]:
        """Highest first; equals in the order in which they were added."""
        return sorted(self.standings.values(), key=lambda row: -row.measure(measure))


NODE_FIELDS = ("pk", "degree", "betweenness", "core", "constraint", "community", "component", "reach")


_actors = Prepared[tuple[int, str, str]](
    lambda cluster: Organisation.kept.filter(cluster=cluster).values_list(*Actor._fields), int
)


def read(cluster: Cluster, view: NetworkView) -> Net:
    """Everybody in the register, and the ties of this view: two queries, three for a past day.

    On a past day those are left out who came into the register later and had no relation then.
    """
    if view.is_all:
        pairs = ties(cluster)
    else:
        pairs = list(_relations(cluster, view).order_by().values_list("first_id", "second_id"))
    actors = tuple(map(Actor._make, _actors(cluster.pk)))
    if view.on:
        early = Organisation.kept.filter(cluster=cluster, created_at__date__lte=view.on)
        there = {*early.order_by().values_list("pk", flat=True), *chain.from_iterable(pairs)}
        actors = tuple(actor for actor in actors if actor.pk in there)
    edges = {pair if pair[0] < pair[1] else pair[::-1] for pair in pairs}
    return Net(actors, tuple(sorted(edges)))


def links(cluster: Cluster, view: NetworkView) -> tuple[Link, ...]:
    """All relations of this view."""
    fields = ("pk", "first_id", "second_id", "kind", "strength", "directed", "since")
    return tuple(map(Link._make, _relations(cluster, view).order_by("pk").values_list(*fields)))


def towns(cluster: Cluster) -> dict[int, str]:
    """Where everybody is."""
    rows = Organisation.kept.filter(cluster=cluster).values_list("pk", "municipality", "place")
    return {pk: municipality or place for pk, municipality, place in rows}


def _relations(cluster: Cluster, view: NetworkView) -> "models.QuerySet[Relation]":
    relations: Any = Relation.kept
    rows = relations.at(view.on) if view.on else relations.current()
    rows = rows.filter(cluster=cluster, first__removed_at=None, second__removed_at=None)
    if view.kinds:
        rows = rows.filter(kind__in=view.kinds)
    if view.strength > 1:
        rows = rows.filter(strength__gte=view.strength)
    found: models.QuerySet[Relation] = rows
    return found


_stored = Prepared[NetworkFigures](
    lambda cluster, fingerprint: NetworkFigures.objects.filter(cluster=cluster, fingerprint=fingerprint),
    int,
    str,
)
_places = Prepared[dict[str, list[Any]]](
    lambda cluster: NetworkPlaces.objects.filter(cluster=cluster).values_list("places", flat=True), int
)


def stored_figures(cluster: Cluster, net: Net) -> NetworkFigures | None:
    """The row for this very network, worked out or asked for; None when nobody has asked yet."""
    return _stored.first(cluster.pk, net.fingerprint)


def stored_places(cluster: Cluster) -> dict[int, Place]:
    return {int(pk): Place(*place) for pk, place in (_places.first(cluster.pk) or {}).items()}


_THEMES = ("sdgs", "fields_of_work", "target_groups")
_themes = Prepared[tuple[int, Words, Words, Words]](
    lambda cluster: (
        Organisation.kept.filter(cluster=cluster)
        .exclude(**dict.fromkeys(_THEMES, ""))
        .order_by()
        .values_list("pk", *_THEMES)
    ),
    int,
)


def traits(cluster: Cluster, net: Net) -> dict[int, domain.Traits]:
    """What everybody does, for missing links: three queries."""
    offers, needs = _categories_of(Offer, cluster), _categories_of(Need, cluster)
    themes = {
        pk: {*(f"sdg:{key}" for key in sdgs), *fields_of_work, *target_groups}
        for pk, sdgs, fields_of_work, target_groups in _themes(cluster.pk)
    }
    nothing = frozenset[str]()
    return {
        actor.pk: domain.Traits(
            actor.sector,
            themes.get(actor.pk, nothing),
            offers.get(actor.pk, nothing),
            needs.get(actor.pk, nothing),
        )
        for actor in net.actors
    }


def _categories_of(model: type[Service], cluster: Cluster) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for pk, category in open_kinds(model, cluster):
        found.setdefault(pk, set()).add(category)
    return found


def sector_label(key: str) -> str:
    return str(Sector(key).label) if key in Sector.values else ""


def kind_label(key: str) -> str:
    return str(RelationKind(key).label) if key in RelationKind.values else ""


def named(net: Net, pks: Iterable[int]) -> list[Actor]:
    return [net.by_pk[pk] for pk in pks]
