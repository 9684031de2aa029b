"""Who rated what, at which level. Summaries come from GROUP BY, never from rows."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Aspect(models.TextChoices):
    NOW = "now", _("now")
    WISHED = "wished", _("wished for")
    FEASIBLE = "feasible", _("feasible")


def random_id() -> int:
    """A row number that says nothing about when the row was made (below 2⁵³, which JavaScript counts to)."""
    return secrets.randbelow(2**53 - 1) + 1


class RatingSet(models.Model):
    """The ratings that belong together, given on one edition of one framework."""

    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, related_name="rating_sets")
    framework = models.SlugField(max_length=40)
    edition = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.framework}/{self.edition} #{self.pk}"


class Respondent(models.Model):
    """Who rated; a person of the team has `user`, other respondents may be nobody known.

    `voice` is the number of a participant without an account (octant.surveys, octant.workshops). The same
    voice in two rating sets is the same person, so that one can count how many changed their mind.
    """

    rating_set = models.ForeignKey(RatingSet, models.CASCADE, related_name="respondents")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    voice = models.BigIntegerField(null=True, blank=True)
    sector = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rating_set", "user"], name="one_respondent_per_person_and_set"),
            models.UniqueConstraint(fields=["rating_set", "voice"], name="one_respondent_per_voice_and_set"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Rating(models.Model):
    """One respondent's level (1–5; null: "can't judge") for a dimension or a statement.

    `rating_set` repeats what the respondent knows, so that one index answers every summary.
    """

    rating_set = models.ForeignKey(RatingSet, models.CASCADE, related_name="+", db_index=False)
    respondent = models.ForeignKey(Respondent, models.CASCADE, related_name="ratings", db_index=False)
    aspect = models.CharField(max_length=10, choices=Aspect)
    item = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["respondent", "aspect", "item"], name="one_level_per_item"),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__gte=1, level__lte=5), name="level_from_1_to_5"
            ),
        ]
        indexes = [
            # The respondent stands last: counting by level reads it in order, pairing people finds them here.
            models.Index(
                fields=["rating_set", "aspect", "item", "level", "respondent"], name="rating_histogram"
            )
        ]

    def __str__(self) -> str:
        return f"{self.aspect} {self.item}: {self.level}"


class Comment(models.Model):
    """What a respondent wrote beside a level."""

    rating_set = models.ForeignKey(RatingSet, models.CASCADE, related_name="comments")
    respondent = models.ForeignKey(Respondent, models.CASCADE, related_name="comments", db_index=False)
    aspect = models.CharField(max_length=10, choices=Aspect)
    item = models.CharField(max_length=80)
    text = models.TextField(max_length=2000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["respondent", "aspect", "item"], name="one_comment_per_item")
        ]

    def __str__(self) -> str:
        return self.text[:80]
