"""Two devices, two tabs, two people of the team at the same moment: everything counts once."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from tests.at_once import at_once

from octant.journal.models import Entry
from octant.ratings.models import Aspect, Rating
from octant.surveys.actions import answers, questions, sheets, surveys, waves
from octant.surveys.actions.answers import Answers, NotOpen
from octant.surveys.models import Answer, Ballot, Invitation, QuestionKind, Source, Survey
from octant.surveys.queries.answers import current_wave
from octant.surveys.queries.counting import count, summary

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(survey: Survey) -> Survey:
    """The survey as another request has read it."""
    return Survey.objects.select_related("round", "cluster").get(pk=survey.pk)


def reasons(found: list[object]) -> list[str]:
    return [problem.reason for problem in found if isinstance(problem, NotOpen)]


def test_one_device_that_begins_twice_has_one_ballot(survey, device):
    begin = partial(answers.begin, survey=survey, device=device("a"))
    first, second = at_once(begin, begin)
    assert first == second
    assert Ballot.objects.count() == 1


def test_one_device_that_sends_its_code_twice_is_not_told_that_it_was_used(survey, device):
    code = Invitation.objects.create(survey=survey).code
    begin = partial(answers.begin, survey=survey, device=device("a"), code=code)
    first, second = at_once(begin, begin)
    assert first == second
    assert Ballot.objects.count() == 1


def test_two_devices_with_one_code_are_one_ballot(survey, device):
    code = Invitation.objects.create(survey=survey).code
    found = at_once(
        *(partial(answers.begin, survey=survey, device=device(name), code=code) for name in ("a", "b"))
    )
    assert reasons(found) == ["used_code"]
    assert Ballot.objects.count() == 1


def test_where_names_are_known_the_second_device_takes_over(round_, people, device):
    survey = surveys.add_survey(round=round_, by=people["core"], anonymity="named", title="Who?")
    surveys.open_survey(survey=survey, by=people["core"])
    code = Invitation.objects.create(survey=survey, name="The mayor's office").code
    first, second = at_once(
        *(partial(answers.begin, survey=survey, device=device(name), code=code) for name in ("a", "b"))
    )
    assert first == second
    assert Ballot.objects.count() == 1


def test_one_device_with_two_personal_codes_at_once_holds_one_ballot(survey, device):
    ballots = [answers.begin(survey=survey, device=device(name)) for name in ("a", "b")]
    codes = [answers.give_resume_code(ballot=ballot) for ballot in ballots]
    found = at_once(
        *(partial(answers.resume, survey=survey, device=device("new"), code=code) for code in codes)
    )
    assert set(found) == set(ballots)
    assert Ballot.objects.exclude(token=None).count() == 1


def test_two_answers_to_one_question_are_one(survey, device):
    question = survey.questions.create(
        kind=QuestionKind.SINGLE, text="?", options=[{"key": "a", "text": "A"}, {"key": "b", "text": "B"}]
    )
    ballot, wave = answers.begin(survey=survey, device=device("a")), current_wave(survey)
    say = partial(answers.answer, ballot=ballot, wave=wave)
    found = at_once(*(partial(say, answers=Answers(questions={question.pk: key})) for key in ("a", "b")))
    assert found == [None, None]
    assert Answer.objects.count() == 1
    assert count(wave, final=True).answered == {str(question.pk): 1}


def test_statements_said_at_once_give_their_dimension_its_level(round_, people, device):
    survey = surveys.add_survey(
        round=round_, by=people["core"], anonymity="sector", title="In depth", depth="statements"
    )
    surveys.open_survey(survey=survey, by=people["core"])
    ballot, wave = answers.begin(survey=survey, device=device("a")), current_wave(survey)
    dimension = answers.framework_of(wave).dimensions[0]
    ids = [statement.id for statement in dimension.statements]
    half = len(ids) // 2
    say = partial(answers.answer, ballot=ballot, wave=wave)
    say(answers=Answers(comments={Aspect.NOW: {ids[0]: "Well."}}))
    at_once(
        partial(say, answers=Answers(levels={Aspect.NOW: dict.fromkeys(ids[:half], 1)})),
        partial(say, answers=Answers(levels={Aspect.NOW: dict.fromkeys(ids[half:], 5)})),
    )
    level = Rating.objects.get(item=dimension.key).level
    say(answers=Answers(levels={Aspect.NOW: dict.fromkeys(ids[half:], 5)}))
    assert level == Rating.objects.get(item=dimension.key).level == 3


def test_what_was_counted_when_revealed_is_all_there_is(survey, people, device):
    """An answer that arrives while the results are revealed is counted, or refused."""
    ballots = [answers.begin(survey=survey, device=device(name), sector="public") for name in "abcdef"]
    wave = current_wave(survey)
    say = Answers(levels={Aspect.NOW: {"membership": 4}})
    for ballot in ballots[:4]:
        answers.answer(ballot=ballot, wave=wave, answers=say)
    answers.answer(ballot=ballots[4], wave=wave, answers=Answers(levels={Aspect.NOW: {"purpose": 4}}))
    at_once(
        partial(answers.answer, ballot=ballots[4], wave=wave, answers=say),  # changes a row of its own
        partial(answers.answer, ballot=ballots[5], wave=wave, answers=say),
        partial(waves.reveal, survey=fresh(survey), by=people["core"]),
    )
    wave = current_wave(survey)
    assert summary(wave) == count(wave, final=True)
    with pytest.raises(NotOpen):
        answers.answer(ballot=ballots[5], wave=wave, answers=say)


def test_an_answer_on_its_way_comes_too_late_for_a_closed_survey(survey, people, device):
    """It was read before the survey was closed, as a request reads it."""
    ballot, wave = answers.begin(survey=survey, device=device("a")), current_wave(survey)
    surveys.close_survey(survey=fresh(survey), by=people["core"])
    assert wave.survey.is_open
    with pytest.raises(NotOpen) as refused:
        answers.answer(ballot=ballot, wave=wave, answers=Answers(levels={Aspect.NOW: {"membership": 4}}))
    assert refused.value.reason == "closed"


def test_a_sheet_is_taken_out_before_the_results_or_not_at_all(survey, people):
    say = Answers(levels={Aspect.NOW: {"membership": 4}})
    by, person = people["core"], {"source": Source.PAPER.value, "sector": "public"}
    kept = [sheets.enter_sheet(survey=survey, by=by, person=person, answers=say) for _n in range(6)]
    at_once(
        partial(sheets.remove_sheet, survey=fresh(survey), ballot=kept[0], by=by),
        partial(waves.reveal, survey=fresh(survey), by=by),
    )
    wave = current_wave(survey)
    assert summary(wave) == count(wave, final=True)


def test_two_corrections_of_a_sheet_do_not_mix(survey, people):
    by, person = people["core"], {"source": Source.PAPER.value}
    kept = sheets.enter_sheet(survey=survey, by=by, person=person, answers=Answers())
    correct = partial(sheets.correct_sheet, survey=survey, ballot=kept, by=by, person=person)
    at_once(
        partial(correct, answers=Answers(levels={Aspect.NOW: {"membership": 1}})),
        partial(correct, answers=Answers(levels={Aspect.NOW: {"purpose": 5}})),
    )
    assert Rating.objects.count() == 1


def test_revealed_opened_and_asked_again_by_two_people(survey, people, device):
    by = people["core"]
    found = at_once(*(partial(waves.reveal, survey=fresh(survey), by=by) for _n in range(2)))
    assert found[0] == found[1]
    found = at_once(*(partial(waves.ask_again, survey=fresh(survey), by=by) for _n in range(2)))
    assert found[0] == found[1]
    assert survey.waves.count() == 2
    surveys.close_survey(survey=fresh(survey), by=by)
    at_once(*(partial(surveys.open_survey, survey=fresh(survey), by=by) for _n in range(2)))
    verbs = list(Entry.objects.values_list("verb", flat=True))
    assert verbs.count("survey.revealed") == verbs.count("survey.next_wave") == 1
    assert verbs.count("survey.opened") == 2  # by the fixture, and here once


def test_no_question_changes_while_the_survey_is_opened(round_, people):
    survey = surveys.add_survey(round=round_, by=people["core"], anonymity="sector", title="Soon")
    before = fresh(survey)
    surveys.open_survey(survey=survey, by=people["core"])
    with pytest.raises(PermissionDenied):
        questions.add_question(survey=before, kind="text", text="One more?")
