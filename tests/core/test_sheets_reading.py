"""Files as people bring them, and as somebody would send them who means harm. All are made here."""

import io
import struct
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from octant.core.sheets import headings, limits, reading, words
from octant.core.sheets.errors import SheetError
from octant.core.sheets.reading import FileFacts
from octant.core.sheets.storing import Row
from octant.core.sheets.writing import csv_lines, xlsx

BALTIC = "Nosaukums;Vieta\r\nŽēlastības biedrība;Rēzekne\r\nĶekavas novads;Ķekava\r\nąčęėįšųūž;Šiauliai\r\n"
GERMAN = "Name;Ort\r\nBürgerbüro „Süd“;Würzburg\r\nGrüne Straße – Träger;Köln\r\n"
POLISH = "Nazwa;Miejsce\r\nŁódź żółć gęślą jaźń;Łódź\r\nPowiat święcki;Świecie\r\n"
UKRAINIAN = "Назва;Місто\r\nГромадська організація «Їжак»;Київ\r\nЄдність ґанок;Львів\r\n"


def read(
    folder: Path, content: bytes, **how: str
) -> tuple[FileFacts, dict[str, list[tuple[int, list[str]]]]]:
    source, stored = folder / "source", folder / "stored"
    source.write_bytes(content)
    facts = reading.convert(source, stored, **how)
    sheets = {
        sheet.name: [(row.number, row.cells) for row in reading.rows(stored, sheet.name)]
        for sheet in facts.sheets
    }
    return facts, sheets


def cells(folder: Path, content: bytes, **how: str) -> list[list[str]]:
    _facts, sheets = read(folder, content, **how)
    return [found for _number, found in next(iter(sheets.values()))]


def refused(folder: Path, content: bytes, **how: str) -> str:
    with pytest.raises(SheetError) as caught:
        read(folder, content, **how)
    assert words.sentence(caught.value).endswith((".", "”."))
    return caught.value.code


def workbook(fill) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        fill(book)
    return file.getvalue()


ROW = (
    "<table:table-row%s>"
    '<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>'
    "</table:table-row>"
)


def ods(rows: str) -> bytes:
    """The least that is an ODS file."""
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in names.items())
    table = f'<table:table table:name="One">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{manifest}"/>')
        archive.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    return file.getvalue()


# ---------- Text ----------


@pytest.mark.parametrize(
    ("text", "encoding", "language"),
    [
        *[
            (text, how, "")
            for text in (BALTIC, GERMAN, POLISH, UKRAINIAN)
            for how in ("utf-8", "utf-8-sig", "utf-16")
        ],
        (GERMAN, "utf-16-le", ""),
        (GERMAN, "utf-16-be", ""),
        (GERMAN, "cp1252", ""),
        (GERMAN, "cp1252", "de"),
        (GERMAN.replace("–", "-").replace("„", "«").replace("“", "»"), "iso8859-1", "de"),
        (BALTIC, "cp1257", "lv"),
        (POLISH, "cp1250", "pl"),
        (UKRAINIAN, "cp1251", "uk"),
        (UKRAINIAN, "cp1251", ""),
    ],
)
def test_letters_are_read_as_they_were_written(tmp_path, text: str, encoding: str, language: str) -> None:
    found = cells(tmp_path, text.encode(encoding), language=language)
    assert found == [line.split(";") for line in text.splitlines()]


def test_a_chosen_encoding_is_obeyed_and_one_that_does_not_fit_is_told(tmp_path) -> None:
    assert cells(tmp_path, BALTIC.encode("cp1257"), encoding="cp1257")[1][0] == "Žēlastības biedrība"
    assert refused(tmp_path, GERMAN.encode("cp1252"), encoding="utf-8") == "wrong_encoding"
    assert "�" in reading.preview(tmp_path / "source", "utf-8")
    assert refused(tmp_path, b"a,b", encoding="rot13") == "encoding_unknown"
    assert (
        refused(tmp_path, b"a,b\n" * 100_000 + "ü,b".encode("cp1252"), encoding="utf-8") == "wrong_encoding"
    )


