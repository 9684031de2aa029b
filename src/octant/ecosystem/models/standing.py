"""Where an organisation stands to the cluster: what the team alone says and sees."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class MembershipState(models.TextChoices):
    NONE = "none", _("Not a member")
    INTERESTED = "interested", _("Interested")
    APPLIED = "applied", _("Has applied")
    MEMBER = "member", _("Member")
    ASSOCIATED = "associated", _("Associated member")
    FORMER = "former", _("Former member")


class Stance(models.TextChoices):
    """How it sees the cluster."""

    CHAMPION = "champion", _("Drives it forward")
    SUPPORTS = "supports", _("Supports it")
    NEUTRAL = "neutral", _("Neutral")
    DOUBTS = "doubts", _("Has doubts")
    OPPOSES = "opposes", _("Is against it")


class Degree(models.IntegerChoices):
    """Five steps for influence, interest and connectedness."""

    VERY_LOW = 1, _("1 – very low")
    LOW = 2, _("2 – low")
    MEDIUM = 3, _("3 – medium")
    HIGH = 4, _("4 – high")
    VERY_HIGH = 5, _("5 – very high")


def degree(label: Any) -> Any:
    """A field for one of five steps, or nothing as long as nobody knows."""
    return models.PositiveSmallIntegerField(label, choices=Degree, null=True, blank=True)
