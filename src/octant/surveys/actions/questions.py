"""The survey's own questions: added, changed and put in order while the survey is in preparation."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from octant.core.editing import change

from ..models import Question, QuestionKind, Survey
from ..rules import hold, require_in_preparation

WITH_OPTIONS = frozenset({QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.RANKING})


@transaction.atomic
def add_question(*, survey: Survey, options: list[str] | None = None, **values: Any) -> Question:
    """At the end. `options` are the texts of the answers to choose from."""
    hold(survey)
    require_in_preparation(survey)
    last = Question.objects.filter(survey=survey).aggregate(last=Max("position"))["last"]
    return Question.objects.create(
        survey=survey,
        options=keyed(options or [], []),
        position=0 if last is None else last + 1,
        **values,
    )


@transaction.atomic
def change_question(
    *, survey: Survey, row: Question, version: int, options: list[str], **values: object
) -> Question:
    hold(survey)
    require_in_preparation(survey)
    fresh = Question.objects.get(pk=row.pk)
    row, _before = change(fresh, version=version, values=values | {"options": keyed(options, fresh.options)})
    return row


def keyed(texts: list[str], former: list[dict[str, str]]) -> list[dict[str, str]]:
    """Options with their keys; a text that was there before keeps its key."""
    known = {option["text"]: option["key"] for option in former}
    used = set(known.values())
    fresh = (key for number in range(1, 1000) if (key := f"o{number}") not in used)
    return [{"key": known.get(text) or next(fresh), "text": text} for text in texts]


@transaction.atomic
def move_question(*, survey: Survey, row: Question, place: int) -> None:
    """Put the question at this place (0 is first); places beyond the ends mean the ends."""
    hold(survey)
    require_in_preparation(survey)
    rows = [each for each in Question.kept.select_for_update().filter(survey=survey) if each.pk != row.pk]
    rows.insert(max(0, place), row)
    for position, each in enumerate(rows):
        each.position = position
    Question.objects.bulk_update(rows, ["position"])


@transaction.atomic
def remove_question(*, survey: Survey, row: Question) -> None:
    hold(survey)
    require_in_preparation(survey)
    Question.objects.filter(pk=row.pk).update(removed_at=timezone.now())


@transaction.atomic
def restore_question(*, survey: Survey, row: Question) -> None:
    hold(survey)
    require_in_preparation(survey)
    Question.objects.filter(pk=row.pk).update(removed_at=None)
