"""The charts of the action plan: the same pure SVG as on the pages, in colours for paper."""

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape

from django.utils.translation import gettext as _

from octant.charts.theme import Size, Theme
from octant.core.png import svg_to_png
from octant.ratings.queries import Histogram
from octant.rounds import charts, sentences, timeline
from octant.rounds.document import Answers, GoalPart, PlanDocument
from octant.rounds.queries.ratings import DimensionRow, Profile

from .printable import is_plain

LINES_A_PAGE = 20  # of the timeline: measures and the headings over them
PIXELS = 2400
WRITTEN = re.compile(r"<text[^>]*>([^<]*)</text>")
SIZE = re.compile(r'<svg[^>]* width="([\d.]+)" height="([\d.]+)"')


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing, its shape (height over width), and what is read aloud in its place."""

    svg: str
    ratio: float
    title: str
    sentence: str


def octant(document: PlanDocument) -> Chart:
    profile = _profile(document)
    svg = charts.octant(profile, Size.NORMAL, Theme.PRINT)
    return _chart(svg, _("Where we are and where we want to be"), sentences.octant(profile))


def gaps(document: PlanDocument) -> Chart | None:
    """None while there is nothing to compare."""
    profile = _profile(document)
    if not profile.largest_gap:
        return None
    return _chart(charts.gaps(profile, Size.NORMAL, Theme.PRINT), _("Gaps, largest first"), sentences.gaps(profile))


def timelines(document: PlanDocument) -> list[Chart]:
    """One chart for each page that the timeline needs."""
    return [
        _chart(
            timeline.draw(goals, theme=Theme.PRINT),
            _("Timeline of the measures"),
            timeline.sentence([measure for goal in goals for measure in goal.measures]),
        )
        for goals in _pages(document.goals)
    ]


def _profile(document: PlanDocument) -> Profile:
    """As on the page of ratings: while there are no targets, the median of the wishes stands in for them."""
    wish = not any(part.target is not None for part in document.dimensions)
    rows = tuple(
        DimensionRow(
            key=part.key,
            number=part.number,
            name=part.name,
            short_name=part.short_name,
            now=_histogram(part.now),
            wished=_histogram(part.wished),
            target=part.wished.median if wish else part.target,
            focus_phase=part.focus_phase,
        )
        for part in document.dimensions
    )
    return Profile(rows, target_is_wish=wish and any(row.target is not None for row in rows))


def _histogram(answers: Answers) -> Histogram:
    one, two, three, four, five = answers.counts
    return Histogram((one, two, three, four, five), answers.cannot_judge)


def _pages(goals: tuple[GoalPart, ...]) -> Iterator[list[GoalPart]]:
    """Goals with their measures, cut where a page is full. Arrows stay within a page."""
    page: list[GoalPart] = []
    room = LINES_A_PAGE
    for goal in goals:
        rest = goal.measures
        while rest:
            if room < 2:
                yield _closed(page)
                page, room = [], LINES_A_PAGE
            here, rest = rest[: room - 1], rest[room - 1 :]
            page.append(replace(goal, measures=here))
            room -= len(here) + 1
    if page:
        yield _closed(page)


def _closed(page: list[GoalPart]) -> list[GoalPart]:
    """The page with only those dependencies whose both ends are on it."""
    here = {measure.number for goal in page for measure in goal.measures}
    return [
        replace(
            goal,
            measures=tuple(
                replace(measure, needs=tuple(number for number in measure.needs if number in here))
                for measure in goal.measures
            ),
        )
        for goal in page
    ]


def _chart(svg: str, title: str, sentence: str) -> Chart:
    found = SIZE.search(svg)
    if not found:
        raise ValueError("the drawing does not say how large it is")
    width, height = float(found[1]), float(found[2])
    if not all(is_plain(unescape(text)) for text in WRITTEN.findall(svg)):
        svg = _as_picture(svg, width, height)
    return Chart(svg, height / width, title, sentence)


def _as_picture(svg: str, width: float, height: float) -> str:
    """Letters that join or change their shape beside others (as in Arabic) can be drawn but not tagged inside
    an SVG, so such a chart goes into the PDF as a picture; its sentence and table say the same as text."""
    picture = b64encode(svg_to_png(svg, PIXELS)).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{picture}"/></svg>'
    )
