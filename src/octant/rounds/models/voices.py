"""What others than the team said and the team took over, by decision: raw answers and agreed levels."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from octant.core.models import Editable
from octant.ratings.models import Aspect

from .round import Decision, Round


class Adoption(models.Model):
    """The answers of a survey or workshop that the team counts in, by a decision.

    From then on they stand beside the team's own in every distribution of the round. `distribution` is what
    was on the table: {dimension key: [respondents per level, lowest first]}, without what is hidden.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="adoptions")
    aspect = models.CharField(max_length=10, choices=Aspect)
    ratings = models.ForeignKey("ratings.RatingSet", models.PROTECT, related_name="adoptions")
    title = models.CharField(max_length=160)
    distribution = models.JSONField(default=dict)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "aspect", "ratings"], name="answers_are_adopted_once")
        ]

    def __str__(self) -> str:
        return self.title


class AgreedLevel(Editable):
    """The level "now" that the team agreed on for a dimension (1.0–5.0), beside the raw distribution."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="agreed_levels")
    dimension = models.CharField(max_length=40)
    level = models.DecimalField(_("agreed level"), max_digits=2, decimal_places=1)
    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="levels")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "dimension"], name="one_agreed_level_per_dimension"),
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=5), name="agreed_level_from_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension}: {self.level}"
