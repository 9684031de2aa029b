"""Writing to the register of organisations."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import ngettext

from octant.accounts.models import User
from octant.clusters.models import Cluster
from octant.core.editing import change, text
from octant.journal.actions import record

from .. import gazetteer
from ..models import BulkChange, Organisation, SavedView
from ..queries.register import same_name
from . import positions

REMOVE = "remove"  # what a BulkChange that removes has for a field
MOST_NAMES = 50  # of organisations in one entry of the journal
AT_ONCE = 500  # rows in one statement


class AlreadyThere(Exception):
    """The register has an organisation of this name; it is handed along."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(organisation.name)
        self.organisation = organisation


# --- One organisation ---------------------------------------------------------------------------------------


@transaction.atomic
def find_or_add(*, cluster: Cluster, name: str, by: User) -> Organisation:
    """The organisation of this name (case and spaces do not matter), added if it is new.

    `name` must not be empty. Of two people who type the same new name at the same time, the second finds
    what the first added.
    """
    name = _clean(name)
    _lock(cluster)
    found = same_name(cluster, name)
    return found or _add(cluster, by, {"name": name})


@transaction.atomic
def add(*, cluster: Cluster, by: User | None, **values: Any) -> Organisation:
    """Raises AlreadyThere. Where the place lies is looked up unless coordinates are given."""
    values["name"] = _clean(str(values["name"]))
    _lock(cluster)
    _require_new_name(cluster, values["name"])
    return _add(cluster, by, with_place(cluster, values))


@transaction.atomic
def change_organisation(
    *, organisation: Organisation, version: int, values: dict[str, Any], by: User | None
) -> Organisation:
    """Raises AlreadyThere when the new name belongs to another row, EditConflict as `change` does.

    `by=None`: the organisation itself, through its link.
    """
    cluster = organisation.cluster
    if "name" in values:
        values = values | {"name": _clean(str(values["name"]))}
        _lock(cluster)
        _require_new_name(cluster, values["name"], but=organisation)
    if "latitude" in values:
        values = _placed_by_hand(organisation, values)
    elif "place" in values:
        values = _moved(organisation, values)
    fresh, before = change(organisation, version=version, values=values)
    if before:
        positions.note([(fresh, before)])
        after = {name: values[name] for name in before}
        record(
            cluster=cluster,
            by=by,
            verb="organisation_changed" if by else "organisation_changed_itself",
            subject=fresh,
            before=before,
            after=after,
        )
    return fresh


@transaction.atomic
def remove(*, organisation: Organisation, by: User) -> None:
    """Take it off the register. Findings and measures that name it keep doing so."""
    if Organisation.kept.filter(pk=organisation.pk).update(removed_at=timezone.now()):
        record(cluster=organisation.cluster, by=by, verb="organisation_removed", subject=organisation)


@transaction.atomic
def restore(*, organisation: Organisation, by: User) -> None:
    """Raises AlreadyThere when the name was given to a new row meanwhile."""
    _lock(organisation.cluster)
    _require_new_name(organisation.cluster, organisation.name, but=organisation)
    if Organisation.objects.filter(pk=organisation.pk, removed_at__isnull=False).update(removed_at=None):
        record(cluster=organisation.cluster, by=by, verb="organisation_restored", subject=organisation)


def _add(cluster: Cluster, by: User | None, values: dict[str, Any]) -> Organisation:
    organisation = Organisation.objects.create(cluster=cluster, **values)
    record(cluster=cluster, by=by, verb="organisation_added", subject=organisation)
    return organisation


def _lock(cluster: Cluster) -> None:
    """One writer of names at a time for each cluster, so that the second finds what the first has written."""
    Cluster.objects.select_for_update(no_key=True).get(pk=cluster.pk)


def _require_new_name(cluster: Cluster, name: str, *, but: Organisation | None = None) -> None:
    found = same_name(cluster, name)
    if found and found != but:
        raise AlreadyThere(found)


def _clean(name: str) -> str:
    return " ".join(name.split())


# --- Where it lies ------------------------------------------------------------------------------------------


def located(cluster: Cluster, place: str, country: str) -> gazetteer.Place | None:
    """The place in its country; without one in the cluster's country, then wherever there is only one."""
    if country or not place:
        return gazetteer.find(place, country) if place else None
    return gazetteer.find(place, cluster.country) or gazetteer.find(place)


def with_place(cluster: Cluster, values: dict[str, Any]) -> dict[str, Any]:
    """The values of an organisation with what the gazetteer knows of its place; what is given stays."""
    found = located(cluster, values.get("place", ""), values.get("country", ""))
    if found is None:
        return values
    known: dict[str, Any] = {"country": found.country, "municipality": values["place"]}
    if values.get("latitude") is None:
        known |= {"latitude": found.latitude, "longitude": found.longitude}
    return values | {name: value for name, value in known.items() if not values.get(name)}


def _moved(organisation: Organisation, values: dict[str, Any]) -> dict[str, Any]:
    """A new place moves the point on the map, unless somebody has set the point by hand."""
    same = all(values.get(name, "") == getattr(organisation, name) for name in ("place", "country"))
    if same:
        return values
    if organisation.placed_by_hand:
        return values
    nowhere = {"latitude": None, "longitude": None}
    return with_place(organisation.cluster, values | nowhere)


def _placed_by_hand(organisation: Organisation, values: dict[str, Any]) -> dict[str, Any]:
    """Coordinates somebody typed stay when the place changes; emptied, those of the place come back."""
    if values["latitude"] is not None:
        return values | {"placed_by_hand": True}
    found = located(organisation.cluster, organisation.place, organisation.country)
    at = {"latitude": found.latitude, "longitude": found.longitude} if found else {}
    return values | at | {"placed_by_hand": False}


