"""A made-up region of any size, and the register of the documented clusters."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from octant.cli import parser
from octant.clusters.models import Cluster
from octant.demo.load import load
from octant.demo.synthetic import SLUG, SOURCE, load_synthetic
from octant.ecosystem.models import Funding, Need, Offer, Organisation, Policy, Relation

pytestmark = pytest.mark.django_db


def test_it_says_that_it_is_made_up_and_is_loaded_once() -> None:
    load()
    others = Organisation.objects.count()
    assert load_synthetic(200)
    cluster = Cluster.objects.get(slug=SLUG)
    assert "made up" in cluster.name
    rows = cluster.organisations.all()
    assert len(rows) == 200
    assert all(row.source == SOURCE and row.name.startswith("Synthetic ") for row in rows)
    assert all(55.7 < row.latitude < 59 and 20 < row.longitude < 29 for row in rows)
    ties = Relation.objects.filter(cluster=cluster)
    assert 600 < ties.count() <= 1000
    assert all(row.evidence == SOURCE for row in ties.exclude(source="introduction"))
    assert Offer.objects.filter(organisation__cluster=cluster).exists()
    assert Need.objects.filter(organisation__cluster=cluster).exists()
    assert cluster.memberships.count() == 8
    states = set(cluster.introductions.values_list("state", flat=True))
    assert states >= {"proposed", "accepted", "met", "done"}
    assert ties.filter(source="introduction").exists()
    assert Funding.objects.filter(cluster=cluster, deadline__gt=timezone.localdate()).exists()
    assert cluster.target_mix.public == 25
    assert not load_synthetic(200)
    assert Organisation.objects.count() == others + 200
    for row in rows[:20]:
        row.clean_fields(exclude=["cluster"])


def test_the_same_size_is_the_same_region() -> None:
    def made() -> list[tuple[object, ...]]:
        Cluster.objects.all().delete()
        load_synthetic(30)
        return list(Organisation.objects.order_by("pk").values_list("name", "latitude", "influence", "sdgs"))

    assert made() == made()


@pytest.mark.parametrize(
    ("typed", "size"), [([], 200), (["--synthetic", "50"], 50), (["--synthetic", "0"], 0)]
)
def test_its_size_can_be_chosen(typed: list[str], size: int) -> None:
    assert parser().parse_args(["demo", *typed]).synthetic == size


@pytest.mark.parametrize("typed", ["", "-1", "many", "50001"])
def test_sizes_that_make_no_sense_are_refused(typed: str) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["demo", f"--synthetic={typed}"])


def test_everything_documented_names_its_source() -> None:
    load()
    for row in Organisation.objects.all():
        assert row.source.startswith(("CSEI guide", "Pilot insights"))
        try:
            row.full_clean(exclude=["cluster"])
        except ValidationError as problem:
            pytest.fail(f"{row}: {problem}")
    assert Relation.objects.count() == 14
    assert all("guide" in row.evidence or "pilot insights" in row.evidence for row in Relation.objects.all())
    assert Policy.objects.count() == 4
    assert Funding.objects.filter(state="granted").count() == 2
