"""Persons at an organisation. Personal data, kept apart from the organisation itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from octant.core.models import Editable, Removable
from octant.core.validators import no_control_characters

from .organisation import Organisation


class LawfulBasis(models.TextChoices):
    """Why the data may be kept (GDPR, article 6 (1))."""

    CONSENT = "consent", _("Consent: the person said yes")
    CONTRACT = "contract", _("Contract with the person")
    LEGAL_DUTY = "legal_duty", _("A law requires it")
    PUBLIC_TASK = "public_task", _("Task in the public interest")
    LEGITIMATE_INTEREST = "legitimate_interest", _("Legitimate interest")


class Contact(Editable, Removable):
    """One person, with the reason why the data is kept and the day it has to go."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="contacts")
    name = models.CharField(_("name of the person"), max_length=120, validators=[no_control_characters])
    function = models.CharField(_("function"), max_length=120, blank=True, validators=[no_control_characters])
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True, validators=[no_control_characters])
    lawful_basis = models.CharField(_("why we may keep it"), max_length=20, choices=LawfulBasis)
    source = models.CharField(
        _("where the data comes from"), max_length=300, blank=True, validators=[no_control_characters]
    )
    consent_on = models.DateField(_("said yes on"), null=True, blank=True)
    consent_note = models.CharField(
        _("what the person said yes to"), max_length=300, blank=True, validators=[no_control_characters]
    )
    delete_on = models.DateField(_("delete on"))

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["delete_on"], name="contact_by_deletion")]

    def __str__(self) -> str:
        return self.name
