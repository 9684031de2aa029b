"""Rows written many at once are the rows that the model would have written."""

from contextlib import suppress
from datetime import date
from threading import Thread

import pytest
from django.db import connection

from octant.clusters.models import Cluster
from octant.core.bulk import Gathered, delete_alone, insert_many
from octant.ecosystem.fields import Words
from octant.ecosystem.models import Organisation

pytestmark = pytest.mark.django_db


def test_the_same_rows_as_one_by_one(cluster) -> None:
    values = {
        "name": "Žaļais fonds",
        "sdgs": Words(["7", "13"]),
        "influence": 3,
        "review_on": date(2026, 5, 17),
    }
    one = Organisation.objects.create(cluster=cluster, **values)
    keys = {"name_key": one.name_key, "search_key": one.search_key}
    one.delete()
    insert_many(
        Organisation,
        [
            values | keys | {"cluster_id": cluster.pk},
            {**keys, **values, "cluster_id": cluster.pk, "name_key": "b"},
        ],
    )
    first, _second = Organisation.objects.order_by("pk")
    for field in Organisation._meta.concrete_fields:
        if field.name not in ("id", "created_at", "changed_at"):
            assert getattr(first, field.attname) == getattr(one, field.attname), field.name
    assert first.changed_at
    assert first.created_at


def test_nothing_is_nothing(cluster) -> None:
    insert_many(Organisation, [])
    assert not Organisation.objects.exists()


def row(cluster, name: str, **values: object) -> dict[str, object]:
    return values | {"name": name, "name_key": name.lower(), "search_key": name, "cluster_id": cluster.pk}


def test_gathered_rows_are_there_once_they_are_inserted_and_in_order(cluster) -> None:
    with Gathered(Organisation) as gathered:
        gathered.add([row(cluster, "C", influence=4), row(cluster, "A")])
        gathered.add([])
        gathered.add([row(cluster, "B", sdgs=Words(["7"]))])
        assert not Organisation.objects.exists()
        gathered.insert(order="name")
    found = Organisation.objects.order_by("pk").values_list("name", "influence", "sdgs")
    assert list(found) == [("A", None, ()), ("B", None, ("7",)), ("C", 4, ())]


def test_what_was_gathered_goes_when_something_breaks_off(cluster) -> None:
    with suppress(RuntimeError), Gathered(Organisation) as gathered:
        gathered.add([row(cluster, "A")])
        raise RuntimeError
    with Gathered(Organisation) as gathered:
        gathered.add([row(cluster, "B")])
        gathered.insert(order="name")
    assert [each.name for each in Organisation.objects.all()] == ["B"]


def test_nothing_gathered_is_nothing(cluster) -> None:
    with Gathered(Organisation) as gathered:
        gathered.insert(order="name")
    assert not Organisation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_others_write_while_rows_are_gathered(cluster) -> None:
    def rename() -> None:
        try:
            Cluster.objects.filter(pk=cluster.pk).update(name="Renamed")
        finally:
            connection.close()

    with Gathered(Organisation) as gathered:
        gathered.add([row(cluster, "A")])
        other = Thread(target=rename)
        other.start()
        other.join(timeout=10)
        assert not other.is_alive()
        assert Cluster.objects.get(pk=cluster.pk).name == "Renamed"


def test_rows_on_which_nothing_depends_go_in_one_statement(cluster, django_assert_num_queries) -> None:
    insert_many(Organisation, [row(cluster, "A"), row(cluster, "B")])
    with django_assert_num_queries(1):
        delete_alone(Organisation.objects.filter(name="A"))
    assert [each.name for each in Organisation.objects.all()] == ["B"]
