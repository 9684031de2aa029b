"""Nothing written for a spreadsheet program is run by it, and Octant reads back what it wrote."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from octant.core.sheets.guarding import guard, is_exposed, unguard
from octant.core.sheets.writing import csv_lines, safe_cell, xlsx

FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x"]
FORMULAS += ["  =1", '"=1', "'=1", "\" '=1", "\u00a0=1", "\ufeff=1", "\tx", "\rx", "\nx", "=", "-", "- one"]
# Signs of which formulas are made, far more often than chance would have them.
NASTY = st.text(st.sampled_from("=+-@＝＋－＠'\"\t\r\n ;,\u00a0\ufeffa1.|"), max_size=12) | st.text(
    max_size=30
)


@pytest.mark.parametrize("text", FORMULAS)
def test_what_may_be_run_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text).startswith("'")
    assert is_exposed(text)
    assert unguard(safe_cell(text)) == text


@pytest.mark.parametrize(
    "text", ["a=1", "plain", "", "-5", "-5.25", "-5,25", "o'clock", "'quoted'", "1-2", "a@b.c"]
)
def test_what_is_harmless_stays(text: str) -> None:
    assert safe_cell(text) == text


@pytest.mark.parametrize("value", [5, -5, -2.5, Decimal("-7.10")])
def test_numbers_stay_numbers(value: object) -> None:
    assert safe_cell(value) == str(value)


@given(NASTY)
@example("''=1")
@example(";'\n=1")
@example("a;=1\n-x")
@settings(max_examples=1000, deadline=None)
def test_a_guarded_text_comes_back_exactly(text: str) -> None:
    assert unguard(guard(text)) == text


@given(NASTY)
@settings(max_examples=1000, deadline=None)
def test_no_cell_begins_with_a_formula_whatever_it_is_split_at(text: str) -> None:
    written = guard(text)
    for separator in ";,\t\n":
        for part in written.split(separator) if written != text else []:
            assert part.strip()[:1] not in tuple("=+-@＝＋－＠")


def test_a_long_run_of_breaks_and_quotes_takes_no_time() -> None:
    for text in (
        "\x0b" * 100_000,
        "\n" * 100_000,
        ";" + " " * 100_000,
        "'" * 100_000 + "=",
        ";'" * 50_000 + "=",
    ):
        assert unguard(guard(text)) == text


@given(st.lists(st.lists(NASTY, min_size=1, max_size=4), max_size=5))
def test_a_csv_comes_back_exactly(rows: list[list[str]]) -> None:
    written = "".join(csv_lines(rows)).removeprefix("\ufeff")
    read = [[unguard(cell) for cell in row] for row in csv.reader(io.StringIO(written, newline=""))]
    assert [row or [""] for row in read] == rows


def test_xlsx_holds_text_and_numbers_and_no_formula() -> None:
    rows: list[list[object]] = [
        ["=1+1", "Name"],
        [-5, 2.5],
        [Decimal("7.10"), 12345678901234567890],
        [None, "  x "],
    ]
    book = load_workbook(io.BytesIO(xlsx({"Things": rows})))
    assert book.get_sheet_by_name("Things").to_python() == [
        ["=1+1", "Name"],
        [-5.0, 2.5],
        [7.1, "12345678901234567890"],
        ["", "  x "],
    ]


@given(st.lists(NASTY.filter(lambda t: t.isprintable() or set(t) <= set("\t\n")), min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_an_xlsx_comes_back_exactly(texts: list[str]) -> None:
    [row] = load_workbook(io.BytesIO(xlsx({"S": [["x", *texts, "y"]]}))).get_sheet_by_index(0).to_python()
    assert [unguard(cell) for cell in row] == ["x", *texts, "y"]
