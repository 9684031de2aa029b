"""The map as a drawing: what the page shows without a graphics card, what is printed and downloaded."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from octant.charts.text import clean, is_rtl, text_width
from octant.domain.geography import Frame, Point, around, clipped, extent, gathered, on_map, thinned

from .network_picture import SECTORS, SHAPES, UNKNOWN
from .queries.map import Located

OUTLINES = Path(__file__).parent.parent / "static/octant/map/outlines.json"
CREDIT = "Natural Earth · GeoNames"
WIDTH, HEIGHT = 960.0, 680.0
MARGIN = 0.08  # share of the width on each side
LEAST = 0.012  # of the world's width: a single town is shown with its region
NEAR = 26.0  # organisations closer than this are drawn as one, with their number
RADIUS = 6.5
FONT = 13.0
LONGEST_LABEL = 30
MOST_NAMES, MOST_TOWNS = 40, 24
# Organisations stand out from land and sea by 3:1 and more; borders and towns stay behind them.
SEA, LAND, BORDER, TOWN, INK = "#e3edf0", "#fcfbf8", "#b4bdc2", "#59666e", "#12293a"
GROUP = "#12293a"


@dataclass(frozen=True, slots=True)
class Ring:
    """One closed outline on the flat map."""

    extent: Frame
    corners: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Town:
    name: str
    at: Point


@dataclass(frozen=True, slots=True)
class Outlines:
    """Each land is a list of rings, holes among them; towns stand in order of size."""

    lands: tuple[tuple[Ring, ...], ...]
    towns: tuple[Town, ...]


@cache
def outlines() -> Outlines:
    """Read once, when the first map is drawn (scripts/outlines.py makes the file)."""
    lands: list[tuple[Ring, ...]] = []
    towns: list[Town] = []
    for feature in json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]:
        shape = feature["geometry"]
        if shape["type"] == "Point":
            longitude, latitude = shape["coordinates"]
            towns.append(Town(feature["properties"]["name"], on_map(latitude, longitude)))
        else:
            lands += [tuple(_ring(ring) for ring in part) for part in shape["coordinates"]]
    return Outlines(tuple(lands), tuple(towns))


def _ring(corners: list[list[float]]) -> Ring:
    points = tuple(on_map(latitude, longitude) for longitude, latitude in corners)
    return Ring(extent(points), points)


def svg(organisations: Sequence[Located], *, title: str) -> str:
    """The organisations on the outlines of their region; those close to each other as one mark with a number.

    The same organisations give the same text. Raises ValueError without organisations.
    """
    points = {row: on_map(row.latitude, row.longitude) for row in organisations}
    frame = around(points.values(), ratio=WIDTH / HEIGHT, least=LEAST, margin=MARGIN)
    paper = _Paper(frame)
    groups = gathered({row: paper.at(point) for row, point in points.items()}, NEAR)
    groups = [(at, sorted(rows, key=lambda row: (row.name, row.pk))) for at, rows in groups]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" '
        f'font-family="Inter, sans-serif" font-size="{FONT:.0f}"><title>{escape(clean(title))}</title>'
        f'<rect width="{WIDTH:.0f}" height="{HEIGHT:.0f}" fill="{SEA}"/>'
        f'<g fill="{LAND}" stroke="{BORDER}" stroke-width="1" stroke-linejoin="round" fill-rule="evenodd">'
    ]
    parts += paper.lands()
    parts.append("</g>")
    room = _Room([(x - 12, y - 12, x + 12, y + 12) for (x, y), _rows in groups])
    names = list(_names(groups, room))
    parts += _towns(paper, room)
    parts += [_mark(at, rows) for at, rows in reversed(groups)]
    parts += names
    parts.append(
        f'<text x="{WIDTH - 8:.0f}" y="{HEIGHT - 8:.0f}" text-anchor="end" font-size="11" fill="{TOWN}">'
        f"{escape(CREDIT)}</text></svg>"
    )
    return "".join(parts)


class _Paper:
    """The part of the flat map that is drawn, brought to the size of the drawing."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.scale = WIDTH / frame.width

    def at(self, point: Point) -> Point:
        return (point[0] - self.frame.left) * self.scale, (point[1] - self.frame.top) * self.scale

    def lands(self) -> Iterator[str]:
        edge = self.frame.grown(8 / self.scale)  # where land is cut off, the cut lies outside the drawing
        for rings in outlines().lands:
            lines = [
                [self.at(point) for point in thinned(clipped(ring.corners, edge), 0.6 / self.scale)]
                for ring in rings
                if ring.extent.touches(edge)
            ]
            path = "".join(
                f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in line)}Z" for line in lines if len(line) > 2
            )
            if path:
                yield f'<path d="{path}"/>'

    def shows(self, point: Point) -> bool:
        return self.frame.touches(Frame(*point, *point))


