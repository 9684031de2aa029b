"""The sectors: what respondents are asked for, in more languages than the rest of the register."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sector(models.TextChoices):
    """The four sectors (guide ch. 3 II)."""

    PUBLIC = "public", _("Public sector")
    PRIVATE = "private", _("Private sector")
    SOCIAL = "social", _("Social economy and civil society")
    ACADEMIC = "academic", _("Academia and research")
