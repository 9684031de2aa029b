from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.charts.strategies import assert_placed_well, levels, names, parse

from octant.charts.gaps import GapData, GapRow, GapWords, gap_chart, layout, sorted_rows
from octant.charts.theme import Size

SVG = "{http://www.w3.org/2000/svg}"
WORDS = GapWords("Title", "Description", "Now", "Vision", "Gap", "Focus", "–", ",")


@given(
    rows=st.lists(st.tuples(names, levels, levels, st.booleans()), max_size=14),
    heading=names,
    size=st.sampled_from(Size),
)
@settings(deadline=None)
def test_texts_never_collide_nor_leave_the_picture(rows, heading, size):
    words = GapWords("t", "d", heading, heading, heading, heading, heading, ",")
    placed = layout(GapData(tuple(GapRow(*row) for row in rows)), words=words, size=size)
    assert_placed_well(placed.boxes, placed.view)


def test_largest_gap_first_none_last_and_equal_gaps_as_given():
    rows = (
        GapRow("none", None, 4),
        GapRow("small", 3, 3.5),
        GapRow("first large", 1, 3),
        GapRow("beyond", 4, 3),
        GapRow("second large", 2, 4),
    )
    labels = [row.label for row in sorted_rows(rows)]
    assert labels == ["first large", "second large", "small", "beyond", "none"]


def test_numbers_stand_in_the_language_of_the_words():
    rows = (GapRow("a", 2.5, 4), GapRow("b", 4, 3), GapRow("c", None, 3))
    root = parse(gap_chart(GapData(rows), words=WORDS, id="g"))
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert [text for text in texts if text in ("1,5", "−1,0", "–")] == ["1,5", "−1,0", "–"]


def test_no_rows_still_give_a_picture():
    parse(gap_chart(GapData(()), words=WORDS, id="g"))


@pytest.mark.parametrize("row", [GapRow("Odd one", 0, 3), GapRow("Odd one", 3, 5.5)])
def test_a_level_off_the_scale_is_refused_by_name(row):
    with pytest.raises(ValueError, match="Odd one"):
        gap_chart(GapData((row,)), words=WORDS, id="g")
