"""Ways into a cluster.

An invitation to an e-mail address works once, and only for the person who signs in with that address; so it
may carry any role. A link can be passed on to anybody, so it gives no more than the role of a contributor.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from octant.accounts.models import User
from octant.journal.actions import record

from ..models import Cluster, Invitation, Membership, Role

LINK_ROLES = (Role.CONTRIBUTOR, Role.VIEWER)


class NotOpen(Exception):
    """The invitation cannot be used by this person now; `reason` is a key of the page that explains it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def invite_by_email(
    *, cluster: Cluster, emails: Sequence[str], role: str, message: str, days: int, by: User
) -> list[Invitation]:
    """One invitation for each address that is not yet in; an open one to the same address is replaced."""
    already_in = set(
        Membership.objects.filter(cluster=cluster, left_at=None, user__email__in=emails).values_list(
            "user__email", flat=True
        )
    )
    wanted = [email for email in emails if email not in already_in]
    Invitation.objects.filter(cluster=cluster, email__in=wanted, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    return [
        _invite(cluster=cluster, by=by, role=role, days=days, email=email, message=message)
        for email in wanted
    ]


@transaction.atomic
def invite_by_link(*, cluster: Cluster, role: str, days: int, by: User) -> Invitation:
    if role not in LINK_ROLES:
        raise ValueError(f"a link cannot give the role {role!r}")
    return _invite(cluster=cluster, by=by, role=role, days=days)


@transaction.atomic
def withdraw(*, invitation: Invitation, by: User) -> None:
    still_open = Invitation.objects.filter(pk=invitation.pk, withdrawn_at=None)
    if still_open.update(withdrawn_at=timezone.now()):
        record(cluster=invitation.cluster, by=by, verb="invitation_withdrawn", subject=invitation)


@transaction.atomic
def accept(*, invitation: Invitation, user: User) -> Membership:
    """Give the person the role. Somebody who is in already keeps the role they have."""
    Cluster.objects.select_for_update().get(pk=invitation.cluster_id)  # one newcomer at a time
    invitation = Invitation.objects.select_related("cluster").get(pk=invitation.pk)
    membership = Membership.objects.filter(cluster=invitation.cluster, user=user).first()
    if membership and membership.left_at is None:
        return membership
    if reason := closed_because(invitation, user):
        raise NotOpen(reason)
    membership = membership or Membership(cluster=invitation.cluster, user=user)
    membership.role, membership.left_at, membership.joined_at = invitation.role, None, timezone.now()
    membership.save()
    invitation.accepted_at = timezone.now()
    invitation.times_used += 1
    invitation.save(update_fields=["accepted_at", "times_used"])
    record(
        cluster=invitation.cluster,
        by=user,
        verb="person_joined",
        subject=membership,
        after={"role": invitation.role},
    )
    return membership


def closed_because(invitation: Invitation, user: User | None = None) -> str:
    """Why it cannot be used, as a key; empty when it can."""
    if invitation.withdrawn_at:
        return "withdrawn"
    if invitation.email and invitation.accepted_at:
        return "used"
    if invitation.expires_at <= timezone.now():
        return "expired"
    if invitation.cluster.archived_at:
        return "archived"
    if user and invitation.email and invitation.email != user.email:
        return "other_address"
    return ""


def _invite(
    *, cluster: Cluster, by: User, role: str, days: int, email: str = "", message: str = ""
) -> Invitation:
    invitation = Invitation.objects.create(
        cluster=cluster,
        email=email,
        role=role,
        message=message,
        created_by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )
    # The journal keeps no address in full: it could not be taken out again.
    verb = "person_invited" if email else "link_made"
    record(cluster=cluster, by=by, verb=verb, subject=invitation, after={"role": role})
    return invitation
