"""Two organisations are brought together: proposed, accepted, met, and what came of it."""

from django.db import models
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from octant.core.models import Editable, Removable
from octant.core.validators import no_control_characters

from .organisation import Organisation
from .relations import Relation
from .services import Need, Offer


class IntroductionState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Both sides want it")
    MET = "met", _("They have met")
    DONE = "done", _("Outcome known")
    DECLINED = "declined", _("Declined")


class Outcome(models.TextChoices):
    """What came of it. All but the last become a relation of the kind of the same name."""

    COOPERATES = "cooperates", _("They work together")
    EXCHANGES = "exchanges", _("They exchange knowledge")
    KNOWS = "knows", _("They know each other")
    NOTHING = "nothing", _("Nothing came of it")


OPEN = (IntroductionState.PROPOSED, IntroductionState.ACCEPTED, IntroductionState.MET)


class Introduction(Editable, Removable):
    """`first` is the side for whom it was proposed, the one with the need if there is one."""

    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, related_name="introductions")
    first = models.ForeignKey(
        Organisation, models.CASCADE, related_name="introductions_to_others", verbose_name=_("organisation")
    )
    second = models.ForeignKey(
        Organisation, models.CASCADE, related_name="introductions_by_others", verbose_name=_("whom it meets")
    )
    need = models.ForeignKey(
        Need, models.SET_NULL, null=True, blank=True, related_name="introductions", verbose_name=_("need")
    )
    offer = models.ForeignKey(
        Offer, models.SET_NULL, null=True, blank=True, related_name="introductions", verbose_name=_("offer")
    )
    introducer = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who introduces them"),
    )
    why = models.TextField(
        _("why they should meet"), max_length=1000, blank=True, validators=[no_control_characters]
    )
    state = models.CharField(
        _("state"), max_length=20, choices=IntroductionState, default=IntroductionState.PROPOSED
    )
    outcome = models.CharField(_("what came of it"), max_length=20, choices=Outcome, blank=True)
    note = models.TextField(_("note"), max_length=1000, blank=True, validators=[no_control_characters])
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    met_on = models.DateField(_("met on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    relation = models.ForeignKey(
        Relation, models.SET_NULL, null=True, blank=True, editable=False, related_name="introductions"
    )

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["cluster", "state"], name="introduction_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(first=models.F("second")), name="introduction_of_two_organisations"
            ),
            models.UniqueConstraint(
                Least("first", "second"),
                Greatest("first", "second"),
                name="one_open_introduction_of_a_pair",
                condition=models.Q(removed_at=None, state__in=OPEN),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.second}"
