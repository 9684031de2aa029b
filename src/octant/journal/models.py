"""The journal: what happened and what was decided. Entries are added, never changed."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Visibility(models.TextChoices):
    TEAM = "team", _("Team: coordinators and core team")
    MEMBERS = "members", _("Members: everyone in this cluster")
    PUBLIC = "public", _("Public: may be shown to anyone")


class EntryKind(models.TextChoices):
    EVENT = "event", pgettext_lazy("kind of entry", "Change")
    DECISION = "decision", _("Decision")
    FEEDBACK = "feedback", _("Informal feedback")
    NOTE = "note", _("Note")


class Entry(models.Model):
    """One line of the journal.

    `verb` is a key from `octant.journal.verbs`; the sentence is made from it when it is read, in the reader's
    language. `subject` names the thing as it was called then. `before` and `after` hold the changed fields.
    `by_name` stays when the person's account is erased.
    """

    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, related_name="journal")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=EntryKind, default=EntryKind.EVENT)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=300, blank=True)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    round_number = models.PositiveIntegerField(null=True, blank=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    text = models.TextField(blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.TEAM)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["cluster", "-at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("Journal entries are added, never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Journal entries are added, never removed.")
