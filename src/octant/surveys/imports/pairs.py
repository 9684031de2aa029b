"""Headings that name two dimensions: the one that acts and the one that it moves.

People and programs write "Purpose > People", "Purpose → People", "… [Purpose][People]" (LimeSurvey's arrays),
"How strongly does Purpose act on … [People]" (a grid for each dimension).
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from octant.core.sheets.headings import SURE, key
from octant.later import Later

if TYPE_CHECKING:
    from rapidfuzz import fuzz, process
else:
    fuzz = Later("rapidfuzz.fuzz")
    process = Later("rapidfuzz.process")

_ARROW = re.compile(r"\s*(?:[-=–—]*[>→⇒»]|\bacts on\b|\bwirkt auf\b)\s*")
_TWO_BRACKETS = re.compile(r"\[([^\[\]]+)\]\s*\[([^\[\]]+)\]\s*\Z")
_LAST_BRACKET = re.compile(r"(.+?)\s*\[([^\[\]]+)\]\s*\Z", re.S)
_IN_ONE = re.compile(r"\s*[|/]\s*")
_NUMBER = re.compile(r"\d+\s")


def pair(heading: str, names: Mapping[str, str]) -> tuple[str, str] | None:
    """The dimension that acts and the one it acts on; None if the heading does not name two.

    `names`: {key of a name: dimension}.
    """
    for first, second in _halves(heading):
        source, target = dimension(first, names), dimension(second, names)
        if source and target and source != target:
            return source, target
    if match := _LAST_BRACKET.match(heading):
        source, target = _named_in(match[1], names), dimension(match[2], names)
        if source and target and source != target:
            return source, target
    return None


def _halves(heading: str) -> Iterator[tuple[str, str]]:
    if match := _TWO_BRACKETS.search(heading):
        yield match[1], match[2]
    parts = [heading]
    if match := _LAST_BRACKET.match(heading):
        parts.append(match[2])
    for part in parts:
        for between in (_ARROW, _IN_ONE):
            found = between.split(part.rpartition(": ")[2])
            if len(found) == 2:
                yield found[0], found[1]


def dimension(text: str, names: Mapping[str, str]) -> str:
    """The dimension that is called so, perhaps with its number or a slip; "" if there is none."""
    wanted = _NUMBER.sub("", key(text))
    if wanted in names:
        return names[wanted]
    best = process.extractOne(wanted, list(names), scorer=fuzz.ratio, score_cutoff=SURE) if wanted else None
    return names[best[0]] if best else ""


def _named_in(sentence: str, names: Mapping[str, str]) -> str:
    """The one dimension that a sentence names; "" if it names none or several. Long names go first."""
    rest = f" {key(sentence)} "
    found: set[str] = set()
    for name in sorted(names, key=len, reverse=True):
        if f" {name} " in rest:
            found.add(names[name])
            rest = rest.replace(f" {name} ", "  ")
    return found.pop() if len(found) == 1 else ""
