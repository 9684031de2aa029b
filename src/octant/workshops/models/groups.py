"""What small groups make together on their phones: an influence matrix, a SMART goal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from octant.core.models import Editable
from octant.core.validators import no_control_characters
from octant.surveys.cells import Cell

from .workshop import Activity


class GroupCell(Cell):
    """How strongly one dimension acts directly on another one (0–3), as one small group sees it."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="cells", db_index=False)
    group = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "group", "source", "target"], name="one_strength_per_group_and_pair"
            ),
            models.CheckConstraint(condition=models.Q(strength__lte=3), name="group_strength_from_0_to_3"),
        ]


class GoalDraft(Editable):
    """The goal that one small group writes for one dimension. It becomes a goal of the round by decision."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="goal_drafts")
    group = models.PositiveSmallIntegerField(_("small group"))
    dimension = models.CharField(_("dimension"), max_length=40, blank=True)
    outcome = models.TextField(
        _("outcome: what is different then"), max_length=2000, blank=True, validators=[no_control_characters]
    )
    capacity = models.TextField(
        _("capacity: what we can do then"), max_length=2000, blank=True, validators=[no_control_characters]
    )
    indicator = models.CharField(
        _("indicator"), max_length=200, blank=True, validators=[no_control_characters]
    )
    unit = models.CharField(_("unit"), max_length=40, blank=True, validators=[no_control_characters])
    baseline = models.CharField(_("today"), max_length=40, blank=True, validators=[no_control_characters])
    target = models.CharField(_("target"), max_length=40, blank=True, validators=[no_control_characters])
    due_on = models.DateField(_("by when"), null=True, blank=True)
    owner = models.CharField(_("who"), max_length=120, blank=True, validators=[no_control_characters])
    landed_id = models.BigIntegerField(null=True, blank=True)  # the goal of the round that came of it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "group"], name="one_goal_draft_per_group")]

    def __str__(self) -> str:
        return self.outcome[:80] or self.dimension
