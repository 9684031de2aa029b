"""Writing contacts. They are personal data: the journal says that something changed, never what."""

from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from octant.accounts.models import User
from octant.clusters.models import Cluster
from octant.core.editing import change
from octant.journal.actions import record

from ..models import Contact, Organisation

UNDO = timedelta(days=1)  # how long a removed contact can be brought back


@transaction.atomic
def add_contact(*, organisation: Organisation, by: User | None, **values: Any) -> Contact:
    row = Contact.objects.create(organisation=organisation, **values)
    _record(row, "contact_added", by)
    return row


@transaction.atomic
def change_contact(*, row: Contact, version: int, values: dict[str, Any], by: User) -> Contact:
    """Raises EditConflict."""
    fresh, before = change(row, version=version, values=values)
    if before:
        _record(row, "contact_changed", by)
    return fresh


@transaction.atomic
def remove_contact(*, row: Contact, by: User) -> None:
    """Hide it; it can be brought back for a day, then it is among those to be erased."""
    if Contact.kept.filter(pk=row.pk).update(removed_at=timezone.now()):
        _record(row, "contact_removed", by)


@transaction.atomic
def restore_contact(*, row: Contact, by: User) -> None:
    if Contact.objects.filter(pk=row.pk, removed_at__isnull=False).update(removed_at=None):
        _record(row, "contact_restored", by)


@transaction.atomic
def erase_due(*, cluster: Cluster, by: User | None) -> int:
    """Erase for good every contact whose day has come, and those that were removed. Returns how many."""
    rows = list(due(cluster, timezone.localdate()).select_related("organisation"))
    for row in rows:
        _record(row, "contact_erased", by)
    Contact.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def due(cluster: Cluster, today: date) -> "models.QuerySet[Contact]":
    removed = models.Q(removed_at__lt=timezone.now() - UNDO)
    return Contact.objects.filter(removed | models.Q(delete_on__lte=today), organisation__cluster=cluster)


def _record(row: Contact, verb: str, by: User | None) -> None:
    record(cluster=row.organisation.cluster, by=by, verb=verb, subject=row.organisation)
