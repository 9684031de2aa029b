"""What people who answer do: begin, answer, come back. Saying the same thing twice changes nothing.

Nothing here writes to the journal, and nothing keeps a time: see the promise in `octant.surveys.models`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from octant.core.codes import personal_code, typed
from octant.core.devices import Device, digest
from octant.core.prepared import Prepared
from octant.ratings import actions as ratings
from octant.ratings.models import Aspect, Respondent, random_id
from octant.ratings.queries import LEVELS

from ..cells import InvalidCellError, Strengths, set_cells
from ..models import (
    Answer,
    Ballot,
    Depth,
    Influence,
    Invitation,
    Question,
    QuestionKind,
    Source,
    Status,
    Survey,
    Wave,
)
from ..queries.answers import ballot_number, ballot_of, framework_of, scope

LONGEST_TEXT = 5000

type Value = str | int | Sequence[str] | None


class NotOpen(Exception):
    """No answer is taken; `reason` is a key of the page that explains it.

    The survey: "draft", "too_early", "closed", "revealed".
    The way in: "needs_code", "wrong_code", "used_code".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class InvalidAnswerError(ValueError):
    """An answer to something that is not asked, or one that is not offered."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What one form brings; what it does not name stays as it is.

    `questions`: {question id: key of an option (SINGLE), keys (MULTIPLE), keys in order (RANKING), level
    (SCALE) or text (TEXT)}, `influence`: {(dimension, the one it acts on): 0–3}; None or empty takes back.
    """

    levels: Mapping[Aspect, Mapping[str, int | None]] = field(default_factory=dict)
    comments: Mapping[Aspect, Mapping[str, str]] = field(default_factory=dict)
    questions: Mapping[int, Value] = field(default_factory=dict)
    influence: Strengths = field(default_factory=dict)


# ---------- Whether answers are taken ----------


def closed_because(survey: Survey) -> str:
    """Why no answer is taken now, as a key of NotOpen; empty when the survey is open."""
    if survey.is_open:
        return ""
    if survey.status == Status.DRAFT:
        return "draft"
    if survey.status == Status.OPEN and survey.opens_at and survey.opens_at > timezone.now():
        return "too_early"
    return "closed"


def require_open(survey: Survey) -> None:
    if reason := closed_because(survey):
        raise NotOpen(reason)


# ---------- Begin and come back ----------


@transaction.atomic
def begin(
    *,
    survey: Survey,
    device: Device,
    sector: str = "",
    organisation: str = "",
    name: str = "",
    code: str = "",
) -> Ballot:
    """The ballot of this device: the one it has, or a new one. Raises NotOpen.

    `code` is that of an invitation; it is needed where the link alone does not let anybody in.
    """
    require_open(survey)
    if there := ballot_of(survey, device):
        return there
    invitation = _invitation(survey, code)
    if invitation and (there := ballot_of(survey, device)):  # it began in another tab while this one waited
        return there
    if invitation and invitation.used and not invitation.ballot:
        raise NotOpen("used_code")
    if invitation and invitation.ballot:  # a named survey knows whose it is: another device takes it over
        return _move(invitation.ballot, device)
    try:
        with transaction.atomic():
            ballot = Ballot.objects.create(
                survey=survey,
                token=device.digest(scope(survey)),
                **survey.what_is_kept(
                    sector=sector,
                    organisation=organisation,
                    name=name or (invitation.name if invitation else ""),
                ),
            )
    except IntegrityError:  # the same device began in another tab a moment earlier
        there = ballot_of(survey, device)
        if there is None:
            raise
        return there
    if invitation:
        invitation.used = True
        invitation.ballot = ballot if survey.is_named else None
        invitation.save(update_fields=["used", "ballot"])
    return ballot


def _invitation(survey: Survey, code: str) -> Invitation | None:
    if not code:
        if not survey.open_link:
            raise NotOpen("needs_code")
        return None
    # Of two devices with the same code the second waits here, and finds it used.
    invitations = Invitation.objects.select_for_update(no_key=True)
    invitation = invitations.filter(survey=survey, code=typed(code), withdrawn=False).first()
    if invitation is None:
        raise NotOpen("wrong_code")
    return invitation


