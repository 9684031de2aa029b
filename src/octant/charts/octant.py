"""The octant: every dimension on its own axis, now against the target.

The first axis points up, the others follow clockwise in the order given. The centre is 0 and each level is
one ring, so level 1 is the innermost ring and not the centre: a network at level 1 everywhere still has a
shape. The middle half of the answers is a bar on its own axis and no band across axes, because nothing was
asked between two dimensions. The lines only help the eye to follow one layer round; a dimension without a
value breaks them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from octant.charts.geometry import Box, around
from octant.charts.marks import (
    Legend,
    Sign,
    dashed,
    dotted,
    draw_legend,
    focus_mark,
    legend,
    now_mark,
    target_mark,
)
from octant.charts.numbers import HIGHEST_LEVEL, LEVELS, check_level, check_range, format_level
from octant.charts.svg import Drawing, Point, points
from octant.charts.text import Anchor, Block, wrap, wrap_generously
from octant.charts.theme import Colour, Size, Theme

FEWEST_AXES = 3
MOST_AXES = 12


@dataclass(frozen=True, slots=True)
class OctantAxis:
    """One dimension. Levels lie in 1..5; None where there is no value.

    ``lower`` and ``upper`` are the quartiles of the answers and come together. ``label`` may hold soft
    hyphens. ``short`` (a number or an abbreviation) is what the small size shows; without it the thumbnail
    has no labels.
    """

    label: str
    now: float | None = None
    lower: float | None = None
    upper: float | None = None
    target: float | None = None
    earlier: float | None = None
    focus: bool = False
    short: str = ""


@dataclass(frozen=True, slots=True)
class OctantData:
    """3 to 12 axes in the framework's order."""

    axes: tuple[OctantAxis, ...]


@dataclass(frozen=True, slots=True)
class OctantWords:
    """``title`` and ``description`` are read aloud; the others name the layers in the legend.

    ``separator`` stands between whole number and decimals.
    """

    title: str
    description: str
    now: str
    middle: str
    target: str
    earlier: str
    focus: str
    separator: str = "."


@dataclass(frozen=True, slots=True)
class _Metrics:
    """Measures of one size, in SVG units; ``scale`` is for line widths and points."""

    radius: float
    scale: float
    font: float
    digit_font: float
    label_width: float
    widest_label: float
    max_lines: int

    @property
    def pad(self) -> float:
        """From the outer ring to a label."""
        return 11 * self.scale

    @property
    def gap(self) -> float:
        """Between two labels."""
        return 0.3 * self.font