class _Room:
    """Which parts of the drawing are taken; texts stand only where nothing else does."""

    def __init__(self, taken: list[tuple[float, float, float, float]]) -> None:
        self.taken = taken

    def take(self, left: float, top: float, width: float) -> bool:
        box = (left, top, left + width, top + FONT + 3)
        if box[0] < 2 or box[2] > WIDTH - 2 or box[1] < 2 or box[3] > HEIGHT - 18:
            return False
        if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in self.taken):
            return False
        self.taken.append(box)
        return True


def _mark(at: Point, rows: list[Located]) -> str:
    x, y = at
    if len(rows) == 1:
        [row] = rows
        title = f"<title>{escape(clean(row.name))}</title>"
        if row.sector not in SHAPES:
            ring = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS - 1:.1f}" fill="#ffffff"'
            return f'{ring} stroke="{UNKNOWN}" stroke-width="3">{title}</circle>'
        shape = SHAPES[row.sector](x, y, RADIUS)
        end = shape[1:].split(" ", 1)[0]
        return f'{shape} fill="{SECTORS[row.sector]}" stroke="#ffffff">{title}</{end}>'
    radius = 11 + min(9.0, len(rows) ** 0.5 / 3)
    names = "\n".join(clean(row.name) for row in rows[:20])
    size = 12 if len(rows) < 1000 else 10
    return (
        f'<g><title>{escape(names)}</title><circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{GROUP}" '
        f'stroke="#ffffff" stroke-width="1.5"/><text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" '
        f'font-size="{size}" font-weight="600" fill="#ffffff">{len(rows)}</text></g>'
    )


def _names(groups: list[tuple[Point, list[Located]]], room: _Room) -> Iterator[str]:
    """Names of organisations that stand alone, as long as there are few."""
    alone = [(at, rows[0]) for at, rows in groups if len(rows) == 1]
    if len(alone) > MOST_NAMES:
        return
    for at, row in alone:
        text = clean(row.name)
        text = text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1].rstrip()}…"
        yield from _text(text, at, room, INK, 3.0)


def _towns(paper: _Paper, room: _Room) -> Iterator[str]:
    found = 0
    for town in outlines().towns:
        if found == MOST_TOWNS:
            return
        if not paper.shows(town.at):
            continue
        for text in _text(town.name, paper.at(town.at), room, TOWN, 5.0):
            found += 1
            yield text


def _text(text: str, at: Point, room: _Room, fill: str, gap: float) -> Iterator[str]:
    """A name beside its place, right of it or left, if there is room."""
    width = text_width(text, FONT)
    x, y = at
    for left in (x + 9 + gap, x - 9 - gap - width, x - width / 2):
        top = y - FONT / 2 - 2 if left != x - width / 2 else y + 9 + gap
        if room.take(left, top, width):
            direction = ' direction="rtl" unicode-bidi="embed"' if is_rtl(text) else ""
            yield (
                f'<text x="{left + width / 2:.1f}" y="{top + FONT - 1:.1f}" text-anchor="middle"{direction} '
                f'fill="{fill}" stroke="#ffffff" stroke-width="3" stroke-opacity="0.85" '
                f'paint-order="stroke">{escape(text)}</text>'
            )
            return
