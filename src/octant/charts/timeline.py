"""The timeline: what is done when, in rows under their goals, with milestones and what waits for what.

The time axis picks its own step, from days for a week to years for decades, so that its labels never touch.
A row without dates says so in words and is not drawn at an invented place; a row with only one date shows
that end and stays open at the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

from octant.charts.geometry import Box
from octant.charts.marks import Legend, Sign, draw_legend, legend, milestone_mark, task_bar
from octant.charts.placed import PlacedText, put
from octant.charts.svg import Drawing, Point, number, points
from octant.charts.text import Block, line, text_width, wrap
from octant.charts.theme import Colour, Size, Theme

SHORTEST_SPAN = 7
LAST_DAY = date.max.toordinal()
YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


@dataclass(frozen=True, slots=True)
class Milestone:
    label: str
    on: date
    done: bool = False


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One measure. ``key`` is unique in the chart; ``after`` holds the keys of rows that must end before."""

    key: str
    label: str
    start: date | None = None
    end: date | None = None
    milestones: tuple[Milestone, ...] = ()
    after: tuple[str, ...] = ()
    done: bool = False

    @property
    def has_dates(self) -> bool:
        return bool(self.start or self.end or self.milestones)


@dataclass(frozen=True, slots=True)
class TimelineGroup:
    """Rows under one heading (the goal); an empty label leaves the heading out."""

    label: str
    rows: tuple[TimelineRow, ...]


@dataclass(frozen=True, slots=True)
class TimelineData:
    """``today`` is drawn as a line when it lies in the time shown."""

    groups: tuple[TimelineGroup, ...]
    today: date | None = None


@dataclass(frozen=True, slots=True)
class TimelineWords:
    """``months`` are twelve short names.

    ``quarter`` holds ``{number}``, ``month_year`` holds ``{month}`` and ``{year}``.
    """

    title: str
    description: str
    today: str
    no_dates: str
    planned: str
    done: str
    milestone: str
    milestone_done: str
    months: tuple[str, ...]
    quarter: str = "Q{number}"
    month_year: str = "{month} {year}"


@dataclass(frozen=True, slots=True)
class _Metrics:
    """Measures of one size, in SVG units. Without a label column labels stand above their bars."""

    width: float
    font: float
    label_width: float
    scale: float

    @property
    def stacked(self) -> bool:
        return self.label_width == 0

    @property
    def plot_left(self) -> float:
        return 0 if self.stacked else self.label_width + self.font * 1.2

    @property
    def plot_width(self) -> float:
        return self.width - self.plot_left

    @property
    def bar_height(self) -> float:
        return self.font * 0.95


_METRICS = {
    Size.SMALL: _Metrics(330, 13, 0, 0.9),
    Size.NORMAL: _Metrics(960, 14, 250, 1),
    Size.POSTER: _Metrics(1700, 25, 440, 1.8),
}


@dataclass(frozen=True, slots=True)
class _Span:
    """The days shown and where they lie; days are ordinals, so that no date runs out of the calendar."""

    first: int
    last: int
    left: float
    width: float

    @property
    def per_day(self) -> float:
        return self.width / (self.last - self.first)

    def x(self, day: int) -> float:
        return self.left + (day - self.first) * self.per_day


@dataclass(frozen=True, slots=True)
class _Cell:
    """One step of the time axis: its first day, the first day of the next one, its name."""

    first: int
    after: int
    name: str


@dataclass(frozen=True, slots=True)
class _PlacedRow:
    """A row between ``top`` and ``bottom``; bars and milestones lie on ``middle``."""

    row: TimelineRow
    label: Block
    top: float
    middle: float
    bottom: float


@dataclass(frozen=True, slots=True)
class TimelineLayout:
    """Where all text goes. No two boxes overlap and all lie inside ``view``."""

    legend: Legend
    span: _Span | None
    ticks: tuple[tuple[int, bool], ...]
    axis_bottom: float
    texts: tuple[PlacedText, ...]
    rows: tuple[_PlacedRow, ...]
    rules: tuple[float, ...]
    view: Box

    @property
    def boxes(self) -> tuple[Box, ...]:
        return (*self.legend.boxes, *(text.box for text in self.texts))