# --- Many at once -------------------------------------------------------------------------------------------


@transaction.atomic
def change_many(
    *, cluster: Cluster, rows: "models.QuerySet[Organisation]", field: str, value: Any, by: User
) -> BulkChange | None:
    """Set one field of many organisations. Returns what undoes it; None when nothing was to be changed."""
    found = rows.filter(cluster=cluster).select_for_update(of=("self",)).order_by("pk")
    changed = [row for row in found if getattr(row, field) != value]
    if not changed:
        return None
    before = {str(row.pk): _stored(row, field) for row in changed}
    _set(changed, field, [value] * len(changed))
    _record_many(cluster, by, "organisations_changed", changed, {field: value})
    return BulkChange.objects.create(
        cluster=cluster, by=by, field=field, before=before, after=_stored(changed[0], field)
    )


@transaction.atomic
def remove_many(*, cluster: Cluster, rows: "models.QuerySet[Organisation]", by: User) -> BulkChange | None:
    """Take many off the register. Returns what undoes it; None when there were none."""
    removed = list(rows.filter(cluster=cluster).select_for_update(of=("self",)).order_by("pk"))
    if not removed:
        return None
    _set_removed(removed, timezone.now())
    _record_many(cluster, by, "organisations_removed", removed)
    before = dict.fromkeys(str(row.pk) for row in removed)
    return BulkChange.objects.create(cluster=cluster, by=by, field=REMOVE, before=before)


@transaction.atomic
def undo_many(*, done: BulkChange, by: User) -> list[Organisation]:
    """Put back what was there before. What somebody has changed again meanwhile stays as it is now.

    Returns the organisations that could not be brought back because their name has been taken.
    """
    done = BulkChange.objects.select_for_update().get(pk=done.pk)
    if done.undone_at:
        return []
    done.undone_at = timezone.now()
    done.save(update_fields=["undone_at"])
    rows = list(Organisation.objects.filter(cluster=done.cluster, pk__in=[int(pk) for pk in done.before]))
    if done.field == REMOVE:
        return _bring_back(done.cluster, [row for row in rows if row.removed_at], by)
    column = field(done.field)
    back = [row for row in rows if _stored(row, done.field) == done.after]
    _set(back, column.attname, [column.to_python(done.before[str(row.pk)]) for row in back])
    _record_many(done.cluster, by, "organisations_put_back", back)
    return []


def _bring_back(cluster: Cluster, rows: list[Organisation], by: User) -> list[Organisation]:
    """Returns those whose name belongs to another row now."""
    _lock(cluster)
    keys = [row.name_key for row in rows]
    kept = Organisation.kept.filter(cluster=cluster, name_key__in=keys)
    taken = set(kept.values_list("name_key", flat=True))
    back = [row for row in rows if row.name_key not in taken]
    _set_removed(back, None)
    _record_many(cluster, by, "organisations_restored", back)
    return [row for row in rows if row.name_key in taken]


def _set_removed(rows: list[Organisation], when: datetime | None) -> None:
    pks = [row.pk for row in rows]
    for start in range(0, len(pks), AT_ONCE):
        Organisation.objects.filter(pk__in=pks[start : start + AT_ONCE]).update(removed_at=when)


def _set(rows: list[Organisation], name: str, values: Iterable[Any]) -> None:
    """Write one field of many rows, each with its new version, so that an open form notices.

    Rows that end up alike are written by one statement: ten thousand single ones would take half a minute.
    """
    link = name.removesuffix("_id")
    alike: dict[tuple[Any, int, str], list[int]] = {}
    for row, value in zip(rows, values, strict=True):
        row.last_changes[link] = {"version": row.version + 1, "before": text(row, name)}
        setattr(row, name, value)
        state = (value, row.version + 1, json.dumps(row.last_changes, sort_keys=True))
        alike.setdefault(state, []).append(row.pk)
    now = timezone.now()
    for (value, version, changes), pks in alike.items():
        written = {name: value, "version": version, "last_changes": json.loads(changes), "changed_at": now}
        for start in range(0, len(pks), AT_ONCE):
            Organisation.objects.filter(pk__in=pks[start : start + AT_ONCE]).update(**written)


def field(name: str) -> Any:
    """A column of the register, as Django describes it."""
    return Organisation._meta.get_field(name)


def _stored(row: Organisation, name: str) -> Any:
    """The value as JSON can keep it."""
    value = getattr(row, field(name).attname)
    return value.isoformat() if isinstance(value, date) else value


def _record_many(
    cluster: Cluster, by: User, verb: str, rows: list[Organisation], after: dict[str, Any] | None = None
) -> None:
    if not rows:
        return
    subject = ngettext("%(n)s organisation", "%(n)s organisations", len(rows)) % {"n": len(rows)}
    names = [row.name for row in rows[:MOST_NAMES]]
    text = ", ".join(names) + (" …" if len(rows) > MOST_NAMES else "")
    record(cluster=cluster, by=by, verb=verb, subject=subject, after=after, text=text)


# --- Views --------------------------------------------------------------------------------------------------


@transaction.atomic
def save_view(*, cluster: Cluster, by: User, name: str, query: str, shared: bool) -> SavedView:
    """A view of this name that one has already is replaced."""
    _lock(cluster)
    SavedView.kept.filter(cluster=cluster, owner=by, name=name).update(removed_at=timezone.now())
    return SavedView.objects.create(cluster=cluster, owner=by, name=name, query=query, shared=shared)


def set_view_removed(*, view: SavedView, removed: bool) -> None:
    view.removed_at = timezone.now() if removed else None
    view.save(update_fields=["removed_at"])
