"""Make the outlines of the map: countries of the world, fine around the Baltic Sea and coarse far away.

Run ``uv run --with shapely==2.1.2 python scripts/outlines.py`` after changing something below, look at how
large the file is, and commit it.

Source: Natural Earth 1:10 million (naturalearthdata.com), public domain, as packed in the npm package
world-atlas; town names from our own gazetteer (GeoNames, CC BY 4.0). The credit stands on the map.

Natural Earth draws borders as they are held. Here Crimea belongs to Ukraine, as the General Assembly of the
United Nations has it (resolution 68/262).
"""

import gzip
import json
import tempfile
from collections.abc import Iterable
from itertools import groupby, pairwise
from math import hypot
from pathlib import Path
from typing import NamedTuple

from shapely import LineString, Point, Polygon, box, union_all
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from vendor import ROOT, Package, fetch

SOURCE = Package(
    "world-atlas", "2.0.2", "ISC",
    "sha512-IXfV0qwlKXpckz1FhwXVwKRjiIhOnWttOskm5CtxMsjgE/MXAYRHWJqgXOpM8IkcPBoXnyTU5lFHcYa5ChG0LQ==",
    "outlines of countries from Natural Earth",
)  # fmt: skip
TARGET = ROOT / "src/octant/static/octant/map/outlines.json"
PLACES = ROOT / "src/octant/ecosystem/data/places.tsv.gz"
LARGE_TOWN = 25_000  # inhabitants from which on a town is named
SUBURB = 0.2  # degrees of latitude; nearer to a larger town a place is not named
NOT_SHOWN = {"Antarctica"}
CRIMEA = Point(34.3, 45.2)
SQUEEZE = 0.55  # a degree of longitude beside one of latitude, at 57° north

type Line = list[tuple[float, float]]


class Fineness(NamedTuple):
    tolerance: float  # degrees
    decimals: int
    smallest: float  # island, in square degrees


# (west, south, east, north), the finest first
AREAS = (
    ((3.0, 47.0, 42.0, 72.0), Fineness(0.007, 3, 0.0009)),
    ((-25.0, 33.0, 60.0, 82.0), Fineness(0.03, 2, 0.01)),
    ((-180.0, -90.0, 180.0, 90.0), Fineness(0.15, 1, 0.3)),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        topology = json.loads((fetch(SOURCE, Path(folder)) / "countries-10m.json").read_text())
    arcs = [simplified(line) for line in decoded(topology)]
    shapes = {
        each["properties"]["name"]: shape(each, arcs)
        for each in topology["objects"]["countries"]["geometries"]
        if each["properties"]["name"] not in NOT_SHOWN
    }
    give_back_crimea(shapes)
    features = [feature(name, parts) for name, parts in sorted(shapes.items()) if parts]
    features += towns()
    TARGET.parent.mkdir(exist_ok=True)
    text = json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":")
    )
    TARGET.write_text(text + "\n", encoding="utf-8")
    packed = len(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{len(features)} features, {len(text.encode()) / 1000:.0f} kB, {packed / 1000:.0f} kB compressed")


def decoded(topology: dict) -> list[Line]:
    """The arcs in degrees; TopoJSON keeps steps on a grid."""
    (wide, high), (left, low) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * wide + left, y * high + low))
        lines.append(line)
    return lines


def fineness(x: float, y: float) -> Fineness:
    return next(
        fine for (west, south, east, north), fine in AREAS if west <= x <= east and south <= y <= north
    )


def simplified(line: Line) -> Line:
    """An arc with fewer points, by the area each stretch of it lies in.

    Neighbours share their arcs, so no gap opens between them.
    """
    found: Line = []
    for (tolerance, decimals, _), stretch in groupby(line, lambda point: fineness(*point)):
        points = [(x * SQUEEZE, y) for x, y in stretch]
        if len(points) > 1:
            points = list(LineString(points).simplify(tolerance, preserve_topology=False).coords)
        found += [(round(x / SQUEEZE, decimals), round(y, decimals)) for x, y in points]
    return found


def shape(country: dict, arcs: list[Line]) -> list[Polygon]:
    """The parts of a country that are large enough to be seen."""
    parts = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
    found = []
    for rings in parts:
        outer, *holes = (unrolled(joined(ring, arcs)) for ring in rings)
        if len(outer) < 4:
            continue
        # With fewer points a coast may cross itself, and a renderer would fill the sea.
        whole = Polygon(outer, [hole for hole in holes if len(hole) >= 4]).buffer(0)
        found += [part for part in in_one_world(whole) if is_seen(part)]
    return polygons(union_all(found))


def unrolled(ring: Line) -> Line:
    """A ring across the date line goes on beyond 180 degrees instead of around the world."""
    turn, found = 0, ring[:1]
    for (before, _), (x, y) in pairwise(ring):
        turn += 360 * ((x - before < -180) - (x - before > 180))
        found.append((x + turn, y))
    return found


def in_one_world(whole: BaseGeometry) -> list[Polygon]:
    """The parts of a shape, those beyond the date line brought back."""
    return [
        part
        for turn in (-360, 0, 360)
        for part in polygons(translate(whole.intersection(box(turn - 180, -90, turn + 180, 90)), -turn))
    ]


def is_seen(part: Polygon) -> bool:
    centre = part.envelope.centroid
    return part.area * SQUEEZE >= fineness(centre.x, centre.y).smallest


def joined(ring: list[int], arcs: list[Line]) -> Line:
    line: Line = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        line += arc[1:] if line else arc
    return line


def give_back_crimea(shapes: dict[str, list[Polygon]]) -> None:
    moved = [part for part in shapes["Russia"] if part.contains(CRIMEA)]
    if len(moved) != 1:
        raise SystemExit("Crimea is not where it was: look at the new edition of the outlines.")
    shapes["Russia"].remove(moved[0])
    shapes["Ukraine"] = polygons(union_all([part.buffer(0) for part in (*shapes["Ukraine"], *moved)]))


def polygons(shape: BaseGeometry) -> list[Polygon]:
    """The areas of a shape; none if nothing is left of it."""
    found = [shape] if isinstance(shape, Polygon) else getattr(shape, "geoms", [])
    return [part for part in found if isinstance(part, Polygon) and not part.is_empty]


def feature(name: str, parts: Iterable[Polygon]) -> dict:
    rings = [
        [[list(corner) for corner in ring.coords] for ring in (part.exterior, *part.interiors)]
        for part in parts
    ]
    return {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": {"type": "MultiPolygon", "coordinates": rings},
    }


def towns() -> list[dict]:
    """Names to find one's way by, the largest first; `size` is the number of inhabitants in thousands."""
    found: dict[tuple[float, float], tuple[str, int]] = {}
    for line in gzip.decompress(PLACES.read_bytes()).decode().splitlines():  # the largest first
        name, _country, latitude, longitude, inhabitants, _others = line.split("\t")
        at = (round(float(longitude), 3), round(float(latitude), 3))
        if int(inhabitants) >= LARGE_TOWN and not any(is_near(at, other) for other in found):
            found[at] = (name, int(inhabitants) // 1000)
    return [
        {
            "type": "Feature",
            "properties": {"name": name, "size": size},
            "geometry": {"type": "Point", "coordinates": at},
        }
        for at, (name, size) in found.items()
    ]


def is_near(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return hypot((one[0] - other[0]) * SQUEEZE, one[1] - other[1]) < SUBURB


if __name__ == "__main__":
    main()
