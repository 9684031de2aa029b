"""The page of an organisation: parts that save as you go, offers and needs, contacts."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.forms import forms_of
from tests.helpers import HOSTILE, count_queries

from octant.clusters.models import Cluster
from octant.ecosystem import services
from octant.ecosystem.forms.register import PARTS
from octant.ecosystem.models import Contact, Need, Offer, Organisation, Relation
from octant.journal.models import Entry
from octant.rounds.models import Finding

pytestmark = pytest.mark.django_db
REGISTER = "/clusters/north/organisations/"
AUTOSAVE = {"X-Octant-Autosave": "1"}


def test_parts_save_as_you_go(client_as, city) -> None:
    client = client_as("core")
    typed = {
        "name": city.name,
        "sector": "public",
        "kind": "municipality",
        "also_known_as": "Schaulen\nSiauliai City",
        "roles": ["policy", "funding"],
        "version": 1,
    }
    answer = client.post(f"{REGISTER}{city.pk}/edit/who/", typed, headers=AUTOSAVE)
    assert answer.json()["version"] == 2
    work = {
        "fields_of_work": "housing, Housing , repair",
        "target_groups": "",
        "sdgs": ["11", "1"],
        "version": 2,
    }
    assert client.post(f"{REGISTER}{city.pk}/edit/work/", work, headers=AUTOSAVE).status_code == 200
    row = Organisation.objects.get()
    assert row.roles == ("funding", "policy")
    assert row.other_names == ["Schaulen", "Siauliai City"]
    assert row.fields_of_work == ("housing", "Housing", "repair")
    assert row.sdgs == ("1", "11")
    assert client.get(REGISTER + "?q=schaulen").context["page"].object_list[0] == row
    entry = Entry.objects.filter(verb="organisation_changed").latest("pk")
    assert entry.after["sdgs"] == ["1", "11"]


def test_each_form_opens_at_its_link_and_only_for_those_who_may(client_as, cluster, city) -> None:
    offer = Offer.objects.create(organisation=city, category="social", text="Courses")
    need = Need.objects.create(organisation=city, category="social", text="Rooms")
    partner = Organisation.objects.create(cluster=cluster, name="Partner")
    tie = Relation.objects.create(cluster=cluster, first=city, second=partner, kind="knows")
    person = Contact.objects.create(
        organisation=city, name="Office", lawful_basis="contract", delete_on="2030-01-01"
    )
    home, base = f"{REGISTER}{city.pk}/", f"http://testserver{REGISTER}"
    places = {
        **{part: f"{base}{city.pk}/edit/{part}/" for part in PARTS},
        "offers": f"{base}{city.pk}/offers/add/",
        f"offers{offer.pk}": f"{base}services/offers/{offer.pk}/",
        "needs": f"{base}{city.pk}/needs/add/",
        f"needs{need.pk}": f"{base}services/needs/{need.pk}/",
        "relation": f"{base}{city.pk}/add-relation/",
        f"relation{tie.pk}": f"{base}{city.pk}/relations/{tie.pk}/",
        "contact": f"{base}{city.pk}/add-contact/",
        f"contact{person.pk}": f"{base}contacts/{person.pk}/",
    }
    closed = client_as("core").get(home).content.decode()
    assert not [form for form in forms_of(base, closed) if form.typed]
    for place, action in places.items():
        link = re.search(rf'href="({home}\?edit={place}#[^"]+)"', closed)
        assert link, place
        url, _, target = link[1].partition("#")
        page = client_as("core").get(url).content.decode()
        assert f'id="{target}"' in page, place
        opened = [form.action for form in forms_of(base, page) if form.typed or "strength" in form.kinds]
        assert opened == [action], place
        page = client_as("viewer").get(url).content.decode()
        assert not [form for form in forms_of(base, page) if form.typed], place
        assert f'href="{home}?edit=' not in page
    for nonsense in ("", "offers999", "king", "who who", "relation", "end1"):
        assert client_as("core").get(home, {"edit": nonsense}).status_code == 200


def test_standing_is_for_the_core_team_only(client_as, city, people) -> None:
    client = client_as("core")
    typed = {
        "membership": "member",
        "influence": "4",
        "notes": "Between us",
        "stance": "doubts",
        "version": 1,
    }
    client.post(f"{REGISTER}{city.pk}/edit/standing/", typed)
    Contact.objects.create(
        organisation=city, name="Front Desk", lawful_basis="public_task", delete_on="2030-01-01"
    )
    assert "Between us" in client.get(f"{REGISTER}{city.pk}/").content.decode()
    for role in ("viewer", "contributor"):
        page = client_as(role).get(f"{REGISTER}{city.pk}/").content.decode()
        assert "Member" in page
        for secret in ("Between us", "doubts", "Front Desk"):
            assert secret not in page


def test_owners_are_people_of_this_cluster(client_as, city, people) -> None:
    other = Cluster.objects.create(slug="south", name="South", country="PL")
    somebody = other.memberships.create(user=people["stranger"], role="core")
    typed = {"membership": "none", "owner": somebody.pk, "version": 1}
    assert client_as("core").post(f"{REGISTER}{city.pk}/edit/standing/", typed).status_code == 422


@pytest.mark.parametrize(
    ("part", "values"),
    [
        ("who", {"name": ""}),
        ("who", {"roles": ["king"]}),
        ("who", {"web": "javascript:alert(1)"}),
        ("who", {"as_of": "yesterday"}),
        ("work", {"sdgs": ["18"]}),
        ("work", {"fields_of_work": "x" * 90}),
        ("work", {"fields_of_work": ",".join("abcdefghijklmnopqrstuvwxyz123456789")}),
        ("standing", {"membership": "none", "influence": "6"}),
        ("place", {"country": "XX"}),
    ],
)
def test_what_makes_no_sense_is_refused_and_stays_typed(client_as, city, part, values) -> None:
    typed = {"name": city.name, "version": 1} | values
    url = f"{REGISTER}{city.pk}/edit/{part}/"
    answer = client_as("core").post(url, typed)
    assert answer.status_code == 422
    assert "ds-error-summary" in answer.content.decode()
    assert client_as("core").post(url, typed, headers=AUTOSAVE).json()["errors"]
    assert Organisation.objects.get().version == 1


def test_two_people_change_one_part(client_as, city) -> None:
    client, url = client_as("core"), f"{REGISTER}{city.pk}/edit/work/"
    client.post(url, {"fields_of_work": "housing", "sdgs": ["1"], "version": 1})
    late = client.post(url, {"fields_of_work": "repair", "sdgs": ["1", "2"], "version": 1})
    assert late.status_code == 409
    assert "housing" in late.content.decode()
    # What the page of conflicts sends: each field as one text.
    both = {"fields_of_work": "housing, repair", "sdgs": "1, 2", "version": 2}
    client.post(url, both)
    row = Organisation.objects.get()
    assert (row.fields_of_work, row.sdgs) == (("housing", "repair"), ("1", "2"))


def test_the_kinds_of_service_are_the_nine_of_the_guide() -> None:
    kinds = services.categories()
    assert len(kinds) == 9
    assert {str(kind.source) for kind in kinds} == {"CSEI guide, ch. 3 VI (portfolio of services)"}


@pytest.mark.parametrize(("side", "model"), [("offers", Offer), ("needs", Need)])
def test_offers_and_needs(client_as, city, side, model) -> None:
    client = client_as("core")
    typed = {
        "category": "knowledge",
        "text": "Kursai apie remontą",
        "language": "lt",
        "target_groups": "youth",
    }
    assert client.post(f"{REGISTER}{city.pk}/{side}/add/", typed).status_code == 302
    row = model.kept.get()
    assert (row.language, row.target_groups) == ("lt", ("youth",))
    page = client_as("viewer").get(f"{REGISTER}{city.pk}/").content.decode()
    assert "Kursai apie remontą" in page
    assert "Knowledge and skills" in page
    url = f"{REGISTER}services/{side}/{row.pk}/"
    changed = client.post(
        url, typed | {"text": "Kursai", "closed_on": "2026-05-01", "version": 1}, headers=AUTOSAVE
    )
    assert changed.json()["version"] == 2
    assert client.post(url, typed | {"text": "Late", "version": 1}).status_code == 409
    page = client.post(url + "remove/", follow=True)
    assert not model.kept.exists()
    client.post(url + "restore/")
    assert model.kept.get().text == "Kursai"
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {f"{side[:-1]}_{what}" for what in ("added", "changed", "removed", "restored")} <= verbs
    for wrong in ({"category": "magic"}, {"text": ""}, {"language": "xx"}, {"text": "x" * 1001}):
        assert client.post(f"{REGISTER}{city.pk}/{side}/add/", typed | wrong).status_code == 422


def contact(**values: str) -> dict[str, str]:
    return {
        "name": "Office",
        "email": "office@example.org",
        "lawful_basis": "consent",
        "consent_on": "2026-01-01",
        "delete_on": str(timezone.localdate() + timedelta(days=300)),
    } | values


def test_contacts_leave_no_trace_in_the_journal(client_as, city) -> None:
    client = client_as("core")
    assert client.post(f"{REGISTER}{city.pk}/add-contact/", contact()).status_code == 302
    row = Contact.kept.get()
    client.post(f"{REGISTER}contacts/{row.pk}/", contact(name="Reception", version="1"))
    client.post(f"{REGISTER}contacts/{row.pk}/remove/")
    client.post(f"{REGISTER}contacts/{row.pk}/restore/")
    assert Contact.kept.get().name == "Reception"
    told = str(list(Entry.objects.values()))
    for personal in ("Office", "Reception", "office@example.org"):
        assert personal not in told


@pytest.mark.parametrize(
    "wrong",
    [
        {"lawful_basis": ""},
        {"consent_on": ""},
        {"delete_on": ""},
        {"delete_on": "9999-12-31"},
        {"email": "nobody"},
        {"name": ""},
    ],
)
def test_a_contact_needs_a_reason_and_an_end(client_as, city, wrong) -> None:
    answer = client_as("core").post(f"{REGISTER}{city.pk}/add-contact/", contact(**wrong))
    assert answer.status_code == 422
    assert not Contact.objects.exists()


def test_contacts_whose_day_has_come_are_erased_for_good(client_as, city) -> None:
    client, day = client_as("core"), timezone.localdate()
    for name, delete_on, removed_at in (
        ("Past", day, None),
        ("Coming", day + timedelta(days=1), None),
        ("Just removed", day + timedelta(days=1), timezone.now()),
        ("Removed", day + timedelta(days=1), timezone.now() - timedelta(days=2)),
    ):
        Contact.objects.create(
            organisation=city, name=name, lawful_basis="contract", delete_on=delete_on, removed_at=removed_at
        )
    page = client.get(REGISTER + "contacts/due/").content.decode()
    assert "Erase them for good" in page
    assert "2 contacts" in client.post(REGISTER + "contacts/due/", follow=True).content.decode()
    assert set(Contact.objects.values_list("name", flat=True)) == {"Coming", "Just removed"}
    assert "Nobody at the moment" in client.get(REGISTER + "contacts/due/").content.decode()


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_shown_and_never_run(client_as, city, text: str) -> None:
    client = client_as("core")
    client.post(
        f"{REGISTER}{city.pk}/offers/add/", {"category": "social", "text": text, "target_groups": text[:60]}
    )
    client.post(f"{REGISTER}{city.pk}/add-contact/", contact(name=text, function=text, source=text))
    client.post(f"{REGISTER}{city.pk}/edit/standing/", {"membership": "none", "notes": text, "version": 1})
    client.post(
        f"{REGISTER}{city.pk}/edit/work/", {"fields_of_work": text[:70].replace(",", ""), "version": 2}
    )
    for role in ("core", "viewer"):
        page = client_as(role).get(f"{REGISTER}{city.pk}/").content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_query_counts_do_not_grow(client_as, cluster, round_, city) -> None:
    counts: dict[str, set[int]] = {"core": set(), "viewer": set()}
    for rows in (1, 3, 30):
        for n in range(Finding.objects.count(), rows):
            Finding.objects.create(round=round_, category="money", text=f"f {n}", organisation=city)
            Offer.objects.create(organisation=city, category="social", text=f"o {n}")
            Need.objects.create(organisation=city, category="social", text=f"n {n}")
            partner = Organisation.objects.create(cluster=cluster, name=f"p {n}")
            Relation.objects.create(cluster=cluster, first=city, second=partner, kind="knows")
            Contact.objects.create(
                organisation=city, name=f"c {n}", lawful_basis="contract", delete_on="2030-01-01"
            )
        for role, seen in counts.items():
            seen.add(count_queries(client_as(role), f"{REGISTER}{city.pk}/"))
    assert all(len(seen) == 1 and max(seen) <= 15 for seen in counts.values()), counts
