"""Reading what a sheet on its way in holds, and what was imported before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from octant.clusters.models import Cluster
from octant.core.sheets import headings, preview
from octant.core.sheets.storing import SheetFacts
from octant.core.sheets.uploads import Status

from ..models import SheetImport
from ..sheets.columns import ALL_COLUMNS, COLUMNS, ORGANISATIONS, RELATIONS, names
from ..sheets.plan import Outcome
from ..sheets.problems import Problem
from ..sheets.register import SAMENESS, Sameness

EXAMPLES_SHOWN = 50
REMEMBERED = 10  # imports back

FIGURES = {
    "organisations.new": _("organisations are new"),
    "organisations.change": _("organisations are changed"),
    "organisations.same": _("organisations are in the register like this already"),
    "organisations.skip": _("organisations are in the register and are left as they are"),
    "organisations.error": _("rows of organisations are left out because of an error"),
    "offers.new": _("offers are new"),
    "needs.new": _("needs are new"),
    "contacts.new": _("contact persons are new"),
    "relations.new": _("relations are new"),
    "relations.change": _("relations are changed"),
    "relations.same": _("relations are there like this already"),
    "relations.skip": _("relations are there and are left as they are"),
    "relations.error": _("rows of relations are left out because of an error"),
}
OUTCOMES = {
    Outcome.NEW: _("new"),
    Outcome.CHANGE: _("changes"),
    Outcome.SAME: _("stays the same"),
    Outcome.SKIP: _("left as it is"),
    Outcome.ERROR: _("left out"),
}


@dataclass(frozen=True, slots=True)
class SheetSample:
    """One sheet with what is proposed for it: what is in it and where its headings stand."""

    facts: SheetFacts
    heading_row: int
    rows: int  # below the headings
    what: str
    columns: tuple[preview.ColumnSample, ...]


def samples(row: SheetImport, heading_rows: Mapping[str, int]) -> list[SheetSample]:
    """Every sheet that has rows and is not hidden. `heading_rows` holds what the person said, by sheet."""
    former = {part: remembered(row.cluster, part) for part in (ORGANISATIONS, RELATIONS)}
    sheets = [sheet for sheet in row.file.sheets if sheet.rows and not sheet.hidden]
    return [
        _sample(row, sheet, heading_rows.get(sheet.name, 0), former, len(sheets) == 1) for sheet in sheets
    ]


def _sample(
    row: SheetImport,
    sheet: SheetFacts,
    heading_row: int,
    former: Mapping[str, Mapping[str, str]],
    alone: bool,
) -> SheetSample:
    known = _known_part(row, sheet.name)
    head = preview.head(lambda: row.rows(sheet.name), heading_row or known.get("heading_row", 0))
    proposals = {part: _propose(head.headings, part, former[part]) for part in (ORGANISATIONS, RELATIONS)}
    what = known.get("what") or _what(proposals, alone)
    proposed = proposals[what or ORGANISATIONS]
    chosen = known.get("columns", {})
    columns = head.columns(lambda place: chosen.get(str(place), proposed.get(place, "")))
    return SheetSample(sheet, head.row, max(sheet.rows - head.above, 0), what, tuple(columns))


def _known_part(row: SheetImport, sheet: str) -> dict[str, Any]:
    """What was said about this sheet before, when somebody comes back to the columns."""
    return next((part for part in row.choices.get("parts", ()) if part["sheet"] == sheet), {})


def _propose(texts: list[str], part: str, former: Mapping[str, str]) -> dict[int, str]:
    """Meanings by place: what such headings meant last time, then what they resemble."""
    known = headings.remembered(texts, former)
    used = set(known.values())
    others = {name: several for name, several in names(part).items() if name not in used}
    guessed = headings.guess(["" if place in known else text for place, text in enumerate(texts)], others)
    return known | guessed


def _what(proposals: Mapping[str, Mapping[int, str]], alone: bool) -> str:
    if {"from", "to"} <= set(proposals[RELATIONS].values()):
        return RELATIONS
    return ORGANISATIONS if alone or "name" in proposals[ORGANISATIONS].values() else ""


def remembered(cluster: Cluster, what: str) -> dict[str, str]:
    """What columns meant in the last imports of this cluster, by heading."""
    rows = SheetImport.objects.filter(cluster=cluster, status__in=[Status.DONE, Status.UNDONE])
    found: dict[str, str] = {}
    for choices in rows.values_list("choices", flat=True)[:REMEMBERED]:
        for part in choices.get("parts", ()):
            if part["what"] == what:
                for place, text in part["headings"].items():
                    name = part["columns"].get(place, "")
                    if text and (not name or name in COLUMNS[what]):
                        found.setdefault(headings.key(text), name)
    return found


def remembered_words(cluster: Cluster) -> dict[str, dict[str, str]]:
    """What words meant in the last import of this cluster, which had begun with what they meant before."""
    rows = SheetImport.objects.filter(cluster=cluster, status__in=[Status.DONE, Status.UNDONE])
    last = rows.order_by("-done_at").values_list("choices", flat=True).first() or {}
    return {column: words for column, words in last.get("meaning", {}).items() if column in ALL_COLUMNS}


def imports(cluster: Cluster) -> list[preview.ImportLine]:
    return preview.lines(SheetImport.objects.filter(cluster=cluster))


def same_file(row: SheetImport) -> SheetImport | None:
    """The last import of the very same file that still holds."""
    rows = SheetImport.objects.filter(cluster=row.cluster, digest=row.digest, status=Status.DONE)
    return rows.exclude(pk=row.pk).exclude(digest="").first()


def problems(row: SheetImport) -> list[Problem]:
    return [_in_words_of_today(Problem(**problem)) for problem in row.result.get("problems", ())]


def _in_words_of_today(problem: Problem) -> Problem:
    """The words that would be known, in the language of whoever reads about the problem."""
    column = ALL_COLUMNS.get(problem.key)
    if problem.code != "word" or column is None or column.word is None:
        return problem
    known = ", ".join(column.word.labels.values())
    return replace(problem, facts=problem.facts | {"known": known})


def figures(row: SheetImport) -> list[preview.Figure]:
    return preview.figures(row.result.get("figures", {}), FIGURES)


@dataclass(frozen=True, slots=True)
class Example:
    """One row and what becomes of it; `known` is the organisation it was found to be, `by` how."""

    sheet: str
    row: int
    name: str
    outcome: str
    known: str
    by: str
    fields: tuple[str, ...]


def examples(row: SheetImport) -> list[Example]:
    """Rows that speak of what is known first: those are worth a look."""
    found = sorted(
        row.result.get("examples", ()),
        key=lambda each: (each["outcome"] == Outcome.NEW, each["sheet"], each["row"]),
    )
    labels = {name: str(column.label) for name, column in ALL_COLUMNS.items()}
    return [
        Example(
            each["sheet"],
            each["row"],
            each["name"],
            str(OUTCOMES[Outcome(each["outcome"])]),
            each["known"],
            str(SAMENESS[Sameness(each["by"])]) if each["by"] else "",
            tuple(labels[name] for name in each["fields"] if name in labels),
        )
        for each in found[:EXAMPLES_SHOWN]
    ]
