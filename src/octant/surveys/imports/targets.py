"""What a column may mean in this survey, and what it may be called."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import permutations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from octant.core.sheets.headings import guess, key
from octant.domain.framework import Framework
from octant.frameworks import queries as frameworks
from octant.ratings.models import Aspect
from octant.rounds.forms.focus import STRENGTHS
from octant.rounds.words import AGREE

from ..models import Depth, Question, QuestionKind, Survey
from ..parts import aspects
from .pairs import pair
from .programs import variants


class TargetKind(StrEnum):
    LEVEL = "level"
    COMMENT = "comment"
    QUESTION = "question"
    OPTION = "option"  # one answer of a question with several: said yes or not
    RANK = "rank"  # which answer was put in this place
    INFLUENCE = "influence"  # how strongly one dimension acts on another
    SECTOR = "sector"
    ORGANISATION = "organisation"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Target:
    """One meaning. `item` is a dimension or statement, `acts_on` the dimension that it moves, `question` the
    number of an own question.
    """

    kind: TargetKind
    group: str
    label: str
    aspect: str = ""
    item: str = ""
    acts_on: str = ""
    question: int = 0
    option: str = ""


def targets(survey: Survey, framework: Framework, questions: Sequence[Question]) -> dict[str, Target]:
    """{key: target}, in the order in which a survey asks."""
    return dict(_targets(survey, framework, questions))


def _targets(
    survey: Survey, framework: Framework, questions: Sequence[Question]
) -> Iterator[tuple[str, Target]]:
    for aspect in aspects(survey):
        asked = _("How it is now") if aspect is Aspect.NOW else _("How it should be")
        for dimension in framework.dimensions:
            target = Target(TargetKind.LEVEL, asked, dimension.name, aspect, dimension.key)
            yield f"{aspect}:{dimension.key}", target
    if survey.depth == Depth.STATEMENTS:
        for statement in framework.statements:
            target = Target(TargetKind.LEVEL, _("Statements"), statement.text, Aspect.NOW, statement.id)
            yield f"{Aspect.NOW}:{statement.id}", target
    if survey.depth != Depth.NONE:
        for dimension in framework.dimensions:
            label = _("Comment on “%(name)s”") % {"name": dimension.name}
            yield (
                f"comment:{dimension.key}",
                Target(TargetKind.COMMENT, _("Comments"), label, Aspect.NOW, dimension.key),
            )
    if survey.asks_influence:
        for source, other in permutations(framework.dimensions, 2):
            label = f"{source.name} → {other.name}"
            yield (
                influence_key(source.key, other.key),
                Target(TargetKind.INFLUENCE, _("What moves what"), label, item=source.key, acts_on=other.key),
            )
    for question in questions:
        yield from _question(question)
    about = _("About the person")
    if survey.keeps_sector:
        yield "sector", Target(TargetKind.SECTOR, about, _("Sector"))
    if survey.keeps_organisation:
        yield "organisation", Target(TargetKind.ORGANISATION, about, _("Organisation"))
    if survey.is_named:
        yield "name", Target(TargetKind.NAME, about, _("Name"))


def influence_key(source: str, target: str) -> str:
    return f"influence:{source}>{target}"


def _question(question: Question) -> Iterator[tuple[str, Target]]:
    own = _("Own questions")
    yield f"q{question.pk}", Target(TargetKind.QUESTION, own, question.text, question=question.pk)
    if question.kind == QuestionKind.MULTIPLE:
        for option in question.options:
            label = _("%(question)s: “%(answer)s” chosen") % {
                "question": question.text,
                "answer": option["text"],
            }
            target = Target(TargetKind.OPTION, own, label, question=question.pk, option=option["key"])
            yield f"q{question.pk}:{option['key']}", target
    if question.kind == QuestionKind.RANKING:
        for place in range(1, len(question.options) + 1):
            label = _("%(question)s: place %(place)s") % {"question": question.text, "place": place}
            target = Target(TargetKind.RANK, own, label, question=question.pk, option=str(place))
            yield f"q{question.pk}:#{place}", target


# ---------- What columns are called ----------


def proposals(
    survey: Survey, framework: Framework, questions: Sequence[Question], headings: Sequence[str]
) -> dict[int, str]:
    """The target of each column, by its place, as far as its heading tells."""
    known = dict(_names(survey, framework, questions))
    found = _pairs(survey, framework, headings)
    spellings = [variants(heading) if place not in found else [] for place, heading in enumerate(headings)]
    for depth in range(max((len(each) for each in spellings), default=0)):
        texts = [
            each[depth] if place not in found and depth < len(each) else ""
            for place, each in enumerate(spellings)
        ]
        free = {name: several for name, several in known.items() if name not in found.values()}
        found |= guess(texts, free)
    return found


def _pairs(survey: Survey, framework: Framework, headings: Sequence[str]) -> dict[int, str]:
    """The columns of an influence matrix."""
    if not survey.asks_influence:
        return {}
    names = dimension_names(framework)
    found: dict[int, str] = {}
    for place, heading in enumerate(headings):
        if two := pair(heading, names):
            name = influence_key(*two)
            if name not in found.values():
                found[place] = name
    return found


def dimension_names(framework: Framework) -> dict[str, str]:
    """{key of a name in any language: dimension}."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        for dimension in in_language(framework, language).dimensions:
            for name in (dimension.key, dimension.name, dimension.short_name):
                found.setdefault(key(name), dimension.key)
    return found


