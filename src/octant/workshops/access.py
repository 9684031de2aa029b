"""A workshop is reached through its round by the team, and by its code by everybody else."""

from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.clusters.access import Right
from octant.core.codes import NoSuchCode, typed
from octant.core.prepared import Prepared
from octant.core.rows import found
from octant.rounds.access import round_for

from .models import Workshop

_workshop = Prepared[Workshop](
    lambda round_, pk: (
        Workshop.kept.select_related("current").filter(round_id=round_, pk=pk).order_by("pk")[:1]
    ),
    int,
    int,
)


def workshop_for(user: User, slug: str, number: int, pk: int, right: Right) -> Workshop:
    """The workshop with its round, current activity and `cluster.access`; 404 for strangers, else 403."""
    round_ = round_for(user, slug, number, right)
    workshop = found(_workshop.first(round_.pk, pk))
    workshop.round, workshop.cluster = round_, round_.cluster
    return workshop


def workshop_by_code(code: str) -> Workshop:
    """For people without an account: any workshop that is not removed, whatever its status."""
    workshops = Workshop.kept.select_related("round", "cluster", "current")
    workshop = workshops.filter(code=typed(code)).first()
    if workshop is None:
        raise NoSuchCode(_("There is no workshop with this code. Please check the six characters."))
    return workshop
