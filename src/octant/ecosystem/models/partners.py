"""Asking organisations whom they work with. What they say becomes relations at once."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from octant.accounts import mailing
from octant.core.models import Editable
from octant.core.validators import no_control_characters

from .organisation import Organisation
from .registrations import secret


class PartnerSurvey(Editable):
    """One wave of asking. It is open until it is closed or its last day has passed."""

    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, related_name="partner_surveys")
    title = models.CharField(_("title"), max_length=120, validators=[no_control_characters])
    intro = models.TextField(
        _("what they read first"), max_length=2000, blank=True, validators=[no_control_characters]
    )
    closes_on = models.DateField(_("open until"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        in_time = self.closes_on is None or self.closes_on >= timezone.localdate()
        return self.closed_at is None and in_time


class PartnerMailing(mailing.Mailing):
    """Links of one survey, sent by e-mail."""

    survey = models.ForeignKey(PartnerSurvey, models.CASCADE, related_name="mailings")


class PartnerInvitation(mailing.Mailed):
    """The secret link of one organisation, and the day it said that it was done.

    The address it is sent to is kept nowhere: it is that of a contact at the moment of sending.
    """

    survey = models.ForeignKey(PartnerSurvey, models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="partner_invitations")
    token = models.CharField(max_length=64, unique=True, default=secret)
    answered_on = models.DateField(null=True, blank=True)
    mailing = models.ForeignKey(PartnerMailing, models.SET_NULL, null=True, related_name="invitations")

    class Meta:
        ordering = ["organisation__name_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "organisation"], name="one_invitation_per_survey")
        ]

    def __str__(self) -> str:
        return str(self.organisation)
