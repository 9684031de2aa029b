"""The first, lean register of organisations. Capability C grows it."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from octant.core.models import Editable, Removable
from octant.core.validators import no_control_characters


class Sector(models.TextChoices):
    """The four sectors (guide ch. 3 II)."""

    PUBLIC = "public", _("Public sector")
    PRIVATE = "private", _("Private sector")
    SOCIAL = "social", _("Social economy and civil society")
    ACADEMIC = "academic", _("Academia and research")


class Organisation(Editable, Removable):
    cluster = models.ForeignKey("clusters.Cluster", models.CASCADE, related_name="organisations")
    name = models.CharField(_("name"), max_length=200, validators=[no_control_characters])
    sector = models.CharField(_("sector"), max_length=20, choices=Sector, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True, validators=[no_control_characters])
    web = models.URLField(_("website"), max_length=300, blank=True)

    class Meta:
        ordering = [Lower("name"), "pk"]
        constraints = [
            models.UniqueConstraint(
                "cluster",
                Lower("name"),
                name="one_organisation_per_name",
                condition=models.Q(removed_at=None),
                violation_error_message=_("An organisation with this name is already in the register."),
            )
        ]

    def __str__(self) -> str:
        return self.name
