"""The map: its page, its points, its drawing, and coordinates that cannot be."""

import gzip
import json
import re
from xml.etree import ElementTree as ET

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from tests.helpers import HOSTILE, count_queries

from octant.clusters.models import Cluster
from octant.ecosystem.map_picture import outlines
from octant.ecosystem.models import Organisation

pytestmark = pytest.mark.django_db
PAGE = "/clusters/north/organisations/map/"
RIGA = {"place": "Riga", "country": "LV", "latitude": 56.946, "longitude": 24.106}
TALLINN = {"place": "Tallinn", "country": "EE", "latitude": 59.437, "longitude": 24.754}


def organisation(cluster: Cluster, name: str, **values) -> Organisation:
    return Organisation.objects.create(cluster=cluster, name=name, **values)


def text_of(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def names(client: Client, query: str = "") -> list[str]:
    found = client.get(f"{PAGE}points.json?{query}").json()
    return [feature["properties"]["name"] for feature in found["features"]]


def test_without_organisations_the_page_says_what_to_do(client_as, cluster) -> None:
    assert "Add an organisation" in text_of(client_as("core"), PAGE)
    assert "Add an organisation" not in text_of(client_as("viewer"), PAGE)
    text_of(client_as("viewer"), f"{PAGE}picture.svg", 404)


def test_from_an_organisation_to_the_map_and_back(client_as, cluster) -> None:
    there = organisation(cluster, "Café & Söhne", latitude=56.9, longitude=24.1)
    other = organisation(cluster, "Other", latitude=54.3, longitude=18.6)
    client = client_as("viewer")
    page = text_of(client, f"/clusters/north/organisations/{there.pk}/")
    [link] = re.findall(r'href="([^"]*/map/\?q=[^"]*)"', page)
    on_map = text_of(client, link.replace("&amp;", "&"))
    assert f"/organisations/{there.pk}/" in on_map
    assert f"/organisations/{other.pk}/" not in on_map
    nowhere = organisation(cluster, "Nowhere", place="Nirgendwo")
    assert "/map/?q=" not in text_of(client, f"/clusters/north/organisations/{nowhere.pk}/")


def test_points_are_geojson_with_the_longitude_first(client_as, cluster) -> None:
    row = organisation(cluster, "Harbour", sector="public", **RIGA)
    response = client_as("viewer").get(f"{PAGE}points.json")
    assert response["Content-Type"] == "application/geo+json"
    assert response.json() == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": row.pk,
                "geometry": {"type": "Point", "coordinates": [24.106, 56.946]},
                "properties": {"pk": row.pk, "name": "Harbour", "sector": "public", "place": "Riga"},
            }
        ],
    }


def test_points_travel_compressed(client_as, cluster) -> None:
    for number in range(50):
        organisation(cluster, f"Harbour {number}", **RIGA)
    response = client_as("viewer").get(f"{PAGE}points.json", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(response.content))["features"]) == 50


def test_the_filter_is_that_of_the_list(client_as, cluster) -> None:
    client = client_as("viewer")
    organisation(cluster, "Harbour", sector="public", membership="member", **RIGA)
    organisation(cluster, "Lab", sector="academic", **TALLINN)
    organisation(cluster, "Nowhere yet", sector="academic")
    assert names(client) == ["Harbour", "Lab"]
    assert names(client, "sector=academic") == ["Lab"]
    assert names(client, "q=RIGA") == ["Harbour"]
    assert names(client, "membership=member&sector=academic") == []
    assert names(client, "sector=x&owner=-1&lacks=everything&sort=pk") == ["Harbour", "Lab"]
    page = text_of(client, f"{PAGE}?sector=academic&sort=-name")
    assert "Lab" in page
    assert "Harbour" not in page
    assert 'aria-sort="descending"' in page
    assert "organisations/?sector=academic&amp;sort=-name" in page  # the same as a list
    assert "points.json?sector=academic&amp;sort=-name" in page
    assert "Lab" in text_of(client, f"{PAGE}picture.svg?sector=academic")
    assert "Nothing fits" in text_of(client, f"{PAGE}?q=zzz")


def test_who_is_not_on_the_map_is_named_with_what_to_do(client_as, cluster) -> None:
    organisation(cluster, "No town")
    organisation(cluster, "Odd town", place="Springe")
    page = text_of(client_as("core"), PAGE)
    assert "None of these organisations is on the map yet" in page
    assert "2 organisations have no coordinates" in page
    assert "no town is given" in page
    assert "<bdi>Springe</bdi> is not in the list of towns" in page
    assert "Say where it is" in page
    assert "Say where it is" not in text_of(client_as("viewer"), PAGE)


