"""Reminding people of dates by e-mail. `octant remind` does it; a host runs that once a day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from octant.accounts.mail import send
from octant.accounts.models import User
from octant.clusters.access import RIGHTS, Right
from octant.clusters.models import Cluster, Membership, Role

from ..models import Reminder
from ..queries.landscape import Date, dates

DAYS_AHEAD = (14, 7, 1, 0)


@dataclass(frozen=True, slots=True)
class Sent:
    """How many e-mails went out, and how many the mail server did not take."""

    good: int
    failed: int


def remind(today: date) -> Sent:
    """Write to whoever looks after something that is due in 14, 7 or 1 days or today.

    What nobody looks after goes to the coordinators, and so does what only the team may know. Nobody is told
    the same twice, however often this runs; what the mail server did not take is tried again the next time.
    """
    results = [
        _remind_one(cluster, user, found)
        for cluster in Cluster.objects.filter(archived_at=None).order_by("pk")
        for user, found in _due(cluster, today).items()
    ]
    told = [result for result in results if result is not None]
    return Sent(good=sum(told), failed=len(told) - sum(told))


def _due(cluster: Cluster, today: date) -> dict[User, list[tuple[Date, int]]]:
    """What each person is to be told: the date, and how many days are left."""
    coming = dates(cluster, today, today + timedelta(days=max(DAYS_AHEAD)), team=True)
    soon = [(each, left) for each in coming if (left := (each.day - today).days) in DAYS_AHEAD]
    if not soon:
        return {}
    members = list(
        Membership.objects.filter(cluster=cluster, left_at=None, user__is_active=True).select_related("user")
    )
    by_pk = {member.pk: member for member in members}
    coordinators = [member.user for member in members if member.role == Role.COORDINATOR]
    found: defaultdict[User, list[tuple[Date, int]]] = defaultdict(list)
    for each, left in soon:
        owner = by_pk.get(each.owner_id or 0)
        may_know = owner and (each.kind != "organisation" or Right.EDIT_ROUND in RIGHTS[owner.role])
        for user in [owner.user] if owner and may_know else coordinators:
            found[user].append((each, left))
    return dict(found)


@transaction.atomic
def _remind_one(cluster: Cluster, user: User, found: list[tuple[Date, int]]) -> bool | None:
    """True when the e-mail went out, False when it did not; None when there was nothing new to tell."""
    new = []
    for each, left in found:
        row, made = Reminder.objects.get_or_create(
            cluster=cluster, user=user, key=each.key, day=each.day, ahead=left
        )
        if made:
            new.append((each, row.pk))
    if not new:
        return None
    with override(user.language or cluster.language):
        sent = send(
            "ecosystem/email/dates.txt",
            user.email,
            cluster=cluster,
            dates=[each for each, _pk in new],
            address=settings.SITE_URL + reverse("ecosystem:landscape", args=[cluster.slug]),
        )
    if not sent:
        Reminder.objects.filter(pk__in=[pk for _each, pk in new]).delete()
    return sent
