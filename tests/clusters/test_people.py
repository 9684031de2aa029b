"""Roles, leaving, handing over, invitations."""

import threading
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from octant.accounts.models import User
from octant.clusters.actions import people as actions
from octant.clusters.models import Cluster, Invitation, Membership, Role
from octant.journal.models import Entry

pytestmark = pytest.mark.django_db
PEOPLE = "/clusters/north/people/"
INVITE = "/clusters/north/invite/"


@pytest.fixture(autouse=True)
def no_earlier_tries():
    cache.clear()


def member(people, role: str) -> Membership:
    return Membership.objects.get(user=people[role])


def test_a_role_is_changed_and_journaled(client_as, people) -> None:
    pk = member(people, "viewer").pk
    client_as("coordinator").post(f"{PEOPLE}{pk}/role/", {"role": "core"})
    assert member(people, "viewer").role == "core"
    entry = Entry.objects.get()
    assert (entry.verb, entry.before, entry.after) == ("role_changed", {"role": "viewer"}, {"role": "core"})
    client_as("coordinator").post(f"{PEOPLE}{pk}/role/", {"role": "king"})
    assert member(people, "viewer").role == "core"


@pytest.mark.parametrize("way", ["role", "remove", "leave"])
def test_the_last_coordinator_stays(client_as, people, way: str) -> None:
    mine = member(people, "coordinator")
    path = {"role": f"{mine.pk}/role/", "remove": f"{mine.pk}/remove/", "leave": "leave/"}[way]
    answer = client_as("coordinator").post(PEOPLE + path, {"role": "viewer"}, follow=True)
    assert "needs at least one coordinator" in answer.content.decode()
    mine.refresh_from_db()
    assert (mine.role, mine.left_at) == (Role.COORDINATOR, None)


def test_the_last_coordinator_is_told_before_pressing_anything(client_as, people) -> None:
    page = client_as("coordinator").get(PEOPLE + "leave/").content.decode()
    assert "needs at least one coordinator" in page
    assert f"{PEOPLE}hand-over/" in page
    assert "needs at least" not in client_as("viewer").get(PEOPLE + "leave/").content.decode()


def test_with_a_second_coordinator_the_first_may_leave(client_as, people) -> None:
    actions.change_role(membership=member(people, "core"), role=Role.COORDINATOR, by=people["coordinator"])
    client = client_as("coordinator")
    assert client.post(PEOPLE + "leave/").url == "/clusters/"
    assert client.get(PEOPLE).status_code == 404


def test_a_closed_account_does_not_count_as_coordinator(client_as, people) -> None:
    actions.change_role(membership=member(people, "core"), role=Role.COORDINATOR, by=people["coordinator"])
    User.objects.filter(pk=people["core"].pk).update(is_active=False)
    with pytest.raises(actions.LastCoordinator):
        actions.leave(membership=member(people, "coordinator"))


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_leave_at_once_do_not_both_get_out(cluster, people) -> None:
    actions.change_role(membership=member(people, "core"), role=Role.COORDINATOR, by=people["coordinator"])
    both = [member(people, "coordinator"), member(people, "core")]
    ready, refused = threading.Barrier(2), []

    def leave(membership: Membership) -> None:
        ready.wait(timeout=10)
        try:
            while True:
                try:
                    return actions.leave(membership=membership)
                except OperationalError:  # the test database in memory refuses instead of waiting its turn
                    time.sleep(0.01)
        except actions.LastCoordinator:
            refused.append(membership)
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=[membership]) for membership in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(refused) == 1
    assert Membership.objects.filter(role=Role.COORDINATOR, left_at=None).count() == 1


def test_handing_over(client_as, people) -> None:
    client = client_as("coordinator")
    client.post(PEOPLE + "hand-over/", {"to": member(people, "viewer").pk})
    assert member(people, "viewer").role == Role.COORDINATOR
    assert member(people, "coordinator").role == Role.CORE
    stranger = Membership.objects.create(
        cluster=Cluster.objects.create(slug="other", name="Other", country="FI"),
        user=people["stranger"],
        role="core",
    )
    answer = client_as("viewer").post(PEOPLE + "hand-over/", {"to": stranger.pk})
    assert answer.status_code == 422