def test_many_without_a_place_are_a_list_of_their_own(client_as, cluster) -> None:
    Organisation.objects.bulk_create(Organisation(cluster=cluster, name=f"Club {n}") for n in range(25))
    assert "?lacks=coordinates" in text_of(client_as("viewer"), PAGE)


def test_only_kept_rows_of_this_cluster(client_as, cluster) -> None:
    organisation(Cluster.objects.create(slug="other", name="Other", country="FI"), "Elsewhere", **RIGA)
    organisation(cluster, "Gone", removed_at=timezone.now(), **RIGA)
    organisation(cluster, "Here", **RIGA)
    assert names(client_as("viewer")) == ["Here"]


def test_hostile_names_stay_text(client_as, cluster) -> None:
    for number, name in enumerate(HOSTILE):
        organisation(cluster, name, place=name[:120], latitude=50 + number, longitude=10 + number)
    client = client_as("viewer")
    for url in (PAGE, f"{PAGE}picture.svg"):
        found = text_of(client, url)
        assert "<script>alert" not in found
        assert "<img src=x" not in found
    ET.fromstring(text_of(client, f"{PAGE}picture.svg"))  # noqa: S314 (our own file)
    assert set(names(client)) == set(HOSTILE)


def test_the_drawing_counts_those_at_one_place_and_tells_sectors_by_shape(client_as, cluster) -> None:
    for number in range(3):
        organisation(cluster, f"Harbour {number}", **RIGA)
    organisation(cluster, "Lab", sector="public", **TALLINN)
    drawing = text_of(client_as("viewer"), f"{PAGE}picture.svg")
    assert drawing == text_of(client_as("viewer"), f"{PAGE}picture.svg")
    assert ">3</text>" in drawing
    assert drawing.count("<rect") == 2  # the ground, and the square of a public organisation
    assert "Natural Earth" in drawing


@pytest.mark.parametrize(("latitude", "longitude"), [(90, 0), (-90, 180), (0, -180), (71.2, 179.9)])
def test_the_ends_of_the_world_can_be_drawn(client_as, cluster, latitude, longitude) -> None:
    organisation(cluster, "Far away", latitude=latitude, longitude=longitude)
    ET.fromstring(text_of(client_as("viewer"), f"{PAGE}picture.svg"))  # noqa: S314 (our own file)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("91", "0"), ("0", "181"), ("nan", "0"), ("0", "inf"), ("north", "0"), ("1", "")],
)
def test_impossible_coordinates_are_refused(client_as, cluster, latitude, longitude) -> None:
    row = organisation(cluster, "Harbour", **RIGA)
    response = client_as("core").post(
        f"/clusters/north/organisations/{row.pk}/edit/coordinates/",
        {"version": row.version, "latitude": latitude, "longitude": longitude},
    )
    assert response.status_code == 422
    row.refresh_from_db()
    assert (row.latitude, row.longitude) == (RIGA["latitude"], RIGA["longitude"])


def test_the_database_refuses_them_too(cluster) -> None:
    with pytest.raises(IntegrityError):
        organisation(cluster, "Off Earth", latitude=91, longitude=0)


def test_as_many_queries_for_one_three_and_thirty(client_as, cluster) -> None:
    client = client_as("viewer")
    counts = []
    for upto in (1, 3, 30):
        while (number := Organisation.objects.count() // 2) < upto:
            organisation(cluster, f"Here {number}", **RIGA)
            organisation(cluster, f"Nowhere {number}")
        counts.append([count_queries(client, PAGE + part) for part in ("", "points.json", "picture.svg")])
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 15


def test_the_page_asks_nobody_else(client_as, cluster) -> None:
    organisation(cluster, "Harbour", **RIGA)
    response = client_as("viewer").get(PAGE)
    assert "connect-src" not in response["Content-Security-Policy"]
    assert "data-tiles" not in response.content.decode()


def test_outlines_show_the_region_and_name_its_towns() -> None:
    found = outlines()
    assert {"Riga", "Stockholm", "Gdańsk", "Tallinn"} <= {town.name for town in found.towns}
    assert sum(len(ring.corners) for land in found.lands for ring in land) > 20_000
