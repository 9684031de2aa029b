"""Reading the register of organisations."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from octant.clusters.models import Cluster

from .models import Organisation

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


def organisations(
    cluster: Cluster, *, sector: str = "", text: str = ""
) -> "models.QuerySet[Organisation] | list[Organisation]":
    """The register by name; `text` is looked for in names and places, whatever the case."""
    rows = Organisation.kept.filter(cluster=cluster)
    if sector:
        rows = rows.filter(sector=sector)
    wanted = name_key(text)
    if not wanted:
        return rows  # as a query, so that a page of the list reads its own rows only
    return [row for row in rows if wanted in name_key(row.name) or wanted in name_key(row.place)]


def same_name(cluster: Cluster, name: str) -> Organisation | None:
    """The organisation of this name, whatever the case and the spaces; in every script.

    Compared in Python: a database's lower() may know ASCII letters only.
    """
    wanted = name_key(name)
    names = Organisation.kept.filter(cluster=cluster).values_list("pk", "name")
    pk = next((pk for pk, known in names if name_key(known) == wanted), None)
    return None if pk is None else Organisation.objects.get(pk=pk)


def suggestions(cluster: Cluster, typed: str) -> list[Suggestion]:
    """At most ten names that begin with what was typed, then names that contain it."""
    wanted = name_key(typed)
    if not wanted:
        return []
    found = [
        (not name_key(row.name).startswith(wanted), name_key(row.name), row)
        for row in Organisation.kept.filter(cluster=cluster)
        if wanted in name_key(row.name)
    ]
    found.sort(key=lambda item: item[:2])
    return [
        Suggestion(row.pk, row.name, ", ".join(filter(None, [row.get_sector_display(), row.place])))
        for _later, _key, row in found[:MOST_SUGGESTIONS]
    ]


def mentions(organisation: Organisation) -> list[Mention]:
    """Where it is named, newest round first.

    Findings, goals and measures live in a higher room; they are found through their links to this row.
    """
    found: dict[tuple[str, int], Mention] = {}
    for relation in organisation._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.related_model._meta.auto_created:
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


def name_key(name: str) -> str:
    """What two spellings of one name have in common."""
    return " ".join(name.split()).casefold()
