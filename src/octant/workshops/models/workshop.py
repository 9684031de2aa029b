"""The workshop, its agenda of activities, and who takes part."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from octant.core.codes import join_code
from octant.core.models import Editable, Removable
from octant.core.validators import no_control_characters
from octant.ratings.models import random_id
from octant.surveys.promise import Introduction, Promise


class WorkshopStatus(models.TextChoices):
    PLANNED = "planned", _("In preparation")
    RUNNING = "running", _("Running")
    ENDED = "ended", _("Ended")


class Workshop(Promise, Editable, Removable):
    """People in a room (or at home) who work on a round together, on their phones and on a wall.

    `current` is the activity everybody sees. `revision` grows with every change that screens must show; it
    is part of what is sent to them, so that an old screen never overwrites a newer one.
    """

    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, related_name="workshops")
    round = models.ForeignKey("rounds.Round", models.CASCADE, related_name="workshops")
    code = models.CharField(max_length=8, unique=True, default=join_code)
    title = models.CharField(_("title"), max_length=120, validators=[no_control_characters])
    intro = models.TextField(
        _("welcome, what this is about"), max_length=2000, blank=True, validators=[no_control_characters]
    )
    planned_for = models.DateTimeField(_("date and time"), null=True, blank=True)
    template = models.CharField(_("agenda"), max_length=20, blank=True)
    expected = models.PositiveIntegerField(_("how many people you expect"), null=True, blank=True)
    capacity = models.PositiveIntegerField(
        _("most people who may join"), default=500, validators=[MinValueValidator(1), MaxValueValidator(5000)]
    )
    status = models.CharField(max_length=10, choices=WorkshopStatus, default=WorkshopStatus.PLANNED)
    is_locked = models.BooleanField(_("nobody else may join"), default=False)
    paused_at = models.DateTimeField(null=True, blank=True)
    current = models.ForeignKey("Activity", models.SET_NULL, null=True, blank=True, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    facilitator = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    facilitator_name = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    notes = models.TextField(_("notes"), max_length=20_000, blank=True, validators=[no_control_characters])

    class Meta(Promise.Meta):
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def topic(self) -> str:
        """What screens of this workshop listen to (octant.core.live)."""
        return f"workshop:{self.pk}"


class ActivityKind(models.TextChoices):
    WELCOME = "welcome", _("Welcome and join")
    RATE = "rate", _("Rate the octant")
    IDEAS = "ideas", _("Collect ideas")
    GROUP = "group", _("Group the ideas")
    DOTS = "dots", _("Vote with dots")
    INFLUENCE = "influence", _("Influence matrix in groups")
    CONSENT = "consent", _("Consent decision")
    GOAL = "goal", _("SMART goal in small groups")
    FEEDBACK = "feedback", _("Closing feedback")
    TALK = "talk", _("Talk, break or something on paper")


class Phase(models.TextChoices):
    """Where one activity stands. Going back is always possible."""

    WAITING = "waiting", _("not begun")
    OPEN = "open", _("people contribute")
    REVEALED = "revealed", _("results are shown")
    DONE = "done", _("finished")


class Feed(models.TextChoices):
    """What the ideas of an activity are for: where they land in the round."""

    FINDINGS = "findings", _("Findings of step 1")
    VISION = "vision", _("Sentences for the vision")
    FACTORS = "factors", _("Success factors")
    MEASURES = "measures", _("Measures")
    NONE = "none", _("Only for the minutes")


class Activity(Editable, Removable):
    """One point of the agenda.

    `source` is the activity whose ideas are grouped or voted on. `survey` holds the ratings (RATE) and the
    influence answers (INFLUENCE) of everybody, with all that surveys know: waves, results, paper sheets.
    `landed` says which matrices of small groups the round has: {small group: number of its influence group}.
    """

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="activities")
    position = models.PositiveIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=ActivityKind)
    title = models.CharField(_("title"), max_length=120, validators=[no_control_characters])
    prompt = models.TextField(
        _("what people are asked"), max_length=1000, blank=True, validators=[no_control_characters]
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=10, validators=[MinValueValidator(1), MaxValueValidator(480)]
    )
    feeds = models.CharField(_("the ideas are for"), max_length=10, choices=Feed, default=Feed.NONE)
    category = models.CharField(_("resource category"), max_length=40, blank=True)
    dots = models.PositiveSmallIntegerField(
        _("dots for each person"), default=3, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    groups = models.PositiveSmallIntegerField(
        _("small groups"), default=3, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    asks_wished = models.BooleanField(_("also ask how it should be"), default=False)
    shows_while_open = models.BooleanField(_("show results while people answer"), default=False)
    source = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    survey = models.OneToOneField(
        "surveys.Survey", models.SET_NULL, null=True, blank=True, related_name="activity"
    )
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.WAITING)
    began_at = models.DateTimeField(null=True, blank=True)
    extra_seconds = models.IntegerField(default=0)  # added by the facilitator, and the time of pauses
    notes = models.TextField(_("notes"), max_length=5000, blank=True, validators=[no_control_characters])
    landed = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Participant(Introduction):
    """One person in the room. Its number gives that of its ballot in each survey of this workshop.

    `last_message` is the number of the last message its device sent and we kept: a message that comes again
    counts once. No name unless the workshop is named; no time stamp.
    """

    id = models.BigIntegerField(primary_key=True, default=random_id)
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="participants")
    token = models.CharField(max_length=64, unique=True)
    group = models.PositiveSmallIntegerField(_("small group"), null=True, blank=True)
    last_message = models.PositiveBigIntegerField(default=0)
    removed = models.BooleanField(default=False)
    without_phone = models.BooleanField(default=False)  # entered by the facilitator
