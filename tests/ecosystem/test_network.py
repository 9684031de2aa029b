"""The network of a cluster: its pages, its files, places that stay, what is worked out and when."""

import csv
import io
import json
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from tests.helpers import HOSTILE, count_queries

from octant.clusters.models import Cluster
from octant.ecosystem.actions import network as actions
from octant.ecosystem.models import (
    DIRECTED,
    Need,
    NetworkFigures,
    NetworkPlaces,
    Offer,
    Organisation,
    Relation,
)
from octant.ecosystem.queries.network import NetworkView, read

pytestmark = pytest.mark.django_db
PAGE = "/clusters/north/organisations/network/"
FAMILIES = nx.florentine_families_graph()


@pytest.fixture
def families(cluster) -> dict[str, Organisation]:
    """The marriages of Florence (Padgett), and a family without any."""
    rows = {name: organisation(cluster, name) for name in [*FAMILIES.nodes, "Pucci"]}
    for one, other in FAMILIES.edges:
        relation(rows[one], rows[other])
    return rows


def organisation(cluster: Cluster, name: str, **values) -> Organisation:
    return Organisation.objects.create(cluster=cluster, name=name, **values)


def relation(one: Organisation, other: Organisation, kind: str = "cooperates", **values) -> Relation:
    return Relation.objects.create(
        cluster=one.cluster, first=one, second=other, kind=kind, directed=kind in DIRECTED, **values
    )


