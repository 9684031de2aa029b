"""Answering through the pages, without an account."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests.helpers import count_queries

from octant.ratings.models import Aspect, Rating
from octant.ratings.queries import histograms
from octant.surveys.actions.surveys import add_survey, close_survey, open_survey
from octant.surveys.actions.waves import ask_again, reveal
from octant.surveys.models import Answer, Ballot, Influence, Invitation
from octant.surveys.queries.answers import current_wave, framework_of


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def url(survey, name="start", *args):
    return reverse(f"answer:{name}", args=[survey.code, *args])


def begin(survey, **values):
    client = Client()
    client.get(url(survey))
    response = client.post(url(survey), {"sector": "public"} | values)
    assert response.status_code == 302, response.content.decode()[:2000]
    return client


def test_from_the_start_to_the_personal_code(survey):
    client = Client()
    start = client.get(url(survey)).content.decode()
    assert "without your name" in start
    response = client.post(url(survey), {"sector": "social"})
    pages = 0
    while "review" not in response["Location"]:
        here = response["Location"]
        key = here.rstrip("/").rpartition("/d-")[2]
        assert client.get(here).status_code == 200
        response = client.post(here, {f"level-{key}": "2", f"wished-level-{key}": "5"})
        pages += 1
    assert pages == 8
    page = client.get(response["Location"]).content.decode()
    assert "Thank you, that was all" in page
    wave = current_wave(survey)
    assert histograms(wave.ratings, Aspect.NOW)["membership"].counts == (0, 1, 0, 0, 0)
    assert histograms(wave.ratings, Aspect.WISHED)["membership"].counts == (0, 0, 0, 0, 1)
    page = client.post(url(survey, "review"))
    code = page.context["personal"]
    other = Client()
    response = other.post(url(survey, "resume"), {"code": code.lower()})
    assert response["Location"] == url(survey, "review")
    assert "Thank you, that was all" in other.get(url(survey, "review")).content.decode()
    assert client.get(url(survey, "review")).status_code == 302, "the former device lets go"


def test_back_reload_and_two_tabs_are_one_person_and_another_browser_is_another(survey):
    client = begin(survey)
    for _again in range(3):
        client.post(url(survey), {"sector": "private"})
    assert Ballot.objects.count() == 1
    begin(survey)
    assert Ballot.objects.count() == 2


def test_a_thousand_posts_from_one_device_are_one_answer(survey):
    client = begin(survey)
    for n in range(50):
        client.post(url(survey, "part", "d-membership"), {"level-membership": str(n % 5 + 1)})
    assert Rating.objects.count() == 1


def test_two_hundred_phones_behind_one_address_get_in_and_a_script_does_not_go_on(survey, settings):
    for _phone in range(200):
        begin(survey)
    assert Ballot.objects.count() == 200
    refused = 0
    for _try in range(450):
        response = Client(headers={"X-Forwarded-For": "203.0.113.9"}).post(url(survey), {"sector": "public"})
        refused += response.status_code == 429
    assert refused == 50, "a forged forwarding header opens no second door"
    assert "wait a little" in response.content.decode()


def test_wrong_levels_are_said_and_the_comment_stays(survey):
    client = begin(survey)
    response = client.post(
        url(survey, "part", "d-membership"), {"level-membership": "9", "comment-membership": "Too few of us"}
    )
    assert response.status_code == 422
    assert b"Too few of us" in response.content
    assert not Rating.objects.exists()


def test_items_that_are_not_on_the_page_are_refused(survey):
    client = begin(survey)
    response = client.post(url(survey, "part", "d-membership"), {"level-governance": "3"})
    assert response.status_code == 422


def test_a_survey_that_closes_while_somebody_writes_loses_no_text(survey, people):
    client = begin(survey)
    close_survey(survey=survey, by=people["core"])
    response = client.post(
        url(survey, "part", "d-membership"), {"level-membership": "3", "comment-membership": "My long text"}
    )
    assert response.status_code == 409
    assert b"My long text" in response.content
    assert not Rating.objects.exists()


def test_a_forged_cookie_is_a_new_device(survey):
    begin(survey)
    client = Client()
    client.cookies["octant_device"] = "forged:1:xyz"
    assert client.get(url(survey, "review")).status_code == 302
    client.post(url(survey), {"sector": "public"})
    assert Ballot.objects.count() == 2


def test_the_personal_link_fills_in_the_code_and_works_once(round_, people):
    survey = add_survey(
        round=round_, by=people["core"], anonymity="anonymous", title="Closed circle", open_link=False
    )
    open_survey(survey=survey, by=people["core"])
    code = Invitation.objects.create(survey=survey).code
    client = Client()
    page = client.get(url(survey, "invited", code)).content.decode()
    assert code in page
    assert "Which sector" not in page, "a fully anonymous survey does not even ask"
    assert client.post(url(survey), {"code": code}).status_code == 302
    assert Client().post(url(survey), {"code": code}).status_code == 422
    assert Client().post(url(survey), {"code": ""}).status_code == 422


def test_no_row_ties_a_signed_in_person_to_an_anonymous_answer(round_, people, client_as):
    survey = add_survey(round=round_, by=None, anonymity="anonymous", title="T")
    open_survey(survey=survey, by=people["core"])
    before = survey.cluster.journal.count()
    client = client_as("coordinator")
    client.get(url(survey))
    client.post(url(survey), {})
    client.post(url(survey, "part", "d-membership"), {"level-membership": "1"})
    ballot = Ballot.objects.get()
    respondent = current_wave(survey).ratings.respondents.get()
    assert respondent.user is None
    assert respondent.voice == ballot.pk > 2**20, "numbers are drawn, not counted"
    assert survey.cluster.journal.count() == before
    session = dict(client.session)
    assert not any(str(ballot.pk) in str(value) for value in session.values())
    names = {field.name for field in Ballot._meta.get_fields()}
    assert not {name for name in names if name.endswith(("_at", "_on", "address"))}


@pytest.mark.parametrize("kind", ["single", "multiple", "scale", "text", "ranking"])
def test_own_questions_through_the_page(survey, kind):
    question = survey.questions.create(
        kind=kind, text="What next?", options=[{"key": "a", "text": "Trams"}, {"key": "b", "text": "Bikes"}]
    )
    client = begin(survey)
    here = url(survey, "part", f"q-{question.pk}")
    said = {
        "single": {"answer": "b"},
        "multiple": {"answer": ["a", "b"]},
        "scale": {"answer": "4"},
        "text": {"answer": "Boats"},
        "ranking": {"rank-a": "2", "rank-b": "1"},
    }[kind]
    assert client.post(here, said).status_code == 302
    page = client.get(here).content.decode()
    assert "Boats" in page if kind == "text" else ("checked" in page or "selected" in page)


def test_one_place_is_given_once(survey):
    question = survey.questions.create(
        kind="ranking", text="?", options=[{"key": "a", "text": "A"}, {"key": "b", "text": "B"}]
    )
    client = begin(survey)
    response = client.post(url(survey, "part", f"q-{question.pk}"), {"rank-a": "1", "rank-b": "1"})
    assert response.status_code == 422
    assert b"Give each place once" in response.content


def test_an_influence_row_through_the_page(round_, people):
    survey = add_survey(
        round=round_, by=None, anonymity="anonymous", title="T", depth="none", asks_influence=True
    )
    open_survey(survey=survey, by=people["core"])
    client = begin(survey)
    wave = current_wave(survey)
    first, second = (dimension.key for dimension in framework_of(wave).dimensions[:2])
    here = url(survey, "part", f"i-{first}")
    assert client.post(here, {f"influence-{second}": "3"}).status_code == 302
    row = Influence.objects.get()
    assert (row.source, row.target, row.strength) == (first, second, 3)
    client.post(here, {f"influence-{second}": ""})
    assert not Influence.objects.exists()
    assert client.post(here, {f"influence-{second}": "4"}).status_code == 422


def again(survey, people):
    reveal(survey=survey, by=people["core"])
    ask_again(survey=survey, by=people["core"])


def chosen(page: str, name: str) -> list[str]:
    """The values of the radio buttons of this name that are chosen."""
    buttons = [
        tag for tag in page.split("<input") if f'name="{name}"' in tag and "checked" in tag.partition(">")[0]
    ]
    return [tag.partition('value="')[2].partition('"')[0] for tag in buttons]


def test_asked_again_people_begin_with_what_they_said_and_it_counts_once_they_go_on(survey, people):
    question = survey.questions.create(kind="scale", text="How often?")
    client, other = begin(survey), begin(survey)
    here, own = url(survey, "part", "d-membership"), url(survey, "part", f"q-{question.pk}")
    said = {"level-membership": "2", "wished-level-membership": "skip", "comment-membership": "Only two"}
    client.post(here, said)
    client.post(own, {"answer": "4"})
    again(survey, people)
    page = client.get(here).content.decode()
    assert chosen(page, "level-membership") == ["2"]
    assert chosen(page, "wished-level-membership") == ["skip"]
    assert "Only two" not in page, "why somebody chose a level then need not be why they choose it now"
    assert "what you said last time" in page
    assert chosen(client.get(own).content.decode(), "answer") == ["4"]
    wave = current_wave(survey)
    assert not wave.ratings.respondents.exists()
    assert "9 pages have no answer yet" in client.get(url(survey, "review")).content.decode()
    assert not chosen(other.get(here).content.decode(), "level-membership"), "nobody sees what others said"
    client.post(here, {"level-membership": "2", "wished-level-membership": "4"})
    client.post(own, {"answer": "4"})
    page = client.get(here).content.decode()
    assert chosen(page, "wished-level-membership") == ["4"]
    assert "what you said last time" not in page
    assert histograms(wave.ratings, Aspect.NOW)["membership"].counts == (0, 1, 0, 0, 0)
    assert Answer.objects.filter(question=question).count() == 2


def test_an_influence_row_is_there_again_too(round_, people):
    survey = add_survey(
        round=round_, by=None, anonymity="anonymous", title="T", depth="none", asks_influence=True
    )
    open_survey(survey=survey, by=people["core"])
    client = begin(survey)
    first, second = (dimension.key for dimension in framework_of(current_wave(survey)).dimensions[:2])
    here = url(survey, "part", f"i-{first}")
    client.post(here, {f"influence-{second}": "3"})
    again(survey, people)
    page = client.get(here)
    assert page.context["form"].initial == {f"influence-{second}": "3"}
    assert Influence.objects.count() == 1


def test_statements_are_there_again_one_by_one(round_, people):
    survey = add_survey(round=round_, by=None, anonymity="sector", title="T", depth="statements")
    open_survey(survey=survey, by=people["core"])
    client = begin(survey)
    first, second = framework_of(current_wave(survey)).dimensions[0].statements[:2]
    here = url(survey, "part", f"d-{framework_of(current_wave(survey)).dimensions[0].key}")
    client.post(here, {f"level-{first.id}": "1", f"level-{second.id}": "5"})
    again(survey, people)
    client.post(here, {f"level-{first.id}": "3"})
    page = client.get(here).content.decode()
    assert (chosen(page, f"level-{first.id}"), chosen(page, f"level-{second.id}")) == (["3"], ["5"])


def test_a_page_asks_the_database_no_more_for_many_answers(survey, people):
    client = begin(survey)
    keys = [dimension.key for dimension in framework_of(current_wave(survey)).dimensions]
    here = url(survey, "part", f"d-{keys[0]}")
    seen = []
    for some in (keys[:1], keys[1:3], keys[3:]):
        for key in some:
            client.post(url(survey, "part", f"d-{key}"), {f"level-{key}": "2", f"wished-level-{key}": "4"})
        seen.append(count_queries(client, here))
    again(survey, people)
    seen_again = count_queries(client, here)
    assert len(set(seen)) == 1
    assert seen[0] < seen_again <= 15
