"""Ideas, how they were grouped and voted on, and what came of each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from octant.core.models import Editable, Removable, Versioned
from octant.core.validators import no_control_characters
from octant.ratings.models import random_id

from .workshop import Activity, Participant


class Outcome(models.TextChoices):
    """What came of an idea; the wall shows it."""

    OPEN = "open", _("not yet decided")
    FINDING = "finding", _("now a finding")
    VISION = "vision", _("in the vision")
    FACTOR = "factor", _("now a success factor")
    MEASURE = "measure", _("now a measure")
    SET_ASIDE = "set_aside", _("set aside")


class IdeaGroup(Editable, Removable):
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="idea_groups")
    title = models.CharField(_("heading"), max_length=120, validators=[no_control_characters])
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Idea(Versioned, Removable):
    """One idea. `client_id` is made on the phone: the same idea sent twice is one.

    Its number is random and it notes no time, so that the order in which ideas came does not tell whose they
    are. `landed_type` and `landed_id` lead to the row of the round that came of it.
    """

    id = models.BigIntegerField(primary_key=True, default=random_id)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="ideas")
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, related_name="ideas")
    client_id = models.UUIDField(null=True)
    text = models.TextField(_("idea"), max_length=1000, validators=[no_control_characters])
    group = models.ForeignKey(IdeaGroup, models.SET_NULL, null=True, blank=True, related_name="ideas")
    is_hidden = models.BooleanField(_("hidden from the screen"), default=False)
    outcome = models.CharField(_("what came of it"), max_length=10, choices=Outcome, default=Outcome.OPEN)
    reason = models.CharField(_("why"), max_length=500, blank=True, validators=[no_control_characters])
    landed_type = models.CharField(max_length=60, blank=True)
    landed_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "client_id"], name="an_idea_is_kept_once")
        ]
        indexes = [models.Index(fields=["activity", "group"], name="ideas_by_group")]

    def __str__(self) -> str:
        return self.text[:80]


class Dot(models.Model):
    """How many dots one person gave to one idea or one group of ideas."""

    id = models.BigIntegerField(primary_key=True, default=random_id)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="given_dots", db_index=False)
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="dots", db_index=False)
    idea = models.ForeignKey(Idea, models.CASCADE, null=True, related_name="dots")
    group = models.ForeignKey(IdeaGroup, models.CASCADE, null=True, related_name="dots")
    count = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "participant", "idea"], name="dots_per_idea"),
            models.UniqueConstraint(fields=["activity", "participant", "group"], name="dots_per_group"),
            models.CheckConstraint(
                condition=models.Q(idea__isnull=False, group__isnull=True)
                | models.Q(idea__isnull=True, group__isnull=False),
                name="a_dot_lies_on_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count}"
