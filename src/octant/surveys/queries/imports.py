"""Reading a file of answers on its way in, and the imports of a survey."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from octant.core.sheets import headings
from octant.core.sheets.storing import SheetFacts
from octant.core.sheets.uploads import Status
from octant.domain.framework import Framework
from octant.ecosystem.queries.sheets import ColumnSample, Figure

from ..imports.plan import AnswerProblem
from ..imports.programs import Dropped, program
from ..imports.targets import proposals, targets
from ..models import AnswerImport, Question, Survey

SAMPLES = 3
LOOKED_AT = 50
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
    columns: tuple[ColumnSample, ...]
    dropped: tuple[tuple[str, "str | Promise"], ...]


def sample(
    row: AnswerImport,
    framework: Framework,
    questions: Sequence[Question],
    sheet: str = "",
    heading_row: int = 0,
) -> FileSample:
    shown = [each for each in row.file.sheets if each.rows and not each.hidden]
    named = {each.name: each for each in shown}
    chosen = named.get(sheet) or named.get(row.choices.get("sheet", "")) or max(shown, key=_size)
    same = row.choices.get("sheet") == chosen.name
    heading_row = heading_row or (row.choices.get("heading_row", 0) if same else 0)
    heading_row = heading_row or headings.heading_row(row.rows(chosen.name))
    first = list(islice((each for each in row.rows(chosen.name) if each.number >= heading_row), LOOKED_AT))
    titles = first[0].cells if first and first[0].number == heading_row else []
    width = max((len(each.cells) for each in first), default=0)
    texts = [(titles[place] if place < len(titles) else "").strip() for place in range(width)]
    left_out = {
        place: (heading, Dropped(why)) for place, heading, why in row.choices["dropped"].get(chosen.name, ())
    }
    usable = ["" if place in left_out else text for place, text in enumerate(texts)]
    known = headings.remembered(usable, _remembered(row.survey))
    guessed = proposals(
        row.survey, framework, questions, ["" if n in known else t for n, t in enumerate(usable)]
    )
    said = row.choices.get("columns", {}) if same else {}
    columns = []
    for place, heading in enumerate(texts):
        values = tuple(islice(filter(None, (each.cell(place).strip() for each in first[1:])), SAMPLES))
        if place not in left_out and (heading or values):
            guess = said.get(str(place), known.get(place, guessed.get(place, "")))
            columns.append(ColumnSample(place, heading, values, guess))
    why = tuple((heading or "–", WHY[reason]) for heading, reason in left_out.values())
    return FileSample(chosen, tuple(named), heading_row, program(texts), tuple(columns), why)


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


def figures(row: AnswerImport) -> list[Figure]:
    found = row.result.get("figures", {})
    return [
        Figure(str(label), found[name], name.endswith(".error"))
        for name, label in FIGURES.items()
        if found.get(name)
    ]


def problems(row: AnswerImport) -> list[AnswerProblem]:
    return [AnswerProblem(**problem) for problem in row.result.get("problems", ())]


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
        if name in known:
            label = _now("%(item)s (%(asked)s)") % {"item": known[name].label, "asked": known[name].group}
            by_level = tuple(counts.get(str(level), 0) for level in range(1, 6))
            found.append(LevelLine(label, by_level, counts.get("x", 0)))
    return found


def imports(survey: Survey) -> list[AnswerImport]:
    return list(AnswerImport.objects.filter(survey=survey).exclude(status=Status.GIVEN_UP)[:30])
