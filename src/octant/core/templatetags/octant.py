"""The parts pages are built from. docs/look.md shows each with an example."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django import forms, template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .. import dates, offered
from ..addresses import reverse

register = template.Library()

# Drawn on a grid of 24 × 24 with a stroke of 2.
ICONS = {
    "back": "M19 12H5m6-6-6 6 6 6",
    "check": "M5 13l4 4L19 7",
    "close": "M6 6l12 12M18 6L6 18",
    "down": "M6 9l6 6 6-6",
    "drag": "M9 5h.01M15 5h.01M9 12h.01M15 12h.01M9 19h.01M15 19h.01",
    "edit": "M4 20h4L19 9l-4-4L4 16v4zM13 7l4 4",
    "globe": "M12 3a9 9 0 100 18 9 9 0 000-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "person": "M12 12a4 4 0 100-8 4 4 0 000 8zM4 21c1-5 4-6 8-6s7 1 8 6",
    "plus": "M12 5v14M5 12h14",
}


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A small drawing beside a word; it is hidden from screen readers, the word says it."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', ICONS[name]
    )


# ---------- The page around everything ----------


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool = False


@register.simple_tag(takes_context=True)
def main_navigation(context: Context) -> list[Link]:
    """Where one can go from here: the rooms of the cluster, if the page belongs to one, and the guide."""
    cluster = context.get("cluster")
    links: list[tuple[str, str]] = []
    if cluster is not None:
        links = [
            (_("Process"), reverse("clusters:home", (cluster.slug,))),
            (_("People"), reverse("clusters:people", (cluster.slug,))),
            (_("Organisations"), reverse("ecosystem:list", (cluster.slug,))),
            (_("Journal"), reverse("journal:list", (cluster.slug,))),
            (_("Settings"), reverse("clusters:settings", (cluster.slug,))),
        ]
    elif getattr(context.get("user"), "is_authenticated", False):
        links = [(_("Clusters"), reverse("clusters:list"))]
    links.append((_("Guide"), reverse("guide:index")))
    request: HttpRequest | None = context.get("request")
    here = nearest([url for _label, url in links], request.path if request else "")
    return [Link(label, url, url == here) for label, url in links]


def nearest(urls: Sequence[str], path: str) -> str | None:
    """The address that the path lies under; the longest one when several fit."""
    return max((url for url in urls if path.startswith(url)), key=len, default=None)


@register.filter
def bundle(name: str) -> list[str]:
    """The addresses of the files that every page loads (octant.core.static).

    A filter, for a tag would put them into the page under a name that the page may want for itself.
    """
    storage: Any = staticfiles_storage
    return list(storage.bundle(name))


@register.simple_tag(takes_context=True)
def colour_scheme(context: Context) -> str:
    """What the visitor chose (in a cookie, so that the first paint is right), else the device's choice."""
    request: HttpRequest | None = context.get("request")
    chosen = request.COOKIES.get("octant_scheme", "") if request else ""
    return chosen if chosen in {"light", "dark"} else "auto"


@register.simple_tag(takes_context=True)
def offered_languages(context: Context) -> Mapping[str, str]:
    """{code: name in itself} of the languages in which this page can be had."""
    request: HttpRequest | None = context.get("request")
    return offered.languages_for(request.path_info if request else "")


@register.simple_tag
def paper_languages() -> Mapping[str, str]:
    """{code: name in itself} of the languages in which sheets for respondents can be printed."""
    return dict(settings.PUBLIC_LANGUAGES)


@register.filter
def undo_url(message: Message) -> str:
    """The address to post to, from a message's tag `undo=…` (see octant.core.responses.removed)."""
    tags = (message.extra_tags or "").split()
    return next((tag.removeprefix("undo=") for tag in tags if tag.startswith("undo=")), "")


@register.filter
def partial_day(value: str) -> str:
    """2024, 2024-08 or 2024-08-21 as people write it."""
    return dates.partial_day(value or "")


# ---------- Forms ----------


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """Label, help, input and errors of one form field."""
    widget = bound.field.widget
    if bound.is_hidden:
        return SafeString(str(bound))
    optional = not (bound.field.required or getattr(bound.form, "nothing_required", False))
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        context = {
            "field": bound,
            "error_id": f"{bound.auto_id}_error",
            "help_id": f"{bound.auto_id}_helptext",
            "optional": optional,
            "options": options(bound),
        }
        return render_to_string("components/field_options.html", context)
    attributes: dict[str, str | bool] = {"class": f"ds-input {widget.attrs.get('class', '')}".strip()}
    suggests = "data-suggest-url" in widget.attrs
    if suggests:
        attributes["autocomplete"] = "off"
    is_checkbox = isinstance(widget, forms.CheckboxInput)
    frame = _frame(
        "components/field_checkbox.html" if is_checkbox else "components/field.html",
        get_language(),
        FieldParts(
            label=conditional_escape(bound.label),
            help_text=conditional_escape(bound.help_text),
            html_name=bound.html_name,
            id_for_label=bound.id_for_label,
            auto_id=bound.auto_id,
            errors=tuple(conditional_escape(str(text)) for text in bound.errors),
        ),
        optional,
        suggests,
    )
    return SafeString(frame.replace(INPUT, bound.as_widget(attrs=attributes), 1))


