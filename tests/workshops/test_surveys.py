"""The survey behind a rating: the workshop leads it, its own pages show what came of it."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from tests.helpers import count_queries
from tests.surveys.voting import vote

from octant.surveys.actions import mailing, questions, surveys, waves
from octant.surveys.models import Question, Status, Survey
from octant.workshops.actions import agenda, running
from octant.workshops.agendas import AGENDAS
from octant.workshops.models import Activity, Phase, Workshop

LIST = "/clusters/north/rounds/1/surveys/"


@pytest.fixture
def rating(round_, people) -> Activity:
    """A rating that is open in a running workshop."""
    [workshop] = agenda.add_workshops(
        round=round_, by=None, agenda=AGENDAS["short"], title="Kick-off", anonymity="sector", expected=20
    )
    workshop = running.start(workshop=workshop, by=people["core"], revision=workshop.revision)
    rating = Activity.objects.get(kind="rate")
    running.go_to(workshop=workshop, activity=rating, revision=workshop.revision)
    return Activity.objects.select_related("survey__round__cluster", "survey__cluster", "workshop").get(
        pk=rating.pk
    )


def press(rating: Activity, phase: Phase) -> None:
    workshop = Workshop.objects.select_related("current__survey").get(pk=rating.workshop_id)
    running.set_phase(workshop=workshop, phase=phase, revision=workshop.revision)


LEADING = {
    "change": lambda survey, by: surveys.change_survey(
        survey=survey, by=by, version=survey.version, values={"title": "Another"}
    ),
    "open": lambda survey, by: surveys.open_survey(survey=survey, by=by),
    "close": lambda survey, by: surveys.close_survey(survey=survey, by=by),
    "remove": lambda survey, by: surveys.remove_survey(survey=survey, by=by),
    "reveal": lambda survey, by: waves.reveal(survey=survey, by=by),
    "again": lambda survey, by: waves.ask_again(survey=survey, by=by),
    "ask": lambda survey, by: questions.add_question(survey=survey, kind="text", text="What else?"),
    "invite": lambda survey, by: mailing.require_can_invite(survey),
}


@pytest.mark.parametrize("act", LEADING)
@pytest.mark.parametrize("status", Status)
def test_only_the_workshop_leads_it(rating, people, act, status):
    Survey.objects.filter(pk=rating.survey_id).update(status=status)
    survey = Survey.objects.select_related("round__cluster", "cluster").get(pk=rating.survey_id)
    with pytest.raises(PermissionDenied, match="agenda of a workshop"):
        LEADING[act](survey, people["coordinator"])
    fresh = Survey.objects.get(pk=survey.pk)
    assert (fresh.status, fresh.title, fresh.removed_at) == (status, survey.title, None)
    assert fresh.waves.get().revealed_at is None
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("method", "name"),
    [
        *(("get", name) for name in ("edit", "questions", "audience", "poster", "codes")),
        *(
            ("post", name)
            for name in ("edit", "question_add", "invite", "codes_make", "send_waiting", "remind")
        ),
        *(("post", name) for name in ("open", "close", "survey_remove", "reveal", "ask_again")),
    ],
)
def test_pages_that_lead_a_survey_say_where_it_is_led(rating, client_as, method, name):
    url = reverse(f"surveys:{name}", args=["north", 1, rating.survey_id])
    response = getattr(client_as("coordinator"), method)(url)
    assert response.status_code == 403
    assert "agenda of a workshop" in response.content.decode()


def test_its_page_leads_to_the_workshop_and_keeps_what_is_its_own(rating, client_as):
    here = f"{LIST}{rating.survey_id}/"
    coordinator = client_as("coordinator")
    page = coordinator.get(here).content.decode()
    to_workshop = reverse("workshops:of_survey", args=["north", 1, rating.survey_id])
    assert page.count(to_workshop) == 2  # the way back and the one obvious next thing
    for gone in ("edit/", "questions/", "audience/", "open/", "close/", "remove/"):
        assert f'"{here}{gone}"' not in page
    for stays in ("sheets/", "imports/", "results/", "copy/", "preview/"):
        assert f'"{here}{stays}"' in page
    sealed = coordinator.get(f"{here}results/").content.decode()
    assert to_workshop in sealed
    assert f"{here}results/reveal/" not in sealed
    for page in ("sheets/", "imports/", "preview/"):
        assert coordinator.get(f"{here}{page}").status_code == 200


def test_who_may_lead_comes_to_the_console_and_others_to_the_page(rating, client_as, round_):
    url = reverse("workshops:of_survey", args=["north", 1, rating.survey_id])
    workshop = f"/clusters/north/rounds/1/workshops/{rating.workshop_id}/"
    assert client_as("core").get(url)["Location"] == f"{workshop}lead/"
    assert client_as("viewer").get(url)["Location"] == workshop
    own = surveys.add_survey(round=round_, by=None, anonymity="sector", title="On its own")
    for pk in (own.pk, 10**12):
        assert client_as("core").get(reverse("workshops:of_survey", args=["north", 1, pk])).status_code == 404
    Workshop.objects.filter(pk=rating.workshop_id).update(removed_at="2026-01-01T00:00Z")
    assert client_as("core").get(url).status_code == 404


def test_the_list_of_surveys_has_only_those_that_lead_themselves(rating, client_as, round_):
    own = surveys.add_survey(round=round_, by=None, anonymity="sector", title="On its own")
    page = client_as("viewer").get(LIST).content.decode()
    assert f"{LIST}{own.pk}/" in page
    assert f"{LIST}{rating.survey_id}/" not in page


def test_after_the_workshop_has_shown_them_results_are_taken_over_but_not_asked_again(rating, client_as):
    for level in (2, 3, 3, 4, 4, 5):
        vote(rating.survey, "public", now={"membership": level})
    press(rating, Phase.REVEALED)
    here = f"{LIST}{rating.survey_id}/"
    page = client_as("coordinator").get(f"{here}results/").content.decode()
    assert f"{here}take-over/now/" in page
    assert f"{here}results/again/" not in page
    assert client_as("coordinator").get(f"{here}take-over/now/").status_code == 200
    assert client_as("viewer").get(f"{here}results/export.csv").status_code == 200


def test_a_copy_of_it_is_a_survey_of_its_own(rating, people):
    copy = surveys.copy_survey(survey=rating.survey, by=people["core"], title="Once more")
    assert not copy.in_workshop
    assert surveys.open_survey(survey=copy, by=people["core"]).is_open


def test_names_and_numbers_follow_the_workshop(rating, people):
    assert (rating.survey.title, rating.survey.expected) == ("Kick-off · Rate the octant", 20)
    agenda.change_activity(
        workshop=rating.workshop,
        activity=rating,
        version=rating.version,
        values={"title": "Where do we stand?"},
    )
    workshop = Workshop.objects.select_related("cluster", "round").get(pk=rating.workshop_id)
    agenda.change_workshop(
        workshop=workshop,
        by=people["core"],
        version=workshop.version,
        values={"title": "First meeting", "expected": 12},
    )
    survey = Survey.objects.get(pk=rating.survey_id)
    assert (survey.title, survey.expected) == ("First meeting · Where do we stand?", 12)


def test_the_page_costs_the_same_as_that_of_another_survey(rating, client_as, round_):
    own = surveys.add_survey(round=round_, by=None, anonymity="sector", title="On its own")
    client = client_as("core")
    one, other = (count_queries(client, f"{LIST}{pk}/") for pk in (own.pk, rating.survey_id))
    assert one == other <= 15


def test_surveys_of_workshops_that_are_there_already_are_marked(rating, round_):
    own = surveys.add_survey(round=round_, by=None, anonymity="sector", title="On its own")
    Survey.objects.update(in_workshop=False)
    import_module("octant.workshops.migrations.0005_surveys_in_workshops").mark(apps, None)
    marked = dict(Survey.objects.values_list("pk", "in_workshop"))
    assert marked == {own.pk: False, rating.survey_id: True}
