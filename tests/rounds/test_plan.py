"""Agreeing the plan through the browser: the document, freezing, reopening, earlier versions."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.helpers import HOSTILE, count_queries

from octant.charts.theme import Theme
from octant.clusters.models import Fact, Membership
from octant.ecosystem.models import Organisation
from octant.journal.models import Entry
from octant.ratings.models import Aspect, Rating, Respondent
from octant.rounds.document import PlanDocument
from octant.rounds.models import (
    Decision,
    DecisionKind,
    DimensionVision,
    Finding,
    FocusChoice,
    Goal,
    Indicator,
    Measure,
    MeasureDependency,
    MeasureResource,
    Milestone,
    Snapshot,
    SuccessFactor,
    VisionStatus,
    VisionVersion,
)
from octant.rounds.queries.plan import current_document, plan_document
from octant.rounds.timeline import draw
from octant.rounds.views.plan import PARTS

BASE = "/clusters/north/rounds/1/plan/"
DIMENSION = "membership"


def decided(**values):
    today = timezone.localdate().isoformat()
    return {"decided_on": today, "participants": "", "text": "", "reservations": ""} | values


@pytest.fixture
def full(round_, cluster, people):
    """A round in which every part of the plan has something."""
    council = Organisation.objects.create(cluster=cluster, name="Harbour Council")
    core = Membership.objects.get(user=people["core"])
    Fact.objects.create(cluster=cluster, label="Members", text="14", source="Annual report", as_of="2025")
    Finding.objects.create(
        round=round_, category="people", kind="gap", text="No coordinator", source="Interview",
        organisation=council,
    )  # fmt: skip
    for level in (1, 2, 2, 4):
        who = Respondent.objects.create(rating_set=round_.ratings)
        for aspect, value in ((Aspect.NOW, level), (Aspect.WISHED, 4)):
            Rating.objects.create(
                rating_set=round_.ratings, respondent=who, aspect=aspect, item=DIMENSION, level=value
            )
    DimensionVision.objects.create(
        round=round_, dimension=DIMENSION, text="All sectors sit at the table", target=4
    )
    VisionVersion.objects.create(round=round_, number=1, text="An early try", author_name="x")
    VisionVersion.objects.create(
        round=round_, number=2, text="A fair region", status=VisionStatus.AGREED, author_name="x"
    )
    SuccessFactor.objects.create(round=round_, text="Trust", note="Nobody leaves in anger")
    FocusChoice.objects.create(round=round_, dimension=DIMENSION, rationale="It holds all else back")
    goal = Goal.objects.create(
        round=round_, dimension=DIMENSION, title="Twelve members", due=date(2027, 6, 30),
        owner_organisation=council,
    )  # fmt: skip
    Indicator.objects.create(
        goal=goal, name="Members", unit="organisations", baseline=Decimal("4.5"), target=12,
        frequency="quarterly",
    )  # fmt: skip
    first = Measure.objects.create(
        goal=goal, title="Charter", kind="structure", owner=core, starts_on=date(2027, 1, 1),
        ends_on=date(2027, 3, 31), position=0,
    )  # fmt: skip
    second = Measure.objects.create(goal=goal, title="Round tables", position=1)
    second.contributors.add(core)
    second.contributor_organisations.add(council)
    MeasureDependency.objects.create(measure=second, needs=first)
    Milestone.objects.create(measure=first, title="Draft sent", due=date(2027, 2, 1))
    MeasureResource.objects.create(
        measure=first, kind="funding", amount=Decimal("2500.50"), unit="SEK", text="rooms", secured=True
    )
    return round_


def test_the_document_holds_every_part(full):
    document = plan_document(full, "en")
    assert document.cluster.facts[0].source == "Annual report"
    people = next(category for category in document.categories if category.key == "people")
    assert (people.gaps, people.findings[0].organisation) == (1, "Harbour Council")
    membership = document.dimensions[0]
    assert membership.now.counts == (1, 2, 0, 1, 0)
    assert membership.now.median == 2
    assert membership.gap == 2
    assert membership.share_wide_gap == 0.75
    assert document.raters == 4
    assert document.vision.text == "A fair region"
    assert document.vision.success_factors[0].note == "Nobody leaves in anger"
    goal = document.goals[0]
    assert goal.owner == "Harbour Council"
    assert goal.indicators[0].baseline == Decimal("4.5")
    charter, tables = document.measures
    assert (charter.number, charter.kind_label, charter.owner) == (1, "Structure", "The core")
    assert charter.resources[0].amount == Decimal("2500.5")
    assert tables.contributors == ("The core", "Harbour Council")
    assert tables.needs == (1,)
    assert [source.text for source in document.sources] == ["Annual report", "Interview"]
    assert PlanDocument.from_json(json.loads(json.dumps(document.to_json()))) == document


def test_a_snapshot_of_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match="unknown format"):
        PlanDocument.from_json({"format": 99})


def test_the_page_shows_the_plan_and_what_is_missing_but_never_blocks(client_as, full):
    client = client_as("coordinator")
    page = client.get(BASE).content.decode()
    for text in ("A fair region", "It holds all else back", "Charter", "The core", "Trust"):
        assert text in page
    assert "Round tables: nobody answers for it" in page
    answer = client.post(f"{BASE}agree/", decided(participants="core team and council", text="All agreed"))
    assert answer.status_code == 302
    full.refresh_from_db()
    assert full.plan_agreed_at is not None


def test_the_long_parts_lie_on_pages_of_their_own(client_as, full):
    client = client_as("viewer")
    page = client.get(BASE).content.decode()
    for address in ("plan/measures/", "plan/sources/", "measures/timeline/", "describe/map/"):
        assert f"/rounds/1/{address}" in page
    measures = client.get(f"{BASE}measures/").content.decode()
    for text in ("Charter", "Draft sent", "2,500.5 SEK", "rooms", "Harbour Council", "Only after:"):
        assert text in measures
    sources = client.get(f"{BASE}sources/").content.decode()
    assert "Annual report" in sources
    assert "Interview" in sources


def test_the_long_parts_of_an_agreed_plan_stay_as_they_were(client_as, full):
    client = client_as("coordinator")
    client.post(f"{BASE}agree/", decided())
    Finding.objects.update(text="Changed", source="Changed")
    Milestone.objects.update(title="Changed")
    parts = {
        "findings": "No coordinator",
        "measures": "Draft sent",
        "timeline": "<svg",
        "sources": "Interview",
    }
    page = client.get(BASE).content.decode()
    for part, text in parts.items():
        address = f"{BASE}versions/1/{part}/"
        assert address in page
        shown = client.get(address).content.decode()
        assert text in shown
        assert "Changed" not in shown
    assert client.get(f"{BASE}versions/1/nothing/").status_code == 404
    assert client.get(f"{BASE}versions/2/measures/").status_code == 404


def test_many_measures_in_full_come_in_pages(client_as, full):
    goal = Goal.objects.get()
    Measure.objects.bulk_create(Measure(goal=goal, title=f"Step {n}", position=n) for n in range(2, 20))
    client = client_as("viewer")
    first, second = (client.get(f"{BASE}measures/?page={n}").content.decode() for n in (1, 2))
    assert "Step 2<" in first
    assert "Step 19<" not in first
    assert "Step 19<" in second
    assert "Page 2 of 2" in second


def test_an_empty_round_can_be_read_and_agreed(client_as, round_):
    client = client_as("coordinator")
    assert client.get(BASE).status_code == 200
    assert client.post(f"{BASE}agree/", decided()).status_code == 302
    assert client.get(BASE).status_code == 200
    assert client.get(f"{BASE}versions/1/").status_code == 200


def test_the_agreed_plan_stays_as_it_was(client_as, full, people):
    client = client_as("coordinator")
    client.post(f"{BASE}agree/", decided(text="All agreed", reservations="The council waits for money"))
    Organisation.objects.update(name="Renamed")
    Goal.objects.update(title="Changed behind the back")
    people["core"].name = "Somebody else"
    people["core"].save()
    for address in (BASE, f"{BASE}versions/1/"):
        page = client.get(address).content.decode()
        assert "Harbour Council" in page
        assert "The core" in page
        assert "Twelve members" in page
        assert "The council waits for money" in page
        assert "Renamed" not in page
    full.refresh_from_db()
    assert current_document(full, "de").goals[0].title == "Twelve members"
    with pytest.raises(TypeError):
        Snapshot.objects.get().save()


def test_agreeing_is_recorded_once(client_as, full):
    client = client_as("coordinator")
    assert client.post(f"{BASE}agree/", decided()).status_code == 302
    assert client.post(f"{BASE}agree/", decided()).status_code == 403
    assert Snapshot.objects.count() == 1
    assert Decision.objects.get().kind == DecisionKind.PLAN
    assert Entry.objects.filter(verb="plan.agreed").count() == 1


def test_reopening_needs_a_reason_and_keeps_the_version(client_as, full):
    client = client_as("coordinator")
    client.post(f"{BASE}agree/", decided())
    assert client.post(f"{BASE}reopen/", {"reason": " "}).status_code == 422
    client.post(f"{BASE}reopen/", {"reason": "The money came"})
    full.refresh_from_db()
    assert full.plan_agreed_at is None
    assert Snapshot.objects.get().reopen_reason == "The money came"
    assert Entry.objects.get(verb="plan.reopened").text == "The money came"
    page = client.get(BASE).content.decode()
    assert "The money came" in page
    client.post(f"{BASE}agree/", decided())
    assert [row.number for row in Snapshot.objects.all()] == [2, 1]
    second = PlanDocument.from_json(Snapshot.objects.get(number=2).data)
    assert second.agreed_version == 2
    assert [decision.kind for decision in second.decisions] == ["plan", "reopened", "plan"]
    assert client.get(f"{BASE}versions/1/").status_code == 200
    assert client.get(f"{BASE}versions/3/").status_code == 404


def test_a_decision_on_a_day_to_come_is_refused_with_the_text_kept(client_as, full):
    answer = client_as("coordinator").post(
        f"{BASE}agree/", decided(decided_on="2999-01-01", text="Typed with care")
    )
    assert answer.status_code == 422
    assert "Typed with care" in answer.content.decode()
    assert not Snapshot.objects.exists()


def test_only_those_who_may_decide_agree_and_reopen(client_as, full):
    for role in ("viewer", "contributor", "core"):
        assert client_as(role).get(BASE).status_code == 200
        assert client_as(role).post(f"{BASE}agree/", decided()).status_code == 403
        assert client_as(role).post(f"{BASE}reopen/", {"reason": "x"}).status_code == 403
    assert client_as("stranger").get(BASE).status_code == 404
    assert client_as("").get(BASE).status_code == 302
    assert client_as("coordinator").get(f"{BASE}agree/").status_code == 405


def test_hostile_text_everywhere_is_shown_as_text(client_as, full, cluster):
    nasty = " ".join(HOSTILE)
    Finding.objects.update(text=nasty, source=nasty[:300], said_by=nasty[:120])
    Goal.objects.update(title=nasty[:300], outcome=nasty)
    Measure.objects.update(title=nasty[:200], description=nasty)
    Milestone.objects.update(title=nasty[:200])
    VisionVersion.objects.update(text=nasty)
    Organisation.objects.update(name=nasty[:200])
    Fact.objects.update(text=nasty, source=nasty[:300], label=nasty[:120])
    client = client_as("coordinator")
    client.post(f"{BASE}agree/", decided(text=nasty, participants=nasty))
    parts = ("measures/", "sources/", *(f"versions/1/{part}/" for part in PARTS))
    for address in ("", "versions/1/", *parts):
        page = client.get(BASE + address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_the_same_queries_for_one_three_and_thirty_measures(client_as, full, people):
    client = client_as("core")
    goal, member = Goal.objects.get(), Membership.objects.get(user=people["core"])
    client.get(BASE)  # Django asks the database once what it knows about JSON
    addresses = (BASE, f"{BASE}measures/", f"{BASE}sources/")
    counts = [[count_queries(client, address) for address in addresses]]
    for number in range(30):
        row = Measure.objects.create(goal=goal, title=f"Measure {number}", owner=member)
        row.contributors.add(member)
        Milestone.objects.create(measure=row, title="Half way", due=date(2027, 6, 30))
        Finding.objects.create(round=full, category="people", text=f"Finding {number}")
        if number in (1, 29):
            counts.append([count_queries(client, address) for address in addresses])
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 15
    client_as("coordinator").post(f"{BASE}agree/", decided())
    assert count_queries(client, BASE) <= 15
    assert count_queries(client, f"{BASE}versions/1/") <= 15


def test_a_draft_marks_today_and_an_agreed_plan_does_not(round_):
    today = timezone.localdate()
    goal = Goal.objects.create(round=round_, dimension=DIMENSION)
    month = timedelta(days=30)
    Measure.objects.create(goal=goal, title="Meet", starts_on=today - month, ends_on=today + month)
    document = plan_document(round_, "en")
    assert document.today == today
    assert replace(document, agreed_on=today).today is None
    assert "today" in draw(document.goals, today=today, theme=Theme.PRINT)
    assert "today" not in draw(document.goals, today=None, theme=Theme.PRINT)
