"""Inputs, selects and text areas written straight away instead of through five small templates each.

A matrix of 56 selects is 1,700 templates otherwise. The HTML is that of Django's own templates, but for web
addresses; every other widget still uses those.
"""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.safestring import SafeData, SafeString

type Parts = Mapping[str, Any]
"""What a Django widget hands to its template: name, value, attrs and so on."""

OPTION = "django/forms/widgets/select_option.html"
INPUTS = ("checkbox", "date", "email", "hidden", "input", "number", "password", "search", "text")


class WidgetRenderer(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        write = WRITERS.get(template_name)
        if write is None or not _is_plain(context["widget"]):
            return super().render(template_name, context, request)
        return SafeString(write(context["widget"]))


def _is_plain(widget: Parts) -> bool:
    """Whether nothing in it has a template or a label of its own."""
    if widget.get("wrap_label"):
        return False
    return all(option["template_name"] == OPTION for option in _options(widget))


def _options(widget: Parts) -> Iterable[Parts]:
    return (option for _name, options, _index in widget.get("optgroups", ()) for option in options)


def _text(value: object) -> str:
    """As Django's `conditional_escape`, which looks for texts that are translated later first."""
    text = str(value)
    return text if isinstance(text, SafeData) else escape(text)


def _attributes(widget: Parts) -> str:
    return "".join(
        f" {_text(name)}" if value is True else f' {_text(name)}="{_text(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget: Parts) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return (
        f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"{value}{_attributes(widget)}>'
    )


def _web_address(widget: Parts) -> str:
    """People leave out the https://. The server completes it, but browsers refuse that in fields for URLs."""
    return _input({**widget, "type": "text", "attrs": {**widget["attrs"], "inputmode": "url"}})


def _textarea(widget: Parts) -> str:
    value = _text(localize(widget["value"])) if widget["value"] else ""
    return f'<textarea name="{_text(widget["name"])}"{_attributes(widget)}>\n{value}</textarea>'


def _select(widget: Parts) -> str:
    inside = []
    for name, options, _index in widget["optgroups"]:
        written = "".join(f"\n  {_option(option)}" for option in options)
        if name:
            written = f'\n  <optgroup label="{_text(localize(name))}">{written}\n  </optgroup>'
        inside.append(written)
    return f'<select name="{_text(widget["name"])}"{_attributes(widget)}>{"".join(inside)}\n</select>'


def _option(option: Parts) -> str:
    label = _text(localize(option["label"]))
    return f'<option value="{_text(option["value"])}"{_attributes(option)}>{label}</option>'


WRITERS: dict[str, Callable[[Parts], str]] = {
    **{f"django/forms/widgets/{kind}.html": _input for kind in INPUTS},
    "django/forms/widgets/url.html": _web_address,
    "django/forms/widgets/radio_option.html": _input,
    "django/forms/widgets/checkbox_option.html": _input,
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
}
