"""Two rows that are one organisation: nothing is lost, and it can be taken apart."""

from datetime import date

import pytest
from tests.helpers import HOSTILE, count_queries

from octant.clusters.models import Cluster
from octant.ecosystem.actions import relations
from octant.ecosystem.models import Contact, Need, Offer, Organisation, Relation
from octant.journal.models import Entry
from octant.rounds.models import Finding, Goal, Measure

pytestmark = pytest.mark.django_db
REGISTER = "/clusters/north/organisations/"


@pytest.fixture
def pair(cluster) -> tuple[Organisation, Organisation]:
    rows = [
        Organisation(
            cluster=cluster,
            name="Green Fund",
            sector="private",
            sdgs=["1"],
            place="Riga",
            latitude=56.9,
            longitude=24.1,
        ),
        Organisation(
            cluster=cluster,
            name="Green Fund SIA",
            also_known_as="GF",
            sector="social",
            sdgs=["2"],
            web="https://gf.example",
            membership="member",
        ),
    ]
    kept, gone = Organisation.objects.bulk_create(rows)
    return kept, gone


@pytest.fixture
def belongings(cluster, round_, pair):
    """Everything that can point to an organisation, to both of them."""
    kept, gone = pair
    third, fourth = (Organisation.objects.create(cluster=cluster, name=name) for name in ("Third", "Fourth"))
    Finding.objects.create(round=round_, category="money", text="Said", organisation=gone)
    goal = Goal.objects.create(round=round_, dimension="finance", title="A fund", owner_organisation=gone)
    ours = Measure.objects.create(goal=goal, title="Ours")
    ours.contributor_organisations.add(gone)
    both = Measure.objects.create(goal=goal, title="Of both", owner_organisation=gone)
    both.contributor_organisations.add(kept, gone)
    Offer.objects.create(organisation=gone, category="knowledge", text="Courses")
    Need.objects.create(organisation=gone, category="resources", text="Rooms", removed_at="2026-01-01T00:00Z")
    Contact.objects.create(organisation=gone, name="Desk", lawful_basis="contract", delete_on="2030-01-01")

    def relate(first, second, kind, **more) -> Relation:
        return relations.relate(cluster=cluster, first=first, second=second, kind=kind, by=None, **more)

    relate(kept, gone, "knows")  # would be a loop
    relate(kept, third, "cooperates", said_by=kept)
    relate(third, gone, "cooperates", said_by=third, strength=3)  # the same relation from both
    relate(gone, fourth, "funds")
    old = relate(gone, fourth, "refers", since=date(2020, 1, 1))
    relations.end_relation(relation=old, on=date(2021, 1, 1), by=None)
    return third, fourth


def everything() -> dict[str, list[dict[str, object]]]:
    models = [
        Finding,
        Goal,
        Measure,
        Measure.contributor_organisations.through,
        Offer,
        Need,
        Contact,
        Relation,
    ]
    passing = {"changed_at", "version", "last_changes", "id"}
    found = {}
    for model in models:
        rows = [
            {name: value for name, value in row.items() if name not in passing}
            for row in model._base_manager.values()
        ]
        found[model._meta.label] = sorted(rows, key=str)
    keep = passing - {"id"}
    found["organisations"] = [
        {name: value for name, value in row.items() if name not in keep}
        for row in Organisation.objects.order_by("pk").values()
    ]
    return found


def merge(client, kept, gone, **chosen):
    return client.post(
        f"{REGISTER}{kept.pk}/merge/{gone.pk}/", {"version": kept.version, **chosen}, follow=True
    )


CHOSEN = {"name": "kept", "sector": "gone", "sdgs": "both"}


def test_everything_goes_along(client_as, pair, belongings) -> None:
    (kept, gone), (third, fourth) = pair, belongings
    page = merge(client_as("core"), kept, gone, **CHOSEN)
    assert "is part of this entry now" in page.content.decode()
    kept.refresh_from_db()
    assert (kept.name, kept.sector, kept.sdgs, kept.web, kept.place, kept.membership) == (
        "Green Fund",
        "social",
        ("1", "2"),
        "https://gf.example",
        "Riga",
        "member",
    )
    assert kept.other_names == ["Green Fund SIA", "GF"]
    assert Finding.objects.get().organisation == kept
    assert Goal.objects.get().owner_organisation == kept
    assert {m.title for m in Measure.objects.filter(contributor_organisations=kept)} == {"Ours", "Of both"}
    assert Measure.contributor_organisations.through.objects.count() == 2
    for model in (Offer, Need, Contact):
        assert model.objects.get().organisation == kept
    current = {(row.first, row.second, row.kind) for row in Relation.kept.filter(ended_on=None)}
    assert current == {(kept, third, "cooperates"), (kept, fourth, "funds")}
    joined = Relation.kept.get(kind="cooperates")
    assert (joined.said_by_first, joined.said_by_second, joined.strength) == (True, True, 3)
    assert Relation.kept.get(kind="refers").first == kept
    assert Entry.objects.filter(verb="organisations_merged").get().text == "Green Fund SIA"


