"""What surrounds the cluster: the mix it wants, where organisations stood before, policies and funding."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from octant.core.models import Editable, Removable
from octant.core.validators import no_control_characters, partial_date

from ..fields import WordsField
from .organisation import Organisation
from .registrations import secret
from .standing import Degree, Stance


class TargetMix(Editable):
    """Whom the cluster wants: shares of the sectors in per cent, roles and municipalities."""

    cluster = models.OneToOneField("clusters.Cluster", models.CASCADE, related_name="target_mix")
    public = models.PositiveSmallIntegerField(_("public sector"), null=True, blank=True)
    private = models.PositiveSmallIntegerField(_("private sector"), null=True, blank=True)
    social = models.PositiveSmallIntegerField(_("social economy and civil society"), null=True, blank=True)
    academic = models.PositiveSmallIntegerField(_("academia and research"), null=True, blank=True)
    members = models.PositiveIntegerField(_("members we want"), null=True, blank=True)
    roles = WordsField(_("roles that should be there"))
    municipalities = models.TextField(
        _("municipalities of the region"), max_length=5000, blank=True, validators=[no_control_characters]
    )  # one a line

    def __str__(self) -> str:
        return str(self.cluster)

    @property
    def places(self) -> list[str]:
        return list(dict.fromkeys(filter(None, map(str.strip, self.municipalities.splitlines()))))


class Position(models.Model):
    """Influence, interest and stance of an organisation from a day on. The last one is how it stands now."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="positions")
    since = models.DateField(default=timezone.localdate)
    influence = models.PositiveSmallIntegerField(choices=Degree, null=True)
    interest = models.PositiveSmallIntegerField(choices=Degree, null=True)
    stance = models.CharField(max_length=20, choices=Stance, blank=True)

    class Meta:
        ordering = ["organisation", "since"]
        constraints = [models.UniqueConstraint(fields=["organisation", "since"], name="one_position_per_day")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.since}"


class Level(models.TextChoices):
    LOCAL = "local", _("municipality")
    REGIONAL = "regional", _("region")
    NATIONAL = "national", _("country")
    EUROPEAN = "european", _("European Union")
    GLOBAL = "global", _("worldwide")


class Effect(models.TextChoices):
    ENABLES = "enables", _("helps")
    LIMITS = "limits", _("limits")
    BOTH = "both", _("helps and limits")
    UNCLEAR = "unclear", _("not clear yet")


class Policy(Editable, Removable):
    """A policy, rule or strategy that touches the purpose of the cluster (guide ch. 1 and ch. 2 step 1)."""

    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, related_name="policies")
    name = models.CharField(_("policy or rule"), max_length=200, validators=[no_control_characters])
    level = models.CharField(_("level"), max_length=20, choices=Level)
    effect = models.CharField(_("what it does for us"), max_length=20, choices=Effect, default=Effect.UNCLEAR)
    text = models.TextField(
        _("what it means for us"), max_length=3000, blank=True, validators=[no_control_characters]
    )
    source_url = models.URLField(_("link"), max_length=500, blank=True)
    as_of = models.CharField(_("in force or as of"), max_length=10, blank=True, validators=[partial_date])
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["cluster", "level"], name="policy_by_level")]

    def __str__(self) -> str:
        return self.name


class FundingState(models.TextChoices):
    IDEA = "idea", _("to be looked at")
    PREPARING = "preparing", _("being prepared")
    APPLIED = "applied", _("applied for")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    NOT_FOR_US = "not_for_us", _("not for us")


class Funding(Editable, Removable):
    """A programme, fund or call that may pay for the cluster or its members."""

    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, related_name="fundings")
    name = models.CharField(_("programme or call"), max_length=200, validators=[no_control_characters])
    funder = models.CharField(_("who pays"), max_length=200, blank=True, validators=[no_control_characters])
    who_may_apply = models.CharField(
        _("who may apply"), max_length=300, blank=True, validators=[no_control_characters]
    )
    amount = models.DecimalField(
        _("amount"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="EUR")
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    probability = models.PositiveSmallIntegerField(
        _("how likely we get it"), choices=Degree, null=True, blank=True
    )
    fit = models.PositiveSmallIntegerField(_("how well it fits"), choices=Degree, null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=FundingState, default=FundingState.IDEA)
    text = models.TextField(_("notes"), max_length=3000, blank=True, validators=[no_control_characters])
    source_url = models.URLField(_("link"), max_length=500, blank=True)
    owner = models.ForeignKey(
        "clusters.Membership",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who looks after it"),
    )

    class Meta:
        ordering = ["deadline", "name", "pk"]
        indexes = [models.Index(fields=["cluster", "deadline"], name="funding_by_deadline")]

    def __str__(self) -> str:
        return self.name


class CalendarLink(models.Model):
    """The secret address of one person's calendar feed for one cluster."""

    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, related_name="calendar_links")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token = models.CharField(max_length=64, unique=True, default=secret)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "user"], name="one_calendar_per_person")]

    def __str__(self) -> str:
        return f"calendar of {self.cluster}"


class Reminder(models.Model):
    """One date of which a person has been reminded so many days ahead, so that nobody is told twice."""

    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=60)  # of octant.ecosystem.queries.landscape.Date
    day = models.DateField()
    ahead = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "user", "key", "day", "ahead"], name="one_reminder_per_date"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.day}"
