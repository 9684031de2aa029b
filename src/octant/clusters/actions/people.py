"""Roles change, people leave. A cluster always keeps a coordinator.

Every action that could take away the last one first locks the row of the cluster, so that two coordinators
who leave in the same moment are served one after the other.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from octant.accounts.erasing import StillNeeded
from octant.accounts.models import User
from octant.journal.actions import record
from octant.journal.models import Entry

from ..models import Cluster, Invitation, Membership, Role


class LastCoordinator(Exception):
    """A cluster without a coordinator could not be run by anybody. The text says what to do."""

    def __init__(self, cluster: Cluster) -> None:
        super().__init__(
            _(
                "“%(cluster)s” needs at least one coordinator. "
                "Hand the coordination over to somebody else first."
            )
            % {"cluster": cluster}
        )


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: User) -> None:
    fresh = _locked(membership)
    if fresh.left_at or fresh.role == role:
        return
    _require_another_coordinator(fresh)
    before, fresh.role = fresh.role, role
    fresh.save(update_fields=["role"])
    record(
        cluster=fresh.cluster,
        by=by,
        verb="role_changed",
        subject=fresh,
        before={"role": before},
        after={"role": role},
    )


@transaction.atomic
def hand_over(*, membership: Membership, to: Membership, by: User) -> None:
    """The other person becomes coordinator; whoever hands over stays in the core team."""
    giver, taker = _locked(membership), _locked(to)
    if giver.pk == taker.pk or giver.role != Role.COORDINATOR or taker.left_at:
        return
    Membership.objects.filter(pk=taker.pk).update(role=Role.COORDINATOR)
    Membership.objects.filter(pk=giver.pk).update(role=Role.CORE)
    record(
        cluster=giver.cluster,
        by=by,
        verb="coordination_handed_over",
        subject=taker,
        before={"role": taker.role},
        after={"role": Role.COORDINATOR},
    )


@transaction.atomic
def remove(*, membership: Membership, by: User) -> None:
    _end(membership, by=by, verb="person_removed")


@transaction.atomic
def leave(*, membership: Membership) -> None:
    _end(membership, by=membership.user, verb="person_left")


@transaction.atomic
def bring_back(*, membership: Membership, by: User) -> None:
    """Undo a removal: the person has the same role as before."""
    if Membership.objects.filter(pk=membership.pk, left_at__isnull=False).update(left_at=None):
        record(cluster=membership.cluster, by=by, verb="person_brought_back", subject=membership)


def leave_everywhere(user: User) -> None:
    """A step of erasing an account: refused while a cluster would lose its last coordinator."""
    mine = list(Membership.objects.select_related("cluster").filter(user=user))
    needed = []
    for membership in mine:
        if membership.left_at:
            continue
        try:
            _end(membership, by=user, verb="person_left")
        except LastCoordinator:
            needed.append(membership.cluster.name)
    if needed:
        raise StillNeeded(
            _(
                "You are the last coordinator of: %(clusters)s. "
                "Hand the coordination over, or delete the cluster, then come back."
            )
            % {"clusters": ", ".join(needed)}
        )
    Invitation.objects.filter(email=user.email).delete()
    _forget_in_journals(user, mine)


def _end(membership: Membership, *, by: User, verb: str) -> None:
    fresh = _locked(membership)
    if fresh.left_at:
        return
    _require_another_coordinator(fresh)
    fresh.left_at = timezone.now()
    fresh.save(update_fields=["left_at"])
    record(cluster=fresh.cluster, by=by, verb=verb, subject=fresh, before={"role": fresh.role})


def _locked(membership: Membership) -> Membership:
    Cluster.objects.select_for_update().get(pk=membership.cluster_id)
    return Membership.objects.select_related("cluster", "user").get(pk=membership.pk)


def why_needed(membership: Membership) -> str:
    """Why this person cannot leave; empty when they can."""
    try:
        _require_another_coordinator(membership)
    except LastCoordinator as reason:
        return str(reason)
    return ""


def _require_another_coordinator(membership: Membership) -> None:
    if membership.role != Role.COORDINATOR:
        return
    others = Membership.objects.filter(
        cluster=membership.cluster, role=Role.COORDINATOR, left_at=None, user__is_active=True
    ).exclude(pk=membership.pk)
    if not others.exists():
        raise LastCoordinator(membership.cluster)


def _forget_in_journals(user: User, memberships: list[Membership]) -> None:
    """Take the name out where it stands as a thing: the role that changed, the owner of a goal."""
    entries = Entry.objects.filter(cluster__in=[membership.cluster_id for membership in memberships])
    entries.filter(
        subject_type="clusters.membership", subject_id__in=[membership.pk for membership in memberships]
    ).update(subject="")
    if not user.name:
        return
    for entry in entries.exclude(Q(before={}) & Q(after={})).iterator():
        before, after = _without(entry.before, user.name), _without(entry.after, user.name)
        if (before, after) != (entry.before, entry.after):
            entries.filter(pk=entry.pk).update(before=before, after=after)


def _without(value: object, name: str) -> object:
    if isinstance(value, dict):
        return {key: _without(item, name) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, name) for item in value]
    return "" if value == name else value
