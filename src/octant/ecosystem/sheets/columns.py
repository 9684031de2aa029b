"""What a column may mean: its name in any language, how its cells are read, and how they are written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from ..models import EcosystemRole, Kind, MembershipState, RelationKind, Sector, Stance
from . import cells
from .cells import Word

type Text = str | Promise
ORGANISATIONS, RELATIONS = "organisations", "relations"
OTHER_NAMES = {
    "id": "octant id|octant number|octant-nummer",
    "name": (
        "label|organisation|organization|institution|einrichtung|träger|nazwa|organizacja|nosaukums|"
        "organizācija|nimi|organisatsioon|namn|navn|organisasjon|назва|організація|pavadinimas|"
        "organisation name|name der organisation|actor|akteur|partner|company|firma"
    ),
    "also_known_as": (
        "aka|alias|aliases|short name|acronym|abbreviation|kurzname|abkürzung|skrót|saīsinājums|"
        "lühend|förkortning|forkortelse|скорочення"
    ),
    "sector": "sektor|sektors|сектор|sektorius",
    "kind": (
        "type|typ|art|rodzaj|veids|tüüp|liik|type of organisation|тип|organisationstyp|legal form|rechtsform"
    ),
    "roles": "role|rolle|rollen|rola|loma|roll|роль|role in the ecosystem",
    "web": (
        "website|web|url|homepage|internet|www|webseite|strona internetowa|mājaslapa|veebileht|"
        "webbplats|nettsted|вебсайт|сайт|link"
    ),
    "place": (
        "city|town|location|ort|stadt|miasto|miejscowość|vieta|pilsēta|linn|asukoht|ort stad|stad|"
        "sted|by|місто|місце"
    ),
    "municipality": "gemeinde|gmina|novads|pašvaldība|vald|omavalitsus|kommun|kommune|громада",
    "country": "land|kraj|valsts|riik|країна",
    "latitude": "lat|breite|breitengrad|y",
    "longitude": "lon|lng|long|länge|längengrad|x",
    "sdgs": (
        "sdg|sdgs|sustainable development goals|ziele|global goals|nachhaltigkeitsziele|"
        "cele zrównoważonego rozwoju"
    ),
    "fields_of_work": (
        "tags|fields|topics|themen|arbeitsfelder|schlagworte|tematy|jomas|teemad|ämnen|tema|теми|"
        "field of work|area of work"
    ),
    "target_groups": (
        "target group|zielgruppe|zielgruppen|grupy docelowe|mērķgrupas|sihtrühmad|målgrupper|"
        "цільові групи|beneficiaries"
    ),
    "membership": (
        "member|mitglied|mitgliedschaft|członkostwo|dalība|liikmelisus|medlemskap|членство|status"
    ),
    "influence": "power|einfluss|macht|wpływ|ietekme|mõju|inflytande|innflytelse|вплив",
    "interest": "interesse|zainteresowanie|interese|huvi|intresse|інтерес",
    "connectedness": "vernetzung|vernetztheit",
    "stance": "haltung|attitude|einstellung|position",
    "notes": (
        "description|note|comment|comments|beschreibung|notizen|bemerkung|bemerkungen|opis|uwagi|"
        "apraksts|piezīmes|kirjeldus|märkused|beskrivning|anteckningar|beskrivelse|опис|примітки|"
        "anmerkungen"
    ),
    "review_on": "review|next review|wiedervorlage",
    "source": "quelle|źródło|avots|allikas|källa|kilde|джерело",
    "source_url": "source url|source link|link zur quelle",
    "as_of": "stand|date|datum|as at",
    "offers": "offer|angebot|angebote|oferta|piedāvājums|pakkumised|erbjuder|tilbyr|пропозиції",
    "needs": "need|bedarf|bedarfe|sucht|potrzeby|vajadzības|vajadused|behov|потреби",
    "contact_name": (
        "contact|contact person|kontakt|ansprechpartner|ansprechpartnerin|ansprechperson|"
        "kontaktperson|osoba kontaktowa|kontaktpersona|kontaktisik|контактна особа"
    ),
    "contact_function": "function|position of the person|funktion|funkcja|amats|amet",
    "contact_email": (
        "email|e-mail|mail|e-mail address|contact e-mail|e-mail of contact|e-mail kontakt|e-post|e-pasts|"
        "epost|електронна пошта|adres e-mail"
    ),
    "contact_phone": "phone|telephone|telefon|tel|telefons|tālrunis|телефон|mobile",
    "from": "source|von|od|no|kust|från|fra|від|organisation a|from organisation",
    "to": "target|nach|zu|do|uz|kuhu|till|til|до|organisation b|to organisation",
    "relation": "type|kind|relation type|art|rodzaj|veids|tüüp|typ|тип",
    "direction": "richtung|kierunek|virziens|suund|riktning|retning|напрям",
    "strength": "weight|stärke|gewicht|siła|stiprums|tugevus|styrka|styrke|сила",
    "since": "start|begin|seit|od kiedy|kopš|alates|sedan|siden|з",
    "ended_on": "end|ended|ende|bis|koniec",
    "evidence": "description|beschreibung|nachweis|beleg|opis|apraksts|label|note",
    "evidence_url": "link|url|evidence link",
}
"""What columns are called besides their own name, as seen in sheets of the region and of Kumu."""


@dataclass(frozen=True, slots=True)
class Column:
    """One meaning of a column. `read` takes a text that is not empty; `word` is given for fixed words."""

    key: str
    label: Text
    read: Callable[[str], Any]
    word: Word | None = None


def _column(key: str, label: Text, read: Callable[[str], Any] | Word) -> Column:
    if isinstance(read, Word):
        return Column(key, label, str, read)
    return Column(key, label, read)


_ORGANISATIONS = [
    _column("id", _("Octant number"), str.strip),
    _column("name", _("Name"), cells.line(200)),
    _column("also_known_as", _("Also known as"), cells.names),
    _column("sector", _("Sector"), Word(Sector)),
    _column("kind", _("Kind"), Word(Kind)),
    _column("roles", _("Roles in the ecosystem"), Word(EcosystemRole, several=True)),
    _column("web", _("Website"), cells.web),
    _column("place", _("Place"), cells.line(120)),
    _column("municipality", _("Municipality"), cells.line(120)),
    _column("country", _("Country"), cells.country),
    _column("latitude", _("Latitude"), cells.latitude),
    _column("longitude", _("Longitude"), cells.longitude),
    _column("sdgs", _("Sustainable Development Goals"), cells.sdgs),
    _column("fields_of_work", _("Fields of work"), cells.words),
    _column("target_groups", _("Target groups"), cells.words),
    _column("membership", _("Membership"), Word(MembershipState)),
    _column("influence", _("Influence"), cells.degree),
    _column("interest", _("Interest"), cells.degree),
    _column("connectedness", _("Connectedness"), cells.degree),
    _column("stance", _("Stance"), Word(Stance)),
    _column("notes", _("Notes"), cells.text(5000)),
    _column("review_on", _("Look at it again on"), cells.day),
    _column("source", _("Source"), cells.line(300)),
    _column("source_url", _("Link to the source"), cells.web),
    _column("as_of", _("As of"), cells.part_of_a_date),
    _column("offers", _("Offers"), cells.service_lines),
    _column("needs", _("Needs"), cells.service_lines),
    _column("contact_name", _("Name of the contact person"), cells.line(120)),
    _column("contact_function", _("Function of the contact person"), cells.line(120)),
    _column("contact_email", _("E-mail address of the contact person"), cells.email),
    _column("contact_phone", _("Telephone of the contact person"), cells.line(40)),
]
_RELATIONS = [
    _column("from", _("From"), cells.line(200)),
    _column("to", _("To"), cells.line(200)),
    _column("relation", _("Kind of relation"), Word(RelationKind)),
    _column("direction", _("Direction"), str.strip),
    _column("strength", _("Strength"), cells.strength),
    _column("since", _("Since"), cells.day),
    _column("ended_on", _("Ended on"), cells.day),
    _column("evidence", _("Evidence"), cells.line(300)),
    _column("evidence_url", _("Link to the evidence"), cells.web),
]
COLUMNS: dict[str, dict[str, Column]] = {
    ORGANISATIONS: {column.key: column for column in _ORGANISATIONS},
    RELATIONS: {column.key: column for column in _RELATIONS},
}
ALL_COLUMNS = COLUMNS[ORGANISATIONS] | COLUMNS[RELATIONS]
FIELDS = [
    each.key
    for each in _ORGANISATIONS
    if each.key not in ("id", "offers", "needs") and not each.key.startswith("contact_")
]
"""Columns that are a field of the organisation itself."""

EXPORTED = ["id", *FIELDS, "offers", "needs"]
"""In this order in a file of ours. Persons are left out: such a file is passed on easily."""

JUDGED = frozenset({"influence", "interest", "connectedness", "stance", "notes", "review_on"})
"""How the core team sees an organisation: in the files of those who edit the register only."""


@cache
def names(part: str) -> Mapping[str, list[str]]:
    """What each column may be called, in every language."""
    return {column.key: list(_names(column)) for column in COLUMNS[part].values()}


def _names(column: Column) -> Iterable[str]:
    yield column.key
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield str(column.label)
    yield from OTHER_NAMES.get(column.key, "").split("|")


def choices(part: str) -> list[tuple[str, Text]]:
    return [(column.key, column.label) for column in COLUMNS[part].values()]