def give_resume_code(*, ballot: Ballot) -> str:
    """A new personal code for coming back on another device; an earlier one stops working. Shown once."""
    code = personal_code()
    Ballot.objects.filter(pk=ballot.pk).update(resume=_resume_digest(ballot.survey, code))
    return code


def resume(*, survey: Survey, device: Device, code: str) -> Ballot | None:
    """The ballot with this personal code, now on this device; the former device lets go. None: wrong code."""
    ballot = Ballot.objects.filter(survey=survey, resume=_resume_digest(survey, code)).first()
    return _move(ballot, device) if ballot else None


def _resume_digest(survey: Survey, code: str) -> str:
    return digest(f"resume:{survey.pk}", typed(code))


def _move(ballot: Ballot, device: Device) -> Ballot:
    token = device.digest(scope(ballot.survey))
    try:
        _take(ballot, token)
    except IntegrityError:  # the same device took another ballot a moment earlier; it lets go of that one
        _take(ballot, token)
    ballot.token = token
    return ballot


@transaction.atomic
def _take(ballot: Ballot, token: str) -> None:
    # A ballot this device began by mistake keeps its answers, but the device now goes on with the other one.
    Ballot.objects.filter(token=token).exclude(pk=ballot.pk).update(token=None)
    Ballot.objects.filter(pk=ballot.pk).update(token=token)


def ballot_of_participant(
    *, survey: Survey, number: int, sector: str = "", organisation: str = "", name: str = ""
) -> Ballot:
    """The ballot of somebody in a workshop; `number` is the participant's."""
    return Ballot.objects.get_or_create(
        pk=ballot_number(survey.pk, number),
        survey=survey,
        defaults=survey.what_is_kept(sector=sector, organisation=organisation, name=name),
    )[0]


def ballot_on_paper(
    *, survey: Survey, source: Source, sector: str = "", organisation: str = "", name: str = ""
) -> Ballot:
    """A new ballot that the team enters or imports for somebody."""
    return Ballot.objects.create(
        survey=survey,
        source=source,
        **survey.what_is_kept(sector=sector, organisation=organisation, name=name),
    )


# ---------- Answer ----------


@transaction.atomic
def answer(
    *,
    ballot: Ballot,
    wave: Wave,
    answers: Answers,
    by_team: bool = False,
    respondent: Respondent | None = None,
) -> None:
    """Keep these answers of one ballot. Raises NotOpen, InvalidAnswerError or InvalidRatingError.
    `respondent` is the ballot's in this wave, where it has been looked up already.

    The team may still enter sheets of paper after closing, until the results are revealed.
    """
    survey = wave.survey
    if respondent:
        respondent.rating_set = wave.ratings
    wait_for_others(ballot)
    now = _wave_now(wave.pk)
    if now is None or now.revealed_at:
        raise NotOpen("revealed" if by_team else "closed")
    if not by_team:
        require_open(now.survey)
    _check_asked(survey, answers)
    if answers.levels or answers.comments:
        respondent = respondent or respondent_of(ballot, wave)
        for aspect in {*answers.levels, *answers.comments}:
            ratings.rate_as(
                respondent=respondent,
                aspect=aspect,
                levels=answers.levels.get(aspect, {}),
                comments=answers.comments.get(aspect),
            )
    if answers.questions:
        _answer_questions(ballot, wave, answers.questions)
    if answers.influence:
        _answer_influence(ballot, wave, answers.influence)


def wait_for_others(ballot: Ballot) -> None:
    """Until this transaction ends nobody closes or reveals the survey (many may answer), and no other request
    writes to this ballot: whoever presses twice, or has two tabs open, is counted once."""
    if connection.features.has_select_for_update:  # SQLite has one writer at a time anyway
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM surveys_survey WHERE id = %s FOR SHARE", [ballot.survey_id])
            cursor.execute("SELECT 1 FROM surveys_ballot WHERE id = %s FOR NO KEY UPDATE", [ballot.pk])


