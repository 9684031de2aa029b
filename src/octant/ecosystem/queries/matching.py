"""Reading what is offered and needed, and the introductions that came of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db import models
from django.utils import timezone

from octant.clusters.models import Cluster
from octant.domain.matching import Entry

from .. import services
from ..fields import Words
from ..models import (
    OPEN,
    Introduction,
    IntroductionState,
    Need,
    Offer,
    Organisation,
    Outcome,
    Relation,
    Service,
)
from ..names import search_key


@dataclass(frozen=True, slots=True)
class NeedRow:
    """An open need, and whether it has an answer."""

    pk: int
    key: str
    category: str
    offers: int  # of the same kind, by others
    introductions: int  # open ones, and those of which something came

    @property
    def unmet(self) -> bool:
        return not self.offers and not self.introductions


@dataclass(frozen=True, slots=True)
class Gap:
    """A kind of service that is needed more than offered: something for the service portfolio."""

    key: str
    category: str
    needs: int
    offers: int
    unmet: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far introductions got. Each counts for what it reached, so the figures fall from left to right."""

    proposed: int
    accepted: int
    met: int
    relations: int
    waiting: int  # open now


def open_services[S: Service](model: type[S], cluster: Cluster) -> "models.QuerySet[S]":
    """What is neither settled nor over."""
    rows = model.kept.filter(organisation__cluster=cluster, organisation__removed_at=None, closed_on=None)
    return rows.filter(models.Q(until=None) | models.Q(until__gte=timezone.localdate()))


def entries(rows: "models.QuerySet[Any]") -> list[Entry[int, int]]:
    """Offers or needs as the matching takes them: one query. Owners are numbers of organisations."""
    fields = ("pk", "organisation_id", "category", "text", "target_groups")
    of = ("target_groups", "sdgs", "latitude", "longitude")
    found = rows.order_by("pk").values_list(*fields, *(f"organisation__{name}" for name in of))
    return [
        Entry(
            key=pk,
            owner=owner,
            category=category,
            text=text,
            target_groups=_all_of(own, theirs),
            sdgs=_all_of(sdgs),
            place=None if latitude is None or longitude is None else (latitude, longitude),
        )
        for pk, owner, category, text, own, theirs, sdgs, latitude, longitude in found
    ]


@lru_cache(maxsize=4096)  # hundreds of rows hold the same few words
def _all_of(*words: Words) -> frozenset[str]:
    return frozenset(chain.from_iterable(words))


def ties(cluster: Cluster) -> list[tuple[int, int]]:
    """Who has a relation with whom today."""
    relations: Any = Relation.kept
    rows = relations.current().filter(cluster=cluster, first__removed_at=None, second__removed_at=None)
    return list(rows.order_by("pk").values_list("first_id", "second_id"))


type Offered = Counter[tuple[int, str]]  # open offers of an organisation and a kind of service


def offered(cluster: Cluster) -> Offered:
    """One query."""
    return Counter(open_services(Offer, cluster).order_by().values_list("organisation_id", "category"))


def needs(cluster: Cluster, offers: Offered) -> list[NeedRow]:
    """Open needs, those without an answer first: two queries. Their texts are read by `texts_of`."""
    names = services.names()
    of_kind = _by_category(offers)
    answered = Counter(
        Introduction.kept.filter(cluster=cluster, need__isnull=False)
        .exclude(state=IntroductionState.DECLINED)
        .exclude(outcome=Outcome.NOTHING)
        .values_list("need_id", flat=True)
    )
    rows = open_services(Need, cluster).order_by().values_list("pk", "category", "organisation_id")
    found = [
        NeedRow(pk, key, names.get(key, key), of_kind[key] - offers.get((organisation, key), 0), answered[pk])
        for pk, key, organisation in rows
    ]
    return sorted(found, key=lambda row: (not row.unmet, bool(row.introductions), row.category, row.pk))


def texts_of(rows: Iterable[NeedRow]) -> list[tuple[NeedRow, Need]]:
    """The needs themselves, as far as a list shows them: one query."""
    shown = list(rows)
    texts = Need.objects.select_related("organisation").only("text", "language", "organisation__name")
    found = texts.in_bulk([row.pk for row in shown])
    return [(row, found[row.pk]) for row in shown if row.pk in found]


def gaps(rows: list[NeedRow], offers: Offered) -> list[Gap]:
    """Kinds of service that somebody needs and too few offer, the largest gap first."""
    of_kind = _by_category(offers)
    needed = Counter(row.key for row in rows)
    unmet = Counter(row.key for row in rows if row.unmet)
    names = services.names()
    found = [
        Gap(key, names.get(key, key), number, of_kind[key], unmet[key])
        for key, number in needed.items()
        if number > of_kind[key]
    ]
    return sorted(found, key=lambda gap: (-gap.unmet, gap.offers - gap.needs, gap.category))


def _by_category(offers: Offered) -> Counter[str]:
    found: Counter[str] = Counter()
    for (_organisation, category), number in offers.items():
        found[category] += number
    return found


def introductions(cluster: Cluster) -> "models.QuerySet[Introduction]":
    """Open ones first, the newest on top."""
    rows = Introduction.kept.filter(cluster=cluster, first__removed_at=None, second__removed_at=None)
    closed = models.Case(models.When(state__in=OPEN, then=0), default=1)
    shown = ("state", "outcome", "created_at", "first__name", "second__name")
    return rows.select_related("first", "second").only(*shown).order_by(closed, "-pk")


def progress(cluster: Cluster) -> Progress:
    """One query."""
    found = Introduction.kept.filter(cluster=cluster).aggregate(
        proposed=models.Count("pk"),
        accepted=models.Count("pk", filter=models.Q(accepted_on__isnull=False)),
        met=models.Count("pk", filter=models.Q(met_on__isnull=False)),
        relations=models.Count("pk", filter=models.Q(relation__isnull=False)),
        waiting=models.Count("pk", filter=models.Q(state__in=OPEN)),
    )
    return Progress(**found)


def open_pairs(cluster: Cluster) -> dict[frozenset[int], int]:
    """Two organisations for whom an introduction is open, and its number."""
    rows = Introduction.kept.filter(cluster=cluster, state__in=OPEN).values_list(
        "pk", "first_id", "second_id"
    )
    return {frozenset((first, second)): pk for pk, first, second in rows}


def names_of(pks: set[int]) -> dict[int, str]:
    return dict(Organisation.objects.filter(pk__in=pks).values_list("pk", "name"))


def by_name(cluster: Cluster, lines: list[str]) -> dict[str, Organisation]:
    """Organisations of the register by what people call them; those that are not in it are missing."""
    keys = {search_key(line) for line in lines}
    rows = Organisation.kept.filter(cluster=cluster)
    return {key: row for row in rows if (key := search_key(row.name)) in keys}
