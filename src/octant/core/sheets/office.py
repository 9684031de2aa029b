"""Reads an XLSX or ODS file in a process of its own: `python -m octant.core.sheets.office FILE TARGET`.

A workbook of a few kilobytes can ask its reader for any amount of memory (one cell in the first row, one in
the last). The reader is native code, which would take the server down with it; here it only takes itself
down. Rows go to TARGET as `storing` writes them; what is known of the sheets, or the reason why not, is
printed as JSON.
"""

import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import IO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from .errors import SheetError
from .limits import MOST_COLUMNS, MOST_MEMORY, MOST_REMARKS, MOST_ROWS, MOST_SECONDS, MOST_SHEETS
from .storing import SheetFacts, Writer

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_NAME = re.compile(rb"""\bname=(["'])(.*?)\1""")
_LINK = re.compile(rb"""\br:id=(["'])(.*?)\1""")
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_ID = re.compile(rb"""\bId=(["'])(.*?)\1""")
_TARGET = re.compile(rb"""\bTarget=(["'])(.*?)\1""")
_FORMULA = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]+\d+)["'][^>]*>\s*<(?:\w+:)?f\b""")
CHUNK = 4 * 1024 * 1024
OVERLAP = 4096


def main() -> int:
    _limit_this_process()
    source, target = (Path(argument) for argument in sys.argv[1:3])
    try:
        with target.open("w", encoding="utf-8") as file:
            facts = [sheet.to_json() for sheet in convert(source, file)]
    except SheetError as problem:
        print(json.dumps({"code": problem.code, "facts": problem.facts}))
    else:
        print(json.dumps({"sheets": facts}))
    return 0


def _limit_this_process() -> None:
    try:
        import resource
    except ImportError:  # Windows: the parent's time limit is all there is
        return
    for kind, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS)):
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def convert(source: Path, target: IO[str]) -> Iterator[SheetFacts]:
    """Write the rows of every sheet and yield what is known of it."""
    try:
        with CalamineWorkbook.from_path(str(source)) as book:
            if len(book.sheet_names) > MOST_SHEETS:
                raise SheetError("too_many_sheets", most=MOST_SHEETS)
            formulas = _formulas(source)
            for meta in book.sheets_metadata:
                sheet = book.get_sheet_by_name(meta.name)
                hidden = meta.visible != SheetVisibleEnum.Visible
                yield _sheet(sheet, Writer(target, meta.name, hidden=hidden), formulas.get(meta.name, []))
    except PasswordError:
        raise SheetError("password") from None
    except (CalamineError, OSError, ValueError):
        raise SheetError("damaged") from None


def _sheet(sheet: CalamineSheet, writer: Writer, formulas: list[str]) -> SheetFacts:
    last = sheet.end
    if last is not None and last[0] >= 5 * MOST_ROWS:
        raise SheetError("far_cell", sheet=sheet.name, row=last[0] + 1)
    if last is not None and last[1] >= 5 * MOST_COLUMNS:
        raise SheetError("too_wide", most=MOST_COLUMNS)
    before = [""] * (sheet.start[1] if sheet.start else 0)  # empty columns on the left are left out
    for number, row in enumerate(sheet.iter_rows(), start=1):
        writer.write(number, before + [text(cell) for cell in row])
    merged = sheet.merged_cell_ranges or []
    return writer.facts(merged=len(merged), formulas=formulas[:MOST_REMARKS], formula_count=len(formulas))


def text(cell: object) -> str:
    """A cell as a person sees it, in one way of writing dates and figures for everybody."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float | int):
        return number(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds" if cell.second else "minutes")
    if isinstance(cell, time):
        return cell.isoformat("seconds" if cell.second else "minutes")
    if isinstance(cell, timedelta):
        minutes = round(cell.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def number(value: float) -> str:
    """Fifteen digits, which is what a spreadsheet program shows, without an exponent."""
    return format(Decimal(f"{value:.15g}"), "f")


def _formulas(source: Path) -> dict[str, list[str]]:
    """The cells that hold a formula, by sheet; of XLSX only. Their last results are what is read."""
    try:
        with zipfile.ZipFile(source) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                return {}
            return {
                name: list(_formula_cells(archive, part))
                for name, part in _parts(archive)
                if part in archive.namelist()
            }
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError):
        return {}


def _parts(archive: zipfile.ZipFile) -> Iterable[tuple[str, str]]:
    """Name and file of each sheet."""
    links = {
        _group(_ID, tag): _group(_TARGET, tag)
        for tag in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels"))
    }
    for tag in _SHEET.findall(archive.read("xl/workbook.xml")):
        target = links.get(_group(_LINK, tag), "")
        yield _group(_NAME, tag), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _group(pattern: re.Pattern[bytes], tag: bytes) -> str:
    found = pattern.search(tag)
    return unescape(found[2].decode("utf-8", "replace")) if found else ""


def _formula_cells(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    """Found piece by piece: a sheet may be some hundred megabytes of XML."""
    with archive.open(part) as file:
        rest = b""
        while piece := file.read(CHUNK):
            whole = rest + piece
            end = 0
            if b"f" in whole:
                for match in _FORMULA.finditer(whole):
                    yield match[1].decode()
                    end = match.end()
            rest = whole[max(end, len(whole) - OVERLAP) :]


if __name__ == "__main__":
    sys.exit(main())
