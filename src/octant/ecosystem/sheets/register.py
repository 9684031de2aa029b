"""What is in the register already, held so that 10,000 rows of a sheet are compared with it in a moment."""

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from octant.clusters.models import Cluster
from octant.core.requests import whole_number
from octant.later import Later

from ..fields import Words
from ..models import Organisation
from ..names import name_key, search_key

if TYPE_CHECKING:
    from rapidfuzz import fuzz, process
else:
    fuzz = Later("rapidfuzz.fuzz")
    process = Later("rapidfuzz.process")

ALIKE = 90  # likeness of two names at the same place, of 100
RELATED = 60  # the same of two names with the same website


class Sameness(StrEnum):
    """By what a row of a sheet was found to be an organisation of the register."""

    NUMBER = "number"
    NAME = "name"
    WEB = "web"
    ALIKE = "alike"


SAMENESS = {
    Sameness.NUMBER: _("the same Octant number"),
    Sameness.NAME: _("the same name or one it is also known as"),
    Sameness.WEB: _("the same website"),
    Sameness.ALIKE: _("a similar name in the same place"),
}


def number_of(cluster: Cluster, organisation_id: int) -> str:
    """The number of an organisation in files; it names the cluster, so that no other takes it for its own."""
    return f"{cluster.slug}-{organisation_id}"


class Register:
    """The organisations of one cluster by number, name, website and place.

    Organisations that the sheet itself brings are added with numbers below zero (minus their row).
    """

    def __init__(self, cluster: Cluster, fields: Iterable[str] = ()) -> None:
        self.cluster = cluster
        self.rows: dict[int, dict[str, Any]] = {}
        self._by_name: dict[str, int] = {}
        self._by_web: dict[str, int] = {}
        self._left_out: dict[str, int] = {}
        self._by_place: defaultdict[tuple[str, str], dict[int, str]] = defaultdict(dict)
        wanted = {"pk", "name", "also_known_as", "web", "place", "name_key", "version", *fields}
        for row in Organisation.kept.filter(cluster=cluster).order_by("pk").values(*wanted):
            self.rows[row["pk"]] = row
            self.add(row["pk"], row)

    def add(self, number: int, row: dict[str, Any]) -> None:
        # An organisation's own name goes before one that another is also known as.
        self._by_name[name_key(row["name"])] = number
        for other in filter(None, map(name_key, row.get("also_known_as", "").splitlines())):
            self._by_name.setdefault(other, number)
        if number < 0:  # within one sheet two offices of one house may share a website
            return
        if web := web_key(row.get("web", "")):
            self._by_web.setdefault(web, number)
        self._by_place[_block(row)][number] = search_key(row["name"])

    def numbered(self, text: str) -> int | None:
        slug, _dash, number = text.strip().rpartition("-")
        found = whole_number(number) if slug == self.cluster.slug else None
        return found if found in self.rows else None

    def named(self, name: str) -> int | None:
        return self._by_name.get(name_key(name))

    def leave_out(self, name: str, row: int) -> None:
        """The sheet has this organisation, but something in its row is wrong."""
        self._left_out.setdefault(name_key(name), row)

    def left_out(self, name: str) -> int | None:
        return self._left_out.get(name_key(name))

    def find(self, values: dict[str, Any], number: str = "") -> tuple[int, Sameness] | None:
        """The organisation that a row of a sheet speaks of, and by what it was found."""
        if (known := self.numbered(number)) is not None:
            return known, Sameness.NUMBER
        if (known := self.named(values["name"])) is not None:
            return known, Sameness.NAME
        known = self._by_web.get(web_key(values.get("web", "")))
        if known is not None and self._resembles(values["name"], known):
            return known, Sameness.WEB
        return self._alike(values)

    def _resembles(self, name: str, known: int) -> bool:
        """Whether two organisations with one website may be one: their names have something in common."""
        names = search_key(name), search_key(self.rows[known]["name"])
        return fuzz.token_set_ratio(*names) >= RELATED

    def _alike(self, values: dict[str, Any]) -> tuple[int, Sameness] | None:
        if not values.get("place"):
            return None
        near = self._by_place.get(_block(values))
        if not near:
            return None
        name = search_key(values["name"])
        found = process.extractOne(name, near, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE)
        return (found[2], Sameness.ALIKE) if found else None


def _block(row: dict[str, Any]) -> tuple[str, str]:
    """Names are compared letter by letter only where place and first letters are the same."""
    return search_key(row.get("place", "")), search_key(row["name"])[:2]


def web_key(url: str) -> str:
    """What two ways of writing one address have in common; a page of a portal is not the portal."""
    address = url.lower().partition("://")[2].partition("#")[0].partition("?")[0]
    return address.removeprefix("www.").rstrip("/")


def is_empty(field: str, value: Any) -> bool:
    return value in ("", None, Words()) or (field == "membership" and value == "none")
