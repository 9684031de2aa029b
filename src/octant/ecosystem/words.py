"""Names of what the register keeps as keys."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import EcosystemRole

SDG_NAMES = {
    "1": gettext_lazy("No poverty"),
    "2": gettext_lazy("Zero hunger"),
    "3": gettext_lazy("Good health and well-being"),
    "4": gettext_lazy("Quality education"),
    "5": gettext_lazy("Gender equality"),
    "6": gettext_lazy("Clean water and sanitation"),
    "7": gettext_lazy("Affordable and clean energy"),
    "8": gettext_lazy("Decent work and economic growth"),
    "9": gettext_lazy("Industry, innovation and infrastructure"),
    "10": gettext_lazy("Reduced inequalities"),
    "11": gettext_lazy("Sustainable cities and communities"),
    "12": gettext_lazy("Responsible consumption and production"),
    "13": gettext_lazy("Climate action"),
    "14": gettext_lazy("Life below water"),
    "15": gettext_lazy("Life on land"),
    "16": gettext_lazy("Peace, justice and strong institutions"),
    "17": gettext_lazy("Partnerships for the goals"),
}
"""The seventeen Sustainable Development Goals of the United Nations (2015), by their number."""

SEEN_FROM_SECOND = {
    "funds": gettext_lazy("is funded by"),
    "refers": gettext_lazy("gets people referred by"),
    "member_of": gettext_lazy("has as a member"),
    "supplies": gettext_lazy("is supplied by"),
}
"""Kinds of relation that have a direction, as the second organisation would say it."""


def name_taken(name: str) -> str:
    return _("“%(name)s” is in the register already.") % {"name": name}


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
