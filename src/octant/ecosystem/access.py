"""Organisations and what belongs to them are reached through their cluster, and only so."""

from octant.accounts.models import User
from octant.clusters.access import Right, cluster_for
from octant.clusters.models import Cluster
from octant.core.prepared import Prepared
from octant.core.rows import missing

from .models import Organisation

_organisation = Prepared[Organisation](
    lambda cluster, pk: (
        Organisation.objects.select_related("owner__user").filter(cluster=cluster, pk=pk).order_by("pk")[:1]
    ),
    int,
    int,
)


def organisation_for(
    user: User, slug: str, pk: int, right: Right, *, also_removed: bool = False
) -> tuple[Cluster, Organisation]:
    """The organisation with `organisation.cluster.access` set; 404 for strangers, 403 without the right."""
    cluster = cluster_for(user, slug, right)
    organisation = _organisation.first(cluster.pk, pk)
    if organisation is None or (organisation.removed_at and not also_removed):
        raise missing()
    organisation.cluster = cluster
    return cluster, organisation
