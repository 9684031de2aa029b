"""A round and the things in it are reached through their cluster, and only so."""

from django.db import models
from django.http import Http404
from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.clusters.access import Right, cluster_for
from octant.core.prepared import Prepared

from .models import Round

_round = Prepared[Round](
    lambda cluster, number: (
        Round.objects.select_related("ratings").filter(cluster_id=cluster, number=number).order_by("pk")[:1]
    ),
    int,
    int,
)


def round_for(user: User, slug: str, number: int, right: Right) -> Round:
    """The round with `round.cluster.access` set; 404 for strangers, 403 without the right."""
    cluster = cluster_for(user, slug, right)
    round_ = _round.first(cluster.pk, number)
    if round_ is None:
        raise Http404(_("This cluster has no such round."))
    round_.cluster = cluster
    return round_


def part_of[M: models.Model](rows: models.QuerySet[M] | models.Manager[M], pk: int, **inside: object) -> M:
    """The row with this number, if it lies in this round: part_of(Finding.kept, pk, round=round_)."""
    return found(rows.filter(pk=pk, **inside).first())


def found[Row](row: Row | None) -> Row:
    """The row that was asked for by its number; 404 without one."""
    if row is None:
        raise Http404(_("There is no such entry. Perhaps somebody removed it."))
    return row
