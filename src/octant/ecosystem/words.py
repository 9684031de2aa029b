"""Names of what the register keeps as keys."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from .models import EcosystemRole

SDG_NAMES = {
    "1": _("No poverty"),
    "2": _("Zero hunger"),
    "3": _("Good health and well-being"),
    "4": _("Quality education"),
    "5": _("Gender equality"),
    "6": _("Clean water and sanitation"),
    "7": _("Affordable and clean energy"),
    "8": _("Decent work and economic growth"),
    "9": _("Industry, innovation and infrastructure"),
    "10": _("Reduced inequalities"),
    "11": _("Sustainable cities and communities"),
    "12": _("Responsible consumption and production"),
    "13": _("Climate action"),
    "14": _("Life below water"),
    "15": _("Life on land"),
    "16": _("Peace, justice and strong institutions"),
    "17": _("Partnerships for the goals"),
}
"""The seventeen Sustainable Development Goals of the United Nations (2015), by their number."""

SEEN_FROM_SECOND = {
    "funds": _("is funded by"),
    "refers": _("gets people referred by"),
    "member_of": _("has as a member"),
    "supplies": _("is supplied by"),
}
"""Kinds of relation that have a direction, as the second organisation would say it."""


def in_words(row: Any, name: str) -> str:
    """The value of an organisation's field as a reader knows it."""
    value = getattr(row, name)
    if name == "sdgs":
        return ", ".join(f"{key} {SDG_NAMES.get(key, '')}".strip() for key in value)
    if name == "roles":
        labels = dict(EcosystemRole.choices)
        return ", ".join(str(labels.get(key, key)) for key in value)
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    shown = getattr(row, f"get_{name}_display", None)
    return str(shown() if shown else value)
