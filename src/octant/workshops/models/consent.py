"""Deciding by consent: a proposal, objections, the adapted proposal, until nobody objects any more."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from octant.core.models import Editable
from octant.core.validators import no_control_characters
from octant.ratings.models import random_id

from .workshop import Activity, Participant


class ProposalStatus(models.TextChoices):
    ASKED = "asked", _("being asked")
    ADAPTED = "adapted", _("adapted: a newer wording followed")
    ADOPTED = "adopted", _("adopted")
    DROPPED = "dropped", _("dropped")


class Proposal(Editable):
    """One wording of what is to be decided."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("proposal"), max_length=3000, validators=[no_control_characters])
    status = models.CharField(max_length=10, choices=ProposalStatus, default=ProposalStatus.ASKED)
    reservations = models.TextField(max_length=2000, blank=True, validators=[no_control_characters])

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["activity", "number"], name="one_proposal_per_number")]

    def __str__(self) -> str:
        return self.text[:80]


class Stance(models.TextChoices):
    CONSENT = "consent", _("I can live with it")
    CONCERN = "concern", _("I have a concern, but do not object")
    OBJECTION = "objection", _("I object")


class Voice(models.Model):
    """What one person says to one proposal (consent), or to one question (closing feedback, `key`)."""

    id = models.BigIntegerField(primary_key=True, default=random_id)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="voices", db_index=False)
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="voices", db_index=False)
    proposal = models.ForeignKey(Proposal, models.CASCADE, null=True, blank=True, related_name="voices")
    key = models.CharField(max_length=40, blank=True)
    stance = models.CharField(max_length=10, choices=Stance, blank=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(max_length=1000, blank=True, validators=[no_control_characters])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "participant", "key"],
                condition=models.Q(proposal__isnull=True),
                name="one_voice_per_question",
            ),
            models.UniqueConstraint(fields=["proposal", "participant"], name="one_voice_per_proposal"),
        ]

    def __str__(self) -> str:
        return self.stance or self.text[:80]
