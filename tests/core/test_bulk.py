"""Rows written many at once are the rows that the model would have written."""

from datetime import date

import pytest

from octant.core.bulk import insert_many
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
