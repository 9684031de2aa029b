"""How many were invited and how many of them used it. When, and what they answered, is nowhere."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from octant.core.prepared import Prepared

from ..models import SILENT, Invitation, Letter, Mailing, Survey

NAMED = 50  # addresses that the page names when something went wrong with them

MAIL, CODE = ~Q(email=""), Q(email="")
OPEN = MAIL & Q(used=False)
# An e-mail that was never begun, or put back because the mail server was down.
WAITING = OPEN & Q(taken_at=None, refused=False) & (Q(queued=True) | Q(sent_on=None, mailing=None))


def unsure(silent_since: datetime) -> Q:
    """Handed to the mail server when the program was stopped: perhaps sent, perhaps not."""
    return OPEN & Q(taken_at__lt=silent_since)


@dataclass(frozen=True, slots=True)
class Counts:
    """`mails` and `codes` are those that were not withdrawn."""

    mails: int = 0
    mails_used: int = 0
    mails_waiting: int = 0  # not sent yet
    mails_open: int = 0  # sent and not used
    mails_refused: int = 0  # the mail server takes nothing to these addresses
    mails_unsure: int = 0
    codes: int = 0
    codes_used: int = 0


_counts = Prepared[tuple[int, ...]](
    lambda survey, silent_since: (
        Invitation.objects.filter(survey=survey, withdrawn=False)
        .order_by()
        .values("survey")
        .annotate(
            mails=Count("pk", filter=MAIL),
            mails_used=Count("pk", filter=MAIL & Q(used=True)),
            mails_waiting=Count("pk", filter=WAITING),
            mails_open=Count("pk", filter=OPEN & Q(sent_on__isnull=False)),
            mails_refused=Count("pk", filter=OPEN & Q(refused=True)),
            mails_unsure=Count("pk", filter=unsure(silent_since)),
            codes=Count("pk", filter=CODE),
            codes_used=Count("pk", filter=CODE & Q(used=True)),
        )
        .values_list(*Counts.__slots__)
    ),
    int,
    datetime,
)


def counts(survey: Survey) -> Counts:
    """One query."""
    return Counts(*(_counts.first(survey.pk, timezone.now() - SILENT) or ()))


@dataclass(frozen=True, slots=True)
class Sending:
    """How far the last mailing is: `done` of `total` e-mails, `refused` of them not taken by the mail server.

    It is `running`, or `stopped` while somebody still waits, or over.
    """

    letter: str
    begun_at: datetime
    total: int
    sent: int
    refused: int
    waiting: int
    running: bool

    @property
    def done(self) -> int:
        return self.sent + self.refused

    @property
    def stopped(self) -> bool:
        return bool(self.waiting) and not self.running


def _last_mailing(survey: int, silent_since: datetime) -> QuerySet[Mailing, Any]:
    waits = Q(invitations__queued=True, invitations__used=False, invitations__withdrawn=False)
    in_hand = Q(invitations__taken_at__gt=silent_since)
    return (
        Mailing.objects.filter(survey=survey)
        .annotate(
            waiting=Count("invitations", filter=waits | in_hand),
            refused=Count("invitations", filter=Q(invitations__refused=True)),
        )
        .order_by("-pk")[:1]
    )


_mailing = Prepared[Any](_last_mailing, int, datetime)


def sending(survey: Survey) -> Sending | None:
    """One query. Those whose invitation was withdrawn, or used before its turn came, are not waited for."""
    silent_since = timezone.now() - SILENT
    mailing = _mailing.first(survey.pk, silent_since)
    if mailing is None:
        return None
    return Sending(
        letter=Letter(mailing.letter),
        begun_at=mailing.begun_at,
        total=mailing.sent + mailing.refused + mailing.waiting,
        sent=mailing.sent,
        refused=mailing.refused,
        waiting=mailing.waiting,
        running=mailing.ended_at is None and mailing.alive_at > silent_since,
    )


def by_mail(survey: Survey) -> QuerySet[Invitation]:
    """The invitations sent by e-mail, by address."""
    return survey.invitations.filter(MAIL).order_by("email")


def refused(survey: Survey) -> list[Invitation]:
    return list(by_mail(survey).filter(OPEN, refused=True, withdrawn=False)[:NAMED])


def uncertain(survey: Survey) -> list[Invitation]:
    silent_since = timezone.now() - SILENT
    return list(by_mail(survey).filter(unsure(silent_since), withdrawn=False)[:NAMED])


def codes(survey: Survey) -> list[Invitation]:
    """Printed codes that still work; their numbers are random, so the order says nothing."""
    return list(survey.invitations.filter(CODE, used=False, withdrawn=False).order_by("pk"))
