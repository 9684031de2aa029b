"""A round and the things in it are reached through their cluster, and only so."""

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
