"""Ways in for organisations themselves, without an account: a form, and a link to their own entry."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from octant.core.models import Editable
from octant.core.validators import no_control_characters

from .organisation import Organisation


def secret() -> str:
    return secrets.token_urlsafe(24)


class RegistrationPage(Editable):
    """The public form of a cluster, under an address that nobody can guess. A new address ends the old."""

    cluster = models.OneToOneField("clusters.Cluster", models.CASCADE, related_name="registration_page")
    token = models.CharField(max_length=64, unique=True, default=secret)
    is_open = models.BooleanField(_("open"), default=False)
    welcome = models.TextField(
        _("what organisations read first"), max_length=2000, blank=True, validators=[no_control_characters]
    )
    privacy = models.TextField(
        _("data protection"), max_length=4000, blank=True, validators=[no_control_characters]
    )

    def __str__(self) -> str:
        return str(self.cluster)


class RegistrationState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class Registration(models.Model):
    """What an organisation has sent about itself. It is not in the register until somebody accepts it."""

    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, related_name="registrations")
    at = models.DateTimeField(default=timezone.now)
    values = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=RegistrationState, default=RegistrationState.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["cluster", "state"], name="registration_by_state")]

    def __str__(self) -> str:
        return str(self.values.get("name", ""))


class EntryLink(models.Model):
    """The secret address under which an organisation keeps its own entry up to date."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="links")
    token = models.CharField(max_length=64, unique=True, default=secret)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(revoked_at=None), name="one_open_link"
            )
        ]

    def __str__(self) -> str:
        return f"link of {self.organisation}"
