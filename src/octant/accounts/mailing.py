"""E-mails to many people: put in a queue, sent in the background, each exactly once.

A server process takes one row after the other and hands its e-mail to the mail server. Taking is written
before sending, so two processes never send the same one, and one that was killed in between leaves one row of
which nobody knows: the page names it, and the team decides.

A room that writes to many people has a `Mailing`, rows that are `Mailed`, and a `Mailroom` that writes them.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from octant.core.prepared import Prepared
from octant.core.validators import no_control_characters
from octant.core.work import in_background

from . import mail

MOST_TRIES = 3  # in a row without a success: the mail server is down, and the rest waits until somebody asks
SILENT = timedelta(minutes=3)  # far longer than a mail server is waited for


class Mailing(models.Model):
    """E-mails to many people, which go out one after the other while the team goes on with its work.

    A mailing of a room also has its `survey`. What is still to be done stands with each row, so that another
    server process, or the same one after a restart, goes on where the former one stopped. `site` is how links
    in the e-mails begin. `told` is how many of those sent the journal has noted.
    """

    message = models.TextField(max_length=1000, blank=True, validators=[no_control_characters])
    site = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    alive_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    sent = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["-pk"]


class Mailed(models.Model):
    """What one person or organisation gets, in its `language`, else in that of the cluster's documents.

    A row of a room also has its `mailing`, whose `invitations` are its rows. Its e-mail is `queued` there
    until a server process has `taken` it, which hands it to the mail server and notes that it was sent or
    `refused`. One that stays taken was caught by the end of that process: nobody knows whether it went out,
    so it is never sent again by itself.
    """

    language = models.CharField(max_length=10, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    queued = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    refused = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def in_hand(self) -> bool:
        """Taken by a server process, which has not noted yet what became of it."""
        return self.taken_at is not None and not self.is_unsure

    @property
    def is_unsure(self) -> bool:
        """Taken so long ago that nobody will note what became of it."""
        return self.taken_at is not None and self.taken_at < timezone.now() - SILENT


@dataclass(frozen=True, slots=True)
class Sending:
    """How far the last mailing is: `done` of `total` e-mails, `refused` of them not taken by the mail server.

    It is `running`, or `stopped` while somebody still waits, or over.
    """

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


class Mailroom[M: Any, R: Any](ABC):
    """How the surveys of one room are mailed. `wanted`: what is true of rows that still want their e-mail."""

    mailings: type[M]
    rows: type[R]
    wanted: Mapping[str, Any]

    @abstractmethod
    def goes_out(self) -> Q:
        """Mailings from which e-mails may go out now."""

    @abstractmethod
    def write(self, mailing: M, row: R) -> None:
        """Hand one e-mail to the mail server. Raises what `mail.post` raises."""

    @abstractmethod
    def tell(self, mailing: M, number: int) -> None:
        """Note in the journal that so many were sent."""

    def stamp(self, mailing: M) -> str:
        """The field that keeps the day of sending."""
        return "sent_on"

    # ---------- Into the queue ----------

    def queue(self, mailing: M, rows: Iterable[int]) -> M:
        """Put those rows into this mailing. Nothing is sent before `begin`."""
        self.rows.objects.filter(pk__in=list(rows)).update(
            mailing=mailing, queued=True, tries=0, taken_at=None, refused=False
        )
        return mailing

    def go_on(self, survey: Any) -> list[M]:
        """The mailings in which somebody still waits, to be begun once more."""
        waiting = self.mailings.objects.filter(survey=survey, invitations__queued=True).distinct()
        return [self._reopen(mailing) for mailing in waiting]

    @transaction.atomic
    def send_again(self, row: R) -> M | None:
        """Once more to an address that was refused, or of which nobody knows. None: nothing to do."""
        # Of two clicks the second finds what the first has queued.
        self.rows.objects.select_for_update(no_key=True).get(pk=row.pk)
        rows = self.rows.objects.filter(Q(refused=True) | Q(taken_at__lt=timezone.now() - SILENT))
        rows = rows.filter(pk=row.pk, **self.wanted)
        if row.mailing is None or not rows.update(queued=True, tries=0, taken_at=None, refused=False):
            return None
        return self._reopen(row.mailing)

    def _reopen(self, mailing: M) -> M:
        mailing.invitations.filter(queued=True).update(tries=0)
        self.mailings.objects.filter(pk=mailing.pk).update(ended_at=None, alive_at=timezone.now())
        return mailing

    # ---------- Out of the queue ----------

    def begin(self, mailings: Iterable[M | None]) -> None:
        """Send in the background; the page of the survey shows how far it is."""
        for mailing in mailings:
            if mailing:
                in_background(partial(self.deliver, mailing.pk))

    def deliver_all(self) -> None:
        """Whatever was left when the server was stopped."""
        for pk in self.mailings.objects.filter(ended_at=None).values_list("pk", flat=True):
            self.deliver(pk)

    def deliver(self, pk: int) -> None:
        """Send what waits in a mailing. Several processes may do so at once: each e-mail is taken by one."""
        mailing = self.mailings.objects.select_related("survey__cluster", "by").get(pk=pk)
        failed = 0
        while failed < MOST_TRIES and (row := self.take(mailing)):
            try:
                self.write(mailing, row)
            except mail.AddressRefused:
                failed = 0
                self._note(row, refused=True)
            except mail.ServerDown:
                failed += 1
                self._note(row, queued=True, tries=F("tries") + 1)
            else:
                failed = 0
                self._sent(mailing, row)
        self._end(mailing)

    @transaction.atomic
    def take(self, mailing: M) -> R | None:
        """The next one that waits. Those that failed before come last."""
        now = timezone.now()
        if not self.mailings.objects.filter(self.goes_out(), pk=mailing.pk).update(alive_at=now):
            return None
        rows = self.rows.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
        row = rows.filter(mailing=mailing, queued=True, **self.wanted).order_by("tries", "pk").first()
        if row:
            self._note(row, queued=False, taken_at=now)
        return row

    def _note(self, row: R, **values: object) -> None:
        self.rows.objects.filter(pk=row.pk).update(**{"taken_at": None, **values})

    @transaction.atomic
    def _sent(self, mailing: M, row: R) -> None:
        self._note(row, **{self.stamp(mailing): timezone.localdate()})
        self.mailings.objects.filter(pk=mailing.pk).update(sent=F("sent") + 1)

    @transaction.atomic
    def _end(self, mailing: M) -> None:
        """Note what was sent. Where several processes sent, each notes what the others have not."""
        row = self.mailings.objects.select_for_update(no_key=True).get(pk=mailing.pk)
        if row.sent > row.told:
            self.tell(mailing, row.sent - row.told)
        row.ended_at, row.told = timezone.now(), row.sent
        row.save(update_fields=["ended_at", "told"])

    # ---------- How far it is ----------

    @cached_property
    def _last(self) -> Prepared[Any]:
        wanted = {f"invitations__{name}": value for name, value in self.wanted.items()}
        waits = Q(invitations__queued=True, **wanted)
        return Prepared(
            lambda survey, silent_since: (
                self.mailings.objects.filter(survey=survey)
                .annotate(
                    waiting=Count(
                        "invitations",
                        filter=waits | Q(invitations__taken_at__gt=silent_since),
                    ),
                    refused=Count("invitations", filter=Q(invitations__refused=True)),
                )
                .order_by("-pk")[:1]
            ),
            int,
            datetime,
        )

    def sending(self, survey: Any) -> Sending | None:
        """One query. Those who no longer want their e-mail are not waited for."""
        silent_since = timezone.now() - SILENT
        mailing = self._last.first(survey.pk, silent_since)
        if mailing is None:
            return None
        return Sending(
            begun_at=mailing.begun_at,
            total=mailing.sent + mailing.refused + mailing.waiting,
            sent=mailing.sent,
            refused=mailing.refused,
            waiting=mailing.waiting,
            running=mailing.ended_at is None and mailing.alive_at > silent_since,
        )
