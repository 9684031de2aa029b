"""What each row of a sheet would do to the register. Nothing is written here.

The same plan stands behind the preview, the figures and the import itself, so that what was shown is what is
done.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from octant.core.sheets.headings import key
from octant.core.sheets.storing import Row

from ..actions.register import located
from ..models import DIRECTED, Relation, RelationKind
from .cells import Word, in_all_languages
from .columns import COLUMNS
from .problems import CellError, Problem
from .register import Register, Sameness, is_empty


class Rule(StrEnum):
    """What happens to a row that is in the register already."""

    SKIP = "skip"
    FILL = "fill"
    OVERWRITE = "overwrite"
    ADD = "add"  # it is another one: not for the same number or name


RULES = {
    Rule.SKIP: _("leave the register as it is"),
    Rule.FILL: _("fill in what is empty in the register"),
    Rule.OVERWRITE: _("overwrite the register with what stands in the sheet"),
    Rule.ADD: _("add it: it is another organisation"),
}
DEFAULT_RULES = {
    Sameness.NUMBER: Rule.OVERWRITE,
    Sameness.NAME: Rule.FILL,
    Sameness.WEB: Rule.SKIP,
    Sameness.ALIKE: Rule.SKIP,
}


class Outcome(StrEnum):
    NEW = "new"
    CHANGE = "change"
    SAME = "same"
    SKIP = "skip"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet of the file: what is in it, where its headings stand, what each column means."""

    what: str
    sheet: str
    heading_row: int
    columns: dict[int, str]
    headings: dict[int, str]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Part":
        columns = {int(place): name for place, name in data["columns"].items() if name}
        headings = {int(place): text for place, text in data["headings"].items()}
        return cls(data["what"], data["sheet"], data["heading_row"], columns, headings)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person chose besides the columns. `meaning`: {column: {word as in `key`: value}}; `meant`
    collects those of these words that stand in the sheet: {column: {key: word}}.
    """

    rules: dict[Sameness, Rule] = field(default_factory=lambda: dict(DEFAULT_RULES))
    relation_rule: Rule = Rule.FILL
    relation_kind: str = RelationKind.COOPERATES
    keep_good_cells: bool = False
    meaning: dict[str, dict[str, str]] = field(default_factory=dict)
    meant: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Choices":
        rules = {**DEFAULT_RULES, **{Sameness(k): Rule(rule) for k, rule in data.get("rules", {}).items()}}
        return cls(
            rules=rules,
            relation_rule=Rule(data.get("relation_rule", Rule.FILL)),
            relation_kind=data.get("relation_kind", RelationKind.COOPERATES),
            keep_good_cells=data.get("keep_good_cells", False),
            meaning=data.get("meaning", {}),
        )


@dataclass(slots=True)
class OrganisationPlan:
    """What one row does. `number`: of the organisation it speaks of, minus the row for a new one."""

    row: int
    name: str
    outcome: Outcome
    number: int = 0
    sameness: Sameness | None = None
    values: dict[str, Any] = field(default_factory=dict)
    offers: list[tuple[str, str]] = field(default_factory=list)
    needs: list[tuple[str, str]] = field(default_factory=list)
    contact: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class RelationPlan:
    row: int
    name: str
    outcome: Outcome
    first: int = 0
    second: int = 0
    values: dict[str, Any] = field(default_factory=dict)
    known: dict[str, Any] | None = None
    problems: list[Problem] = field(default_factory=list)


class _Reader:
    """Reads the cells of one part: values by column, and what is wrong."""

    def __init__(self, part: Part, choices: Choices) -> None:
        self.part = part
        self.keep_good_cells = choices.keep_good_cells
        known = COLUMNS[part.what]
        self.columns = [(place, known[name]) for place, name in part.columns.items() if name in known]
        self.heading = {name: part.headings.get(place, "") for place, name in part.columns.items()}
        self.meaning, self.meant = choices.meaning, choices.meant
        # A sheet says the same few things again and again: public sector, Riga, climate.
        self._known: dict[tuple[int, str], Any] = {}

    def rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        return (row for row in rows if row.number > self.part.heading_row)

    def read(self, row: Row) -> tuple[dict[str, Any], list[Problem]]:
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        cells = row.cells
        width = len(cells)
        for place, column in self.columns:
            text = cells[place].strip() if place < width else ""
            if not text:
                continue
            found = self._known.get((place, text))
            if found is None:
                try:
                    found = self._word(column.key, column.word, text) if column.word else column.read(text)
                except CellError as error:
                    found = error
                if len(text) < 60:
                    self._known[place, text] = found
            if isinstance(found, CellError):
                problems.append(self.problem(row, column.key, found, text))
            elif found not in ("", ()):  # a word that a person says means nothing
                values[column.key] = found
        return values, problems

    def _word(self, column: str, word: Word, text: str) -> Any:
        meaning = self.meaning.get(column, {})
        if said := word.said(text, meaning) if meaning else {}:
            self.meant.setdefault(column, {}).update(said)
        return word.read(text, meaning)

    def problem(self, row: Row, column: str, error: CellError, text: str = "") -> Problem:
        heading = self.heading.get(column) or str(COLUMNS[self.part.what][column].label)
        return Problem(row.number, column, heading[:80], text[:120], error.code, error.facts, self.part.sheet)


# ---------- Organisations ----------


def organisations(
    part: Part, rows: Iterable[Row], register: Register, choices: Choices
) -> Iterator[OrganisationPlan]:
    """One plan a row, in order. New ones are added to `register`, so that relations find them."""
    reader = _Reader(part, choices)
    seen: dict[int, int] = {}
    for row in reader.rows(rows):
        values, problems = reader.read(row)
        plan = _organisation(row, values, problems, reader, register, choices, seen)
        plan.problems = problems
        if plan.outcome is Outcome.ERROR:
            register.leave_out(plan.name, row.number)
        yield plan


def _organisation(
    row: Row,
    values: dict[str, Any],
    problems: list[Problem],
    reader: _Reader,
    register: Register,
    choices: Choices,
    seen: dict[int, int],
) -> OrganisationPlan:
    def wrong(column: str, code: str, **facts: object) -> OrganisationPlan:
        text = name if column == "name" else ""
        problems.append(reader.problem(row, column, CellError(code, **facts), text))
        return OrganisationPlan(row.number, name, Outcome.ERROR)

    name = values.get("name", "")
    if not name:
        if not any(problem.key == "name" for problem in problems):
            return wrong("name", "needed")
        return OrganisationPlan(row.number, "", Outcome.ERROR)
    _check_coordinates(row, values, problems, reader)
    contact = {each: values.pop(each) for each in list(values) if each.startswith("contact_")}
    if contact and "contact_name" not in contact:
        wrong("contact_name", "person_without_name")
        contact = {}
    if problems and not choices.keep_good_cells:
        return OrganisationPlan(row.number, name, Outcome.ERROR)

    number_text = values.pop("id", "")
    offers, needs = values.pop("offers", []), values.pop("needs", [])
    found = register.find(values, number_text)
    if found and choices.rules[found[1]] is Rule.ADD:
        found = None
    number, sameness = found or (-row.number, None)
    if number in seen:
        return wrong("name", "twice", row=seen[number])
    seen[number] = row.number
    plan = OrganisationPlan(row.number, name, Outcome.NEW, number, sameness, values, offers, needs, contact)
    if sameness is None:
        _locate(values, register)
        register.add(number, values)
    elif number < 0:
        return wrong("name", "twice", row=-number)
    else:
        plan.outcome, plan.values = _change(register, number, values, choices.rules[sameness])
        if "name" in plan.values and register.named(name) not in (None, number):
            return wrong("name", "name_taken")
        if plan.outcome is Outcome.SKIP:
            plan.offers, plan.needs, plan.contact = [], [], {}
    return plan


def _check_coordinates(row: Row, values: dict[str, Any], problems: list[Problem], reader: _Reader) -> None:
    """Half a place on the map is none."""
    if ("latitude" in values) == ("longitude" in values):
        return
    missing = "longitude" if "latitude" in values else "latitude"
    if missing in reader.part.columns.values() and row.cell(_place(reader, missing)).strip():
        values.pop("latitude", None)  # the other half is wrong, and that is told already
        values.pop("longitude", None)
        return
    values.pop("latitude", None)
    values.pop("longitude", None)
    problems.append(reader.problem(row, missing, CellError("half_coordinate")))


def _place(reader: _Reader, name: str) -> int:
    return next(place for place, column in reader.part.columns.items() if column == name)


def _locate(values: dict[str, Any], register: Register) -> None:
    """What the gazetteer knows about the place; what the sheet gives stays."""
    if "latitude" in values:
        values["placed_by_hand"] = True
    place = located(register.cluster, values.get("place", ""), values.get("country", ""))
    if place is None:
        return
    values.setdefault("country", place.country)
    values.setdefault("municipality", values["place"])
    if "latitude" not in values:
        values["latitude"], values["longitude"] = place.latitude, place.longitude


def _change(
    register: Register, number: int, values: dict[str, Any], rule: Rule
) -> tuple[Outcome, dict[str, Any]]:
    """What a known organisation becomes under a rule."""
    if rule is Rule.SKIP:
        return Outcome.SKIP, {}
    known = register.rows[number]
    different = {name: value for name, value in values.items() if known[name] != value}
    if rule is Rule.FILL:
        different = {name: value for name, value in different.items() if is_empty(name, known[name])}
        if "latitude" in values and not {"latitude", "longitude"} <= set(different):
            different.pop("latitude", None)
            different.pop("longitude", None)
    if "latitude" in different or "longitude" in different:
        different |= {
            "latitude": values["latitude"],
            "longitude": values["longitude"],
            "placed_by_hand": True,
        }
    elif "place" in different and not known["placed_by_hand"]:
        place = located(register.cluster, values["place"], values.get("country", known["country"]))
        if place:
            different |= {"latitude": place.latitude, "longitude": place.longitude}
    return (Outcome.CHANGE if different else Outcome.SAME), different


# ---------- Relations ----------

DIRECTIONS = {True: _("one way"), False: _("both ways")}
OTHER_DIRECTIONS = {
    **dict.fromkeys(("directed", "yes", "1", "true", "gerichtet", "einseitig"), True),
    **dict.fromkeys(("undirected", "mutual", "no", "0", "false", "ungerichtet", "beidseitig"), False),
}
"""As other programs write it; Kumu says directed, undirected and mutual."""


def relations(
    part: Part, rows: Iterable[Row], register: Register, choices: Choices
) -> Iterator[RelationPlan]:
    """One plan a row. Both ends are looked up by name or number, also among the rows of the same file."""
    reader = _Reader(part, choices)
    current = _current_relations(register)
    seen: dict[tuple[int, int, str], int] = {}
    for row in reader.rows(rows):
        values, problems = reader.read(row)
        yield _relation(row, values, problems, reader, register, choices, current, seen)


def _current_relations(register: Register) -> dict[tuple[int, int, str], dict[str, Any]]:
    fields = (
        "pk",
        "first_id",
        "second_id",
        "kind",
        "strength",
        "directed",
        "since",
        "evidence",
        "evidence_url",
    )
    rows = Relation.objects.current().filter(removed_at=None, cluster=register.cluster).values(*fields)
    return {(row["first_id"], row["second_id"], row["kind"]): row for row in rows}


def _relation(
    row: Row,
    values: dict[str, Any],
    problems: list[Problem],
    reader: _Reader,
    register: Register,
    choices: Choices,
    current: dict[tuple[int, int, str], dict[str, Any]],
    seen: dict[tuple[int, int, str], int],
) -> RelationPlan:
    name = f"{values.get('from', '')} – {values.get('to', '')}"[:200]
    bad = RelationPlan(row.number, name, Outcome.ERROR, problems=problems)

    def wrong(column: str, code: str, text: str = "", **facts: object) -> None:
        problems.append(reader.problem(row, column, CellError(code, **facts), text))

    ends: list[int] = []
    for column in ("from", "to"):
        text = values.get(column, "")
        if not text:
            wrong(column, "needed")
            continue
        number = register.numbered(text)
        number = register.named(text) if number is None else number
        if number is not None:
            ends.append(number)
        elif left_out := register.left_out(text):
            wrong(column, "end_left_out", text, value=text[:120], row=left_out)
        else:
            wrong(column, "missing_end", text, value=text[:120])
    loop = len(ends) == 2 and ends[0] == ends[1]
    if loop:
        wrong("to", "loop", values["to"])
    if values.get("since") and values.get("ended_on") and values["ended_on"] < values["since"]:
        wrong("ended_on", "ends_before")
    if problems and (not choices.keep_good_cells or len(ends) < 2 or loop):
        return bad

    kind = values.get("relation") or choices.relation_kind
    directed = _directed(kind, values.get("direction", ""))
    first, second = ends
    if not directed:
        first, second = _in_order(first, second)
    if (first, second, kind) in seen:
        wrong("to", "parallel", row=seen[first, second, kind])
        return bad
    seen[first, second, kind] = row.number
    facts: dict[str, Any] = {
        each: values[each] for each in ("since", "ended_on", "evidence", "evidence_url") if each in values
    }
    facts |= {"kind": kind, "directed": directed}
    known = current.get((first, second, kind))
    outcome = Outcome.NEW
    if known:
        facts, outcome = _known_relation(known, values, facts, choices.relation_rule)
    elif "strength" in values:
        facts["strength"] = values["strength"]
    return RelationPlan(row.number, name, outcome, first, second, facts, known, problems)


def _directed(kind: str, said: str) -> bool:
    return _directions().get(key(said), kind in DIRECTED)


@cache
def _directions() -> dict[str, bool]:
    return OTHER_DIRECTIONS | in_all_languages(DIRECTIONS)


def _in_order(first: int, second: int) -> tuple[int, int]:
    """The smaller number first; new organisations (numbers below zero) come after all others."""
    if first > 0 and second > 0:
        return min(first, second), max(first, second)
    return (first, second) if (first > 0 or (second < 0 and first > second)) else (second, first)


def _known_relation(
    known: dict[str, Any], values: dict[str, Any], facts: dict[str, Any], rule: Rule
) -> tuple[dict[str, Any], Outcome]:
    """What a relation that is there becomes. Another strength ends it and begins a new one."""
    if rule is Rule.SKIP:
        return {}, Outcome.SKIP
    changed: dict[str, Any] = {
        name: facts[name]
        for name in ("since", "evidence", "evidence_url")
        if name in facts and facts[name] != known[name] and (rule is Rule.OVERWRITE or not known[name])
    }
    if rule is Rule.OVERWRITE:
        changed |= {"ended_on": facts["ended_on"]} if "ended_on" in facts else {}
        if values.get("strength", known["strength"]) != known["strength"]:
            changed["strength"] = values["strength"]
    return changed, (Outcome.CHANGE if changed else Outcome.SAME)
