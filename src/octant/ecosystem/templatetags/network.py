"""Figures of the network as people read them."""

from django import template

from .. import network_words as words

register = template.Library()


@register.filter
def percent(share: float) -> str:
    return words.percent(share)
