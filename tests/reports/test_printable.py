"""Every text can be set: what a font lacks is replaced, what is no character goes, long words may break."""

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from octant.reports import fonts
from octant.reports.printable import BREAK, UNBROKEN, printable

FILES = sorted(fonts.FOLDER.glob("*.ttf"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_characters_of_a_font_are_read_as_fonttools_reads_them(path):
    assert fonts.code_points(path) == set(TTFont(path).getBestCmap())


def test_bold_has_what_regular_has():
    for family in ("Inter", "NotoSansArabic", "NotoSansHebrew"):
        regular, bold = (
            fonts.code_points(fonts.FOLDER / f"{family}-{cut}.ttf") for cut in ("Regular", "Bold")
        )
        assert regular == bold


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Žąsų ėdalas, łódź", "Žąsų ėdalas, łódź"),
        ("e\u0301", "é"),
        ("one\r\ntwo\rthree\n\n four ", "one\ntwo\nthree\n\nfour"),
        ("漢 and 字", "□ and □"),
        ("a\x00b\ud800c\ufeffd\u202ee", "abcde"),
        ("\u0378 \ue000", "□ □"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("\u0301", ""),
        ("👍\u0489", "👍"),
        ("مرحبا", "مرحبا"),
        ("", ""),
    ],
)
def test_examples(typed, shown):
    assert printable(typed) == shown


def test_a_long_word_may_break_and_loses_no_letter():
    shown = printable("x" * 10_000)
    assert shown.replace(BREAK, "") == "x" * 10_000
    assert max(map(len, shown.split(BREAK))) <= UNBROKEN


@given(st.text(st.characters(codec=None)))
def test_only_what_the_fonts_have_is_left_and_doing_it_twice_changes_nothing(text):
    shown = printable(text)
    shaped = frozenset().union(*fonts.families()) | {0x0A, 0xAD, ord(BREAK)}
    assert {ord(character) for character in shown} <= shaped
    assert printable(shown) == shown
