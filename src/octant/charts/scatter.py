"""The influence map: active sum upwards, passive sum to the right, in four named fields.

Every label stands clear of all others, of the points and of the names of the fields, next to its point where
there is room and joined to it by a thin line where there is not. When the field is full, the rest goes to a
column at the right. Elements with the same sums share one point, which shows how many they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from octant.charts.geometry import Box, around, segment_meets
from octant.charts.marks import Legend, Sign, draw_legend, focus_mark, legend
from octant.charts.numbers import format_number
from octant.charts.placed import PlacedText, axis_texts
from octant.charts.svg import Drawing, Point
from octant.charts.text import Anchor, Block, wrap
from octant.charts.theme import Colour, Size, Theme

MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class InfluencePoint:
    """One element with its active sum (how much it moves others) and passive sum; both 0 or more."""

    label: str
    active: float
    passive: float
    focus: bool = False


@dataclass(frozen=True, slots=True)
class InfluenceData:
    """The means of the points part the four fields."""

    points: tuple[InfluencePoint, ...]


@dataclass(frozen=True, slots=True)
class InfluenceWords:
    """Names of the axes and of the four fields.

    ``active`` is the field of high active and low passive sums, ``reactive`` the opposite one, ``critical``
    has both sums high and ``buffering`` both low. ``element`` and ``focus`` stand in the legend when there is
    a focus.
    """

    title: str
    description: str
    active_sum: str
    passive_sum: str
    active: str
    critical: str
    reactive: str
    buffering: str
    element: str
    focus: str
    separator: str = "."


@dataclass(frozen=True, slots=True)
class _Metrics:
    """Measures of one size, in SVG units."""

    width: float
    height: float
    font: float
    scale: float
    label_width: float

    @property
    def plot(self) -> Box:
        return Box(0, 0, self.width, self.height)


_METRICS = {
    Size.SMALL: _Metrics(300, 280, 12, 0.9, 96),
    Size.NORMAL: _Metrics(600, 440, 14, 1.1, 150),
    Size.POSTER: _Metrics(1150, 860, 26, 2.1, 290),
}


@dataclass(frozen=True, slots=True)
class _Label:
    """The names of one spot, one under the other, and the line to the spot when it is not next to it."""

    lines: tuple[tuple[Block, Box], ...]
    box: Box
    leader: tuple[Point, Point] | None


@dataclass(frozen=True, slots=True)
class _Spot:
    """Elements with the same sums."""

    at: Point
    members: tuple[InfluencePoint, ...]


@dataclass(frozen=True, slots=True)
class InfluenceLayout:
    """Where all text goes. No two boxes overlap and all lie inside ``view``."""

    spots: tuple[_Spot, ...]
    split: Point
    labels: tuple[_Label, ...]
    texts: tuple[PlacedText, ...]
    ticks: tuple[float, ...]
    legend: Legend
    view: Box

    @property
    def boxes(self) -> tuple[Box, ...]:
        label_boxes = (box for label in self.labels for _, box in label.lines)
        return (*label_boxes, *(text.box for text in self.texts), *self.legend.boxes)


@lru_cache(maxsize=64)  # the same data gives the same text
def influence_chart(
    data: InfluenceData,
    *,
    words: InfluenceWords,
    size: Size = Size.NORMAL,
    theme: Theme = Theme.PAGE,
    id: str,
) -> str:
    """The influence map as SVG text; ValueError for a sum below 0 or not finite, naming the element."""
    _check(data)
    metrics = _METRICS[size]
    placed = layout(data, words=words, size=size)
    drawing = Drawing(theme)
    _draw_field(drawing, placed, metrics)
    for text in placed.texts:
        drawing.text(text.block, text.box, fill=text.fill)
    for label in placed.labels:
        if label.leader:
            drawing.line(*label.leader, stroke=Colour.FRAME, width=max(0.8, 0.8 * metrics.scale))
    for spot in placed.spots:
        _draw_spot(drawing, spot, metrics)
    for label in placed.labels:
        for block, box in label.lines:
            drawing.text(block, box)
    draw_legend(drawing, placed.legend)
    return drawing.close(
        id=id, kind="influence", title=words.title, description=words.description, view=placed.view
    )


def _check(data: InfluenceData) -> None:
    for point in data.points:
        for field, value in (("active", point.active), ("passive", point.passive)):
            if not math.isfinite(value) or value < 0:
                raise ValueError(f"{point.label!r}: {field} is {value!r}, not a number from 0 up")


# --- where things are -------------------------------------------------------------------------------------


def layout(data: InfluenceData, *, words: InfluenceWords, size: Size) -> InfluenceLayout:
    """Places all text without any drawing."""
    metrics = _METRICS[size]
    ticks = _ticks(data)
    spots = _spots(data, ticks[-1], metrics)
    middle_active, middle_passive = _middles(data, ticks[-1])
    split = _place(middle_passive, middle_active, ticks[-1], metrics)
    texts = _field_names(words, spots, metrics)
    taken = [text.box for text in texts] + [_around_spot(spot, metrics) for spot in spots]
    labels = _place_labels(spots, taken, split, metrics)
    texts += axis_texts(
        _figures(ticks, words, metrics),
        upward=words.active_sum,
        onward=words.passive_sum,
        plot=metrics.plot,
        font=metrics.font,
        tick_width=metrics.width / MOST_TICKS,
        gap=metrics.font * 0.9,
    )
    field = around([metrics.plot, *(label.box for label in labels), *(text.box for text in texts)])
    signs = [(Sign.POINT, words.element), (Sign.FOCUS, words.focus)]
    shown = signs if any(point.focus for point in data.points) else []
    top = field.bottom + metrics.font * 0.8
    key = legend(shown, font_size=metrics.font * 0.93, left=0, top=top, width=metrics.width)
    bottom = top + key.height if key.height else field.bottom
    view = Box(field.left, field.top, field.width, bottom - field.top)
    return InfluenceLayout(spots, split, labels, tuple(texts), ticks, key, view)


def _middles(data: InfluenceData, highest: float) -> tuple[float, float]:
    count = len(data.points)
    active = sum(point.active for point in data.points) / max(count, 1)
    passive = sum(point.passive for point in data.points) / max(count, 1)
    return active or highest / 2, passive or highest / 2


def _ticks(data: InfluenceData) -> tuple[float, ...]:
    """Round numbers from 0 to just above the largest sum, the same for both axes."""
    sums = [value for point in data.points for value in (point.active, point.passive)]
    highest = max([*sums, 1])
    rough = highest * 1.02 / MOST_TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    step = max(step, 1.0) if highest >= 1 else step
    return tuple(step * n for n in range(math.ceil(highest * 1.02 / step) + 1))


def _place(passive: float, active: float, highest: float, metrics: _Metrics) -> Point:
    """0 lies a little inside the frame, so that a point there stays clear of the axes."""
    inset = metrics.font * 1.2
    x = inset + (metrics.width - inset) * passive / highest
    return x, (metrics.height - inset) * (1 - active / highest)


def _spots(data: InfluenceData, highest: float, metrics: _Metrics) -> tuple[_Spot, ...]:
    members: dict[Point, list[InfluencePoint]] = {}
    for point in data.points:
        members.setdefault(_place(point.passive, point.active, highest, metrics), []).append(point)
    return tuple(_Spot(at, tuple(shared)) for at, shared in members.items())


def _spot_radius(spot: _Spot, metrics: _Metrics) -> float:
    return (6 if len(spot.members) == 1 else 8.5) * metrics.scale


def _around_spot(spot: _Spot, metrics: _Metrics) -> Box:
    radius = _spot_radius(spot, metrics)
    return Box(spot.at[0] - radius, spot.at[1] - radius, 2 * radius, 2 * radius)


def _field_names(words: InfluenceWords, spots: tuple[_Spot, ...], metrics: _Metrics) -> list[PlacedText]:
    """The four names in the four corners, pushed along the edge where a point is in the way."""
    texts: list[PlacedText] = []
    margin = metrics.font * 0.5
    points = [_around_spot(spot, metrics) for spot in spots]
    corners = (
        (words.active, False, False),
        (words.critical, True, False),
        (words.buffering, False, True),
        (words.reactive, True, True),
    )
    for word, right, low in corners:
        block = wrap(word, metrics.font * 0.93, width=metrics.width * 0.38, bold=True, max_lines=2)
        left = metrics.width - margin - block.width if right else margin
        top = metrics.height - margin - block.height if low else margin
        box = Box(left, top, block.width, block.height)
        room = max(0, metrics.width * 0.48 - block.width)
        steps = (box.moved(dx=(-1 if right else 1) * room * n / 8) for n in range(9))
        free = (step for step in steps if not any(step.overlaps(point, gap=2) for point in points))
        texts.append(PlacedText(block, next(free, box), Colour.MUTED))
    return texts


def _figures(
    ticks: tuple[float, ...], words: InfluenceWords, metrics: _Metrics
) -> Iterator[tuple[str, Point]]:
    decimals = 0 if ticks[1] >= 1 else 1
    for tick in ticks:
        figure = format_number(tick, separator=words.separator, decimals=decimals)
        yield figure, _place(tick, tick, ticks[-1], metrics)


def _place_labels(
    spots: tuple[_Spot, ...], taken: list[Box], split: Point, metrics: _Metrics
) -> tuple[_Label, ...]:
    """Greedy: each spot's names take the first free place in its list; a full field sends the rest outside.

    A place that the lines between the fields cross is only taken when none near the point is free of them.
    """
    labels: list[_Label] = []
    (x, y) = split
    lines = [Box(x - 1, 0, 2, metrics.height), Box(0, y - 1, metrics.width, 2)]
    for spot in spots:
        blocks = _names(spot, metrics)
        if not blocks:
            continue
        label = (
            _first_free(spot, blocks, labels, [*taken, *lines], metrics, rings=1)
            or _first_free(spot, blocks, labels, taken, metrics, rings=12)
            or _outside(spot, blocks, labels, metrics)
        )
        labels.append(label)
    return tuple(labels)


def _names(spot: _Spot, metrics: _Metrics) -> list[Block]:
    lines = 2 if len(spot.members) == 1 else 1
    blocks = (
        wrap(member.label, metrics.font, width=metrics.label_width, bold=member.focus, max_lines=lines)
        for member in spot.members
    )
    return [block for block in blocks if any(block.lines)]


def _stacked(blocks: list[Block], box: Box, leader: tuple[Point, Point] | None) -> _Label:
    lines: list[tuple[Block, Box]] = []
    top = box.top
    for block in blocks:
        lines.append((block, Box(box.left, top, block.width, block.height)))
        top += block.height
    return _Label(tuple(lines), box, leader)


def _first_free(
    spot: _Spot, blocks: list[Block], labels: list[_Label], taken: list[Box], metrics: _Metrics, *, rings: int
) -> _Label | None:
    inside = metrics.plot.grown(-metrics.font * 0.15)
    gap = metrics.font * 0.2
    for box, near in _candidates(spot, blocks, metrics, rings):
        if not inside.contains(box) or any(box.overlaps(other, gap=gap) for other in taken):
            continue
        leader = None if near else _leader(spot, box)
        if any(_in_the_way(box, leader, label, gap) for label in labels):
            continue
        return _stacked(blocks, box, leader)
    return None


def _in_the_way(box: Box, leader: tuple[Point, Point] | None, label: _Label, gap: float) -> bool:
    if box.overlaps(label.box, gap=gap):
        return True
    if leader and segment_meets(*leader, label.box.grown(-0.5)):
        return True
    return label.leader is not None and segment_meets(*label.leader, box)


def _candidates(
    spot: _Spot, blocks: list[Block], metrics: _Metrics, rings: int
) -> Iterator[tuple[Box, bool]]:
    """Places around the point, from near to far, the right-hand side first; True for those beside it."""
    width, height = _extent(blocks)
    for ring in range(rings):
        distance = _spot_radius(spot, metrics) + metrics.font * (0.35 + 1.1 * ring)
        for turn in (0, 180, -90, 90, -45, 45, -135, 135, -22, 22, -158, 158, -67, 67, -113, 113):
            dx, dy = math.cos(math.radians(turn)), math.sin(math.radians(turn))
            x = spot.at[0] + dx * (distance + width / 2)
            y = spot.at[1] + dy * (distance + height / 2)
            yield Box(x - width / 2, y - height / 2, width, height), ring == 0


def _extent(blocks: list[Block]) -> tuple[float, float]:
    return max(block.width for block in blocks), sum(block.height for block in blocks)


def _leader(spot: _Spot, box: Box) -> tuple[Point, Point]:
    """From the point to the nearest place on the edge of the label."""
    x, y = spot.at
    return spot.at, (min(max(x, box.left), box.right), min(max(y, box.top), box.bottom))


def _outside(spot: _Spot, blocks: list[Block], labels: list[_Label], metrics: _Metrics) -> _Label:
    left = metrics.width + metrics.font * 1.5
    tops = [label.box.bottom + metrics.font * 0.4 for label in labels if label.box.left >= metrics.width]
    width, height = _extent(blocks)
    box = Box(left, max(tops, default=0), width, height)
    return _stacked(blocks, box, _leader(spot, box))


# --- drawing ----------------------------------------------------------------------------------------------


def _draw_field(drawing: Drawing, placed: InfluenceLayout, metrics: _Metrics) -> None:
    plot, (x, y) = metrics.plot, placed.split
    _draw_rect(drawing, plot, Colour.SURFACE)
    _draw_rect(drawing, Box(0, 0, x, y), Colour.SHADE)
    _draw_rect(drawing, Box(x, y, plot.width - x, plot.height - y), Colour.SHADE)
    width = max(1, 0.8 * metrics.scale)
    for tick in placed.ticks:
        at = _place(tick, tick, placed.ticks[-1], metrics)
        reach = metrics.font * 0.3
        drawing.line((at[0], plot.bottom), (at[0], plot.bottom + reach), stroke=Colour.FRAME, width=width)
        drawing.line((-reach, at[1]), (0, at[1]), stroke=Colour.FRAME, width=width)
    drawing.line((x, 0), (x, plot.bottom), stroke=Colour.FRAME, width=width, dash="4 4")
    drawing.line((0, y), (plot.right, y), stroke=Colour.FRAME, width=width, dash="4 4")
    drawing.line((0, 0), (0, plot.bottom), stroke=Colour.FRAME, width=width)
    drawing.line((0, plot.bottom), (plot.right, plot.bottom), stroke=Colour.FRAME, width=width)


def _draw_rect(drawing: Drawing, box: Box, fill: Colour) -> None:
    drawing.shape("rect", fill=fill, x=box.left, y=box.top, width=box.width, height=box.height)


def _draw_spot(drawing: Drawing, spot: _Spot, metrics: _Metrics) -> None:
    radius = _spot_radius(spot, metrics)
    if len(spot.members) == 1 and spot.members[0].focus:
        focus_mark(drawing, spot.at, radius)
        return
    (x, y) = spot.at
    drawing.shape("circle", fill=Colour.NOW, cx=x, cy=y, r=radius * 0.95)
    if len(spot.members) > 1:
        font = metrics.font * 0.86
        block = Block((str(len(spot.members)),), 2 * radius, font, bold=True)
        box = Box(x - radius, y - font / 2, 2 * radius, font)
        drawing.text(block, box, anchor=Anchor.MIDDLE, fill=Colour.SURFACE)
