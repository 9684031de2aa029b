"""Who may do what. Fetching and asking for the right are one call.

Strangers get 404 (they learn nothing), members without the right get 403 with the reason in words.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from octant.accounts.models import User
from octant.core.prepared import Prepared

from .models import Cluster, Membership, Role


class Right(StrEnum):
    VIEW = "view"
    CONTRIBUTE = "contribute"
    EDIT_ROUND = "edit_round"
    DECIDE = "decide"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_CLUSTER = "manage_cluster"


RIGHTS: dict[str, frozenset[Right]] = {
    Role.VIEWER: frozenset({Right.VIEW}),
    Role.CONTRIBUTOR: frozenset({Right.VIEW, Right.CONTRIBUTE}),
    Role.CORE: frozenset({Right.VIEW, Right.CONTRIBUTE, Right.EDIT_ROUND}),
    Role.COORDINATOR: frozenset(Right),
}

# One sentence for each right: shown on the page about roles and when somebody is turned away.
MEANING = {
    Right.VIEW: gettext_lazy("See the rounds, the plan, the people and the register"),
    Right.CONTRIBUTE: gettext_lazy("Rate, add findings, answer the vision questions, comment"),
    Right.EDIT_ROUND: gettext_lazy(
        "Edit every step of a round: vision, focus, goals, measures; "
        "keep the profile and the register; write in the journal"
    ),
    Right.DECIDE: gettext_lazy(
        "Record decisions: freeze the baseline, agree vision, focus and plan, reopen them"
    ),
    Right.MANAGE_PEOPLE: gettext_lazy("Invite people, change roles, remove people"),
    Right.MANAGE_CLUSTER: gettext_lazy(
        "Change the settings, archive, restore, export and delete the cluster"
    ),
}


@dataclass(frozen=True, slots=True)
class Access:
    """What the person who looks at a cluster is there."""

    membership: Membership
    rights: frozenset[Right]

    @property
    def role(self) -> str:
        return self.membership.role

    @property
    def can_contribute(self) -> bool:
        return Right.CONTRIBUTE in self.rights

    @property
    def can_edit(self) -> bool:
        return Right.EDIT_ROUND in self.rights

    @property
    def can_decide(self) -> bool:
        return Right.DECIDE in self.rights

    @property
    def can_manage_people(self) -> bool:
        return Right.MANAGE_PEOPLE in self.rights

    @property
    def can_manage(self) -> bool:
        return Right.MANAGE_CLUSTER in self.rights


def rights(membership: Membership) -> frozenset[Right]:
    """What the role allows; in an archived cluster nothing but looking and managing it."""
    allowed = RIGHTS[membership.role]
    if membership.cluster.archived_at:
        return allowed & {Right.VIEW, Right.MANAGE_CLUSTER}
    return allowed


_membership = Prepared[Membership](
    lambda slug, user: (
        Membership.objects.select_related("cluster")
        .filter(cluster__slug=slug, user_id=user, left_at=None)
        .order_by("pk")[:1]
    ),
    str,
    int,
)


def membership_for(user: User, slug: str, right: Right) -> Membership:
    """The person's membership of the cluster, if it carries the right. `membership.cluster.access` is set."""
    membership = _membership.first(slug, user.pk)
    if membership is None:
        raise Http404(_("There is no such page, or it is not open to you."))
    membership.user = user
    access = Access(membership, rights(membership))
    if right not in access.rights:
        raise PermissionDenied(reason(membership, right))
    membership.cluster.access = access
    return membership


def cluster_for(user: User, slug: str, right: Right) -> Cluster:
    """The cluster, with `access` set to what this person may do there."""
    return membership_for(user, slug, right).cluster


def reason(membership: Membership, right: Right) -> str:
    """Why somebody is turned away, and whom to ask."""
    if right in RIGHTS[membership.role]:
        return is_archived(membership.cluster)
    return _(
        "Your role here is “%(role)s”. This needs the right to: %(right)s. "
        "Ask a coordinator of “%(cluster)s”."
    ) % {"role": membership.get_role_display(), "right": MEANING[right], "cluster": membership.cluster}


def is_archived(cluster: Cluster) -> str:
    return _("“%(cluster)s” is archived. A coordinator can restore it under Settings.") % {"cluster": cluster}
