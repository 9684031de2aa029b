"""Reading the register of organisations."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from octant.clusters.models import Cluster

from ..models import Organisation
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


def organisations(cluster: Cluster, *, sector: str = "", text: str = "") -> "models.QuerySet[Organisation]":
    """The register by name; `text` is looked for in names, places, fields of work and target groups."""
    rows = Organisation.kept.filter(cluster=cluster)
    if sector:
        rows = rows.filter(sector=sector)
    wanted = search_key(text)
    return rows.filter(search_key__contains=wanted) if wanted else rows


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
    found: dict[tuple[str, int], Mention] = {}
    for relation in organisation._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.related_model._meta.auto_created:
            continue
        if relation.related_model._meta.app_label == organisation._meta.app_label:
            continue
        for row in _rows(relation.related_model, relation.field.name, organisation):
            found[row._meta.label_lower, row.pk] = _mention(organisation, row)
    return sorted(found.values(), key=lambda mention: (-mention.round_number, mention.where, mention.text))


def _rows(
    model: type[models.Model], link: str, organisation: Organisation
) -> "models.QuerySet[models.Model]":
    names = {field.name for field in model._meta.get_fields()}
    rows = model._base_manager.filter(**{link: organisation})
    if "removed_at" in names:
        rows = rows.filter(removed_at=None)
    return rows.select_related("round" if "round" in names else "goal__round")


def _mention(organisation: Organisation, row: Any) -> Mention:
    round_ = row.round if hasattr(row, "round") else row.goal.round
    url = reverse("rounds:overview", args=[organisation.cluster.slug, round_.number])
    return Mention(str(PLACES.get(row._meta.model_name, "")), str(row), round_.number, url)
