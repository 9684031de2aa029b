"""Who works with whom: entered in place, never overwritten."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.helpers import HOSTILE

from octant.ecosystem.actions import register
from octant.ecosystem.actions import relations as actions
from octant.ecosystem.models import DIRECTED, Organisation, Relation, RelationKind
from octant.ecosystem.queries.relations import ties
from octant.journal.models import Entry

pytestmark = pytest.mark.django_db
REGISTER = "/clusters/north/organisations/"


@pytest.fixture
def bank(cluster, people) -> Organisation:
    return register.add(cluster=cluster, by=people["core"], name="Bank")


@pytest.fixture
def relate(cluster, people):
    def make(first, second, kind="cooperates", **values) -> Relation:
        return actions.relate(
            cluster=cluster, first=first, second=second, kind=kind, by=people["core"], **values
        )

    return make


def test_entered_on_the_page_of_one_it_stands_on_both(client_as, city, bank) -> None:
    client = client_as("core")
    typed = {
        "partner": " bank ",
        "kind": "-funds",
        "strength": "3",
        "since": "2020-01-01",
        "evidence": "Contract",
    }
    assert client.post(f"{REGISTER}{city.pk}/add-relation/", typed).status_code == 302
    row = Relation.kept.get()
    assert (row.first, row.second, row.directed) == (bank, city, True)
    page = client_as("viewer").get(f"{REGISTER}{city.pk}/").content.decode()
    for text in ("Is funded by", "Bank", "Closely", "entered by the team", "Contract"):
        assert text in page
    assert "Funds" in client.get(f"{REGISTER}{bank.pk}/").content.decode()


def test_a_new_name_is_added_to_the_register(client_as, city) -> None:
    client_as("core").post(
        f"{REGISTER}{city.pk}/add-relation/", {"partner": "Newcomer", "kind": "knows", "strength": "1"}
    )
    assert ties(city)[0].partner.name == "Newcomer"


@pytest.mark.parametrize("kind", RelationKind.values)
def test_one_row_for_a_pair_unless_it_has_a_direction(city, bank, relate, kind) -> None:
    assert (relate(city, bank, kind) == relate(bank, city, kind)) is (kind not in DIRECTED)
    assert Relation.objects.count() == (2 if kind in DIRECTED else 1)


def test_each_side_has_its_say(city, bank, relate) -> None:
    relate(city, bank, said_by=bank)
    tie = ties(city)[0]
    assert (tie.one_sided, tie.said_by) == (True, "only the other side says so")
    assert ties(bank)[0].said_by == "only this organisation says so"
    relate(bank, city, said_by=city, strength=3)
    tie = ties(city)[0]
    assert (tie.one_sided, tie.said_by) == (False, "both say so")
    assert tie.relation.strength == 2  # the other side had said so first
    assert Relation.objects.count() == 1


def test_another_strength_begins_a_new_relation_and_the_old_one_stays(client_as, city, bank, relate) -> None:
    old = relate(city, bank, since=date(2020, 1, 1))
    typed = {"strength": "3", "since": "2020-01-01", "version": old.version}
    client_as("core").post(f"{REGISTER}{city.pk}/relations/{old.pk}/", typed)
    old.refresh_from_db()
    new = Relation.kept.get(ended_on=None)
    today = timezone.localdate()
    assert (old.strength, old.ended_on, new.strength, new.replaces) == (2, today, 3, old)
    assert [row.strength for row in Relation.kept.at(today - timedelta(days=1))] == [2]
    assert [row.strength for row in Relation.kept.at(today)] == [3]
    assert not Relation.kept.at(date(2019, 12, 31)).exists()


def test_the_network_of_two_days(cluster, city, bank, relate) -> None:
    third = Organisation.objects.create(cluster=cluster, name="Third")
    old = relate(city, bank, since=date(2020, 1, 1))
    actions.end_relation(relation=old, on=date(2024, 1, 1), by=None)
    relate(city, third, since=date(2023, 1, 1))
    slip = relate(bank, third, since=date(2020, 1, 1))
    actions.remove_relation(relation=slip, by=None)

    def pairs(day: date) -> set[frozenset[str]]:
        return {frozenset({row.first.name, row.second.name}) for row in Relation.kept.at(day)}

    first, second = frozenset({"City of Šiauliai", "Bank"}), frozenset({"City of Šiauliai", "Third"})
    assert pairs(date(2021, 1, 1)) == {first}
    assert pairs(date(2023, 6, 1)) == {first, second}
    assert pairs(date(2024, 1, 1)) == {second}


def test_without_a_beginning_it_counts_from_the_day_it_was_entered(city, bank, relate) -> None:
    relate(city, bank)
    assert not Relation.kept.at(timezone.localdate() - timedelta(days=1)).exists()
    assert Relation.kept.at(timezone.localdate()).exists()


def test_end_and_undo_remove_and_undo(client_as, city, bank, relate) -> None:
    row, client = relate(city, bank), client_as("core")
    url = f"{REGISTER}{city.pk}/relations/{row.pk}/"
    client.post(url + "end/", {"ended_on": str(timezone.localdate())})
    assert ties(city)[0].relation.ended_on == timezone.localdate()
    client.post(url + "restore/")
    assert ties(city)[0].relation.ended_on is None
    client.post(url + "remove/")
    assert ties(city) == []
    client.post(url + "restore/")
    assert len(ties(city)) == 1
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))[-4:]
    assert verbs == ["relation_ended", "relation_restored", "relation_removed", "relation_restored"]


def test_what_ended_does_not_come_back_beside_a_new_one(client_as, city, bank, relate) -> None:
    old = relate(city, bank)
    actions.end_relation(relation=old, on=timezone.localdate(), by=None)
    relate(city, bank)
    page = client_as("core").post(f"{REGISTER}{city.pk}/relations/{old.pk}/restore/", follow=True)
    assert "such a relation again" in page.content.decode()
    assert Relation.kept.filter(ended_on=None).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"partner": "City of Šiauliai"},
        {"partner": ""},
        {"kind": "hates"},
        {"kind": "-knows"},
        {"strength": "4"},
        {"since": "2999-01-01"},
        {"since": "0001-01-01"},
        {"evidence_url": "javascript:alert(1)"},
    ],
)
def test_what_makes_no_sense_is_refused(client_as, city, bank, wrong) -> None:
    typed = {"partner": "Bank", "kind": "knows", "strength": "2", "evidence": "Kept words"} | wrong
    answer = client_as("core").post(f"{REGISTER}{city.pk}/add-relation/", typed)
    assert answer.status_code == 422
    assert "Kept words" in answer.content.decode()
    assert not Relation.objects.exists()


def test_an_end_before_the_beginning_is_refused(client_as, city, bank, relate) -> None:
    row = relate(city, bank, since=date(2024, 1, 1))
    url = f"{REGISTER}{city.pk}/relations/{row.pk}/end/"
    assert client_as("core").post(url, {"ended_on": "2023-12-31"}).status_code == 422
    row.refresh_from_db()
    assert row.ended_on is None


def test_the_database_bears_no_loop_and_no_second_row(cluster, city, bank, relate) -> None:
    relate(city, bank)
    for first, second in ((city, city), (city, bank), (bank, city)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Relation.objects.create(cluster=cluster, first=first, second=second, kind="cooperates")


def test_a_relation_is_reached_from_its_own_organisations_only(
    client_as, cluster, city, bank, relate
) -> None:
    row = relate(city, bank)
    third = Organisation.objects.create(cluster=cluster, name="Third")
    assert client_as("core").post(f"{REGISTER}{third.pk}/relations/{row.pk}/remove/").status_code == 404


@pytest.mark.parametrize("text", HOSTILE)
def test_any_evidence_is_shown_and_never_run(client_as, city, text: str) -> None:
    typed = {"partner": text, "kind": "knows", "strength": "2", "evidence": text}
    client = client_as("core")
    assert client.post(f"{REGISTER}{city.pk}/add-relation/", typed).status_code == 302
    page = client.get(f"{REGISTER}{city.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
