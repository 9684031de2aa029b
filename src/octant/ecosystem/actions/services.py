"""Writing offers and needs."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from octant.accounts.models import User
from octant.core.editing import change
from octant.journal.actions import record

from ..models import Organisation, Service


@transaction.atomic
def add_service(
    *, model: type[Service], organisation: Organisation, by: User | None, **values: Any
) -> Service:
    row: Service = model.objects.create(organisation=organisation, **values)
    _record(row, "added", by)
    return row


@transaction.atomic
def change_service(*, row: Service, version: int, values: dict[str, Any], by: User | None) -> Service:
    """Raises EditConflict."""
    fresh, before = change(row, version=version, values=values)
    if before:
        _record(row, "changed", by, before, {name: values[name] for name in before})
    return fresh


@transaction.atomic
def remove_service(*, row: Service, by: User | None) -> None:
    if type(row).kept.filter(pk=row.pk).update(removed_at=timezone.now()):
        _record(row, "removed", by)


@transaction.atomic
def restore_service(*, row: Service, by: User | None) -> None:
    if type(row).objects.filter(pk=row.pk, removed_at__isnull=False).update(removed_at=None):
        _record(row, "restored", by)


def _record(
    row: Service,
    what: str,
    by: User | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record(
        cluster=row.organisation.cluster,
        by=by,
        verb=f"{row._meta.model_name}_{what}",
        subject=row,
        before=before,
        after=after,
        text=row.organisation.name,
    )