INPUT = SafeString("<!-- input -->")  # no label can hold it: what stands in a label is escaped


class FieldParts(NamedTuple):
    """What stands around the input of a field, all texts escaped: the same parts give the same text."""

    label: str
    help_text: str
    html_name: str
    id_for_label: str
    auto_id: str
    errors: tuple[str, ...]


@lru_cache(maxsize=2048)
def _frame(template: str, _language: str | None, parts: FieldParts, optional: bool, suggests: bool) -> str:
    context = {
        "field": parts,
        "input": INPUT,
        "error_id": f"{parts.auto_id}_error",
        "help_id": f"{parts.auto_id}_helptext",
        "optional": optional,
        "suggests": suggests,
    }
    return render_to_string(template, context)


def options(bound: BoundField) -> list[dict[str, Any]]:
    """Each choice of a radio or check box group, as its template needs it."""
    rows = []
    for choice in bound.subwidgets:
        choice.data["attrs"]["class"] = "ds-input"
        rows.append({"input": choice.tag(), "id": choice.id_for_label, "label": choice.choice_label})
    return rows


@register.inclusion_tag("components/error_summary.html")
def error_summary(*several: forms.BaseForm) -> dict[str, object]:
    """What is wrong in one or several forms, each line a link to its field."""
    errors: list[tuple[str, str, str]] = []
    for form in several:
        errors += [("", "", str(text)) for text in form.non_field_errors()]
        if any(bound.errors for bound in form.hidden_fields()):  # nobody typed it, so nobody can correct it
            errors.append(("", "", _("This page is out of date. Reload it, then save again.")))
        for bound in form.visible_fields():
            target = bound.id_for_label or f"{bound.auto_id}_0"
            label = str(bound.label).removesuffix(".")  # a colon follows
            errors += [(target, label, str(text)) for text in bound.errors]
    return {"errors": errors}


@dataclass(frozen=True, slots=True)
class Level:
    value: int
    text: str
    checked: bool


@register.inclusion_tag("components/rating.html")
def rating(
    *, name: str, legend: str, levels: Iterable[str], value: object = None, lead: str = "",
    compact: bool = False, skip_value: str = "skip", heading: int = 0,
) -> dict[str, object]:  # fmt: skip
    """One question rated on described levels, lowest first, valued 1, 2, …; or "can't judge"."""
    rows = [Level(number, text, str(value) == str(number)) for number, text in enumerate(levels, start=1)]
    return {
        "name": name, "legend": legend, "lead": lead, "levels": rows, "compact": compact, "heading": heading,
        "skip_value": skip_value, "skipped": str(value) == skip_value,
    }  # fmt: skip


# ---------- Parts with something inside ----------


@register.simple_block_tag
def page_header(
    content: str, title: str, lead: str = "", back_url: str = "", back_label: str = ""
) -> SafeString:
    """The page's only h1; what stands between the tags are its actions."""
    return render_to_string(
        "components/page_header.html",
        {
            "title": title,
            "lead": lead,
            "back_url": back_url,
            "back_label": back_label,
            "actions": SafeString(content.strip()),
        },
    )


@register.simple_block_tag
def card(content: str, title: str = "", level: int = 2, url: str = "", id: str = "") -> SafeString:
    """A white sheet; with `url` its title is a link and the entire card can be clicked."""
    return render_to_string(
        "components/card.html", {"content": content, "title": title, "level": level, "url": url, "id": id}
    )


@register.simple_block_tag
def guidance(content: str, title: str, open: bool = False) -> SafeString:
    """Help that stands beside the question and opens on demand."""
    return render_to_string("components/guidance.html", {"content": content, "title": title, "open": open})


@register.simple_block_tag
def live(content: str, url: str) -> SafeString:
    """A part of the page that follows what `octant.core.live.stream` sends at this address."""
    return render_to_string("components/live.html", {"content": content, "url": url})


@register.simple_block_tag
def empty_state(content: str, title: str, action: str = "", url: str = "") -> SafeString:
    """Instead of an empty list: what will stand here, why, and the one thing to do now."""
    return render_to_string(
        "components/empty.html", {"content": content, "title": title, "action": action, "url": url}
    )


@register.simple_block_tag(takes_context=True)
def reorder(context: Context, content: str, url: str, several: bool = False, layout: str = "") -> SafeString:
    """Lists whose items are moved by hand or keyboard (reorder.js); each move is posted to `url`.

    `several`: items also go from one list to another. Without an address nothing can be moved.
    """
    return render_to_string(
        "components/reorder_frame.html",
        {
            "content": content,
            "url": url,
            "several": several,
            "layout": layout,
            "csrf_token": context.get("csrf_token", ""),
        },
    )