def test_single_rows_in_another_encoding_are_named(tmp_path) -> None:
    content = b"Name;Text\r\n" + 'Žara;"a\r\nb"\r\nŽola;b\r\n'.encode() + "Süd;c\r\n".encode("cp1252")
    facts, sheets = read(tmp_path, content)
    assert facts.mixed
    assert facts.sheets[0].odd_rows == (4,)
    assert sheets[""][3] == (4, ["Süd", "c"])


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path, separator: str) -> None:
    rows = [["Name", "Notes", "Share"], ["A, B; C", "one|two", "1,5"], ["D", "text, more text", "2,25"]]
    content = "\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    assert cells(tmp_path, content.encode()) == rows
    facts, _ = read(tmp_path, content.encode())
    assert facts.separator == separator


def test_separators_inside_sentences_do_not_mislead(tmp_path) -> None:
    assert cells(tmp_path, b"Name,'; DROP TABLE x; --\nA,x; y; z\n") == [
        ["Name", "'; DROP TABLE x; --"],
        ["A", "x; y; z"],
    ]
    assert cells(tmp_path, b"Name, Place, Web\nA, Riga, x.lv\n")[0] == ["Name", " Place", " Web"]


def test_a_line_that_names_the_separator_is_no_row(tmp_path) -> None:
    _facts, sheets = read(tmp_path, b"\xef\xbb\xbfsep=|\r\na,b|c\r\n1|2\r\n")
    assert sheets[""] == [(2, ["a,b", "c"]), (3, ["1", "2"])]


def test_row_numbers_are_those_of_a_spreadsheet_program(tmp_path) -> None:
    _facts, sheets = read(tmp_path, b'Name,Text\r\n\r\nA,"two\r\nlines"\r\nB,x\r\n')
    assert sheets[""] == [(1, ["Name", "Text"]), (3, ["A", "two\r\nlines"]), (4, ["B", "x"])]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b",,,\r\n,,,\r\n", "empty"),
        (b'Name,Text\r\nA,"' + b"never closed\r\n" * 20_000, "quote_never_closed"),
        (b'Name;Place\n"Never closed;Riga\nNext;Kiel\n', "quote_never_closed"),
        (b'Name;Place\nA;Riga\nNext;"Kiel', "quote_never_closed"),
        (bytes(range(256)) * 20, "no_table"),
        (b"%PDF-1.7 \n", "pdf"),
        (b"<html><table><tr><td>a", "web_page"),
        (b'<?xml version="1.0"?><Workbook>', "web_page"),
        (b"a,b\r\n" + b"1,2\r\n" * 200_001, "too_long"),
        (b"a," * 600 + b"b\r\n", "too_wide"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, content: bytes, code: str) -> None:
    assert refused(tmp_path, content) == code


def test_as_many_rows_as_are_allowed_are_read(tmp_path) -> None:
    facts, _sheets = read(tmp_path, b"a,b\r\n" + b"1,2\r\n" * 200_000)
    assert facts.sheets[0].rows == 200_001