def test_removing_can_be_undone(client_as, people) -> None:
    pk = member(people, "core").pk
    page = client_as("coordinator").post(f"{PEOPLE}{pk}/remove/", follow=True).content.decode()
    assert f"{PEOPLE}{pk}/restore/" in page
    assert client_as("core").get(PEOPLE).status_code == 404
    client_as("coordinator").post(f"{PEOPLE}{pk}/restore/")
    assert client_as("core").get(PEOPLE).status_code == 200
    assert member(people, "core").role == "core"


def test_people_of_another_cluster_are_out_of_reach(client_as, people) -> None:
    other = Cluster.objects.create(slug="other", name="Other", country="FI")
    foreign = Membership.objects.create(cluster=other, user=people["stranger"], role="core")
    for path in ("role/", "remove/", "restore/"):
        answer = client_as("coordinator").post(f"{PEOPLE}{foreign.pk}/{path}", {"role": "viewer"})
        assert answer.status_code == 404


def test_addresses_are_seen_only_by_those_who_manage_people(client_as) -> None:
    assert "viewer@example.org" in client_as("coordinator").get(PEOPLE).content.decode()
    for role in ("core", "contributor", "viewer"):
        assert "coordinator@example.org" not in client_as(role).get(PEOPLE).content.decode()


# ---------- Invitations ----------


def invite(client: Client, emails: str = "guest@example.org", **more: str) -> Invitation:
    client.post(INVITE, {"emails": emails, "role": "core", "days": "7", **more})
    return Invitation.objects.latest("pk")


def guest(email: str = "guest@example.org") -> Client:
    client = Client()
    client.force_login(User.objects.create_user(email, name="A guest"))
    return client


def join(invitation: Invitation) -> str:
    return f"/clusters/join/{invitation.token}/"


def test_an_invitation_by_email_from_sending_to_being_in(client_as, cluster) -> None:
    invitation = invite(client_as("coordinator"), message="Come <b>along</b>")
    assert mail.outbox[0].to == ["guest@example.org"]
    assert join(invitation) in mail.outbox[0].body
    assert "Come <b>along</b>" in mail.outbox[0].body
    visitor = Client()
    page = visitor.get(join(invitation)).content.decode()
    assert cluster.name in page
    assert "Your role: Core team" in page
    assert "Come &lt;b&gt;along" in page
    answer = visitor.post(join(invitation))
    assert answer.url == f"/accounts/login/?next=%2Fclusters%2Fjoin%2F{invitation.token}%2F"

    client = guest()
    assert client.post(join(invitation)).url == "/clusters/north/"
    assert client.get("/clusters/north/").status_code == 200
    entry = Entry.objects.get(verb="person_joined")
    assert (entry.subject, entry.after) == ("A guest", {"role": "core"})


def test_opening_the_page_changes_nothing(client_as) -> None:
    invitation = invite(client_as("coordinator"))
    client = guest()
    client.get(join(invitation))
    assert client.get("/clusters/north/").status_code == 404


def test_an_invitation_works_once(client_as) -> None:
    invitation = invite(client_as("coordinator"))
    client = guest()
    client.post(join(invitation))
    assert client.post(join(invitation)).url == "/clusters/north/"  # in already: shown the way
    client.post(PEOPLE + "leave/")
    again = client.post(join(invitation))
    assert again.status_code == 410
    assert "works only once" in again.content.decode()
    assert Client().get(join(invitation)).status_code == 410


def test_an_invitation_is_for_one_address(client_as) -> None:
    invitation = invite(client_as("coordinator"))
    other = guest("thief@example.org")
    for answer in (other.get(join(invitation)), other.post(join(invitation))):
        assert answer.status_code == 403
        assert "another e-mail address" in answer.content.decode()
        assert "guest@example.org" not in answer.content.decode()