# Asked with each answer that comes in, by a roomful at the same time.
_wave_now = Prepared[Wave](lambda pk: Wave.objects.filter(pk=pk).select_related("survey"), int).first
respondent_there = Prepared[Respondent](
    lambda rating_set, voice: Respondent.objects.filter(rating_set_id=rating_set, voice=voice), int, int
).first


def respondent_of(ballot: Ballot, wave: Wave) -> Respondent:
    respondent = respondent_there(wave.ratings_id, ballot.pk)
    if respondent is None:
        respondent = Respondent.objects.get_or_create(
            rating_set=wave.ratings, voice=ballot.pk, defaults={"pk": random_id(), "sector": ballot.sector}
        )[0]
    respondent.rating_set = wave.ratings
    return respondent


def _check_asked(survey: Survey, answers: Answers) -> None:
    asked = set()
    if survey.depth != Depth.NONE:
        asked.add(Aspect.NOW)
    if survey.asks_wished:
        asked.add(Aspect.WISHED)
    if extra := {*answers.levels, *answers.comments} - asked:
        raise InvalidAnswerError(f"this survey does not ask for {sorted(extra)}")
    statements = any("." in item for item in answers.levels.get(Aspect.NOW, {}))
    if statements and survey.depth != Depth.STATEMENTS:
        raise InvalidAnswerError("this survey does not ask for statements")
    if answers.influence and not survey.asks_influence:
        raise InvalidAnswerError("this survey does not ask what moves what")


def _answer_questions(ballot: Ballot, wave: Wave, values: Mapping[int, Value]) -> None:
    """Former answers to these questions are replaced as a whole. Three queries, however many questions."""
    questions = {row.pk: row for row in Question.kept.filter(survey=wave.survey_id, pk__in=values)}
    if missing := values.keys() - questions.keys():
        raise InvalidAnswerError(f"this survey does not ask the questions {sorted(missing)}")
    rows = [
        Answer(wave=wave, ballot=ballot, question=questions[pk], **parts)
        for pk, value in values.items()
        for parts in parts_of(questions[pk], value)
    ]
    Answer.objects.filter(wave=wave, ballot=ballot, question__in=questions).delete()
    Answer.objects.bulk_create(rows)


def parts_of(question: Question, value: Value) -> list[dict[str, object]]:
    """The rows one answer is kept in."""
    if value is None or value == "" or value == []:
        return []
    if question.kind == QuestionKind.TEXT:
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            raise InvalidAnswerError(f"an answer has at most {LONGEST_TEXT} characters")
        return [{"text": value.strip()}] if value.strip() else []
    if question.kind == QuestionKind.SCALE:
        if type(value) is not int or not 1 <= value <= LEVELS:
            raise InvalidAnswerError(f"{value!r} is no level from 1 to {LEVELS}")
        return [{"number": value}]
    offered = {option["key"] for option in question.options}
    chosen = [value] if isinstance(value, str) else list(value) if isinstance(value, Sequence) else []
    if not chosen or not set(chosen) <= offered or len(set(chosen)) != len(chosen):
        raise InvalidAnswerError(f"{value!r} is not among the answers to question {question.pk}")
    if question.kind == QuestionKind.SINGLE and len(chosen) > 1:
        raise InvalidAnswerError(f"question {question.pk} takes one answer")
    if question.kind == QuestionKind.RANKING:
        return [{"option": key, "number": rank} for rank, key in enumerate(chosen, start=1)]
    return [{"option": key} for key in chosen]


def _answer_influence(ballot: Ballot, wave: Wave, values: Strengths) -> None:
    keys = {dimension.key for dimension in framework_of(wave).dimensions}
    try:
        set_cells(Influence, values, among=keys, ballot=ballot, wave=wave)
    except InvalidCellError as wrong:
        raise InvalidAnswerError(f"{wrong.reason} in {values}") from None
