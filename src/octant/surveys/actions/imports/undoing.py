"""Taking the answers of an import out of a survey again."""

from itertools import batched

from django.db import transaction

from octant.accounts.models import User
from octant.core.bulk import delete_alone
from octant.core.sheets.uploads import Status
from octant.journal.actions import record
from octant.ratings.models import Comment, Rating, Respondent

from ...models import Answer, AnswerImport, Ballot, Influence, Source
from ...rules import hold
from .writing import require_open_wave

MANY = 5000  # numbers in one statement


@transaction.atomic
def take_back(row: AnswerImport, by: User) -> None:
    survey = row.survey
    hold(survey)
    require_open_wave(survey)
    sets = list(survey.waves.values_list("ratings", flat=True))
    # In the order of their numbers, in which the rows lie in the database.
    for some in batched(row.undo["ballots"], MANY):
        ballots = Ballot.objects.filter(survey=survey, source=Source.IMPORT, pk__in=some)
        numbers = list(ballots.values_list("pk", flat=True))
        voices = Respondent.objects.filter(rating_set__in=sets, voice__in=numbers)
        respondents = list(voices.values_list("pk", flat=True))
        delete_alone(Rating.objects.filter(respondent__in=respondents))
        delete_alone(Comment.objects.filter(respondent__in=respondents))
        delete_alone(Respondent.objects.filter(pk__in=respondents))
        delete_alone(Answer.objects.filter(ballot__in=numbers))
        delete_alone(Influence.objects.filter(ballot__in=numbers))
        delete_alone(Ballot.objects.filter(pk__in=numbers))
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
