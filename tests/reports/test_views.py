"""Who gets the plan as a file, and what they get."""

from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from tests.helpers import HOSTILE

from octant.clusters.models import Cluster, Membership, Role
from octant.ratings.models import RatingSet
from octant.reports import pdf
from octant.rounds.models import Finding, Round, Snapshot, SnapshotKind
from octant.rounds.queries.plan import plan_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(round_):
    return reverse("reports:plan_pdf", args=[round_.cluster.slug, round_.number])


@pytest.fixture
def agreed(round_):
    """Version 1, agreed, in force."""
    document = plan_document(round_, "en").to_json() | {"agreed_version": 1, "agreed_on": "2026-03-01"}
    snapshot = Snapshot.objects.create(round=round_, kind=SnapshotKind.PLAN, number=1, data=document)
    round_.plan_agreed_at = timezone.now()
    round_.save()
    return snapshot


def first_page(response) -> str:
    return PdfReader(BytesIO(response.content)).pages[0].extract_text()


@pytest.mark.parametrize("role", Role.values)
def test_every_member_gets_it(client_as, round_, address, role):
    round_.baseline_at = (
        timezone.now()
    )  # before, who has not rated rates first (tests/rounds/test_own_view.py)
    round_.save()
    response = client_as(role).get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_strangers_learn_nothing(client_as, address, agreed):
    snapshot = address.replace("plan.pdf", "plan/1.pdf")
    assert client_as("stranger").get(address).status_code == 404
    assert client_as("stranger").get(snapshot).status_code == 404
    assert client_as("").get(address).status_code == 302
    assert client_as("").get(snapshot).status_code == 302
    assert client_as("coordinator").post(address).status_code == 405


def test_rounds_and_versions_of_others_are_out_of_reach(client_as, people, cluster, agreed):
    """A member of two clusters cannot read one through the address of the other."""
    other = Cluster.objects.create(slug="south", name="South", country="SE")
    Membership.objects.create(cluster=other, user=people["viewer"], role=Role.VIEWER)
    ratings = RatingSet.objects.create(cluster=other, framework="csei", edition=1)
    Round.objects.create(cluster=other, number=7, ratings=ratings)
    viewer = client_as("viewer")
    assert viewer.get(reverse("reports:plan_pdf", args=["south", 7])).status_code == 200
    assert viewer.get(reverse("reports:plan_pdf", args=["south", 1])).status_code == 404
    assert viewer.get(reverse("reports:plan_pdf", args=["north", 7])).status_code == 404
    assert viewer.get(reverse("reports:plan_snapshot_pdf", args=["south", 7, 1])).status_code == 404
    assert viewer.get(reverse("reports:plan_snapshot_pdf", args=["north", 1, 2])).status_code == 404


def test_a_baseline_is_no_plan(client_as, round_):
    Snapshot.objects.create(round=round_, kind=SnapshotKind.BASELINE, number=1, data={})
    assert (
        client_as("core").get(reverse("reports:plan_snapshot_pdf", args=["north", 1, 1])).status_code == 404
    )


def test_name_and_caching_of_the_file(client_as, cluster, address):
    cluster.name = "Zürich / “Łódź” 🌱\r\nX-Evil: 1"
    cluster.save()
    response = client_as("viewer").get(address)
    header = response["Content-Disposition"]
    assert header.isascii()
    assert header.startswith('inline; filename="north-1-plan-20')
    assert "filename*=UTF-8''Z%C3%BCrich%20-%20" in header
    assert "X-Evil" not in response
    assert "private" in response["Cache-Control"]
    saved = client_as("viewer").get(address, {"download": "1"})
    assert saved["Content-Disposition"].startswith("attachment; ")


def test_draft_comes_from_what_stands_there_now(client_as, round_, address):
    Finding.objects.create(round=round_, category="finance", text="The county pays until 2027.")
    reader = PdfReader(BytesIO(client_as("viewer").get(address).content))
    assert "Draft of" in reader.pages[0].extract_text()
    assert any("The county pays until 2027." in page.extract_text() for page in reader.pages)


def test_agreed_plan_does_not_change(client_as, cluster, agreed, address):
    cluster.name = "Renamed"
    cluster.save()
    page = first_page(client_as("viewer").get(address))
    assert "Agreed on" in page
    assert "North Shore Network" in page
    assert "Renamed" not in page


def test_old_version_says_that_it_was_opened_again(client_as, round_, agreed, address):
    agreed.reopened_at = timezone.now()
    agreed.save(update_fields=["reopened_at"])
    round_.plan_agreed_at = None
    round_.save()
    assert "Draft of" in first_page(client_as("viewer").get(address))
    old = client_as("viewer").get(reverse("reports:plan_snapshot_pdf", args=["north", 1, 1]))
    assert "no longer in force" in " ".join(first_page(old).split())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names(client_as, cluster, round_, address, text):
    cluster.name = cluster.region = cluster.description = text
    cluster.save()
    round_.title = text
    round_.save()
    assert client_as("viewer").get(address).status_code == 200


def test_a_failure_ends_on_a_page_that_says_what_to_do(client_as, address, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "LAYOUT", tmp_path)
    response = client_as("viewer").get(address)
    assert response.status_code == 503
    assert "Your plan is safe" in response.content.decode()
    assert reverse("rounds:plan", args=["north", 1]) in response.content.decode()
