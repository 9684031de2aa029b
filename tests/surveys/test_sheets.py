"""Paper sheets and one-to-one talks, entered by the team."""

import pytest
from django.urls import reverse
from tests.helpers import HOSTILE, count_queries

from octant.frameworks import queries as frameworks
from octant.ratings.models import Aspect
from octant.ratings.queries import histograms
from octant.surveys.actions import sheets, waves
from octant.surveys.actions.answers import Answers
from octant.surveys.models import Ballot
from octant.surveys.queries.answers import current_wave


def address(survey, name="sheets", *args):
    return reverse(f"surveys:{name}", args=["north", 1, survey.pk, *args])


@pytest.fixture
def core(client_as):
    return client_as("core")


SHEET = {"source": "paper", "sector": "social", "now:membership": "2", "wished:membership": "x"}


def test_a_sheet_is_entered_corrected_and_taken_out(core, survey):
    response = core.post(address(survey), SHEET | {"comment:membership": "Too few of us"}, follow=True)
    ballot = Ballot.objects.get()
    assert (ballot.source, ballot.sector, ballot.token) == ("paper", "social", None)
    assert f"Sheet {ballot.pk % 10000:04} is entered" in response.content.decode()
    ratings = current_wave(survey).ratings
    assert histograms(ratings, Aspect.NOW)["membership"].counts == (0, 1, 0, 0, 0)
    assert histograms(ratings, Aspect.WISHED)["membership"].cannot_judge == 1
    page = core.get(address(survey, "sheet", ballot.pk)).content.decode()
    assert "Too few of us" in page
    corrected = SHEET | {"now:membership": "", "wished:membership": "5", "sector": "public"}
    core.post(address(survey, "sheet", ballot.pk), corrected)
    assert histograms(ratings, Aspect.NOW) == {}
    assert histograms(ratings, Aspect.WISHED)["membership"].counts == (0, 0, 0, 0, 1)
    assert core.get(address(survey, "sheet_remove", ballot.pk)).status_code == 200
    core.post(address(survey, "sheet_remove", ballot.pk))
    assert not Ballot.objects.exists()
    assert not ratings.respondents.exists()
    verbs = set(survey.cluster.journal.values_list("verb", flat=True))
    assert {"survey.sheet_entered", "survey.sheet_corrected", "survey.sheet_removed"} <= verbs


def test_a_wrong_figure_is_told_and_nothing_is_lost(core, survey):
    response = core.post(address(survey), SHEET | {"now:membership": "7", "comment:membership": "Keep me"})
    assert response.status_code == 422
    assert b"Keep me" in response.content
    assert not Ballot.objects.exists()


def test_an_empty_sheet_is_not_entered(core, survey):
    assert core.post(address(survey), {"source": "paper"}).status_code == 422
    assert not Ballot.objects.exists()


def test_after_closing_sheets_are_taken_until_the_results_are_revealed(core, survey, people):
    survey.status = "closed"
    survey.save()
    assert core.post(address(survey), SHEET).status_code == 302
    waves.reveal(survey=survey, by=people["coordinator"])
    assert core.post(address(survey), SHEET).status_code == 409
    assert Ballot.objects.count() == 1
    one = core.get(address(survey, "sheet", Ballot.objects.get().pk))
    assert (one.status_code, one.url) == (302, address(survey))  # nobody reads a single sheet any more
    page = core.get(address(survey)).content.decode()
    assert "Ask again in a new wave" in page
    assert "data-sheet" not in page


def test_results_revealed_while_a_sheet_is_on_its_way(core, survey, people, monkeypatch):
    core.post(address(survey), SHEET)
    before = current_wave(survey)
    waves.reveal(survey=survey, by=people["coordinator"])
    monkeypatch.setattr("octant.surveys.views.sheets.current_wave", lambda _survey: before)
    for page in (address(survey), address(survey, "sheet", Ballot.objects.get().pk)):
        answer = core.post(page, SHEET | {"now:membership": "5"})
        assert answer.status_code == 409
        assert "Ask again in a new wave" in answer.content.decode()
    assert histograms(before.ratings, Aspect.NOW)["membership"].counts == (0, 1, 0, 0, 0)


def test_the_answers_of_others_are_not_open_to_the_team(core, survey):
    own = Ballot.objects.create(survey=survey, token="x" * 64)
    assert core.get(address(survey, "sheet", own.pk)).status_code == 404


def test_own_questions_and_the_matrix(core, survey):
    survey.asks_influence = True
    survey.save()
    question = survey.questions.create(kind="text", text="What else?")
    first, second = (row.key for row in frameworks.framework("csei", 1, "en").dimensions[:2])
    core.post(
        address(survey),
        {"source": "interview", f"q{question.pk}-answer": "Boats", f"cell:{first}:{second}": "3"},
    )
    wave = current_wave(survey)
    assert wave.answers.get().text == "Boats"
    assert wave.influences.get().strength == 3


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_comments(core, survey, text):
    core.post(address(survey), SHEET | {"comment:membership": text})
    ballot = Ballot.objects.get()
    page = core.get(address(survey, "sheet", ballot.pk)).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_as_many_queries_for_one_as_for_thirty(core, survey):
    counts = set()
    for n in (1, 2, 27):
        for _sheet in range(n):
            Ballot.objects.create(survey=survey, source="paper")
        counts.add(count_queries(core, address(survey)))
    assert len(counts) == 1
    assert max(counts) <= 15


def test_a_sheet_is_corrected_within_the_promise(survey, people):
    """Whatever comes in: a survey by sector keeps no name and no organisation."""
    person = {"source": "paper", "sector": "public", "name": "The pilot", "organisation": "Harbour Office"}
    answers = Answers(levels={Aspect.NOW: {"membership": 2}})
    ballot = sheets.enter_sheet(survey=survey, by=people["core"], person=person, answers=answers)
    sheets.correct_sheet(
        survey=survey,
        ballot=ballot,
        by=people["core"],
        person=person | {"source": "interview", "sector": "social"},
        answers=answers,
    )
    ballot.refresh_from_db()
    assert (ballot.source, ballot.sector, ballot.name, ballot.organisation) == ("interview", "social", "", "")
    assert current_wave(survey).ratings.respondents.get().sector == "social"
