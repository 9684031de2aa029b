"""Finding the row of headings, and what each column means."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from octant.later import Later

from .storing import Row

if TYPE_CHECKING:
    from rapidfuzz import fuzz, process
else:
    fuzz = Later("rapidfuzz.fuzz")
    process = Later("rapidfuzz.process")

LOOKED_AT = 30  # rows
SURE = 86  # likeness of a heading and a known name, of 100
_FIGURES = re.compile(r"[\d\s.,:/%-]+\Z")
_SIGNS = re.compile(r"[\W_]+")


def heading_row(rows: Iterable[Row]) -> int:
    """The number of the row that holds the headings; 0 if there is no row at all.

    Titles above a table fill a cell or two; headings fill most columns, with words that do not repeat.
    """
    first = list(islice(rows, LOOKED_AT))
    if not first:
        return 0
    widest = max(len(_filled(row)) for row in first)
    for row in first:
        filled = _filled(row)
        words = [cell for cell in filled if not _FIGURES.match(cell)]
        if (
            len(filled) >= 0.6 * widest
            and len(words) >= 0.7 * len(filled)
            and len(set(filled)) == len(filled)
        ):
            return row.number
    return first[0].number


def _filled(row: Row) -> list[str]:
    return [cell.strip() for cell in row.cells if cell.strip()]


def key(heading: str) -> str:
    """What two spellings of one heading have in common."""
    return " ".join(_SIGNS.sub(" ", heading).casefold().split())


def guess(headings: Sequence[str], names: Mapping[str, Iterable[str]]) -> dict[int, str]:
    """The field that each column means, by its place; columns that fit nothing are left out.

    `names` gives for each field what it may be called, in any language. The best fit wins; no field is given
    to two columns.
    """
    known = {key(name): field for field, several in names.items() for name in several}
    fits: list[tuple[float, int, str]] = []
    for place, heading in enumerate(headings):
        wanted = key(heading)
        if not wanted:
            continue
        for name, score, _index in process.extract(
            wanted, list(known), scorer=fuzz.ratio, limit=3, score_cutoff=SURE
        ):
            fits.append((score, -place, known[name]))
    guessed: dict[int, str] = {}
    for _score, place, field in sorted(fits, reverse=True):
        if -place not in guessed and field not in guessed.values():
            guessed[-place] = field
    return guessed


def remembered(headings: Sequence[str], former: Mapping[str, str]) -> dict[int, str]:
    """What the columns meant last time: `former` gives the field by the heading's key."""
    found: dict[int, str] = {}
    for place, heading in enumerate(headings):
        field = former.get(key(heading))
        if field is not None and (not field or field not in found.values()):
            found[place] = field
    return found
