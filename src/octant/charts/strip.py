"""The strip: how the answers to one item are spread over the levels 1 to 5.

Few answers are stacked, one box each; many become one column per level. People who could not judge stand
apart and have no part in median and middle half, which are marked under the scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from octant.charts.geometry import Box, around
from octant.charts.marks import Legend, Sign, bracket, draw_legend, legend, median_tick
from octant.charts.numbers import LEVELS, check_level, check_range
from octant.charts.placed import PlacedText, put
from octant.charts.svg import Drawing
from octant.charts.text import Anchor, line, wrap
from octant.charts.theme import Colour, Size, Theme

MOST_SINGLE_BOXES = 10
FEWEST_STEPS = 4  # one answer alone does not fill the whole height


@dataclass(frozen=True, slots=True)
class StripData:
    """``counts`` are respondents per level, lowest first.

    ``median``, ``lower`` and ``upper`` (quartiles) lie in 1..5 or are None.
    """

    label: str
    counts: tuple[int, int, int, int, int]
    cannot_judge: int = 0
    median: float | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class StripWords:
    """``cannot_judge`` stands under the column apart; ``median`` and ``middle`` name the marks."""

    title: str
    description: str
    cannot_judge: str
    median: str
    middle: str


@dataclass(frozen=True, slots=True)
class _Metrics:
    """Measures of one size, in SVG units; a font size of 0 means no text."""

    step: float
    column: float
    height: float
    font: float
    scale: float

    def x(self, level: float) -> float:
        return (level - 0.5) * self.step

    @property
    def scale_end(self) -> float:
        return 5 * self.step

    @property
    def apart(self) -> float:
        """Middle of the column of those who could not judge."""
        return self.scale_end + (self.column + self.step) / 2 + self.font


_METRICS = {
    Size.SMALL: _Metrics(19, 14, 24, 0, 0.7),
    Size.NORMAL: _Metrics(48, 36, 84, 14, 1.1),
    Size.POSTER: _Metrics(128, 84, 200, 27, 2.1),
}


@dataclass(frozen=True, slots=True)
class StripLayout:
    """Where all text goes. No two boxes overlap, all lie inside ``view``; columns stand on y = 0."""

    texts: tuple[PlacedText, ...]
    marks_y: float
    legend: Legend
    view: Box

    @property
    def boxes(self) -> tuple[Box, ...]:
        return (*(text.box for text in self.texts), *self.legend.boxes)


@lru_cache(maxsize=256)  # the same data gives the same text
def strip_chart(
    data: StripData, *, words: StripWords, size: Size = Size.NORMAL, theme: Theme = Theme.PAGE, id: str
) -> str:
    """The strip as SVG text; ValueError for negative counts and levels outside 1..5, naming the item."""
    _check(data)
    metrics = _METRICS[size]
    placed = layout(data, words=words, size=size)
    drawing = Drawing(theme)
    for level, count in zip(LEVELS, data.counts, strict=True):
        _draw_column(drawing, metrics.x(level), count, data, metrics, judged=True)
    _draw_column(drawing, metrics.apart, data.cannot_judge, data, metrics, judged=False)
    _draw_feet(drawing, metrics)
    for text in placed.texts:
        drawing.text(text.block, text.box, anchor=Anchor.MIDDLE, fill=text.fill)
    _draw_marks(drawing, data, metrics, placed.marks_y)
    draw_legend(drawing, placed.legend)
    return drawing.close(
        id=id, kind="strip", title=words.title, description=words.description, view=placed.view
    )


def _check(data: StripData) -> None:
    if len(data.counts) != len(LEVELS):
        raise ValueError(f"{data.label!r}: {len(data.counts)} counts given for {len(LEVELS)} levels")
    if min(*data.counts, data.cannot_judge) < 0:
        raise ValueError(f"{data.label!r}: a count is negative: {data.counts!r}, {data.cannot_judge!r}")
    check_level(data.median, item=data.label, field="median")
    check_range(data.lower, data.upper, item=data.label)


# --- where things are -------------------------------------------------------------------------------------


def layout(data: StripData, *, words: StripWords, size: Size) -> StripLayout:
    """Places all text without any drawing."""
    metrics = _METRICS[size]
    texts = _place_texts(data, words, metrics) if metrics.font else ()
    marks_y = (metrics.font * 1.5 if metrics.font else 1) + 7 * metrics.scale
    field = Box(0, -metrics.height, metrics.apart + metrics.step / 2, metrics.height + marks_y)
    field = around([field, *(text.box for text in texts), Box(0, marks_y, 1, 6 * metrics.scale)])
    if not metrics.font:
        return StripLayout((), marks_y, Legend((), 0), field)
    signs = [(Sign.MEDIAN, words.median)] if data.median is not None else []
    signs += [(Sign.BRACKET, words.middle)] if data.lower is not None else []
    top = field.bottom + metrics.font * 0.5
    key = legend(signs, font_size=metrics.font * 0.93, left=0, top=top, width=field.width)
    bottom = top + key.height if key.height else field.bottom
    return StripLayout(texts, marks_y, key, Box(field.left, field.top, field.width, bottom - field.top))


def _place_texts(data: StripData, words: StripWords, metrics: _Metrics) -> tuple[PlacedText, ...]:
    font = metrics.font
    texts: list[PlacedText] = []
    places = [metrics.x(level) for level in LEVELS] + [metrics.apart]
    for x, count in zip(places, (*data.counts, data.cannot_judge), strict=True):
        block = line(str(count), font, width=metrics.step, bold=count > 0)
        foot = -_column_height(count, data, metrics) - font * 0.2
        ink = Colour.INK if count else Colour.MUTED
        texts.append(put(block, x - block.width / 2, foot - block.height, ink))
    for level in LEVELS:
        block = line(str(level), font, width=metrics.step)
        texts.append(put(block, metrics.x(level) - block.width / 2, font * 0.3, Colour.INK))
    name = wrap(words.cannot_judge, font * 0.86, width=metrics.step * 1.7, max_lines=3)
    left = max(metrics.scale_end, metrics.apart - name.width / 2)
    texts.append(put(name, left, font * 0.3, Colour.MUTED))
    return tuple(texts)


def _most(data: StripData) -> int:
    return max(*data.counts, data.cannot_judge)


def _column_height(count: int, data: StripData, metrics: _Metrics) -> float:
    return metrics.height * count / max(_most(data), FEWEST_STEPS)


# --- drawing ----------------------------------------------------------------------------------------------


def _draw_column(
    drawing: Drawing, x: float, count: int, data: StripData, metrics: _Metrics, *, judged: bool
) -> None:
    """Boxes standing on y = 0: one for each answer, or one in all when there are many."""
    if not count:
        return
    pieces = count if _most(data) <= MOST_SINGLE_BOXES else 1
    height = _column_height(count, data, metrics) / pieces
    gap = min(2 * metrics.scale, height / 4)
    outline = 0 if judged else metrics.scale
    for n in range(pieces):
        drawing.shape(
            "rect",
            fill=Colour.NOW if judged else Colour.SURFACE,
            stroke=None if judged else Colour.EARLIER,
            x=x - (metrics.column - outline) / 2,
            y=-(n + 1) * height + outline / 2,
            width=metrics.column - outline,
            height=height - gap - outline,
            rx=min(2 * metrics.scale, height / 4),
            stroke_width=outline or None,
            stroke_dasharray="2 2" if outline else None,
        )


def _draw_feet(drawing: Drawing, metrics: _Metrics) -> None:
    width = max(1, metrics.scale)
    drawing.line((0, 0), (metrics.scale_end, 0), stroke=Colour.FRAME, width=width)
    half = metrics.step / 2
    ends = (metrics.apart - half, 0), (metrics.apart + half, 0)
    drawing.line(*ends, stroke=Colour.FRAME, width=width, dash="2 2")


def _draw_marks(drawing: Drawing, data: StripData, metrics: _Metrics, y: float) -> None:
    size = 5 * metrics.scale
    if data.lower is not None and data.upper is not None:
        bracket(drawing, metrics.x(data.lower), metrics.x(data.upper), y + size * 0.5, size)
    if data.median is not None:
        median_tick(drawing, (metrics.x(data.median), y), size)
