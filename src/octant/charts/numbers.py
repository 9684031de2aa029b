"""Numbers as people read them, and checks of numbers that come in."""

from __future__ import annotations

import math

LOWEST_LEVEL = 1
HIGHEST_LEVEL = 5
LEVELS = tuple(range(LOWEST_LEVEL, HIGHEST_LEVEL + 1))
MINUS = "\N{MINUS SIGN}"


def format_number(value: float, *, separator: str, decimals: int = 1) -> str:
    """``value`` with a fixed number of decimals: 1.5 gives "1.5", or "1,5" with the separator ","."""
    digits = f"{abs(value):.{decimals}f}"
    sign = MINUS if value < 0 and float(digits) != 0 else ""
    return sign + digits.replace(".", separator)


def format_level(value: float, *, separator: str) -> str:
    """A level with one decimal where it has one: 4.0 gives "4", 2.46 gives "2.5"."""
    return format_number(value, separator=separator).removesuffix(f"{separator}0")


def check_level(value: float | None, *, item: str, field: str) -> None:
    """ValueError unless ``value`` is None or lies in 1..5."""
    if value is None:
        return
    if not math.isfinite(value) or not LOWEST_LEVEL <= value <= HIGHEST_LEVEL:
        raise ValueError(f"{item!r}: {field} is {value!r}, not between {LOWEST_LEVEL} and {HIGHEST_LEVEL}")


def check_range(lower: float | None, upper: float | None, *, item: str) -> None:
    """ValueError unless both quartiles are there, in 1..5 and in order, or both are missing."""
    check_level(lower, item=item, field="lower")
    check_level(upper, item=item, field="upper")
    if (lower is None) != (upper is None):
        raise ValueError(f"{item!r}: lower and upper must both be given or both be missing")
    if lower is not None and upper is not None and lower > upper:
        raise ValueError(f"{item!r}: lower {lower!r} is above upper {upper!r}")
