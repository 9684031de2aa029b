"""Tables for spreadsheet programs: CSV and XLSX in which text stays text and numbers stay numbers.

A value that is a number is written as one. Everything else is text that is never run as a formula: in CSV by
an apostrophe in front (see `guarding`), in XLSX by the kind of the cell, which holds when somebody edits it.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING

from django.utils import timezone

from octant.later import Later

from .guarding import guard, is_exposed, unguard
from .limits import LONGEST_CELL

if TYPE_CHECKING:
    import xlsxwriter
else:
    xlsxwriter = Later("xlsxwriter")

BYTE_ORDER_MARK = "\ufeff"  # tells spreadsheet programs that the file is UTF-8
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
# A spreadsheet program keeps 15 digits of a number; a longer one is written as text so that it stays whole.
MOST_DIGITS = 15

type Rows = Iterable[Sequence[object]]


def safe_cell(value: object) -> str:
    """A value as it stands in a CSV file."""
    if value is None:
        return ""
    if _is_number(value):
        return str(value)
    return guard(_text(value))


def csv_lines(rows: Rows) -> Iterator[str]:
    """A CSV file line by line."""

    class Line:
        def write(self, text: str) -> str:
            return text

    writer = csv.writer(Line())
    yield BYTE_ORDER_MARK
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def xlsx(sheets: Mapping[str, Rows], *, headings: bool = True) -> bytes:
    """A workbook with these sheets, by name; the first row of each stays in view and is set in bold."""
    file = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True})
        quoted = book.add_format({"quote_prefix": True})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if headings:
                sheet.freeze_panes(1, 0)
                sheet.set_column(0, 60, 22)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    _write(sheet, number, column, value, bold if headings and not number else None, quoted)
    return file.getvalue()


def _write(
    sheet: "xlsxwriter.worksheet.Worksheet",
    row: int,
    column: int,
    value: object,
    look: "xlsxwriter.format.Format | None",
    quoted: "xlsxwriter.format.Format",
) -> None:
    if value is None or value == "":
        return
    if _is_number(value):
        sheet.write_number(row, column, value, look)
        return
    text = _text(value)[:LONGEST_CELL]
    if unguard(text) != text:  # it has an apostrophe of its own where `reading` would take one away
        text = guard(text)
    sheet.write_string(row, column, text, quoted if is_exposed(text) else look)


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    return isfinite(value) and len(str(value).lstrip("-").replace(".", "")) <= MOST_DIGITS


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return (timezone.localtime(value) if value.tzinfo else value).isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)
