"""How many were invited and how many of them used it. When, and what they answered, is nowhere."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from octant.accounts.mailing import SILENT
from octant.core.prepared import Prepared

from ..models import Invitation, Survey

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
