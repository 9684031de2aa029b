"""The projector: who may open it, and what it never shows."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.helpers import HOSTILE, count_queries
from tests.workshops.test_phone import KINDS

from octant.workshops import screens
from octant.workshops.actions.agenda import add_activity
from octant.workshops.actions.moderation import add_group, group_ideas, propose
from octant.workshops.actions.people import form_groups
from octant.workshops.actions.phones import contribute
from octant.workshops.actions.running import go_to, pause
from octant.workshops.models import Activity, Idea, Phase, Workshop
from octant.workshops.steps import url
from octant.workshops.views.screen import now


@pytest.fixture
def at(workshop):
    def go(kind: str, **values: object) -> Activity:
        activity = add_activity(workshop=workshop, kind=kind, title=f"About {kind}", **values)
        fresh = Workshop.objects.select_related("current", "round", "cluster").get(pk=workshop.pk)
        go_to(workshop=fresh, activity=activity, revision=fresh.revision)
        return activity

    return go


def test_the_secret_address_needs_no_account_and_no_other_works(workshop):
    address = screens.address(workshop)
    page = Client().get(address)
    assert page.status_code == 200
    assert workshop.code[:3] in page.content.decode()
    assert Client().get(address.lower()).status_code == 200  # as somebody may type it
    wrong = reverse("room:screen_open", args=[workshop.code, "C" * screens.LENGTH])
    assert Client().get(wrong).status_code == 404
    assert Client().get(f"{wrong}events/").status_code == 404


def test_the_key_of_one_workshop_opens_no_other(workshop, round_):
    other = Workshop.objects.create(cluster=round_.cluster, round=round_, title="Other")
    assert screens.key(other) != screens.key(workshop)
    crossed = reverse("room:screen_open", args=[other.code, screens.key(workshop)])
    assert Client().get(crossed).status_code == 404


def test_the_team_is_led_to_it(workshop, client_as):
    address = reverse("room:screen", args=[workshop.code])
    assert client_as("viewer").get(address).url == screens.address(workshop)
    assert client_as("stranger").get(address).status_code == 404
    assert "login" in client_as("").get(address).url


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("phase", list(Phase))
def test_every_activity_in_every_phase(workshop, at, phone, kind, phase):
    source = {"source": workshop.activities.get(kind="ideas")} if kind in ("group", "dots") else {}
    activity = at(kind, **source)
    if kind == "consent":
        propose(workshop=workshop, activity=activity, text="We meet every month")
    phone("a")
    form_groups(workshop=workshop, groups=2)
    Activity.objects.filter(pk=activity.pk).update(phase=phase)
    text = Client().get(screens.address(workshop)).content.decode()
    assert text.count("<h1") == 1
    assert "style=" not in text


def test_sealed_levels_are_not_on_the_wall_and_open_ones_only_from_the_smallest_group_on(workshop, at, phone):
    activity = at("rate")
    for number in range(1, 6):
        contribute(
            participant=phone(str(number)),
            kind="rate",
            body={"activity": activity.pk, "item": "purpose", "now": "4"},
        )
        assert "room-octant" not in now(workshop.pk)
        assert f'number">{number}<' in now(workshop.pk)
        Activity.objects.filter(pk=activity.pk).update(shows_while_open=True)
        assert ("room-octant" in now(workshop.pk)) == (number == 5)
        Activity.objects.filter(pk=activity.pk).update(shows_while_open=False)


def test_hidden_and_removed_ideas_never_stand_on_the_wall(workshop, at):
    activity = at("ideas")
    Idea.objects.create(activity=activity, text="Shown", client_id=uuid4())
    Idea.objects.create(activity=activity, text="Hidden", client_id=uuid4(), is_hidden=True)
    text = now(workshop.pk)
    assert "Shown" in text
    assert "Hidden" not in text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_are_only_text(workshop, at, hostile):
    activity = at("ideas")
    idea = Idea.objects.create(activity=activity, text=hostile, client_id=uuid4())
    heading = add_group(workshop=workshop, activity=activity, title=hostile[:120])
    group_ideas(workshop=workshop, ideas=[idea], group=heading)
    Workshop.objects.filter(pk=workshop.pk).update(title=hostile, intro=hostile)
    text = now(workshop.pk)
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_an_objection_stands_without_its_author(workshop, at, phone):
    activity = at("consent")
    proposal = propose(workshop=workshop, activity=activity, text="We meet every month")
    contribute(
        participant=phone("a"),
        kind="stance",
        body={"proposal": proposal.pk, "stance": "objection", "text": "Too often"},
    )
    assert "Too often" not in now(workshop.pk)
    Activity.objects.filter(pk=activity.pk).update(phase=Phase.REVEALED)
    assert "Too often" in now(workshop.pk)


def test_a_pause_covers_the_wall(workshop, at):
    activity = at("ideas")
    Idea.objects.create(activity=activity, text="A boat", client_id=uuid4())
    fresh = Workshop.objects.get(pk=workshop.pk)
    pause(workshop=fresh, revision=fresh.revision)
    text = now(workshop.pk)
    assert "Pause" in text
    assert "A boat" not in text


@pytest.mark.parametrize("kind", ["rate", "ideas", "dots", "goal", "influence", "feedback"])
def test_the_wall_costs_the_same_for_one_and_for_thirty(workshop, at, kind, phone):
    source = {"source": workshop.activities.get(kind="ideas")} if kind == "dots" else {}
    activity = at(kind, shows_while_open=True, **source)
    ideas = workshop.activities.get(kind="ideas") if kind == "dots" else activity
    seen = set()
    for rows in (1, 3, 30):
        for number in range(rows):
            phone(f"{rows}-{number}")
            Idea.objects.create(activity=ideas, text="More", client_id=uuid4())
        form_groups(workshop=workshop, groups=3)
        count_queries(Client(), screens.address(workshop))
        seen.add(count_queries(Client(), screens.address(workshop)))
    assert len(seen) == 1
    assert seen.pop() <= 15


@pytest.mark.parametrize("page", ["lead", "workshop"])
def test_whoever_leads_finds_the_projector(workshop, client_as, page):
    html = client_as("core").get(url(workshop, page)).content.decode()
    assert f'href="{reverse("room:screen", args=[workshop.code])}"' in html


def test_the_address_for_the_hall_can_be_passed_on(workshop, client_as):
    assert screens.address(workshop) in client_as("core").get(url(workshop, "share")).content.decode()


def test_the_wall_counts_against_those_who_are_in(workshop, at, phone):
    workshop.expected = 40
    workshop.save(update_fields=["expected"])
    for name in "abc":
        phone(name, sector="public")
    at("feedback")
    assert "of 3 have answered" in now(workshop.pk)


def test_an_empty_wall_says_what_to_do(workshop, at):
    at("ideas")
    assert "on your phone" in now(workshop.pk)
