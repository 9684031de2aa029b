"""Begin, answer, come back: what is kept, and what never is."""

import pytest

from octant.ratings.models import Aspect
from octant.ratings.queries import histograms
from octant.surveys.actions import answers, surveys
from octant.surveys.actions.answers import Answers, InvalidAnswerError, NotOpen
from octant.surveys.models import Ballot, Invitation, QuestionKind
from octant.surveys.queries.answers import current_wave, given


def rate(survey, ballot, **levels):
    wave = current_wave(survey)
    answers.answer(ballot=ballot, wave=wave, answers=Answers(levels={Aspect.NOW: levels}))
    return wave


def test_one_device_is_one_ballot_and_two_are_two(survey, device):
    first = answers.begin(survey=survey, device=device("a"), sector="public")
    again = answers.begin(survey=survey, device=device("a"), sector="private")
    other = answers.begin(survey=survey, device=device("b"))
    assert first == again != other
    assert Ballot.objects.get(pk=first.pk).sector == "public"


def test_saying_it_twice_counts_once_and_the_last_word_counts(survey, device):
    ballot = answers.begin(survey=survey, device=device("a"))
    for level in (2, 2, 4):
        wave = rate(survey, ballot, membership=level)
    assert histograms(wave.ratings, Aspect.NOW)["membership"].counts == (0, 0, 0, 1, 0)


def test_the_stored_token_is_not_what_the_device_holds(survey, device):
    ballot = answers.begin(survey=survey, device=device("secret-of-the-phone"))
    assert "secret" not in ballot.token
    assert len(ballot.token) == 64


def test_a_survey_without_open_link_needs_a_code_that_works_once(survey, device, people, round_):
    survey.open_link = False
    survey.save()
    code = Invitation.objects.create(survey=survey).code
    for given_code, reason in [("", "needs_code"), ("NOPE", "wrong_code")]:
        with pytest.raises(NotOpen) as refused:
            answers.begin(survey=survey, device=device("a"), code=given_code)
        assert refused.value.reason == reason
    first = answers.begin(survey=survey, device=device("a"), code=f" {code[:6].lower()}-{code[6:]} ")
    assert answers.begin(survey=survey, device=device("a"), code=code) == first
    with pytest.raises(NotOpen) as refused:
        answers.begin(survey=survey, device=device("b"), code=code)
    assert refused.value.reason == "used_code"
    invitation = Invitation.objects.get(code=code)
    assert invitation.used
    assert invitation.ballot is None, "only a named survey may know whose ballot it is"


def test_the_personal_code_brings_the_ballot_to_another_device(survey, device):
    ballot = answers.begin(survey=survey, device=device("old"))
    code = answers.give_resume_code(ballot=ballot)
    assert answers.resume(survey=survey, device=device("new"), code="WRONG") is None
    assert answers.resume(survey=survey, device=device("new"), code=code.lower()) == ballot
    assert answers.begin(survey=survey, device=device("new")) == ballot
    assert answers.begin(survey=survey, device=device("old")) != ballot


def test_closed_surveys_take_nothing(survey, device, people):
    ballot = answers.begin(survey=survey, device=device("a"))
    surveys.close_survey(survey=survey, by=people["core"])
    with pytest.raises(NotOpen) as refused:
        rate(survey, ballot, membership=1)
    assert refused.value.reason == "closed"


def test_what_is_not_asked_is_refused(survey, device):
    ballot = answers.begin(survey=survey, device=device("a"))
    wave = current_wave(survey)
    for extra in (
        Answers(levels={Aspect.FEASIBLE: {"membership": 3}}),
        Answers(influence={("membership", "governance"): 3}),
        Answers(questions={17: "a"}),
    ):
        with pytest.raises(InvalidAnswerError):
            answers.answer(ballot=ballot, wave=wave, answers=extra)


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        (QuestionKind.SINGLE, "a", [("a", None, "")]),
        (QuestionKind.MULTIPLE, ["b", "a"], [("a", None, ""), ("b", None, "")]),
        (QuestionKind.RANKING, ["b", "a"], [("b", 1, ""), ("a", 2, "")]),
        (QuestionKind.SCALE, 5, [("", 5, "")]),
        (QuestionKind.TEXT, "  more trams  ", [("", None, "more trams")]),
    ],
)
def test_own_questions(survey, device, kind, value, kept):
    question = survey.questions.create(
        kind=kind, text="?", options=[{"key": "a", "text": "A"}, {"key": "b", "text": "B"}]
    )
    ballot = answers.begin(survey=survey, device=device("a"))
    wave = current_wave(survey)
    for _again in range(2):
        answers.answer(ballot=ballot, wave=wave, answers=Answers(questions={question.pk: value}))
    assert given(ballot, wave).questions == {question.pk: kept}
    answers.answer(ballot=ballot, wave=wave, answers=Answers(questions={question.pk: None}))
    assert given(ballot, wave).questions == {}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (QuestionKind.SINGLE, "z"),
        (QuestionKind.SINGLE, ["a", "b"]),
        (QuestionKind.MULTIPLE, ["a", "a"]),
        (QuestionKind.RANKING, ["a", "z"]),
        (QuestionKind.SCALE, 6),
        (QuestionKind.SCALE, "5"),
        (QuestionKind.TEXT, "x" * 5001),
    ],
)
def test_answers_that_are_not_offered_are_refused(survey, device, kind, value):
    question = survey.questions.create(
        kind=kind, text="?", options=[{"key": "a", "text": "A"}, {"key": "b", "text": "B"}]
    )
    ballot = answers.begin(survey=survey, device=device("a"))
    with pytest.raises(InvalidAnswerError):
        answers.answer(
            ballot=ballot, wave=current_wave(survey), answers=Answers(questions={question.pk: value})
        )


def test_the_promise_is_kept_by_what_is_not_stored(round_, people, device):
    survey = surveys.add_survey(
        round=round_, by=people["core"], anonymity="anonymous", title="T", asks_organisation="required"
    )
    surveys.open_survey(survey=survey, by=people["core"])
    ballot = answers.begin(
        survey=survey, device=device("a"), sector="public", organisation="Town hall", name="The mayor"
    )
    ballot.refresh_from_db()
    assert (ballot.sector, ballot.organisation, ballot.name) == ("", "", "")
