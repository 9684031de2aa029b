"""The facilitator's console, through its pages."""

import pytest
from django.urls import reverse
from tests.helpers import HOSTILE, count_queries

from octant.workshops.actions import agenda, running
from octant.workshops.models import Activity, Dot, Idea, IdeaGroup, Participant, Phase, Voice, Workshop
from octant.workshops.views.lead.console import moving_parts


def address(workshop, name, *args):
    return reverse(f"workshops:{name}", args=["north", 1, workshop.pk, *args])


def fresh(workshop):
    return Workshop.objects.select_related("current").get(pk=workshop.pk)


def press(client, workshop, what, *, revision=None, point=""):
    revision = fresh(workshop).revision if revision is None else revision
    value = f"{what}:{revision}" + (f":{point}" if point else "")
    return client.post(address(workshop, "press"), {"press": value}, follow=True)


@pytest.fixture
def core(client_as):
    return client_as("core")


def go(client, workshop, kind):
    point = Activity.objects.get(workshop=workshop, kind=kind)
    press(client, workshop, "go", point=point.pk)
    point.refresh_from_db()
    return point


def test_the_whole_way_with_one_button(core, workshop):
    page = core.get(address(workshop, "lead")).content.decode()
    assert "Next: ideas" in page
    press(core, workshop, "next")
    press(core, workshop, "next")
    assert fresh(workshop).current.kind == "dots"
    assert "Show the results" in core.get(address(workshop, "lead")).content.decode()
    press(core, workshop, "reveal")
    assert fresh(workshop).current.phase == Phase.REVEALED
    page = press(core, workshop, "end").content.decode()
    assert "The workshop has ended" in page
    press(core, workshop, "reopen")
    assert fresh(workshop).status == "running"


def test_two_facilitators_at_once(core, client_as, workshop):
    seen = workshop.revision
    press(core, workshop, "next", revision=seen)
    page = press(client_as("coordinator"), workshop, "next", revision=seen).content.decode()
    assert "Somebody else has gone on" in page
    assert fresh(workshop).current.kind == "ideas"
    page = client_as("coordinator").post(address(workshop, "take_over"), follow=True).content.decode()
    assert "You are leading now" in page


def test_a_pause_and_more_time(core, workshop):
    press(core, workshop, "pause")
    assert "Go on after the pause" in core.get(address(workshop, "lead")).content.decode()
    press(core, workshop, "resume")
    press(core, workshop, "time")
    assert Activity.objects.get(pk=workshop.current.pk).extra_seconds == 300


def test_a_button_that_does_not_exist(core, workshop):
    assert core.post(address(workshop, "press"), {"press": "delete:1"}).status_code == 404
    assert core.post(address(workshop, "press"), {"press": "next:x"}).status_code == 302


def test_ideas_for_people_without_phones_hidden_worded_and_sorted(core, workshop):
    ideas = go(core, workshop, "ideas")
    page = core.get(address(workshop, "lead"))
    client_id = page.context["new_idea"].initial["client_id"]
    entered = {"text": "More trams", "client_id": client_id}
    core.post(address(workshop, "idea_add", ideas.pk), entered)
    idea = Idea.objects.get()
    core.post(address(workshop, "idea_hide", idea.pk), {"hidden": "1"})
    core.post(address(workshop, "heading_add", ideas.pk), {"title": "Transport"})
    heading = IdeaGroup.objects.get()
    core.post(address(workshop, "idea_move", ideas.pk), {"item": idea.pk, "list": f"g-{heading.pk}"})
    core.post(address(workshop, "idea_word", idea.pk), {"version": 1, "text": "More trams at night"})
    idea.refresh_from_db()
    assert (idea.text, idea.group, idea.is_hidden) == ("More trams at night", heading, True)
    core.post(address(workshop, "heading", heading.pk), {"version": 1, "title": "Getting around"})
    core.post(address(workshop, "heading_remove", heading.pk))
    core.post(address(workshop, "heading_restore", heading.pk))
    assert "Getting around" in core.get(address(workshop, "sort", ideas.pk)).content.decode()


