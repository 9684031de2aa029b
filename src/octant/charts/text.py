"""Text for SVG: cleaned, measured, wrapped and shortened without a browser.

Widths are the advance widths of Inter (regular and semi-bold) in thousandths of the font size, kept in
``inter_widths.json`` as runs of consecutive code points. Letters outside that table get a cautious width for
their script. A few per cent are added, so that labels still fit where another font stands in for Inter.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

ELLIPSIS = "…"
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
JOINER = "\N{ZERO WIDTH JOINER}"
LINE_HEIGHT = 1.24
ASCENT = 0.95  # from the top of a line to its baseline
CAP_HEIGHT = 0.727
MAX_CLUSTERS = 600  # longer names are cut before any layout work
MAX_MARKS = 3  # accents kept on one letter; stacks of hundreds would climb over the chart
SAFETY = 1.04
EM = 1000
RTL_WIDTH = 640
WIDE_WIDTH = 1020
PICTURE_WIDTH = 1380
UNKNOWN_WIDTH = 900
KEPT_FORMATS = frozenset((JOINER, "\N{ZERO WIDTH NON-JOINER}", SOFT_HYPHEN))


class Anchor(StrEnum):
    """Which edge of a text's box its lines keep to."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Block:
    """Text ready to draw: its lines, its size, and the whole text where something was cut off."""

    lines: tuple[str, ...]
    width: float
    font_size: float
    bold: bool = False
    full: str = ""

    @property
    def line_height(self) -> float:
        return self.font_size * LINE_HEIGHT

    @property
    def height(self) -> float:
        return self.line_height * len(self.lines)


# --- cleaning ---------------------------------------------------------------------------------------------


@lru_cache(maxsize=2048)
def clean(text: str) -> str:
    """``text`` without what XML forbids, direction overrides and heaps of accents; white space collapsed."""
    kept = "".join(_clean_character(character) for character in text)
    spaced = " ".join(unicodedata.normalize("NFC", kept).split())
    return "".join(_calm(cluster) for cluster in clusters(spaced))


def _clean_character(character: str) -> str:
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category in ("Cc", "Cs") or (category == "Cf" and character not in KEPT_FORMATS):
        return ""
    return "" if ord(character) & 0xFFFE == 0xFFFE else character


def _calm(cluster: str) -> str:
    return cluster if JOINER in cluster else cluster[: MAX_MARKS + 1]


