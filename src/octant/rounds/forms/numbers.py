"""Numbers and dates as people type them."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = 2000, 2100  # years of a plan
_SPACES = re.compile(r"[\s'’\u00a0\u202f]")
_NUMBER = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?")
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")


def shown(value: Decimal | None) -> str:
    """A number as it stands in a field: the reader's decimal sign, no needless zeros, no grouping."""
    if value is None:
        return ""
    plain = format(value, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return str(number_format(plain, use_l10n=True, force_grouping=False))


class NumberField(forms.CharField):
    """A decimal number with comma or point; spaces between thousands are fine.

    “1,500” can mean two things and is sent back, because a silent mistake by a factor of 1,000 is worse.
    A number that already stands in the field (`initial`) is taken as it is.
    """

    def __init__(self, *, whole_digits: int, decimals: int, least: int | None = None, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.whole_digits, self.decimals, self.least = whole_digits, decimals, least
        self.widget.attrs["inputmode"] = "decimal"

    def prepare_value(self, value: object) -> object:
        return shown(value) if isinstance(value, Decimal) else value

    def clean(self, value: object) -> Decimal | None:
        text = _SPACES.sub("", super().clean(value)).replace("−", "-")
        if not text:
            return None
        number = self._number(text)
        if self.least is not None and number < self.least:
            raise ValidationError(_("This cannot be less than %(least)s."), params={"least": self.least})
        return number

    def _number(self, text: str) -> Decimal:
        if text != shown(
            self.initial if isinstance(self.initial, Decimal) else None
        ) and _AMBIGUOUS.fullmatch(text):
            raise ValidationError(
                _(
                    "“%(text)s” can mean two numbers. For thousands write it without a sign (%(whole)s), "
                    "for a fraction add a digit (%(text)s0)."
                ),
                params={"text": text, "whole": re.sub(r"[.,]", "", text)},
            )
        match = _NUMBER.fullmatch(_with_point(text))
        if not match or not (match[2] or match[3]):
            raise ValidationError(_("Write a number in digits, for example 12 or 2.5. Put words elsewhere."))
        sign, whole, fraction = match[1], match[2].lstrip("0") or "0", (match[3] or "").rstrip("0")
        if len(whole) > self.whole_digits:
            raise ValidationError(
                _("This number is too large. Use a larger unit, such as thousands or millions.")
            )
        if len(fraction) > self.decimals:
            raise ValidationError(
                _("Use at most %(decimals)s digits after the decimal sign."),
                params={"decimals": self.decimals},
            )
        return Decimal(f"{sign}{whole}.{fraction or 0}")


def _with_point(text: str) -> str:
    """Of two different signs the last is the decimal one; a sign that stands twice groups thousands."""
    decimal = max(",.", key=text.rfind)
    other = "." if decimal == "," else ","
    text = text.replace(other, "")
    return text.replace(decimal, "") if text.count(decimal) > 1 else text.replace(decimal, ".")


class DayField(forms.DateField):
    """A day of the plan, typed or picked."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("Write a day as year-month-day, for example 2027-06-30.")

    def clean(self, value: object) -> date | None:
        day = super().clean(value)
        if day and not EARLIEST <= day.year <= LATEST:
            raise ValidationError(
                _("Choose a year from %(first)s to %(last)s."),
                params={"first": str(EARLIEST), "last": str(LATEST)},
            )
        return day
