"""Checks that several rooms share."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HOW_TO_WRITE_A_LINK = _("Write a web address such as https://example.org.")
PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def partial_date(value: str) -> None:
    """A year, a month or a day: 2023, 2023-05 or 2023-05-17 (ISO 8601, reduced precision)."""
    match = PARTIAL_DATE.fullmatch(value)
    try:
        if not match:
            raise ValueError
        year, month, day = (int(part) if part else 1 for part in match.groups())
        date(year, month, day)
    except ValueError:
        raise ValidationError(_("Write a year, a month or a day: 2023, 2023-05 or 2023-05-17.")) from None


def no_control_characters(value: str) -> None:
    """Line breaks and tabs are fine; other control characters break files and hide text."""
    if any(ord(c) < 32 and c not in "\n\r\t" for c in value) or "\x7f" in value:
        raise ValidationError(_("This text has invisible control characters. Please type it again."))
