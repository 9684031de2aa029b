"""Organisations and what belongs to them are reached through their cluster, and only so."""

from django.db import models
from django.http import Http404
from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.clusters.access import Right, cluster_for
from octant.clusters.models import Cluster

from .models import Organisation


def organisation_for(
    user: User, slug: str, pk: int, right: Right, *, also_removed: bool = False
) -> tuple[Cluster, Organisation]:
    """The organisation with `organisation.cluster.access` set; 404 for strangers, 403 without the right."""
    cluster = cluster_for(user, slug, right)
    rows = Organisation.objects if also_removed else Organisation.kept
    organisation = part_of(rows.select_related("owner__user"), pk, cluster=cluster)
    organisation.cluster = cluster
    return cluster, organisation


def part_of[M: models.Model](rows: models.QuerySet[M] | models.Manager[M], pk: int, **inside: object) -> M:
    """The row with this number, if it lies inside: part_of(Offer.kept, pk, organisation__cluster=cluster)."""
    row = rows.filter(pk=pk, **inside).first()
    if row is None:
        raise Http404(_("There is no such entry. Perhaps somebody removed it."))
    return row
