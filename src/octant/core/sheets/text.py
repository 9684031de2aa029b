"""CSV and its kin: which encoding, which separator, which rows. Nothing here knows Django."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from octant.later import Later

from .errors import SheetError
from .limits import MOST_REMARKS

if TYPE_CHECKING:
    import charset_normalizer
else:
    charset_normalizer = Later("charset_normalizer")

SAMPLE = 256 * 1024  # bytes looked at to find out how a file is written
SEPARATORS = (",", ";", "\t", "|")
SAMPLE_ROWS = 50

# Encodings a person may choose, the usual ones for each group of languages first.
ENCODINGS = (
    "utf-8",
    "utf-16",
    "cp1252",
    "iso8859-15",
    "cp1250",
    "iso8859-2",
    "cp1257",
    "iso8859-13",
    "iso8859-4",
    "cp1251",
    "koi8-u",
    "mac-roman",
    "cp850",
)
# What old programs write where one of these languages is spoken.
USUAL = {
    **dict.fromkeys(("et", "lv", "lt"), "cp1257"),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "ro"), "cp1250"),
    **dict.fromkeys(("uk", "bg", "ru", "be", "sr"), "cp1251"),
}
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?\Z")
csv.field_size_limit(131_072)  # a quotation mark that is never closed is found before it has eaten the file


@dataclass(frozen=True, slots=True)
class Written:
    """How a text file is written. `mixed`: most of it is UTF-8, the rest another encoding."""

    encoding: str
    separator: str
    mixed: bool = False


@dataclass(slots=True)
class Remarks:
    """Rows whose letters may be wrong, because they are in another encoding than the rest."""

    odd_rows: list[int] = field(default_factory=list)
    seen: bool = False  # in the row that is being read


def find_written(path: Path, *, encoding: str = "", separator: str = "", language: str = "") -> Written:
    """Find what is not given. Raises SheetError when the file is no text or not in the given encoding."""
    if encoding and encoding not in ENCODINGS:
        raise SheetError("encoding_unknown")
    found, mixed = (encoding, False) if encoding else find_encoding(path, language)
    if encoding == "utf-8":
        found = "utf-8-sig"
    with path.open("rb") as file:
        raw = file.read(SAMPLE)
    if not found.startswith("utf-16") and len(_CONTROLS.findall(raw)) > len(raw) // 100 + 2:
        raise SheetError("no_table")
    start = _decoded(raw, found, mixed=mixed)
    if not start.strip("\ufeff \r\n\t"):
        raise SheetError("empty")
    return Written(found, separator or find_separator(start), mixed)


def find_encoding(path: Path, language: str = "") -> tuple[str, bool]:
    """The encoding, and whether single rows are in another one."""
    with path.open("rb") as file:
        start = file.read(SAMPLE)
        for mark, encoding in _MARKS:
            if start.startswith(mark):
                return encoding, False
        if guessed := _utf_16_without_mark(start):
            return guessed, False
        file.seek(0)
        good, bad, sample = _count_utf_8(file)
    if not bad:
        return "utf-8", False
    if good > bad:
        return "utf-8", True
    return _old_encoding(b"".join(sample), language), False


def _count_utf_8(lines: "io.BufferedReader") -> tuple[int, int, list[bytes]]:
    """Lines beyond ASCII that are UTF-8, those that are not, and some of the latter."""
    good = bad = 0
    sample: list[bytes] = []
    for line in lines:
        if line.isascii():
            continue
        try:
            line.decode()
            good += 1
        except UnicodeDecodeError:
            bad += 1
            if len(sample) < 400:
                sample.append(line[:2000])
    return good, bad, sample


def _utf_16_without_mark(start: bytes) -> str:
    """Latin letters in UTF-16 have a zero in every second place."""
    sample = start[: len(start) // 2 * 2]
    if len(sample) < 4:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return ""


def _old_encoding(sample: bytes, language: str) -> str:
    """The encoding of one byte a letter; where that is spoken, the usual one if it makes sense at all."""
    usual = USUAL.get(language)
    candidates = [each for each in ENCODINGS if not each.startswith("utf")]
    matches = charset_normalizer.from_bytes(
        sample, cp_isolation=[each.replace("-", "_") for each in candidates]
    )
    found = [codecs.lookup(match.encoding).name for match in matches]
    if usual and _makes_sense(sample, usual):
        return usual
    best = found[0] if found else "cp1252"
    # Latin-1 has control characters where Windows has quotation marks and dashes: all else is the same. And
    # where two encodings make the same text, the usual one is named.
    latin = best in ("iso8859-1", "iso8859-15") and _decodes(sample, "cp1252")
    same = _decodes(sample, "cp1252") and sample.decode("cp1252") == sample.decode(best, "replace")
    return "cp1252" if latin or same else best


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _makes_sense(sample: bytes, encoding: str) -> bool:
    """Whether what is beyond ASCII stands for letters, not for signs nobody writes inside words."""
    if not _decodes(sample, encoding):
        return False
    beyond = [character for character in sample.decode(encoding) if ord(character) > 127]
    return sum(character.isalpha() or character in "„“”’–—€§°« »" for character in beyond) > 0.9 * len(beyond)


def find_separator(text: str) -> str:
    """The sign that splits most rows into the same number of cells."""
    text = text.removeprefix("\ufeff")
    first, _break, _rest = text.partition("\n")
    if told := _SEPARATOR_LINE.match(first):
        return told[1]
    return max(SEPARATORS, key=lambda sign: _evenness(text, sign))


def _evenness(text: str, separator: str) -> tuple[float, int]:
    """The share of rows with the same number of cells, and that number. In prose a space follows a comma."""
    widths: Counter[int] = Counter()
    cells = spaced = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator)):
            if number >= SAMPLE_ROWS:
                break
            if any(row):
                widths[len(row)] += 1
            cells += len(row) - 1
            spaced += sum(cell.startswith(" ") for cell in row[1:])
    except csv.Error:
        return 0.0, 0
    split = {width: count for width, count in widths.items() if width > 1}
    if not split:
        return 0.0, 0
    width, count = max(split.items(), key=lambda pair: (pair[1], pair[0]))
    return round(count / sum(widths.values()) - 0.5 * spaced / cells, 1), width


def rows(path: Path, written: Written, remarks: Remarks) -> Iterator[tuple[int, list[str]]]:
    """Row numbers as a spreadsheet program shows them, and cells; a quoted line break is part of its cell."""
    number = 0
    with path.open("rb") as file:
        record: list[str] = []  # the lines of the row that is being read
        last: list[str] = []
        lines = _remembered(_lines(file, written, remarks), record)
        reader = csv.reader(lines, delimiter=written.separator)
        try:
            for number, cells in enumerate(reader, start=1):
                last = record.copy()
                record.clear()
                if remarks.seen and len(remarks.odd_rows) < MOST_REMARKS:
                    remarks.odd_rows.append(number)
                remarks.seen = False
                if number > 1 or not _is_separator_line(cells):
                    yield number, cells
            if _stays_open(last, written.separator):
                raise SheetError("quote_never_closed", row=number)
        except csv.Error:
            raise SheetError("quote_never_closed", row=number + 1) from None
        except UnicodeError:
            raise SheetError("wrong_encoding", encoding=written.encoding, row=number + 1) from None


def _remembered(lines: Iterator[str], record: list[str]) -> Iterator[str]:
    for line in lines:
        record.append(line)
        yield line


def _stays_open(record: list[str], separator: str) -> bool:
    """Whether a quotation mark is still open where the last row ends: the file ended inside of a cell."""
    try:
        return not list(csv.reader(["".join(record)], delimiter=separator, strict=True))
    except csv.Error as error:
        return str(error) == "unexpected end of data"


def _is_separator_line(cells: list[str]) -> bool:
    """`sep=;`, which some programs write for others; split at that very sign it looks like this."""
    return cells in (["sep=", ""], ["\ufeffsep=", ""])


def _lines(file: io.BufferedReader, written: Written, remarks: Remarks) -> Iterator[str]:
    if not written.mixed:
        yield from io.TextIOWrapper(file, encoding=written.encoding, errors="strict", newline="")
        return
    for line in file:
        try:
            yield line.decode()
        except UnicodeDecodeError:
            remarks.seen = True
            yield line.decode("cp1252", "replace")


def _decoded(start: bytes, encoding: str, *, mixed: bool) -> str:
    """The beginning of a file; a letter that the sample cuts in two does no harm."""
    decoder = codecs.getincrementaldecoder(encoding)("replace" if mixed else "strict")
    try:
        return decoder.decode(start)
    except UnicodeError:
        raise SheetError("wrong_encoding", encoding=encoding, row=1) from None
