"""A person's own page: name, data, the end of an account."""

import json

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from tests.helpers import HOSTILE

from octant.accounts.actions import create_admin
from octant.accounts.models import User
from octant.clusters.actions import people as people_actions
from octant.clusters.models import Invitation, Membership
from octant.journal.actions import record
from octant.journal.models import Entry

pytestmark = pytest.mark.django_db
PROFILE, DELETE = "/accounts/", "/accounts/delete/"


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_is_shown_and_never_run(client_as, people, name: str) -> None:
    client = client_as("core")
    assert client.post(PROFILE, {"name": name, "language": "en"}).status_code == 302
    page = client.get(PROFILE).content.decode()
    assert "<script>alert" not in page
    assert "onerror=alert(1)>" not in page.replace("&gt;", "")
    people["core"].refresh_from_db()
    assert people["core"].name == name.strip()


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\x00b", "a\x07b"])
def test_a_name_that_cannot_be_kept_is_refused(client_as, people, name: str) -> None:
    answer = client_as("core").post(PROFILE, {"name": name, "language": "en"})
    assert answer.status_code == 422
    people["core"].refresh_from_db()
    assert people["core"].name == "The core"


def test_my_data_is_everything_about_me_and_no_key(client_as, people, cluster) -> None:
    me = people["coordinator"]
    record(cluster=cluster, by=me, verb="note_written", subject="mine")
    record(cluster=cluster, by=people["core"], verb="note_written", subject="not mine")
    people_actions.change_role(
        membership=Membership.objects.get(user=people["viewer"]), role="core", by=people["core"]
    )
    invitation = Invitation.objects.create(
        cluster=cluster, email="third@example.org", created_by=me, expires_at=me.date_joined
    )
    answer = client_as("coordinator").get("/accounts/my-data.json")
    text = answer.content.decode()
    data = json.loads(text)
    assert data["account"]["email"] == me.email
    assert [row["subject"] for row in data["rows"]["journal.entry"]] == ["mine"]
    assert data["rows"]["clusters.membership"][0]["role"] == "coordinator"
    assert invitation.token not in text
    assert "third@example.org" not in text


def test_my_ratings_are_in_my_data(client_as, people, round_) -> None:
    from octant.ratings.models import Rating, Respondent

    respondent = Respondent.objects.create(rating_set=round_.ratings, user=people["core"])
    Rating.objects.create(rating_set=round_.ratings, respondent=respondent, aspect="now", item="d", level=3)
    data = client_as("core").get("/accounts/my-data.json").json()
    assert data["rows"]["ratings.respondent"][0]["ratings"][0]["level"] == 3


def test_the_last_coordinator_cannot_go(client_as, people, cluster) -> None:
    answer = client_as("coordinator").post(DELETE, {"email": people["coordinator"].email})
    assert answer.status_code == 409
    assert cluster.name in answer.content.decode()
    people["coordinator"].refresh_from_db()
    assert people["coordinator"].is_active
    assert Membership.objects.get(user=people["coordinator"]).left_at is None


def test_deleting_asks_for_the_address(client_as, people) -> None:
    answer = client_as("core").post(DELETE, {"email": "other@example.org"})
    assert answer.status_code == 422
    people["core"].refresh_from_db()
    assert people["core"].is_active


def test_a_deleted_account_leaves_no_name_behind(client_as, people, cluster) -> None:
    me = people["core"]
    mine = Membership.objects.get(user=me)
    record(cluster=cluster, by=me, verb="note_written", subject="what I wrote")
    record(
        cluster=cluster,
        by=people["coordinator"],
        verb="measure_changed",
        subject="A measure",
        before={"owner": "The core"},
        after={"owner": None, "list": ["The core", "kept"]},
    )
    people_actions.change_role(membership=mine, role="viewer", by=people["coordinator"])
    client, phone = client_as("core"), client_as("core")
    assert client.post(DELETE, {"email": me.email}).status_code == 302

    assert phone.get("/clusters/").status_code == 302  # signed out everywhere
    assert not any(s.get_decoded().get("_auth_user_id") == str(me.pk) for s in Session.objects.all())
    gone = User.objects.get(pk=me.pk)
    assert (gone.name, gone.is_active, str(gone)) == ("", False, "Former member")
    assert "core@example.org" not in gone.email
    mine.refresh_from_db()
    assert mine.left_at is not None
    for entry in Entry.objects.all():
        everything = f"{entry.by_name} {entry.subject} {entry.before} {entry.after} {entry.text}"
        assert "The core" not in everything
    page = client_as("coordinator").get(f"/clusters/{cluster.slug}/journal/").content.decode()
    assert "Former member" in page
    assert "what I wrote" in page


def test_the_same_address_can_begin_anew(client_as, people) -> None:
    client_as("core").post(DELETE, {"email": people["core"].email})
    fresh = User.objects.create_user("core@example.org")
    assert fresh.pk != people["core"].pk


def test_create_admin_raises_the_rights_of_an_account_or_makes_one() -> None:
    made = create_admin(email="Admin@Example.org")
    again = create_admin(email="admin@example.org")
    assert made.pk == again.pk
    assert again.is_superuser
    assert not again.has_usable_password()


@pytest.mark.parametrize("path", [PROFILE, DELETE, "/accounts/my-data.json", "/accounts/welcome/"])
def test_strangers_are_sent_to_the_sign_in_page(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/?next=")
