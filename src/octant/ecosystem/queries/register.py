"""Reading the register of organisations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from octant.accounts.models import User, shown_name
from octant.clusters.models import Cluster, Membership
from octant.core.prepared import Prepared

from ..fields import having
from ..models import (
    Contact,
    EntryLink,
    Need,
    Offer,
    Organisation,
    Registration,
    RegistrationState,
    SavedView,
    Service,
)
from ..names import name_key, search_key

MOST_SUGGESTIONS = 10

# What a place is called where an organisation can be named, by the name of its model.
PLACES = {"finding": _("Finding"), "goal": _("Goal"), "measure": _("Measure")}


@dataclass(frozen=True, slots=True)
class Suggestion:
    value: int
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where an organisation is named; `where` says what kind of place it is."""

    where: str
    text: str
    round_number: int
    round_url: str


# How the list may be sorted; the name decides between equals.
ORDERS = {
    "name": "name_key",
    "sector": "sector",
    "place": "place",
    "membership": "membership",
    "changed": "changed_at",
    "review": "review_on",
}


def organisations(
    cluster: Cluster, wanted: Mapping[str, Any] | None = None, *, today: date | None = None
) -> "models.QuerySet[Organisation]":
    """The register, as somebody wants to see it; `wanted` is what FilterForm.wanted() returns."""
    wanted = wanted or {}
    rows = Organisation.kept.filter(cluster=cluster)
    for name in ("sector", "kind", "membership", "owner"):
        if name in wanted:
            rows = rows.filter(**{name: wanted[name]})
    if text := search_key(str(wanted.get("q", ""))):
        rows = rows.filter(search_key__contains=text)
    for name, field in (("role", "roles"), ("sdg", "sdgs")):
        if name in wanted:
            rows = rows.filter(**{f"{field}__contains": having(wanted[name])})
    for name, model in (("offers", Offer), ("needs", Need)):
        if name in wanted:
            open_ones = model.kept.filter(
                organisation=models.OuterRef("pk"), category=wanted[name], closed_on=None
            )
            rows = rows.filter(models.Exists(open_ones))
    if "lacks" in wanted:
        rows = rows.filter(_lacking(wanted["lacks"], today or timezone.localdate()))
    return rows.order_by(*_order(wanted.get("sort", "name")))


def _lacking(what: str, today: date) -> models.Q:
    return {
        "sector": models.Q(sector=""),
        "place": models.Q(place=""),
        "coordinates": models.Q(latitude=None),
        "owner": models.Q(owner=None),
        "source": models.Q(source="", source_url=""),
        "due": models.Q(review_on__lte=today),
    }[what]


def _order(sort: str) -> tuple[Any, ...]:
    """Empty values come last, whichever way the list runs."""
    column = ORDERS[sort.removeprefix("-")]
    if column == "review_on":
        ends = {"nulls_last": True}
        first: Any = models.F(column).desc(**ends) if sort.startswith("-") else models.F(column).asc(**ends)
        return (first, "name_key", "pk")
    if column in {"sector", "place"}:
        empty = models.Case(models.When(**{column: "", "then": 1}), default=0)
        return (empty, f"-{column}" if sort.startswith("-") else column, "name_key", "pk")
    return (f"-{column}" if sort.startswith("-") else column, "name_key", "pk")


_views = Prepared[SavedView](
    lambda cluster, user: SavedView.kept.filter(cluster=cluster).filter(
        models.Q(owner=user) | models.Q(shared=True)
    ),
    int,
    int,
)


def waiting(cluster: Cluster) -> int:
    """How many organisations have registered themselves and wait for the team."""
    return Registration.objects.filter(cluster=cluster, state=RegistrationState.WAITING).count()


def saved_views(cluster: Cluster, user: User) -> list[SavedView]:
    """One's own views and those of the others that are for everybody."""
    return _views(cluster.pk, user.pk)


def members(cluster: Cluster) -> "models.QuerySet[Membership]":
    """Who can keep entries up to date."""
    return _members(cluster.pk).select_related("user")