def test_a_file_that_is_too_big_is_not_opened(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    assert refused(tmp_path, b"a,b,c\r\n1,2,3\r\n") == "too_big"


# ---------- Office files ----------


def test_cells_are_read_as_a_person_sees_them(tmp_path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("One")
        day, moment = ({"num_format": form} for form in ("dd.mm.yyyy", "dd.mm.yyyy hh:mm"))
        sheet.write_row(2, 1, ["text", 45, -2.5, 0.1 + 0.2, 1e15, 123456789.125, True])
        sheet.write_datetime(3, 1, date(2026, 5, 17), book.add_format(day))
        sheet.write_datetime(3, 2, datetime(2026, 5, 17, 12, 30), book.add_format(moment))  # noqa: DTZ001
        sheet.write_datetime(3, 3, time(8, 5), book.add_format({"num_format": "hh:mm"}))
        sheet.write_datetime(3, 4, timedelta(hours=30), book.add_format({"num_format": "[h]:mm"}))

    _facts, sheets = read(tmp_path, workbook(fill))
    numbers = ["45", "-2.5", "0.3", "1000000000000000", "123456789.125", "TRUE"]
    assert sheets["One"] == [
        (3, ["", "text", *numbers]),
        (4, ["", "2026-05-17", "2026-05-17 12:30", "08:05", "30:00"]),
    ]


def test_formulas_are_never_computed_and_are_named(tmp_path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Sums & more")
        sheet.write_row(0, 0, ["Name", "Sum"])
        sheet.write_formula(1, 1, "=1+1", None, 7)
        sheet.write_formula(2, 1, '=WEBSERVICE("http://127.0.0.1")', None, "stored")
        sheet.write_formula(3, 1, "=1/0", None, "#DIV/0!")
        book.add_worksheet("Other").write(0, 0, "x")

    facts, sheets = read(tmp_path, workbook(fill))
    assert [found[1] for _n, found in sheets["Sums & more"][:3]] == ["Sum", "7", "stored"]
    assert facts.sheet("Sums & more").formulas == ("B2", "B3", "B4")
    assert facts.sheet("Other").formula_count == 0


def test_of_merged_cells_the_first_counts(tmp_path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("One")
        sheet.write_row(0, 0, ["Name", "Place"])
        sheet.merge_range(1, 0, 2, 0, "Twice")
        sheet.write_column(1, 1, ["Riga", "Cēsis"])

    facts, sheets = read(tmp_path, workbook(fill))
    assert facts.sheet("One").merged == 1
    assert sheets["One"][1:] == [(2, ["Twice", "Riga"]), (3, ["", "Cēsis"])]


def test_several_sheets_and_hidden_ones(tmp_path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("Elements").write_row(0, 0, ["Label", "Type"])
        book.add_worksheet("Connections").write_row(0, 0, ["From", "To"])
        hidden = book.add_worksheet("Lists")
        hidden.write_row(0, 0, ["a"])
        hidden.hide()
        book.add_worksheet("Empty")

    facts, sheets = read(tmp_path, workbook(fill))
    assert [(sheet.name, sheet.rows, sheet.hidden) for sheet in facts.sheets] == [
        ("Elements", 1, False),
        ("Connections", 1, False),
        ("Lists", 1, True),
        ("Empty", 0, False),
    ]
    assert sheets["Connections"] == [(1, ["From", "To"])]


def test_ods_is_read(tmp_path) -> None:
    assert cells(tmp_path, ods(ROW % ("", "Name"))) == [["Name"]]


def test_one_cell_far_away_does_not_take_the_server_down(tmp_path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("One")
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")

    assert refused(tmp_path, workbook(fill)) == "cannot_be_read"


def test_a_cell_far_down_is_named(tmp_path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("One")
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 0, "b")

    assert refused(tmp_path, workbook(fill)) == "far_cell"


def test_repeated_rows_of_an_ods_do_not_take_the_server_down(tmp_path) -> None:
    row = ROW % (' table:number-rows-repeated="1048576"', "x")
    assert refused(tmp_path, ods(row)) in {"cannot_be_read", "far_cell", "too_long", "damaged"}


def test_a_file_that_unpacks_to_far_more_is_not_opened(tmp_path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(650):
                part.write(bytes(1024 * 1024))
    assert len(file.getvalue()) < limits.MOST_BYTES
    assert refused(tmp_path, file.getvalue()) == "unpacks_too_big"


def test_a_file_that_lies_about_its_size_only_ends_its_own_reader(tmp_path) -> None:
    file = io.BytesIO()
    content = workbook(lambda book: book.add_worksheet("One").write(0, 0, "a"))
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != "xl/worksheets/sheet1.xml":
                new.writestr(part.filename, old.read(part))
        space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        head = b'<worksheet xmlns="%s"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>' % space
        with new.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(head)
            for _ in range(1700):
                part.write(b"x" * 1024 * 1024)
    lying = bytearray(file.getvalue())
    at = lying.rindex(b"PK\x01\x02")  # the sheet was written last; its entry says how large it is
    lying[at + 24 : at + 28] = struct.pack("<I", 1000)
    assert refused(tmp_path, bytes(lying)) in {"cannot_be_read", "damaged"}


def test_protected_old_and_foreign_files_are_told_apart(tmp_path) -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    assert refused(tmp_path, ole) == "old_office"
    assert refused(tmp_path, ole + "EncryptedPackage".encode("utf-16-le")) == "password"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refused(tmp_path, file.getvalue()) == "no_sheet"
    assert refused(tmp_path, file.getvalue()[:60]) == "damaged"
    good = workbook(lambda book: book.add_worksheet("One").write(0, 0, "a"))
    assert refused(tmp_path, good[: len(good) // 2]) == "damaged"
    broken = good.replace(b"PK\x03\x04", b"PK\x03\x05")
    assert refused(tmp_path, broken) in {"damaged", "no_table"}


def test_entities_of_xml_are_not_expanded(tmp_path) -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    content = ods(ROW % ("", "&l9;"))
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.namelist():
            text = old.read(part).decode()
            if part == "content.xml":
                text = f'<!DOCTYPE x [<!ENTITY l0 "lol">{lol}]>{text}'
            new.writestr(part, text)
    try:
        found = cells(tmp_path, file.getvalue())
    except SheetError as problem:
        assert problem.code in {"damaged", "empty"}  # noqa: PT017
    else:
        assert len(str(found)) < 100


# ---------- There and back ----------

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20) | st.text(
    "=+-@'\";,\t ab", max_size=8
)


@given(st.lists(st.lists(TEXT, min_size=1, max_size=4), min_size=1, max_size=6))
@settings(max_examples=200, deadline=None)
def test_a_csv_of_ours_is_read_back_exactly(tmp_path_factory, rows: list[list[str]]) -> None:
    rows = [["heading", "second", "third", "last"], *rows]
    folder = tmp_path_factory.mktemp("csv")
    wanted = [trimmed(row) for row in rows if any(cell.strip() for cell in row)]
    assert cells(folder, "".join(csv_lines(rows)).encode(), separator=",") == wanted


def trimmed(row: list[str]) -> list[str]:
    while row and not row[-1].strip():
        row = row[:-1]
    return row


def test_an_xlsx_of_ours_is_read_back_exactly(tmp_path) -> None:
    rows = [["Name", "Formula"], ["'=1", "=1+1"], ["''=1", "\t=1"], ["-5", "o'clock"], ["a;=1\n- b", "＝1"]]
    assert cells(tmp_path, xlsx({"S": rows})) == rows


# ---------- Headings ----------


def table(*rows: list[str]) -> list[Row]:
    return [Row(number, cells) for number, cells in enumerate(rows, start=1)]


def test_headings_below_a_title_are_found() -> None:
    assert (
        headings.heading_row(
            table(["Our partners 2026"], ["", ""], ["Name", "Place", "Web"], ["A", "B", "C"])
        )
        == 3
    )
    assert headings.heading_row(table(["Name", "Place"], ["A", "B"])) == 1
    assert headings.heading_row(table(["1", "2"], ["3", "4"])) == 1
    assert headings.heading_row([]) == 0


def test_columns_are_guessed_and_no_field_is_given_twice() -> None:
    names = {
        "name": ["Name", "Organisation", "Nosaukums"],
        "place": ["Place", "Ort", "Vieta"],
        "web": ["Website"],
    }
    assert headings.guess(["ORGANISATION ", "Ort:", "Web-site", "Name", "Else"], names) == {
        0: "name",
        1: "place",
        2: "web",
    } or headings.guess(["ORGANISATION ", "Ort:", "Web-site", "Name", "Else"], names) == {
        3: "name",
        1: "place",
        2: "web",
    }
    assert headings.guess(["Nosaukums", "Vieta"], names) == {0: "name", 1: "place"}
    assert headings.guess(["", "xyz"], names) == {}


def test_what_columns_meant_last_time_is_remembered() -> None:
    former = {"partner": "name", "where": "place", "colour": ""}
    assert headings.remembered(["PARTNER", "Where?", "Colour", "New"], former) == {
        0: "name",
        1: "place",
        2: "",
    }
