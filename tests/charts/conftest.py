"""One example of every chart, shared by the tests that hold for all of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from octant.charts.gaps import GapData, GapRow, GapWords, gap_chart
from octant.charts.grid import GridPoint, GridWords, grid_chart
from octant.charts.octant import OctantAxis, OctantData, OctantWords, octant_chart
from octant.charts.scatter import InfluenceData, InfluencePoint, InfluenceWords, influence_chart
from octant.charts.strip import StripData, StripWords, strip_chart
from octant.charts.theme import Size, Theme
from octant.charts.timeline import (
    Milestone,
    TimelineData,
    TimelineGroup,
    TimelineRow,
    TimelineWords,
    timeline_chart,
)

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NAMES = (
    "Membership model",
    "Cross-sectoral composition",
    "Operational model",
    "Coordinating body",
    "Financial model",
    "Portfolio of services",
    "Viable purpose",
    "Collaboration among stakeholders",
)
NOW = (2.5, 3.5, 2, 3, 1.5, 3, 4, 2.5)
LOWER = (1.6, 2.8, 1.2, 2.4, 1.1, 2.2, 3.5, 1.5)
UPPER = (3.1, 4.2, 3.4, 3.6, 2.4, 4, 4.5, 4.1)
TARGET = (4, 4.5, 4, 4, 4, 4, 5, 4.5)
EARLIER = (2, 2.5, 1.5, 3.2, 1.5, 2, 3.6, None)
FOCUS = (False, False, True, False, True, False, False, True)

type Draw = Callable[[Callable[[str], str], Size, Theme], str]
"""Draws one chart with every text passed through a function: a test can put anything anywhere."""


def _octant(text: Callable[[str], str], size: Size, theme: Theme) -> str:
    axes = tuple(
        OctantAxis(text(name), now, lower, upper, target, earlier, focus, short=text(str(n)))
        for n, (name, now, lower, upper, target, earlier, focus) in enumerate(
            zip(NAMES, NOW, LOWER, UPPER, TARGET, EARLIER, FOCUS, strict=True), 1
        )
    )
    words = OctantWords(
        *map(text, ("The octant", "Eight axes", "Now", "Middle half", "Vision", "Round 1", "Focus"))
    )
    return octant_chart(OctantData(axes), words=words, size=size, theme=theme, id="octant")


def _gaps(text: Callable[[str], str], size: Size, theme: Theme) -> str:
    rows = tuple(
        GapRow(text(name), now, target, focus)
        for name, now, target, focus in zip(NAMES, NOW, TARGET, FOCUS, strict=True)
    )
    words = GapWords(*map(text, ("Gaps", "Largest first", "Now", "Vision", "Gap", "Focus", "–", ",")))
    return gap_chart(
        GapData((*rows, GapRow(text("Not rated"), None, 4))), words=words, size=size, theme=theme, id="gaps"
    )


def _strip(text: Callable[[str], str], size: Size, theme: Theme) -> str:
    words = StripWords(*map(text, ("Answers", "Sixteen answers", "Can't judge", "Median", "Middle half")))
    data = StripData(text("Membership model"), (1, 4, 6, 3, 2), 3, 2.8, 2.1, 3.6)
    return strip_chart(data, words=words, size=size, theme=theme, id="strip")


def _influence(text: Callable[[str], str], size: Size, theme: Theme) -> str:
    active, passive = (12, 9, 14, 15, 8, 8, 11, 16), (9, 9, 13, 14, 16, 8, 5, 15)
    points = tuple(
        InfluencePoint(text(name), up, right, focus)
        for name, up, right, focus in zip(NAMES, active, passive, FOCUS, strict=True)
    )
    words = InfluenceWords(
        *map(
            text,
            (
                "Influence",
                "Who moves whom",
                "Active sum",
                "Passive sum",
                "Active",
                "Critical",
                "Reactive",
                "Buffering",
                "Dimension",
                "Focus",
            ),
        )
    )
    return influence_chart(InfluenceData(points), words=words, size=size, theme=theme, id="influence")


def _grid(text: Callable[[str], str], size: Size, theme: Theme) -> str:
    points = [
        GridPoint(text(name), n % 5 + 1, n % 3 * 2 + 1, before=(2, 4) if focus else None)
        for n, (name, focus) in enumerate(zip(NAMES, FOCUS, strict=True))
    ]
    points += [GridPoint(text("Another"), 4, 2)] * 5
    words = GridWords(
        *map(
            text,
            (
                "Influence and interest",
                "Who stands where",
                "influence",
                "interest",
                "Win their interest",
                "Work closely with them",
                "Keep an eye on them",
                "Keep them involved",
                "Organisation",
                "So many at the same point",
                "Moved since then",
            ),
        )
    )
    return grid_chart(tuple(points), words=words, size=size, theme=theme, id="grid")


def _timeline(text: Callable[[str], str], size: Size, theme: Theme) -> str:
    start = date(2026, 3, 9)
    day = timedelta(days=1)
    first = TimelineRow(
        "a",
        text("Write down who may join"),
        start,
        start + 80 * day,
        (Milestone(text("Draft"), start + 30 * day, done=True), Milestone(text("Agreed"), start + 80 * day)),
        done=True,
    )
    second = TimelineRow("b", text("Welcome evening"), start + 100 * day, start + 220 * day, after=("a",))
    rows = (
        first,
        second,
        TimelineRow("c", text("Fees")),
        TimelineRow("d", text("Report"), None, start + 300 * day),
    )
    words = TimelineWords(
        *map(text, ("Plan", "Four measures", "Today", "No dates", "Planned", "Done", "Milestone", "Reached")),
        tuple(map(text, MONTHS)),
    )
    data = TimelineData((TimelineGroup(text("Every member knows the rules"), rows),), start + 120 * day)
    return timeline_chart(data, words=words, size=size, theme=theme, id="timeline")


CHARTS: dict[str, Draw] = {
    "octant": _octant,
    "gaps": _gaps,
    "strip": _strip,
    "influence": _influence,
    "grid": _grid,
    "timeline": _timeline,
}


@pytest.fixture(params=CHARTS)
def chart(request: pytest.FixtureRequest) -> Draw:
    return CHARTS[request.param]


@pytest.fixture
def charts() -> dict[str, Draw]:
    return CHARTS