def _members(cluster: int) -> "models.QuerySet[Membership]":
    rows = Membership.objects.filter(cluster=cluster, left_at=None, user__is_active=True)
    return rows.order_by("user__name", "pk")


@dataclass(frozen=True, slots=True)
class Keeper:
    """A member as the forms of the list show one."""

    pk: int
    name: str

    def __str__(self) -> str:
        return self.name


_keepers = Prepared[tuple[int, str, str]](
    lambda cluster: _members(cluster).values_list("pk", "user__name", "user__email"), int
)


def keepers(cluster: Cluster) -> tuple[Keeper, ...]:
    """`members`, as plain values."""
    return tuple(Keeper(pk, shown_name(name, email, True)) for pk, name, email in _keepers(cluster.pk))


def same_name(cluster: Cluster, name: str) -> Organisation | None:
    """The organisation of this name, whatever the case and the spaces; in every script."""
    return Organisation.kept.filter(cluster=cluster, name_key=name_key(name)).first()


def suggestions(cluster: Cluster, typed: str) -> list[Suggestion]:
    """At most ten: those whose name begins with what was typed, then those it is found in otherwise."""
    wanted = search_key(typed)
    if not wanted:
        return []
    found = Organisation.kept.filter(cluster=cluster, search_key__contains=wanted).annotate(
        later=models.Case(models.When(search_key__startswith=wanted, then=0), default=1)
    )
    return [
        Suggestion(row.pk, row.name, ", ".join(filter(None, [row.get_sector_display(), row.place])))
        for row in found.order_by("later", "name_key")[:MOST_SUGGESTIONS]
    ]


def mentions(organisation: Organisation) -> list[Mention]:
    """Where it is named, newest round first.

    Findings, goals and measures live in a higher room; they are found through their links to this row.
    """
    rows = (row for asked in _naming() for row in asked(organisation.pk))
    found = {(row._meta.label_lower, row.pk): _mention(organisation, row) for row in rows}
    return sorted(found.values(), key=lambda mention: (-mention.round_number, mention.where, mention.text))


@cache
def _naming() -> list[Prepared[Any]]:
    """A query for each link by which one of PLACES names an organisation."""
    links = (
        link
        for link in Organisation._meta.get_fields(include_hidden=True)
        if isinstance(link, models.ForeignObjectRel) and not link.related_model._meta.auto_created
    )
    return [
        Prepared(partial(_rows, link.related_model, link.field.name), int)
        for link in links
        if link.related_model._meta.model_name in PLACES
    ]


def _rows(model: type[models.Model], link: str, organisation: int) -> "models.QuerySet[models.Model]":
    names = {field.name for field in model._meta.get_fields()}
    rows = model._base_manager.filter(**{link: organisation})
    if "removed_at" in names:
        rows = rows.filter(removed_at=None)
    return rows.select_related("round" if "round" in names else "goal__round")


def _mention(organisation: Organisation, row: Any) -> Mention:
    round_ = row.round if hasattr(row, "round") else row.goal.round
    url = reverse("rounds:overview", args=[organisation.cluster.slug, round_.number])
    return Mention(str(PLACES.get(row._meta.model_name, "")), str(row), round_.number, url)


# --- What belongs to an organisation and is shown on its page -----------------------------------------------

_services: dict[type[Service], Prepared[Service]] = {
    model: Prepared[Service](partial(lambda model, pk: model.kept.filter(organisation=pk), model), int)
    for model in (Offer, Need)
}
_contacts = Prepared[Contact](lambda pk: Contact.kept.filter(organisation=pk), int)
_entry_link = Prepared[EntryLink](
    lambda pk: EntryLink.objects.filter(organisation=pk, revoked_at=None).order_by("pk")[:1], int
)


def services_of(organisation: Organisation, model: type[Service]) -> list[Service]:
    """Its offers or its needs, with those that are settled."""
    return _services[model](organisation.pk)


def contacts(organisation: Organisation) -> list[Contact]:
    return _contacts(organisation.pk)


def entry_link(organisation: Organisation) -> EntryLink | None:
    """The link by which it changes its own entry, if there is one that works."""
    return _entry_link.first(organisation.pk)
