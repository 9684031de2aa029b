from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.charts.strategies import assert_placed_well, names, parse

from octant.charts.geometry import Box
from octant.charts.scatter import InfluenceData, InfluencePoint, InfluenceWords, influence_chart, layout
from octant.charts.theme import Size

SVG = "{http://www.w3.org/2000/svg}"
WORDS = InfluenceWords(
    "Title",
    "Description",
    "Active sum",
    "Passive sum",
    "Active",
    "Critical",
    "Reactive",
    "Buffering",
    "Dimension",
    "Focus",
)
sums = st.integers(0, 33) | st.floats(0, 1e6)


def points(*sums: tuple[float, float]) -> InfluenceData:
    return InfluenceData(tuple(InfluencePoint(f"Element {n}", *each) for n, each in enumerate(sums)))


@given(
    elements=st.lists(st.tuples(names, sums, sums, st.booleans()), max_size=14), size=st.sampled_from(Size)
)
@settings(deadline=None, max_examples=150)
def test_texts_never_collide_nor_leave_the_picture(elements, size):
    data = InfluenceData(tuple(InfluencePoint(*element) for element in elements))
    placed = layout(data, words=WORDS, size=size)
    assert_placed_well(placed.boxes, placed.view)


@given(elements=st.lists(st.tuples(names, sums, sums), min_size=1, max_size=10))
@settings(deadline=None, max_examples=60)
def test_labels_never_cover_a_point(elements):
    data = InfluenceData(tuple(InfluencePoint(*element) for element in elements))
    placed = layout(data, words=WORDS, size=Size.NORMAL)
    for label in placed.labels:
        for spot in placed.spots:
            assert not label.box.overlaps(Box(spot.at[0] - 4, spot.at[1] - 4, 8, 8))


def test_forty_points_on_one_heap_keep_their_labels():
    data = points(*[(10 + n % 3, 10 + n % 2) for n in range(40)])
    placed = layout(data, words=WORDS, size=Size.NORMAL)
    assert sum(len(label.lines) for label in placed.labels) == 40
    assert_placed_well(placed.boxes, placed.view)


def test_points_with_the_same_sums_share_a_mark_that_counts_them():
    root = parse(influence_chart(points((3, 4), (3, 4), (1, 2)), words=WORDS, id="i"))
    assert len(list(root.iter(f"{SVG}circle"))) == 2
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert {"Element 0", "Element 1", "Element 2"} <= set(texts)


def test_more_active_is_higher_and_more_passive_is_further_right():
    placed = layout(points((1, 2), (9, 8)), words=WORDS, size=Size.NORMAL)
    low, high = placed.spots
    assert high.at[0] > low.at[0]
    assert high.at[1] < low.at[1]


@pytest.mark.parametrize("data", [points(), points((0, 0)), points((0, 0), (0, 0)), points((0.2, 0.1))])
@pytest.mark.parametrize("size", Size)
def test_nothing_and_zeros_are_drawn(data, size):
    parse(influence_chart(data, words=WORDS, size=size, id="i"))


@pytest.mark.parametrize("value", [-1, math.nan, math.inf])
def test_a_bad_sum_is_refused_by_name(value):
    with pytest.raises(ValueError, match="Odd one"):
        influence_chart(InfluenceData((InfluencePoint("Odd one", value, 1),)), words=WORDS, id="i")
