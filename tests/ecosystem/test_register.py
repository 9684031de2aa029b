"""The register of organisations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.helpers import HOSTILE

from octant.clusters.models import Cluster
from octant.ecosystem.actions import register as actions
from octant.ecosystem.models import Organisation
from octant.ecosystem.names import name_key
from octant.journal.models import Entry
from octant.rounds.models import Finding, Goal, Measure

pytestmark = pytest.mark.django_db
REGISTER = "/clusters/north/organisations/"


@pytest.mark.parametrize("typed", ["City of Šiauliai", "city of šiauliai", "  CITY  OF\tŠIAULIAI "])
def test_typing_a_known_name_finds_it_whatever_the_case_and_spaces(cluster, people, city, typed: str) -> None:
    assert actions.find_or_add(cluster=cluster, name=typed, by=people["core"]) == city
    assert Organisation.objects.count() == 1


def test_typing_a_new_name_adds_it(cluster, people) -> None:
    made = actions.find_or_add(cluster=cluster, name="  Green   Fund ", by=people["core"])
    assert (made.name, made.cluster) == ("Green Fund", cluster)
    assert Entry.objects.get().verb == "organisation_added"


def test_the_same_name_in_another_cluster_is_another_row(cluster, people, city) -> None:
    other = Cluster.objects.create(slug="other", name="Other", country="FI")
    assert actions.find_or_add(cluster=other, name=city.name, by=people["core"]) != city


def test_a_removed_name_can_be_typed_again(cluster, people, city) -> None:
    actions.remove(organisation=city, by=people["core"])
    fresh = actions.find_or_add(cluster=cluster, name=city.name, by=people["core"])
    assert fresh != city
    with pytest.raises(actions.AlreadyThere):
        actions.restore(organisation=city, by=people["core"])


@given(st.text(), st.text())
def test_names_are_equal_when_only_case_and_spaces_differ(a: str, b: str) -> None:
    assert name_key(f"  {a}   {b}\n") == name_key(f"{a} {b}")
    assert name_key(name_key(a)) == name_key(a)


def test_suggestions_begin_with_what_was_typed_then_contain_it(client_as, cluster, people) -> None:
    for name in (
        "Åland Fund",
        "Bank of Åland",
        "åland office",
        "Elsewhere",
        *(f"Åland {n:02}" for n in range(9)),
    ):
        actions.add(cluster=cluster, by=people["core"], name=name, place="Mariehamn", sector="public")
    gone = actions.add(cluster=cluster, by=people["core"], name="Åland gone")
    actions.remove(organisation=gone, by=people["core"])
    results = client_as("viewer").get(REGISTER + "suggest/", {"q": "åLAND"}).json()["results"]
    labels = [result["label"] for result in results]
    assert len(labels) == 10
    assert labels[0] == "Åland 00"
    assert "Bank of Åland" not in labels  # ten others begin with it
    assert results[0]["note"] == "Public sector, Mariehamn"
    labels = [r["label"] for r in client_as("viewer").get(REGISTER + "suggest/?q=land o").json()["results"]]
    assert labels == ["åland office"]
    assert client_as("viewer").get(REGISTER + "suggest/?q=%20").json() == {"results": []}
    assert client_as("stranger").get(REGISTER + "suggest/?q=a").status_code == 404


def test_add_change_remove_undo(client_as, cluster) -> None:
    client = client_as("core")
    typed = {"name": "Green Fund", "sector": "private", "place": "Riga", "web": "https://example.org/"}
    answer = client.post(REGISTER + "new/", typed)
    row = Organisation.objects.get()
    assert answer.url == f"{REGISTER}{row.pk}/?edit=who#who"
    page = client.get(f"{REGISTER}{row.pk}/").content.decode()
    assert "Riga" in page
    assert "In no finding, goal or measure yet" in page
    place = f"{REGISTER}{row.pk}/edit/place/"
    client.post(place, {"place": "Liepāja", "version": 1})
    late = client.post(place, {"place": "Ventspils", "version": 1})
    assert late.status_code == 409
    page = client.post(f"{REGISTER}{row.pk}/remove/", follow=True).content.decode()
    assert f"{REGISTER}{row.pk}/restore/" in page
    assert client.get(f"{REGISTER}{row.pk}/").status_code == 404
    client.post(f"{REGISTER}{row.pk}/restore/")
    assert "Liepāja" in client.get(f"{REGISTER}{row.pk}/").content.decode()


def test_a_name_that_is_taken_is_refused_and_stays_typed(client_as, city) -> None:
    answer = client_as("core").post(REGISTER + "new/", {"name": "CITY OF ŠIAULIAI", "place": "Kept"})
    assert answer.status_code == 422
    assert "in the register already" in answer.content.decode()
    assert "Kept" in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "x" * 201),
        ("name", "a\x00"),
        ("sector", "x"),
        ("web", "javascript:alert(1)"),
    ],
)
def test_what_makes_no_sense_is_refused(client_as, field: str, value: str) -> None:
    answer = client_as("core").post(REGISTER + "new/", {"name": "Name", "place": "Kept", field: value})
    assert answer.status_code == 422
    assert not Organisation.objects.exists()


def test_who_may_write(client_as, city) -> None:
    for path in ("new/", f"{city.pk}/edit/who/", f"{city.pk}/remove/", f"{city.pk}/restore/"):
        for role in ("contributor", "viewer"):
            assert client_as(role).post(REGISTER + path).status_code == 403
        assert client_as("stranger").post(REGISTER + path).status_code == 404
    for path in ("", f"{city.pk}/"):
        assert client_as("viewer").get(REGISTER + path).status_code == 200


def test_rows_of_another_cluster_are_out_of_reach(client_as) -> None:
    other = Cluster.objects.create(slug="other", name="Other", country="FI")
    foreign = Organisation.objects.create(cluster=other, name="Foreign")
    client = client_as("coordinator")
    assert client.get(f"{REGISTER}{foreign.pk}/").status_code == 404
    for path in ("edit/who/", "remove/", "restore/"):
        assert client.post(f"{REGISTER}{foreign.pk}/{path}").status_code == 404


def test_where_an_organisation_is_named(client_as, cluster, round_, city) -> None:
    Finding.objects.create(round=round_, category="money", text="A grant was promised", organisation=city)
    goal = Goal.objects.create(round=round_, dimension="finance", title="A fund", owner_organisation=city)
    kept = Measure.objects.create(goal=goal, title="Open calls")
    kept.contributor_organisations.add(city)
    Measure.objects.create(
        goal=goal, title="Hidden away", owner_organisation=city, removed_at=city.created_at
    )
    page = client_as("viewer").get(f"{REGISTER}{city.pk}/").content.decode()
    for text in ("A grant was promised", "A fund", "Open calls", "Finding", "Goal", "Measure"):
        assert text in page
    assert "Hidden away" not in page


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_is_shown_and_never_run(client_as, name: str) -> None:
    client = client_as("core")
    assert client.post(REGISTER + "new/", {"name": name, "place": name[:120]}).status_code == 302
    row = Organisation.objects.get()
    for path in ("", f"?q={row.pk}", f"{row.pk}/"):
        page = client.get(REGISTER + path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_search_and_sector(client_as, cluster, people, city) -> None:
    actions.add(cluster=cluster, by=people["core"], name="Green Fund", sector="private", place="Riga")
    client = client_as("viewer")
    for query, shown, hidden in (
        ("q=riga", "Green Fund", "City of"),
        ("q=city", "City of", "Green Fund"),
        ("q=šIAULIAI", "City of", "Green Fund"),
        ("sector=public", "City of", "Green Fund"),
    ):
        page = client.get(f"{REGISTER}?{query}").content.decode()
        assert shown in page
        assert hidden not in page
    assert "Green Fund" in client.get(REGISTER + "?sector=nonsense&page=99").content.decode()


def test_findings_on_the_resource_map_lead_to_the_organisation(client_as, round_, city) -> None:
    Finding.objects.create(round=round_, category="finance", text="A grant", organisation=city)
    for page in ("describe/", "describe/map/"):
        html = client_as("viewer").get(f"/clusters/north/rounds/1/{page}").content.decode()
        assert 'href="/clusters/north/organisations/?q=City%20of%20%C5%A0iauliai"' in html
