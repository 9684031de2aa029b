"""Reminding people of dates by e-mail. `octant remind` does it; a host runs that once a day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from octant.accounts.mail import send
from octant.accounts.models import User
from octant.clusters.access import RIGHTS, Right
from octant.clusters.models import Cluster, Membership, Role

from ..models import Registration, RegistrationState, Reminder
from ..queries.landscape import Date, dates

DAYS_AHEAD = (14, 7, 1, 0)


@dataclass(frozen=True, slots=True)
class Sent:
    """How many e-mails went out, and how many the mail server did not take."""

    good: int
    failed: int


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Organisations that have registered themselves; whoever knows of the last one knows of all."""

    count: int
    last: Registration


def remind(today: date) -> Sent:
    """Write to whoever looks after something that is due in 14, 7 or 1 days or today.

    What nobody looks after goes to the coordinators, and so does what only the team may know. They also hear
    when organisations have registered themselves. Nobody is told the same twice, however often this runs;
    what the mail server did not take is tried again the next time.
    """
    results: list[bool | None] = []
    for cluster in Cluster.objects.filter(archived_at=None).order_by("pk"):
        members = _members(cluster)
        due, waiting = _due(cluster, members, today), _waiting(cluster)
        coordinators = _coordinators(members)
        for user in dict.fromkeys([*due, *(coordinators if waiting else [])]):
            queue = waiting if user in coordinators else None
            results.append(_remind_one(cluster, user, due.get(user, []), queue))
    told = [result for result in results if result is not None]
    return Sent(good=sum(told), failed=len(told) - sum(told))


def _members(cluster: Cluster) -> list[Membership]:
    rows = Membership.objects.filter(cluster=cluster, left_at=None, user__is_active=True)
    return list(rows.select_related("user"))


def _coordinators(members: list[Membership]) -> list[User]:
    return [member.user for member in members if member.role == Role.COORDINATOR]


def _waiting(cluster: Cluster) -> _Waiting | None:
    rows = Registration.objects.filter(cluster=cluster, state=RegistrationState.WAITING)
    last = rows.order_by("pk").last()
    return _Waiting(rows.count(), last) if last else None


def _due(cluster: Cluster, members: list[Membership], today: date) -> dict[User, list[tuple[Date, int]]]:
    """What each person is to be told: the date, and how many days are left."""
    coming = dates(cluster, today, today + timedelta(days=max(DAYS_AHEAD)), team=True)
    soon = [(each, left) for each in coming if (left := (each.day - today).days) in DAYS_AHEAD]
    by_pk = {member.pk: member for member in members}
    coordinators = _coordinators(members)
    found: defaultdict[User, list[tuple[Date, int]]] = defaultdict(list)
    for each, left in soon:
        owner = by_pk.get(each.owner_id or 0)
        may_know = owner and (each.kind != "organisation" or Right.EDIT_ROUND in RIGHTS[owner.role])
        for user in [owner.user] if owner and may_know else coordinators:
            found[user].append((each, left))
    return dict(found)


@transaction.atomic
def _remind_one(
    cluster: Cluster, user: User, found: list[tuple[Date, int]], waiting: _Waiting | None
) -> bool | None:
    """True when the e-mail went out, False when it did not; None when there was nothing new to tell."""
    notes = [_note(cluster, user, each.key, each.day, left) for each, left in found]
    new = [each for (each, _left), note in zip(found, notes, strict=True) if note]
    if waiting:
        day = timezone.localdate(waiting.last.at)
        notes.append(_note(cluster, user, f"registration-{waiting.last.pk}", day, 0))
    if not any(notes):
        return None
    with override(user.language or cluster.language):
        sent = send(
            "ecosystem/email/dates.txt",
            user.email,
            cluster=cluster,
            dates=new,
            address=settings.SITE_URL + reverse("ecosystem:landscape", args=[cluster.slug]),
            waiting=waiting.count if waiting else 0,
            queue=settings.SITE_URL + reverse("ecosystem:registrations", args=[cluster.slug]),
        )
    if not sent:
        Reminder.objects.filter(pk__in=[note for note in notes if note]).delete()
    return sent


def _note(cluster: Cluster, user: User, key: str, day: date, left: int) -> int | None:
    """Note that the person is told; None when they have been told before."""
    row, made = Reminder.objects.get_or_create(cluster=cluster, user=user, key=key, day=day, ahead=left)
    return row.pk if made else None