@lru_cache(maxsize=64)  # the same data gives the same text
def timeline_chart(
    data: TimelineData,
    *,
    words: TimelineWords,
    size: Size = Size.NORMAL,
    theme: Theme = Theme.PAGE,
    id: str,
) -> str:
    """The timeline as SVG text.

    ValueError, naming the row, for an end before the start, a key used twice and an unknown key in ``after``;
    also for anything but twelve month names.
    """
    _check(data, words)
    metrics = _METRICS[size]
    placed = layout(data, words=words, size=size)
    drawing = Drawing(theme)
    draw_legend(drawing, placed.legend)
    _draw_grid(drawing, placed, metrics)
    if placed.span:
        _draw_dependencies(drawing, placed, placed.span, metrics)
        _draw_today(drawing, data, placed, placed.span, metrics)
        for row in placed.rows:
            _draw_row(drawing, row, placed.span, metrics)
    for text in placed.texts:
        drawing.text(text.block, text.box, fill=text.fill)
    return drawing.close(
        id=id, kind="timeline", title=words.title, description=words.description, view=placed.view
    )


def _rows(data: TimelineData) -> list[TimelineRow]:
    return [row for group in data.groups for row in group.rows]


def _check(data: TimelineData, words: TimelineWords) -> None:
    if len(words.months) != 12:
        raise ValueError(f"{len(words.months)} month names given, 12 needed")
    keys: set[str] = set()
    for row in _rows(data):
        if row.start and row.end and row.end < row.start:
            raise ValueError(f"{row.label!r}: ends on {row.end}, before it starts on {row.start}")
        if row.key in keys:
            raise ValueError(f"{row.label!r}: key {row.key!r} is used twice")
        keys.add(row.key)
    for row in _rows(data):
        for key in row.after:
            if key not in keys or key == row.key:
                raise ValueError(f"{row.label!r}: cannot come after {key!r}")


# --- the time axis ----------------------------------------------------------------------------------------


