"""Preparing a workshop through its pages."""

import pytest
from django.urls import reverse
from tests.helpers import HOSTILE, count_queries

from octant.workshops.models import Activity, Workshop
from octant.workshops.steps import url

NEW = {
    "title": "Kick-off",
    "agenda": "short",
    "anonymity": "sector",
    "asks_sector": "required",
    "asks_organisation": "no",
    "minimum_group": "5",
}


def address(name, *args):
    return reverse(f"workshops:{name}", args=["north", 1, *args])


def prepare(client, **changes):
    response = client.post(address("new"), NEW | changes)
    assert response.status_code == 302, response.context["form"].errors
    return Workshop.objects.latest("pk")


@pytest.fixture
def core(client_as, round_):
    return client_as("core")


def test_from_an_empty_list_to_an_agenda(core):
    assert "Prepare the first workshop" in core.get(address("list")).content.decode()
    workshop = prepare(core)
    page = core.get(address("workshop", workshop.pk)).content.decode()
    assert "Where we differ" in page
    assert "90 minutes" in page
    share = core.get(address("share", workshop.pk)).content.decode()
    assert '<svg class="qr"' in share
    assert f"/j/{workshop.code}/" in share


def test_a_series_is_three_workshops(core):
    prepare(core, agenda="series")
    assert Workshop.objects.count() == 3
    assert "Three workshops are prepared" in core.get(address("list")).content.decode()


def test_what_is_wrong_is_said_and_nothing_is_lost(core):
    response = core.post(address("new"), NEW | {"title": "", "minimum_group": "2", "intro": "Welcome all"})
    assert response.status_code == 422
    assert b"Welcome all" in response.content
    assert set(response.context["form"].errors) == {"title", "minimum_group"}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_are_shown_as_they_are(core, text):
    workshop = prepare(core, title=text, intro=text)
    Activity.objects.filter(workshop=workshop).update(title=text, prompt=text)
    for name in ("workshop", "share", "edit"):
        page = core.get(address(name, workshop.pk))
        assert page.status_code == 200
        assert b"<script>alert" not in page.content
        assert b"<img src=x" not in page.content


def test_a_point_is_added_changed_moved_and_removed_with_undo(core):
    workshop = prepare(core, agenda="empty")
    for kind, title in (("ideas", "Collect"), ("dots", "Vote")):
        core.post(address("activity_add", workshop.pk), {"kind": kind, "title": title, "minutes": 5})
    ideas, dots = Activity.objects.order_by("position")
    assert dots.source == ideas, "votes begin with the ideas collected before"
    response = core.post(
        address("activity", workshop.pk, ideas.pk),
        {"version": ideas.version, "title": "Collect", "minutes": 20, "prompt": "?", "feeds": "vision"},
    )
    assert response.status_code == 302
    ideas.refresh_from_db()
    assert (ideas.minutes, ideas.feeds) == (20, "vision")
    core.post(address("activity_move", workshop.pk, dots.pk), {"direction": "up"})
    assert [row.kind for row in Activity.kept.order_by("position")] == ["dots", "ideas"]
    core.post(address("activity_order", workshop.pk), {"item": dots.pk, "position": 1})
    assert [row.kind for row in Activity.kept.order_by("position")] == ["ideas", "dots"]
    core.post(address("activity_remove", workshop.pk, dots.pk))
    assert Activity.kept.count() == 1
    core.post(address("activity_restore", workshop.pk, dots.pk))
    assert Activity.kept.count() == 2


def test_more_people_than_may_join_is_a_mistake(core):
    workshop = prepare(core)
    values = {key: NEW[key] for key in ("title", "asks_sector", "asks_organisation", "minimum_group")}
    response = core.post(
        address("edit", workshop.pk), values | {"version": 1, "expected": 600, "capacity": 500}
    )
    assert response.status_code == 422
    assert "capacity" in response.context["form"].errors


def test_a_removed_workshop_comes_back(core):
    workshop = prepare(core)
    core.post(address("remove", workshop.pk))
    assert core.get(address("workshop", workshop.pk)).status_code == 404
    core.post(address("restore", workshop.pk))
    assert core.get(address("workshop", workshop.pk)).status_code == 200


def test_as_many_queries_for_one_as_for_thirty(core):
    workshop = prepare(core, agenda="empty")
    counts = set()
    for n in (1, 2, 27):
        for number in range(n):
            Activity.objects.create(workshop=workshop, kind="talk", title=f"{number}", position=number)
            Workshop.objects.create(cluster=workshop.cluster, round=workshop.round, title=f"{number}")
        counts.add(
            (
                count_queries(core, address("list")),
                count_queries(core, address("workshop", workshop.pk)),
                count_queries(core, address("share", workshop.pk)),
            )
        )
    assert len(counts) == 1
    assert max(counts.pop()) <= 15


def test_viewers_read_and_change_nothing(core, client_as):
    workshop = prepare(core)
    page = client_as("viewer").get(address("workshop", workshop.pk)).content.decode()
    assert "Add a point" not in page


def test_only_who_may_edit_can_move_points(client_as, workshop):
    assert "data-reorder-status" in client_as("core").get(url(workshop, "workshop")).content.decode()
    assert "data-reorder-status" not in client_as("viewer").get(url(workshop, "workshop")).content.decode()
