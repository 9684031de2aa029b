"""How many were invited and how many of them used it. When, and what they answered, is nowhere."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from ..models import Invitation, Survey


@dataclass(frozen=True, slots=True)
class Counts:
    """`mails` and `codes` are those that were not withdrawn."""

    mails: int
    mails_used: int
    mails_waiting: int  # not sent: the mail server did not take them
    mails_open: int  # sent and not used
    codes: int
    codes_used: int


def counts(survey: Survey) -> Counts:
    """One query."""
    mail, code = ~Q(email=""), Q(email="")
    rows = Invitation.objects.filter(survey=survey, withdrawn=False).aggregate(
        mails=Count("pk", filter=mail),
        mails_used=Count("pk", filter=mail & Q(used=True)),
        mails_waiting=Count("pk", filter=mail & Q(used=False, sent_on=None)),
        mails_open=Count("pk", filter=mail & Q(used=False, sent_on__isnull=False)),
        codes=Count("pk", filter=code),
        codes_used=Count("pk", filter=code & Q(used=True)),
    )
    return Counts(**rows)


def by_mail(survey: Survey) -> QuerySet[Invitation]:
    """The invitations sent by e-mail, by address."""
    return survey.invitations.exclude(email="").order_by("email")


def to_remind(survey: Survey) -> list[Invitation]:
    return list(by_mail(survey).filter(used=False, withdrawn=False, sent_on__isnull=False))


def waiting(survey: Survey) -> list[Invitation]:
    return list(by_mail(survey).filter(used=False, withdrawn=False, sent_on=None))


def codes(survey: Survey) -> list[Invitation]:
    """Printed codes that still work; their numbers are random, so the order says nothing."""
    return list(survey.invitations.filter(email="", used=False, withdrawn=False).order_by("pk"))