_METRICS = {
    Size.SMALL: _Metrics(66, 0.62, 11, 0, 34, 34, 1),
    Size.NORMAL: _Metrics(150, 1, 14, 11, 116, 172, 3),
    Size.POSTER: _Metrics(360, 2.1, 28, 20, 250, 370, 3),
}


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A label, where it stands, and the edge its lines keep to."""

    block: Block
    box: Box
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class OctantLayout:
    """Where all text goes. No two boxes overlap and all lie inside ``view``."""

    labels: tuple[PlacedLabel, ...]
    heading: PlacedLabel | None
    legend: Legend
    view: Box

    @property
    def boxes(self) -> tuple[Box, ...]:
        heading = (self.heading.box,) if self.heading else ()
        return (*(label.box for label in self.labels), *self.legend.boxes, *heading)


@lru_cache(maxsize=64)  # the same data gives the same text
def octant_chart(
    data: OctantData, *, words: OctantWords, size: Size = Size.NORMAL, theme: Theme = Theme.PAGE, id: str
) -> str:
    """The octant as SVG text.

    ValueError for fewer than 3 or more than 12 axes and for a level outside 1..5, naming the dimension.
    """
    _check(data)
    metrics = _METRICS[size]
    placed = layout(data, words=words, size=size)
    drawing = Drawing(theme)
    _draw_grid(drawing, len(data.axes), metrics)
    _draw_area(drawing, data, metrics)
    _draw_middle_half(drawing, data, metrics)
    _draw_digits(drawing, len(data.axes), metrics)
    _draw_earlier(drawing, data, metrics)
    _draw_target(drawing, data, metrics)
    _draw_now(drawing, data, metrics, words)
    for n, axis in enumerate(data.axes):
        if axis.focus:
            end = _at(n, len(data.axes), metrics.radius + 10 * metrics.scale)
            focus_mark(drawing, end, 6 * metrics.scale)
    for label in (*placed.labels, *([placed.heading] if placed.heading else [])):
        drawing.text(label.block, label.box, anchor=label.anchor)
    draw_legend(drawing, placed.legend)
    return drawing.close(
        id=id, kind="octant", title=words.title, description=words.description, view=placed.view
    )


def _check(data: OctantData) -> None:
    if not FEWEST_AXES <= len(data.axes) <= MOST_AXES:
        raise ValueError(f"an octant chart has {FEWEST_AXES} to {MOST_AXES} axes, not {len(data.axes)}")
    for axis in data.axes:
        check_level(axis.now, item=axis.label, field="now")
        check_level(axis.target, item=axis.label, field="target")
        check_level(axis.earlier, item=axis.label, field="earlier")
        check_range(axis.lower, axis.upper, item=axis.label)


# --- where things are -------------------------------------------------------------------------------------


def _at(n: int, count: int, radius: float) -> Point:
    """The point on axis ``n`` at ``radius`` from the centre, which is (0, 0)."""
    angle = 2 * math.pi * n / count
    return radius * math.sin(angle), -radius * math.cos(angle)


def _radius(level: float, metrics: _Metrics) -> float:
    return metrics.radius * level / HIGHEST_LEVEL


def layout(data: OctantData, *, words: OctantWords, size: Size) -> OctantLayout:
    """Places labels, legend and heading without any drawing."""
    metrics = _METRICS[size]
    labels = _place_labels(data, size)
    reach = metrics.radius + metrics.pad
    held = around([Box(-reach, -reach, 2 * reach, 2 * reach), *(label.box for label in labels)])
    half = max(-held.left, held.right)
    view = Box(-half, held.top, 2 * half, held.height)
    if size is Size.SMALL:
        return OctantLayout(labels, None, Legend((), 0), view)
    top = view.bottom + metrics.font
    key = legend(
        _layers(data, words), font_size=metrics.font * 0.93, left=-half, top=top, width=2 * half, centred=True
    )
    if key.height:
        view = Box(view.left, view.top, view.width, top + key.height - view.top)
    if size is Size.NORMAL:
        return OctantLayout(labels, None, key, view)
    block = wrap(words.title, metrics.font * 1.5, width=view.width, bold=True, max_lines=2)
    room = block.height + metrics.font * 1.4
    view = Box(view.left, view.top - room, view.width, view.height + room)
    heading = PlacedLabel(block, Box(-block.width / 2, view.top, block.width, block.height), Anchor.MIDDLE)
    return OctantLayout(labels, heading, key, view)


def _layers(data: OctantData, words: OctantWords) -> list[tuple[Sign, str]]:
    """Only layers that are drawn are named."""
    shown = (
        (Sign.NOW, words.now, any(axis.now is not None for axis in data.axes)),
        (Sign.MIDDLE, words.middle, any(axis.lower is not None for axis in data.axes)),
        (Sign.TARGET, words.target, any(axis.target is not None for axis in data.axes)),
        (Sign.EARLIER, words.earlier, any(axis.earlier is not None for axis in data.axes)),
        (Sign.FOCUS, words.focus, any(axis.focus for axis in data.axes)),
    )
    return [(sign, text) for sign, text, there in shown if there]


def _place_labels(data: OctantData, size: Size) -> tuple[PlacedLabel, ...]:
    """Labels stand outside the ring at their axis.

    Those on one side are placed from the middle outwards, each clear of the one before, so they are only
    ever pushed away from the chart; labels straight above and below come last and step over what is in
    their way.
    """
    metrics = _METRICS[size]
    count = len(data.axes)
    wished = {n: _wished_label(n, data.axes[n], count, metrics, size) for n in range(count)}
    wished = {n: label for n, label in wished.items() if any(label.block.lines)}
    placed: dict[int, PlacedLabel] = {}
    heights = [_at(n, count, 1)[1] for n in range(count)]
    for anchor in (Anchor.START, Anchor.END):
        side = [n for n, label in wished.items() if label.anchor is anchor]
        upper = sorted((n for n in side if heights[n] < -1e-9), key=lambda n: -heights[n])
        lower = sorted((n for n in side if n not in upper), key=lambda n: heights[n])
        for n in (*lower[:1], *upper, *lower[1:]):
            placed[n] = _clear(wished[n], placed, up=n in upper, gap=metrics.gap)
    for n, label in wished.items():
        if label.anchor is Anchor.MIDDLE:
            placed[n] = _clear(label, placed, up=n == 0, gap=metrics.gap)
    return tuple(placed[n] for n in sorted(placed))


def _wished_label(n: int, axis: OctantAxis, count: int, metrics: _Metrics, size: Size) -> PlacedLabel:
    block = wrap_generously(
        axis.short if size is Size.SMALL else axis.label,
        metrics.font,
        width=metrics.label_width,
        wider=metrics.widest_label,
        bold=axis.focus,
        max_lines=metrics.max_lines,
    )
    beside_digit = metrics.digit_font * 0.4 if n == 0 else 0
    x, y = _at(n, count, metrics.radius + metrics.pad * (1.9 if axis.focus else 1) + beside_digit)
    sideways, upwards = _at(n, count, 1)
    anchor = Anchor.MIDDLE if abs(sideways) < 1e-9 else (Anchor.START if sideways > 0 else Anchor.END)
    left = {Anchor.START: x, Anchor.MIDDLE: x - block.width / 2, Anchor.END: x - block.width}[anchor]
    top = y - block.height / 2 + upwards * block.height / 2
    return PlacedLabel(block, Box(left, top, block.width, block.height), anchor)


def _clear(label: PlacedLabel, placed: dict[int, PlacedLabel], *, up: bool, gap: float) -> PlacedLabel:
    """``label`` moved up (or down) until it is clear of all placed labels."""
    box = label.box
    others = sorted((other.box for other in placed.values()), key=lambda other: other.top, reverse=up)
    for other in others:
        if box.overlaps(other, gap=gap):
            dy = other.top - gap - box.bottom if up else other.bottom + gap - box.top
            box = box.moved(dy=dy)
    return PlacedLabel(label.block, box, label.anchor)


# --- drawing ----------------------------------------------------------------------------------------------


def _draw_grid(drawing: Drawing, count: int, metrics: _Metrics) -> None:
    rings = [[_at(n, count, _radius(level, metrics)) for n in range(count)] for level in LEVELS]
    width = max(1, metrics.scale * 0.8)
    drawing.shape(
        "polygon", fill=Colour.SURFACE, stroke=Colour.FRAME, points=points(rings[-1]), stroke_width=width
    )
    for ring in rings[:-1]:
        drawing.shape("polygon", stroke=Colour.GRID, points=points(ring), stroke_width=width)
    for n in range(count):
        drawing.line((0, 0), _at(n, count, metrics.radius), stroke=Colour.GRID, width=width)


def _draw_digits(drawing: Drawing, count: int, metrics: _Metrics) -> None:
    """The level of each ring, beside the first axis."""
    if not metrics.digit_font:
        return
    for level in LEVELS:
        x, y = _at(0, count, _radius(level, metrics))
        block = Block((str(level),), metrics.digit_font, metrics.digit_font)
        size = metrics.digit_font
        box = Box(x - 7.5 * metrics.scale - size, y - size * 0.95, size, size)
        drawing.text(block, box, anchor=Anchor.END, fill=Colour.MUTED)


def _draw_area(drawing: Drawing, data: OctantData, metrics: _Metrics) -> None:
    """A faint ground for the present shape, only when no value is missing."""
    corners = _points(data, metrics, lambda axis: axis.now)
    known = [corner for corner in corners if corner is not None]
    if len(known) == len(corners):
        drawing.shape("polygon", fill=Colour.NOW_SOFT, points=points(known), fill_opacity=0.45)


def _draw_middle_half(drawing: Drawing, data: OctantData, metrics: _Metrics) -> None:
    half = 5.5 * metrics.scale
    for n, axis in enumerate(data.axes):
        if axis.lower is None or axis.upper is None:
            continue
        low, high = _radius(axis.lower, metrics), _radius(axis.upper, metrics)
        if high - low < 3 * metrics.scale:  # all of the middle half at one level: still a visible mark
            low, high = (low + high - 3 * metrics.scale) / 2, (low + high + 3 * metrics.scale) / 2
        drawing.shape(
            "rect",
            fill=Colour.NOW_SOFT,
            stroke=Colour.NOW_EDGE,
            x=-half,
            y=-high,
            width=2 * half,
            height=high - low,
            rx=2.5 * metrics.scale,
            stroke_width=metrics.scale,
            transform=f"rotate({360 * n / len(data.axes):g})" if n else None,
        )


def _draw_earlier(drawing: Drawing, data: OctantData, metrics: _Metrics) -> None:
    corners = _points(data, metrics, lambda axis: axis.earlier)
    _draw_path(drawing, corners, Colour.EARLIER, 1.8 * metrics.scale, dotted(metrics.scale), cap="round")
    for corner in corners:
        if corner is not None:
            drawing.shape("circle", fill=Colour.EARLIER, cx=corner[0], cy=corner[1], r=2.2 * metrics.scale)


def _draw_target(drawing: Drawing, data: OctantData, metrics: _Metrics) -> None:
    corners = _points(data, metrics, lambda axis: axis.target)
    _draw_path(drawing, corners, Colour.TARGET, 2 * metrics.scale, dashed(metrics.scale))
    for corner in corners:
        if corner is not None:
            target_mark(drawing, corner, 4.4 * metrics.scale, width=1.7 * metrics.scale)


def _draw_now(drawing: Drawing, data: OctantData, metrics: _Metrics, words: OctantWords) -> None:
    corners = _points(data, metrics, lambda axis: axis.now)
    _draw_path(drawing, corners, Colour.NOW, 2.8 * metrics.scale, None, join="round")
    for corner, axis in zip(corners, data.axes, strict=True):
        if corner is not None:
            level = format_level(axis.now or 0, separator=words.separator)
            hint = f"{axis.label}: {level}"
            now_mark(drawing, corner, 4.6 * metrics.scale, width=2.4 * metrics.scale, hint=hint)


def _points(
    data: OctantData, metrics: _Metrics, value: Callable[[OctantAxis], float | None]
) -> list[Point | None]:
    levels = [value(axis) for axis in data.axes]
    return [
        None if level is None else _at(n, len(levels), _radius(level, metrics))
        for n, level in enumerate(levels)
    ]


def _draw_path(
    drawing: Drawing,
    corners: list[Point | None],
    stroke: Colour,
    width: float,
    dash: str | None,
    *,
    cap: str | None = None,
    join: str | None = None,
) -> None:
    """Joins neighbours that both have a value; nothing is drawn across a missing one."""
    for run in _runs(corners):
        closed = len(run) == len(corners)
        drawing.shape(
            "polygon" if closed else "polyline",
            stroke=stroke,
            points=points(run),
            stroke_width=width,
            stroke_dasharray=dash,
            stroke_linecap=cap,
            stroke_linejoin=join,
        )


def _runs(corners: list[Point | None]) -> list[list[Point]]:
    """Neighbouring points around the circle, in runs of at least two."""
    if all(corner is not None for corner in corners):
        return [[corner for corner in corners if corner is not None]]
    gap = corners.index(None)
    runs: list[list[Point]] = [[]]
    for corner in corners[gap + 1 :] + corners[: gap + 1]:
        if corner is None:
            runs.append([])
        else:
            runs[-1].append(corner)
    return [run for run in runs if len(run) > 1]
