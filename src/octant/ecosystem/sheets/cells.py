"""From what stands in a cell to what the register keeps. Each reader takes a text that is not empty."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db.models import Choices
from django.utils.translation import override

from octant.clusters.countries import NAMES as COUNTRIES
from octant.core.sheets.headings import key
from octant.core.validators import partial_date

from .. import services
from ..fields import Words
from ..models import SDGS
from ..words import SDG_NAMES
from .problems import CellError

type Reader = Callable[[str], Any]

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPLIT = re.compile(r"\s*[|;\n]\s*")
_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T][\d:]+)?")
_PLAIN_URL = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?\.){1,4}[a-z]{2,10}(?:/[\w./~%-]*)?", re.A
)
# Most addresses look like this and need no closer look.
_SDG = re.compile(r"(?:\D{0,6})(\d{1,2})\b")
_url = URLValidator(schemes=["http", "https"])


def line(most: int) -> Reader:
    """Text of one line."""

    def read(value: str) -> str:
        return _checked(" ".join(value.split()), most)

    return read


def text(most: int) -> Reader:
    """Text of several lines."""

    def read(value: str) -> str:
        return _checked(value.replace("\r\n", "\n").replace("\r", "\n"), most)

    return read


def _checked(value: str, most: int) -> str:
    if _CONTROL.search(value):
        raise CellError("control")
    if len(value) > most:
        raise CellError("too_long", most=most)
    return value


def web(value: str) -> str:
    url = value if "://" in value else f"https://{value}"
    if _PLAIN_URL.fullmatch(url):
        return _checked(url, 300)
    try:
        _url(url)
    except ValidationError:
        raise CellError("web", value=value[:120]) from None
    return _checked(url, 300)


def email(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError:
        raise CellError("email", value=value[:120]) from None
    return value


def number(value: str) -> float:
    try:
        return float(value.replace(",", ".").replace("−", "-"))
    except ValueError:
        raise CellError("number", value=value[:120]) from None


def latitude(value: str) -> float:
    return _on_earth(value, 90)


def longitude(value: str) -> float:
    return _on_earth(value, 180)


def _on_earth(value: str, most: int) -> float:
    degrees = number(value)
    if not -most <= degrees <= most:
        raise CellError("not_on_earth")
    return degrees


def degree(value: str) -> int:
    """1 to 5, also as "4 – high"."""
    match = re.match(r"[1-5](?!\d|[.,][1-9])", value)
    if not match:
        raise CellError("degree")
    return int(match[0])


def strength(value: str) -> int:
    if value.rstrip("0").rstrip(".,") not in ("1", "2", "3"):
        raise CellError("strength")
    return int(value[0])


def day(value: str) -> date:
    try:
        if match := _ISO.fullmatch(value):
            return date(*(int(part) for part in match.groups()))
        if match := _DAY.fullmatch(value):
            return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        pass
    raise CellError("date", value=value[:120])


def part_of_a_date(value: str) -> str:
    if match := _DAY.fullmatch(value):
        value = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    try:
        partial_date(value)
    except ValidationError:
        raise CellError("partial_date") from None
    return value


def words(value: str) -> Words:
    """Several words: between vertical bars, semicolons or line breaks; else between commas."""
    return Words(_parts(_checked(value, 5000)))


def _parts(value: str) -> list[str]:
    if "|" in value:
        return value.split("|")
    return _SPLIT.split(value) if _SPLIT.search(value) else value.split(",")


def names(value: str) -> str:
    """Other names, one a line."""
    found = value.split("|") if "|" in value else _SPLIT.split(value)
    return _checked("\n".join(" ".join(each.split()) for each in found if each.strip()), 600)


def together(several: Iterable[str]) -> str:
    """Several words in one cell, so that `words` and `names` take them apart again."""
    found = list(several)
    if len(found) == 1 and set(found[0]) & set(",;\n"):
        return f"{found[0]} |"
    return " | ".join(found)


def sdgs(value: str) -> Words:
    """Goals by number or name: "7 | 13", "SDG 7, SDG 13", "Climate action"."""
    known = _sdg_names()
    found = []
    whole = known.get(key(value))  # a name may have commas in it
    for part in [value] if whole else _parts(value):
        match = _SDG.match(part.strip())
        goal = match[1].lstrip("0") if match else known.get(key(part), "")
        if goal not in SDGS:
            raise CellError("sdg", value=part.strip()[:120])
        found.append(goal)
    return Words(sorted(set(found), key=int))


@cache
def _sdg_names() -> dict[str, str]:
    return in_all_languages(SDG_NAMES)


def country(value: str) -> str:
    code = value.upper()
    found = code if code in COUNTRIES else _countries().get(key(value), "")
    if not found:
        raise CellError("country", value=value[:120])
    return found


@cache
def _countries() -> dict[str, str]:
    return in_all_languages(COUNTRIES)


def in_all_languages(labels: Mapping[Any, Any]) -> dict[str, Any]:
    """What each label means, in every language Octant speaks: {key of the label: value}."""
    found: dict[str, Any] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {key(str(label)): value for value, label in labels.items()}
    return found


class Word:
    """One of a few words: its own key, its label in any language, or what a person says it means.

    `choices` may be read only once the program runs: labels are texts of the reader's language.
    """

    def __init__(self, choices: type[Choices], *, several: bool = False) -> None:
        self.choices = choices
        self.several = several

    @property
    def labels(self) -> dict[str, str]:
        return {str(value): str(label) for value, label in self.choices.choices}

    def known(self) -> dict[str, str]:
        return _known_words(self.choices)

    def read(self, value: str, meaning: Mapping[str, str]) -> Any:
        """`meaning` gives what other words mean: {key: value}; an empty value leaves the cell out."""
        if not self.several:
            return self._one(value, meaning)
        found = (self._one(part, meaning) for part in _parts(value) if part.strip())
        return Words(each for each in found if each)

    def said(self, value: str, meaning: Mapping[str, str]) -> dict[str, str]:
        """Those of its words whose meaning a person has said: {key: the word as it stands here}."""
        parts = _parts(value) if self.several else [value]
        found = {key(part): part.strip()[:120] for part in parts}
        return {word: text for word, text in found.items() if word in meaning and word not in self.known()}

    def _one(self, value: str, meaning: Mapping[str, str]) -> str:
        wanted = key(value)
        found = self.known().get(wanted)
        if found is None:
            found = meaning.get(wanted)
        if found is None:
            raise CellError("word", value=value.strip()[:120], known=", ".join(self.labels.values()))
        return found


@cache
def _known_words(choices: type[Choices]) -> dict[str, str]:
    labels = dict(choices.choices)
    return in_all_languages(labels) | {key(str(value)): str(value) for value in labels}


@cache
def _service_names() -> dict[str, str]:
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {key(name): category for category, name in services.names().items()}
            found |= {key(category): category for category in services.names()}
    return found


def service_lines(value: str) -> list[tuple[str, str]]:
    """Offers or needs, one a line: (kind of service, what exactly)."""
    found = []
    for each in value.replace("\r", "\n").split("\n"):
        if not each.strip():
            continue
        kind, colon, what = each.partition(":")
        category = _service_names().get(key(kind))
        if category is None or not colon or not what.strip():
            raise CellError("service", value=each.strip()[:120])
        found.append((category, _checked(what.strip(), 1000)))
    return found


def service_cell(rows: Iterable[tuple[str, str]]) -> str:
    """The cell that `service_lines` reads, in the reader's language."""
    labels = services.names()
    return "\n".join(f"{labels.get(category, category)}: {' '.join(what.split())}" for category, what in rows)
