"""The list: filter, sort, change many and take it back, keep views."""

from datetime import date

import pytest
from tests.helpers import count_queries

from octant.clusters.models import Cluster, Membership
from octant.ecosystem.models import Need, Offer, Organisation, SavedView
from octant.journal.models import Entry

pytestmark = pytest.mark.django_db
REGISTER = "/clusters/north/organisations/"


@pytest.fixture
def three(cluster, people) -> dict[str, Organisation]:
    core = Membership.objects.get(cluster=cluster, user=people["core"])
    rows = [
        Organisation(
            cluster=cluster, name="Abbey", sector="social", kind="association", sdgs=["1"], owner=core
        ),
        Organisation(cluster=cluster, name="Bank", sector="private", roles=["funding"], place="Riga"),
        Organisation(cluster=cluster, name="College", membership="member", review_on=date(2020, 1, 1)),
    ]
    made = Organisation.objects.bulk_create(rows)
    Offer.objects.create(organisation=made[0], category="knowledge", text="Courses")
    Need.objects.create(organisation=made[1], category="business", text="Advice", closed_on=date(2026, 1, 1))
    Need.objects.create(organisation=made[2], category="business", text="Advice")
    return {row.name: row for row in made}


def shown(client, query: str) -> list[str]:
    page = client.get(f"{REGISTER}?{query}").context["page"]
    return [row.name for row in page]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "ABC"),
        ("sector=social", "A"),
        ("kind=association", "A"),
        ("role=funding", "B"),
        ("membership=member", "C"),
        ("membership=none", "AB"),
        ("sdg=1", "A"),
        ("sdg=17", ""),
        ("offers=knowledge", "A"),
        ("needs=business", "C"),  # what is settled is no need any more
        ("lacks=sector", "C"),
        ("lacks=place", "AC"),
        ("lacks=owner", "BC"),
        ("lacks=due", "C"),
        ("lacks=coordinates", "ABC"),
        ("q=RIGA&sector=private", "B"),
        ("q=riga&sector=social", ""),
        ("sector=nonsense&owner=999999&sort=;drop", "ABC"),
        ("q=%00&lacks=x", "ABC"),
        ("sort=-name", "CBA"),
        ("sort=place", "BAC"),
        ("sort=sector", "BAC"),
        ("sort=-sector", "ABC"),
        ("sort=review", "CAB"),
        ("sort=-review", "CAB"),
        ("sort=membership", "CAB"),
    ],
)
def test_filter_and_order(client_as, three, query: str, names: str) -> None:
    assert "".join(name[0] for name in shown(client_as("core"), query)) == names


@pytest.mark.parametrize("query", ["lacks=due", "sort=review", "sort=-review"])
def test_what_is_due_for_another_look_is_for_the_team(client_as, three, query: str) -> None:
    assert shown(client_as("viewer"), query) == ["Abbey", "Bank", "College"]
    assert "due for another look" not in client_as("viewer").get(REGISTER).content.decode()
    assert "due for another look" in client_as("core").get(REGISTER).content.decode()
    on_map = client_as("viewer").get(REGISTER + "map/?lacks=due").content.decode()
    assert "due for another look" not in on_map


def test_who_keeps_it_up_to_date(client_as, three) -> None:
    assert shown(client_as("viewer"), f"owner={three['Abbey'].owner_id}") == ["Abbey"]


def test_the_list_says_how_it_is_sorted_and_nothing_fits(client_as, three) -> None:
    client = client_as("viewer")
    assert 'aria-sort="descending"' in client.get(REGISTER + "?sort=-place").content.decode()
    assert "Nothing fits" in client.get(REGISTER + "?q=zzz").content.decode()
    Organisation.objects.all().delete()
    assert "No organisation yet" in client.get(REGISTER).content.decode()


def test_viewers_get_no_tools_for_changing(client_as, three) -> None:
    page = client_as("viewer").get(REGISTER).content.decode()
    assert 'name="row"' not in page
    assert "Add an organisation" not in page


def bulk(client, rows, **values):
    return client.post(REGISTER + "bulk/", {"row": [row.pk for row in rows], **values}, follow=True)


def undo_address(response) -> str:
    tags = [str(message.extra_tags) for message in response.context["messages"]]
    return next(tag for tag in tags if tag.startswith("undo=")).removeprefix("undo=")


@pytest.mark.parametrize(
    ("do", "value", "stored"),
    [
        ("sector", "academic", "academic"),
        ("sector", "", ""),
        ("membership", "interested", "interested"),
        ("review_on", "2027-03-01", date(2027, 3, 1)),
        ("owner", "core", "core"),
    ],
)
def test_many_are_changed_and_put_back(client_as, cluster, people, three, do, value, stored) -> None:
    if do == "owner":
        value = stored = Membership.objects.get(cluster=cluster, user=people["coordinator"]).pk
    field = "owner_id" if do == "owner" else do
    before = {row.pk: getattr(row, field) for row in three.values()}
    client = client_as("core")
    page = bulk(client, [three["Abbey"], three["Bank"]], do=do, **{do: value})
    after = dict(Organisation.objects.values_list("pk", field))
    assert after[three["Abbey"].pk] == after[three["Bank"].pk] == stored
    assert after[three["College"].pk] == before[three["College"].pk]
    entry = Entry.objects.filter(verb="organisations_changed").get()
    assert "Abbey" in entry.text or "Bank" in entry.text
    client.post(undo_address(page))
    assert dict(Organisation.objects.values_list("pk", field)) == before


