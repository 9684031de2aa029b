"""The lines of a cluster's profile."""

from django.db import transaction
from django.utils import timezone

from octant.accounts.models import User
from octant.core.editing import change
from octant.journal.actions import record

from ..models import Cluster, Fact


@transaction.atomic
def add_fact(*, cluster: Cluster, by: User, **values: object) -> Fact:
    fact = Fact.objects.create(
        cluster=cluster, position=Fact.objects.filter(cluster=cluster).count(), **values
    )
    record(cluster=cluster, by=by, verb="fact_added", subject=fact, after={"text": fact.text})
    return fact


@transaction.atomic
def change_fact(*, fact: Fact, version: int, values: dict[str, object], by: User) -> Fact:
    fresh, before = change(fact, version=version, values=values)
    if before:
        after = {name: values[name] for name in before}
        record(cluster=fact.cluster, by=by, verb="fact_changed", subject=fresh, before=before, after=after)
    return fresh


@transaction.atomic
def remove_fact(*, fact: Fact, by: User) -> None:
    if Fact.kept.filter(pk=fact.pk).update(removed_at=timezone.now()):
        record(cluster=fact.cluster, by=by, verb="fact_removed", subject=fact, before={"text": fact.text})


@transaction.atomic
def restore_fact(*, fact: Fact, by: User) -> None:
    if Fact.objects.filter(pk=fact.pk, removed_at__isnull=False).update(removed_at=None):
        record(cluster=fact.cluster, by=by, verb="fact_restored", subject=fact, after={"text": fact.text})
