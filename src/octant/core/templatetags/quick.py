"""Django's own tags and filter that stand in every row of a long page, without doing the same work twice.

`translate`, `url`, `csrf_token` and the filter `date` mean and give exactly what Django's do; pages know
nothing of this file (it is listed under `builtins` in the settings). Remembered is only what cannot change
while the program runs: a fixed text in a language, the address of a page or a file, a day as it is written
in a language.
`pure` is the one tag of its own: a part of a page that depends on a few values alone.
"""

import datetime
import html
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django import forms, template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import defaultfilters, defaulttags
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode, URLNode
from django.template.loader import get_template, render_to_string
from django.templatetags import i18n
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ..addresses import reverse

register = template.Library()


# ---------- Addresses ----------


class QuickUrl(URLNode):
    def render(self, context: Context) -> str:
        if self.kwargs:
            return str(super().render(context))
        name = self.view_name.resolve(context)
        args = tuple(each.resolve(context) for each in self.args)
        match = getattr(getattr(context, "request", None), "resolver_match", None)
        try:
            address = reverse(name, args, current_app=match.namespace if match else None)
        except NoReverseMatch:
            if self.asvar is None:
                raise
            address = ""
        if self.asvar:
            context[self.asvar] = address
            return ""
        return escape(address) if context.autoescape else address


@register.tag
def url(parser: Parser, token: Token) -> QuickUrl:
    node: Any = defaulttags.url(parser, token)
    return QuickUrl(node.view_name, node.args, node.kwargs, node.asvar)


# ---------- Fixed texts ----------


class QuickText(TranslateNode):
    """A text that stands in the template itself: looked up once in each language."""

    def __init__(self, node: TranslateNode) -> None:
        super().__init__(node.filter_expression, node.noop, node.asvar, node.message_context)
        self.known: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        text = self.known.get(language)
        if text is None:
            text = self.known[language] = self._look_up()
        if self.asvar:
            context[self.asvar] = text
            return ""
        return text

    def _look_up(self) -> SafeString:
        alone = TranslateNode(self.filter_expression, self.noop, None, self.message_context)
        return SafeString(alone.render(Context()))


@register.tag
def translate(parser: Parser, token: Token) -> TranslateNode:
    node: TranslateNode = i18n.do_translate(parser, token)
    return QuickText(node) if _is_fixed(node) else node


def _is_fixed(node: TranslateNode) -> bool:
    """Whether text and context are written out in the template, without filters."""
    parts = [node.filter_expression, *([node.message_context] if node.message_context else [])]
    return all(
        not part.filters and getattr(part.var, "lookups", None) is None and _is_text(part.var)
        for part in parts
    )


def _is_text(var: Any) -> bool:
    """Whether it is a text between quotes; Django keeps it as a text or as a variable that holds one."""
    return isinstance(var if isinstance(var, str) else var.literal, str)


# ---------- Files ----------


class QuickStatic(StaticNode):
    """The address of a file, looked up once it has been collected under a name that never changes."""

    known: str = ""

    def render(self, context: Context) -> str:
        if not self.known or self.varname is not None:
            address = str(super().render(context))
            if self.varname is not None or not getattr(staticfiles_storage, "hashed_files", None):
                return address
            self.known = address
        return self.known


@register.tag
def static(parser: Parser, token: Token) -> StaticNode:
    node: StaticNode = StaticNode.handle_token(parser, token)
    is_fixed = isinstance(node.path.var, str) and not node.path.filters
    return QuickStatic(node.varname, node.path) if is_fixed else node


# ---------- The token against forged requests ----------


class QuickToken(CsrfTokenNode):
    def render(self, context: Context) -> str:
        token = str(context.get("csrf_token") or "")
        if not token:
            return str(super().render(context))
        return f'<input type="hidden" name="csrfmiddlewaretoken" value="{html.escape(token)}">'


@register.tag
def csrf_token(_parser: Parser, _token: Token) -> QuickToken:
    return QuickToken()


# ---------- Days ----------


@register.filter(expects_localtime=True, is_safe=False)
def date(value: datetime.date | datetime.datetime | str | None, arg: str | None = None) -> str:
    if type(value) is datetime.date:  # not a moment: its text would depend on the time zone too
        return _day(value, arg, get_language())
    return str(defaultfilters.date(value, arg))


@lru_cache(maxsize=8192)
def _day(value: datetime.date, form: str | None, language: str | None) -> str:
    return str(date_format(value, form))


# ---------- Parts that depend on a few values alone ----------


class PureNode(template.Node):
    def __init__(self, name: str, values: dict[str, FilterExpression]) -> None:
        self.name = name
        self.values = values

    def render(self, context: Context) -> str:
        values = [each.resolve(context) for each in self.values.values()]
        return _drawn(self.name, tuple(self.values), get_language(), bool(context.autoescape), *values)


@register.tag
def pure(parser: Parser, token: Token) -> PureNode:
    """`{% pure "some/part.html" a=x b=y %}`: the template with these values and nothing else of the page.

    The same values in the same language give the same text, so it is written once; other values are another
    text. Nothing can become old: there is no key but the values themselves. They must be plain or frozen (a
    text, a number, a tuple, a frozen dataclass), and the part may ask neither the database nor the clock.
    """
    _tag, name, *rest = token.split_contents()
    values = token_kwargs(rest, parser)
    if rest or name[:1] not in "\"'" or name[:1] != name[-1:]:
        raise template.TemplateSyntaxError("pure needs the name of a template in quotes and name=value pairs")
    return PureNode(name[1:-1], values)


def drawn(name: str, **values: object) -> str:
    """What `{% pure %}` gives, for views."""
    return _drawn(name, tuple(values), get_language(), True, *values.values())


def drawn_form(
    name: str,
    form: Callable[..., forms.BaseForm],
    place: str,
    tried: forms.BaseForm | None = None,
    /,
    **values: object,
) -> SafeString:
    """The template with a `form`: the one that was `tried` and refused, else one that holds these values.

    For forms that stand on a page many times. The same values give the same text, as with `pure`; what
    differs with each page, such as the token against forged requests, belongs outside of the template.
    """
    if tried is not None:
        return render_to_string(name, {"form": tried})
    return _drawn_form(name, form, place, tuple(values), get_language(), *values.values())


@lru_cache(maxsize=512, typed=True)
def _drawn_form(
    name: str,
    form: Callable[..., forms.BaseForm],
    place: str,
    names: tuple[str, ...],
    _language: str | None,
    *values: object,
) -> SafeString:
    initial = dict(zip(names, values, strict=True))
    return render_to_string(name, {"form": form(initial=initial, auto_id=f"{place}-%s")})


@lru_cache(maxsize=1024, typed=True)  # typed: a safe text is not the same as one that must be escaped
def _drawn(
    name: str, names: tuple[str, ...], _language: str | None, autoescape: bool, *values: object
) -> str:
    part: Any = get_template(name)
    values_by_name = dict(zip(names, values, strict=True))
    return str(part.template.render(Context(values_by_name, autoescape=autoescape)))