def clusters(text: str) -> list[str]:
    """``text`` in pieces that must stay together: a letter with its accents, an emoji with its parts."""
    if text.isascii():
        return list(text)
    found: list[str] = []
    for character in text:
        if found and _continues(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def _continues(cluster: str, character: str) -> bool:
    if unicodedata.category(character) in ("Mn", "Me", "Mc") or character in KEPT_FORMATS:
        return cluster != " "
    if cluster.endswith(JOINER) or "\U0001f3fb" <= character <= "\U0001f3ff":
        return cluster != " "
    return len(cluster) == 1 and _is_flag_half(cluster) and _is_flag_half(character)


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def is_rtl(text: str) -> bool:
    """True when the first letter with a direction runs from right to left."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


# --- measuring --------------------------------------------------------------------------------------------


@cache
def _widths(bold: bool) -> dict[str, int]:
    tables = json.loads(files(__package__).joinpath("inter_widths.json").read_text(encoding="utf-8"))
    return {
        chr(int(first, 16) + offset): width
        for first, run in tables["bold" if bold else "regular"].items()
        for offset, width in enumerate(run)
    }


@cache
def _unlisted_width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.category(character) in ("So", "Sk") or ord(character) >= 0x1F000:
        return PICTURE_WIDTH
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return WIDE_WIDTH
    if unicodedata.bidirectional(character) in ("R", "AL", "AN"):
        return RTL_WIDTH
    return UNKNOWN_WIDTH


@lru_cache(maxsize=8192)
def text_width(text: str, font_size: float, *, bold: bool = False) -> float:
    """Width of one line in SVG units, on the cautious side."""
    table = _widths(bold)
    advance = sum(
        0 if character in KEPT_FORMATS else table.get(character) or _unlisted_width(character)
        for character in text
    )
    return advance * font_size * SAFETY / EM


# --- shortening and wrapping ------------------------------------------------------------------------------


def line(text: str, font_size: float, *, width: float, bold: bool = False) -> Block:
    """``text`` on one line, cut with an ellipsis where it is wider than ``width``."""
    return wrap(text, font_size, width=width, bold=bold, max_lines=1)


def wrap(text: str, font_size: float, *, width: float, bold: bool = False, max_lines: int = 3) -> Block:
    """``text`` in at most ``max_lines`` lines of ``width`` or less, evened out; the last may end in "…"."""
    cleaned = clean(text)
    ruler = _Ruler(font_size, bold, width)
    whole = clusters(cleaned)
    shown = "".join(whole[:MAX_CLUSTERS])
    lines = ruler.lines(shown)
    if len(lines) <= max_lines and len(whole) <= MAX_CLUSTERS:
        lines = _evened(ruler, shown, lines)
        return _block(lines, font_size, bold, full="")
    kept = lines[: max_lines - 1]
    last = " ".join(lines[max_lines - 1 :])
    return _block([*kept, ruler.cut(last)], font_size, bold, full=cleaned.replace(SOFT_HYPHEN, ""))


def wrap_generously(
    text: str, font_size: float, *, width: float, wider: float, bold: bool = False, max_lines: int = 3
) -> Block:
    """Wrap to ``width``; where that cuts or splits a word, give the text as much of ``wider`` as it needs."""
    words = (text_width(piece.at_line_end, font_size, bold=bold) for piece in _pieces(clean(text)))
    widest_word = max(words, default=0)
    block = wrap(text, font_size, width=min(max(width, widest_word), wider), bold=bold, max_lines=max_lines)
    return wrap(text, font_size, width=wider, bold=bold, max_lines=max_lines) if block.full else block


def _block(lines: list[str], font_size: float, bold: bool, *, full: str) -> Block:
    width = max((text_width(each, font_size, bold=bold) for each in lines), default=0)
    return Block(tuple(lines), width, font_size, bold, full)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text that is not split, and what follows it when no line break is made there."""

    text: str
    after: str

    @property
    def at_line_end(self) -> str:
        return self.text + ("-" if self.after == SOFT_HYPHEN else "")


@lru_cache(maxsize=2048)
def _pieces(text: str) -> tuple[_Piece, ...]:
    found: list[_Piece] = []
    for word in text.split():
        for part in _word_parts(word):
            after = SOFT_HYPHEN if part.endswith(SOFT_HYPHEN) else ""
            found.append(_Piece(part.rstrip(SOFT_HYPHEN), after))
        found[-1] = _Piece(found[-1].text, " ")
    return tuple(piece for piece in found if piece.text)


def _word_parts(word: str) -> list[str]:
    """A line may break after a hyphen, slash or soft hyphen, and between signs of scripts without spaces."""
    parts = [""]
    for cluster in clusters(word):
        before = parts[-1]
        breaks = before and (before[-1] in f"-/{SOFT_HYPHEN}" or _is_wide(before[-1]) or _is_wide(cluster[0]))
        if breaks:
            parts.append(cluster)
        else:
            parts[-1] += cluster
    return parts


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F") and unicodedata.category(character) == "Lo"


@dataclass(frozen=True, slots=True)
class _Ruler:
    """Breaks text to one width in one font."""

    font_size: float
    bold: bool
    width: float

    def fits(self, text: str) -> bool:
        return text_width(text, self.font_size, bold=self.bold) <= self.width

    def lines(self, text: str) -> list[str]:
        done: list[str] = []
        current, glue = "", ""
        for piece in _pieces(text):
            joined = current + glue.replace(SOFT_HYPHEN, "") + piece.text
            if current and not self.fits(joined + ("-" if piece.after == SOFT_HYPHEN else "")):
                done.append(current + ("-" if glue == SOFT_HYPHEN else ""))
                joined = piece.text
            if not self.fits(joined + ("-" if piece.after == SOFT_HYPHEN else "")):
                *full, joined = self._split(joined)
                done += full
            current, glue = joined, piece.after
        return [*done, current]

    def _split(self, word: str) -> list[str]:
        """A word wider than a line, broken between letters, with a hyphen where the script uses them."""
        parts = [""]
        for cluster in clusters(word):
            room_for_hyphen = "-" if _is_cased(cluster) else ""
            if parts[-1] and not self.fits(parts[-1] + cluster + room_for_hyphen):
                parts[-1] += "-" if _is_cased(parts[-1][-1]) and _is_cased(cluster) else ""
                parts.append(cluster)
            else:
                parts[-1] += cluster
        return parts

    def cut(self, text: str) -> str:
        """``text`` shortened until it fits together with an ellipsis."""
        room = self.width - text_width(ELLIPSIS, self.font_size, bold=self.bold)
        kept = ""
        for cluster in clusters(text.replace(SOFT_HYPHEN, "")):
            room -= text_width(cluster, self.font_size, bold=self.bold)
            if room < 0:
                break
            kept += cluster
        return kept.rstrip() + ELLIPSIS


def _is_cased(cluster: str) -> bool:
    return cluster.lower() != cluster.upper()


def _evened(ruler: _Ruler, text: str, lines: list[str]) -> list[str]:
    """The same number of lines with the longest one as short as can be, unless that would split words."""
    if len(lines) < 2:
        return lines
    widest = max(text_width(p.at_line_end, ruler.font_size, bold=ruler.bold) for p in _pieces(text))
    if widest > ruler.width:
        return lines
    low, high, best = widest, ruler.width, lines
    for _ in range(8):
        middle = (low + high) / 2
        attempt = _Ruler(ruler.font_size, ruler.bold, middle).lines(text)
        if len(attempt) <= len(lines):
            high, best = middle, attempt
        else:
            low = middle
    return best