def _span(data: TimelineData, metrics: _Metrics) -> _Span | None:
    """All dates with a little air around them; None when there are no dates."""
    days: list[int] = []
    for row in _rows(data):
        days += [day.toordinal() for day in (row.start, row.end) if day]
        days += [milestone.on.toordinal() for milestone in row.milestones]
    if not days:
        return None
    first, last = min(days), max(days) + 1
    air = max(1, round((last - first) * 0.03))
    missing = max(0, SHORTEST_SPAN - (last - first))
    first, last = max(1, first - air - missing // 2), min(LAST_DAY, last + air + missing - missing // 2)
    return _Span(first, last, metrics.plot_left, metrics.plot_width)


type _Cells = Callable[[], list[_Cell]]


def _axis(span: _Span, words: TimelineWords, font: float) -> tuple[list[_Cell], list[_Cell]]:
    """The finest cells whose names all fit, and the coarser cells over them."""
    first, last = date.fromordinal(span.first), date.fromordinal(span.last)
    full_months = partial(_months, first, last, words, named=True)
    years = partial(_years, first, last, 1)
    steps: list[tuple[int, _Cells, _Cells]] = [
        (1, partial(_days, span), full_months),
        (7, partial(_weeks, span), full_months),
        (30, partial(_months, first, last, words, named=False), years),
        (91, partial(_quarters, first, last, words), years),
        *((365 * step, partial(_years, first, last, step), list[_Cell]) for step in YEAR_STEPS),
    ]
    for days, cells_of, over_of in steps:
        if days * span.per_day < font * 0.7:
            continue  # not even an empty name would fit; millions of cells are never made
        cells = cells_of()
        if _fit(cells, span, font):
            return cells, over_of()
    return [], []


def _fit(cells: list[_Cell], span: _Span, font: float) -> bool:
    return all(
        text_width(cell.name, font) + font * 0.7 <= (cell.after - cell.first) * span.per_day for cell in cells
    )


def _days(span: _Span) -> list[_Cell]:
    return [_Cell(day, day + 1, str(date.fromordinal(day).day)) for day in range(span.first, span.last)]


def _weeks(span: _Span) -> list[_Cell]:
    """Weeks from Monday, named by that day of the month."""
    monday = span.first - date.fromordinal(span.first).weekday()
    return [
        _Cell(day, day + 7, str(date.fromordinal(max(day, 1)).day)) for day in range(monday, span.last, 7)
    ]


def _months(first: date, last: date, words: TimelineWords, *, named: bool) -> list[_Cell]:
    """Months; with the year in the name when ``named``."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    pattern = words.month_year if named else "{month}"
    return [
        _Cell(
            _month_start(n),
            _month_start(n + 1),
            pattern.replace("{month}", words.months[n % 12]).replace("{year}", str(n // 12)),
        )
        for n in numbers
    ]


def _quarters(first: date, last: date, words: TimelineWords) -> list[_Cell]:
    numbers = range(first.year * 4 + (first.month - 1) // 3, last.year * 4 + (last.month - 1) // 3 + 1)
    return [
        _Cell(_month_start(n * 3), _month_start(n * 3 + 3), words.quarter.replace("{number}", str(n % 4 + 1)))
        for n in numbers
    ]


def _years(first: date, last: date, step: int) -> list[_Cell]:
    start = first.year - first.year % step
    return [
        _Cell(_month_start(year * 12), _month_start((year + step) * 12), str(max(year, 1)))
        for year in range(start, last.year + 1, step)
    ]


def _month_start(months: int) -> int:
    """The ordinal of the first day of a month counted from year 0, kept inside the calendar."""
    year, month = divmod(months, 12)
    if year < 1:
        return 1
    return LAST_DAY + 1 if year > date.max.year else date(year, month + 1, 1).toordinal()


# --- where things are -------------------------------------------------------------------------------------


def layout(data: TimelineData, *, words: TimelineWords, size: Size) -> TimelineLayout:
    """Places all text without any drawing."""
    metrics = _METRICS[size]
    font = metrics.font
    key = legend(_signs(data, words), font_size=font * 0.93, left=0, top=0, width=metrics.width)
    span = _span(data, metrics)
    texts: list[PlacedText] = []
    ticks: dict[int, bool] = {}
    y = key.height + font * 0.6
    if span:
        if _shows_today(data, span):
            texts.append(_today_text(data, words, span, y, metrics))
            y += font * 1.4
        cells, over = _axis(span, words, font * 0.86)
        for row_of_cells, bold in ((over, True), (cells, False)):
            texts += _cell_texts(row_of_cells, span, y, font * 0.86, bold=bold)
            ticks.update({cell.first: bold or ticks.get(cell.first, False) for cell in row_of_cells})
            y += font * 1.35 if row_of_cells else 0
    axis_bottom = y
    rows: list[_PlacedRow] = []
    rules: list[float] = []
    for group in data.groups:
        heading = line(group.label, font, width=metrics.width, bold=True)
        if any(heading.lines):
            top = y + font * 0.75
            texts.append(put(heading, 0, top, Colour.INK))
            y = top + heading.height + font * 0.35
        for row in group.rows:
            rules.append(y)
            rows.append(_place_row(row, y, metrics))
            texts += _row_texts(rows[-1], words, metrics)
            y = rows[-1].bottom
        rules.append(y)
    view = Box(0, 0, metrics.width, y)
    shown = ((day, bold) for day, bold in ticks.items() if span and span.first <= day <= span.last)
    kept = tuple(sorted(shown))
    return TimelineLayout(key, span, kept, axis_bottom, tuple(texts), tuple(rows), tuple(rules), view)


def _signs(data: TimelineData, words: TimelineWords) -> list[tuple[Sign, str]]:
    rows = [row for row in _rows(data) if row.start or row.end]
    milestones = [milestone for row in _rows(data) for milestone in row.milestones]
    shown = (
        (Sign.BAR, words.planned, any(not row.done for row in rows)),
        (Sign.BAR_DONE, words.done, any(row.done for row in rows)),
        (Sign.MILESTONE, words.milestone, any(not milestone.done for milestone in milestones)),
        (Sign.MILESTONE_DONE, words.milestone_done, any(milestone.done for milestone in milestones)),
    )
    return [(sign, text) for sign, text, there in shown if there]


def _shows_today(data: TimelineData, span: _Span) -> bool:
    return data.today is not None and span.first <= data.today.toordinal() <= span.last


def _today_text(
    data: TimelineData, words: TimelineWords, span: _Span, top: float, metrics: _Metrics
) -> PlacedText:
    block = line(words.today, metrics.font * 0.86, width=metrics.plot_width, bold=True)
    x = span.x(data.today.toordinal()) if data.today else 0
    left = min(max(x - block.width / 2, span.left), metrics.width - block.width)
    return put(block, left, top, Colour.INK)


def _cell_texts(
    cells: list[_Cell], span: _Span, top: float, font: float, *, bold: bool
) -> Iterator[PlacedText]:
    """Names of the cells that are wide enough after the ends of the axis have cut them."""
    for cell in cells:
        left, right = span.x(max(cell.first, span.first)), span.x(min(cell.after, span.last))
        block = line(cell.name, font, width=right - left + font, bold=bold)
        if block.full or block.width + font * 0.3 > right - left:
            continue
        x = left + font * 0.15 if bold else (left + right - block.width) / 2
        yield put(block, x, top, Colour.INK if bold else Colour.MUTED)


def _place_row(row: TimelineRow, top: float, metrics: _Metrics) -> _PlacedRow:
    font = metrics.font
    width = metrics.width if metrics.stacked else metrics.label_width
    label = wrap(row.label, font, width=width, max_lines=2)
    if metrics.stacked:
        middle = top + label.height + font * 1.15
        return _PlacedRow(row, label, top, middle, middle + font * 0.9)
    bottom = top + max(font * 2.1, label.height + font * 0.6)
    return _PlacedRow(row, label, top, (top + bottom) / 2, bottom)


def _row_texts(placed: _PlacedRow, words: TimelineWords, metrics: _Metrics) -> list[PlacedText]:
    font, row, label = metrics.font, placed.row, placed.label
    label_top = placed.top + font * 0.3 if metrics.stacked else placed.middle - label.height / 2
    texts = [put(label, 0, label_top, Colour.INK)]
    if not row.has_dates:
        block = line(words.no_dates, font * 0.93, width=metrics.plot_width - font)
        left = metrics.plot_left + (0 if metrics.stacked else font * 0.4)
        texts.append(put(block, left, placed.middle - block.height / 2, Colour.MUTED))
    return texts


# --- drawing ----------------------------------------------------------------------------------------------


def _draw_grid(drawing: Drawing, placed: TimelineLayout, metrics: _Metrics) -> None:
    for y in placed.rules:
        drawing.line((0, y), (metrics.width, y), stroke=Colour.GRID, width=1)
    if not placed.span:
        return
    for day, strong in placed.ticks:
        path = _upright(placed.span.x(day), placed.rows, metrics)
        drawing.shape("path", stroke=Colour.GRID, d=path, stroke_width=1.6 if strong else 0.8)
    y = placed.axis_bottom
    ends = (metrics.plot_left, y), (metrics.width, y)
    drawing.line(*ends, stroke=Colour.FRAME, width=metrics.scale)


def _upright(x: float, rows: Iterable[_PlacedRow], metrics: _Metrics) -> str:
    """An upright line through these rows as one path; it spares headings and labels."""
    parts: list[tuple[float, float]] = []
    for row in rows:
        top, bottom = row.top, row.bottom
        if metrics.stacked:
            half = metrics.bar_height * 0.65
            top, bottom = row.middle - half, row.middle + half
        if parts and number(parts[-1][1]) == number(top):
            parts[-1] = parts[-1][0], bottom
        else:
            parts.append((top, bottom))
    return "".join(f"M{number(x)} {number(top)}V{number(bottom)}" for top, bottom in parts)


def _draw_today(
    drawing: Drawing, data: TimelineData, placed: TimelineLayout, span: _Span, metrics: _Metrics
) -> None:
    if data.today is None or not _shows_today(data, span):
        return
    x = span.x(data.today.toordinal())
    path = _upright(x, [row for row in placed.rows if row.row.has_dates], metrics)
    drawing.shape("path", stroke=Colour.INK, d=path, stroke_width=1.4 * metrics.scale, stroke_dasharray="4 3")
    top, size = placed.axis_bottom, 5 * metrics.scale
    pointer = [(x - size, top), (x + size, top), (x, top + 1.3 * size)]
    drawing.shape("polygon", fill=Colour.INK, points=points(pointer))


def _bar(placed: _PlacedRow, span: _Span, metrics: _Metrics) -> Box | None:
    row = placed.row
    if not row.start or not row.end:
        return None
    left, right = span.x(row.start.toordinal()), span.x(row.end.toordinal() + 1)
    height = metrics.bar_height
    return Box(left, placed.middle - height / 2, max(right - left, 2 * metrics.scale), height)


def _draw_row(drawing: Drawing, placed: _PlacedRow, span: _Span, metrics: _Metrics) -> None:
    row = placed.row
    bar = _bar(placed, span, metrics)
    if bar:
        task_bar(drawing, bar, row.done)
    elif row.start or row.end:
        _draw_open_end(drawing, placed, span, metrics)
    for milestone in row.milestones:
        at = span.x(milestone.on.toordinal()) + span.per_day / 2, placed.middle
        milestone_mark(drawing, at, metrics.font * 0.48, milestone.done, hint=milestone.label)


def _draw_open_end(drawing: Drawing, placed: _PlacedRow, span: _Span, metrics: _Metrics) -> None:
    """The known end as a stroke, and a dotted line into the unknown."""
    row, y, half = placed.row, placed.middle, metrics.font * 0.48
    known = row.start.toordinal() if row.start else (row.end.toordinal() + 1 if row.end else span.first)
    x = span.x(known)
    reach = metrics.font * (2 if row.start else -2)
    width = 2 * metrics.scale
    drawing.line((x, y - half), (x, y + half), stroke=Colour.NOW, width=width)
    far = min(max(x + reach, span.left), span.left + span.width)
    drawing.line((x, y), (far, y), stroke=Colour.NOW, width=width, dash="3 3")


def _draw_dependencies(drawing: Drawing, placed: TimelineLayout, span: _Span, metrics: _Metrics) -> None:
    if metrics.stacked:
        return  # arrows would run through the labels
    bars = {row.row.key: _bar(row, span, metrics) for row in placed.rows}
    for row in placed.rows:
        for key in row.row.after:
            before, after = bars[key], bars[row.row.key]
            if before and after:
                _draw_arrow(drawing, before, after, metrics)


def _draw_arrow(drawing: Drawing, before: Box, after: Box, metrics: _Metrics) -> None:
    """From the end of one bar to the start of the other, in right angles; back round where they overlap."""
    step = metrics.font * 0.5
    (_, y1), (_, y2) = before.center, after.center
    x1, x2 = before.right, after.left
    turn = x1 + step
    path: list[Point] = [(x1, y1), (turn, y1)]
    if x2 < turn + step:
        between = y2 + (-1 if y2 > y1 else 1) * metrics.font * 1.05
        path += [(turn, between), (x2 - 1.6 * step, between), (x2 - 1.6 * step, y2)]
    else:
        path.append((turn, y2))
    tip = 0.55 * step
    path.append((x2 - tip, y2))
    drawing.shape("polyline", stroke=Colour.EARLIER, points=points(path), stroke_width=1.3 * metrics.scale)
    head = [(x2, y2), (x2 - 1.3 * step, y2 - tip), (x2 - 1.3 * step, y2 + tip)]
    drawing.shape("polygon", fill=Colour.EARLIER, points=points(head))
