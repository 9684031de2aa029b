"""What a page shows of a sheet before and after it is imported."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import models
from django.utils.functional import Promise

from . import headings, reading, words
from .storing import Row
from .text import ENCODINGS
from .uploads import SheetUpload, Status

SAMPLES = 3  # values shown of each column
LOOKED_AT = 50  # rows, to see what a column holds
MOST_LINES = 30  # imports in a list


@dataclass(frozen=True, slots=True)
class ColumnSample:
    """One column of a sheet: its place, heading, first values, and the meaning that is proposed."""

    place: int
    heading: str
    values: tuple[str, ...]
    guess: str


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a sheet: the number of the row of headings, the headings, some rows below them.

    `above`: how many rows are no rows of the table, up to the headings.
    """

    row: int
    headings: list[str]
    below: list[Row]
    above: int

    def values(self, place: int) -> list[str]:
        """What stands in a column, empty cells left out."""
        return [value for row in self.below if (value := row.cell(place).strip())]

    def columns(self, guess: Callable[[int], str]) -> list[ColumnSample]:
        """The columns that hold anything, with the meanings that are proposed."""
        found = []
        for place, heading in enumerate(self.headings):
            values = tuple(self.values(place)[:SAMPLES])
            if heading or values:
                found.append(ColumnSample(place, heading, values, guess(place)))
        return found


def head(rows: Callable[[], Iterable[Row]], heading_row: int = 0) -> Head:
    """`rows` begins to read the sheet anew; `heading_row` is what a person said, 0: find it."""
    heading_row = heading_row or headings.heading_row(rows())
    first = list(islice((each for each in rows() if each.number >= heading_row), LOOKED_AT))
    titles = first[0].cells if first and first[0].number == heading_row else []
    width = max((len(each.cells) for each in first), default=0)
    texts = [titles[place].strip() if place < len(titles) else "" for place in range(width)]
    above = sum(each.number <= heading_row for each in islice(rows(), heading_row))
    return Head(heading_row, texts, first[1:], above)


def previews(row: SheetUpload) -> list[tuple[str, str]]:
    """How the file begins in several encodings, so that the right one can be seen; none where it is no matter
    of letters.
    """
    if row.problem.get("code") == "quote_never_closed":
        return []
    wanted = [each for each in ENCODINGS if not each.startswith("utf-16")][:6]
    return [(words.encoding_name(each), reading.preview(row.source, each, 160)) for each in wanted]


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One import in the list; `status` in words."""

    pk: int
    name: str
    who: str
    at: datetime
    status: str


def lines(rows: "models.QuerySet[Any]") -> list[ImportLine]:
    """The last of these imports, newest first."""
    fields = ("pk", "file_name", "by_name", "created_at", "status")
    found = rows.exclude(status=Status.GIVEN_UP).values_list(*fields)[:MOST_LINES]
    return [ImportLine(pk, name, who, at, str(Status(status).label)) for pk, name, who, at, status in found]


@dataclass(frozen=True, slots=True)
class Figure:
    """How many rows of one kind became what."""

    label: str
    number: int
    is_problem: bool = False


def figures(found: Mapping[str, int], labels: Mapping[str, "str | Promise"]) -> list[Figure]:
    """What is done, or would be, in words; what never happens is left out."""
    return [
        Figure(str(label), found[name], name.endswith(".error"))
        for name, label in labels.items()
        if found.get(name)
    ]