def test_dots_stance_and_feedback_for_somebody_without_a_phone(core, client_as, workshop):
    core.post(address(workshop, "person_add"), {"sector": "social"})
    person = Participant.objects.get(without_phone=True)
    idea = Idea.objects.create(activity=Activity.objects.get(kind="ideas"), text="Trams")
    dots = go(core, workshop, "dots")
    too_many = core.post(address(workshop, "dots", dots.pk), {"person": person.pk, f"i-{idea.pk}": 4})
    assert too_many.status_code == 422
    for _again in range(2):
        core.post(address(workshop, "dots", dots.pk), {"person": person.pk, f"i-{idea.pk}": 3})
    assert Dot.objects.get().count == 3
    for kind in ("consent", "feedback"):
        agenda.add_activity(workshop=workshop, kind=kind, title=kind)
    consent = go(core, workshop, "consent")
    core.post(address(workshop, "propose", consent.pk), {"text": "We meet every month"})
    said = {"person": person.pk, "stance": "objection", "text": "Too often"}
    core.post(address(workshop, "stance", consent.pk), said)
    page = core.get(address(workshop, "lead")).content.decode()
    assert "The answers stay sealed" in page
    assert "Too often" not in page
    press(core, workshop, "reveal")
    assert "Too often" in core.get(address(workshop, "lead")).content.decode()
    proposal = consent.proposals.get()
    assert core.post(address(workshop, "decide", proposal.pk), {"what": "adopt"}).status_code == 403
    client_as("coordinator").post(address(workshop, "decide", proposal.pk), {"what": "adopt"})
    assert workshop.cluster.journal.filter(verb="workshop.decided").exists()
    assert "1 has contributed" in core.get(address(workshop, "lead")).content.decode()  # decided or not
    feedback = go(core, workshop, "feedback")
    core.post(
        address(workshop, "feedback", feedback.pk), {"person": person.pk, "useful": "5", "change": "Breaks"}
    )
    assert Voice.objects.filter(activity=feedback).count() == 2


def test_dots_and_feedback_stay_sealed_on_the_console_too(core, workshop, phone):
    """Else whoever watches the console while votes come in sees who gave which."""
    idea = Idea.objects.create(activity=Activity.objects.get(kind="ideas"), text="Trams")
    dots = go(core, workshop, "dots")
    Dot.objects.create(activity=dots, participant=phone("a"), idea=idea, count=2)
    assert "2 dots" not in moving_parts(workshop.pk)["room"]
    press(core, workshop, "reveal")
    assert "2 dots" in moving_parts(workshop.pk)["room"]
    agenda.add_activity(workshop=workshop, kind="feedback", title="feedback")
    feedback = go(core, workshop, "feedback")
    people = [phone(f"p{n}") for n in range(3)]
    Voice.objects.create(activity=feedback, participant=people[0], key="change", text="Longer breaks")
    press(core, workshop, "reveal")
    assert "Longer breaks" not in moving_parts(workshop.pk)["room"]  # four people are too few for words
    phone("b")
    assert "Longer breaks" in moving_parts(workshop.pk)["room"]
    press(core, workshop, "open")
    assert "Longer breaks" not in moving_parts(workshop.pk)["room"]


def test_what_is_pressed_twice_counts_once(core, client_as, workshop):
    ideas = go(core, workshop, "ideas")
    typed = {"text": "Trams", "client_id": "6f1d2a52-6b5f-4c51-9d83-2f3a0c5ad001"}
    agenda.add_activity(workshop=workshop, kind="consent", title="consent")
    for _twice in range(2):
        core.post(address(workshop, "idea_add", ideas.pk), typed)
    assert Idea.objects.count() == 1
    consent = go(core, workshop, "consent")
    core.post(address(workshop, "propose", consent.pk), {"text": "We meet every month"})
    for _twice in range(2):
        client_as("coordinator").post(
            address(workshop, "decide", consent.proposals.get().pk), {"what": "adopt"}
        )
    assert workshop.cluster.journal.filter(verb="workshop.decided").count() == 1


def test_rating_again_from_an_old_page_leaves_no_wave_behind(core, client_as, workshop):
    agenda.add_activity(workshop=workshop, kind="rate", title="rate")
    survey = go(core, workshop, "rate").survey
    press(core, workshop, "reveal")
    seen = fresh(workshop).revision
    press(core, workshop, "again", revision=seen)
    press(core, workshop, "reveal")
    assert survey.waves.count() == 2
    page = press(client_as("coordinator"), workshop, "again", revision=seen).content.decode()
    assert "Somebody else has gone on" in page
    assert survey.waves.count() == 2
    survey.refresh_from_db()
    assert survey.status == "closed"


