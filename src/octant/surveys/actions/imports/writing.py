"""Bringing answers into a survey: gathered while others go on, then written at once.

Rows of a file and ballots are never connected: every ballot has a random number, all rows are written in the
order of these numbers, and what undoes an import keeps them in their own order.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import batched
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.core.bulk import Gathered
from octant.core.sheets.uploads import Status
from octant.journal.actions import record
from octant.ratings.actions import with_dimensions
from octant.ratings.models import Aspect, Comment, Rating, Respondent, random_id

from ...imports.plan import Answered
from ...models import Answer, AnswerImport, Ballot, Depth, Influence, Question, Source, Survey, Wave
from ...models import Status as SurveyStatus
from ...queries.answers import current_wave, framework_of
from ...rules import hold
from ..answers import parts_of
from .checking import AnswersTally, taken_rows

BATCH = 500


def require_open_wave(survey: Survey) -> Wave:
    """Answers come in once everybody is asked the same, and until the results are revealed."""
    if survey.status == SurveyStatus.DRAFT:
        raise PermissionDenied(
            _("“%(survey)s” is still in preparation. Open it first: then what it asks no longer changes.")
            % {"survey": survey}
        )
    wave = current_wave(survey)
    if wave.revealed_at:
        raise PermissionDenied(
            _("The results of “%(survey)s” have been revealed, so its answers stay as they are.")
            % {"survey": survey}
        )
    return wave


def same_file(row: AnswerImport) -> AnswerImport | None:
    """An import of the very same file into this survey that still counts."""
    rows = AnswerImport.objects.filter(survey=row.survey, digest=row.digest, status=Status.DONE)
    return rows.exclude(pk=row.pk).first()


def require_new_file(row: AnswerImport) -> None:
    if same_file(row):
        raise PermissionDenied(
            _(
                "This very file has been imported into this survey. "
                "Undo that import before you import it again."
            )
        )


def write(row: AnswerImport, by: User) -> None:
    wave = require_open_wave(row.survey)
    tally = AnswersTally()
    with ExitStack() as stack:
        answers = _Answers(stack, row.survey, wave)
        for some in batched(taken_rows(row, tally), BATCH):
            answers.add(some)
        _write(row, by, wave, answers, tally)


@transaction.atomic
def _write(row: AnswerImport, by: User, wave: Wave, answers: "_Answers", tally: AnswersTally) -> None:
    survey = row.survey
    hold(survey)
    if require_open_wave(survey) != wave:  # results were revealed and a new wave begun meanwhile
        raise PermissionDenied(_("The survey has gone on meanwhile. Check the file again."))
    require_new_file(row)  # two who uploaded the same file may begin at the same time
    answers.insert()
    record(
        cluster=row.cluster,
        by=by,
        verb="survey.answers_imported",
        subject=survey,
        round_number=survey.round.number,
        after={"answers": tally.figures["rows.new"]},
    )
    row.status, row.done_at, row.problem = Status.DONE, timezone.now(), {}
    row.result = {"figures": dict(tally.figures), "problem_count": tally.problem_count}
    row.undo = {"ballots": sorted(answers.numbers)}
    row.save(update_fields=["status", "done_at", "problem", "result", "undo"])
    transaction.on_commit(row.delete_files)


class _Answers:
    """All rows that answers become. A ballot and its respondent have the same random number."""

    def __init__(self, stack: ExitStack, survey: Survey, wave: Wave) -> None:
        self.survey, self.wave = survey, wave
        self.framework = framework_of(wave)
        self.questions = {question.pk: question for question in Question.kept.filter(survey=survey)}
        self.numbers: list[int] = []
        # By the column that holds the number of the ballot: each comes after those it refers to.
        orders = {
            Ballot: "id",
            Respondent: "id",
            Rating: "respondent_id",
            Comment: "respondent_id",
            Answer: "ballot_id",
            Influence: "ballot_id",
        }
        self.tables = [(stack.enter_context(Gathered(model)), order) for model, order in orders.items()]

    def add(self, rows: Sequence[Answered]) -> None:
        numbered = [(row, random_id()) for row in rows]
        self.numbers += [number for _row, number in numbered]
        makers = (
            self._ballot,
            self._respondent,
            self._ratings,
            self._comments,
            self._answers,
            self._influence,
        )
        for (table, _order), make in zip(self.tables, makers, strict=True):
            table.add([each for row, number in numbered for each in make(row, number)])

    def insert(self) -> None:
        for table, order in self.tables:
            table.insert(order=order)

    def _kept(self, row: Answered) -> dict[str, str]:
        return self.survey.what_is_kept(sector=row.sector, organisation=row.organisation, name=row.name)

    def _ballot(self, row: Answered, number: int) -> Iterator[dict[str, Any]]:
        yield {
            "id": number,
            "survey_id": self.survey.pk,
            "source": Source.IMPORT.value,
            **self._kept(row),
        }

    def _respondent(self, row: Answered, number: int) -> Iterator[dict[str, Any]]:
        yield {
            "id": number,
            "rating_set_id": self.wave.ratings_id,
            "voice": number,
            "sector": self._kept(row)["sector"],
        }

    def _ratings(self, row: Answered, number: int) -> Iterator[dict[str, Any]]:
        for aspect, levels in row.levels.items():
            if self.survey.depth == Depth.STATEMENTS:
                levels = with_dimensions(self.framework, levels)
            for item, level in levels.items():
                yield self._said(number, aspect, item) | {"level": level}

    def _comments(self, row: Answered, number: int) -> Iterator[dict[str, Any]]:
        for item, text in row.comments.items():
            yield self._said(number, Aspect.NOW, item) | {"text": text}

    def _said(self, number: int, aspect: str, item: str) -> dict[str, Any]:
        return {
            "rating_set_id": self.wave.ratings_id,
            "respondent_id": number,
            "aspect": str(aspect),
            "item": item,
        }

    def _answers(self, row: Answered, number: int) -> Iterator[dict[str, Any]]:
        for question, value in row.questions.items():
            for parts in parts_of(self.questions[question], value):
                known = {"id": random_id(), "wave_id": self.wave.pk, "ballot_id": number}
                yield known | {"question_id": question} | parts

    def _influence(self, row: Answered, number: int) -> Iterator[dict[str, Any]]:
        for (source, target), strength in row.influence.items():
            yield {
                "id": random_id(),
                "wave_id": self.wave.pk,
                "ballot_id": number,
                "source": source,
                "target": target,
                "strength": strength,
            }