def _names(
    survey: Survey, framework: Framework, questions: Sequence[Question]
) -> Iterator[tuple[str, Iterable[str]]]:
    asked = aspects(survey)
    in_languages = [in_language(framework, language) for language, _name in settings.LANGUAGES]
    for aspect in asked:
        words = _aspect_words(aspect)
        for number, dimension in enumerate(framework.dimensions):
            spoken = [each.dimensions[number] for each in in_languages]
            names = [dimension.key, *(each.name for each in spoken), *(each.short_name for each in spoken)]
            marked = [f"{name} {word}" for name in names for word in words]
            # Where both levels are asked, a name alone means how it is now.
            yield f"{aspect}:{dimension.key}", marked + (names if aspect is asked[0] else [])
    if survey.depth == Depth.STATEMENTS:
        for number, statement in enumerate(framework.statements):
            texts = [each.statements[number].text for each in in_languages]
            yield f"{Aspect.NOW}:{statement.id}", [statement.id, *texts]
    for question in questions:
        yield f"q{question.pk}", [question.text]
        if question.kind == QuestionKind.MULTIPLE:
            for option in question.options:
                yield f"q{question.pk}:{option['key']}", [f"{question.text} {option['text']}", option["text"]]
    if survey.keeps_sector:
        yield "sector", ["sector", "sektor", "sektors", "сектор", "which sector do you work in"]
    if survey.keeps_organisation:
        yield "organisation", ["organisation", "organization", "institution", "organizacja", "organizācija"]
    if survey.is_named:
        yield "name", ["name", "full name", "namn", "navn", "nimi", "vārds", "imię i nazwisko"]


def in_language(framework: Framework, language: str) -> Framework:
    return frameworks.framework(framework.slug, framework.edition, language)


def _aspect_words(aspect: Aspect) -> list[str]:
    found = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            found += [_("now"), _("today")] if aspect is Aspect.NOW else [_("wished for"), _("should be")]
    return list(dict.fromkeys(found))


def strength_words() -> Mapping[str, int]:
    """What the strengths of an influence are called, without their figures: {key of the text: strength}."""
    found: dict[str, int] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for strength, text in STRENGTHS:
                if strength:
                    found[key(str(text).lstrip("0123 –"))] = int(strength)
    return found


def level_words(framework: Framework) -> Mapping[str, Mapping[str, int]]:
    """What the described levels are called: {dimension, or "" for statements: {key of the text: level}}."""
    found: dict[str, dict[str, int]] = {"": {}}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found[""] |= {key(str(text)): level for level, text in enumerate(AGREE, start=1)}
        for dimension in in_language(framework, language).dimensions:
            mine = found.setdefault(dimension.key, {})
            for level in dimension.levels:
                mine |= {key(text): level.number for text in (level.label, level.text) if text}
    return found
