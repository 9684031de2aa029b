"""Step 1: findings, and the snapshots that freeze a baseline or a plan."""

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from octant.core.models import Editable, Removable
from octant.core.validators import no_control_characters

from .round import Round


class FindingKind(models.TextChoices):
    STRENGTH = "strength", _("Strength")
    GAP = "gap", pgettext_lazy("finding", "Gap")
    QUESTION = "question", _("Open question")


def evidence_path(finding: "Finding", name: str) -> str:
    """A name nobody can guess; the name it was uploaded with is kept in `source_file_name`."""
    suffix = name.rpartition(".")[2].lower()[:5]
    return f"clusters/{finding.round.cluster_id}/{secrets.token_urlsafe(16)}.{suffix}"


class Finding(Editable, Removable):
    """One thing that is there, missing, or not known, in one resource category, with its source."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="findings")
    category = models.CharField(_("resource category"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=FindingKind, default=FindingKind.STRENGTH)
    text = models.TextField(_("finding"), max_length=2000, validators=[no_control_characters])
    source = models.CharField(_("source"), max_length=300, blank=True, validators=[no_control_characters])
    source_url = models.URLField(_("link to the source"), max_length=500, blank=True)
    source_file = models.FileField(_("file"), upload_to=evidence_path, max_length=300, blank=True)
    source_file_name = models.CharField(max_length=200, blank=True)
    source_date = models.CharField(_("date of the source"), max_length=10, blank=True)
    organisation = models.ForeignKey(
        "ecosystem.Organisation", models.SET_NULL, null=True, blank=True, related_name="findings"
    )
    said_by = models.CharField(
        _("who said it"), max_length=120, blank=True, validators=[no_control_characters]
    )
    position = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["round", "category", "position"])]

    def __str__(self) -> str:
        return self.text[:80]


class SnapshotKind(models.TextChoices):
    BASELINE = "baseline", _("Baseline")
    PLAN = "plan", _("Agreed plan")


class Snapshot(models.Model):
    """What stood there when it was frozen. The data never changes; reopening is noted beside it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="snapshots")
    kind = models.CharField(max_length=10, choices=SnapshotKind)
    number = models.PositiveIntegerField()
    data = models.JSONField()
    frozen_at = models.DateTimeField(default=timezone.now)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    frozen_by_name = models.CharField(max_length=200, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reopen_reason = models.TextField(_("reason for reopening"), max_length=2000, blank=True)

    class Meta:
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "kind", "number"], name="one_snapshot_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and not set(kwargs.get("update_fields") or ["data"]) <= {
            "reopened_at",
            "reopened_by",
            "reopen_reason",
        }:
            raise TypeError("A snapshot is frozen; only its reopening can be noted.")
        super().save(*args, **kwargs)
