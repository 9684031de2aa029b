"""Writing to the register of organisations."""

from django.db import transaction
from django.utils import timezone

from octant.accounts.models import User
from octant.clusters.models import Cluster
from octant.core.editing import change
from octant.journal.actions import record

from ..models import Organisation
from ..queries.register import same_name


class AlreadyThere(Exception):
    """The register has an organisation of this name; it is handed along."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(organisation.name)
        self.organisation = organisation


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
def add(*, cluster: Cluster, by: User, **values: object) -> Organisation:
    """Raises AlreadyThere."""
    values["name"] = _clean(str(values["name"]))
    _lock(cluster)
    _require_new_name(cluster, str(values["name"]))
    return _add(cluster, by, values)


@transaction.atomic
def change_organisation(
    *, organisation: Organisation, version: int, values: dict[str, object], by: User
) -> Organisation:
    """Raises AlreadyThere when the new name belongs to another row."""
    values = values | {"name": _clean(str(values["name"]))}
    _lock(organisation.cluster)
    _require_new_name(organisation.cluster, str(values["name"]), but=organisation)
    fresh, before = change(organisation, version=version, values=values)
    if before:
        after = {name: values[name] for name in before}
        cluster = organisation.cluster
        record(cluster=cluster, by=by, verb="organisation_changed", subject=fresh, before=before, after=after)
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


def _add(cluster: Cluster, by: User, values: dict[str, object]) -> Organisation:
    organisation = Organisation.objects.create(cluster=cluster, **values)
    record(cluster=cluster, by=by, verb="organisation_added", subject=organisation)
    return organisation


def _lock(cluster: Cluster) -> None:
    """One writer of names at a time for each cluster; the database's own rule knows ASCII letters only."""
    Cluster.objects.select_for_update().get(pk=cluster.pk)


def _require_new_name(cluster: Cluster, name: str, *, but: Organisation | None = None) -> None:
    found = same_name(cluster, name)
    if found and found != but:
        raise AlreadyThere(found)


def _clean(name: str) -> str:
    return " ".join(name.split())