def text_of(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


# ---------- The page ----------


def test_without_organisations_the_page_says_what_to_do(client_as, cluster) -> None:
    assert "Add an organisation" in text_of(client_as("core"), PAGE)
    assert "Add an organisation" not in text_of(client_as("viewer"), PAGE)


def test_without_relations_the_page_says_what_to_do(client_as, cluster) -> None:
    organisation(cluster, "Town")
    assert "Ten relations are enough" in text_of(client_as("viewer"), PAGE)


def test_figures_and_brokers_are_those_of_the_published_network(client_as, families) -> None:
    page = text_of(client_as("viewer"), PAGE)
    assert "1 of them has no tie" in page
    # 0.5220 of the pairs of 15 families; with a sixteenth, more pairs: 0.5220 · 91 / 105
    assert "45 %" in page
    rows = page[page.index("Brokers, strongest first") :]
    assert rows.index("Medici") < rows.index("Guadagni") < rows.index("Albizzi")


def test_the_table_says_the_same_sorted_and_searched(client_as, families) -> None:
    client = client_as("viewer")
    table = text_of(client, f"{PAGE}?sort=betweenness&q=BARB").split("The same as a table")[1]
    assert "Barbadori" in table
    assert "Medici" not in table
    assert 'aria-sort="descending"' in table


def test_relations_are_filtered_by_kind_strength_and_day(client_as, cluster) -> None:
    town, shop, club = (organisation(cluster, name) for name in ("Town", "Shop", "Club"))
    relation(town, shop, "funds", strength=1)
    relation(shop, club, "knows", strength=3, since=date(2020, 5, 1), ended_on=date(2022, 1, 1))

    def pairs(**view) -> set[tuple[int, int]]:
        return set(read(cluster, NetworkView(**view)).edges)

    assert pairs() == {(town.pk, shop.pk)}
    assert pairs(kinds=("knows",)) == set()
    assert pairs(strength=2) == set()
    assert pairs(on=date(2021, 1, 1)) == {(shop.pk, club.pk)}
    assert [actor.name for actor in read(cluster, NetworkView(on=date(2021, 1, 1))).actors] == [
        "Club",
        "Shop",
    ]
    page = text_of(client_as("viewer"), f"{PAGE}?kind=funds&strength=1&on=2021-01-01")
    assert 'value="2021-01-01"' in page


@pytest.mark.parametrize(
    "asked",
    ["kind=x&strength=9&on=never&colour=red&size=9", "page=-3&sort=pk&path=1,x,99999999999999999999&focus=²"],
)
def test_an_address_with_nonsense_shows_the_whole_network(client_as, families, asked: str) -> None:
    assert "Medici" in text_of(client_as("viewer"), f"{PAGE}?{asked}")


def test_removed_rows_and_other_clusters_are_not_in_the_network(cluster, families) -> None:
    other = Cluster.objects.create(slug="other", name="Other", country="FI")
    relation(organisation(other, "Elsewhere"), organisation(other, "There"))
    families["Medici"].removed_at = timezone.now()
    families["Medici"].save()
    net = read(cluster, NetworkView())
    assert {actor.name for actor in net.actors} == {*FAMILIES.nodes, "Pucci"} - {"Medici"}
    assert len(net.edges) == FAMILIES.number_of_edges() - 6


def test_hostile_names_stay_text(client_as, cluster) -> None:
    rows = [organisation(cluster, name, sector="public") for name in HOSTILE]
    for one, other in pairwise(rows):
        relation(one, other)
    client = client_as("viewer")
    for url in [PAGE, f"{PAGE}{rows[1].pk}/", f"{PAGE}missing/", f"{PAGE}compare/", f"{PAGE}picture.svg"]:
        page = text_of(client, url)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    ET.fromstring(text_of(client, f"{PAGE}picture.svg"))  # noqa: S314 (our own file)
    assert [row[1] for row in client.get(f"{PAGE}data.json").json()["nodes"]] == sorted(
        HOSTILE, key=lambda name: Organisation.objects.get(name=name).name_key
    )


def test_as_many_queries_for_three_and_for_thirty(client_as, cluster) -> None:
    client = client_as("viewer")
    pages = [PAGE, f"{PAGE}data.json", f"{PAGE}missing/", f"{PAGE}compare/"]

    def grow(upto: int) -> list[int]:
        while (count := Organisation.objects.count()) < upto:
            relation(organisation(cluster, f"A {count}"), organisation(cluster, f"B {count}"))
        node = f"{PAGE}{Organisation.objects.latest('pk').pk}/"
        client.get(PAGE)  # works it out
        return [count_queries(client, url) for url in [*pages, node]]

    few = grow(4)
    assert grow(30) == few
    assert max(few) <= 15


# ---------- One organisation, ways, two dates, missing links ----------


def test_what_if_a_family_leaves(client_as, families) -> None:
    page = text_of(client_as("viewer"), f"{PAGE}{families['Medici'].pk}/")
    assert "1 organisation would have no tie left." in page
    assert "Acciaiuoli" in page
    assert "A group of 2 would lose its connection" in page
    assert "Nobody would be cut off" in text_of(client_as("viewer"), f"{PAGE}{families['Tornabuoni'].pk}/")
    assert "It has no ties" in text_of(client_as("viewer"), f"{PAGE}{families['Pucci'].pk}/")


def test_nobody_is_shown_who_is_not_in_this_view(client_as, families) -> None:
    day = timezone.localdate() - timedelta(days=30)
    text_of(client_as("viewer"), f"{PAGE}{families['Medici'].pk}/?on={day:%Y-%m-%d}", 404)


def test_ways_between_two(client_as, families) -> None:
    client = client_as("viewer")
    page = text_of(client, f"{PAGE}path/?start=pazzi&end=ALBIZZI")
    assert "3 steps" in page
    assert page.index("Salviati") < page.index("Medici")
    assert "There is no way" in text_of(client, f"{PAGE}path/?start=Pazzi&end=Pucci")
    assert "no organisation of this name" in text_of(client, f"{PAGE}path/?start=Pazzi&end=Nobody", 422)


def test_two_dates(client_as, cluster) -> None:
    town, shop, club = (organisation(cluster, name) for name in ("Town", "Shop", "Club"))
    relation(town, shop, since=date(2020, 1, 1), ended_on=date(2023, 1, 1))
    relation(shop, club, since=date(2024, 1, 1))
    client = client_as("viewer")
    page = text_of(client, f"{PAGE}compare/?before=2021-01-01&after=2025-01-01")
    assert "1 new tie" in page
    assert "1 tie ended" in page
    assert "before the second" in text_of(client, f"{PAGE}compare/?before=2025-01-01&after=2021-01-01", 422)
    assert text_of(client, f"{PAGE}compare/")


def test_missing_links_are_said_in_words(client_as, cluster) -> None:
    town = organisation(cluster, "Town", sector="public", sdgs=["4"])
    shop = organisation(cluster, "Shop", sector="private", sdgs=["4"])
    friend = organisation(cluster, "Friend")
    relation(town, friend)
    relation(shop, friend)
    Need.objects.create(organisation=town, category="incubation", text="Somebody to advise us")
    Offer.objects.create(organisation=shop, category="incubation", text="Advice")
    page = text_of(client_as("viewer"), f"{PAGE}missing/")
    for said in [
        "One offers what the other needs",
        "Friend",
        "knows both",
        "Quality education",
        "different sectors",
    ]:
        assert said in page


def test_a_need_that_is_settled_or_over_links_nobody(client_as, cluster) -> None:
    town, shop = organisation(cluster, "Town"), organisation(cluster, "Shop")
    Offer.objects.create(organisation=shop, category="c", text="Advice")
    yesterday = timezone.localdate() - timedelta(days=1)
    Need.objects.create(organisation=town, category="c", text="Settled", closed_on=yesterday)
    Need.objects.create(organisation=town, category="c", text="Over", until=yesterday)
    assert "Nothing found yet" in text_of(client_as("viewer"), f"{PAGE}missing/")


# ---------- Files ----------


def test_networkx_reads_back_what_was_written(client_as, cluster) -> None:
    rows = [organisation(cluster, name, sector="social", place="Žary") for name in HOSTILE]
    relation(rows[0], rows[1], since=date(2024, 2, 3), strength=3)
    relation(rows[0], rows[1], "funds")
    relation(rows[1], rows[2])
    client = client_as("viewer")
    graphs = {
        "graphml": nx.read_graphml(io.BytesIO(client.get(f"{PAGE}file/network.graphml").content)),
        "gexf": nx.read_gexf(io.BytesIO(client.get(f"{PAGE}file/network.gexf").content)),
        "json": nx.node_link_graph(json.loads(client.get(f"{PAGE}file/network.json").content), edges="edges"),
    }
    for graph in graphs.values():
        assert graph.number_of_nodes() == len(rows)
        assert graph.number_of_edges() == 3
        labels = {data["label"] for _node, data in graph.nodes(data=True)}
        assert labels == set(HOSTILE)
        edges = [data for _one, _other, data in graph.edges(data=True)]
        assert sorted(data["kind"] for data in edges) == ["cooperates", "cooperates", "funds"]
        assert [data["since"] for data in edges if data.get("since")] == ["2024-02-03"]
        assert sorted(bool(data["one_way"]) for data in edges) == [False, False, True]
    place = next(iter(graphs["gexf"].nodes(data=True)))[1]["viz"]["position"]
    assert {"x", "y"} <= place.keys()


def test_sheets_hold_everybody_and_nothing_that_runs(client_as, cluster) -> None:
    rows = [organisation(cluster, name) for name in HOSTILE]
    relation(rows[0], rows[1])
    client = client_as("viewer")
    nodes = list(
        csv.DictReader(io.StringIO(client.get(f"{PAGE}file/organisations.csv").content.decode("utf-8-sig")))
    )
    edges = list(
        csv.DictReader(io.StringIO(client.get(f"{PAGE}file/relations.csv").content.decode("utf-8-sig")))
    )
    assert {row["Id"] for row in nodes} == {str(row.pk) for row in rows}
    assert not any(row["Label"].startswith(("=", "+", "-", "@")) for row in nodes)
    assert [(row["Source"], row["Target"], row["Label"]) for row in edges] == [
        (str(rows[0].pk), str(rows[1].pk), "cooperates")
    ]


def test_the_picture_is_a_drawing_and_an_image(client_as, families) -> None:
    client = client_as("viewer")
    svg = ET.fromstring(client.get(f"{PAGE}picture.svg?colour=community&size=betweenness").content)  # noqa: S314
    titles = [title.text for title in svg.iter("{http://www.w3.org/2000/svg}title")]
    assert {"Medici", "Pucci"} <= set(titles)
    assert len(list(svg.iter("{http://www.w3.org/2000/svg}line"))) == FAMILIES.number_of_edges()
    png = client.get(f"{PAGE}picture.png")
    assert png.content.startswith(b"\x89PNG")
    assert client.get(f"{PAGE}file/network.exe").status_code == 404


# ---------- Working it out ----------


def test_the_drawing_shows_who_is_looked_at(client_as, families) -> None:
    """As on the page: the chosen one and its neighbours, or a way, in colour and with names."""
    whole = text_of(client_as("viewer"), f"{PAGE}picture.svg")
    assert (whole.count("<line"), whole.count("<text")) == (20, 16)
    chosen = text_of(client_as("viewer"), f"{PAGE}picture.svg?focus={families['Pazzi'].pk}")
    assert (chosen.count("<line"), chosen.count("<text")) == (1, 2)
    way = ",".join(str(families[name].pk) for name in ("Pazzi", "Salviati", "Medici"))
    on_the_way = text_of(client_as("viewer"), f"{PAGE}picture.svg?path={way}")
    assert (on_the_way.count("<line"), on_the_way.count("<text")) == (2, 3)
    page = text_of(client_as("viewer"), f"{PAGE}?path={way}")
    assert f"picture.svg?colour=sector&amp;size=degree&amp;path={way.replace(',', '%2C')}" in page


def test_places_stay_when_a_few_join_and_change_when_asked(client_as, cluster, families) -> None:
    client = client_as("core")
    client.get(PAGE)
    before = NetworkPlaces.objects.get(cluster=cluster).places
    relation(organisation(cluster, "Newcomer"), families["Medici"])
    client.get(PAGE)
    after = NetworkPlaces.objects.get(cluster=cluster).places
    assert {pk: after[pk] for pk in before} == before
    assert len(after) == len(before) + 1
    client.post(f"{PAGE}arrange/")
    assert NetworkPlaces.objects.get(cluster=cluster).places != after


def test_a_filter_moves_nobody(client_as, cluster, families) -> None:
    client = client_as("viewer")
    places = [
        {row[0]: row[3:5] for row in client.get(f"{PAGE}data.json{query}").json()["nodes"]}
        for query in ("", "?kind=funds")
    ]
    assert places[0] == places[1]


def test_figures_are_worked_out_once_for_each_network(client_as, cluster, families) -> None:
    client = client_as("viewer")
    for _ in range(2):
        client.get(PAGE)
    assert NetworkFigures.objects.count() == 1
    families["Medici"].name = "Medici of Florence"
    families["Medici"].save()
    client.get(PAGE)
    assert NetworkFigures.objects.count() == 1  # a name changes nothing
    families["Medici"].sector = "private"
    families["Medici"].save()
    client.get(PAGE)
    assert NetworkFigures.objects.count() == 2


def test_old_figures_are_not_kept_for_ever(client_as, cluster, monkeypatch) -> None:
    monkeypatch.setattr(actions, "KEPT", 3)
    for number in range(6):
        relation(organisation(cluster, f"A {number}"), organisation(cluster, f"B {number}"))
        client_as("viewer").get(PAGE)
    assert NetworkFigures.objects.count() == 3


@pytest.fixture
def large(monkeypatch):
    """Every network counts as large; the processes that would be started are listed instead."""
    started: list[int] = []
    monkeypatch.setattr(actions, "SMALL_ACTORS", 0)
    monkeypatch.setattr(actions, "_start", started.append)
    return started


def test_a_large_network_is_worked_out_beside_the_server(
    client_as, families, large, django_capture_on_commit_callbacks
) -> None:
    client = client_as("viewer")
    with django_capture_on_commit_callbacks(execute=True):
        assert "Being worked out" in text_of(client, PAGE)
        assert "Being worked out" in text_of(client, PAGE)
        assert "Being worked out" in text_of(client_as("core"), PAGE)
    assert len(large) == 1
    assert client.get(f"{PAGE}data.json").status_code == 202
    assert client.get(f"{PAGE}picture.svg").status_code == 404
    assert "The figures are being worked out" in text_of(client, f"{PAGE}{families['Medici'].pk}/")
    assert 'hx-trigger="every 2s"' in text_of(client, f"{PAGE}progress/?row={large[0]}&part=all")
    call_command("work_out_network", str(large[0]))
    assert 'hx-trigger="load"' in text_of(client, f"{PAGE}progress/?row={large[0]}&part=all")
    assert "45 %" in text_of(client, PAGE)
    assert len(client.get(f"{PAGE}data.json").json()["nodes"]) == 16


def test_what_is_quick_comes_first(
    client_as, families, large, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    """While brokers are looked for, all else is there, and the page says how far it is."""
    client = client_as("viewer")
    with django_capture_on_commit_callbacks(execute=True):
        client.get(PAGE)
    seen: list[str] = []
    progress = f"{PAGE}progress/?row={large[0]}&part=brokers"
    real = actions.network.betweenness

    def look_while_at_work(nodes, edges, *, told):
        told(0.5)
        seen.extend([text_of(client, PAGE), text_of(client, progress)])
        assert len(client.get(f"{PAGE}data.json?size=betweenness").json()["nodes"]) == 16
        assert client.get(f"{PAGE}file/network.graphml").status_code == 404
        assert "still being worked out" in text_of(client, f"{PAGE}{families['Medici'].pk}/")
        return real(nodes, edges)

    monkeypatch.setattr(actions, "EVERY", -1)
    monkeypatch.setattr(actions.network, "betweenness", look_while_at_work)
    call_command("work_out_network", str(large[0]))
    for text in seen:
        assert "Who connects others is still being worked out: 50 %" in text
    assert "Density" in seen[0]
    assert "still being worked out" not in text_of(client, PAGE)
    assert 'hx-select="#brokers-part"' in text_of(client, progress)
    assert 'hx-select="#network-body"' in text_of(client, f"{progress}&size=betweenness")
    assert len(large) == 1


def test_who_works_in_vain_ends(client_as, cluster, families, large) -> None:
    """Relations entered one after the other leave one process at work, not one for each."""
    client_as("viewer").get(PAGE)
    first = NetworkFigures.objects.get()
    relation(organisation(cluster, "Newcomer"), families["Medici"])
    call_command("work_out_network", str(first.pk))  # the register has changed
    assert not NetworkFigures.objects.exists()
    client_as("viewer").get(PAGE)
    second = NetworkFigures.objects.get()
    NetworkFigures.objects.create(cluster=cluster, fingerprint="newer", view=second.view, to_do=1)
    call_command("work_out_network", str(second.pk))
    assert not NetworkFigures.objects.filter(pk=second.pk).exists()
    call_command("work_out_network", str(second.pk))  # nobody waits for it
    assert "data-network" not in text_of(client_as("viewer"), PAGE)


def test_a_page_that_waits_for_what_is_gone_looks_again(client_as, cluster) -> None:
    """Nothing is told about other clusters, and nonsense in the address is no error."""
    another = Cluster.objects.create(slug="another", name="Another", country="SE")
    theirs = NetworkFigures.objects.create(cluster=another, fingerprint="x", to_do=0.5)
    for number in (theirs.pk, 999, "x", "9" * 40):
        text = text_of(client_as("viewer"), f"{PAGE}progress/?row={number}&part=brokers&kind=funds")
        assert 'hx-trigger="load"' in text
        assert "50 %" not in text
        assert f'hx-get="{PAGE}?kind=funds"' in text


@pytest.mark.parametrize("half_done", [False, True])
def test_who_died_at_work_is_replaced(
    client_as, families, large, half_done, django_capture_on_commit_callbacks
) -> None:
    client = client_as("viewer")
    with django_capture_on_commit_callbacks(execute=True):
        client.get(PAGE)
        number = NetworkFigures.objects.get().pk
        if half_done:
            call_command("work_out_network", str(number))
            NetworkFigures.objects.update(to_do=0.5)
        NetworkFigures.objects.update(heard_at=timezone.now() - actions.AGAIN_AFTER - timedelta(seconds=1))
        assert 'hx-trigger="load"' in text_of(client, f"{PAGE}progress/?row={number}&part=all")
        text = text_of(client, PAGE)
        client.get(PAGE)
    assert ("Density" in text) == half_done  # what was worked out stays in sight
    assert large == [number] * 2
    call_command("work_out_network", str(number))
    assert "45 %" in text_of(client, PAGE)


def test_only_the_core_team_arranges_anew(client_as, families) -> None:
    assert client_as("viewer").post(f"{PAGE}arrange/").status_code == 403
    assert "Arrange everybody anew" not in text_of(client_as("viewer"), PAGE)
