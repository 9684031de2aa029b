"""Preparing a survey: what it asks, what it promises, its own questions, opening and closing."""

import pytest
from tests.forms import forms_of
from tests.helpers import HOSTILE, count_queries

from octant.journal.models import Entry
from octant.ratings.models import RatingSet
from octant.surveys.actions import surveys as actions
from octant.surveys.actions.questions import add_question
from octant.surveys.models import Question, Status, Survey
from octant.surveys.promise import Anonymity, Asked
from octant.surveys.words import promise, promised

LIST = "/clusters/north/rounds/1/surveys/"


def new_survey(round_, **values):
    return actions.add_survey(
        round=round_, by=None, **{"title": "Ask the coast", "anonymity": Anonymity.SECTOR} | values
    )


def filled(**changed):
    return {
        "title": "Ask the coast",
        "intro": "Three minutes",
        "anonymity": "sector",
        "depth": "quick",
        "asks_sector": "required",
        "asks_organisation": "no",
        "minimum_group": "5",
        "open_link": "on",
    } | changed


def test_an_empty_list_says_what_to_do(round_, client_as):
    page = client_as("core").get(LIST).content.decode()
    assert "Nobody has been asked yet" in page
    assert f"{LIST}new/" in page
    assert f"{LIST}new/" not in client_as("viewer").get(LIST).content.decode()


def test_a_new_survey_is_in_preparation_and_keeps_its_promise(round_, client_as):
    client = client_as("core")
    response = client.post(f"{LIST}new/", filled())
    survey = Survey.objects.get()
    assert response.status_code == 302
    assert survey.status == Status.DRAFT
    assert survey.anonymity == Anonymity.SECTOR
    page = client.get(response["Location"]).content.decode()
    assert promise(survey) in page
    client.post(f"{LIST}{survey.pk}/edit/", filled(anonymity="named", version="1"))
    survey.refresh_from_db()
    assert survey.anonymity == Anonymity.SECTOR


def test_what_the_promise_forbids_is_not_asked(round_, client_as):
    client_as("core").post(
        f"{LIST}new/", filled(anonymity="anonymous", asks_sector="required", asks_organisation="required")
    )
    survey = Survey.objects.get()
    assert survey.asks_sector == survey.asks_organisation == Asked.NO


@pytest.mark.parametrize("anonymity", Anonymity.values)
def test_each_promise_is_one_sentence_that_stands_on_the_page_of_choice(anonymity, round_, client_as):
    page = client_as("core").get(f"{LIST}new/").content.decode()
    assert promised(anonymity, 5) in page
    assert promised(anonymity, 5).count(". ") == 0


def test_a_sector_survey_that_asks_for_no_sector_does_not_promise_one(round_):
    assert promise(new_survey(round_, asks_sector=Asked.NO)) == promised(Anonymity.ANONYMOUS, 5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "a" * 121},
        {"title": "bell\x07"},
        {"anonymity": "secret"},
        {"anonymity": ""},
        {"depth": "deep"},
        {"minimum_group": "2"},
        {"minimum_group": "11"},
        {"expected": "0"},
        {"expected": "-3"},
        {"closes_at": "2020-01-01T10:00"},
        {"opens_at": "2099-01-02T10:00", "closes_at": "2099-01-01T10:00"},
        {"closes_at": "soon"},
    ],
)
def test_wrong_entries_come_back_with_everything_that_was_typed(wrong, round_, client_as):
    response = client_as("core").post(f"{LIST}new/", filled(intro="Do not lose me") | wrong)
    assert response.status_code == 422
    assert "Do not lose me" in response.content.decode()
    assert not Survey.objects.exists()


def test_what_is_asked_stays_once_the_survey_has_been_opened(round_, client_as):
    client = client_as("core")
    survey = new_survey(round_)
    client.post(f"{LIST}{survey.pk}/open/")
    client.post(
        f"{LIST}{survey.pk}/edit/",
        filled(title="Better title", depth="statements", minimum_group="3", team_sees_before="on"),
    )
    survey.refresh_from_db()
    assert survey.title == "Better title"
    assert (survey.depth, survey.minimum_group, survey.team_sees_before) == ("quick", 5, False)
    added = client.post(f"{LIST}{survey.pk}/questions/add/", {"kind": "text", "text": "What else?"})
    assert added.status_code == 403
    assert "has been opened" in added.content.decode()


def test_a_survey_that_asks_nothing_cannot_be_opened(round_, client_as):
    survey = new_survey(round_, depth="none")
    response = client_as("core").post(f"{LIST}{survey.pk}/open/")
    assert response.status_code == 403
    assert "asks nothing yet" in response.content.decode()
    survey.refresh_from_db()
    assert survey.status == Status.DRAFT


