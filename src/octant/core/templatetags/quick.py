"""Django's own tags and filter that stand in every row of a long page, without doing the same work twice.

`translate`, `url` and the filter `date` mean and give exactly what Django's do; pages know nothing of this
file (it is listed under `builtins` in the settings). Remembered is only what cannot change while the program
runs: a fixed text in a language, the address of a page, a day as it is written in a language.
"""

import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template import defaultfilters, defaulttags
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.templatetags import i18n
from django.templatetags.i18n import TranslateNode
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


# ---------- Days ----------


@register.filter(expects_localtime=True, is_safe=False)
def date(value: datetime.date | datetime.datetime | str | None, arg: str | None = None) -> str:
    if type(value) is datetime.date:  # not a moment: its text would depend on the time zone too
        return _day(value, arg, get_language())
    return str(defaultfilters.date(value, arg))


@lru_cache(maxsize=8192)
def _day(value: datetime.date, form: str | None, language: str | None) -> str:
    return str(date_format(value, form))
