"""The gap plot: now and target of every dimension on one scale, the largest gap first.

A gap is target minus now. Rows without a gap come last, equal gaps keep the order given.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from octant.charts.geometry import Box
from octant.charts.marks import Legend, Sign, draw_legend, focus_mark, legend, now_mark, target_mark
from octant.charts.numbers import (
    HIGHEST_LEVEL,
    LEVELS,
    LOWEST_LEVEL,
    check_level,
    format_level,
    format_number,
)
from octant.charts.svg import Drawing
from octant.charts.text import Anchor, Block, line, wrap
from octant.charts.theme import Colour, Size, Theme


@dataclass(frozen=True, slots=True)
class GapRow:
    """One dimension; levels lie in 1..5, None where there is no value."""

    label: str
    now: float | None
    target: float | None
    focus: bool = False

    @property
    def gap(self) -> float | None:
        """Without the noise of floating point, so that equal gaps keep their order."""
        return None if self.now is None or self.target is None else round(self.target - self.now, 6)


@dataclass(frozen=True, slots=True)
class GapData:
    rows: tuple[GapRow, ...]


@dataclass(frozen=True, slots=True)
class GapWords:
    """``gap`` heads the column of numbers, ``none`` stands where there is no gap (for instance "–")."""

    title: str
    description: str
    now: str
    target: str
    gap: str
    focus: str
    none: str
    separator: str = "."


@dataclass(frozen=True, slots=True)
class _Metrics:
    """Measures of one size, in SVG units. Without room beside the plot the label stands above it."""

    width: float
    font: float
    label_width: float
    number_width: float
    scale: float

    @property
    def stacked(self) -> bool:
        return self.label_width == 0

    @property
    def plot_left(self) -> float:
        return self.label_width + self.font * (0.7 if self.stacked else 1.6)

    @property
    def plot_right(self) -> float:
        return self.width - self.number_width - self.font * 1.4

    def x(self, level: float) -> float:
        share = (level - LOWEST_LEVEL) / (HIGHEST_LEVEL - LOWEST_LEVEL)
        return self.plot_left + share * (self.plot_right - self.plot_left)


_METRICS = {
    Size.SMALL: _Metrics(320, 14, 0, 46, 1),
    Size.NORMAL: _Metrics(680, 14, 230, 60, 1.1),
    Size.POSTER: _Metrics(1240, 26, 420, 110, 2),
}


@dataclass(frozen=True, slots=True)
class _PlacedRow:
    row: GapRow
    label: Block
    label_box: Box
    number: Block
    number_box: Box
    middle: float
    bottom: float


@dataclass(frozen=True, slots=True)
class GapLayout:
    """Where all text goes. No two boxes overlap and all lie inside ``view``."""

    legend: Legend
    heading: Block
    heading_box: Box
    scale_middle: float
    rows: tuple[_PlacedRow, ...]
    view: Box

    @property
    def boxes(self) -> tuple[Box, ...]:
        rows = (box for row in self.rows for box in (row.label_box, row.number_box))
        return (*self.legend.boxes, self.heading_box, *rows)


@lru_cache(maxsize=64)  # the same data gives the same text
def gap_chart(
    data: GapData, *, words: GapWords, size: Size = Size.NORMAL, theme: Theme = Theme.PAGE, id: str
) -> str:
    """The gap plot as SVG text; ValueError for a level outside 1..5, naming the dimension."""
    for row in data.rows:
        check_level(row.now, item=row.label, field="now")
        check_level(row.target, item=row.label, field="target")
    metrics = _METRICS[size]
    placed = layout(data, words=words, size=size)
    drawing = Drawing(theme)
    draw_legend(drawing, placed.legend)
    _draw_scale(drawing, placed, metrics)
    for placed_row in placed.rows:
        _draw_row(drawing, placed_row, metrics, words)
    return drawing.close(
        id=id, kind="gaps", title=words.title, description=words.description, view=placed.view
    )


def sorted_rows(rows: tuple[GapRow, ...]) -> list[GapRow]:
    """Largest gap first, rows without a gap last, equal gaps in the order given."""
    return sorted(rows, key=lambda row: (row.gap is None, -(row.gap or 0)))


def layout(data: GapData, *, words: GapWords, size: Size) -> GapLayout:
    """Places all text without any drawing."""
    metrics = _METRICS[size]
    signs = [(Sign.NOW_POINT, words.now), (Sign.TARGET_POINT, words.target)]
    if any(row.focus for row in data.rows):
        signs.append((Sign.FOCUS, words.focus))
    key = legend(signs, font_size=metrics.font * 0.93, left=0, top=0, width=metrics.width)
    room = metrics.number_width + metrics.font
    heading = line(words.gap, metrics.font * 0.86, width=room, bold=True)
    scale_middle = key.height + metrics.font * 1.3
    heading_box = Box(
        metrics.width - heading.width, scale_middle - heading.height / 2, heading.width, heading.height
    )
    y = scale_middle + metrics.font
    rows: list[_PlacedRow] = []
    for row in sorted_rows(data.rows):
        rows.append(_place_row(row, y, metrics, words))
        y = rows[-1].bottom
    view = Box(0, 0, metrics.width, y)
    return GapLayout(key, heading, heading_box, scale_middle, tuple(rows), view)


def _place_row(row: GapRow, top: float, metrics: _Metrics, words: GapWords) -> _PlacedRow:
    font = metrics.font
    mark = _mark_room(metrics)
    label_room = (metrics.width if metrics.stacked else metrics.label_width) - mark
    label = wrap(row.label, font, width=label_room, bold=row.focus, max_lines=2)
    left = mark if row.focus or not metrics.stacked else 0
    if metrics.stacked:
        label_box = Box(left, top + font * 0.5, label.width, label.height)
        middle = label_box.bottom + font * 0.9
        bottom = middle + font * 1.0
    else:
        bottom = top + max(font * 2.5, label.height + font * 0.8)
        middle = (top + bottom) / 2
        label_box = Box(left, middle - label.height / 2, label.width, label.height)
    text = words.none if row.gap is None else format_number(row.gap, separator=words.separator)
    number = line(text, font * 1.07, width=metrics.number_width, bold=row.gap is not None)
    number_box = Box(metrics.width - number.width, middle - number.height / 2, number.width, number.height)
    return _PlacedRow(row, label, label_box, number, number_box, middle, bottom)


def _mark_room(metrics: _Metrics) -> float:
    return metrics.font * 1.25


def _draw_scale(drawing: Drawing, placed: GapLayout, metrics: _Metrics) -> None:
    drawing.text(placed.heading, placed.heading_box, fill=Colour.MUTED)
    top, bottom = placed.scale_middle + metrics.font * 0.8, placed.view.bottom
    for level in LEVELS:
        x, font = metrics.x(level), metrics.font * 0.86
        digit = Box(x - font, placed.scale_middle - font / 2, 2 * font, font)
        drawing.text(Block((str(level),), font, font), digit, anchor=Anchor.MIDDLE, fill=Colour.MUTED)
        if not metrics.stacked:
            drawing.line((x, top), (x, bottom), stroke=Colour.GRID, width=1)
        for row in placed.rows if metrics.stacked else ():
            tick = metrics.font * 0.35  # no line through the labels
            drawing.line((x, row.middle - tick), (x, row.middle + tick), stroke=Colour.GRID, width=1)


def _draw_row(drawing: Drawing, placed: _PlacedRow, metrics: _Metrics, words: GapWords) -> None:
    row, scale = placed.row, metrics.scale
    if row.focus:
        first_line = placed.label_box.top + placed.label.line_height / 2
        focus_mark(drawing, (metrics.font * 0.45, first_line), 5 * scale)
    drawing.text(placed.label, placed.label_box)
    quiet = Colour.MUTED if row.gap is None else Colour.INK
    drawing.text(placed.number, placed.number_box, fill=quiet)
    y = placed.middle
    drawing.line((metrics.plot_left, y), (metrics.plot_right, y), stroke=Colour.GRID, width=1)
    if row.now is not None and row.target is not None:
        ends = (metrics.x(row.now), y), (metrics.x(row.target), y)
        drawing.line(*ends, stroke=Colour.TARGET_SOFT, width=8 * scale)
        drawing.line(*ends, stroke=Colour.TARGET, width=1.8 * scale)
    if row.target is not None:
        size = 7.5 * scale  # larger than the point, so that both show where they meet
        target_mark(drawing, (metrics.x(row.target), y), size, width=1.9 * scale)
    if row.now is not None:
        level = format_level(row.now, separator=words.separator)
        hint = f"{row.label}: {level}"
        at = metrics.x(row.now), y
        now_mark(drawing, at, (3 if row.now == row.target else 5) * scale, width=2.5 * scale, hint=hint)