def test_opening_closing_and_removing_can_be_taken_back(round_, client_as):
    client = client_as("core")
    survey = new_survey(round_)
    for step, status in [("open", "open"), ("close", "closed"), ("open", "open"), ("close", "closed")]:
        client.post(f"{LIST}{survey.pk}/{step}/")
        survey.refresh_from_db()
        assert survey.status == status
    removed = client.post(f"{LIST}{survey.pk}/remove/", follow=True)
    assert f"{LIST}{survey.pk}/restore/" in removed.content.decode()
    assert client.get(f"{LIST}{survey.pk}/").status_code == 404
    client.post(f"{LIST}{survey.pk}/restore/")
    assert client.get(f"{LIST}{survey.pk}/").status_code == 200
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"survey.opened", "survey.closed", "survey.removed", "survey.restored"} <= verbs


def test_a_copy_has_the_questions_and_no_answers(round_, client_as, people):
    survey = new_survey(round_, asks_wished=True, minimum_group=7)
    Question.objects.create(survey=survey, kind="single", text="Which?", options=[{"key": "a", "text": "A"}])
    client_as("core").post(f"{LIST}{survey.pk}/copy/", {"title": "Once more"})
    copy = Survey.objects.get(title="Once more")
    assert (copy.asks_wished, copy.minimum_group, copy.status) == (True, 7, "draft")
    assert copy.code != survey.code
    assert [row.text for row in copy.questions.all()] == ["Which?"]


# ---------- Own questions ----------


def test_questions_are_added_changed_moved_and_removed(round_, client_as):
    client = client_as("core")
    survey = new_survey(round_)
    base = f"{LIST}{survey.pk}/questions/"
    for text in ("First", "Second", "Third"):
        client.post(f"{base}add/", {"kind": "single", "text": text, "options": "Yes\nNo\n\nYes\n"})
    first, second, third = Question.kept.filter(survey=survey)
    assert [option["text"] for option in first.options] == ["Yes", "No"]
    keys = {option["text"]: option["key"] for option in first.options}
    client.post(
        f"{base}{first.pk}/", {"kind": "single", "text": "First", "options": "No\nPerhaps", "version": 1}
    )
    first.refresh_from_db()
    assert [option["text"] for option in first.options] == ["No", "Perhaps"]
    assert first.options[0]["key"] == keys["No"]
    assert first.options[1]["key"] not in keys.values()

    client.post(f"{base}move/", {"item": third.pk, "list": "questions", "position": 0})
    client.post(f"{base}move/", {"item": first.pk, "direction": "down"})
    assert [row.text for row in Question.kept.filter(survey=survey)] == ["Third", "Second", "First"]

    client.post(f"{base}{second.pk}/remove/")
    assert Question.kept.filter(survey=survey).count() == 2
    client.post(f"{base}{second.pk}/restore/")
    assert Question.kept.filter(survey=survey).count() == 3


def test_of_two_who_change_the_same_question_the_second_is_asked(round_, client_as):
    client, survey = client_as("core"), new_survey(round_)
    row = add_question(survey=survey, kind="single", text="First", options=["Yes", "No"])
    url = f"{LIST}{survey.pk}/questions/"
    page = client.get(url).content.decode()
    form = next(form for form in forms_of(url, page) if form.action == f"{url}{row.pk}/")
    assert form.values["text"] == ["First"]
    assert form.values["options"] == ["Yes\nNo"]
    sent = [client.post(form.action, dict(form.filled(text=text))) for text in ("Mine", "Theirs")]
    assert [response.status_code for response in sent] == [302, 409]
    row.refresh_from_db()
    assert row.text == "Mine"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "poem", "text": "x"},
        {"kind": "single", "text": ""},
        {"kind": "single", "text": "x", "options": "only one"},
        {"kind": "ranking", "text": "x", "options": "same\nsame"},
        {"kind": "multiple", "text": "x", "options": "\n".join(f"answer {n}" for n in range(21))},
        {"kind": "single", "text": "x", "options": "a\n" + "b" * 201},
        {"kind": "single", "text": "x", "options": "a\nb\x00"},
        {"kind": "text", "text": "x" * 301},
        {"kind": "text", "text": "bell\x07"},
        {"kind": "scale", "text": "x", "low": "l" * 81},
    ],
)
def test_wrong_questions_are_refused_in_words(wrong, round_, client_as):
    survey = new_survey(round_)
    response = client_as("core").post(f"{LIST}{survey.pk}/questions/add/", wrong)
    assert response.status_code == 422
    assert not Question.objects.exists()


