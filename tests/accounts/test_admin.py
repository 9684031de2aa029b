"""The administration pages: only for whoever runs this installation, and always with the journal."""

import pytest
from django.test import Client
from django.urls import reverse

from octant.accounts.actions import create_admin
from octant.clusters.models import Membership
from octant.journal.models import Entry

PAGES = ["index", "accounts_user_changelist", "clusters_cluster_changelist"]


@pytest.fixture
def admin_client(db) -> Client:
    client = Client()
    client.force_login(create_admin(email="host@example.org", name="Host"))
    return client


@pytest.mark.parametrize("page", PAGES)
def test_only_administrators_get_in(page, people, client_as, admin_client):
    url = reverse(f"admin:{page}")
    nobody = client_as("").get(url, follow=True)
    assert nobody.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert client_as("coordinator").get(url, follow=True).status_code == 404
    assert admin_client.get(url).status_code == 200


def test_an_account_can_be_closed_but_not_made_renamed_or_deleted(people, admin_client):
    user = people["viewer"]
    url = reverse("admin:accounts_user_change", args=[user.pk])
    answer = admin_client.post(url, {"email": "other@example.org", "name": "Other"})
    assert answer.status_code == 302
    user.refresh_from_db()
    assert (user.is_active, user.email, user.name) == (False, "viewer@example.org", "The viewer")
    assert admin_client.get(reverse("admin:accounts_user_add")).status_code == 403
    assert admin_client.post(reverse("admin:accounts_user_delete", args=[user.pk])).status_code == 403


def test_a_new_coordinator_is_named_and_the_journal_says_so(people, cluster, admin_client):
    rows = list(Membership.objects.filter(cluster=cluster).order_by("pk"))
    data: dict[str, object] = {"memberships-TOTAL_FORMS": len(rows), "memberships-INITIAL_FORMS": len(rows)}
    for number, row in enumerate(rows):
        role = "coordinator" if row.role == "core" else row.role
        data |= {f"memberships-{number}-id": row.pk, f"memberships-{number}-role": role}
    answer = admin_client.post(reverse("admin:clusters_cluster_change", args=[cluster.pk]), data)
    assert answer.status_code == 302
    assert Membership.objects.get(user=people["core"]).role == "coordinator"
    entry = Entry.objects.get(verb="role_changed")
    assert (entry.by_name, entry.before, entry.after) == ("Host", {"role": "core"}, {"role": "coordinator"})
