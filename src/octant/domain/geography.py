"""From degrees on the globe to points on a flat map, and what a drawing of a map needs.

Points on the map are (x, y) in the Web Mercator projection: the world is one unit wide, x grows eastward from
the date line, y grows southward from 85.05° north, so both lie in 0–1. Method: docs/methods/map.md.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

HIGHEST = 85.05112878  # degrees of latitude; beyond, the projection has no end

type Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of the flat map, with its edges."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def touches(self, other: "Frame") -> bool:
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )

    def grown(self, by: float) -> "Frame":
        return Frame(self.left - by, self.top - by, self.right + by, self.bottom + by)


def on_map(latitude: float, longitude: float) -> Point:
    """Where a place lies on the flat map; degrees, −90…90 and −180…180. Raises ValueError for others.

    Web Mercator (EPSG:3857), as every map in a browser has it. The poles are drawn at ±85.05°.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"no such place on Earth: {latitude}, {longitude}")
    phi = math.radians(max(-HIGHEST, min(HIGHEST, latitude)))
    return (longitude + 180) / 360, (1 - math.asinh(math.tan(phi)) / math.pi) / 2


def around(points: Iterable[Point], *, ratio: float, least: float, margin: float) -> Frame:
    """The smallest part of the map that shows all points, not wider than the world.

    `ratio` is its width by its height, `least` its least width in parts of the world, `margin` the share of
    its width that stays free on each side. Raises ValueError without points.
    """
    found = list(points)
    if not found:
        raise ValueError("no points")
    (left, right), (top, bottom) = ((min(axis), max(axis)) for axis in zip(*found, strict=True))
    width = max(right - left, (bottom - top) * ratio, least * (1 - 2 * margin)) / (1 - 2 * margin)
    width = min(width, 1.0)
    x, y = (left + right) / 2, (top + bottom) / 2
    x = min(max(x, width / 2), 1 - width / 2)
    return Frame(x - width / 2, y - width / ratio / 2, x + width / 2, y + width / ratio / 2)


def extent(points: Sequence[Point]) -> Frame:
    """The frame that just holds all points. Raises ValueError without points."""
    xs, ys = zip(*points, strict=True)
    return Frame(min(xs), min(ys), max(xs), max(ys))


def clipped(ring: Sequence[Point], frame: Frame) -> list[Point]:
    """The part of a closed outline inside the frame (Sutherland and Hodgman 1974); empty if there is none."""
    result = list(ring)
    for axis, edge, sign in (
        (0, frame.left, 1),
        (0, frame.right, -1),
        (1, frame.top, 1),
        (1, frame.bottom, -1),
    ):
        if not result:
            break
        source, result = result, []
        before = source[-1]
        for point in source:
            inside, was_inside = sign * (point[axis] - edge) >= 0, sign * (before[axis] - edge) >= 0
            if inside != was_inside:
                result.append(_crossing(before, point, axis, edge))
            if inside:
                result.append(point)
            before = point
    return result


def _crossing(one: Point, other: Point, axis: int, edge: float) -> Point:
    share = (edge - one[axis]) / (other[axis] - one[axis])
    return one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])


def thinned(line: Sequence[Point], gap: float) -> list[Point]:
    """The line without points closer than `gap` to the last one that is kept; both ends stay."""
    if not line:
        return []
    kept = [line[0]]
    for point in line[1:-1]:
        if abs(point[0] - kept[-1][0]) >= gap or abs(point[1] - kept[-1][1]) >= gap:
            kept.append(point)
    return [*kept, line[-1]] if len(line) > 1 else kept


def gathered[K: Hashable](points: Mapping[K, Point], gap: float) -> list[tuple[Point, list[K]]]:
    """Points closer than `gap` to one another as one: (where, who), the largest groups first.

    A group stands where most of its members are; no two groups stand closer than `gap`. The same points give
    the same groups, in whatever order they come. Time grows with the number of points. Raises ValueError
    for a gap that is not positive.
    """
    if gap <= 0:
        raise ValueError("the gap must be positive")
    places: dict[Point, list[K]] = {}
    for key, point in points.items():
        places.setdefault(point, []).append(key)
    groups: dict[Point, list[K]] = {}
    cells: dict[tuple[int, int], list[Point]] = {}
    for point, keys in sorted(places.items(), key=lambda item: (-len(item[1]), item[0])):
        column, row = int(point[0] // gap), int(point[1] // gap)
        near = (
            other
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for other in cells.get((x, y), ())
        )
        nearest = min(near, key=lambda other: (math.dist(other, point), other), default=None)
        if nearest is not None and math.dist(nearest, point) < gap:
            groups[nearest] += keys
        else:
            groups[point] = list(keys)
            cells.setdefault((column, row), []).append(point)
    return sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
