"""Reading a file of answers on its way in, and the imports of a survey."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from octant.core.sheets import headings, preview
from octant.core.sheets.storing import SheetFacts
from octant.core.sheets.uploads import Status
from octant.domain.framework import Framework
from octant.domain.influence import STRONGEST

from ..imports.plan import SECTORS, AnswerProblem
from ..imports.programs import Dropped, program
from ..imports.targets import TargetKind, proposals, targets
from ..models import AnswerImport, Question, Survey

REMEMBERED = 5

FIGURES = {
    "rows.new": _("people’s answers"),
    "rows.empty": _("rows without any answer, left out"),
    "rows.error": _("rows left out because of an error"),
}
WHY = {
    Dropped.PERSON: _("says who it was"),
    Dropped.TIME: _("says when it was"),
    Dropped.TECHNICAL: _("belongs to the other program"),
}


@dataclass(frozen=True, slots=True)
class FileSample:
    """The chosen sheet of a file: its columns with what is proposed, and those that are left out."""

    facts: SheetFacts
    sheets: tuple[str, ...]
    heading_row: int
    program: str
    columns: tuple[preview.ColumnSample, ...]
    dropped: tuple[tuple[str, "str | Promise"], ...]


def sample(
    row: AnswerImport,
    framework: Framework,
    questions: Sequence[Question],
    sheet: str = "",
    heading_row: int = 0,
) -> FileSample:
    shown = {each.name: each for each in row.file.sheets if each.rows and not each.hidden}
    chosen = shown.get(sheet) or shown.get(row.choices.get("sheet", "")) or max(shown.values(), key=_size)
    same = row.choices.get("sheet") == chosen.name
    heading_row = heading_row or (row.choices.get("heading_row", 0) if same else 0)
    head = preview.head(lambda: row.rows(chosen.name), heading_row)
    left_out = {
        place: (heading, Dropped(why)) for place, heading, why in row.choices["dropped"].get(chosen.name, ())
    }
    usable = ["" if place in left_out else text for place, text in enumerate(head.headings)]
    known = headings.remembered(usable, _remembered(row.survey))
    guessed = proposals(
        row.survey, framework, questions, ["" if n in known else t for n, t in enumerate(usable)]
    )
    said = row.choices.get("columns", {}) if same else {}
    columns = head.columns(lambda place: said.get(str(place), known.get(place, guessed.get(place, ""))))
    why = tuple((heading or "–", WHY[reason]) for heading, reason in left_out.values())
    kept = tuple(column for column in columns if column.place not in left_out)
    return FileSample(chosen, tuple(shown), head.row, program(head.headings), kept, why)


def _size(sheet: SheetFacts) -> int:
    return sheet.rows * sheet.columns


def _remembered(survey: Survey) -> Mapping[str, str]:
    """What columns meant in the last imports into this survey, by heading."""
    found: dict[str, str] = {}
    rows = AnswerImport.objects.filter(survey=survey, status__in=[Status.DONE, Status.UNDONE])
    for choices in rows.values_list("choices", flat=True)[:REMEMBERED]:
        for place, text in choices.get("headings", {}).items():
            if text and choices["columns"].get(place):
                found.setdefault(headings.key(text), choices["columns"][place])
    return found


def remembered_words(survey: Survey) -> dict[str, dict[str, dict[str, str]]]:
    """What words meant in the last import into this survey, which had begun with what they meant before."""
    rows = AnswerImport.objects.filter(survey=survey, status__in=[Status.DONE, Status.UNDONE])
    last = rows.order_by("-done_at").values_list("choices", flat=True).first() or {}
    return {"meaning": last.get("meaning", {})}


def figures(row: AnswerImport) -> list[preview.Figure]:
    return preview.figures(row.result.get("figures", {}), FIGURES)


def problems(row: AnswerImport) -> list[AnswerProblem]:
    known = {"known": ", ".join(SECTORS.labels.values())}  # in the language of whoever reads
    return [
        AnswerProblem(**problem | {"facts": problem["facts"] | known})
        for problem in row.result.get("problems", ())
    ]


@dataclass(frozen=True, slots=True)
class LevelLine:
    """What was read for one dimension or statement: how many gave each level, how many could not judge."""

    label: str
    counts: tuple[int, ...]
    cannot_judge: int


def levels(row: AnswerImport, framework: Framework, questions: Sequence[Question]) -> list[LevelLine]:
    known = targets(row.survey, framework, questions)
    found = []
    for name, counts in row.result.get("levels", {}).items():
        if name in known and known[name].kind is TargetKind.LEVEL:
            label = gettext("%(item)s (%(asked)s)") % {"item": known[name].label, "asked": known[name].group}
            by_level = tuple(counts.get(str(level), 0) for level in range(1, 6))
            found.append(LevelLine(label, by_level, counts.get("x", 0)))
    return found


def strengths(row: AnswerImport, framework: Framework) -> list[tuple[str, tuple[int, ...]]]:
    """What was read of what moves what: a pair, and how many gave each strength from 0 to 3."""
    known = targets(row.survey, framework, ())
    return [
        (known[name].label, tuple(counts.get(str(strength), 0) for strength in range(STRONGEST + 1)))
        for name, counts in row.result.get("levels", {}).items()
        if name in known and known[name].kind is TargetKind.INFLUENCE
    ]


def imports(survey: Survey) -> list[preview.ImportLine]:
    return preview.lines(AnswerImport.objects.filter(survey=survey))
