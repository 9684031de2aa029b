"""The signs that mean the same in every chart, and the legend that names them.

A round point is "now", a hollow diamond the target, a filled diamond a focus.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from octant.charts.geometry import Box
from octant.charts.svg import Drawing, Point, points
from octant.charts.text import Anchor, Block, line
from octant.charts.theme import Colour

DASH = "5 4"
DOTS = "0.1 4.5"


class Sign(StrEnum):
    """What a legend entry shows beside its words."""

    NOW = "now"
    MIDDLE = "middle"
    TARGET = "target"
    EARLIER = "earlier"
    FOCUS = "focus"
    NOW_POINT = "now-point"
    TARGET_POINT = "target-point"
    POINT = "point"
    COUNT = "count"
    MOVE = "move"
    BAR = "bar"
    BAR_DONE = "bar-done"
    MILESTONE = "milestone"
    MILESTONE_DONE = "milestone-done"
    MEDIAN = "median"
    BRACKET = "bracket"


def diamond(
    drawing: Drawing,
    at: Point,
    radius: float,
    *,
    fill: Colour,
    stroke: Colour,
    width: float,
    hint: str = "",
) -> None:
    x, y = at
    corners = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
    drawing.shape("polygon", fill=fill, stroke=stroke, hint=hint, points=points(corners), stroke_width=width)


def focus_mark(drawing: Drawing, at: Point, radius: float) -> None:
    diamond(drawing, at, radius, fill=Colour.TARGET, stroke=Colour.TARGET, width=1)


def target_mark(drawing: Drawing, at: Point, radius: float, *, width: float) -> None:
    diamond(drawing, at, radius, fill=Colour.SURFACE, stroke=Colour.TARGET, width=width)


def now_mark(drawing: Drawing, at: Point, radius: float, *, width: float, hint: str = "") -> None:
    drawing.shape(
        "circle",
        fill=Colour.SURFACE,
        stroke=Colour.NOW,
        hint=hint,
        cx=at[0],
        cy=at[1],
        r=radius,
        stroke_width=width,
    )


def arrow(drawing: Drawing, start: Point, end: Point, *, width: float, hint: str = "") -> None:
    """From where something stood to where it stands now."""
    (x1, y1), (x2, y2) = start, end
    length = math.hypot(x2 - x1, y2 - y1) or 1
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    reach, half = 6 + 2 * width, 2.5 + width
    back = (x2 - dx * reach, y2 - dy * reach)
    drawing.line(start, back, stroke=Colour.INK, width=width)
    head = [end, (back[0] - dy * half, back[1] + dx * half), (back[0] + dy * half, back[1] - dx * half)]
    drawing.shape("polygon", fill=Colour.INK, hint=hint, points=points(head))


def median_tick(drawing: Drawing, at: Point, size: float) -> None:
    """A triangle that points up; ``at`` is its middle."""
    x, y = at
    corners = [(x, y - size), (x + size, y + size * 0.8), (x - size, y + size * 0.8)]
    drawing.shape("polygon", fill=Colour.INK, points=points(corners))


def bracket(drawing: Drawing, left: float, right: float, y: float, size: float) -> None:
    """A bracket open to the top, lying on ``y``."""
    corners = [(left, y - size), (left, y), (right, y), (right, y - size)]
    drawing.shape("polyline", stroke=Colour.NOW, points=points(corners), stroke_width=size * 0.4)


def task_bar(drawing: Drawing, box: Box, done: bool) -> None:
    """A stretch of time: full when done, otherwise a pale bar with an outline."""
    drawing.shape(
        "rect",
        fill=Colour.NOW if done else Colour.NOW_SOFT,
        stroke=Colour.NOW,
        x=box.left,
        y=box.top,
        width=box.width,
        height=box.height,
        rx=min(box.height * 0.25, box.width / 2),
        stroke_width=box.height * 0.1,
    )


def milestone_mark(drawing: Drawing, at: Point, radius: float, done: bool, hint: str = "") -> None:
    """A diamond: full when reached, hollow when still to come; its rim keeps it apart from a full bar."""
    fill, stroke = (Colour.INK, Colour.SURFACE) if done else (Colour.SURFACE, Colour.INK)
    diamond(drawing, at, radius, fill=fill, stroke=stroke, width=radius * 0.24, hint=hint)


def dotted(scale: float) -> str:
    return " ".join(f"{float(part) * scale:g}" for part in DOTS.split())


def dashed(scale: float) -> str:
    return " ".join(f"{float(part) * scale:g}" for part in DASH.split())


@dataclass(frozen=True, slots=True)
class LegendEntry:
    sign: Sign
    block: Block
    swatch: Box
    box: Box


@dataclass(frozen=True, slots=True)
class Legend:
    entries: tuple[LegendEntry, ...]
    height: float

    @property
    def boxes(self) -> tuple[Box, ...]:
        return tuple(entry.box for entry in self.entries)


def legend(
    words: list[tuple[Sign, str]],
    *,
    font_size: float,
    left: float,
    top: float,
    width: float,
    centred: bool = False,
) -> Legend:
    """Places the entries in rows of at most ``width``; the legend of nothing has no height."""
    swatch, gap, between = font_size * 1.8, font_size * 0.45, font_size * 1.2
    row_height = font_size * 1.7
    blocks = [(sign, line(text, font_size, width=width - swatch - gap)) for sign, text in words]
    needed = [swatch + gap + block.width + between for _, block in blocks]
    rows: list[list[tuple[Sign, Block]]] = []
    start = 0
    for length in _row_lengths(needed, width + between):
        rows.append(blocks[start : start + length])
        start += length
    entries: list[LegendEntry] = []
    for index, row in enumerate(rows):
        row_width = sum(swatch + gap + block.width for _, block in row) + between * (len(row) - 1)
        x = left + ((width - row_width) / 2 if centred else 0)
        for sign, block in row:
            middle = top + (index + 0.5) * row_height
            swatch_box = Box(x, middle - font_size / 2, swatch, font_size)
            box = Box(x + swatch + gap, middle - block.height / 2, block.width, block.height)
            entries.append(LegendEntry(sign, block, swatch_box, box))
            x = box.right + between
    return Legend(tuple(entries), row_height * len(rows) if entries else 0)


def _row_lengths(needed: list[float], width: float) -> list[int]:
    """How many entries each row takes: as few rows as can be, evenly filled."""
    lengths = _fill_rows(needed, width)
    for narrower in (width * tenth / 20 for tenth in range(19, 8, -1)):
        attempt = _fill_rows(needed, narrower)
        if len(attempt) > len(lengths) or max(needed, default=0) > narrower:
            break
        lengths = attempt
    return lengths


def _fill_rows(needed: list[float], width: float) -> list[int]:
    lengths: list[int] = []
    used = width
    for entry in needed:
        if used + entry > width:
            lengths.append(0)
            used = 0
        lengths[-1] += 1
        used += entry
    return lengths


def draw_legend(drawing: Drawing, placed: Legend) -> None:
    for entry in placed.entries:
        draw_swatch(drawing, entry.sign, entry.swatch)
        drawing.text(entry.block, entry.box, fill=Colour.MUTED)


def draw_swatch(drawing: Drawing, sign: Sign, box: Box) -> None:
    x, y = box.center
    scale = box.height / 13
    ends = (box.left, y), (box.right, y)
    match sign:
        case Sign.NOW:
            drawing.line(*ends, stroke=Colour.NOW, width=2.5 * scale)
            now_mark(drawing, (x, y), 4 * scale, width=2.2 * scale)
        case Sign.MIDDLE:
            drawing.shape(
                "rect",
                fill=Colour.NOW_SOFT,
                stroke=Colour.NOW_EDGE,
                x=box.left,
                y=y - 4.5 * scale,
                width=box.width,
                height=9 * scale,
                rx=2 * scale,
                stroke_width=scale,
            )
        case Sign.TARGET:
            drawing.line(*ends, stroke=Colour.TARGET, width=2 * scale, dash=dashed(scale))
            target_mark(drawing, (x, y), 4.2 * scale, width=1.6 * scale)
        case Sign.EARLIER:
            drawing.shape(
                "line",
                stroke=Colour.EARLIER,
                x1=box.left,
                y1=y,
                x2=box.right,
                y2=y,
                stroke_width=2 * scale,
                stroke_dasharray=dotted(scale),
                stroke_linecap="round",
            )
        case Sign.FOCUS:
            focus_mark(drawing, (x, y), 5 * scale)
        case Sign.NOW_POINT:
            now_mark(drawing, (x, y), 4.6 * scale, width=2.4 * scale)
        case Sign.TARGET_POINT:
            target_mark(drawing, (x, y), 6.2 * scale, width=1.8 * scale)
        case Sign.POINT:
            drawing.shape("circle", fill=Colour.NOW, cx=x, cy=y, r=5 * scale)
        case Sign.COUNT:
            drawing.shape("circle", fill=Colour.NOW, cx=x, cy=y, r=7.5 * scale)
            number = line("2", 10 * scale, width=box.width, bold=True)
            place = Box(x - number.width / 2, y - number.height / 2, number.width, number.height)
            drawing.text(number, place, anchor=Anchor.MIDDLE, fill=Colour.SURFACE)
        case Sign.MOVE:
            arrow(drawing, *ends, width=1.6 * scale)
        case Sign.BAR | Sign.BAR_DONE:
            task_bar(drawing, Box(box.left, y - 5 * scale, box.width, 10 * scale), sign is Sign.BAR_DONE)
        case Sign.MILESTONE | Sign.MILESTONE_DONE:
            milestone_mark(drawing, (x, y), 6 * scale, sign is Sign.MILESTONE_DONE)
        case Sign.MEDIAN:
            median_tick(drawing, (x, y), 5 * scale)
        case Sign.BRACKET:
            bracket(drawing, box.left, box.right, y + 2.5 * scale, 5 * scale)
