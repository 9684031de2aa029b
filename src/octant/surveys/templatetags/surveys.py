"""Small things that templates of surveys write."""

from django import template
from django.utils.translation import gettext as _

from .. import words

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """0.254 as 25 %."""
    return _("%(percent)s%%") % {"percent": round(share * 100)}


@register.filter
def sector_name(sector: str) -> str:
    return words.sector_name(sector)