def test_the_old_address_leads_to_the_new_entry(client_as, pair) -> None:
    kept, gone = pair
    merge(client_as("core"), kept, gone, **CHOSEN)
    client = client_as("viewer")
    assert client.get(f"{REGISTER}{gone.pk}/").url == f"{REGISTER}{kept.pk}/"
    assert "Green Fund SIA" not in client.get(REGISTER).content.decode()
    assert client.get(REGISTER + "?q=gf").context["page"].object_list[0] == kept


def test_taken_apart_everything_is_as_it_was(client_as, pair, belongings) -> None:
    kept, gone = pair
    before = everything()
    client = client_as("core")
    page = merge(client, kept, gone, **CHOSEN)
    tags = [str(message.extra_tags) for message in page.context["messages"]]
    assert everything() != before
    client.post(tags[-1].removeprefix("undo="))
    assert everything() == before
    client.post(tags[-1].removeprefix("undo="))  # twice does no harm
    assert everything() == before


def test_taking_apart_leaves_what_was_changed_since(client_as, pair) -> None:
    kept, gone = pair
    client = client_as("core")
    merge(client, kept, gone, **CHOSEN)
    row = Organisation.kept.get()
    client.post(
        f"{REGISTER}{kept.pk}/edit/who/", {"name": "Green Fund", "sector": "public", "version": row.version}
    )
    client.post(f"{REGISTER}merges/{kept.merges.get().pk}/undo/")
    kept.refresh_from_db()
    assert (kept.sector, kept.sdgs) == ("public", ("1",))
    assert Organisation.kept.count() == 2


def test_it_cannot_be_taken_apart_when_the_name_is_taken(client_as, cluster, pair) -> None:
    kept, gone = pair
    client = client_as("core")
    merge(client, kept, gone, **CHOSEN)
    Organisation.objects.create(cluster=cluster, name="GREEN FUND SIA")
    page = client.post(f"{REGISTER}merges/{kept.merges.get().pk}/undo/", follow=True).content.decode()
    assert "Not taken apart" in page
    gone.refresh_from_db()
    assert gone.merged_into == kept


def test_every_difference_is_asked_for(client_as, pair) -> None:
    kept, gone = pair
    client = client_as("core")
    page = client.get(f"{REGISTER}{kept.pk}/merge/{gone.pk}/").content.decode()
    for text in ("Private sector", "Social economy", "both together", "The other way round"):
        assert text in page
    assert merge(client, kept, gone, name="kept").status_code == 422
    assert "meanwhile" in merge(client, kept, gone, **CHOSEN | {"version": "9"}).content.decode()
    assert Organisation.kept.count() == 2


def test_rows_of_another_cluster_and_itself_are_out_of_reach(client_as, pair) -> None:
    other = Cluster.objects.create(slug="south", name="South", country="PL")
    foreign = Organisation.objects.create(cluster=other, name="Green Fund")
    client = client_as("coordinator")
    for path in ("merge", "apart"):
        for first, second in ((pair[0], foreign), (foreign, pair[0]), (pair[0], pair[0])):
            assert client.post(f"{REGISTER}{first.pk}/{path}/{second.pk}/").status_code == 404


def test_possible_pairs_are_shown_with_reasons_until_somebody_tells_them_apart(client_as, pair) -> None:
    kept, gone = pair
    client = client_as("core")
    page = client.get(REGISTER + "duplicates/").content.decode()
    assert "the same name, spelled another way" in page
    client.post(f"{REGISTER}{gone.pk}/apart/{kept.pk}/")
    client.post(f"{REGISTER}{kept.pk}/apart/{gone.pk}/")
    assert "No duplicates found" in client.get(REGISTER + "duplicates/").content.decode()


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_is_shown_and_never_run(client_as, cluster, name: str) -> None:
    kept = Organisation.objects.create(cluster=cluster, name=name)
    gone = Organisation.objects.create(cluster=cluster, name=f"{name} x", notes=name)
    client = client_as("core")
    for page in (client.get(REGISTER + "duplicates/"), client.get(f"{REGISTER}{kept.pk}/merge/{gone.pk}/")):
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()


def test_query_counts_do_not_grow(client_as, cluster) -> None:
    counts = set()
    for pairs in (1, 3, 30, 300):
        Organisation.objects.all().delete()
        Organisation.objects.bulk_create(
            Organisation(cluster=cluster, name=f"{chr(0x4E00 + n) * 5} {end}")
            for n in range(pairs)
            for end in ("ltd", "inc")
        )
        assert client_as("core").get(REGISTER + "duplicates/").context["page"].paginator.count == pairs
        counts.add(count_queries(client_as("core"), REGISTER + "duplicates/"))
    assert len(counts) == 1
    assert max(counts) <= 15
