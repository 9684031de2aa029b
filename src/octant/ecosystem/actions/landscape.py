"""Writing the mix that is wanted, policies, funding, and links to calendars."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from octant.accounts.models import User
from octant.clusters.models import Cluster
from octant.core.editing import change
from octant.journal.actions import record

from ..models import CalendarLink, Funding, Policy, TargetMix

type Entry = Policy | Funding


@transaction.atomic
def target_of(cluster: Cluster) -> TargetMix:
    return TargetMix.objects.get_or_create(cluster=cluster)[0]


@transaction.atomic
def change_target(*, target: TargetMix, version: int, values: dict[str, Any], by: User) -> TargetMix:
    """Raises EditConflict."""
    fresh, before = change(target, version=version, values=values)
    if before:
        after = {name: values[name] for name in before}
        record(cluster=target.cluster, by=by, verb="target_mix_changed", before=before, after=after)
    return fresh


@transaction.atomic
def add_entry(*, model: type[Policy] | type[Funding], cluster: Cluster, by: User, **values: Any) -> Entry:
    row: Entry = model.objects.create(cluster=cluster, **values)
    _record(row, "added", by)
    return row


@transaction.atomic
def change_entry(*, row: Entry, version: int, values: dict[str, Any], by: User) -> Entry:
    """Raises EditConflict."""
    fresh, before = change(row, version=version, values=values)
    if before:
        _record(row, "changed", by, before=before, after={name: values[name] for name in before})
    return fresh


@transaction.atomic
def remove_entry(*, row: Entry, by: User) -> None:
    if type(row).kept.filter(pk=row.pk).update(removed_at=timezone.now()):
        _record(row, "removed", by)


@transaction.atomic
def restore_entry(*, row: Entry, by: User) -> None:
    if type(row).objects.filter(pk=row.pk, removed_at__isnull=False).update(removed_at=None):
        _record(row, "restored", by)


def _record(row: Entry, what: str, by: User, **more: Any) -> None:
    record(cluster=row.cluster, by=by, verb=f"{row._meta.model_name}_{what}", subject=row, **more)


@transaction.atomic
def new_calendar_link(*, cluster: Cluster, user: User) -> CalendarLink:
    """A fresh secret address; the one before stops working."""
    Cluster.objects.select_for_update(no_key=True).get(pk=cluster.pk)
    CalendarLink.objects.filter(cluster=cluster, user=user).delete()
    return CalendarLink.objects.create(cluster=cluster, user=user)


def end_calendar_link(*, cluster: Cluster, user: User) -> None:
    CalendarLink.objects.filter(cluster=cluster, user=user).delete()
