"""Dates that may be known in part only: a year, a month or a day."""

from datetime import date

from django.utils.formats import date_format

from .validators import PARTIAL_DATE


def partial_day(value: str) -> str:
    """A year, a month or a day as people write it; anything else as it was typed."""
    match = PARTIAL_DATE.fullmatch(value)
    if not match:
        return value
    try:
        whole = date(*(int(part) if part else 1 for part in match.groups()))
    except ValueError:
        return value
    if match[3]:
        return date_format(whole, "DATE_FORMAT")
    return date_format(whole, "YEAR_MONTH_FORMAT") if match[2] else match[1]
