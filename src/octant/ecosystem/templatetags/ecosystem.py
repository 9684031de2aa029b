"""Parts of the register's pages."""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from octant.clusters import countries
from octant.core.templatetags.octant import Link

from ..landscape_words import field_of
from ..models import EcosystemRole
from ..queries.landscape import Stand
from ..rooms import TABS
from ..words import SDG_NAMES

register = template.Library()


@register.inclusion_tag("components/tabs.html", takes_context=True)
def register_tabs(context: Context, current: str) -> dict[str, Any]:
    """The pages of the register side by side; `current` is the name of an address."""
    slug = context["cluster"].slug
    tabs = [Link(str(label), reverse(name, args=[slug]), name == current) for name, label in TABS]
    return {"label": _("Register"), "tabs": tabs}


@register.filter
def sdg_name(key: str) -> str:
    return f"{key} {SDG_NAMES.get(key, '')}".strip()


@register.filter
def country_name(code: str) -> str:
    return str(countries.name(code))


@register.filter
def role_name(key: str) -> str:
    return str(dict(EcosystemRole.choices).get(key, key))


@register.filter
def what_to_do(stand: Stand) -> str:
    """The field of the power–interest grid in which an organisation stands."""
    return field_of(*stand.now)
