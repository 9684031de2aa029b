"""Organisations and what belongs to them are reached through their cluster, and only so."""

from django.db import models
from django.http import Http404
from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.clusters.access import Right, cluster_for
from octant.clusters.models import Cluster
from octant.core.prepared import Prepared

from .models import Organisation

LARGEST = 2**63 - 1  # what a database can compare a row's number with

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
    organisation = _organisation.first(cluster.pk, pk) if pk <= LARGEST else None
    if organisation is None or (organisation.removed_at and not also_removed):
        raise missing()
    organisation.cluster = cluster
    return cluster, organisation


def part_of[M: models.Model](rows: models.QuerySet[M] | models.Manager[M], pk: int, **inside: object) -> M:
    """The row with this number, if it lies inside: part_of(Offer.kept, pk, organisation__cluster=cluster)."""
    row = rows.filter(pk=pk, **inside).first()
    if row is None:
        raise missing()
    return row


def missing() -> Http404:
    return Http404(_("There is no such entry. Perhaps somebody removed it."))