def test_levels_that_were_shown_are_not_covered_again(core, workshop):
    agenda.add_activity(workshop=workshop, kind="rate", title="rate")
    survey = go(core, workshop, "rate").survey
    press(core, workshop, "reveal")
    assert press(core, workshop, "open").status_code == 404
    assert survey.waves.get().revealed_at is not None


def test_what_comes_too_early_is_refused(core, workshop):
    ideas = Activity.objects.get(kind="ideas")
    response = core.post(
        address(workshop, "idea_add", ideas.pk),
        {"text": "Too early", "client_id": "6f1d2a52-6b5f-4c51-9d83-2f3a0c5ad001"},
    )
    assert response.status_code == 422
    assert not Idea.objects.exists()


def test_small_groups_are_formed_and_changed(core, workshop, phone):
    for n in range(6):
        phone(f"p{n}", sector="public")
    core.post(address(workshop, "participants"), {"groups": 2})
    assert sorted(Participant.objects.values_list("group", flat=True)) == [1, 1, 1, 2, 2, 2]
    person = Participant.objects.first()
    core.post(address(workshop, "person", person.pk), {"group": "2"})
    core.post(address(workshop, "person", person.pk), {"what": "remove"})
    person.refresh_from_db()
    assert person.removed
    assert "Let in again" in core.get(address(workshop, "participants")).content.decode()


def test_notes_save_as_you_go_and_survive_the_end(core, workshop, people):
    headers = {"X-Octant-Autosave": "1"}
    workshop = fresh(workshop)
    response = core.post(
        address(workshop, "notes"), {"version": workshop.version, "notes": "Loud room"}, headers=headers
    )
    assert response.json()["version"] == workshop.version + 1
    welcome = workshop.current
    workshop.round, workshop.cluster = workshop.round, workshop.round.cluster
    running.end(workshop=workshop, by=people["core"], revision=workshop.revision)
    core.post(
        address(workshop, "activity_notes", welcome.pk), {"version": welcome.version, "notes": "Late start"}
    )
    welcome.refresh_from_db()
    assert welcome.notes == "Late start"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_ideas_are_harmless_on_the_console(core, workshop, text):
    ideas = go(core, workshop, "ideas")
    Idea.objects.create(activity=ideas, text=text)
    for name, args in (("lead", []), ("sort", [ideas.pk])):
        page = core.get(address(workshop, name, *args)).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert "<script>alert" not in moving_parts(workshop.pk)["room"]


def test_as_many_queries_for_one_as_for_thirty(core, workshop, phone):
    ideas = go(core, workshop, "ideas")
    counts = set()
    for n in (1, 2, 27):
        for number in range(n):
            Idea.objects.create(activity=ideas, text=f"{number}")
            phone(f"{n}-{number}")
        counts.add(
            tuple(
                count_queries(core, address(workshop, name, *args))
                for name, args in (("lead", []), ("sort", [ideas.pk]), ("participants", []))
            )
        )
    assert len(counts) == 1
    assert max(counts.pop()) <= 15


def test_an_adapted_proposal_is_asked_at_once_and_the_same_one_only_once(core, workshop):
    agenda.add_activity(workshop=workshop, kind="consent", title="consent")
    consent = go(core, workshop, "consent")
    for _twice in range(2):
        core.post(address(workshop, "propose", consent.pk), {"text": "We meet every month"})
    assert consent.proposals.count() == 1
    press(core, workshop, "reveal")
    page = core.get(address(workshop, "lead")).content.decode()
    assert "We meet every month</textarea>" in page  # to be adapted, not to be typed again
    core.post(address(workshop, "propose", consent.pk), {"text": "We meet every quarter"})
    consent.refresh_from_db()
    assert consent.phase == "open"
    assert list(consent.proposals.order_by("number").values_list("status", flat=True)) == ["adapted", "asked"]


def test_hiding_an_idea_comes_back_to_it(core, workshop):
    idea = Idea.objects.create(activity=Activity.objects.get(kind="ideas"), text="Trams")
    there = core.post(address(workshop, "idea_hide", idea.pk), {"hidden": "1", "sort": idea.activity_id})
    assert there.url.endswith(f"/ideas/{idea.activity_id}/#idea-{idea.pk}")