def test_undoing_leaves_what_somebody_has_changed_meanwhile(client_as, three) -> None:
    client = client_as("core")
    page = bulk(client, three.values(), do="sector", sector="public")
    row = three["Abbey"]
    client.post(f"{REGISTER}{row.pk}/edit/who/", {"name": "Abbey", "sector": "private", "version": 2})
    client.post(undo_address(page))
    client.post(undo_address(page))  # twice does no harm
    assert dict(Organisation.objects.values_list("name", "sector")) == {
        "Abbey": "private",
        "Bank": "private",
        "College": "",
    }


def test_an_open_form_notices_that_many_were_changed(client_as, three) -> None:
    client = client_as("core")
    bulk(client, three.values(), do="sector", sector="public")
    typed = {"name": "Abbey", "sector": "academic", "kind": "association", "version": 1}
    assert client.post(f"{REGISTER}{three['Abbey'].pk}/edit/who/", typed).status_code == 409


def test_many_are_removed_and_brought_back_but_for_a_name_that_is_taken(client_as, cluster, three) -> None:
    client = client_as("core")
    page = bulk(client, [three["Abbey"], three["Bank"]], do="remove")
    assert shown(client, "") == ["College"]
    Organisation.objects.create(cluster=cluster, name="ABBEY")
    answer = client.post(undo_address(page), follow=True).content.decode()
    assert "Abbey" in answer
    assert shown(client, "") == ["ABBEY", "Bank", "College"]


def test_all_that_fit_the_filter_also_on_other_pages(client_as, cluster, three) -> None:
    Organisation.objects.bulk_create(Organisation(cluster=cluster, name=f"Fund {n:03}") for n in range(70))
    client = client_as("core")
    bulk(client, [], do="sector", sector="private", everything="on", query="q=fund")
    assert Organisation.objects.filter(sector="private").count() == 71  # and the bank
    assert not Organisation.objects.filter(name="Abbey", sector="private").exists()


@pytest.mark.parametrize(
    "values",
    [{}, {"do": "drop"}, {"do": "membership", "membership": ""}, {"do": "owner", "owner": "999999"}],
)
def test_what_makes_no_sense_is_refused_and_stays_ticked(client_as, three, values) -> None:
    answer = bulk(client_as("core"), [three["Abbey"]], query="sector=social", **values)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert f'value="{three["Abbey"].pk}" aria-label="Choose Abbey" checked' in html
    assert "Choose Bank" not in html  # the list is filtered as it was


def test_nothing_ticked(client_as, three) -> None:
    answer = bulk(client_as("core"), [], do="remove")
    assert answer.status_code == 422
    assert "Tick at least one" in answer.content.decode()


def test_rows_and_people_of_another_cluster_stay_out_of_it(client_as, people, three) -> None:
    other = Cluster.objects.create(slug="south", name="South", country="PL")
    foreign = Organisation.objects.create(cluster=other, name="Foreign")
    somebody = Membership.objects.create(cluster=other, user=people["stranger"], role="core")
    client = client_as("core")
    bulk(client, [foreign], do="remove")
    assert bulk(client, [three["Abbey"]], do="owner", owner=somebody.pk).status_code == 422
    foreign.refresh_from_db()
    assert foreign.removed_at is None


def test_views_are_kept_shared_and_removed(client_as, three) -> None:
    client = client_as("core")
    query = "sector=social&q=&page=2&sort=-name"
    page = client.post(REGISTER + "views/", {"name": "Ours", "query": query}, follow=True)
    view = SavedView.kept.get()
    assert view.query == "sector=social&sort=-name"
    assert [row.name for row in page.context["page"]] == ["Abbey"]
    assert "Ours" not in client_as("coordinator").get(REGISTER).content.decode()
    client.post(REGISTER + "views/", {"name": "Ours", "query": query, "shared": "on"})
    assert SavedView.kept.count() == 1  # the same name again replaces it
    assert "Ours" in client_as("coordinator").get(REGISTER).content.decode()
    pk = SavedView.kept.get().pk
    assert client_as("coordinator").post(f"{REGISTER}views/{pk}/remove/").status_code == 404
    page = client.post(f"{REGISTER}views/{pk}/remove/", follow=True)
    assert not SavedView.kept.exists()
    client.post(undo_address(page))
    assert SavedView.kept.get().pk == pk
    assert client.post(REGISTER + "views/", {"name": "", "query": "sector=public"}).status_code == 422


def test_the_same_number_of_queries_for_one_and_ten_thousand(client_as, cluster, people) -> None:
    client = client_as("core")
    counts = set()
    for rows in (1, 3, 30, 10_000):
        there = Organisation.objects.count()
        Organisation.objects.bulk_create(
            [Organisation(cluster=cluster, name=f"Name {n}", place="Riga") for n in range(there, rows)],
            batch_size=500,
        )
        counts.add(count_queries(client, REGISTER + "?q=riga&sort=place"))
    assert len(counts) == 1
    assert max(counts) <= 15
