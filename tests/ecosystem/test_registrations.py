"""Organisations without an account: they register themselves and keep their own entry up to date."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from tests.helpers import HOSTILE, count_queries

from octant.ecosystem.models import (
    Contact,
    EntryLink,
    Need,
    Offer,
    Organisation,
    Registration,
    RegistrationPage,
)
from octant.journal.models import Entry

pytestmark = pytest.mark.django_db
REGISTER = "/clusters/north/organisations/"


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests():
    cache.clear()


@pytest.fixture
def page(cluster) -> RegistrationPage:
    return RegistrationPage.objects.create(
        cluster=cluster, is_open=True, welcome="Come in", privacy="Write to the office"
    )


@pytest.fixture
def stranger() -> Client:
    return Client(enforce_csrf_checks=False)


def sent(**values: str) -> dict[str, str]:
    return {
        "name": "Newcomers",
        "sector": "social",
        "place": "Umeå",
        "fields_of_work": "repair, food",
        "offer_category": "knowledge",
        "offer_text": "Courses in repair",
        "contact_name": "Office",
        "contact_email": "office@example.org",
        "consent": "on",
    } | values


def test_from_the_form_through_the_queue_into_the_register(client_as, stranger, page) -> None:
    url = f"/register/{page.token}/"
    form = stranger.get(url).content.decode()
    for text in ("Come in", "Write to the office", "North Shore Network", "Data protection"):
        assert text in form
    answer = stranger.post(url, sent(), follow=True)
    assert "Thank you" in answer.content.decode()
    assert not Organisation.objects.exists()  # nothing is in the register yet
    client = client_as("core")
    queue = client.get(REGISTER + "registrations/").content.decode()
    for text in ("Newcomers", "Courses in repair", "office@example.org", "Umeå"):
        assert text in queue
    row = Registration.objects.get()
    client.post(f"{REGISTER}registrations/{row.pk}/accept/", {"name": "Newcomers eV"})
    made = Organisation.kept.get()
    assert (made.name, made.membership, made.source, made.country) == (
        "Newcomers eV",
        "interested",
        "Registered itself",
        "SE",
    )
    assert made.fields_of_work == ("repair", "food")
    assert Offer.kept.get().text == "Courses in repair"
    assert not Need.objects.exists()
    contact = Contact.kept.get()
    assert (contact.lawful_basis, contact.consent_on) == ("consent", timezone.localdate())
    row.refresh_from_db()
    assert (row.state, row.organisation) == ("accepted", made)
    assert "office@example.org" not in str(row.values) + str(list(Entry.objects.values()))
    assert "Nobody at the moment" in client.get(REGISTER + "registrations/").content.decode()
    assert client.post(f"{REGISTER}registrations/{row.pk}/accept/", {"name": "Again"}).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 201},
        {"sector": "church"},
        {"web": "javascript:alert(1)"},
        {"contact_email": "nobody"},
        {"consent": ""},
        {"contact_name": ""},
        {"offer_text": ""},
        {"need_text": "Rooms"},
        {"place": "a\x00"},
    ],
)
def test_what_makes_no_sense_is_refused_and_stays_typed(stranger, page, wrong) -> None:
    answer = stranger.post(f"/register/{page.token}/", sent() | wrong)
    assert answer.status_code == 422
    assert "ds-error-summary" in answer.content.decode()
    assert "repair, food" in answer.content.decode()
    assert not Registration.objects.exists()


def test_a_program_is_thanked_and_ignored(stranger, page) -> None:
    answer = stranger.post(f"/register/{page.token}/", sent(homepage="http://spam.example"))
    assert answer.status_code == 302
    assert not Registration.objects.exists()


def test_one_network_may_send_ten_in_ten_minutes(stranger, page) -> None:
    codes = [stranger.post(f"/register/{page.token}/", sent(name=f"N {n}")).status_code for n in range(12)]
    assert codes == [302] * 10 + [429] * 2
    assert Registration.objects.count() == 10


def test_a_queue_nobody_looks_at_does_not_grow_without_end(stranger, cluster, page) -> None:
    Registration.objects.bulk_create(
        Registration(cluster=cluster, values={"name": str(n)}) for n in range(500)
    )
    answer = stranger.post(f"/register/{page.token}/", sent())
    assert answer.status_code == 429
    assert "Please write to the team" in answer.content.decode()
    assert Registration.objects.count() == 500


def test_a_closed_form_and_an_old_address_lead_nowhere(client_as, stranger, cluster, page) -> None:
    url = f"/register/{page.token}/"
    client = client_as("core")
    client.post(REGISTER + "registrations/new-address/")
    assert stranger.get(url).status_code == 404
    page.refresh_from_db()
    url = f"/register/{page.token}/"
    assert stranger.get(url).status_code == 200
    client.post(REGISTER + "registrations/page/", {"welcome": "Hi", "privacy": "", "version": 1})
    page.refresh_from_db()
    assert (page.is_open, page.welcome) == (False, "Hi")
    for answer in (stranger.get(url), stranger.post(url, sent()), stranger.get(url + "thanks/")):
        assert answer.status_code == 404
    RegistrationPage.objects.update(is_open=True)
    cluster.archived_at = timezone.now()
    cluster.save()
    assert stranger.get(url).status_code == 404


def test_the_first_time_the_form_is_made(client_as, cluster) -> None:
    client = client_as("core")
    assert "Make a form" in client.get(REGISTER + "registrations/").content.decode()
    client.post(REGISTER + "registrations/page/")
    assert "Address to pass on" in client.get(REGISTER + "registrations/").content.decode()
    assert not RegistrationPage.objects.get().is_open


def test_the_list_says_that_somebody_waits_and_a_closed_form_says_so(
    client_as, stranger, cluster, page
) -> None:
    assert "waiting" not in client_as("core").get(REGISTER).content.decode()
    stranger.post(f"/register/{page.token}/", sent())
    assert "1 waiting" in client_as("core").get(REGISTER).content.decode()
    assert "waiting" not in client_as("viewer").get(REGISTER).content.decode()
    queue = f"{REGISTER}registrations/"
    assert "The form is closed" not in client_as("core").get(queue).content.decode()
    page.is_open = False
    page.save()
    assert "The form is closed" in client_as("core").get(queue).content.decode()


def test_declined_undone_and_forgotten(client_as, cluster) -> None:
    row = Registration.objects.create(cluster=cluster, values=sent())
    client, url = client_as("core"), f"{REGISTER}registrations/{row.pk}/"
    page = client.post(url + "decline/", follow=True)
    assert "Declined." in page.content.decode()
    client.post(url + "restore/")
    assert Registration.objects.get().state == "waiting"
    client.post(url + "decline/")
    client.post(REGISTER + "contacts/due/")
    assert Registration.objects.get().values  # it can still be undone
    Registration.objects.update(decided_at=timezone.now() - timedelta(days=2))
    client.post(REGISTER + "contacts/due/")
    assert Registration.objects.get().values == {}


def test_a_name_that_is_in_the_register_is_said_and_refused(client_as, cluster) -> None:
    Organisation.objects.create(cluster=cluster, name="NEWCOMERS")
    row = Registration.objects.create(cluster=cluster, values=sent())
    client = client_as("core")
    assert "in the register already" in client.get(REGISTER + "registrations/").content.decode()
    answer = client.post(f"{REGISTER}registrations/{row.pk}/accept/", {"name": "Newcomers"})
    assert answer.status_code == 422
    assert Registration.objects.get().state == "waiting"


@pytest.fixture
def link(city) -> EntryLink:
    return EntryLink.objects.create(organisation=city)


def test_an_organisation_keeps_its_own_entry(client_as, stranger, city, link) -> None:
    url = f"/entry/{link.token}/"
    city.notes = "Between us"
    city.save()
    Contact.objects.create(organisation=city, name="Desk", lawful_basis="contract", delete_on="2030-01-01")
    page = stranger.get(url).content.decode()
    assert "City of Šiauliai" in page
    assert "Between us" not in page
    assert "Desk" not in page
    typed = {"name": "City of Šiauliai", "sector": "public", "kind": "municipality", "version": 1}
    answer = stranger.post(url + "edit/who/", typed, headers={"X-Octant-Autosave": "1"})
    assert answer.json()["version"] == 2
    stranger.post(url + "edit/work/", {"fields_of_work": "housing", "version": 2})
    stranger.post(url + "edit/place/", {"place": "Rīga", "country": "LV", "version": 3})
    stranger.post(url + "offers/add/", {"category": "resources", "text": "Rooms"})
    row = Organisation.kept.get()
    assert (row.kind, row.fields_of_work, row.place) == ("municipality", ("housing",), "Rīga")
    assert row.notes == "Between us"
    offer = Offer.kept.get()
    stranger.post(f"{url}offers/{offer.pk}/remove/")
    assert not Offer.kept.exists()
    stranger.post(f"{url}offers/{offer.pk}/restore/")
    assert Offer.kept.exists()
    assert Entry.objects.filter(verb="organisation_changed_itself", by=None).count() == 3
    assert "Last used on" in client_as("core").get(f"{REGISTER}{city.pk}/").content.decode()


@pytest.mark.parametrize("field", ["notes", "membership", "influence", "source"])
def test_what_is_the_teams_business_cannot_be_changed(stranger, city, link, field) -> None:
    before = getattr(city, field)
    for section in ("who", "work", "place", "standing", "coordinates"):
        typed = {"name": city.name, "version": 1, field: "5" if field == "influence" else "member"}
        stranger.post(f"/entry/{link.token}/edit/{section}/", typed)
    city.refresh_from_db()
    assert getattr(city, field) == before


def test_links_end_and_a_new_one_ends_the_old(client_as, stranger, city, link) -> None:
    client = client_as("core")
    client.post(f"{REGISTER}{city.pk}/link/")
    assert stranger.get(f"/entry/{link.token}/").status_code == 404
    new = EntryLink.objects.get(revoked_at=None)
    assert f"/entry/{new.token}/" in client.get(f"{REGISTER}{city.pk}/").content.decode()
    assert new.token not in client_as("viewer").get(f"{REGISTER}{city.pk}/").content.decode()
    client.post(f"{REGISTER}{city.pk}/link/revoke/")
    for answer in (
        stranger.get(f"/entry/{new.token}/"),
        stranger.post(f"/entry/{new.token}/edit/who/", {"name": "Mine", "version": 1}),
        stranger.get("/entry/nonsense/"),
    ):
        assert answer.status_code == 404


def test_one_link_does_not_reach_the_rows_of_another_organisation(stranger, cluster, link) -> None:
    other = Organisation.objects.create(cluster=cluster, name="Other")
    offer = Offer.objects.create(organisation=other, category="social", text="Theirs")
    for path in ("remove", "restore"):
        assert stranger.post(f"/entry/{link.token}/offers/{offer.pk}/{path}/").status_code == 404
    taken = {"name": "OTHER", "version": 1}
    assert stranger.post(f"/entry/{link.token}/edit/who/", taken).status_code == 422


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_shown_and_never_run(client_as, stranger, page, text: str) -> None:
    cache.clear()
    values = sent(name=text, offer_text=text, contact_name=text, fields_of_work=text[:60].replace(",", ""))
    assert stranger.post(f"/register/{page.token}/", values).status_code == 302
    client = client_as("core")
    assert "<script>alert" not in client.get(REGISTER + "registrations/").content.decode()
    row = Registration.objects.get()
    client.post(f"{REGISTER}registrations/{row.pk}/accept/", {"name": text})
    made = Organisation.kept.get()
    token = EntryLink.objects.create(organisation=made).token
    for shown in (stranger.get(f"/entry/{token}/"), client.get(f"{REGISTER}{made.pk}/")):
        assert "<script>alert" not in shown.content.decode()
        assert "<img src=x" not in shown.content.decode()


def test_query_counts_do_not_grow(client_as, stranger, cluster, link) -> None:
    counts: dict[str, set[int]] = {"queue": set(), "entry": set()}
    for rows in (1, 3, 30):
        for n in range(Registration.objects.count(), rows):
            Registration.objects.create(cluster=cluster, values=sent(name=f"N {n}"))
            Offer.objects.create(organisation=link.organisation, category="social", text=f"o {n}")
        stranger.get(f"/entry/{link.token}/")
        counts["queue"].add(count_queries(client_as("core"), REGISTER + "registrations/"))
        counts["entry"].add(count_queries(stranger, f"/entry/{link.token}/"))
    assert all(len(seen) == 1 and max(seen) <= 15 for seen in counts.values()), counts
