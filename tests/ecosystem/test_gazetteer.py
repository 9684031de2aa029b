"""Places and their coordinates, without asking anybody."""

import pytest

from octant.ecosystem import gazetteer
from octant.ecosystem.actions import register as actions
from octant.ecosystem.models import Organisation


@pytest.mark.parametrize(
    ("name", "country", "latitude", "longitude"),
    [
        ("Rīga", "LV", 56.95, 24.11),
        ("riga", "LV", 56.95, 24.11),
        ("Võru", "EE", 57.83, 27.02),
        ("Kristiansand", "NO", 58.15, 8.00),
        ("Gdańsk", "PL", 54.35, 18.65),
        ("München", "DE", 48.14, 11.58),
        ("Umeå", "SE", 63.83, 20.26),
        ("Kuldīga", "LV", 56.97, 21.97),
    ],
)
def test_places_of_the_pilot_regions(name: str, country: str, latitude: float, longitude: float) -> None:
    place = gazetteer.find(name, country)
    assert place is not None
    assert place.latitude == pytest.approx(latitude, abs=0.02)
    assert place.longitude == pytest.approx(longitude, abs=0.02)


def test_what_is_not_known_is_not_guessed() -> None:
    assert gazetteer.find("Nowhere at all") is None
    assert gazetteer.find("Riga", "DE") is None
    assert gazetteer.find("Neustadt", "PL") is not None
    assert gazetteer.find("Neustadt") is None  # several countries know one


def test_suggestions_begin_with_what_was_typed_and_ones_own_country_comes_first() -> None:
    names = [name for name, _place in gazetteer.suggestions("kri", "SE")]
    assert len(names) == 10
    assert all(name.lower().startswith("kri") for name in names)
    places = [place for _name, place in gazetteer.suggestions("kri", "SE")]
    assert places[0].country == "SE"
    assert gazetteer.suggestions("k") == []


def test_every_place_lies_on_earth() -> None:
    for _key, _name, place in gazetteer._names():
        assert -90 <= place.latitude <= 90
        assert -180 <= place.longitude <= 180
        assert place.inhabitants >= 0


@pytest.mark.django_db
def test_a_new_place_moves_the_point_unless_it_was_set_by_hand(client_as, cluster, people) -> None:
    row = actions.add(cluster=cluster, by=people["core"], name="Harbour", place="Umeå")
    assert (row.country, row.municipality) == ("SE", "Umeå")
    assert row.latitude == pytest.approx(63.83, abs=0.01)
    client, page = client_as("core"), f"/clusters/north/organisations/{row.pk}/edit/"

    def now() -> Organisation:
        return Organisation.objects.get()

    client.post(page + "place/", {"place": "Luleå", "municipality": "Luleå", "country": "SE", "version": 1})
    assert now().latitude == pytest.approx(65.58, abs=0.05)
    client.post(page + "coordinates/", {"latitude": "65.5", "longitude": "22,1", "version": 2})
    assert (now().latitude, now().longitude, now().placed_by_hand) == (65.5, 22.1, True)
    client.post(page + "place/", {"place": "Umeå", "country": "SE", "version": 3})
    assert (now().place, now().latitude) == ("Umeå", 65.5)
    client.post(page + "coordinates/", {"latitude": "", "longitude": "", "version": 4})
    assert now().latitude == pytest.approx(63.83, abs=0.01)
    assert not now().placed_by_hand


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", [("91", "0"), ("0", "181"), ("1", ""), ("north", "east"), ("nan", "nan"), ("1e999", "0")]
)
def test_impossible_coordinates_are_refused(client_as, city, typed: tuple[str, str]) -> None:
    at = {"latitude": typed[0], "longitude": typed[1], "version": 1}
    answer = client_as("core").post(f"/clusters/north/organisations/{city.pk}/edit/coordinates/", at)
    assert answer.status_code == 422
    assert Organisation.objects.get().latitude == city.latitude


@pytest.mark.django_db
def test_suggestions_for_places(client_as, city) -> None:
    rows = client_as("viewer").get("/clusters/north/organisations/places/?q=siaul").json()["results"]
    assert rows[0]["label"] == "Šiauliai"
    assert rows[0]["note"] == "Lithuania"
