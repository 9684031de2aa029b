"""Step 4: one goal per focus dimension, with its indicators."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from octant.core.models import Editable, Removable
from octant.core.validators import no_control_characters
from octant.frameworks.queries import framework

from .round import Round


class Owned(models.Model):
    """Somebody answers for it: a person of the team or an organisation of the register, not both."""

    owner = models.ForeignKey(
        "clusters.Membership",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    owner_organisation = models.ForeignKey(
        "ecosystem.Organisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(owner=None) | models.Q(owner_organisation=None),
                name="%(class)s_has_one_owner",
            )
        ]


class Goal(Editable, Owned):
    round = models.ForeignKey(Round, models.CASCADE, related_name="goals")
    dimension = models.CharField(max_length=40)
    title = models.CharField(
        _("goal in one sentence"), max_length=300, blank=True, validators=[no_control_characters]
    )
    outcome = models.TextField(
        _("outcome: what improves"), max_length=2000, blank=True, validators=[no_control_characters]
    )
    capacity = models.TextField(
        _("capacity: what we can reliably do"),
        max_length=2000,
        blank=True,
        validators=[no_control_characters],
    )
    due = models.DateField(_("reached by"), null=True, blank=True)

    kept_indicators: "list[Indicator]"  # what `queries.goals` reads with it

    class Meta(Owned.Meta):
        ordering = ["pk"]
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["round", "dimension"], name="one_goal_per_dimension"),
        ]

    def __str__(self) -> str:
        return self.title or self.outcome[:80] or self._dimension_name()

    def _dimension_name(self) -> str:
        edition = framework(self.round.framework, self.round.edition, get_language() or "en")
        return edition.dimension(self.dimension).name


class Frequency(models.TextChoices):
    MONTHLY = "monthly", _("every month")
    QUARTERLY = "quarterly", _("every quarter")
    HALF_YEARLY = "half_yearly", _("twice a year")
    YEARLY = "yearly", _("once a year")
    ONCE = "once", _("once, at the end")


class Indicator(Editable, Removable):
    goal = models.ForeignKey(Goal, models.CASCADE, related_name="indicators")
    name = models.CharField(_("indicator"), max_length=200, blank=True, validators=[no_control_characters])
    unit = models.CharField(_("unit"), max_length=60, blank=True, validators=[no_control_characters])
    baseline = models.DecimalField(_("today"), max_digits=16, decimal_places=3, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=16, decimal_places=3, null=True, blank=True)
    source = models.CharField(
        _("where the figure comes from"), max_length=300, blank=True, validators=[no_control_characters]
    )
    frequency = models.CharField(_("how often"), max_length=20, choices=Frequency, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name
