"""Figures and names in a plan."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from .. import words
from ..document import MeasurePart, MilestonePart

register = template.Library()


@register.filter
def amount(value: Decimal | None) -> str:
    """A number as the reader writes it, without needless zeros; a dash where there is none."""
    if value is None:
        return "–"
    text = format(value, "f")
    fraction = text.partition(".")[2]
    return number_format(value, decimal_pos=len(fraction.rstrip("0")), force_grouping=True)


@register.filter
def look_up[Value](names: Mapping[int, Value], key: int) -> Value | str:
    """What stands for this number, for example the title of a measure."""
    return names.get(key, "")


@register.filter
def who_and_when(measure: MeasurePart) -> SafeString:
    """Who answers for a measure, and its days."""
    return words.who_and_when(measure.owner, measure.starts_on, measure.ends_on)


@register.filter
def days(measure: MeasurePart) -> str:
    return words.days(measure.starts_on, measure.ends_on)


@register.filter
def in_one_line(milestones: Iterable[MilestonePart]) -> SafeString:
    """The milestones of a measure, each with its day."""
    rows = ((words.day(each.due, ""), each.title) for each in milestones)
    return format_html_join("; ", "{} <bdi>{}</bdi>", rows)