def test_a_question_of_another_survey_is_not_found(round_, client_as):
    survey, other = new_survey(round_), new_survey(round_)
    theirs = Question.objects.create(survey=other, kind="text", text="Theirs")
    client = client_as("core")
    base = f"{LIST}{survey.pk}/questions/"
    assert client.post(f"{base}{theirs.pk}/", {"kind": "text", "text": "Mine"}).status_code == 404
    assert client.post(f"{base}move/", {"item": theirs.pk, "position": 0}).status_code == 404
    assert client.post(f"{base}move/", {"item": "9" * 30, "position": "x"}).status_code == 404


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_only_text(text, round_, client_as):
    client = client_as("core")
    client.post(f"{LIST}new/", filled(title=text[:120], intro=text))
    survey = Survey.objects.get()
    client.post(
        f"{LIST}{survey.pk}/questions/add/", {"kind": "single", "text": text, "options": f"{text}\nNo"}
    )
    for page in ("", "edit/", "questions/", "preview/"):
        html = client.get(f"{LIST}{survey.pk}/{page}").content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
    assert "<script>alert" not in client.get(LIST).content.decode()


def test_pages_make_the_same_number_of_queries(round_, client_as):
    client = client_as("coordinator")

    def all_counts():
        survey = Survey.objects.first()
        pages = (LIST, *(f"{LIST}{survey.pk}/{page}" for page in ("", "questions/", "preview/", "edit/")))
        return [count_queries(client, page) for page in pages]

    counts = []
    survey = new_survey(round_)
    for number in range(30):
        if number in (1, 3):
            counts.append(all_counts())
        Question.objects.create(survey=survey, kind="text", text=f"Question {number}", position=number)
        new_survey(round_)
    counts.append(all_counts())
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 15


def test_forms_of_the_pages_can_be_sent_back_as_they_are(round_, client_as):
    """Nothing is changed by saving what the page shows."""
    client = client_as("core")
    survey = new_survey(round_, expected=40, asks_wished=True)
    url = f"{LIST}{survey.pk}/edit/"
    form = next(f for f in forms_of(url, client.get(url).content.decode()) if "title" in f.kinds)
    assert client.post(url, dict(form.filled())).status_code == 302
    before = (survey.depth, survey.asks_wished, survey.expected, survey.minimum_group, survey.open_link)
    survey.refresh_from_db()
    after = (survey.depth, survey.asks_wished, survey.expected, survey.minimum_group, survey.open_link)
    assert before == after
    assert survey.version == 1


@pytest.mark.parametrize(
    ("asked", "minutes"),
    [
        ({"depth": "quick"}, 4),
        ({"depth": "quick", "asks_wished": True}, 7),
        ({"depth": "statements"}, 14),
        ({"depth": "statements", "asks_wished": True, "asks_influence": True}, 21),
        ({"depth": "none", "asks_influence": True}, 4),
        ({"depth": "none"}, 1),
    ],
)
def test_the_team_and_those_who_answer_read_the_same_minutes(asked, minutes, round_, client_as, people):
    survey = new_survey(round_, **asked)
    add_question(survey=survey, kind="text", text="What else?")
    text = f"bout {minutes} minute"
    client = client_as("core")
    assert text in client.get(f"{LIST}{survey.pk}/").content.decode()
    assert text in client.get(f"{LIST}{survey.pk}/preview/").content.decode()
    actions.open_survey(survey=survey, by=people["core"])
    assert text in client_as("").get(f"/s/{survey.code}/").content.decode()


def test_the_look_ahead_names_everything_that_is_asked(round_, client_as):
    survey = new_survey(round_, depth="quick", asks_wished=True, asks_sector="optional")
    for place, kind in enumerate(("ranking", "multiple")):
        options = [{"key": "a", "text": "Money"}, {"key": "b", "text": "Rooms"}]
        Question.objects.create(survey=survey, kind=kind, text=kind, options=options, position=place)
    page = client_as("core").get(f"{LIST}{survey.pk}/preview/").content.decode()
    for said in (
        "The sector people work in",
        "which one how it should be?",
        "Several may be",
        "in order",
    ):
        assert said in page


def test_what_is_expected_is_set_beside_one_wave_only(round_, client_as):
    survey = new_survey(round_, expected=40)
    assert "(40 expected)" in client_as("core").get(LIST).content.decode()
    survey.waves.create(
        number=2, ratings=RatingSet.objects.create(cluster=round_.cluster, framework="csei", edition=1)
    )
    assert "(40 expected)" not in client_as("core").get(LIST).content.decode()
