"""Text that the fonts of the PDF can show, whatever people typed or pasted.

A character that no font has becomes "□", so that the reader sees that something stood there. What is no
character at all (controls, halves of surrogate pairs, marks of direction) goes. A word wider than a line gets
places where it may break; nobody sees them.
"""

import unicodedata
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

from octant.charts.text import JOINER, MAX_MARKS, clusters

from . import fonts

MISSING = "□"
NON_JOINER = "\N{ZERO WIDTH NON-JOINER}"
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
BREAK = "\N{ZERO WIDTH SPACE}"
UNBROKEN = 24  # a longer word may not fit a table cell
BREAK_EVERY = 8
KEPT_FORMATS = frozenset((JOINER, NON_JOINER, SOFT_HYPHEN))
NO_CHARACTER = ("Cc", "Cf", "Cs")


def printable(text: str, *, breaks: bool = True) -> str:
    """The text as the PDF shows it; lines are kept. Without `breaks` long words stay whole."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    words = ((_word(word, breaks=breaks) for word in line.split()) for line in lines)
    return "\n".join(" ".join(filter(None, line)) for line in words).strip()


def printable_parts[T](value: T) -> T:
    """The same frozen data class with every text in it made printable, however deep."""
    made: T = _parts(value)
    return made


def _parts(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, tuple):
        return tuple(_parts(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _parts(getattr(value, field.name)) for field in fields(value)})
    return value


def _word(word: str, *, breaks: bool) -> str:
    shown = [_cluster(cluster) for cluster in clusters(_without_noise(word))]
    if len(shown) <= UNBROKEN or not breaks:
        return "".join(shown)
    return BREAK.join("".join(shown[n : n + BREAK_EVERY]) for n in range(0, len(shown), BREAK_EVERY))


def _without_noise(word: str) -> str:
    return "".join(
        character
        for character in word
        if character in KEPT_FORMATS or unicodedata.category(character) not in NO_CHARACTER
    )


@lru_cache(maxsize=20_000)
def _cluster(cluster: str) -> str:
    """A letter with its accents, or an emoji with its parts: whole if one font has all of it.

    Else accents are left off, at last "□" stands for it. An accent without a letter is nothing.
    """
    if unicodedata.category(cluster[0])[0] == "M":
        return ""
    kept = cluster if JOINER in cluster else cluster[: MAX_MARKS + 1]
    for shown in (kept, cluster[0]):
        needed = {ord(character) for character in shown if character != SOFT_HYPHEN}
        if unicodedata.category(shown[0]) != "Co" and any(needed <= font for font in fonts.families()):
            return shown
    return MISSING
