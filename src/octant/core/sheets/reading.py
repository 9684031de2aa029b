"""From an uploaded file to stored rows of text, whatever program it comes from.

What is in the file decides what it is, not its name. Formulas are never computed: the result that the other
program stored is read. Everything that goes wrong is a SheetError with a sentence in `words`.
"""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import storing, text
from .errors import SheetError
from .limits import MOST_BYTES, MOST_PARTS, MOST_SECONDS, MOST_UNPACKED
from .storing import Row, SheetFacts, Writer

ACCEPT = ".csv,.tsv,.txt,.xlsx,.ods"
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file turned out to be. `encoding`, `separator` and `mixed` speak of text files only."""

    kind: str  # csv, xlsx or ods
    sheets: tuple[SheetFacts, ...]
    encoding: str = ""
    separator: str = ""
    mixed: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "FileFacts":
        return cls(**data | {"sheets": tuple(SheetFacts.from_json(sheet) for sheet in data["sheets"])})

    def sheet(self, name: str) -> SheetFacts | None:
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def convert(
    source: Path, stored: Path, *, encoding: str = "", separator: str = "", language: str = ""
) -> FileFacts:
    """Read `source` and store its rows at `stored`. What is not given (encoding, separator) is found.

    `language` is the one its writers speak: letters of one byte mean other things in Riga than in Berlin.
    """
    size = source.stat().st_size
    if not size:
        raise SheetError("empty")
    if size > MOST_BYTES:
        raise SheetError("too_big", most=MOST_BYTES // (1024 * 1024))
    kind = _kind(source)
    if kind == "csv":
        facts = _convert_text(source, stored, encoding, separator, language)
    else:
        facts = FileFacts(kind, _convert_office(source, stored))
    if not any(sheet.rows for sheet in facts.sheets):
        raise SheetError("empty")
    return facts


def rows(stored: Path, sheet: str) -> Iterator[Row]:
    return storing.rows(stored, sheet)


def preview(source: Path, encoding: str, characters: int = 600) -> str:
    """How the file begins if it is in this encoding; what does not fit is shown as �."""
    with source.open("rb") as file:
        return file.read(characters * 2).decode(encoding, "replace")[:characters]


def _kind(source: Path) -> str:
    with source.open("rb") as file:
        start = file.read(2048)
        if start.startswith(_OLD_OFFICE):
            file.seek(0)
            raise SheetError("password" if _ENCRYPTED in file.read() else "old_office")
    if start.startswith(_ZIP):
        return _kind_of_zip(source)
    beginning = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if beginning.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta")):
        raise SheetError("web_page")
    if beginning.startswith(b"%pdf"):
        raise SheetError("pdf")
    return "csv"


def _kind_of_zip(source: Path) -> str:
    try:
        with zipfile.ZipFile(source) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise SheetError("unpacks_too_big")
            names = {part.filename for part in parts}
            kind = archive.open("mimetype").read(200) if "mimetype" in names else b""
            manifest = archive.open("META-INF/manifest.xml").read(MOST_BYTES) if kind else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, KeyError, OSError, EOFError):
        raise SheetError("damaged") from None
    if "xl/workbook.xml" in names:
        return "xlsx"
    if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        if b"encryption-data" in manifest:
            raise SheetError("password")
        return "ods"
    raise SheetError("old_office" if "xl/workbook.bin" in names else "no_sheet")


def _convert_text(source: Path, stored: Path, encoding: str, separator: str, language: str) -> FileFacts:
    written = text.find_written(source, encoding=encoding, separator=separator, language=language)
    remarks = text.Remarks()
    with stored.open("w", encoding="utf-8", errors="replace") as file:
        writer = Writer(file, "")
        for number, cells in text.rows(source, written, remarks):
            if number == 1 and cells:
                cells[0] = cells[0].removeprefix("\ufeff")
            writer.write(number, cells)
    sheet = writer.facts(odd_rows=tuple(remarks.odd_rows))
    return FileFacts("csv", (sheet,), written.encoding, written.separator, written.mixed)


def _convert_office(source: Path, stored: Path) -> tuple[SheetFacts, ...]:
    """In a process of its own, which may run out of memory or time without harm (see `office`)."""
    command = [sys.executable, "-m", "octant.core.sheets.office", str(source), str(stored)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=MOST_SECONDS, check=False)  # noqa: S603
        answer = json.loads(done.stdout) if done.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError):
        answer = {}
    if "sheets" not in answer:
        raise SheetError(answer.get("code", "cannot_be_read"), **answer.get("facts", {}))
    return tuple(SheetFacts.from_json(sheet) for sheet in answer["sheets"])
