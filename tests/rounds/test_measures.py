"""Step 5 through the browser: measures, milestones, resources, dependencies, timeline."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from tests.helpers import HOSTILE, count_queries

from octant.clusters.models import Cluster, Membership, Role
from octant.ecosystem.models import Organisation
from octant.journal.models import Entry
from octant.rounds.models import (
    FocusChoice,
    Goal,
    Measure,
    MeasureDependency,
    MeasureResource,
    Milestone,
    Round,
)
from octant.rounds.queries.measures import FIRST_MISSING

BASE = "/clusters/north/rounds/1/measures/"
CHARTS = "/clusters/north/rounds/1/charts/"
DIMENSION = "membership"
AUTOSAVE = {"X-Octant-Autosave": "1"}


@pytest.fixture
def goal(round_):
    FocusChoice.objects.create(round=round_, dimension=DIMENSION)
    return Goal.objects.create(round=round_, dimension=DIMENSION, title="Twelve members by June")


@pytest.fixture
def measure(goal):
    return Measure.objects.create(
        goal=goal, title="Round tables", starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31)
    )


@pytest.fixture
def three(goal):
    return [
        Measure.objects.create(goal=goal, title=title, position=place)
        for place, title in enumerate(("Charter", "Office", "Pilot"))
    ]


def posted(**values):
    empty = dict.fromkeys(("title", "kind", "description", "starts_on", "ends_on", "monitoring", "owner"), "")
    return {"version": 1} | empty | values


def test_without_goals_the_page_says_what_to_do(client_as, round_):
    assert "There is no goal yet" in client_as("core").get(BASE).content.decode()


def test_a_measure_is_added_by_its_title_and_filled_in_on_its_own_page(client_as, goal):
    client = client_as("core")
    assert client.post(f"{BASE}for/{DIMENSION}/", {"title": "Hold round tables"}).status_code == 302
    measure = Measure.objects.get()
    client.post(
        f"{BASE}{measure.pk}/",
        posted(
            title="Hold round tables", kind="activity", description="Three with partners", owner="The core",
            starts_on="2027-01-01", ends_on="2027-06-30",
        ),
    )  # fmt: skip
    measure.refresh_from_db()
    assert (measure.kind, str(measure.owner), measure.ends_on) == ("activity", "The core", date(2027, 6, 30))
    assert Entry.objects.get(verb="measure.changed").after["kind"] == "activity"
    assert "Hold round tables" in client.get(BASE).content.decode()


def test_a_measure_without_title_is_refused(client_as, goal):
    assert client_as("core").post(f"{BASE}for/{DIMENSION}/", {"title": " "}).status_code == 422
    assert client_as("core").post(f"{BASE}for/no_such/", {"title": "x"}).status_code == 404


def test_reversed_days_are_refused_and_kept(client_as, measure):
    answer = client_as("core").post(
        f"{BASE}{measure.pk}/", posted(title="Typed", starts_on="2027-05-01", ends_on="2027-04-01")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The end lies before the start" in page
    assert 'value="2027-04-01"' in page
    measure.refresh_from_db()
    assert measure.title == "Round tables"


def test_days_outside_the_time_frame_and_vague_words_are_only_hints(client_as, round_, measure):
    Round.objects.filter(pk=round_.pk).update(starts_on=date(2027, 3, 1), ends_on=date(2027, 6, 30))
    answer = client_as("core").post(
        f"{BASE}{measure.pk}/",
        posted(title="x", description="Improve", starts_on="2027-01-01", ends_on="2027-12-31"),
        headers=AUTOSAVE,
    )
    hints = answer.json()["hints_html"]
    assert answer.status_code == 200
    assert "It starts before the time frame" in hints
    assert "It ends after the time frame" in hints
    assert "Say a little more" in hints


def test_unknown_kind_is_refused(client_as, measure):
    assert client_as("core").post(f"{BASE}{measure.pk}/", posted(title="x", kind="magic")).status_code == 422


def test_of_two_people_the_second_gets_both_texts(client_as, measure):
    client_as("coordinator").post(f"{BASE}{measure.pk}/", posted(title="Their title"))
    answer = client_as("core").post(f"{BASE}{measure.pk}/", posted(title="My title"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Their title" in page
    assert "My title" in page


def test_owner_and_contributors_of_another_cluster_are_refused(client_as, people, measure):
    other = Cluster.objects.create(slug="south", name="South Shore", country="DK")
    member = Membership.objects.create(cluster=other, user=people["stranger"], role=Role.CORE)
    organisation = Organisation.objects.create(cluster=other, name="Far Harbour")
    client = client_as("core")
    for code in (f"m:{member.pk}", f"o:{organisation.pk}"):
        answer = client.post(f"{BASE}{measure.pk}/", posted(title="x", owner=code))
        assert answer.status_code == 422
        assert client.post(f"{BASE}{measure.pk}/contributors/", {"who": code}).status_code == 422
        assert client.post(f"{BASE}{measure.pk}/contributors/{code}/restore/").status_code == 422
    measure.refresh_from_db()
    assert measure.owner is None
    assert not measure.contributors.exists()
    assert not measure.contributor_organisations.exists()


def test_contributors_are_added_removed_and_brought_back(client_as, people, measure):
    client = client_as("core")
    member = Membership.objects.get(user=people["viewer"])
    client.post(f"{BASE}{measure.pk}/contributors/", {"who": "The viewer"})
    client.post(f"{BASE}{measure.pk}/contributors/", {"who": "Harbour Council"})
    client.post(f"{BASE}{measure.pk}/contributors/", {"who": "harbour council"})
    organisation = Organisation.objects.get()
    assert list(measure.contributors.all()) == [member]
    assert list(measure.contributor_organisations.all()) == [organisation]
    page = client.post(f"{BASE}{measure.pk}/contributors/m:{member.pk}/remove/", follow=True).content.decode()
    assert not measure.contributors.exists()
    assert f"{BASE}{measure.pk}/contributors/m:{member.pk}/restore/" in page
    client.post(f"{BASE}{measure.pk}/contributors/m:{member.pk}/restore/")
    assert list(measure.contributors.all()) == [member]


def test_usual_milestones_are_added_once(client_as, measure):
    client = client_as("core")
    page = client.get(f"{BASE}{measure.pk}/").content.decode()
    assert "after 30, 60 and 90 days" in page
    for _again in range(2):
        client.post(f"{BASE}{measure.pk}/milestones/usual/", {"pattern": "quarters"})
    days = list(Milestone.kept.values_list("due", flat=True))
    assert days == [date(2027, 3, 31), date(2027, 6, 30), date(2027, 9, 30), date(2027, 12, 31)]
    client.post(f"{BASE}{measure.pk}/milestones/usual/", {"pattern": "30/60/90"})
    first = Milestone.kept.first()
    assert first.due == measure.starts_on + timedelta(days=30)
    assert client.post(f"{BASE}{measure.pk}/milestones/usual/", {"pattern": "x"}).status_code == 422


def test_milestones_are_added_changed_removed_and_brought_back(client_as, measure):
    client = client_as("core")
    client.post(f"{BASE}{measure.pk}/milestones/", {"title": "First table", "due": "2027-02-01"})
    row = Milestone.objects.get()
    client.post(
        f"{BASE}milestones/{row.pk}/", {"version": 1, "title": "First table held", "due": "2027-02-03"}
    )
    row.refresh_from_db()
    assert (row.title, row.due) == ("First table held", date(2027, 2, 3))
    undo = f"{BASE}milestones/{row.pk}/restore/"
    assert undo in client.post(f"{BASE}milestones/{row.pk}/remove/", follow=True).content.decode()
    assert not Milestone.kept.exists()
    client.post(undo)
    assert Milestone.kept.exists()


def test_resources_have_the_right_units_and_refuse_negative_money(client_as, measure):
    client = client_as("core")
    for kind in ("funding", "time", "tools"):
        client.post(f"{BASE}{measure.pk}/resources/", {"kind": kind})
    money, time, tools = MeasureResource.objects.order_by("pk")
    assert (money.unit, time.unit, tools.unit) == ("EUR", "days", "")
    refused = client.post(
        f"{BASE}resources/{money.pk}/", {"version": 1, "amount": "-500", "unit": "SEK", "text": "rooms"}
    )
    assert refused.status_code == 422
    assert "cannot be less than 0" in refused.content.decode()
    assert "rooms" in refused.content.decode()
    client.post(
        f"{BASE}resources/{money.pk}/", {"version": 1, "amount": "1 500,50", "unit": "SEK", "secured": "on"}
    )
    money.refresh_from_db()
    assert (money.amount, money.unit, money.secured) == (Decimal("1500.50"), "SEK", True)
    unknown = client.post(f"{BASE}resources/{money.pk}/", {"version": 2, "amount": "1", "unit": "BTC"})
    assert unknown.status_code == 422
    client.post(f"{BASE}resources/{money.pk}/remove/")
    client.post(f"{BASE}resources/{money.pk}/restore/")
    assert MeasureResource.kept.count() == 3


def test_a_circle_is_refused_and_shown_by_names(client_as, three):
    charter, office, pilot = three
    client = client_as("core")
    for first, then in ((office, charter), (pilot, office)):
        client.post(f"{BASE}{first.pk}/needs/", {"needs": then.pk})
    answer = client.post(f"{BASE}{charter.pk}/needs/", {"needs": pilot.pk})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“Charter” → “Pilot” → “Office” → “Charter”" in page
    assert MeasureDependency.objects.count() == 2
    assert client.post(f"{BASE}{charter.pk}/needs/", {"needs": charter.pk}).status_code == 422


def test_a_dependency_on_another_round_is_refused(client_as, cluster, three):
    from octant.ratings.models import RatingSet

    ratings = RatingSet.objects.create(cluster=cluster, framework="csei", edition=1)
    other_round = Round.objects.create(cluster=cluster, number=2, ratings=ratings)
    other_goal = Goal.objects.create(round=other_round, dimension=DIMENSION)
    other = Measure.objects.create(goal=other_goal, title="Elsewhere")
    client = client_as("core")
    assert client.post(f"{BASE}{three[0].pk}/needs/", {"needs": other.pk}).status_code == 422
    assert client.post(f"{BASE}{three[0].pk}/needs/{other.pk}/restore/").status_code == 404
    assert client.get(f"{BASE}{other.pk}/").status_code == 404


def test_dependencies_can_be_removed_and_brought_back(client_as, three):
    charter, office, _pilot = three
    client = client_as("core")
    client.post(f"{BASE}{office.pk}/needs/", {"needs": charter.pk})
    client.post(f"{BASE}{office.pk}/needs/{charter.pk}/remove/")
    assert not MeasureDependency.objects.exists()
    client.post(f"{BASE}{office.pk}/needs/{charter.pk}/restore/")
    assert MeasureDependency.objects.filter(measure=office, needs=charter).exists()


def test_bringing_back_a_measure_never_closes_a_circle(client_as, three):
    charter, office, _pilot = three
    client = client_as("core")
    client.post(f"{BASE}{office.pk}/needs/", {"needs": charter.pk})
    MeasureDependency.objects.create(measure=charter, needs=office)  # as if tied while Office was away
    Measure.objects.filter(pk=office.pk).update(removed_at="2026-01-01T00:00Z")
    client.post(f"{BASE}{office.pk}/restore/")
    assert MeasureDependency.objects.count() == 1


def test_dates_that_contradict_a_dependency_are_hinted(client_as, three):
    charter, office, _pilot = three
    Measure.objects.filter(pk=charter.pk).update(starts_on=date(2027, 1, 1), ends_on=date(2027, 6, 30))
    Measure.objects.filter(pk=office.pk).update(starts_on=date(2027, 3, 1), ends_on=date(2027, 9, 30))
    MeasureDependency.objects.create(measure=office, needs=charter)
    page = client_as("viewer").get(BASE).content.decode()
    assert "It starts before “Charter” has ended" in page


def test_measures_are_moved_copied_removed_and_brought_back(client_as, three, people):
    charter, _office, pilot = three
    charter.contributors.add(Membership.objects.get(user=people["core"]))
    Milestone.objects.create(measure=charter, title="Draft", due=date(2027, 2, 1))
    MeasureResource.objects.create(measure=charter, kind="funding", amount=5, unit="EUR", secured=True)
    client = client_as("core")
    moved = client.post(f"{BASE}{pilot.pk}/move/", {"direction": "up"})
    assert moved["Location"] == f"{BASE}order/#measure{pilot.pk}"
    assert client.get(f"{BASE}order/").content.decode().count('value="down"') == 2
    assert [row.title for row in Measure.kept.all()] == ["Charter", "Pilot", "Office"]
    client.post(f"{BASE}{charter.pk}/copy/")
    copied = Measure.objects.latest("pk")
    assert copied.title == "Charter (copy)"
    assert copied.contributors.count() == 1
    assert copied.milestones.get().title == "Draft"
    assert not copied.resources.get().secured
    page = client.post(f"{BASE}{charter.pk}/remove/", follow=True).content.decode()
    assert f"{BASE}{charter.pk}/restore/" in page
    assert client.get(f"{BASE}{charter.pk}/").status_code == 404
    client.post(f"{BASE}{charter.pk}/restore/")
    assert client.get(f"{BASE}{charter.pk}/").status_code == 200


def test_timeline_with_workload_and_downloads(client_as, measure, people):
    measure.owner = Membership.objects.get(user=people["core"])
    measure.save()
    MeasureResource.objects.create(measure=measure, kind="time", amount=12, unit="days")
    MeasureResource.objects.create(measure=measure, kind="funding", amount=1000, unit="SEK")
    MeasureResource.objects.create(measure=measure, kind="funding", amount=Decimal("2.5"), unit="EUR")
    client = client_as("viewer")
    page = client.get(f"{BASE}timeline/").content.decode()
    assert "<svg" in page
    assert "1 measure, from" in page
    svg = client.get(f"{CHARTS}timeline.svg")
    assert svg["Content-Type"].startswith("image/svg+xml")
    assert b"Round tables" in svg.content
    png = client.get(f"{CHARTS}timeline.png")
    assert png.content.startswith(b"\x89PNG")


def test_the_workload_keeps_units_apart_and_shows_the_months_of_one_owner(client_as, measure, people):
    member = Membership.objects.get(user=people["core"])
    Measure.objects.filter(pk=measure.pk).update(owner=member)
    for kind, amount, unit in (("time", 12, "days"), ("funding", 1000, "SEK"), ("funding", "2.5", "EUR")):
        MeasureResource.objects.create(measure=measure, kind=kind, amount=Decimal(amount), unit=unit)
    client = client_as("viewer")
    page = client.get(f"{BASE}workload/").content.decode()
    assert "2.5 EUR, 1,000 SEK" in page
    assert "12 days" in page
    assert "1 in January 2027" in page
    assert "Month by month" not in page
    months = client.get(f"{BASE}workload/", {"owner": f"m:{member.pk}"}).content.decode()
    assert "Month by month: The core" in months
    assert "December 2027" in months
    assert "Month by month" not in client.get(f"{BASE}workload/?owner=m:999").content.decode()


def test_measures_without_owner_and_dates_are_counted_in_the_workload(client_as, three):
    page = client_as("viewer").get(f"{BASE}workload/?owner=nobody").content.decode()
    assert "Month by month: nobody yet" in page
    assert "No measure of this owner has a date yet" in page


def test_an_empty_timeline_and_workload_say_so(client_as, goal):
    for address in ("timeline/", "workload/"):
        assert "There are no measures yet" in client_as("core").get(BASE + address).content.decode()


def test_of_many_incomplete_measures_the_first_are_named_and_the_others_counted(client_as, goal):
    for place in range(FIRST_MISSING + 3):
        Measure.objects.create(goal=goal, title=f"Plan {place}", position=place)
    page = client_as("viewer").get(BASE).content.decode()
    assert f"Plan {FIRST_MISSING - 1}: nobody answers for it" in page
    assert f"Plan {FIRST_MISSING}: nobody answers for it" not in page
    assert "3 more measures lack something" in page


def test_somebody_who_has_closed_the_account_is_still_named(client_as, measure, people):
    people["core"].name, people["core"].is_active = "", False
    people["core"].save()
    Measure.objects.filter(pk=measure.pk).update(owner=Membership.objects.get(user=people["core"]))
    assert "Former member" in client_as("viewer").get(BASE).content.decode()


def test_an_agreed_plan_is_read_only(client_as, round_, three):
    row = Milestone.objects.create(measure=three[0], title="Draft", due=date(2027, 2, 1))
    Round.objects.filter(pk=round_.pk).update(plan_agreed_at="2026-01-01T00:00Z")
    client = client_as("core")
    pk = three[0].pk
    assert "data-autosave" not in client.get(f"{BASE}{pk}/").content.decode().partition("<main")[2]
    assert 'value="down"' not in client.get(f"{BASE}order/").content.decode()
    for address, body in [
        (f"for/{DIMENSION}/", {"title": "x"}), (f"{pk}/", posted(title="x")), (f"{pk}/copy/", {}),
        (f"{pk}/move/", {"direction": "down"}), (f"{pk}/remove/", {}), (f"{pk}/restore/", {}),
        (f"{pk}/contributors/", {"who": "x"}), (f"{pk}/milestones/", {"title": "x", "due": "2027-01-01"}),
        (f"{pk}/milestones/usual/", {"pattern": "quarters"}), (f"{pk}/resources/", {"kind": "time"}),
        (f"{pk}/needs/", {"needs": three[1].pk}), (f"milestones/{row.pk}/remove/", {}),
    ]:  # fmt: skip
        assert client.post(BASE + address, body).status_code == 403, address
    assert Measure.kept.count() == 3


def test_hostile_text_is_shown_as_text(client_as, goal):
    client = client_as("core")
    for text in HOSTILE:
        client.post(f"{BASE}for/{DIMENSION}/", {"title": text[:200]})
    pk = Measure.objects.first().pk
    client.post(f"{BASE}{pk}/needs/", {"needs": Measure.objects.last().pk})
    client.post(f"{BASE}{pk}/contributors/", {"who": HOSTILE[0]})
    for address in ("", f"{pk}/", "timeline/", "workload/", "workload/?owner=nobody", "order/"):
        page = client.get(BASE + address).content.decode()
        assert "<script>alert" not in page
        assert "onerror=alert(1)>" not in page.replace("&gt;", "")


def test_the_same_queries_for_one_three_and_thirty_measures(client_as, goal, people, cluster):
    client = client_as("core")
    client.get(BASE)  # Django asks the database once what it knows about JSON
    member = Membership.objects.get(user=people["core"])
    counts = []
    for number in range(30):
        organisation = Organisation.objects.create(cluster=cluster, name=f"Partner {number}")
        row = Measure.objects.create(
            goal=goal, title=f"Measure {number}", owner=member, starts_on=date(2027, 1, 1),
            ends_on=date(2027, 12, 31), position=number,
        )  # fmt: skip
        row.contributors.add(member)
        row.contributor_organisations.add(organisation)
        Milestone.objects.create(measure=row, title="Half way", due=date(2027, 6, 30))
        MeasureResource.objects.create(measure=row, kind="funding", amount=10, unit="EUR")
        if number:
            MeasureDependency.objects.create(measure=row, needs=Measure.objects.first())
        if number in (0, 2, 29):
            first = Measure.objects.first().pk
            addresses = ("", "timeline/", "workload/", "order/", f"{first}/")
            counts.append([count_queries(client, BASE + address) for address in addresses])
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 15


def test_the_database_too_refuses_reversed_days(goal):
    with pytest.raises(IntegrityError):
        Measure.objects.create(goal=goal, title="x", starts_on=date(2027, 2, 1), ends_on=date(2027, 1, 1))


def test_one_measure_after_the_other_without_going_back(client_as, three):
    client, ends = client_as("core"), []
    for row in three:
        address = f"{BASE}{row.pk}/"
        ends.append(client.post(address, posted(title=row.title, next="1"))["Location"])
    assert ends[:2] == [f"{BASE}{row.pk}/" for row in three[1:]]
    assert ends[2] == BASE
