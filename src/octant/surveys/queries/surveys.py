"""The surveys of a round as the team sees them. Who answered is never in here, only how many."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from octant.core.prepared import Prepared
from octant.rounds.models import Round

from ..models import BY_TEAM, Ballot, Question, Status, Survey, Wave


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """One survey of the list. `answers` counts everybody who began, in any wave."""

    survey: Survey
    answers: int
    waves: int
    revealed: bool

    @property
    def state(self) -> str:
        """For the pill: todo, doing or done."""
        if self.survey.status == Status.DRAFT:
            return "todo"
        return "doing" if self.survey.is_open else "done"


def surveys(round_: Round) -> list[SurveyRow]:
    """The surveys of a round, newest first. Those that are part of a workshop stand there. One query."""
    ballots = Ballot.objects.filter(survey=OuterRef("pk")).order_by().values("survey").annotate(n=Count("*"))
    last_revealed = Wave.objects.filter(survey=OuterRef("pk")).order_by("-number").values("revealed_at")
    rows = (
        Survey.kept.filter(round=round_, in_workshop=False)
        .annotate(
            ballots_n=Coalesce(Subquery(ballots.values("n")), 0),
            waves_n=Count("waves", distinct=True),
            last_revealed=Subquery(last_revealed[:1]),
        )
        .order_by("-created_at", "-pk")
    )
    found = []
    for row in rows:
        row.round, row.cluster = round_, round_.cluster
        found.append(SurveyRow(row, row.ballots_n, row.waves_n, row.last_revealed is not None))
    return found


_questions = Prepared[Question](lambda survey: Question.kept.filter(survey=survey), int)


def questions(survey: Survey) -> list[Question]:
    return _questions(survey.pk)


_entered_sheets = Prepared[Ballot](
    lambda survey: Ballot.objects.filter(survey=survey, source__in=BY_TEAM).order_by("pk"), int
)


def entered_sheets(survey: Survey) -> list[Ballot]:
    """Those that the team typed in; their numbers are random, so the order says nothing."""
    return _entered_sheets(survey.pk)
