from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.charts.strategies import names

from octant.charts.text import clean, clusters, is_rtl, line, text_width, wrap, wrap_generously


@given(text=st.text(alphabet=st.characters()), lines=st.integers(1, 4), width=st.floats(20, 300))
@settings(deadline=None)
def test_no_line_is_wider_than_asked(text, lines, width):
    block = wrap(text, 10, width=width, max_lines=lines)
    assert 1 <= len(block.lines) <= lines
    for each in block.lines:
        assert text_width(each, 10) <= width or len(clusters(each)) <= 2


@given(names)
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


@given(names)
def test_clusters_lose_nothing(text):
    assert "".join(clusters(text)) == text


@pytest.mark.parametrize("emoji", ["👩🏽‍🚀", "🇩🇪", "👨‍👩‍👧‍👦", "é", "ü", "न्"])
def test_what_belongs_together_is_one_cluster(emoji):
    assert clusters(f"a{emoji}b") == ["a", emoji, "b"]


def test_widths_are_those_of_inter():
    """Advance widths of Inter 4 in thousandths of an em, plus the margin for other fonts."""
    assert text_width("H", 1000) == pytest.approx(743 * 1.04, abs=3)
    assert text_width("ii", 1000) == pytest.approx(2 * 242 * 1.04, abs=3)
    assert text_width("H", 1000, bold=True) > text_width("H", 1000)


def test_wide_scripts_and_pictures_are_measured_wide():
    assert text_width("組", 100) >= 100
    assert text_width("🎉", 100) >= 130
    assert text_width("\u0301\u00ad\u200d", 100) == 0


def test_lines_are_evened_out():
    assert wrap("Portfolio of services", 14, width=130).lines == ("Portfolio", "of services")


def test_a_short_text_is_left_alone():
    block = line("Finance", 14, width=200)
    assert block.lines == ("Finance",)
    assert block.full == ""


def test_a_long_text_ends_in_an_ellipsis_and_keeps_the_whole():
    block = wrap("one two three four five six seven", 14, width=60, max_lines=2)
    assert block.lines[-1].endswith("…")
    assert block.full == "one two three four five six seven"


def test_a_soft_hyphen_shows_only_where_the_line_breaks():
    assert wrap("Mitglied\u00adschafts\u00admodell", 14, width=95).lines == (
        "Mitglied-",
        "schafts-",
        "modell",
    ) or wrap("Mitglied\u00adschafts\u00admodell", 14, width=95).lines == ("Mitglied-", "schaftsmodell")
    assert line("Mitglied\u00adschaft", 14, width=300).lines == ("Mitgliedschaft",)


def test_a_word_without_breaks_is_split_with_hyphens():
    block = wrap("x" * 30, 10, width=80, max_lines=5)
    assert "".join(block.lines).replace("-", "") == "x" * 30
    assert all(each.endswith("-") for each in block.lines[:-1])


def test_a_label_takes_more_room_rather_than_split_a_word():
    assert wrap_generously("Zusammenarbeit", 14, width=50, wider=200).lines == ("Zusammenarbeit",)


@pytest.mark.parametrize(
    ("text", "expected"), [("abc", False), ("אבג", True), ("123 عرب", True), ("a עבר", False), ("", False)]
)
def test_direction_follows_the_first_letter(text, expected):
    assert is_rtl(text) is expected


def test_the_table_stays_small():
    import octant.charts

    assert (Path(octant.charts.__file__).parent / "inter_widths.json").stat().st_size < 30_000
