"""Surveys: a window of time in which people without an account rate and answer.

What is promised is never stored: a ballot has no account, no address, no time stamp and a random number, so
that neither its content nor its place among the others says who gave it. Only a named survey keeps a name.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from octant.accounts import mailing
from octant.core.codes import join_code, personal_code
from octant.core.models import Editable, Removable
from octant.core.sheets.uploads import SheetUpload
from octant.core.validators import no_control_characters
from octant.ratings.models import random_id

from .cells import Cell
from .promise import Introduction, Promise


class Depth(models.TextChoices):
    NONE = "none", _("not asked")
    QUICK = "quick", _("Quick: eight dimensions")
    STATEMENTS = "statements", _("In depth: statements")


class Status(models.TextChoices):
    DRAFT = "draft", _("In preparation")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Survey(Promise, Editable, Removable):
    """What is asked, of whom, and what is promised.

    What is asked, `minimum_group` and the questions change only while it is in preparation
    (octant.surveys.rules): people must all have answered the same.

    `in_workshop`: a workshop made it for a rating on its agenda. The workshop alone opens, closes, reveals
    and changes it, so that the room and the pages of the survey never disagree; what was answered is looked
    at, taken over and brought in from paper as in any other survey.
    """

    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, related_name="surveys")
    round = models.ForeignKey("rounds.Round", models.CASCADE, related_name="surveys")
    code = models.CharField(max_length=8, unique=True, default=join_code)
    title = models.CharField(_("title"), max_length=120, validators=[no_control_characters])
    intro = models.TextField(
        _("a few words before it starts"), max_length=3000, blank=True, validators=[no_control_characters]
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)

    depth = models.CharField(_("how it is now"), max_length=10, choices=Depth, default=Depth.QUICK)
    asks_wished = models.BooleanField(_("how it should be, side by side"), default=False)
    asks_influence = models.BooleanField(_("what moves what (influence matrix)"), default=False)

    open_link = models.BooleanField(_("anyone with the link or QR code may answer"), default=True)
    expected = models.PositiveIntegerField(_("how many answers you expect"), null=True, blank=True)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    team_sees_before = models.BooleanField(_("the team sees results before they are revealed"), default=False)
    shared_with_respondents = models.BooleanField(
        _("respondents see the results once revealed"), default=True
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    in_workshop = models.BooleanField(default=False, editable=False)

    class Meta(Promise.Meta):
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether answers are taken now: opened by somebody, and within its window."""
        now = timezone.now()
        return (
            self.status == Status.OPEN
            and self.removed_at is None
            and (self.opens_at is None or self.opens_at <= now)
            and (self.closes_at is None or now < self.closes_at)
        )


class Wave(models.Model):
    """One round of opinion: sealed → revealed → talked about → the next wave rates again.

    Once revealed, answers stay as they are, so `summary` keeps what was counted at that moment
    (octant.surveys.queries.counting): a page costs the same for a hundred and for ten thousand people.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="waves")
    number = models.PositiveSmallIntegerField()
    ratings = models.OneToOneField("ratings.RatingSet", models.PROTECT, related_name="wave")
    revealed_at = models.DateTimeField(null=True, blank=True)
    summary = models.JSONField(null=True, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="one_wave_per_number")]

    def __str__(self) -> str:
        return f"{self.survey} {self.number}"


class QuestionKind(models.TextChoices):
    SINGLE = "single", _("Choose one answer")
    MULTIPLE = "multiple", _("Choose several answers")
    SCALE = "scale", _("A scale from 1 to 5")
    TEXT = "text", _("Answer in own words")
    RANKING = "ranking", _("Put answers in order")


class Question(Editable, Removable):
    """A question of the coordinator's own. `options`: [{"key": "a", "text": "…"}]; keys never change."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    kind = models.CharField(_("kind"), max_length=10, choices=QuestionKind, default=QuestionKind.SINGLE)
    text = models.CharField(_("question"), max_length=300, validators=[no_control_characters])
    help = models.CharField(_("explanation"), max_length=500, blank=True, validators=[no_control_characters])
    options = models.JSONField(_("answers to choose from"), default=list, blank=True)
    low = models.CharField(_("1 means"), max_length=80, blank=True, validators=[no_control_characters])
    high = models.CharField(_("5 means"), max_length=80, blank=True, validators=[no_control_characters])
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class Source(models.TextChoices):
    SELF = "self", _("own device")
    PAPER = "paper", _("paper sheet")
    INTERVIEW = "interview", _("one-to-one talk")
    IMPORT = "import", _("imported")


