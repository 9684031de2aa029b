"""The charts of the action plan: the same pure SVG as on the pages, in colours for paper."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape

from django.utils.translation import gettext as _

from octant.charts.theme import Size, Theme
from octant.ratings.queries import Histogram
from octant.rounds import charts, sentences, timeline
from octant.rounds.document import Answers, GoalPart, PlanDocument
from octant.rounds.queries.ratings import DimensionRow, Profile

LINES_A_PAGE = 20  # of the timeline: measures and the headings over them
WRITTEN = re.compile(r"<text([^>]*)>([^<]*)</text>")
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
SIZE = re.compile(r'<svg[^>]* viewBox="(-?[\d.]+) (-?[\d.]+) ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text: where its baseline starts, ends or has its middle, in units of the drawing."""

    text: str
    x: float
    y: float
    size: float
    anchor: str  # "start" (left), "middle" or "end" (right)
    colour: str
    is_bold: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing without its text, its size in its own units, its text, and what is read aloud in its place.

    The text is set by typst like all other text: inside an SVG it would not find the fonts for mixed scripts.
    """

    svg: str
    width: float
    height: float
    labels: tuple[Label, ...]
    title: str
    sentence: str


def octant(document: PlanDocument) -> Chart:
    profile = _profile(document)
    svg = charts.octant(profile, Size.NORMAL, Theme.PRINT)
    return _chart(svg, _("Where we are and where we want to be"), sentences.octant(profile))


def room(profile: Profile) -> Chart:
    """What came out of rating in a workshop."""
    svg = charts.octant(profile, Size.NORMAL, Theme.PRINT)
    return _chart(svg, _("How the room sees it"), sentences.octant(profile))


def gaps(document: PlanDocument) -> Chart | None:
    """None while there is nothing to compare."""
    profile = _profile(document)
    if not profile.largest_gap:
        return None
    return _chart(
        charts.gaps(profile, Size.NORMAL, Theme.PRINT), _("Gaps, largest first"), sentences.gaps(profile)
    )


def timelines(document: PlanDocument) -> list[Chart]:
    """One chart for each page that the timeline needs."""
    return [
        _chart(
            timeline.draw(goals, today=document.today, theme=Theme.PRINT),
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
            agreed=part.agreed,
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
    size = SIZE.search(svg)
    if not size:
        raise ValueError("the drawing does not say where it lies and how large it is")
    left, top, width, height = map(float, size.groups())
    labels = tuple(_label(found[1], found[2], left, top) for found in WRITTEN.finditer(svg))
    return Chart(WRITTEN.sub("", svg), width, height, labels, title, sentence)


def _label(attributes: str, text: str, left: float, top: float) -> Label:
    """A text of the drawing. Where it runs from right to left, SVG counts start and end from the right."""
    given = dict(ATTRIBUTE.findall(attributes))
    anchor = given.get("text-anchor", "start")
    if given.get("direction") == "rtl":
        anchor = {"start": "end", "end": "start"}.get(anchor, anchor)
    return Label(
        text=unescape(text),
        x=float(given["x"]) - left,
        y=float(given["y"]) - top,
        size=float(given["font-size"]),
        anchor=anchor,
        colour=given["fill"],
        is_bold="font-weight" in given,
    )
