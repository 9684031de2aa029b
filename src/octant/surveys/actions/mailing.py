"""Invitations and reminders by e-mail: put in a queue, sent in the background, each exactly once.

A server process takes one invitation after the other and hands it to the mail server. Taking is written
before sending, so two processes never send the same one, and one that was killed in between leaves one
invitation of which nobody knows: the page names it, and the team decides.
"""

from collections.abc import Iterable, Sequence
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from octant.accounts import mail
from octant.accounts.models import User
from octant.core.work import in_background
from octant.journal.actions import record

from .. import words
from ..models import SILENT, Invitation, Letter, Mailing, Status, Survey
from ..rules import hold, require_led_here
from .invitations import require_room

MOST_TRIES = 3  # in a row without a success: the mail server is down, and the rest waits until somebody asks


def require_can_invite(survey: Survey) -> None:
    require_led_here(survey)
    if survey.status == Status.CLOSED:
        raise PermissionDenied(_("The survey is closed. Open it again before you invite people."))


# ---------- Into the queue ----------


@transaction.atomic
def invite(
    *, survey: Survey, by: User, site: str, emails: Sequence[str], message: str = "", language: str = ""
) -> Mailing | None:
    """A mailing for those addresses that have no invitation yet; one that was withdrawn works again.

    None: everybody has been invited. Nothing is sent before `begin`.
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
    mailing = Mailing.objects.create(survey=survey, by=by, site=site, letter=letter, message=message)
    Invitation.objects.filter(pk__in=pks).update(
        mailing=mailing, queued=True, tries=0, taken_at=None, refused=False
    )
    return mailing


@transaction.atomic
def go_on(*, survey: Survey, by: User, site: str) -> list[Mailing]:
    """The mailings in which somebody still waits, to be begun once more."""
    hold(survey)
    never_sent = survey.invitations.exclude(email="").filter(
        mailing=None, sent_on=None, used=False, withdrawn=False
    )
    _queue(survey, by, site, Letter.INVITATION, never_sent)
    return [_reopen(mailing) for mailing in survey.mailings.filter(invitations__queued=True).distinct()]


@transaction.atomic
def send_again(*, row: Invitation) -> Mailing | None:
    """Once more to an address that was refused, or of which nobody knows. None: nothing to do."""
    rows = Invitation.objects.filter(Q(refused=True) | Q(taken_at__lt=timezone.now() - SILENT))
    rows = rows.filter(pk=row.pk, used=False, withdrawn=False)
    if row.mailing is None or not rows.update(queued=True, tries=0, taken_at=None, refused=False):
        return None
    return _reopen(row.mailing)


def _reopen(mailing: Mailing) -> Mailing:
    mailing.invitations.filter(queued=True).update(tries=0)
    Mailing.objects.filter(pk=mailing.pk).update(ended_at=None, alive_at=timezone.now())
    return mailing


# ---------- Out of the queue ----------


def begin(mailings: Iterable[Mailing | None]) -> None:
    """Send in the background; the page of the survey shows how far it is."""
    for mailing in mailings:
        if mailing:
            in_background(partial(deliver, mailing.pk))


def deliver_all() -> None:
    """Whatever was left when the server was stopped."""
    for pk in Mailing.objects.filter(ended_at=None).values_list("pk", flat=True):
        deliver(pk)


def deliver(pk: int) -> None:
    """Send what waits in a mailing. Several processes may do so at once: each e-mail is taken by one."""
    mailing = Mailing.objects.select_related("survey__cluster", "survey__round", "by").get(pk=pk)
    failed = 0
    while failed < MOST_TRIES and (row := _take(mailing)):
        try:
            _post(mailing, row)
        except mail.AddressRefused:
            failed = 0
            _note(row, refused=True)
        except mail.ServerDown:
            failed += 1
            _note(row, queued=True, tries=F("tries") + 1)
        else:
            failed = 0
            _sent(mailing, row)
    _end(mailing)


@transaction.atomic
def _take(mailing: Mailing) -> Invitation | None:
    """The next one that waits. Those that failed before come last."""
    now = timezone.now()
    wanted = Mailing.objects.filter(pk=mailing.pk, survey__removed_at=None).exclude(
        survey__status=Status.CLOSED
    )
    if not wanted.update(alive_at=now):
        return None
    rows = Invitation.objects.select_for_update(skip_locked=True, no_key=True)
    row = (
        rows.filter(mailing=mailing, queued=True, used=False, withdrawn=False).order_by("tries", "pk").first()
    )
    if row:
        _note(row, queued=False, taken_at=now)
    return row


def _note(row: Invitation, **values: object) -> None:
    Invitation.objects.filter(pk=row.pk).update(**{"taken_at": None, **values})


@transaction.atomic
def _sent(mailing: Mailing, row: Invitation) -> None:
    today = timezone.localdate()
    _note(row, **{"reminded_on" if mailing.letter == Letter.REMINDER else "sent_on": today})
    Mailing.objects.filter(pk=mailing.pk).update(sent=F("sent") + 1)


@transaction.atomic
def _end(mailing: Mailing) -> None:
    """Note what was sent. Where several processes sent, each notes what the others have not."""
    row = Mailing.objects.select_for_update(no_key=True).get(pk=mailing.pk)
    if row.sent > row.told:
        record(
            cluster=mailing.survey.cluster,
            by=mailing.by,
            verb="survey.reminded" if row.letter == Letter.REMINDER else "survey.invited",
            subject=mailing.survey,
            round_number=mailing.survey.round.number,
            after={"invitations": row.sent - row.told},
        )
    row.ended_at, row.told = timezone.now(), row.sent
    row.save(update_fields=["ended_at", "told"])


def _post(mailing: Mailing, row: Invitation) -> None:
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
