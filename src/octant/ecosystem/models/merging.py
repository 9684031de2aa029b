"""Two rows that are one organisation: what was moved from one to the other, so that it can be taken apart."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from .organisation import Organisation


class NotTheSame(models.Model):
    """Somebody has looked at two rows that look alike: they are different. The smaller number comes first."""

    first = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="one_verdict_per_pair")]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"


class Merge(models.Model):
    """`gone` went into `kept`. The JSON fields say what changed by that:

    `moved`    [kind of row, name of its link, numbers of the rows] that pointed to `gone`
    `dropped`  [kind of row, its values]: links that `kept` had already
    `ties`     for each relation that changed what it was before
    `before`, `after`  fields of `kept`
    """

    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, related_name="merges")
    kept = models.ForeignKey(Organisation, models.CASCADE, related_name="merges")
    gone = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    moved = models.JSONField(default=list)
    dropped = models.JSONField(default=list)
    ties = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"
