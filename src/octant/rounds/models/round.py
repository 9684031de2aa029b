"""The round itself and the decisions taken in it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from octant.core.models import Editable
from octant.core.validators import no_control_characters


class Mode(models.TextChoices):
    CREATE = "create", _("Create: build something new")
    EVALUATE = "evaluate", _("Evaluate: look at what exists")


def default_weights() -> dict[str, float]:
    """All four criteria count the same until the team says otherwise (guide ch. 2 step 3)."""
    return {"gap": 1.0, "bottleneck": 1.0, "leverage": 1.0, "feasibility": 1.0}


class Round(Editable):
    """One pass through describe, vision, focus, goals, measures. It pins the edition it was started on."""

    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, related_name="rounds")
    number = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=120, blank=True, validators=[no_control_characters])
    mode = models.CharField(_("kind of round"), max_length=10, choices=Mode, default=Mode.CREATE)
    framework = models.SlugField(max_length=40, default="csei")
    edition = models.PositiveIntegerField(default=1)
    ratings = models.OneToOneField("ratings.RatingSet", models.PROTECT, related_name="round")
    illustrative = models.BooleanField(default=False)

    # Step 3: when the chosen focus is worked on, and how the four criteria weigh
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    second_phase_ends_on = models.DateField(_("second phase until"), null=True, blank=True)
    weights = models.JSONField(default=default_weights)

    baseline_at = models.DateTimeField(null=True, blank=True)
    vision_agreed_at = models.DateTimeField(null=True, blank=True)
    profile_agreed_at = models.DateTimeField(null=True, blank=True)
    focus_agreed_at = models.DateTimeField(null=True, blank=True)
    plan_agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["cluster", "-number"]
        constraints = [models.UniqueConstraint(fields=["cluster", "number"], name="one_round_per_number")]

    def __str__(self) -> str:
        return self.title or str(_("Round %(number)s") % {"number": self.number})


class DecisionKind(models.TextChoices):
    BASELINE = "baseline", _("Baseline frozen")
    REOPENED = "reopened", _("Reopened")
    VISION = "vision", _("Vision agreed")
    PROFILE = "profile", _("Ideal profile agreed")
    FOCUS = "focus", _("Focus chosen")
    PLAN = "plan", _("Plan agreed")
    VOICES = "voices", _("Answers taken over")


class Decision(models.Model):
    """What was decided, when, by whom, with what reservations. Never changed; a later one may replace it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=10, choices=DecisionKind)
    decided_on = models.DateField(_("decided on"))
    participants = models.TextField(
        _("who decided"), max_length=2000, blank=True, validators=[no_control_characters]
    )
    text = models.TextField(
        _("what was decided, and why"), max_length=5000, blank=True, validators=[no_control_characters]
    )
    reservations = models.TextField(
        _("reservations and open points"), max_length=5000, blank=True, validators=[no_control_characters]
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    recorded_by_name = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["decided_on", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()
