"""Ways in that work for one ballot: sent by e-mail or printed as codes.

The journal says how many were sent, never to whom; nothing here ever tells when one was used.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.journal.actions import record

from ..models import Invitation, Status, Survey
from ..rules import require_led_here

MOST_INVITATIONS = 5000
FAILURES_IN_A_ROW = 3  # then the mail server is down, and the rest is left for later


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a round of e-mails."""

    sent: tuple[Invitation, ...] = ()
    failed: tuple[Invitation, ...] = ()


@transaction.atomic
def invite(*, survey: Survey, emails: Sequence[str]) -> list[Invitation]:
    """Invitations for these addresses that have none yet; one that was withdrawn works again.

    Nothing is sent: see `send`.
    """
    there = {row.email: row for row in survey.invitations.filter(email__in=emails)}
    _require_room(survey, sum(email not in there for email in emails))
    again = [row.pk for row in there.values() if row.withdrawn]
    survey.invitations.filter(pk__in=again).update(withdrawn=False, sent_on=None)
    Invitation.objects.bulk_create(
        Invitation(survey=survey, email=email) for email in emails if email not in there
    )
    return unsent(survey, [*again], emails=[email for email in emails if email not in there])


def unsent(survey: Survey, pks: Iterable[int], *, emails: Sequence[str] = ()) -> list[Invitation]:
    rows = survey.invitations.filter(sent_on=None, withdrawn=False, used=False).exclude(email="")
    return [row for row in rows if row.pk in set(pks) or row.email in set(emails)]


@transaction.atomic
def make_codes(*, survey: Survey, number: int) -> list[Invitation]:
    """One-time codes to be printed and handed out."""
    _require_room(survey, number)
    return Invitation.objects.bulk_create(Invitation(survey=survey) for _number in range(number))


def _require_room(survey: Survey, number: int) -> None:
    if survey.invitations.count() + number > MOST_INVITATIONS:
        raise PermissionDenied(
            _("A survey has at most %(most)s invitations and codes. Use the open link for more people.")
            % {"most": MOST_INVITATIONS}
        )


def send(
    *, survey: Survey, by: User, invitations: Sequence[Invitation], deliver: Callable[[Invitation], bool]
) -> Sent:
    """Deliver invitations one after the other, and keep for each whether it was taken.

    `deliver` says whether the mail server took it. When it fails several times in a row the rest is not
    tried, so that a page never waits for a server that is down. Each success is kept at once: nobody gets
    two because the third one failed.
    """
    return _send(survey, by, invitations, deliver, field="sent_on", verb="survey.invited")


def remind(
    *, survey: Survey, by: User, invitations: Sequence[Invitation], deliver: Callable[[Invitation], bool]
) -> Sent:
    """The same for a reminder; a person is reminded once a day at most."""
    today = timezone.localdate()
    due = [row for row in invitations if row.reminded_on != today]
    return _send(survey, by, due, deliver, field="reminded_on", verb="survey.reminded")


def _send(
    survey: Survey,
    by: User,
    invitations: Sequence[Invitation],
    deliver: Callable[[Invitation], bool],
    *,
    field: str,
    verb: str,
) -> Sent:
    sent: list[Invitation] = []
    failed: list[Invitation] = []
    in_a_row = 0
    for row in invitations:
        if in_a_row < FAILURES_IN_A_ROW and deliver(row):
            in_a_row = 0
            Invitation.objects.filter(pk=row.pk).update(**{field: timezone.localdate()})
            sent.append(row)
        else:
            in_a_row += 1
            failed.append(row)
    if sent:
        record(
            cluster=survey.cluster,
            by=by,
            verb=verb,
            subject=survey,
            round_number=survey.round.number,
            after={"invitations": len(sent)},
        )
    return Sent(tuple(sent), tuple(failed))


def require_can_invite(survey: Survey) -> None:
    require_led_here(survey)
    if survey.status == Status.CLOSED:
        raise PermissionDenied(_("The survey is closed. Open it again before you invite people."))


@transaction.atomic
def withdraw(*, survey: Survey, row: Invitation) -> None:
    """It no longer lets anybody in. Answers that were given with it stay: nobody knows which they are."""
    survey.invitations.filter(pk=row.pk, used=False).update(withdrawn=True)


@transaction.atomic
def restore(*, survey: Survey, row: Invitation) -> None:
    survey.invitations.filter(pk=row.pk).update(withdrawn=False)
