"""Step 3: direct influences between dimensions, and the focus that was chosen."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from octant.core.models import Editable, Removable
from octant.core.validators import no_control_characters

from .round import Round


class Criterion(models.TextChoices):
    GAP = "gap", _("Gap")
    BOTTLENECK = "bottleneck", _("Bottleneck")
    LEVERAGE = "leverage", _("Leverage")
    FEASIBILITY = "feasibility", _("Feasibility")


class InfluenceGroup(Editable, Removable):
    """A group that fills in the influence matrix; the consensus matrix is a group of its own."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="influence_groups")
    name = models.CharField(_("name of the group"), max_length=120, validators=[no_control_characters])
    is_consensus = models.BooleanField(default=False)

    class Meta:
        ordering = ["is_consensus", "pk"]

    def __str__(self) -> str:
        return self.name


class InfluenceRow(Editable):
    """How strongly one dimension acts directly on each other one: {dimension key: 0–3 or null}."""

    group = models.ForeignKey(InfluenceGroup, models.CASCADE, related_name="rows")
    dimension = models.CharField(max_length=40)
    values = models.JSONField(_("influences"), default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "dimension"], name="one_row_per_dimension")]

    def __str__(self) -> str:
        return self.dimension


class FocusChoice(Editable):
    """A dimension to work on: now (phase 1) or in the optional second phase, and why."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="focus_choices")
    dimension = models.CharField(max_length=40)
    phase = models.PositiveSmallIntegerField(_("phase"), default=1)
    rationale = models.TextField(
        _("why this one, why now"), max_length=2000, blank=True, validators=[no_control_characters]
    )

    class Meta:
        ordering = ["phase", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "dimension"], name="one_choice_per_dimension"),
            models.CheckConstraint(condition=models.Q(phase__in=[1, 2]), name="phase_1_or_2"),
        ]

    def __str__(self) -> str:
        return self.dimension
