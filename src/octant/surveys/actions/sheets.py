"""Sheets of paper and one-to-one talks that the team enters for somebody."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.journal.actions import record
from octant.ratings.models import Comment, Rating

from ..models import BY_TEAM, Ballot, Source, Survey
from ..queries.answers import current_wave
from ..rules import hold
from .answers import Answers, answer, ballot_on_paper, wait_for_others


@transaction.atomic
def enter_sheet(*, survey: Survey, by: User, person: dict[str, str], answers: Answers) -> Ballot:
    values = dict(person)
    ballot = ballot_on_paper(survey=survey, source=Source(values.pop("source")), **values)
    answer(ballot=ballot, wave=current_wave(survey), answers=answers, by_team=True)
    # The journal notes that a sheet was entered, never what stands in it.
    _record(survey, by, "survey.sheet_entered")
    return ballot


@transaction.atomic
def correct_sheet(
    *, survey: Survey, ballot: Ballot, by: User, person: dict[str, str], answers: Answers
) -> None:
    """What stands in the form now is the sheet: levels and comments that were emptied are taken back."""
    _require_sheet(ballot)
    wait_for_others(ballot)
    wave = current_wave(survey)
    values = dict(person)
    source = Source(values.pop("source"))
    kept = survey.what_is_kept(**values)
    Ballot.objects.filter(pk=ballot.pk).update(source=source, **kept)
    wave.ratings.respondents.filter(voice=ballot.pk).update(sector=kept["sector"])
    mine = {"rating_set": wave.ratings, "respondent__voice": ballot.pk}
    Rating.objects.filter(**mine).delete()
    Comment.objects.filter(**mine).delete()
    answer(ballot=ballot, wave=wave, answers=answers, by_team=True)
    _record(survey, by, "survey.sheet_corrected")


@transaction.atomic
def remove_sheet(*, survey: Survey, ballot: Ballot, by: User) -> None:
    """Take a sheet out for good, for example one that was entered twice."""
    _require_sheet(ballot)
    hold(survey)
    if current_wave(survey).revealed_at:
        raise PermissionDenied(_("The results have been revealed, so sheets stay as they are."))
    for wave in survey.waves.all():
        wave.ratings.respondents.filter(voice=ballot.pk).delete()
    ballot.delete()
    _record(survey, by, "survey.sheet_removed")


def _require_sheet(ballot: Ballot) -> None:
    if ballot.source not in BY_TEAM:
        raise PermissionDenied(_("Only sheets that the team has entered can be changed by the team."))


def _record(survey: Survey, by: User, verb: str) -> None:
    record(cluster=survey.cluster, by=by, verb=verb, subject=survey, round_number=survey.round.number)
