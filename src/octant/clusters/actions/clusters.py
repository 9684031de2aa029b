"""A cluster begins, changes, is put away, comes back, ends."""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from octant.accounts.models import User
from octant.core.editing import change
from octant.journal.actions import record

from ..models import Cluster, Membership, Role
from ..slugs import free_slug, slug_base


@transaction.atomic
def create_cluster(*, by: User, **values: object) -> Cluster:
    """A new cluster; whoever makes it is its first coordinator."""
    base = slug_base(
        str(values["name"]),
        country=str(values.get("country", "")),
        fallback=str(values.get("noun", "cluster")),
    )
    cluster = _create_with_free_slug(base, values)
    Membership.objects.create(cluster=cluster, user=by, role=Role.COORDINATOR)
    record(cluster=cluster, by=by, verb="cluster_created", subject=cluster)
    return cluster


@transaction.atomic
def change_cluster(*, cluster: Cluster, version: int, values: dict[str, object], by: User) -> Cluster:
    fresh, before = change(cluster, version=version, values=values)
    if before:
        record(
            cluster=fresh,
            by=by,
            verb="cluster_changed",
            subject=fresh,
            before=before,
            after={name: values[name] for name in before},
        )
    return fresh


@transaction.atomic
def archive(*, cluster: Cluster, by: User) -> None:
    """Put the cluster away: everybody can read it, nobody can change it."""
    if Cluster.objects.filter(pk=cluster.pk, archived_at=None).update(archived_at=timezone.now()):
        record(cluster=cluster, by=by, verb="cluster_archived", subject=cluster)


@transaction.atomic
def restore(*, cluster: Cluster, by: User) -> None:
    if Cluster.objects.filter(pk=cluster.pk, archived_at__isnull=False).update(archived_at=None):
        record(cluster=cluster, by=by, verb="cluster_restored", subject=cluster)


@transaction.atomic
def delete_cluster(*, cluster: Cluster) -> None:
    """Everything of the cluster goes for good: rounds, ratings, people's roles, journal, uploaded files."""
    pk = cluster.pk
    cluster.rounds.all().delete()  # first, because a round protects its ratings
    cluster.delete()
    transaction.on_commit(lambda: shutil.rmtree(uploads(pk), ignore_errors=True))


def _create_with_free_slug(base: str, values: dict[str, object]) -> Cluster:
    """Somebody may take the same address between looking and writing; then look again."""
    for _attempt in range(5):
        try:
            with transaction.atomic():
                return Cluster.objects.create(slug=free_slug(base), **values)
        except IntegrityError:
            continue
    raise RuntimeError(f"no free address for {base!r}")


def uploads(cluster_id: int) -> Path:
    """The folder that holds what was uploaded to a cluster."""
    return Path(settings.MEDIA_ROOT) / "clusters" / str(cluster_id)
