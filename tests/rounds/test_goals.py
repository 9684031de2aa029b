"""Step 4 through the browser: goals, indicators, owners, hints."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from tests.helpers import HOSTILE, count_queries

from octant.clusters.models import Cluster, Membership, Role
from octant.ecosystem.models import Organisation
from octant.journal.models import Entry
from octant.rounds.forms.numbers import NumberField, shown
from octant.rounds.models import FocusChoice, Goal, Indicator, Round

BASE = "/clusters/north/rounds/1/goals/"
DIMENSION = "membership"
AUTOSAVE = {"X-Octant-Autosave": "1"}


@pytest.fixture
def focus(round_):
    return FocusChoice.objects.create(round=round_, dimension=DIMENSION, rationale="It holds all else back.")


@pytest.fixture
def goal(round_):
    return Goal.objects.create(round=round_, dimension=DIMENSION, title="A charter by June")


@pytest.fixture
def elsewhere(people):
    """Another cluster with a member and an organisation of its own."""
    other = Cluster.objects.create(slug="south", name="South Shore", country="DK")
    member = Membership.objects.create(cluster=other, user=people["stranger"], role=Role.CORE)
    return member, Organisation.objects.create(cluster=other, name="Far Harbour")


def posted(**values):
    return {"version": 1, "title": "", "outcome": "", "capacity": "", "due": "", "owner": ""} | values


def indicator_post(**values):
    empty = {"name": "", "unit": "", "baseline": "", "target": "", "source": "", "frequency": ""}
    return {"version": 1} | empty | values


def test_without_focus_the_page_leads_to_the_focus_and_still_offers_every_dimension(client_as, round_):
    page = client_as("core").get(BASE).content.decode()
    assert "No focus has been chosen yet" in page
    assert f'href="{BASE}{DIMENSION}/"' in page


def test_a_goal_comes_into_being_with_its_first_text(client_as, round_, focus):
    client = client_as("core")
    assert client.get(f"{BASE}{DIMENSION}/").status_code == 200
    assert not Goal.objects.exists()
    answer = client.post(
        f"{BASE}{DIMENSION}/", posted(title="20 contracts", due="2027-06-30", owner="The core")
    )
    assert answer.status_code == 302
    goal = Goal.objects.get()
    assert (goal.title, goal.due, str(goal.owner)) == ("20 contracts", date(2027, 6, 30), "The core")
    entry = Entry.objects.get(verb="goal.changed")
    assert entry.after["owner"] == "The core"
    assert entry.before["title"] == ""


def test_every_field_has_its_help_where_it_is_read(client_as, round_, goal):
    goal.indicators.create()
    page = client_as("core").get(f"{BASE}{DIMENSION}/").content.decode()
    for text in (
        "outside the team can notice",
        "Start to type a name",
        "What is counted",
        "For example people",
    ):
        helped = re.search(rf'id="([^"]+)">[^<]*{text}', page).group(1)
        assert f'aria-describedby="{helped}"' in page


def test_an_agreed_goal_is_no_longer_told_what_it_lacks(client_as, round_, focus, goal):
    assert "could be added" in client_as("core").get(BASE).content.decode()
    Round.objects.update(plan_agreed_at="2026-01-01T00:00Z")
    page = client_as("core").get(BASE).content.decode()
    assert "A charter by June" in page
    assert "could be added" not in page


def test_autosave_answers_with_version_and_hints_that_follow_the_text(client_as, round_, focus):
    client = client_as("core")
    first = client.post(f"{BASE}{DIMENSION}/", posted(title="Better"), headers=AUTOSAVE).json()
    assert "Say what gets better in the region." in first["hints_html"]
    second = client.post(
        f"{BASE}{DIMENSION}/",
        posted(title="Better", outcome="20 firms sell to the city", version=first["version"]),
        headers=AUTOSAVE,
    ).json()
    assert "Say what gets better in the region." not in second["hints_html"]
    assert "Name who answers for the goal." in second["hints_html"]


def test_of_two_people_the_second_gets_both_texts(client_as, round_, goal):
    client_as("coordinator").post(f"{BASE}{DIMENSION}/", posted(title="Their sentence"))
    answer = client_as("core").post(f"{BASE}{DIMENSION}/", posted(title="My own sentence"), headers=AUTOSAVE)
    assert answer.status_code == 409
    html = answer.json()["html"]
    assert "Their sentence" in html
    assert "My own sentence" in html
    goal.refresh_from_db()
    assert goal.title == "Their sentence"


def test_conflict_over_the_owner_is_shown_as_one_field(client_as, round_, goal, cluster):
    Organisation.objects.create(cluster=cluster, name="Harbour Council")
    client_as("coordinator").post(f"{BASE}{DIMENSION}/", posted(title=goal.title, owner="The core"))
    answer = client_as("core").post(f"{BASE}{DIMENSION}/", posted(title=goal.title, owner="Harbour Council"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "The core" in page
    assert "Harbour Council" in page
    assert 'name="owner_organisation"' not in page


def test_a_new_organisation_is_added_when_saved_but_not_while_typing(client_as, round_, goal):
    client = client_as("core")
    typed = posted(title=goal.title, owner="Harbour Cou")
    answer = client.post(f"{BASE}{DIMENSION}/", typed, headers=AUTOSAVE).json()
    assert "Harbour Cou" in answer["hints_html"]
    assert not Organisation.objects.exists()
    client.post(f"{BASE}{DIMENSION}/", posted(title=goal.title, owner="Harbour Council"))
    goal.refresh_from_db()
    assert goal.owner_organisation.name == "Harbour Council"
    assert goal.owner is None


@pytest.mark.parametrize("which", ["m", "o"])
def test_somebody_of_another_cluster_is_refused(client_as, round_, goal, elsewhere, which):
    member, organisation = elsewhere
    code = f"m:{member.pk}" if which == "m" else f"o:{organisation.pk}"
    answer = client_as("core").post(f"{BASE}{DIMENSION}/", posted(title="Kept text", owner=code))
    assert answer.status_code == 422
    assert "Kept text" in answer.content.decode()
    goal.refresh_from_db()
    assert goal.title == "A charter by June"


def test_an_owner_who_has_left_stays_when_the_form_is_saved_again(client_as, round_, goal, people):
    goal.owner = Membership.objects.get(user=people["contributor"])
    goal.save()
    goal.owner.left_at = "2026-01-01T00:00Z"
    goal.owner.save()
    client_as("core").post(f"{BASE}{DIMENSION}/", posted(title="New words", owner="The contributor"))
    goal.refresh_from_db()
    assert (goal.title, str(goal.owner)) == ("New words", "The contributor")


def test_owner_suggestions_name_only_this_cluster(client_as, round_, elsewhere, cluster):
    Organisation.objects.create(cluster=cluster, name="Near Harbour")
    found = client_as("core").get(f"{BASE}owners/", {"q": "har"}).json()["results"]
    assert [row["label"] for row in found] == ["Near Harbour"]
    people = client_as("core").get(f"{BASE}owners/", {"q": "coord"}).json()["results"]
    assert [row["label"] for row in people] == ["The coordinator"]


def test_the_journal_calls_a_goal_without_a_title_by_its_dimension(client_as, round_):
    client_as("core").post(f"{BASE}{DIMENSION}/indicators/")
    assert Entry.objects.get(verb="indicator.added").subject == "Membership model"


def test_indicators_are_added_changed_moved_removed_and_brought_back(client_as, round_, goal):
    client = client_as("core")
    for name in ("First", "Second"):
        client.post(f"{BASE}{DIMENSION}/indicators/")
        row = Indicator.objects.latest("pk")
        client.post(f"{BASE}indicators/{row.pk}/", indicator_post(name=name, baseline="1,5", target="20"))
    first, second = Indicator.objects.order_by("pk")
    assert (first.baseline, first.target) == (Decimal("1.5"), Decimal(20))
    client.post(f"{BASE}indicators/{second.pk}/move/", {"direction": "up"})
    assert [row.name for row in Indicator.kept.filter(goal=goal)] == ["Second", "First"]
    answer = client.post(f"{BASE}indicators/{second.pk}/remove/", follow=True)
    undo = f"{BASE}indicators/{second.pk}/restore/"
    assert f'action="{undo}"' in answer.content.decode()
    assert [row.name for row in Indicator.kept.all()] == ["First"]
    client.post(undo)
    assert Indicator.kept.count() == 2
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"indicator.added", "indicator.changed", "indicator.removed", "indicator.restored"} <= verbs


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("many", "Write a number in digits"),
        ("9" * 30, "too large"),
        ("1.23456", "at most 3 digits"),
        ("1,500", "can mean two numbers"),
        ("1e9", "Write a number in digits"),
        ("NaN", "Write a number in digits"),
    ],
)
def test_what_is_no_number_is_explained_and_kept(client_as, round_, goal, typed, part):
    row = Indicator.objects.create(goal=goal, name="Contracts")
    answer = client_as("core").post(f"{BASE}indicators/{row.pk}/", indicator_post(target=typed))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert part in page
    assert typed in page


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12", "12"), ("2,5", "2.5"), ("2.5", "2.5"), ("1 500", "1500"), ("1.234.567,8", "1234567.8"),
        ("1,234,567", "1234567"), ("−3", "-3"), ("0,125", "0.125"), ("٣", "3"), (".5", "0.5"),
    ],
)  # fmt: skip
def test_numbers_as_people_type_them(typed, value):
    assert NumberField(whole_digits=13, decimals=3).clean(typed) == Decimal(value)


def test_a_number_that_stands_there_may_stay():
    field = NumberField(whole_digits=13, decimals=3, initial=Decimal("1.234"))
    assert field.clean(shown(Decimal("1.234"))) == Decimal("1.234")
    with translation.override("de"):
        assert shown(Decimal("1234.500")) == "1234,5"


@pytest.mark.parametrize("due", ["30.06.2027 maybe", "1850-01-01", "9999-12-31"])
def test_days_out_of_reach_are_refused(client_as, round_, goal, due):
    answer = client_as("core").post(f"{BASE}{DIMENSION}/", posted(due=due))
    assert answer.status_code == 422
    assert Goal.objects.get().due is None


def test_a_day_after_the_time_frame_is_only_a_hint(client_as, round_, focus, goal):
    round_.ends_on = date(2027, 1, 1)
    round_.save()
    answer = client_as("core").post(
        f"{BASE}{DIMENSION}/", posted(title=goal.title, due="2028-01-01"), headers=AUTOSAVE
    )
    assert answer.status_code == 200
    assert "after the time frame" in answer.json()["hints_html"]


def test_an_agreed_plan_is_read_only(client_as, round_, goal):
    round_.plan_agreed_at = "2026-01-01T00:00Z"
    round_.save()
    client = client_as("core")
    assert "data-autosave" not in client.get(f"{BASE}{DIMENSION}/").content.decode().partition("<main")[2]
    assert client.post(f"{BASE}{DIMENSION}/", posted(title="Other")).status_code == 403
    assert client.post(f"{BASE}{DIMENSION}/indicators/").status_code == 403
    goal.refresh_from_db()
    assert goal.title == "A charter by June"


def test_rights(client_as, round_, goal):
    assert client_as("viewer").get(f"{BASE}{DIMENSION}/").status_code == 200
    assert client_as("contributor").post(f"{BASE}{DIMENSION}/", posted(title="x")).status_code == 403
    assert client_as("stranger").get(f"{BASE}{DIMENSION}/").status_code == 404
    assert client_as("core").get(f"{BASE}no_such_dimension/").status_code == 404


def test_hostile_text_is_shown_as_text(client_as, round_, focus, goal):
    client = client_as("core")
    text = " ".join(HOSTILE)[:300]
    client.post(f"{BASE}{DIMENSION}/", posted(title=text, outcome=text))
    for address in (BASE, f"{BASE}{DIMENSION}/"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
    too_long = client.post(f"{BASE}{DIMENSION}/", posted(version=2, outcome="x" * 10_000))
    assert too_long.status_code == 422
    assert "x" * 10_000 in too_long.content.decode()


def test_the_same_queries_for_few_and_many(client_as, round_, goal, focus):
    client = client_as("core")
    Indicator.objects.create(goal=goal, name="One")
    one = count_queries(client, BASE), count_queries(client, f"{BASE}{DIMENSION}/")
    for number in range(30):
        Indicator.objects.create(goal=goal, name=f"More {number}")
    for dimension in ("composition", "purpose", "collaboration", "services"):
        Goal.objects.create(round=round_, dimension=dimension, title="x")
    assert (count_queries(client, BASE), count_queries(client, f"{BASE}{DIMENSION}/")) == one
    assert max(one) <= 15


def test_one_goal_after_the_other_without_going_back(client_as, round_, focus):
    FocusChoice.objects.create(round=round_, dimension="services")
    client = client_as("core")
    first = client.post(f"{BASE}{DIMENSION}/", posted(title="20 contracts", next="1"))
    assert first["Location"] == f"{BASE}services/"
    assert client.post(f"{BASE}services/", posted(title="An offer", next="1"))["Location"] == BASE
