from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.charts.strategies import assert_placed_well, names, parse

from octant.charts.theme import Size
from octant.charts.timeline import (
    Milestone,
    TimelineData,
    TimelineGroup,
    TimelineRow,
    TimelineWords,
    layout,
    timeline_chart,
)

SVG = "{http://www.w3.org/2000/svg}"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WORDS = TimelineWords("Title", "Desc", "Today", "No dates", "Planned", "Done", "Milestone", "Reached", MONTHS)
START = date(2026, 3, 9)


def plan(*rows: TimelineRow, today: date | None = None) -> TimelineData:
    return TimelineData((TimelineGroup("Goal", rows),), today)


def texts(data: TimelineData, size: Size = Size.NORMAL) -> list[str]:
    root = parse(timeline_chart(data, words=WORDS, size=size, id="t"))
    return [text.text for text in root.iter(f"{SVG}text")]


def spanning(days: int) -> TimelineData:
    return plan(TimelineRow("a", "Row", START, START + timedelta(days=days)))


@st.composite
def rows(draw: st.DrawFn) -> tuple[TimelineRow, ...]:
    found = []
    for n in range(draw(st.integers(0, 8))):
        dates = sorted(draw(st.tuples(st.dates(), st.dates())))
        start, end = (each if draw(st.booleans()) else None for each in dates)
        milestones = tuple(
            Milestone(label, on, done)
            for label, on, done in draw(st.lists(st.tuples(names, st.dates(), st.booleans()), max_size=3))
        )
        after = tuple(f"row{m}" for m in range(n) if draw(st.booleans()))
        found.append(TimelineRow(f"row{n}", draw(names), start, end, milestones, after))
    return tuple(found)


@given(
    rows=rows(),
    heading=names,
    word=names,
    today=st.none() | st.dates(),
    months=st.tuples(*[st.text(max_size=6)] * 12),
    size=st.sampled_from(Size),
)
@settings(deadline=None, max_examples=80)
def test_texts_never_collide_nor_leave_the_picture(rows, heading, word, today, months, size):
    words = TimelineWords("t", "d", word, word, word, word, word, word, months)
    data = TimelineData((TimelineGroup(heading, rows),), today)
    placed = layout(data, words=words, size=size)
    assert_placed_well(placed.boxes, placed.view)
    parse(timeline_chart(data, words=words, size=size, id="t"))


@given(first=st.dates(), days=st.integers(0, 15 * 366), size=st.sampled_from(Size))
@settings(deadline=None)
def test_the_axis_always_has_names_that_do_not_touch(first, days, size):
    last = date.fromordinal(min(first.toordinal() + days, date.max.toordinal()))
    placed = layout(plan(TimelineRow("a", "Row", first, last)), words=WORDS, size=size)
    assert_placed_well(placed.boxes, placed.view)
    named = [text for text in placed.texts if text.box.bottom <= placed.axis_bottom]
    assert len(named) >= 2


@pytest.mark.parametrize(
    ("days", "expected", "unexpected"),
    [
        (6, {"10", "11", "12", "Mar 2026"}, {"Q1"}),
        (60, {"16", "23", "Apr 2026"}, {"17", "Q2"}),
        (300, {"Apr", "May", "2026"}, {"Q2"}),
        (1400, {"Q2", "Q3", "2027"}, {"Apr"}),
        (5000, {"2027", "2030", "2039"}, {"Q2"}),
    ],
)
def test_the_axis_picks_its_step(days, expected, unexpected):
    shown = set(texts(spanning(days)))
    assert expected <= shown
    assert not unexpected & shown


def test_a_row_without_dates_says_so():
    data = plan(TimelineRow("a", "Known", START, START), TimelineRow("b", "Unknown"))
    assert texts(data).count("No dates") == 1


def test_a_row_with_milestones_only_has_dates():
    data = plan(TimelineRow("a", "Row", milestones=(Milestone("Done by", START),)))
    assert "No dates" not in texts(data)


def test_no_dates_at_all():
    assert "No dates" in texts(plan(TimelineRow("a", "Row"), today=START))
    assert texts(TimelineData(())) == []


def test_today_is_named_only_inside_the_time_shown():
    row = TimelineRow("a", "Row", START, START + timedelta(days=30))
    assert "Today" in texts(plan(row, today=START + timedelta(days=3)))
    assert "Today" not in texts(plan(row, today=START + timedelta(days=300)))


def test_today_does_not_cross_the_words_of_a_row_without_dates():
    def today_line(*rows: TimelineRow) -> str | None:
        root = parse(timeline_chart(plan(*rows, today=START), words=WORDS, id="t"))
        return next(path.get("d") for path in root.iter(f"{SVG}path") if path.get("stroke-dasharray"))

    dated = TimelineRow("a", "Row", START, START + timedelta(days=30))
    assert today_line(dated, TimelineRow("b", "Row")) == today_line(dated)


def test_sixty_rows_make_a_taller_picture():
    def height(count: int) -> float:
        rows = (TimelineRow(str(n), f"Measure {n}", START, START + timedelta(days=n)) for n in range(count))
        return layout(plan(*rows), words=WORDS, size=Size.NORMAL).view.height

    assert height(60) - height(40) == pytest.approx(height(40) - height(20))


def test_a_longer_time_is_a_longer_bar():
    rows = (
        TimelineRow("a", "Short", START, START + timedelta(days=9)),
        TimelineRow("b", "Long", START, START + timedelta(days=19)),
    )
    root = parse(timeline_chart(plan(*rows), words=WORDS, id="t"))
    widths = [float(rect.get("width")) for rect in root.iter(f"{SVG}rect")][-2:]
    assert widths[1] / widths[0] == pytest.approx(2, abs=0.01)


@pytest.mark.parametrize(
    "row",
    [
        TimelineRow("b", "Odd one", START, START - timedelta(days=1)),
        TimelineRow("a", "Odd one"),
        TimelineRow("b", "Odd one", after=("nobody",)),
        TimelineRow("b", "Odd one", after=("b",)),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_by_name(row):
    with pytest.raises(ValueError, match="Odd one"):
        texts(plan(TimelineRow("a", "Fine"), row))


def test_twelve_months_are_needed():
    words = TimelineWords("t", "d", "t", "n", "p", "d", "m", "r", MONTHS[:11])
    with pytest.raises(ValueError, match="month"):
        timeline_chart(TimelineData(()), words=words, id="t")
