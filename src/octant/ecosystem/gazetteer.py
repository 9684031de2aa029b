"""Where towns lie, without asking anybody: about 25,000 places from GeoNames (CC BY 4.0)."""

import gzip
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .names import search_key

FILE = Path(__file__).parent / "data/places.tsv.gz"
CREDIT = "GeoNames, CC BY 4.0"
MOST_SUGGESTIONS = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A town or village; latitude and longitude in degrees, inhabitants 0 when unknown."""

    name: str
    country: str
    latitude: float
    longitude: float
    inhabitants: int


def find(name: str, country: str = "") -> Place | None:
    """The place of this name in this country, the largest if there are several.

    Without a country it must be one name only: “Springe” may lie anywhere, so a name that several countries
    know is not guessed.
    """
    found = _by_name().get(search_key(name), ())
    if country:
        return next((place for place in found if place.country == country), None)
    return found[0] if len({place.country for place in found}) == 1 else None


def suggestions(typed: str, country: str = "") -> list[tuple[str, Place]]:
    """At most ten (name as it was looked for, place) that begin with what was typed, large ones first.

    Places of `country` come before all others.
    """
    wanted = search_key(typed)
    if len(wanted) < 2:
        return []
    found: dict[Place, str] = {}
    for key, name, place in _names():
        if key.startswith(wanted):
            found.setdefault(place, name)
    ordered = sorted(found.items(), key=lambda item: (item[0].country != country, -item[0].inhabitants))
    return [(name, place) for place, name in ordered[:MOST_SUGGESTIONS]]


def of_country(country: str) -> list[Place]:
    """All its places, the largest first."""
    return list(dict.fromkeys(place for _key, _name, place in _names() if place.country == country))


@cache
def _names() -> tuple[tuple[str, str, Place], ...]:
    """(key, name, place) for every name, the largest place first; read once, when it is first needed."""
    return tuple(_read())


def _read() -> Iterator[tuple[str, str, Place]]:
    with gzip.open(FILE, "rt", encoding="utf-8") as lines:
        for line in lines:
            name, country, latitude, longitude, inhabitants, others = line.rstrip("\n").split("\t")
            place = Place(name, country, float(latitude), float(longitude), int(inhabitants))
            for each in (name, *filter(None, others.split("|"))):
                yield search_key(each), each, place


@cache
def _by_name() -> Mapping[str, tuple[Place, ...]]:
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for key, _name, place in _names():
        if place not in found[key]:
            found[key].append(place)
    return {key: tuple(places) for key, places in found.items()}
