"""The power–interest grid: influence upwards, interest to the right, five steps each, four named fields.

Both values are whole steps, so there are 25 places. Organisations at the same place share one mark that says
how many they are; its area grows with their number. Names stand only at marks that few share, inside the cell
of their mark: labels cannot collide, from three organisations to thousands. Moves are arrows from where an
organisation stood before, drawn only while there are few.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from octant.charts.geometry import Box, around, segment_meets
from octant.charts.marks import Legend, Sign, arrow, draw_legend, legend
from octant.charts.placed import PlacedText, axis_texts, put
from octant.charts.svg import Drawing, Point
from octant.charts.text import Anchor, Block, line, wrap
from octant.charts.theme import Colour, Size, Theme

STEPS = (1, 2, 3, 4, 5)
LAST_LOW = 3  # steps up to this one count as little
FEW = 3  # so many names at one mark can be read
MOST_ARROWS = 12
FULL_SIZE = 40  # marks are drawn against the fullest one, but never against less than this
MOST_IN_HINT = 20

type Place = tuple[int, int]  # influence, interest


class GridPoint(NamedTuple):  # as quick to compare as plain values, and there are thousands
    """One organisation: influence and interest from 1 to 5; ``before`` when its move is to be seen."""

    label: str
    influence: int
    interest: int
    before: Place | None = None

    @property
    def now(self) -> Place:
        return self.influence, self.interest


@dataclass(frozen=True, slots=True)
class GridWords:
    """Names of the axes, of the four fields and of the signs in the legend."""

    title: str
    description: str
    influence: str
    interest: str
    high_low: str  # much influence, little interest
    high_high: str
    low_low: str
    low_high: str
    one: str
    many: str
    moved: str


@dataclass(frozen=True, slots=True)
class _Metrics:
    """Measures of one size, in SVG units; ``cell`` is one step to the right and one step up."""

    cell: Point
    font: float
    scale: float
    names: bool  # whether a cell is wide enough for names


_METRICS = {
    Size.SMALL: _Metrics((56, 48), 12, 0.85, names=False),
    Size.NORMAL: _Metrics((124, 120), 14, 1.1, names=True),
    Size.POSTER: _Metrics((240, 226), 26, 2.1, names=True),
}


@dataclass(frozen=True, slots=True)
class _Mark:
    """All organisations at one place."""

    place: Place
    at: Point
    radius: float
    labels: tuple[str, ...]

    @property
    def box(self) -> Box:
        return Box(self.at[0], self.at[1], 0, 0).grown(self.radius)


@dataclass(frozen=True, slots=True)
class _Arrow:
    """Organisations that went the same way; ``origin`` is a place where nobody stands any more."""

    start: Point
    end: Point
    labels: tuple[str, ...]
    origin: Point | None


@dataclass(frozen=True, slots=True)
class GridLayout:
    """Where everything goes. No two texts overlap, no name covers a mark or an arrow; all lie in ``view``."""

    plot: Box
    split: Point
    marks: tuple[_Mark, ...]
    arrows: tuple[_Arrow, ...]
    names: tuple[PlacedText, ...]
    texts: tuple[PlacedText, ...]
    legend: Legend
    view: Box

    @property
    def boxes(self) -> tuple[Box, ...]:
        return (*(text.box for text in (*self.names, *self.texts)), *self.legend.boxes)


@lru_cache(maxsize=64)  # the same data gives the same text
def grid_chart(
    points: tuple[GridPoint, ...],
    *,
    words: GridWords,
    size: Size = Size.NORMAL,
    theme: Theme = Theme.PAGE,
    id: str,
) -> str:
    """The grid as SVG text; ValueError for a step that is not one of 1 to 5, naming the organisation."""
    for point in points:
        for step in (*point.now, *(point.before or ())):
            if step not in STEPS:
                raise ValueError(f"{point.label!r}: {step!r} is not a step from 1 to 5")
    metrics = _METRICS[size]
    placed = layout(points, words=words, size=size)
    drawing = Drawing(theme)
    _draw_field(drawing, placed, metrics)
    for text in placed.texts:
        drawing.text(text.block, text.box, fill=text.fill)
    for move in placed.arrows:
        if move.origin:
            _ring(drawing, move.origin, metrics)
        width = (1.6 + 0.5 * min(len(move.labels) - 1, 4)) * metrics.scale
        arrow(drawing, move.start, move.end, width=width, hint=_hint(move.labels))
    for mark in placed.marks:
        _draw_mark(drawing, mark, metrics)
    for name in placed.names:
        drawing.text(name.block, name.box, anchor=Anchor.MIDDLE)
    draw_legend(drawing, placed.legend)
    return drawing.close(
        id=id, kind="grid", title=words.title, description=words.description, view=placed.view
    )


# --- where things are -------------------------------------------------------------------------------------


def layout(points: tuple[GridPoint, ...], *, words: GridWords, size: Size) -> GridLayout:
    """Places everything without any drawing."""
    metrics = _METRICS[size]
    step_right, step_up = metrics.cell
    field = Box(0, 0, step_right * len(STEPS), step_up * len(STEPS))
    split = (step_right * LAST_LOW, step_up * (len(STEPS) - LAST_LOW))
    texts = _field_names(words, field, split, metrics)
    plot = around([field, *(text.box.grown(metrics.font * 0.5) for text in texts)])
    plot = Box(field.left, plot.top, field.width, plot.height)
    marks = _marks(points, metrics)
    arrows = _arrows(points, marks, metrics)
    names = _names(marks, arrows, metrics) if metrics.names else []
    texts += axis_texts(
        ((str(step), _at((step, step), metrics)) for step in STEPS),
        upward=words.influence,
        onward=words.interest,
        plot=plot,
        font=metrics.font,
        tick_width=metrics.cell[0],
        gap=metrics.font * 0.5,
    )
    drawn = around([plot, *(text.box for text in texts)])
    signs = [(Sign.POINT, words.one)] if any(len(mark.labels) == 1 for mark in marks) else []
    signs += [(Sign.COUNT, words.many)] if any(len(mark.labels) > 1 for mark in marks) else []
    signs += [(Sign.MOVE, words.moved)] if arrows else []
    key = legend(
        signs,
        font_size=metrics.font * 0.93,
        left=0,
        top=drawn.bottom + metrics.font * 0.8,
        width=plot.width,
    )
    view = Box(drawn.left, drawn.top, drawn.width, drawn.height + metrics.font * 0.8 + key.height)
    return GridLayout(plot, split, marks, arrows, tuple(names), tuple(texts), key, view)


def _at(place: Place, metrics: _Metrics) -> Point:
    """The middle of the cell; half a step of margin lies around the five steps."""
    influence, interest = place
    return metrics.cell[0] * (interest - 0.5), metrics.cell[1] * (len(STEPS) + 0.5 - influence)


def _marks(points: tuple[GridPoint, ...], metrics: _Metrics) -> tuple[_Mark, ...]:
    shared: dict[Place, list[str]] = {}
    for point in points:
        shared.setdefault(point.now, []).append(point.label)
    fullest = max(FULL_SIZE, *map(len, shared.values()), 0)
    return tuple(
        _Mark(place, _at(place, metrics), _radius(len(labels), fullest, metrics), tuple(labels))
        for place, labels in sorted(shared.items())
    )


def _radius(count: int, fullest: int, metrics: _Metrics) -> float:
    """The area grows with the number, as long as the number itself can be read."""
    if count == 1:
        return 6 * metrics.scale
    readable = _count_text(count, metrics).width / 2 + metrics.font * 0.3
    return max(readable, metrics.font * 0.7, min(metrics.cell) * 0.38 * math.sqrt(count / fullest))


def _count_text(count: int, metrics: _Metrics) -> Block:
    return line(str(count), metrics.font * 0.9, width=metrics.cell[0], bold=True)


def _arrows(points: tuple[GridPoint, ...], marks: tuple[_Mark, ...], metrics: _Metrics) -> tuple[_Arrow, ...]:
    """One for each way that was taken; none when there are more than can be told apart."""
    ways: dict[tuple[Place, Place], list[str]] = {}
    for point in points:
        if point.before and point.before != point.now:
            ways.setdefault((point.before, point.now), []).append(point.label)
    if len(ways) > MOST_ARROWS:
        return ()
    radius = {mark.place: mark.radius for mark in marks}
    ring = 5 * metrics.scale
    arrows: list[_Arrow] = []
    for (before, now), labels in sorted(ways.items()):
        start, end = _at(before, metrics), _at(now, metrics)
        origin = None if before in radius else start
        gap = 2 * metrics.scale
        ends = _shortened(start, end, radius.get(before, ring) + gap, radius[now] + gap, 4 * metrics.scale)
        arrows.append(_Arrow(*ends, tuple(labels), origin))
    return tuple(arrows)


def _shortened(start: Point, end: Point, before: float, after: float, aside: float) -> tuple[Point, Point]:
    """The line without what lies under its two marks, a little aside so that the way back stays apart."""
    (x1, y1), (x2, y2) = start, end
    length = math.hypot(x2 - x1, y2 - y1)
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    left, up = -dy * aside, dx * aside
    return (
        (x1 + dx * before + left, y1 + dy * before + up),
        (x2 - dx * after + left, y2 - dy * after + up),
    )


def _names(marks: tuple[_Mark, ...], arrows: tuple[_Arrow, ...], metrics: _Metrics) -> list[PlacedText]:
    """Names below their mark, or above it where an arrow runs; none where neither place is free.

    Beginnings of names do not tell neighbours apart: who shares a mark is named in full or not at all.
    """
    names: list[PlacedText] = []
    origins = [Box(*move.origin, 0, 0).grown(6 * metrics.scale) for move in arrows if move.origin]
    for mark in marks:
        if len(mark.labels) > FEW:
            continue
        alone = len(mark.labels) == 1
        width = metrics.cell[0] - metrics.font * 0.7
        blocks = [
            block
            for label in mark.labels
            if any(
                (block := wrap(label, metrics.font * 0.86, width=width, max_lines=3 if alone else 1)).lines
            )
        ]
        height = sum(block.height for block in blocks)
        gap = metrics.font * 0.15
        cut = not alone and any(block.full for block in blocks)
        if cut or mark.radius + gap + height > metrics.cell[1] / 2:
            continue
        for top in (mark.at[1] + mark.radius + gap, mark.at[1] - mark.radius - gap - height):
            place = Box(mark.at[0] - width / 2, top, width, height)
            crossed = any(segment_meets(move.start, move.end, place.grown(1)) for move in arrows)
            if not crossed and not any(place.overlaps(origin) for origin in origins):
                names += _stacked(blocks, place)
                break
    return names


def _stacked(blocks: list[Block], place: Box) -> list[PlacedText]:
    texts: list[PlacedText] = []
    top = place.top
    for block in blocks:
        texts.append(put(block, place.center[0] - block.width / 2, top, Colour.INK))
        top += block.height
    return texts


def _field_names(words: GridWords, field: Box, split: Point, metrics: _Metrics) -> list[PlacedText]:
    """The upper two above the steps, the lower two below them: never where a mark can be."""
    texts: list[PlacedText] = []
    margin = metrics.font * 0.5
    for word, right, low in (
        (words.high_low, False, False),
        (words.high_high, True, False),
        (words.low_low, False, True),
        (words.low_high, True, True),
    ):
        left, width = (split[0], field.right - split[0]) if right else (field.left, split[0])
        block = wrap(word, metrics.font * 0.93, width=width - 2 * margin, bold=True, max_lines=3)
        top = field.bottom if low else field.top - block.height
        texts.append(put(block, left + margin, top, Colour.MUTED))
    return texts


# --- drawing ----------------------------------------------------------------------------------------------


def _draw_field(drawing: Drawing, placed: GridLayout, metrics: _Metrics) -> None:
    plot, (x, y) = placed.plot, placed.split
    _draw_rect(drawing, plot, Colour.SURFACE)
    _draw_rect(drawing, Box(plot.left, plot.top, x, y - plot.top), Colour.SHADE)
    _draw_rect(drawing, Box(x, y, plot.right - x, plot.bottom - y), Colour.SHADE)
    width = max(1, 0.8 * metrics.scale)
    reach = metrics.font * 0.3
    for step in STEPS:
        right, up = _at((step, step), metrics)
        drawing.line((right, plot.top), (right, plot.bottom), stroke=Colour.GRID, width=width, dash="1 5")
        drawing.line((plot.left, up), (plot.right, up), stroke=Colour.GRID, width=width, dash="1 5")
        drawing.line((right, plot.bottom), (right, plot.bottom + reach), stroke=Colour.FRAME, width=width)
        drawing.line((-reach, up), (0, up), stroke=Colour.FRAME, width=width)
    drawing.line((x, plot.top), (x, plot.bottom), stroke=Colour.FRAME, width=width, dash="4 4")
    drawing.line((plot.left, y), (plot.right, y), stroke=Colour.FRAME, width=width, dash="4 4")
    drawing.line((0, plot.top), (0, plot.bottom), stroke=Colour.FRAME, width=width)
    drawing.line((0, plot.bottom), (plot.right, plot.bottom), stroke=Colour.FRAME, width=width)


def _draw_rect(drawing: Drawing, box: Box, fill: Colour) -> None:
    drawing.shape("rect", fill=fill, x=box.left, y=box.top, width=box.width, height=box.height)


def _ring(drawing: Drawing, at: Point, metrics: _Metrics) -> None:
    """Where somebody stood and nobody stands now."""
    radius = 4.5 * metrics.scale
    drawing.shape(
        "circle",
        fill=Colour.SURFACE,
        stroke=Colour.EARLIER,
        cx=at[0],
        cy=at[1],
        r=radius,
        stroke_width=1.4 * metrics.scale,
    )


def _draw_mark(drawing: Drawing, mark: _Mark, metrics: _Metrics) -> None:
    (x, y), count = mark.at, len(mark.labels)
    drawing.shape("circle", fill=Colour.NOW, hint=_hint(mark.labels), cx=x, cy=y, r=mark.radius)
    if count > 1:
        block = _count_text(count, metrics)
        box = Box(x - block.width / 2, y - block.height / 2, block.width, block.height)
        drawing.text(block, box, anchor=Anchor.MIDDLE, fill=Colour.SURFACE)


def _hint(labels: tuple[str, ...]) -> str:
    more = ", …" if len(labels) > MOST_IN_HINT else ""
    return ", ".join(labels[:MOST_IN_HINT]) + more
