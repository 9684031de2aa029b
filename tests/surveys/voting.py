"""People who answer a survey, for tests: made in the database through the same action as on the page."""

from octant.surveys.actions.answers import Answers, answer, ballot_on_paper
from octant.surveys.models import Ballot, Survey
from octant.surveys.queries.answers import current_wave


def vote(survey: Survey, sector: str = "", **answers) -> Ballot:
    """One more person who answers: vote(survey, "public", now={"membership": 3}, comments={…})."""
    ballot = ballot_on_paper(survey=survey, source="self", sector=sector)
    vote_again(survey, ballot, **answers)
    return ballot


def vote_again(survey: Survey, ballot: Ballot, *, now=None, wished=None, comments=None, **rest) -> None:
    levels = {aspect: given for aspect, given in (("now", now), ("wished", wished)) if given}
    said = {"now": comments} if comments else {}
    answer(ballot=ballot, wave=current_wave(survey), answers=Answers(levels=levels, comments=said, **rest))
