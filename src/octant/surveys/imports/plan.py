"""What each row of a file says. Nothing is written here."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from octant.core.sheets.headings import key
from octant.core.sheets.storing import Row
from octant.domain.framework import Framework
from octant.ecosystem.models import Sector
from octant.ecosystem.sheets.cells import Word, text
from octant.ecosystem.sheets.problems import SENTENCES as CELL_SENTENCES
from octant.ecosystem.sheets.problems import CellError, Problem
from octant.ratings.actions import LONGEST_COMMENT

from ..actions.answers import LONGEST_TEXT
from ..models import Question, QuestionKind, Survey
from .targets import Target, TargetKind, level_words, strength_words, targets

SENTENCES = {
    **CELL_SENTENCES,
    "level": _("“%(value)s” is no level from 1 to 5. Say above what it means."),
    "strength": _("“%(value)s” is no strength from 0 to 3. Say above what it means."),
    "option": _("“%(value)s” is none of the answers to this question. Say above what it means."),
    "twice_ranked": _("One answer stands in two places."),
}
CANNOT_JUDGE, NOTHING = "x", "-"
LEVELS_GROUP, INFLUENCE_GROUP, SECTOR_GROUP = "levels", "influence", "sector"

_AND_WORDS = r"(?:[.,]0+)?(?:(?:\s*[-–—:.)(/]\s*|\s+)\D.*)?"
_LEVEL = re.compile(rf"[AaLl]?([1-5]){_AND_WORDS}", re.S)
_STRENGTH = re.compile(rf"[Aa]?([0-3]){_AND_WORDS}", re.S)
_CANNOT = (
    "x|can t judge|cannot judge|can t say|don t know|do not know|weiß nicht|kann ich nicht beurteilen|"
    "nicht beurteilbar|nie wiem|trudno powiedzieć|nezinu|grūti pateikt|ei tea|ei oska öelda|vet ej|vet inte|"
    "vet ikke|kan inte bedöma|не знаю|важко сказати|nežinau"
)
_SILENT = (
    "no answer|n a|not applicable|keine antwort|keine angabe|k a|brak odpowiedzi|nav atbildes|pole vastust"
)
_YES = "y|yes|ja|1|x|true|tak|jā|jah|так|taip|checked|selected|ausgewählt"
_NO = "n|no|nein|0|false|nie|nē|ei|nej|nei|ні|ne|not selected|nicht ausgewählt"
CANNOT = frozenset(map(key, _CANNOT.split("|")))
SILENT = frozenset(map(key, _SILENT.split("|")))  # programs write this where somebody said nothing
YES = frozenset(map(key, _YES.split("|")))
NO = frozenset(map(key, _NO.split("|"))) | SILENT
SECTORS = Word(Sector)


class AnswerProblem(Problem):
    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code]) % self.facts


@dataclass(slots=True)
class Answered:
    """What one row says. A row that says nothing is `is_empty`."""

    row: int
    sector: str = ""
    organisation: str = ""
    name: str = ""
    levels: dict[str, dict[str, int | None]] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    influence: dict[tuple[str, str], int] = field(default_factory=dict)
    questions: dict[int, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)  # (group, word)

    @property
    def is_empty(self) -> bool:
        return not (any(self.levels.values()) or self.comments or self.questions or self.influence)


class Reader:
    """Reads the rows of one file as answers to one survey.

    `columns`: {place: key of a target}, `meaning`: {group: {word as in `key`: what it means, empty for
    nothing}}; `meant` collects those of these words that stand in the file: {group: {key: word}}.
    """

    def __init__(
        self,
        *,
        survey: Survey,
        framework: Framework,
        questions: Sequence[Question],
        columns: Mapping[int, str],
        headings: Mapping[int, str],
        meaning: Mapping[str, Mapping[str, str]],
    ) -> None:
        known = targets(survey, framework, questions)
        self.columns = [(place, known[name]) for place, name in columns.items() if name in known]
        self.headings = headings
        self.meaning = meaning
        self.meant: dict[str, dict[str, str]] = {}
        self.questions = {question.pk: question for question in questions}
        self.words = level_words(framework)
        self.strengths = strength_words()

    def rows(self, rows: Iterable[Row]) -> Iterator[Answered]:
        for row in rows:
            yield self._row(row)

    def _row(self, row: Row) -> Answered:
        found = Answered(row.number)
        ranks: dict[int, dict[int, str]] = {}
        for place, target in self.columns:
            value = row.cell(place).strip()
            if not value:
                continue
            try:
                self._take(found, target, value, ranks)
            except CellError as error:
                heading = self.headings.get(place, "")[:80]
                problem = AnswerProblem(row.number, str(place), heading, value[:120], error.code, error.facts)
                found.problems.append(problem)
                if error.code in ("level", "strength", "option", "word"):
                    found.unknown.append((self._group(target), error.facts["value"]))
        for question, places in ranks.items():
            chosen = [places[number] for number in sorted(places)]
            if len(set(chosen)) == len(chosen):
                found.questions[question] = chosen
            else:
                problem = AnswerProblem(
                    row.number, "", self.questions[question].text[:80], "", "twice_ranked", {}
                )
                found.problems.append(problem)
        return found

    def _take(self, found: Answered, target: Target, value: str, ranks: dict[int, dict[int, str]]) -> None:
        match target.kind:
            case TargetKind.LEVEL:
                level = self._level(value, target.item)
                if level != NOTHING:
                    found.levels.setdefault(target.aspect, {})[target.item] = level  # type: ignore[assignment]
            case TargetKind.COMMENT:
                found.comments[target.item] = text(LONGEST_COMMENT)(value)
            case TargetKind.QUESTION:
                answer = self._answer(self.questions[target.question], value)
                if answer not in (None, []):
                    found.questions[target.question] = answer
            case TargetKind.OPTION:
                if self._is_chosen(target, value):
                    found.questions.setdefault(target.question, []).append(target.option)
            case TargetKind.RANK:
                option = self._option(self.questions[target.question], value)
                if option:
                    ranks.setdefault(target.question, {})[int(target.option)] = option
            case TargetKind.INFLUENCE:
                strength = self._strength(value)
                if strength is not None:
                    found.influence[target.item, target.acts_on] = strength
            case TargetKind.SECTOR:
                meaning = self.meaning.get(SECTOR_GROUP, {})
                if said := SECTORS.said(value, meaning) if meaning else {}:
                    self.meant.setdefault(SECTOR_GROUP, {}).update(said)
                found.sector = SECTORS.read(value, meaning)
            case TargetKind.ORGANISATION:
                found.organisation = text(200)(" ".join(value.split()))
            case TargetKind.NAME:
                found.name = text(120)(" ".join(value.split()))

    def _level(self, value: str, item: str) -> int | str | None:
        """A level; None: can't judge; NOTHING: somebody said that the word means no answer."""
        if match := _LEVEL.fullmatch(value):
            return int(match[1])
        word = key(value)
        if word in CANNOT:
            return None
        if word in SILENT:
            return NOTHING
        known = self.words.get("" if "." in item else item, {}).get(word)
        if known:
            return known
        meant = self._said(LEVELS_GROUP, value)
        if meant is None:
            raise CellError("level", value=value[:120])
        return None if meant == CANNOT_JUDGE else int(meant) if meant else NOTHING

    def _strength(self, value: str) -> int | None:
        """A strength; None: no answer."""
        if match := _STRENGTH.fullmatch(value):
            return int(match[1])
        word = key(value)
        if word in CANNOT | SILENT:
            return None
        if (known := self.strengths.get(word)) is not None:
            return known
        meant = self._said(INFLUENCE_GROUP, value)
        if meant is None:
            raise CellError("strength", value=value[:120])
        return int(meant) if meant else None

    def _said(self, group: str, value: str) -> str | None:
        """What somebody says this word means; "" means nothing, None that nobody has said it."""
        word = key(value)
        meant = self.meaning.get(group, {}).get(word)
        if meant is not None:
            self.meant.setdefault(group, {}).setdefault(word, value[:120])
        return meant

    def _answer(self, question: Question, value: str) -> Any:
        if question.kind == QuestionKind.TEXT:
            return text(LONGEST_TEXT)(value)
        if question.kind == QuestionKind.SCALE:
            level = self._level(value, question_group(question.pk))
            return level if isinstance(level, int) else None
        if question.kind == QuestionKind.SINGLE:
            return self._option(question, value) or None
        whole = _options(question).get(key(value))
        parts = [value] if whole else self._parts(question, value)
        chosen = [option for part in parts if (option := self._option(question, part))]
        if len(set(chosen)) != len(chosen):
            raise CellError("twice_ranked")
        return chosen

    def _parts(self, question: Question, value: str) -> list[str]:
        """Several answers in one cell: between semicolons or line breaks, else between commas."""
        split = re.split(r"\s*[;\n|]\s*", value)
        if len(split) == 1:
            # An answer may have commas of its own: long known answers are looked for first.
            return _by_commas(value, _options(question))
        return [part for part in split if part.strip()]

    def _option(self, question: Question, value: str) -> str:
        """The key of an answer; "" when somebody said that the word means none."""
        known = _options(question).get(key(value))
        if known:
            return known
        meant = self._said(question_group(question.pk), value)
        if meant is None:
            raise CellError("option", value=value[:120])
        return meant

    def _is_chosen(self, target: Target, value: str) -> bool:
        word = key(value)
        if word in NO:
            return False
        if word in YES or _options(self.questions[target.question]).get(word) == target.option:
            return True
        raise CellError("option", value=value[:120])

    def _group(self, target: Target) -> str:
        if target.kind is TargetKind.SECTOR:
            return SECTOR_GROUP
        if target.kind is TargetKind.INFLUENCE:
            return INFLUENCE_GROUP
        question = self.questions.get(target.question)
        is_level = question is None or question.kind == QuestionKind.SCALE
        return LEVELS_GROUP if is_level else question_group(target.question)


def question_group(question: int) -> str:
    return f"q{question}"


def _options(question: Question) -> Mapping[str, str]:
    return _options_of(tuple((option["text"], option["key"]) for option in question.options))


@cache
def _options_of(options: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    return {key(name): option for name, option in options}


def _by_commas(value: str, options: Mapping[str, str]) -> list[str]:
    parts = [part.strip() for part in value.split(",")]
    found: list[str] = []
    while parts:
        for length in range(len(parts), 0, -1):
            together = ", ".join(parts[:length])
            if length == 1 or key(together) in options:
                found.append(together)
                parts = parts[length:]
                break
    return [part for part in found if part]
