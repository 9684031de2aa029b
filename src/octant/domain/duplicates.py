"""Which rows of a register may be one and the same organisation.

Three signs are looked at: names that are spelled alike, the same website, the same place. Names are compared
with `rapidfuzz.fuzz.token_sort_ratio`: the share of letters two names have in common when the order of the
words does not count (normalised InDel distance; 100 for equal names). Only rows that have something in common
are compared, so ten thousand rows take seconds and not hours. See docs/methods/duplicates.md.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from octant.later import Later

if TYPE_CHECKING:
    from rapidfuzz import fuzz
else:
    fuzz = Later("rapidfuzz.fuzz")


ALIKE = 88.0
"""Names from this likeness on are shown as a possible pair; in the same place ALIKE_NEARBY is enough."""
ALIKE_NEARBY = 80.0
MOST_IN_COMMON = 30
"""A word, beginning or website that more rows share says nothing about any two of them."""
SHORTEST_WORD = 3
PIECE = 4

# Words that only say in which legal form somebody works.
LEGAL_FORMS = frozenset(
    {
        *("gmbh", "ggmbh", "mbh", "ag", "ug", "ev", "kg", "ohg", "eg"),  # German
        *("ab", "as", "asa", "oy", "oyj", "ry", "aps"),  # Nordic
        *("ou", "mtu", "sa", "sia", "uab", "vsi", "mb", "biedriba"),  # Baltic
        *("spzoo", "sp", "zoo", "tov", "ngo"),  # Polish, Ukrainian
        *("ltd", "limited", "inc", "llc", "plc"),
    }
)
_WORD = re.compile(r"\w+")


class Sign(StrEnum):
    """Why two rows may be the same."""

    SAME_NAME = "same_name"
    LIKE_NAME = "like_name"
    SAME_SITE = "same_site"
    SAME_PLACE = "same_place"


class Named(NamedTuple):
    """A row of the register. `names` are folded (small letters, no accents), the main name first."""

    id: int
    names: tuple[str, ...]
    web: str = ""
    place: str = ""


class Pair(NamedTuple):
    """Two rows that may be the same, the smaller id first.

    `likeness` of their names runs from 0 to 100; 0 when it is too small to count.
    """

    first: int
    second: int
    likeness: float
    signs: tuple[Sign, ...]


class _Row(NamedTuple):
    """What is compared: names without legal form, the words of each in alphabetical order."""

    names: tuple[str, ...]
    site: str
    place: str


def duplicates(rows: Sequence[Named], *, apart: Iterable[tuple[int, int]] = ()) -> tuple[Pair, ...]:
    """Pairs of rows that may be the same, the likeliest first. `apart` are pairs known to be different.

    A pair needs names that are alike, or the same website together with names that share a word.
    """
    known = {(min(pair), max(pair)) for pair in apart}
    plain = {row.id: tuple(dict.fromkeys(map(without_legal_form, row.names))) for row in rows}
    ready = {row.id: _Row(tuple(map(_sorted_words, plain[row.id])), site(row.web), row.place) for row in rows}
    candidates = _candidates(plain, ready) - known
    found = [pair for first, second in candidates if (pair := _compare(first, second, ready))]
    return tuple(sorted(found, key=lambda pair: (-len(pair.signs), -pair.likeness, pair.first, pair.second)))


def without_legal_form(name: str) -> str:
    """The words of a name but for its legal form; all of them if nothing else is left."""
    words = _WORD.findall(name.replace(".", ""))
    return " ".join([word for word in words if word not in LEGAL_FORMS] or words)


def site(web: str) -> str:
    """The host of a web address without "www."; empty when there is none."""
    try:
        host = urlsplit(web.strip()).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _sorted_words(name: str) -> str:
    return " ".join(sorted(name.split()))


def _candidates(plain: Mapping[int, tuple[str, ...]], ready: Mapping[int, _Row]) -> set[tuple[int, int]]:
    """Pairs of rows that share a word, the beginning or end of a name, or a website."""
    blocks: defaultdict[str, set[int]] = defaultdict(set)
    for id, names in plain.items():
        for name in names:
            joined = name.replace(" ", "")
            blocks[f"start {joined[:PIECE]}"].add(id)
            blocks[f"end {joined[-PIECE:]}"].add(id)
            for word in name.split():
                if len(word) >= SHORTEST_WORD:
                    blocks[f"word {word}"].add(id)
        if host := ready[id].site:
            blocks[f"site {host}"].add(id)
    small = (sorted(members) for members in blocks.values() if 1 < len(members) <= MOST_IN_COMMON)
    return {pair for members in small for pair in combinations(members, 2)}


def _compare(first: int, second: int, ready: Mapping[int, _Row]) -> Pair | None:
    a, b = ready[first], ready[second]
    nearby = bool(a.place) and a.place == b.place
    same_site = bool(a.site) and a.site == b.site
    least = ALIKE_NEARBY if nearby else ALIKE
    # Sorted words compared letter by letter are token_sort_ratio; below the cut-off it stops early.
    likeness = max(
        (fuzz.ratio(x, y, score_cutoff=least) for x in a.names for y in b.names if x and y), default=0.0
    )
    if not likeness and not (same_site and _share_a_word(a, b)):
        return None
    signs = []
    if likeness:
        signs.append(Sign.SAME_NAME if likeness >= 100 else Sign.LIKE_NAME)
    if same_site:
        signs.append(Sign.SAME_SITE)
    if nearby:
        signs.append(Sign.SAME_PLACE)
    return Pair(first, second, round(likeness, 1), tuple(signs))


def _share_a_word(a: _Row, b: _Row) -> bool:
    return any(set(x.split()) & set(y.split()) for x in a.names for y in b.names)
