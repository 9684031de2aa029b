"""Step 5: what is done for a goal, by whom, by when, with what."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from octant.core.models import Editable, Removable
from octant.core.validators import no_control_characters

from .goals import Goal, Owned


class Measure(Editable, Removable, Owned):
    goal = models.ForeignKey(Goal, models.CASCADE, related_name="measures")
    title = models.CharField(_("measure"), max_length=200, validators=[no_control_characters])
    kind = models.CharField(_("kind"), max_length=20, blank=True)
    description = models.TextField(
        _("what exactly is done"), max_length=3000, blank=True, validators=[no_control_characters]
    )
    contributors = models.ManyToManyField("clusters.Membership", blank=True, related_name="+")
    contributor_organisations = models.ManyToManyField("ecosystem.Organisation", blank=True, related_name="+")
    starts_on = models.DateField(_("start"), null=True, blank=True)
    ends_on = models.DateField(_("end"), null=True, blank=True)
    monitoring = models.TextField(
        _("how we keep track"), max_length=1000, blank=True, validators=[no_control_characters]
    )
    position = models.PositiveIntegerField(default=0)

    class Meta(Owned.Meta):
        ordering = ["position", "pk"]
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="measure_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Milestone(Editable, Removable):
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="milestones")
    title = models.CharField(_("milestone"), max_length=200, validators=[no_control_characters])
    due = models.DateField(_("by"))

    class Meta:
        ordering = ["due", "pk"]

    def __str__(self) -> str:
        return self.title


class MeasureResource(Editable, Removable):
    """What a measure needs: time, funding, tools, political support or expertise (guide ch. 2 step 5)."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="resources")
    kind = models.CharField(_("kind"), max_length=20)
    amount = models.DecimalField(
        _("amount"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    unit = models.CharField(
        _("unit or currency"), max_length=20, blank=True, validators=[no_control_characters]
    )
    text = models.CharField(_("what for"), max_length=300, blank=True, validators=[no_control_characters])
    secured = models.BooleanField(_("already secured"), default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount=None) | models.Q(amount__gte=0), name="amount_not_negative"
            )
        ]

    def __str__(self) -> str:
        return self.text or self.kind


class MeasureDependency(models.Model):
    """`measure` can only start once `needs` is done."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="dependencies")
    needs = models.ForeignKey(Measure, models.CASCADE, related_name="dependents")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "needs"], name="one_dependency_per_pair"),
            models.CheckConstraint(condition=~models.Q(measure=models.F("needs")), name="not_on_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} ← {self.needs}"
