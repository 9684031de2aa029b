"""Phones: coming in, taking part with and without scripts, and messages that count exactly once."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.helpers import HOSTILE, count_queries

from octant.core.devices import COOKIE
from octant.ratings.models import Comment, Rating, Respondent
from octant.surveys.models import Ballot
from octant.surveys.queries.answers import ballot_number
from octant.workshops.actions.agenda import add_activity
from octant.workshops.actions.moderation import adopt, hide_idea, propose
from octant.workshops.actions.people import add_without_phone, form_groups, remove
from octant.workshops.actions.running import end, go_to, lock_joining, pause, rate_again, set_phase
from octant.workshops.models import (
    Activity,
    Dot,
    GoalDraft,
    GroupCell,
    Idea,
    Participant,
    Phase,
    Voice,
    Workshop,
)
from octant.workshops.views.phone import now


def url(workshop: Workshop, name: str = "phone") -> str:
    return reverse(f"room:{name}", args=[workshop.code])


@pytest.fixture
def at(workshop, people):
    """Go to a new activity of this kind: at("rate")."""

    def go(kind: str, **values: object) -> Activity:
        activity = add_activity(workshop=workshop, kind=kind, title=f"About {kind}", **values)
        fresh = Workshop.objects.select_related("current", "round", "cluster").get(pk=workshop.pk)
        go_to(workshop=fresh, activity=activity, revision=fresh.revision)
        return activity

    return go


@pytest.fixture
def arrive(workshop):
    """A browser that has joined: arrive(sector)."""

    def come(sector: str = "public") -> Client:
        client = Client()
        client.post(url(workshop), {"sector": sector})
        return client

    return come


def send(client: Client, workshop: Workshop, *messages: dict[str, object]):
    body = json.dumps({"messages": messages})
    return client.post(url(workshop, "send"), body, content_type="application/json")


# ---------- Coming in ----------


def test_somebody_joins_with_one_form_and_a_reload_is_the_same_person(workshop):
    client = Client()
    page = client.get(url(workshop))
    assert page.status_code == 200
    assert "Join in" in page.content.decode()
    assert "without your name" in page.content.decode()
    assert client.post(url(workshop), {"sector": "public"}).status_code == 302
    assert client.post(url(workshop), {"sector": "private"}).status_code == 200
    assert "You are in" in client.get(url(workshop)).content.decode()
    assert list(Participant.objects.values_list("sector", "name")) == [("public", "")]


def test_two_browsers_without_cookies_are_two_people(workshop):
    for _ in range(2):
        Client().post(url(workshop), {"sector": "public"})
    assert Participant.objects.count() == 2


def test_a_cookie_that_is_not_ours_is_nobody(workshop):
    client = Client()
    client.cookies[COOKIE] = "made-up:signature"
    assert "Join in" in client.get(url(workshop)).content.decode()
    assert send(client, workshop, {"n": 1, "kind": "idea"}).status_code == 403


def test_what_is_not_said_is_asked_again(workshop):
    answer = Client().post(url(workshop), {"sector": "martian"})
    assert answer.status_code == 422
    assert not Participant.objects.exists()


@pytest.mark.parametrize("case", ["planned", "ended", "locked", "full", "removed"])
def test_a_closed_door_says_why(workshop, people, arrive, case):
    client = Client()
    if case == "planned":
        Workshop.objects.filter(pk=workshop.pk).update(status="planned")
    elif case == "ended":
        end(workshop=workshop, by=people["core"], revision=workshop.revision)
    elif case == "locked":
        lock_joining(workshop=workshop, locked=True, revision=workshop.revision)
    elif case == "full":
        Workshop.objects.filter(pk=workshop.pk).update(capacity=1)
        arrive()
        text = client.post(url(workshop), {"sector": "public"}).content.decode()
    else:
        client = arrive()
        remove(workshop=workshop, participant=Participant.objects.get())
    words = {"planned": "not begun", "ended": "has ended", "locked": "closed", "full": "full",
             "removed": "taken out"}  # fmt: skip
    if case != "full":
        text = client.get(url(workshop)).content.decode()
    assert words[case] in text
    assert "Join in" not in text


def test_an_unknown_code_is_no_workshop(db):
    assert Client().get("/w/ZZZZZZ/").status_code == 404


# ---------- Messages ----------


def test_a_rating_arrives_twice_and_counts_once(workshop, at, arrive):
    activity = at("rate")
    client = arrive("social")
    message = {
        "n": 1,
        "kind": "rate",
        "activity": activity.pk,
        "item": "purpose",
        "now": "4",
        "comment": "O\x00k\x1b ",
    }
    assert send(client, workshop, message).json()["seen"] == 1
    assert send(client, workshop, message).json()["seen"] == 1
    assert list(Rating.objects.values_list("item", "level", "aspect")) == [("purpose", 4, "now")]
    assert Comment.objects.get().text == "Ok"
    ballot = Ballot.objects.get()
    assert ballot.sector == "social"
    assert (
        ballot.pk
        == Respondent.objects.get().voice
        == ballot_number(ballot.survey_id, Participant.objects.get().pk)
    )


def test_a_workshop_may_rate_twice(workshop, at, arrive):
    client = arrive("social")
    for n, level in enumerate("24", start=1):
        activity = at("rate")
        message = {"n": n, "kind": "rate", "activity": activity.pk, "item": "purpose", "now": level}
        assert send(client, workshop, message).json()["seen"] == n
        own = json.loads(client.get(url(workshop, "phone_hello")).content)["own"]
        assert own["now"] == {"purpose": level}
    assert Ballot.objects.count() == Respondent.objects.count() == 2


def test_when_a_rating_is_repeated_the_phone_begins_with_what_was_said_before(workshop, at, arrive, people):
    activity = at("rate", asks_wished=True)
    client, other = arrive("social"), arrive("public")
    message = {"kind": "rate", "activity": activity.pk, "item": "purpose", "wave": "1", "comment": "Why"}
    send(client, workshop, message | {"n": 1, "now": "4", "wished": "skip"})
    assert b"data-from-before" not in client.get(url(workshop)).content
    lead = Workshop.objects.select_related("current__survey", "round", "cluster").get(pk=workshop.pk)
    lead = set_phase(workshop=lead, phase=Phase.REVEALED, revision=lead.revision)
    rate_again(workshop=lead, by=people["core"], revision=lead.revision)
    own = client.get(url(workshop, "phone_hello")).json()["own"]
    assert own["before"] == {"now": {"purpose": "4"}, "wished": {"purpose": "skip"}}
    assert (own["wave"], own["now"], own["wished"], own["comments"]) == (2, {}, {}, {})
    assert other.get(url(workshop, "phone_hello")).json()["own"]["before"] == {"now": {}, "wished": {}}
    page = client.get(url(workshop)).content.decode()  # as a phone without scripts shows it
    card = page.partition('id="rate-purpose"')[2].partition("</form>")[0]
    assert card.count(" checked>") == 2
    assert "data-from-before>" in card
    assert page.count("data-from-before hidden") == 7
    assert " checked>" not in now(workshop.pk), "what is sent to all phones is nobody's"
    assert send(client, workshop, message | {"n": 2, "wave": "2", "now": "4"}).json()["seen"] == 2
    own = client.get(url(workshop, "phone_hello")).json()["own"]
    assert (own["now"], own["wished"]) == ({"purpose": "4"}, {})
    assert list(Rating.objects.order_by("pk").values_list("level", flat=True)).count(4) == 2


def test_an_old_message_that_comes_late_does_not_undo_a_newer_one(workshop, at, arrive):
    activity = at("rate")
    client = arrive()
    first = {"n": 1, "kind": "rate", "activity": activity.pk, "item": "purpose", "now": "2"}
    second = first | {"n": 2, "now": "skip"}
    send(client, workshop, first)
    send(client, workshop, second)
    send(client, workshop, first)
    assert Rating.objects.get().level is None


def test_several_messages_at_once_are_kept_in_order_up_to_the_first_that_is_refused(workshop, at, arrive):
    activity = at("rate")
    client = arrive()
    good = {"kind": "rate", "activity": activity.pk, "item": "purpose"}
    answer = send(
        client, workshop,
        good | {"n": 3, "now": "5"}, good | {"n": 1, "now": "1"}, good | {"n": 2, "now": "9"},
    ).json()  # fmt: skip
    assert (answer["seen"], answer["refused"], answer["reason"]) == (1, 2, "level")
    assert Rating.objects.get().level == 1
    assert send(client, workshop, good | {"n": 3, "now": "5"}).json()["seen"] == 3
    assert Rating.objects.get().level == 5


def test_what_comes_when_results_are_shown_is_refused_with_the_reason(workshop, at, arrive):
    activity = at("rate")
    client = arrive()
    fresh = Workshop.objects.select_related("current__survey").get(pk=workshop.pk)
    set_phase(workshop=fresh, phase=Phase.REVEALED, revision=fresh.revision)
    message = {"n": 1, "kind": "rate", "activity": activity.pk, "item": "purpose", "now": "4"}
    answer = send(client, workshop, message).json()
    assert (answer["seen"], answer["refused"], answer["reason"]) == (0, 1, "closed")
    assert not Rating.objects.exists()
    assert Participant.objects.get().last_message == 0


def test_an_idea_that_comes_late_still_counts_and_only_once(workshop, arrive, people):
    client = arrive()
    ideas = workshop.activities.get(kind="ideas")
    fresh = go_to(workshop=workshop, activity=ideas, revision=workshop.revision)
    go_to(workshop=fresh, activity=workshop.activities.get(kind="dots"), revision=fresh.revision)
    idea = {"kind": "idea", "activity": ideas.pk, "id": str(uuid4()), "text": "A shared boat"}
    assert send(client, workshop, idea | {"n": 1}).json()["seen"] == 1
    Participant.objects.update(last_message=0)  # as if the number had got lost: the idea's own number helps
    assert send(client, workshop, idea | {"n": 1}).json()["seen"] == 1
    assert Idea.objects.get().text == "A shared boat"


def test_own_ideas_are_changed_and_taken_back_others_are_not(workshop, arrive):
    mine, theirs = arrive(), arrive()
    ideas = workshop.activities.get(kind="ideas")
    go_to(workshop=workshop, activity=ideas, revision=workshop.revision)
    id = str(uuid4())
    send(mine, workshop, {"n": 1, "kind": "idea", "activity": ideas.pk, "id": id, "text": "A baot"})
    answer = send(theirs, workshop, {"n": 1, "kind": "change_idea", "id": id, "text": "Mine!"}).json()
    assert answer["reason"] == "gone"
    send(mine, workshop, {"n": 2, "kind": "change_idea", "id": id, "text": "A boat"})
    assert Idea.objects.get().text == "A boat"
    send(mine, workshop, {"n": 3, "kind": "change_idea", "id": id, "text": " "})
    removed = Idea.objects.get().removed_at
    assert (removed.hour, removed.minute, removed.second, removed.microsecond) == (0, 0, 0, 0)
    assert not json.loads(mine.get(url(workshop, "phone_hello")).content)["own"]["ideas"]


def test_dots_on_visible_things_of_this_workshop_only(workshop, arrive, at):
    client = arrive()
    ideas, dots = workshop.activities.get(kind="ideas"), workshop.activities.get(kind="dots")
    kept = Idea.objects.create(activity=ideas, text="One", client_id=uuid4())
    hidden = Idea.objects.create(activity=ideas, text="Two", client_id=uuid4())
    hide_idea(workshop=workshop, idea=hidden, hidden=True)
    go_to(workshop=workshop, activity=dots, revision=workshop.revision)
    message = {"kind": "dots", "activity": dots.pk, "count": 2}
    assert send(client, workshop, message | {"n": 1, "on": f"idea-{kept.pk}"}).json()["seen"] == 1
    assert send(client, workshop, message | {"n": 2, "on": f"idea-{hidden.pk}"}).json()["reason"] == "gone"
    too_many = message | {"n": 3, "on": f"idea-{kept.pk}", "count": 99}
    assert send(client, workshop, too_many).json()["reason"] == "too_many"
    assert Dot.objects.get().count == 2
    assert json.loads(client.get(url(workshop, "phone_hello")).content)["own"] == {
        "dots": {f"idea-{kept.pk}": 2}
    }


def test_a_stance_is_the_last_word(workshop, arrive, at, people):
    activity = at("consent")
    client = arrive()
    proposal = propose(workshop=workshop, activity=activity, text="We meet every month")
    message = {"kind": "stance", "proposal": proposal.pk}
    send(client, workshop, message | {"n": 1, "stance": "objection", "text": "Too often"})
    send(client, workshop, message | {"n": 2, "stance": "consent", "text": ""})
    assert list(Voice.objects.values_list("stance", "text")) == [("consent", "")]
    adopt(workshop=workshop, by=people["core"], proposal=proposal)
    assert send(client, workshop, message | {"n": 3, "stance": "concern"}).json()["reason"] == "closed"


def test_a_small_group_fills_its_matrix_together(workshop, arrive, at):
    activity = at("influence")
    clients = [arrive(), arrive()]
    cell = {"n": 1, "kind": "cells", "activity": activity.pk, "source": "purpose", "on-financial_model": "3"}
    assert send(clients[0], workshop, cell).json()["reason"] == "no_group"
    form_groups(workshop=workshop, groups=1)
    assert send(clients[0], workshop, cell).json()["seen"] == 1
    assert send(clients[1], workshop, cell | {"on-financial_model": "1"}).json()["seen"] == 1
    assert list(GroupCell.objects.values_list("group", "strength")) == [(1, 1)]


def test_two_phones_change_one_field_of_the_goal_and_see_both_texts(workshop, arrive, at):
    activity = at("goal")
    first, second = arrive(), arrive()
    form_groups(workshop=workshop, groups=1)
    base = {"kind": "goal", "activity": activity.pk, "version": 1}
    answer = send(first, workshop, base | {"n": 1, "outcome": "More members"}).json()
    assert answer["draft"]["version"] == 2
    assert answer["draft"]["outcome"] == "More members"
    other = send(second, workshop, base | {"n": 1, "due_on": "2031-05-01"}).json()
    assert other["draft"]["version"] == 3
    clash = send(second, workshop, base | {"n": 2, "outcome": "Fewer members"}).json()
    assert clash["reason"] == "conflict"
    assert clash["details"]["clashes"][0]["theirs"] == "More members"
    assert clash["details"]["clashes"][0]["yours"] == "Fewer members"
    draft = GoalDraft.objects.get()
    assert draft.outcome == "More members"
    assert str(draft.due_on) == "2031-05-01"


def test_feedback_by_level_and_text(workshop, arrive, at):
    activity = at("feedback")
    client = arrive()
    message = {"kind": "feedback", "activity": activity.pk, "useful": "5", "take_home": "A lot"}
    assert send(client, workshop, message | {"n": 1}).json()["seen"] == 1
    send(client, workshop, message | {"n": 2, "take_home": ""})
    kept = dict(Voice.objects.values_list("key", "text"))
    assert kept == {"useful": "", "take_home": ""}


# ---------- Bad input ----------


@pytest.mark.parametrize(
    "body",
    [
        " ", "[]", "null", "{}",
        '{"messages": []}', '{"messages": [7]}', '{"messages": [{"n": 0, "kind": "idea"}]}',
        '{"messages": [{"n": "1", "kind": "idea"}]}', '{"messages": [{"n": true, "kind": "idea"}]}',
        '{"messages": [{"n": 99999999999999999999, "kind": "idea"}]}', "\xff", "[" * 100_000,
        json.dumps({"messages": [{"n": n, "kind": "idea"} for n in range(1, 60)]}),
    ],
)  # fmt: skip
def test_what_no_phone_sends_is_no_message(workshop, arrive, body):
    client = arrive()
    answer = client.post(url(workshop, "send"), body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "kind", ["rate", "idea", "change_idea", "dots", "stance", "feedback", "cells", "goal", "x"]
)
@pytest.mark.parametrize("value", [None, "", "nonsense", -1, 10**30, [], {"a": 1}, True, "1e3", "\x00"])
def test_nonsense_in_a_message_is_refused_not_an_error(workshop, arrive, at, kind, value):
    client = arrive()
    form_groups(workshop=workshop, groups=1)
    fields = ["activity", "item", "now", "comment", "id", "text", "on", "count", "proposal", "stance",
              "useful", "source", "on-financial_model", "version", "outcome", "due_on"]  # fmt: skip
    real = at(
        kind if kind in ("rate", "dots", "feedback", "goal") else {"cells": "influence"}.get(kind, "ideas")
    )
    for fill in (dict.fromkeys(fields, value), dict.fromkeys(fields, value) | {"activity": real.pk}):
        answer = send(client, workshop, fill | {"n": 1, "kind": kind})
        assert answer.status_code == 200
        assert answer.json().get("reason"), (kind, fill)
    assert not Rating.objects.exists()
    assert not Idea.objects.exists()


@pytest.mark.parametrize("text", [*HOSTILE, "x" * 1000])
def test_hostile_ideas_are_only_text(workshop, arrive, text):
    client = arrive()
    ideas = workshop.activities.get(kind="ideas")
    fresh = go_to(workshop=workshop, activity=ideas, revision=workshop.revision)
    send(client, workshop, {"n": 1, "kind": "idea", "activity": ideas.pk, "id": str(uuid4()), "text": text})
    set_phase(workshop=fresh, phase=Phase.REVEALED, revision=fresh.revision)
    html = now(workshop.pk)
    assert Idea.objects.get().text == text.strip()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert client.get(url(workshop)).status_code == 200


def test_an_idea_of_twenty_thousand_characters_is_refused_in_words(workshop, arrive):
    client = arrive()
    ideas = workshop.activities.get(kind="ideas")
    go_to(workshop=workshop, activity=ideas, revision=workshop.revision)
    message = {"n": 1, "kind": "idea", "activity": ideas.pk, "id": str(uuid4()), "text": "y" * 20_000}
    assert send(client, workshop, message).json()["reason"] == "too_long"


@pytest.mark.parametrize("size", [256 * 1024 + 1, 2_000_000])
def test_a_body_too_long_is_not_read(workshop, arrive, size):
    body = '{"messages": [{"n": 1, "kind": "idea", "text": "' + "x" * size + '"}]}'
    client = arrive()
    answer = client.post(url(workshop, "send"), body, content_type="application/json")
    assert (answer.status_code, answer.json()["reason"]) == (413, "too_long")


def test_a_form_of_another_site_cannot_send(workshop, arrive):
    client = arrive()
    answer = client.post(
        url(workshop, "send"), '{"messages": [{"n": 1, "kind": "idea"}]}', content_type="text/plain"
    )
    assert answer.status_code == 415
    assert client.cookies[COOKIE]["samesite"] == "Lax"
    assert client.cookies[COOKIE]["httponly"]


def test_other_workshops_are_out_of_reach(workshop, arrive, round_):
    client = arrive()
    other = Workshop.objects.create(cluster=round_.cluster, round=round_, title="Other", status="running")
    theirs = Activity.objects.create(workshop=other, kind="ideas", title="Theirs", phase="open")
    assert send(client, other, {"n": 1, "kind": "idea"}).status_code == 403
    message = {"n": 1, "kind": "idea", "activity": theirs.pk, "id": str(uuid4()), "text": "x"}
    assert send(client, workshop, message).json()["reason"] == "unknown"


# ---------- Pages ----------

KINDS = ["welcome", "rate", "ideas", "group", "dots", "influence", "consent", "goal", "feedback", "talk"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("phase", list(Phase))
def test_every_activity_in_every_phase_is_a_page_and_the_same_for_all(workshop, arrive, at, kind, phase):
    source = {"source": workshop.activities.get(kind="ideas")} if kind in ("group", "dots") else {}
    activity = at(kind, asks_wished=True, **source)
    if kind == "consent":
        propose(workshop=workshop, activity=activity, text="We meet every month")
    one, two = arrive(), arrive("private")
    form_groups(workshop=workshop, groups=2)
    Activity.objects.filter(pk=activity.pk).update(phase=phase)
    text = one.get(url(workshop)).content.decode()
    assert text.count("<h1") == 1
    assert "style=" not in text
    assert " onclick" not in text
    assert two.get(url(workshop)).status_code == 200
    shared = now(workshop.pk)
    assert "csrfmiddlewaretoken" not in shared
    assert all(str(pk) not in shared for pk in Participant.objects.values_list("pk", flat=True))


def test_paused_and_ended(workshop, arrive, people):
    client = arrive()
    fresh = pause(workshop=workshop, revision=workshop.revision)
    assert "Pause" in client.get(url(workshop)).content.decode()
    end(workshop=fresh, by=people["core"], revision=fresh.revision)
    assert "See what came of it" in client.get(url(workshop)).content.decode()


def test_without_scripts_a_form_does_the_same(workshop, arrive, at):
    activity = at("rate")
    client = arrive()
    body = {"kind": "rate", "activity": activity.pk, "item": "purpose", "now": "3"}
    answer = client.post(url(workshop, "contribute"), body)
    assert answer.status_code == 302
    assert Rating.objects.get().level == 3
    assert 'value="3" checked' in client.get(url(workshop)).content.decode()
    ideas = workshop.activities.get(kind="ideas")
    late = {"kind": "idea", "activity": ideas.pk, "id": str(uuid4()), "text": "z" * 1200}
    refused = client.post(url(workshop, "contribute"), late)
    assert refused.status_code == 409
    assert "too long" in refused.content.decode()
    assert "z" * 1200 in refused.content.decode()


def test_dots_by_buttons_without_scripts(workshop, arrive):
    client = arrive()
    dots = workshop.activities.get(kind="dots")
    idea = Idea.objects.create(activity=workshop.activities.get(kind="ideas"), text="One", client_id=uuid4())
    go_to(workshop=workshop, activity=dots, revision=workshop.revision)
    body = {"kind": "dots", "activity": dots.pk, "on": f"idea-{idea.pk}"}
    for change in ("1", "1", "-1"):
        assert client.post(url(workshop, "contribute"), body | {"change": change}).status_code == 302
    assert Dot.objects.get().count == 1


def test_results_of_few_people_are_not_shown(workshop, at, arrive):
    activity = at("rate")
    for n in range(1, 6):
        message = {"n": 1, "kind": "rate", "activity": activity.pk, "item": "purpose", "now": "4"}
        send(arrive(), workshop, message)
        Activity.objects.filter(pk=activity.pk).update(phase=Phase.REVEALED)
        text = now(workshop.pk)
        assert ("room-octant" in text) == (n == 5)
        assert ("Levels are shown from 5 answers on" in text) == (n < 5)
        Activity.objects.filter(pk=activity.pk).update(phase=Phase.OPEN)


@pytest.mark.parametrize("kind", ["rate", "ideas", "dots", "influence", "goal", "consent", "feedback"])
def test_the_page_costs_the_same_for_one_and_for_thirty(workshop, at, arrive, kind):
    source = {"source": workshop.activities.get(kind="ideas")} if kind == "dots" else {}
    activity = at(kind, **source)
    client = arrive()
    ideas = workshop.activities.get(kind="ideas") if kind == "dots" else activity
    seen = set()
    for rows in (1, 3, 30):
        for _ in range(rows):
            add_without_phone(workshop=workshop, sector="public")
            if kind in ("ideas", "dots"):
                Idea.objects.create(activity=ideas, text="More", client_id=uuid4())
        form_groups(workshop=workshop, groups=3)
        count_queries(client, url(workshop))
        seen.add(count_queries(client, url(workshop)))
    assert len(seen) == 1
    assert seen.pop() <= 15


def test_the_send_path_is_lean(workshop, at, arrive, django_assert_max_num_queries):
    activity = at("rate")
    client = arrive()
    message = {"kind": "rate", "activity": activity.pk, "item": "purpose", "now": "4"}
    send(client, workshop, message | {"n": 1})
    with django_assert_max_num_queries(16):
        send(client, workshop, message | {"n": 2, "now": "2"})