def test_old_withdrawn_and_unknown_invitations_say_what_to_do(client_as, cluster) -> None:
    client = client_as("coordinator")
    old, withdrawn = invite(client, "a@example.org"), invite(client, "b@example.org")
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    client.post(f"/clusters/north/invitations/{withdrawn.pk}/withdraw/")
    for invitation, words in ((old, "too old"), (withdrawn, "withdrawn")):
        answer = Client().get(join(invitation))
        assert answer.status_code == 410
        assert words in answer.content.decode()
    for token in ("unknown", "x" * 500, "%00", "<script>"):
        assert Client().get(f"/clusters/join/{token}/").status_code == 404
    open_one = invite(client, "c@example.org")
    Cluster.objects.update(archived_at=timezone.now())
    answer = guest("c@example.org").post(join(open_one))
    assert answer.status_code == 410
    assert "archived" in answer.content.decode()


def test_a_link_lets_several_people_in_with_a_small_role_only(client_as) -> None:
    client = client_as("coordinator")
    assert client.post(INVITE + "link/", {"role": "core", "days": "7"}).status_code == 422
    client.post(INVITE + "link/", {"role": "contributor", "days": "30"})
    link = Invitation.objects.get()
    assert join(link) in client.get(PEOPLE).content.decode()
    for email in ("one@example.org", "two@example.org"):
        assert guest(email).post(join(link)).url == "/clusters/north/"
    link.refresh_from_db()
    assert link.times_used == 2
    assert Membership.objects.get(user__email="one@example.org").role == Role.CONTRIBUTOR


def test_a_link_never_changes_the_role_of_somebody_who_is_in(client_as, people) -> None:
    client_as("coordinator").post(INVITE + "link/", {"role": "viewer", "days": "7"})
    client_as("core").post(join(Invitation.objects.get()))
    assert member(people, "core").role == Role.CORE


def test_many_addresses_at_once(client_as) -> None:
    client = client_as("coordinator")
    client.post(
        INVITE,
        {
            "emails": "A@example.org, b@example.org;c@example.org\nA@example.org core@example.org",
            "role": "viewer",
            "days": "7",
        },
    )
    assert sorted(Invitation.objects.values_list("email", flat=True)) == [
        "a@example.org",
        "b@example.org",
        "c@example.org",
    ]  # once each, and nobody who is in already
    assert len(mail.outbox) == 3
    client.post(INVITE, {"emails": "a@example.org", "role": "core", "days": "7"})
    still_open = Invitation.objects.filter(email="a@example.org", withdrawn_at=None)
    assert [invitation.role for invitation in still_open] == ["core"]


@pytest.mark.parametrize(
    "emails", ["", " , ", "no-address", "a@b.org, no", " ".join(f"p{n}@x.org" for n in range(51))]
)
def test_wrong_addresses_are_named_and_nothing_is_sent(client_as, emails: str) -> None:
    typed = {"emails": emails, "role": "core", "days": "7", "message": "Kept"}
    answer = client_as("coordinator").post(INVITE, typed)
    assert answer.status_code == 422
    assert "Kept" in answer.content.decode()
    assert not mail.outbox
    assert not Invitation.objects.exists()


def test_the_journal_keeps_no_address_in_full(client_as) -> None:
    invite(client_as("coordinator"))
    assert Entry.objects.get(verb="person_invited").subject == "g…@example.org"


def test_a_foreign_invitation_cannot_be_withdrawn(client_as) -> None:
    other = Cluster.objects.create(slug="other", name="Other", country="FI")
    foreign = Invitation.objects.create(cluster=other, expires_at=timezone.now() + timedelta(days=1))
    answer = client_as("coordinator").post(f"/clusters/north/invitations/{foreign.pk}/withdraw/")
    assert answer.status_code == 404
