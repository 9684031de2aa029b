"""Base models that every room builds on."""

from typing import Any

from django.db import models
from django.utils import timezone


class Versioned(models.Model):
    """A row whose text several people may edit. It notes no time: see `Editable`.

    `version` grows with every change; `last_changes` notes for each field which version changed it last and
    what stood there before. A form posts the version it was opened with; that tells whether somebody else
    changed the same field in the meantime (see `octant.core.editing`).
    """

    overtaken = False  # set by `change`: somebody else has changed the row since the form was opened

    version = models.PositiveIntegerField(default=1)
    last_changes = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True


class Editable(Versioned):
    """A row that several people may edit, and that notes when. Nearly every row is one."""

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class KeptManager(models.Manager):
    """Only rows that nobody has removed."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(removed_at=None)


class Removable(models.Model):
    """A row that is hidden when removed, so that removing can be undone."""

    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = models.Manager()
    kept = KeptManager()

    class Meta:
        abstract = True
