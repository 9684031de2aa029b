"""Invitations and reminders by e-mail (octant.accounts.mailing sends them, each exactly once)."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from octant.accounts import mail
from octant.accounts.mailing import Mailroom
from octant.accounts.models import User
from octant.journal.actions import record

from .. import words
from ..models import Invitation, Letter, Mailing, Status, Survey
from ..rules import hold, require_led_here
from .invitations import require_room


def require_can_invite(survey: Survey) -> None:
    require_led_here(survey)
    if survey.status == Status.CLOSED:
        raise PermissionDenied(_("The survey is closed. Open it again before you invite people."))


@transaction.atomic
def invite(
    *, survey: Survey, by: User, site: str, emails: Sequence[str], message: str = "", language: str = ""
) -> Mailing | None:
    """A mailing for those addresses that have no invitation yet; one that was withdrawn works again.

    None: everybody has been invited. Nothing is sent before `mailroom.begin`.
    """
    hold(survey)  # of two who invite the same person the second finds what the first has written
    there = {row.email: row for row in survey.invitations.filter(email__in=emails)}
    new = [email for email in emails if email not in there]
    require_room(survey, len(new))
    again = [row.pk for row in there.values() if row.withdrawn]
    waiting = [row.pk for row in there.values() if row.sent_on is None and row.mailing_id is None]
    survey.invitations.filter(pk__in=again).update(withdrawn=False, sent_on=None, language=language)
    made = Invitation.objects.bulk_create(
        Invitation(survey=survey, email=email, language=language) for email in new
    )
    rows = Invitation.objects.filter(pk__in=[*again, *waiting, *(row.pk for row in made)], used=False)
    return _queue(survey, by, site, Letter.INVITATION, rows, message)


@transaction.atomic
def remind(*, survey: Survey, by: User, site: str) -> Mailing | None:
    """A mailing to those who have not used their invitation. Nobody is reminded twice on one day."""
    hold(survey)
    today = timezone.localdate()
    rows = survey.invitations.filter(
        ~Q(email="") & ~Q(sent_on=None) & (Q(reminded_on=None) | ~Q(reminded_on=today)),
        used=False,
        withdrawn=False,
        refused=False,
        queued=False,
        taken_at=None,
    )
    return _queue(survey, by, site, Letter.REMINDER, rows)


def _queue(
    survey: Survey,
    by: User,
    site: str,
    letter: Letter,
    rows: QuerySet[Invitation],
    message: str = "",
) -> Mailing | None:
    pks = list(rows.values_list("pk", flat=True))
    if not pks:
        return None
    return mailroom.queue(
        Mailing.objects.create(survey=survey, by=by, site=site, letter=letter, message=message), pks
    )


@transaction.atomic
def go_on(*, survey: Survey, by: User, site: str) -> list[Mailing]:
    """The mailings in which somebody still waits, to be begun once more."""
    hold(survey)
    never_sent = survey.invitations.exclude(email="").filter(
        mailing=None, sent_on=None, used=False, withdrawn=False
    )
    _queue(survey, by, site, Letter.INVITATION, never_sent)
    return mailroom.go_on(survey)


class _Mailroom(Mailroom[Mailing, Invitation]):
    mailings, rows = Mailing, Invitation
    wanted = {"used": False, "withdrawn": False}

    def goes_out(self) -> Q:
        return Q(survey__removed_at=None) & ~Q(survey__status=Status.CLOSED)

    def stamp(self, mailing: Mailing) -> str:
        return "reminded_on" if mailing.letter == Letter.REMINDER else "sent_on"

    def write(self, mailing: Mailing, row: Invitation) -> None:
        survey = mailing.survey
        with translation.override(row.language or survey.cluster.language):
            mail.post(
                f"surveys/email/{mailing.letter}.txt",
                row.email,
                survey=survey,
                cluster=survey.cluster,
                promise=words.promise(survey),
                message=mailing.message,
                address=f"{mailing.site}/s/{survey.code}/i/{row.code}/",
            )

    def tell(self, mailing: Mailing, number: int) -> None:
        record(
            cluster=mailing.survey.cluster,
            by=mailing.by,
            verb="survey.reminded" if mailing.letter == Letter.REMINDER else "survey.invited",
            subject=mailing.survey,
            round_number=mailing.survey.round.number,
            after={"invitations": number},
        )


mailroom = _Mailroom()
