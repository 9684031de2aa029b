"""Step 2: answers to the key questions, the vision statement in versions, what good looks like."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from octant.core.models import Editable, Removable
from octant.core.validators import no_control_characters

from .round import Decision, Round


class VisionAnswer(Editable):
    """One person's answer to one key question."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="vision_answers")
    question = models.CharField(max_length=40)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=200)
    text = models.TextField(_("your answer"), max_length=3000, blank=True, validators=[no_control_characters])

    class Meta:
        ordering = ["question", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "question", "author"], name="one_answer_per_person")
        ]

    def __str__(self) -> str:
        return self.text[:80]


class VisionStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    REPLACED = "replaced", _("Replaced")


class VisionVersion(Editable):
    """One version of the vision statement. Drafts are edited; a proposed one stays as it is."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="vision_versions")
    number = models.PositiveIntegerField()
    text = models.TextField(
        _("vision statement"), max_length=3000, blank=True, validators=[no_control_characters]
    )
    status = models.CharField(max_length=10, choices=VisionStatus, default=VisionStatus.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=200)
    proposed_at = models.DateTimeField(null=True, blank=True)
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="one_vision_version_per_number")
        ]

    def __str__(self) -> str:
        return str(_("Version %(number)s") % {"number": self.number})


class SuccessFactor(Editable, Removable):
    """A success factor that must not be missing: one of the guide's five (`key`) or the team's own."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="success_factors")
    key = models.CharField(max_length=40, blank=True)
    text = models.CharField(_("success factor"), max_length=300, validators=[no_control_characters])
    note = models.TextField(
        _("how we will see it"), max_length=1000, blank=True, validators=[no_control_characters]
    )
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class DimensionVision(Editable):
    """Per dimension: what good looks like here, and the target level once it is agreed (1.0–5.0)."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="dimension_visions")
    dimension = models.CharField(max_length=40)
    text = models.TextField(
        _("what good looks like here"), max_length=2000, blank=True, validators=[no_control_characters]
    )
    target = models.DecimalField(_("target level"), max_digits=2, decimal_places=1, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "dimension"], name="one_vision_per_dimension"),
            models.CheckConstraint(
                condition=models.Q(target__isnull=True) | models.Q(target__gte=1, target__lte=5),
                name="target_from_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return self.dimension
