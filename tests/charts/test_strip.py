from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.charts.strategies import assert_placed_well, levels, names, parse

from octant.charts.strip import StripData, StripWords, layout, strip_chart
from octant.charts.theme import Size

SVG = "{http://www.w3.org/2000/svg}"
WORDS = StripWords("Title", "Description", "Can't judge", "Median", "Middle half")
counts = st.tuples(*[st.integers(0, 2_000_000)] * 5) | st.tuples(*[st.integers(0, 12)] * 5)


def columns(data: StripData) -> list[ElementTree.Element]:
    return list(parse(strip_chart(data, words=WORDS, id="s")).iter(f"{SVG}rect"))


@given(counts=counts, unsure=st.integers(0, 5000), median=levels, word=names, size=st.sampled_from(Size))
@settings(deadline=None)
def test_texts_never_collide_nor_leave_the_picture(counts, unsure, median, word, size):
    words = StripWords("t", "d", word, word, word)
    placed = layout(StripData("x", counts, unsure, median, median, median), words=words, size=size)
    assert_placed_well(placed.boxes, placed.view)


def test_few_answers_are_one_box_each():
    assert len(columns(StripData("x", (1, 0, 3, 2, 0), 2))) == 8


def test_many_answers_are_one_column_each_with_heights_in_proportion():
    rects = columns(StripData("x", (20, 40, 0, 10, 80)))
    assert len(rects) == 4
    tops = [-float(rect.get("y")) for rect in rects]
    assert [top / tops[-1] for top in tops] == pytest.approx([0.25, 0.5, 0.125, 1])


def test_nobody_answered():
    root = parse(strip_chart(StripData("x", (0, 0, 0, 0, 0)), words=WORDS, id="s"))
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert texts.count("0") == 6
    assert "Median" not in texts


def test_the_small_size_fits_a_table_cell_and_has_no_text():
    svg = strip_chart(StripData("x", (1, 4, 6, 3, 2), 1, 3, 2, 4), words=WORDS, size=Size.SMALL, id="s")
    root = parse(svg)
    assert float(root.get("width")) <= 160
    assert float(root.get("height")) <= 48
    assert not list(root.iter(f"{SVG}text"))


@pytest.mark.parametrize(
    "data",
    [
        StripData("Odd one", (1, -1, 0, 0, 0)),
        StripData("Odd one", (1, 1, 0, 0, 0), -2),
        StripData("Odd one", (1, 1, 0)),  # type: ignore[arg-type]
        StripData("Odd one", (1, 1, 0, 0, 0), 0, 6),
        StripData("Odd one", (1, 1, 0, 0, 0), 0, 2, 3, 2),
    ],
)
def test_bad_numbers_are_refused_by_name(data):
    with pytest.raises(ValueError, match="Odd one"):
        strip_chart(data, words=WORDS, id="s")
