"""Reading what is offered and needed, and the introductions that came of it."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone

from octant.clusters.models import Cluster
from octant.core.prepared import Prepared
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


class NeedRow(NamedTuple):
    """An open need, and whether it has an answer."""

    pk: int
    key: str
    category: str
    offers: int  # of the same kind, by others
    introductions: int  # open ones, and those of which something came

    @property
    def unmet(self) -> bool:
        return not self.offers and not self.introductions


class NeedText(NamedTuple):
    """A need as a list shows it."""

    text: str
    language: str
    organisation: int
    name: str  # of the organisation


class Gap(NamedTuple):
    """A kind of service that is needed more than offered: something for the service portfolio."""

    key: str
    category: str
    needs: int
    offers: int
    unmet: int


class Progress(NamedTuple):
    """How far introductions got. Each counts for what it reached, so the figures fall from left to right."""

    proposed: int
    accepted: int
    met: int
    relations: int
    waiting: int  # open now


def _open_columns(model: type[Service], *columns: str) -> Prepared[Any]:
    """These columns of all that is neither settled nor over in a cluster on a day."""

    def build(cluster: int, today: date) -> "models.QuerySet[Any, Any]":
        rows = model.kept.filter(organisation__cluster=cluster, organisation__removed_at=None)
        in_time = models.Q(until=None) | models.Q(until__gte=today)
        return rows.filter(in_time, closed_on=None).order_by("pk").values_list(*columns)

    return Prepared(build, int, date)


_COLUMNS = (
    "pk",
    "organisation_id",
    "category",
    "text",
    "language",
    "organisation__name",
    "target_groups",
    *(f"organisation__{name}" for name in ("target_groups", "sdgs", "latitude", "longitude")),
)
_OPEN: dict[type[Service], Prepared[Any]] = {
    model: _open_columns(model, *_COLUMNS) for model in (Need, Offer)
}


def open_entries(model: type[Service], cluster: Cluster) -> list[Entry[int, int]]:
    """The open offers or needs of a cluster as the matching takes them: one query."""
    return _entries(_OPEN[model](cluster.pk, timezone.localdate()))


def entry(need: Need) -> Entry[int, int]:
    return _entries(Need.objects.filter(pk=need.pk).values_list(*_COLUMNS))[0]


def _entries(rows: Iterable[tuple[Any, ...]]) -> list[Entry[int, int]]:
    """Owners are numbers of organisations."""
    return [
        Entry(
            pk,
            owner,
            category,
            text,
            language,
            name,
            _all_of(own, theirs),
            _all_of(sdgs),
            None if latitude is None or longitude is None else (latitude, longitude),
        )
        for pk, owner, category, text, language, name, own, theirs, sdgs, latitude, longitude in rows
    ]


@lru_cache(maxsize=4096)  # hundreds of rows hold the same few words
def _all_of(*words: Words) -> frozenset[str]:
    return frozenset(chain.from_iterable(words))


def _current_relations(cluster: int) -> "models.QuerySet[Relation]":
    relations: Any = Relation.kept
    rows = relations.current().filter(cluster=cluster, first__removed_at=None, second__removed_at=None)
    return rows.order_by("pk")


def _relations_around(cluster: int, owner: int) -> "models.QuerySet[Relation]":
    rows = _current_relations(cluster)
    partner = models.Case(models.When(first=owner, then="second"), default="first")
    own = rows.filter(models.Q(first=owner) | models.Q(second=owner))
    partners = own.order_by().values_list(partner)
    return rows.filter(models.Q(first__in=partners) | models.Q(second__in=partners))


_ties = Prepared[tuple[int, int]](
    lambda cluster: _current_relations(cluster).values_list("first_id", "second_id"), int
)
_ties_around = Prepared[tuple[int, int]](
    lambda cluster, owner: _relations_around(cluster, owner).values_list("first_id", "second_id"), int, int
)


def ties(cluster: Cluster) -> list[tuple[int, int]]:
    """Who has a relation with whom today."""
    return _ties(cluster.pk)


def ties_around(cluster: Cluster, owner: int) -> list[tuple[int, int]]:
    """The same, for one organisation and its partners: among those are all who could introduce it."""
    return _ties_around(cluster.pk, owner)


_KINDS: dict[type[Service], Prepared[tuple[int, str]]] = {
    model: _open_columns(model, "organisation_id", "category") for model in (Need, Offer)
}


def open_kinds(model: type[Service], cluster: Cluster) -> list[tuple[int, str]]:
    """Organisation and kind of service of each open offer or need: one query."""
    return _KINDS[model](cluster.pk, timezone.localdate())


type Offered = Counter[tuple[int, str]]  # open offers of an organisation and a kind of service


def offered(cluster: Cluster) -> Offered:
    """One query."""
    return Counter(open_kinds(Offer, cluster))


_needed = _open_columns(Need, "pk", "category", "organisation_id")
_answered = Prepared[int](
    lambda cluster: (
        Introduction.kept.filter(cluster=cluster, need__isnull=False)
        .exclude(state=IntroductionState.DECLINED)
        .exclude(outcome=Outcome.NOTHING)
        .order_by()
        .values_list("need_id", flat=True)
    ),
    int,
)


def needs(cluster: Cluster, offers: Offered) -> list[NeedRow]:
    """Open needs, those without an answer first: two queries. Their texts are read by `texts_of`."""
    names = services.names()
    of_kind = _by_category(offers)
    answered = Counter(_answered(cluster.pk))
    found = [
        NeedRow(pk, key, names.get(key, key), of_kind[key] - offers.get((organisation, key), 0), answered[pk])
        for pk, key, organisation in _needed(cluster.pk, timezone.localdate())
    ]
    return sorted(found, key=lambda row: (not row.unmet, bool(row.introductions), row.category, row.pk))


def texts_of(rows: Iterable[NeedRow]) -> list[tuple[NeedRow, NeedText]]:
    """What the needs say: one query."""
    shown = list(rows)
    columns = ("pk", "text", "language", "organisation_id", "organisation__name")
    found = Need.objects.filter(pk__in=[row.pk for row in shown]).order_by().values_list(*columns)
    texts = {pk: NeedText(*rest) for pk, *rest in found}
    return [(row, texts[row.pk]) for row in shown if row.pk in texts]


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


def introductions(cluster: int) -> "models.QuerySet[Introduction]":
    """Open ones first, the newest on top."""
    rows = Introduction.kept.filter(cluster=cluster, first__removed_at=None, second__removed_at=None)
    closed = models.Case(models.When(state__in=OPEN, then=0), default=1)
    shown = ("state", "outcome", "created_at", "first__name", "second__name")
    return rows.select_related("first", "second").only(*shown).order_by(closed, "-pk")


first_introductions = Prepared[Introduction](lambda cluster: introductions(cluster)[:5], int)

_REACHED = {
    "proposed": None,
    "accepted": models.Q(accepted_on__isnull=False),
    "met": models.Q(met_on__isnull=False),
    "relations": models.Q(relation__isnull=False),
    "waiting": models.Q(state__in=OPEN),
}
_progress = Prepared[tuple[int, ...]](
    lambda cluster: (
        Introduction.kept.filter(cluster=cluster)
        .order_by()
        .values("cluster")
        .annotate(**{name: models.Count("pk", filter=reached) for name, reached in _REACHED.items()})
        .values_list(*_REACHED)
    ),
    int,
)


def progress(cluster: Cluster) -> Progress:
    """One query."""
    return Progress(*(_progress.first(cluster.pk) or [0] * len(_REACHED)))


_open_pairs = Prepared[tuple[int, int, int]](
    lambda cluster: (
        Introduction.kept.filter(cluster=cluster, state__in=OPEN)
        .order_by()
        .values_list("pk", "first_id", "second_id")
    ),
    int,
)


def open_pairs(cluster: Cluster) -> dict[frozenset[int], int]:
    """Two organisations for whom an introduction is open, and its number."""
    return {frozenset((first, second)): pk for pk, first, second in _open_pairs(cluster.pk)}


def names_of(pks: set[int]) -> dict[int, str]:
    return dict(Organisation.objects.filter(pk__in=pks).values_list("pk", "name")) if pks else {}


def by_name(cluster: Cluster, lines: list[str]) -> dict[str, Organisation]:
    """Organisations of the register by what people call them; those that are not in it are missing."""
    keys = {search_key(line) for line in lines}
    rows = Organisation.kept.filter(cluster=cluster)
    return {key: row for row in rows if (key := search_key(row.name)) in keys}
