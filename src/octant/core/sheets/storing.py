"""Rows of text on disk, one line of JSON each, so that a large sheet never stands in memory as a whole.

{"sheet": "Members"}
[1, ["Name", "Place"]]
[3, ["City of Riga", "Riga"]]          numbers as in the file; empty rows are left out
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from .errors import SheetError
from .guarding import unguard
from .limits import MOST_COLUMNS, MOST_ROWS


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What is known of a sheet. `odd_rows`: letters in another encoding. `formulas`: the first of them."""

    name: str
    rows: int
    columns: int
    hidden: bool = False
    merged: int = 0
    formulas: tuple[str, ...] = ()
    formula_count: int = 0
    odd_rows: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "SheetFacts":
        return cls(**data | {"formulas": tuple(data["formulas"]), "odd_rows": tuple(data["odd_rows"])})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: its number as the person sees it there, and its cells."""

    number: int
    cells: list[str]

    def cell(self, column: int) -> str:
        return self.cells[column] if column < len(self.cells) else ""


class Writer:
    """Stores the rows of one sheet and counts them."""

    def __init__(self, file: IO[str], name: str, *, hidden: bool = False) -> None:
        self.file, self.name, self.hidden = file, name, hidden
        self.rows = self.columns = 0
        file.write(json.dumps({"sheet": name}, ensure_ascii=False) + "\n")

    def write(self, number: int, cells: list[str]) -> None:
        cells = [unguard(cell) for cell in cells]
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            return
        self.rows += 1
        self.columns = max(self.columns, len(cells))
        if self.rows > MOST_ROWS + 1:  # one of them holds the headings
            raise SheetError("too_long", most=MOST_ROWS)
        if self.columns > MOST_COLUMNS:
            raise SheetError("too_wide", most=MOST_COLUMNS)
        self.file.write(json.dumps([number, cells], ensure_ascii=False) + "\n")

    def facts(self, **more: Any) -> SheetFacts:
        return SheetFacts(self.name, self.rows, self.columns, self.hidden, **more)


def rows(stored: Path, sheet: str) -> Iterator[Row]:
    """The rows of one sheet, in order."""
    wanted = False
    with stored.open(encoding="utf-8") as file:
        for line in file:
            if line.startswith("{"):
                if wanted:
                    return
                wanted = json.loads(line)["sheet"] == sheet
            elif wanted:
                number, cells = json.loads(line)
                yield Row(number, cells)
