from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.charts.strategies import assert_placed_well, names, parse

from octant.charts.geometry import segment_meets
from octant.charts.grid import MOST_ARROWS, GridPoint, GridWords, grid_chart, layout
from octant.charts.theme import Size

SVG = "{http://www.w3.org/2000/svg}"
WORDS = GridWords(
    "Title",
    "Description",
    "influence",
    "interest",
    "Win their interest",
    "Work closely with them",
    "Keep an eye on them",
    "Keep them involved",
    "Organisation",
    "So many at the same point",
    "Moved since then",
)
steps = st.integers(1, 5)
places = st.tuples(steps, steps)
point = st.builds(
    lambda label, now, before: GridPoint(label, *now, before), names, places, st.none() | places
)


def crowd(count: int) -> tuple[GridPoint, ...]:
    return tuple(GridPoint(f"Organisation {n}", n % 5 + 1, n // 5 % 4 + 1) for n in range(count))


@given(points=st.lists(point, max_size=60).map(tuple), size=st.sampled_from(Size))
@settings(deadline=None, max_examples=120)
def test_texts_never_collide_nor_cover_a_mark_or_an_arrow(points, size):
    placed = layout(points, words=WORDS, size=size)
    assert_placed_well(placed.boxes, placed.view)
    for mark in placed.marks:
        assert placed.plot.contains(mark.box)
        assert not any(text.box.overlaps(mark.box) for text in (*placed.names, *placed.texts))
    for arrow in placed.arrows:
        assert not any(segment_meets(arrow.start, arrow.end, name.box) for name in placed.names)


@given(points=st.lists(point, max_size=60).map(tuple))
@settings(deadline=None, max_examples=60)
def test_everybody_is_in_exactly_one_mark_and_marks_stay_apart(points):
    marks = layout(points, words=WORDS, size=Size.NORMAL).marks
    assert sorted(label for mark in marks for label in mark.labels) == sorted(each.label for each in points)
    assert len({mark.place for mark in marks}) == len(marks)
    for n, one in enumerate(marks):
        assert not any(one.box.overlaps(other.box) for other in marks[n + 1 :])


@pytest.mark.parametrize("size", Size)
def test_five_thousand_at_one_place_still_fit_their_mark_and_cell(size):
    placed = layout(crowd(0) + (GridPoint("Same", 5, 5),) * 5000, words=WORDS, size=size)
    [mark] = placed.marks
    assert placed.plot.contains(mark.box)
    assert not placed.names


def test_the_axes_run_from_one_to_five_with_half_a_step_around():
    placed = layout(crowd(3), words=WORDS, size=Size.NORMAL)
    numbers = [text.block.lines[0] for text in placed.texts if text.block.lines[0].isdigit()]
    assert sorted(numbers) == sorted("1122334455")
    left, bottom = layout((GridPoint("Low", 1, 1),), words=WORDS, size=Size.NORMAL).marks[0].at
    right, top = layout((GridPoint("High", 5, 5),), words=WORDS, size=Size.NORMAL).marks[0].at
    assert left == (right - left) / 8 == placed.plot.right - right
    assert bottom > top


@pytest.mark.parametrize(("place", "right", "up"), [((4, 4), 1, 1), ((3, 3), 0, 0), ((4, 3), 0, 1)])
def test_only_four_and_five_lie_beyond_the_dashed_lines(place, right, up):
    placed = layout((GridPoint("One", *place),), words=WORDS, size=Size.NORMAL)
    (x, y), (split_x, split_y) = placed.marks[0].at, placed.split
    assert (x > split_x, y < split_y) == (bool(right), bool(up))


def test_names_stand_where_few_share_a_mark_and_numbers_where_many_do():
    points = tuple(GridPoint(f"Crowd {n}", 5, 1) for n in range(4))
    points += (GridPoint("Ana", 2, 2), GridPoint("Bo", 2, 2), GridPoint("Alone", 1, 5))
    texts = [text.text for text in parse(grid_chart(points, words=WORDS, id="g")).iter(f"{SVG}text")]
    assert {"Ana", "Bo", "Alone"} <= set(texts)
    assert not any(text.startswith("Crowd") for text in texts)
    assert texts.count("4") == 2 + 1  # on both axes, and in the mark
    assert not layout(points, words=WORDS, size=Size.SMALL).names


@pytest.mark.parametrize("size", [Size.NORMAL, Size.POSTER])
def test_three_short_names_fit_under_their_mark(size):
    points = tuple(GridPoint(name, 5, 5) for name in ("Ministry", "Altum", "NGO house"))
    placed = layout(points, words=WORDS, size=size)
    assert [name.block.lines for name in placed.names] == [("Ministry",), ("Altum",), ("NGO house",)]


def test_who_shares_a_mark_is_named_in_full_or_not_at_all():
    long = "Welfare association of the north coast"
    alone, shared = GridPoint(long, 1, 1), (GridPoint("Ana", 4, 4), GridPoint(long, 4, 4))
    assert [text.block.full for text in layout((alone,), words=WORDS, size=Size.NORMAL).names] == [""]
    assert not layout(shared, words=WORDS, size=Size.NORMAL).names


def test_a_mark_names_its_organisations_to_the_pointer_and_stops_at_twenty():
    svg = grid_chart(tuple(GridPoint(f"O{n}", 1, 1) for n in range(25)), words=WORDS, id="g")
    [hint] = re.findall(r"<circle[^>]*><title>([^<]*)</title>", svg)
    assert hint.startswith("O0, O1, ")
    assert hint.endswith("O19, …")


def test_an_arrow_points_from_before_to_now_and_the_same_way_is_drawn_once():
    points = (GridPoint("A", 5, 5, (1, 1)), GridPoint("B", 5, 5, (1, 1)), GridPoint("Stayed", 2, 2, (2, 2)))
    [arrow] = layout(points, words=WORDS, size=Size.NORMAL).arrows
    assert arrow.labels == ("A", "B")
    assert arrow.end[0] > arrow.start[0]
    assert arrow.end[1] < arrow.start[1]
    assert arrow.origin is not None


def test_there_and_back_are_two_lines():
    points = (GridPoint("A", 5, 5, (1, 1)), GridPoint("B", 1, 1, (5, 5)))
    one, back = layout(points, words=WORDS, size=Size.NORMAL).arrows
    assert one.origin is back.origin is None
    assert one.start != pytest.approx(back.end, abs=4)


def test_more_ways_than_can_be_told_apart_are_not_drawn():
    ways = [GridPoint(f"O{n}", n % 5 + 1, n // 5 + 1, (5 - n % 5, 5)) for n in range(25)]
    moved = [each for each in ways if each.now != each.before]
    assert len(layout(tuple(moved[:MOST_ARROWS]), words=WORDS, size=Size.NORMAL).arrows) == MOST_ARROWS
    assert layout(tuple(moved[: MOST_ARROWS + 1]), words=WORDS, size=Size.NORMAL).arrows == ()


@pytest.mark.parametrize("step", [0, 6, -1])
def test_a_step_beyond_the_scale_is_refused_by_name(step):
    for bad in (
        GridPoint("Odd one", step, 1),
        GridPoint("Odd one", 1, step),
        GridPoint("Odd one", 1, 1, (step, 1)),
    ):
        with pytest.raises(ValueError, match="Odd one"):
            grid_chart((bad,), words=WORDS, id="g")
