"""Levels and agreement as every page of a round shows them."""

from typing import Any

from django import template

from octant.ratings.queries import Histogram

from .. import words

register = template.Library()


@register.filter
def level(value: float | None) -> str:
    """One decimal in the reader's way of writing numbers; a dash where there is no level."""
    return words.level(value)


@register.filter
def now_level(row: Any) -> str:
    """The level "now" of a row with `agreed` and the distribution `now`: marked where it was agreed."""
    return words.agreed_level(row.agreed, row.now.median)


@register.filter
def total(value: float) -> str:
    """A sum of influences, without a needless decimal."""
    return words.total(value)


@register.inclusion_tag("rounds/ratings/_agreement.html")
def agreement(histogram: Histogram) -> dict[str, object]:
    """Van der Eijk's A as a bar, as a number and in words, always with n."""
    return {"histogram": histogram, "words": words.agreement(histogram)}
