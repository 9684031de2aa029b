"""Answers from another program: read, checked, brought into a survey all at once, and taken out again.

What a survey that is not named must not keep (who, from where, when) is taken out of the file as soon as it
has been read. Rows of a file and ballots are never connected: every number is random, and what undoes an
import keeps the numbers of its ballots in their own order.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched, islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.core.bulk import insert_many
from octant.core.file_names import display_name
from octant.core.sheets import headings, storing
from octant.core.sheets.storing import Row
from octant.core.sheets.uploads import OPEN, Status, sweep
from octant.journal.actions import record
from octant.ratings.actions import with_dimensions
from octant.ratings.models import Aspect, Comment, Rating, Respondent, random_id

from ..imports.plan import Answered, Reader
from ..imports.programs import dropped
from ..models import Answer, AnswerImport, Ballot, Question, Source, Survey, Wave
from ..models import Status as SurveyStatus
from ..queries.answers import current_wave, framework_of
from ..rules import hold
from .answers import parts_of

BATCH = 500
MOST_PROBLEMS = 500  # kept for the page; all are counted
MOST_WORDS = 60
LOOKED_AT = 50  # rows, to see what a column holds


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


# ---------- From the file to the columns ----------


def upload(*, survey: Survey, by: User, file: UploadedFile) -> AnswerImport:
    require_open_wave(survey)
    sweep(AnswerImport)
    row = AnswerImport.objects.create(
        cluster=survey.cluster,
        survey=survey,
        by=by,
        by_name=str(by),
        file_name=display_name(file.name),
        digest="",
    )
    row.keep(file.chunks())
    row.progress.say(0, 0)
    _read(row)
    return row


def read_again(*, row: AnswerImport, encoding: str, separator: str) -> None:
    if row.take(Status.READING, of=[Status.UNREADABLE, Status.COLUMNS, Status.CHECKED]):
        _read(row, encoding, separator)


def _read(row: AnswerImport, encoding: str = "", separator: str = "") -> None:
    def task(fresh: AnswerImport) -> None:
        fresh.read(fresh.cluster.language, encoding, separator)
        fresh.choices = fresh.result = {}
        if fresh.status == Status.COLUMNS:
            fresh.choices = {"dropped": _strip(fresh)}
            if not fresh.survey.is_named and fresh.file.kind != "csv":
                fresh.source.unlink()  # a text file may have to be read again in another way
        elif not _may_be_read_again(fresh):
            fresh.delete_files()
        fresh.save(update_fields=["facts", "problem", "status", "choices", "result"])

    row.work(task)


def _may_be_read_again(row: AnswerImport) -> bool:
    return row.problem.get("code") in {"wrong_encoding", "quote_never_closed", "encoding_unknown"}


def _strip(row: AnswerImport) -> dict[str, list[list[Any]]]:
    """Empty the columns that are no answers, in the stored rows; {sheet: [[place, heading, why]]}.

    In a named survey only the moments are: the team may see the rest anyhow, and it may be wanted.
    """
    found = {sheet.name: _no_answers(row, sheet.name) for sheet in row.file.sheets if sheet.rows}
    emptied = {name: {place for place, _heading, _why in columns} for name, columns in found.items()}
    fresh = row.stored.with_suffix(".stripped")
    with fresh.open("w", encoding="utf-8") as file:
        for name, places in emptied.items():
            writer = storing.Writer(file, name)
            heading_row = headings.heading_row(row.rows(name))
            for each in row.rows(name):
                kept = [
                    cell if place not in places or each.number == heading_row else ""
                    for place, cell in enumerate(each.cells)
                ]
                writer.write(each.number, kept)
    fresh.replace(row.stored)
    return found


def _no_answers(row: AnswerImport, sheet: str) -> list[list[Any]]:
    heading_row = headings.heading_row(row.rows(sheet))
    first = list(islice((each for each in row.rows(sheet) if each.number >= heading_row), LOOKED_AT))
    titles = first[0].cells if first else []
    width = max((len(each.cells) for each in first), default=0)
    found = []
    for place in range(width):
        heading = titles[place].strip() if place < len(titles) else ""
        why = dropped(heading, [each.cell(place) for each in first[1:]])
        if why and not (row.survey.is_named and why == "person"):
            found.append([place, heading[:120], str(why)])
    return found


def choose(*, row: AnswerImport, choices: dict[str, Any]) -> None:
    """Say which sheet it is and what its columns mean; then see what it says."""
    if row.take(Status.CHECKING, of=[Status.COLUMNS, Status.CHECKED]):
        if not row.survey.is_named:
            row.source.unlink(missing_ok=True)
        AnswerImport.objects.filter(pk=row.pk).update(choices=row.choices | choices, problem={})
        row.work(_check)


def give_up(*, row: AnswerImport) -> None:
    if row.take(Status.GIVEN_UP, of=OPEN):
        row.delete_files()
        AnswerImport.objects.filter(pk=row.pk).update(result={}, facts={})


# ---------- What it says ----------


@dataclass(slots=True)
class _Tally:
    figures: Counter[str] = field(default_factory=Counter)
    problems: list[dict[str, Any]] = field(default_factory=list)
    problem_count: int = 0
    unknown: dict[str, Counter[str]] = field(default_factory=dict)
    levels: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, row: Answered, *, keep_good_cells: bool) -> bool:
        """Count a row; whether it is taken."""
        self.problem_count += len(row.problems)
        room = MOST_PROBLEMS - len(self.problems)
        self.problems += [problem.to_json() for problem in row.problems[: max(room, 0)]]
        for group, word in row.unknown:
            self.unknown.setdefault(group, Counter())[word] += 1
        if row.problems and not keep_good_cells:
            self.figures["rows.error"] += 1
            return False
        if row.is_empty:
            self.figures["rows.empty"] += 1
            return False
        self.figures["rows.new"] += 1
        for aspect, levels in row.levels.items():
            for item, level in levels.items():
                count = self.levels.setdefault(f"{aspect}:{item}", Counter())
                count["x" if level is None else str(level)] += 1
        return True

    def to_json(self) -> dict[str, Any]:
        return {
            "figures": dict(self.figures),
            "problems": self.problems,
            "problem_count": self.problem_count,
            "unknown": {group: words.most_common(MOST_WORDS) for group, words in self.unknown.items()},
            "levels": {name: dict(counts) for name, counts in self.levels.items()},
        }


def _check(row: AnswerImport) -> None:
    tally = _Tally()
    for _taken in _taken_rows(row, tally):
        pass
    AnswerImport.objects.filter(pk=row.pk).update(status=Status.CHECKED, result=tally.to_json())


def _taken_rows(row: AnswerImport, tally: _Tally) -> Iterator[Answered]:
    """The rows that are brought in, read one after the other."""
    choices = row.choices
    reader = Reader(
        survey=row.survey,
        framework=framework_of(current_wave(row.survey)),
        questions=list(Question.kept.filter(survey=row.survey)),
        columns={int(place): name for place, name in choices["columns"].items()},
        headings={int(place): text for place, text in choices["headings"].items()},
        meaning=choices.get("meaning", {}),
    )
    sheet = row.file.sheet(choices["sheet"])
    total = sheet.rows if sheet else 0
    below: Iterable[Row] = (
        each for each in row.rows(choices["sheet"]) if each.number > choices["heading_row"]
    )
    for done, answered in enumerate(reader.rows(below), start=1):
        if not done % BATCH:
            row.progress.say(done, total)
        if tally.add(answered, keep_good_cells=choices.get("keep_good_cells", False)):
            yield answered


# ---------- Bringing it in ----------


def same_file(row: AnswerImport) -> AnswerImport | None:
    """An import of the very same file into this survey that still counts."""
    rows = AnswerImport.objects.filter(survey=row.survey, digest=row.digest, status=Status.DONE)
    return rows.exclude(pk=row.pk).first()


def start(*, row: AnswerImport, by: User) -> bool:
    """Bring in what was checked; False when that is done already. The same file counts once only."""
    if row.status != Status.CHECKED:
        return False
    require_open_wave(row.survey)
    _require_new_file(row)
    if not row.take(Status.WRITING, of=[Status.CHECKED]):
        return False
    row.work(lambda fresh: _import(fresh, by))
    return True


def _require_new_file(row: AnswerImport) -> None:
    if same_file(row):
        raise PermissionDenied(
            _(
                "This very file has been imported into this survey. "
                "Undo that import before you import it again."
            )
        )


@transaction.atomic
def _import(row: AnswerImport, by: User) -> None:
    survey = row.survey
    hold(survey)
    wave = require_open_wave(survey)
    _require_new_file(row)  # two who uploaded the same file may begin at the same time
    tally = _Tally()
    writer = _Writer(survey, wave)
    for some in batched(_taken_rows(row, tally), BATCH):
        writer.write(some)
    figures = dict(tally.figures)
    told = {"answers": figures.get("rows.new", 0)}
    record(
        cluster=row.cluster,
        by=by,
        verb="survey.answers_imported",
        subject=survey,
        round_number=survey.round.number,
        after=told,
    )
    row.status, row.done_at, row.problem = Status.DONE, timezone.now(), {}
    row.result = {"figures": figures, "problem_count": tally.problem_count}
    row.undo = {"ballots": sorted(writer.ballots)}
    row.save(update_fields=["status", "done_at", "problem", "result", "undo"])
    transaction.on_commit(row.delete_files)


class _Writer:
    """Writes answered rows many at a time, every row under a random number."""

    def __init__(self, survey: Survey, wave: Wave) -> None:
        self.survey, self.wave = survey, wave
        self.framework = framework_of(wave)
        self.questions = {question.pk: question for question in Question.kept.filter(survey=survey)}
        self.ballots: list[int] = []

    def write(self, rows: Sequence[Answered]) -> None:
        ballots = [random_id() for _row in rows]
        respondents = [random_id() for _row in rows]
        self.ballots += ballots
        pairs = list(zip(rows, ballots, respondents, strict=True))
        insert_many(Ballot, [self._ballot(row, ballot) for row, ballot, _respondent in pairs])
        insert_many(
            Respondent,
            [
                {
                    "id": respondent,
                    "rating_set_id": self.wave.ratings_id,
                    "voice": ballot,
                    "sector": row.sector if self.survey.keeps_sector else "",
                }
                for row, ballot, respondent in pairs
            ],
        )
        insert_many(Rating, [each for row, _ballot, who in pairs for each in self._ratings(row, who)])
        insert_many(Comment, [each for row, _ballot, who in pairs for each in self._comments(row, who)])
        insert_many(Answer, [each for row, ballot, _who in pairs for each in self._answers(row, ballot)])

    def _ballot(self, row: Answered, ballot: int) -> dict[str, Any]:
        return {
            "id": ballot,
            "survey_id": self.survey.pk,
            "sector": row.sector if self.survey.keeps_sector else "",
            "organisation": row.organisation if self.survey.keeps_organisation else "",
            "name": row.name if self.survey.is_named else "",
            "source": Source.IMPORT.value,
        }

    def _ratings(self, row: Answered, respondent: int) -> Iterator[dict[str, Any]]:
        for aspect, levels in row.levels.items():
            for item, level in with_dimensions(self.framework, levels).items():
                yield self._said(respondent, aspect, item) | {"level": level}

    def _comments(self, row: Answered, respondent: int) -> Iterator[dict[str, Any]]:
        for item, text in row.comments.items():
            yield self._said(respondent, Aspect.NOW.value, item) | {"text": text}

    def _said(self, respondent: int, aspect: str, item: str) -> dict[str, Any]:
        return {
            "id": random_id(),
            "rating_set_id": self.wave.ratings_id,
            "respondent_id": respondent,
            "aspect": str(aspect),
            "item": item,
        }

    def _answers(self, row: Answered, ballot: int) -> Iterator[dict[str, Any]]:
        for question, value in row.questions.items():
            for parts in parts_of(self.questions[question], value):
                known = {"id": random_id(), "wave_id": self.wave.pk, "ballot_id": ballot}
                yield known | {"question_id": question} | parts


# ---------- Taking it out ----------


def take_back(*, row: AnswerImport, by: User) -> bool:
    """Take all answers of an import out again; False when that is done already."""
    if row.status != Status.DONE:
        return False
    require_open_wave(row.survey)
    if not row.take(Status.UNDOING, of=[Status.DONE]):
        return False
    row.work(lambda fresh: _take_back(fresh, by))
    return True


@transaction.atomic
def _take_back(row: AnswerImport, by: User) -> None:
    survey = row.survey
    hold(survey)
    require_open_wave(survey)
    sets = list(survey.waves.values_list("ratings", flat=True))
    for some in batched(row.undo["ballots"], BATCH):
        mine = Ballot.objects.filter(survey=survey, source=Source.IMPORT, pk__in=some)
        Respondent.objects.filter(rating_set__in=sets, voice__in=some).delete()
        mine.delete()
    record(
        cluster=row.cluster,
        by=by,
        verb="survey.import_undone",
        subject=survey,
        round_number=survey.round.number,
    )
    row.status, row.undo = Status.UNDONE, {}
    row.save(update_fields=["status", "undo"])
    transaction.on_commit(row.delete_files)