BY_TEAM = (Source.PAPER, Source.INTERVIEW)  # sheets, typed in by the team for somebody


class Ballot(Introduction):
    """One participant's answers, over all waves; its number is the `voice` of its respondents.

    `token` is a keyed hash of what the participant's device holds, `resume` one of the personal code that
    was shown. Neither leads back to a person. Without a name in a named survey, all that is known is here.
    """

    id = models.BigIntegerField(primary_key=True, default=random_id)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="ballots")
    token = models.CharField(max_length=64, unique=True, null=True)
    resume = models.CharField(max_length=64, unique=True, null=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.SELF)


class Answer(models.Model):
    """What a ballot answered to one question of the survey's own: one row per choice, rank, level or text."""

    id = models.BigIntegerField(primary_key=True, default=random_id)
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="answers", db_index=False)
    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="answers", db_index=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="answers", db_index=False)
    option = models.CharField(max_length=20, blank=True)  # key of an option
    number = models.PositiveSmallIntegerField(null=True)  # level on a scale, or rank from 1
    text = models.TextField(max_length=5000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "wave", "question", "option"], name="one_answer_per_option"
            )
        ]
        indexes = [models.Index(fields=["wave", "question", "option", "number"], name="answer_histogram")]

    def __str__(self) -> str:
        return self.text[:80] or self.option or str(self.number)


class Influence(Cell):
    """How strongly one dimension acts directly on another one, as one ballot sees it (0–3)."""

    id = models.BigIntegerField(primary_key=True, default=random_id)
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="influences", db_index=False)
    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="influences", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "wave", "source", "target"], name="one_strength_per_pair"
            ),
            models.CheckConstraint(condition=models.Q(strength__lte=3), name="strength_from_0_to_3"),
        ]
        indexes = [models.Index(fields=["wave", "source", "target", "strength"], name="influence_histogram")]


class Letter(models.TextChoices):
    INVITATION = "invitation", _("Invitations")
    REMINDER = "reminder", _("Reminders")


class Mailing(mailing.Mailing):
    """Invitations or reminders of one survey."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="mailings")
    letter = models.CharField(max_length=10, choices=Letter)

    def __str__(self) -> str:
        return str(self.get_letter_display())


class Invitation(mailing.Mailed):
    """A way in that works for one ballot: by e-mail or printed as a code.

    `used` says that it was used, never when. In a named survey the ballot is known; in all others nothing
    connects the two: who comes back on another device needs the personal code of the ballot.
    """

    id = models.BigIntegerField(primary_key=True, default=random_id)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"), blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True, validators=[no_control_characters])
    code = models.CharField(max_length=40, unique=True, default=personal_code)
    ballot = models.OneToOneField(Ballot, models.SET_NULL, null=True, related_name="invitation")
    used = models.BooleanField(default=False)
    reminded_on = models.DateField(null=True, blank=True)
    withdrawn = models.BooleanField(default=False)
    mailing = models.ForeignKey(Mailing, models.SET_NULL, null=True, related_name="invitations")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "email"],
                condition=~models.Q(email=""),
                name="one_invitation_per_address",
            )
        ]

    def __str__(self) -> str:
        """Enough of an address to recognise it, too little to write to it: a…@example.org."""
        local, _at, domain = self.email.partition("@")
        return f"{local[:1]}…@{domain}" if self.email else ""


class AnswerImport(SheetUpload):
    """Answers from another program. `choices`: sheet, columns and what words mean; `undo`: its ballots.

    What a survey that is not named must not keep is taken out of the file as soon as it is read.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="imports")
