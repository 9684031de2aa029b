"""Small things that templates of phone and projector ask for."""

import json
from collections.abc import Mapping
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from octant.ecosystem.models import Sector
from octant.rounds import words

from .. import sentences
from ..queries.room import People
from ..queries.stage import Ratings

register = template.Library()


@register.filter
def item(mapping: Mapping[str, Any] | None, key: object) -> Any:
    """The value of a key that is only known to the template; an empty text without one."""
    return (mapping or {}).get(str(key), "")


@register.filter
def chosen(own: Mapping[str, Any] | None, aspect: str) -> Mapping[str, str]:
    """The levels that stand in the form: what was said in this wave, else in the one before."""
    said = own or {}
    return {**said.get("before", {}).get(aspect, {}), **said.get(aspect, {})}


@register.filter
def add_text(text: str, more: object) -> str:
    """“idea-” and 12 make “idea-12”, in every language without a separator of thousands."""
    return f"{text}{more}"


@register.filter
def as_level(value: float | None) -> str:
    return words.level(value)


@register.filter
def split_words(text: str) -> list[str]:
    return text.split()


@register.filter
def sectors(people: People) -> list[tuple[str, int]]:
    """(name of the sector, people) of those that may be shown."""
    names = dict(Sector.choices)
    return [(str(names.get(key, _("Not said"))), n) for key, n in people.by_sector.items()]


@register.simple_tag
def ratings_sentence(found: Ratings) -> str:
    return sentences.ratings(found)


@register.filter
def draft_of(groups: str, group: int | None) -> Mapping[str, Any]:
    """The goal of one small group, out of what all phones are told."""
    drafts: Mapping[str, Mapping[str, Any]] = json.loads(groups or "{}").get("drafts", {})
    return drafts.get(str(group), {})


@register.simple_tag
def field_with(bound: BoundField, values: Mapping[str, Any]) -> SafeString:
    """The input of a field with what the small group has written so far."""
    value = values.get(bound.name, "")
    widget = bound.field.widget
    attrs = {"class": "ds-input", "id": bound.id_for_label, "dir": "auto"}
    return SafeString(widget.render(bound.html_name, value, attrs=widget.attrs | attrs))
