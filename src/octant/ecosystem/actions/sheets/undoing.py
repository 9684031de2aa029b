"""Taking a whole import back. What somebody has changed or used since stays, and is named."""

from itertools import batched
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from octant.accounts.models import User
from octant.clusters.models import Cluster
from octant.core.sheets.uploads import Status
from octant.journal.actions import record

from ...models import Contact, Need, Offer, Organisation, Relation, SheetImport
from . import rows
from .undo import Undo, former

BATCH = 500
MANY = 5000  # numbers in one statement
MOST_KEPT = 1000  # names that are listed


@transaction.atomic
def take_back(row: SheetImport, by: User) -> None:
    cluster = Cluster.objects.select_for_update(no_key=True).get(pk=row.cluster_id)
    undo: Undo = row.undo
    now = timezone.now()
    for some in batched(undo["contacts"], MANY):
        Contact.objects.filter(pk__in=some, organisation__cluster=cluster).delete()
    for model, name in ((Offer, "offers"), (Need, "needs")):
        for some in batched(undo[name], MANY):
            untouched = model.kept.filter(pk__in=some, organisation__cluster=cluster, version=1)
            untouched.update(removed_at=now)
    kept = _relations(cluster, undo)
    kept += _added(cluster, undo["added"])
    kept += _changed(cluster, undo["changed"])
    record(cluster=cluster, by=by, verb="sheet_undone", subject=row.file_name)
    row.status = Status.UNDONE
    row.result = row.result | {"kept": kept[:MOST_KEPT], "kept_count": len(kept)}
    row.undo = {}
    row.save(update_fields=["status", "result", "undo"])
    transaction.on_commit(row.delete_files)


def _relations(cluster: Cluster, undo: Undo) -> list[str]:
    kept: list[str] = []
    for some in batched(undo["relations"], MANY):
        found = Relation.kept.filter(cluster=cluster, pk__in=some)
        kept += [str(row) for row in found.exclude(version=1).select_related("first", "second")]
        found.filter(version=1).update(removed_at=timezone.now())
    for pk, was in undo["relations_changed"].items():
        row = Relation.kept.select_related("first", "second").filter(cluster=cluster, pk=int(pk)).first()
        if row is None or row.version != was["version"]:
            kept += [str(row)] if row else []
            continue
        for name, value in former(Relation, was).items():
            setattr(row, name, value)
        row.version += 1
        row.save()
    return kept


def _added(cluster: Cluster, added: list[int]) -> list[str]:
    """Organisations that nobody has changed or used since go; the names of the others."""
    used = _used(cluster, added)
    wanted = set(added)
    found = Organisation.kept.filter(cluster=cluster).values_list("pk", "version", "name")
    mine = [(pk, name, version > 1 or pk in used) for pk, version, name in found.iterator() if pk in wanted]
    for some in batched((pk for pk, _name, stays in mine if not stays), MANY):
        Organisation.kept.filter(cluster=cluster, pk__in=some).update(removed_at=timezone.now())
    return [name for _pk, name, stays in mine if stays]


def _used(cluster: Cluster, organisations: list[int]) -> set[int]:
    """Those that something else names by now: relations, offers, findings, goals, whatever links to them."""
    found: set[int] = set()
    wanted = set(organisations)
    for link in Organisation._meta.get_fields(include_hidden=True):
        if not isinstance(link, models.ForeignObjectRel) or link.related_model is Organisation:
            continue
        name = link.field.name
        linked: Any = link.related_model._base_manager.filter(**{f"{name}__cluster": cluster})
        if any(each.name == "removed_at" for each in link.related_model._meta.get_fields()):
            linked = linked.filter(removed_at=None)
        found |= wanted & set(linked.values_list(name, flat=True))
    return found


def _changed(cluster: Cluster, changed: dict[str, dict[str, Any]]) -> list[str]:
    """Give changed organisations their former values; the names of those changed again since."""
    kept: list[str] = []
    for numbers in batched(changed, BATCH):
        some = Organisation.objects.filter(cluster=cluster, pk__in=[int(pk) for pk in numbers])
        back = []
        for row in some:
            was = changed[str(row.pk)]
            if row.version == was["version"]:
                back.append((row, former(Organisation, was)))
            else:
                kept.append(row.name)
        rows.change(back)
    return kept
