"""What a survey asks, cut into pages: one dimension, one row of the matrix or one question at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from octant.domain.framework import Dimension, Framework
from octant.ratings.models import Aspect

from .models import Depth, Question, Survey
from .queries.answers import Given

SECONDS = {"dimension": 24, "statement": 15, "influence": 30, "question": 30}


class PartKind(StrEnum):
    DIMENSION = "dimension"
    INFLUENCE = "influence"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Part:
    """One page. `key` stands in its address."""

    key: str
    kind: PartKind
    title: str
    dimension: Dimension | None = None
    question: Question | None = None


def aspects(survey: Survey) -> tuple[Aspect, ...]:
    """Which levels are asked for each dimension, in the order in which they stand on the page."""
    now = (Aspect.NOW,) if survey.depth != Depth.NONE else ()
    return now + ((Aspect.WISHED,) if survey.asks_wished else ())


def parts(survey: Survey, framework: Framework, questions: Sequence[Question]) -> list[Part]:
    rows = []
    if aspects(survey):
        rows += [
            Part(f"d-{dimension.key}", PartKind.DIMENSION, dimension.name, dimension)
            for dimension in framework.dimensions
        ]
    if survey.asks_influence:
        rows += [
            Part(
                f"i-{dimension.key}",
                PartKind.INFLUENCE,
                _("What “%(name)s” moves") % {"name": dimension.name},
                dimension,
            )
            for dimension in framework.dimensions
        ]
    rows += [
        Part(f"q-{question.pk}", PartKind.QUESTION, question.text, question=question)
        for question in questions
    ]
    return rows


def is_answered(part: Part, survey: Survey, given: Given) -> bool:
    """Whether everything on this page has an answer; "can't judge" is one."""
    if part.dimension is None:
        return part.question is not None and part.question.pk in given.questions
    key = part.dimension.key
    if part.kind == PartKind.INFLUENCE:
        return any(source == key for source, _target in given.influence)
    return all(key in given.levels.get(aspect, {}) for aspect in aspects(survey))


def minutes(survey: Survey, framework: Framework, questions: Sequence[Question]) -> int:
    """About how long it takes, at least one minute; a guess that is told as one."""
    seconds = SECONDS["question"] * len(questions)
    for aspect in aspects(survey):
        if aspect == Aspect.NOW and survey.depth == Depth.STATEMENTS:  # the dimension follows from them
            seconds += SECONDS["statement"] * len(framework.statements)
        else:
            seconds += SECONDS["dimension"] * len(framework.dimensions)
    if survey.asks_influence:
        seconds += SECONDS["influence"] * len(framework.dimensions)
    return max(1, round(seconds / 60))
