"""Starting a round, its settings, its overview."""

import re
from datetime import date

import pytest
from tests.helpers import HOSTILE, count_queries

from octant.frameworks import queries as frameworks
from octant.journal.models import Entry
from octant.ratings import actions as ratings
from octant.ratings.models import Aspect, Rating, Respondent
from octant.rounds.actions import rounds as actions
from octant.rounds.models import DimensionVision, FocusChoice, Mode, Round
from octant.rounds.queries.ratings import profile, team

pytestmark = pytest.mark.django_db

NEW = "/clusters/north/rounds/new/"
OVERVIEW = "/clusters/north/rounds/1/"
SETTINGS = "/clusters/north/rounds/1/settings/"
KEYS = [dimension.key for dimension in frameworks.framework("csei", 1, "en").dimensions]


def rate_all(round_, user, level=3, aspect=Aspect.NOW):
    ratings.rate(rating_set=round_.ratings, by=user, aspect=aspect, levels=dict.fromkeys(KEYS, level))


# ---------- Start a round ----------


def test_the_page_explains_both_kinds_step_by_step(client_as):
    html = client_as("core").get(NEW).content.decode()
    for step in frameworks.framework("csei", 1, "en").steps:
        assert step.evaluate.text.split(",")[0] in html.replace("&#x27;", "'")
    assert "Start round 1" in html


def test_starting_a_round(client_as, cluster):
    response = client_as("core").post(
        NEW, {"number": 1, "mode": "create", "title": "", "starts_on": "2026-01-01", "ends_on": "2027-12-31"}
    )
    assert response.url == OVERVIEW
    round_ = Round.objects.get(cluster=cluster)
    assert (round_.number, round_.mode, str(round_)) == (1, Mode.CREATE, "Round 1")
    assert (round_.framework, round_.edition) == ("csei", frameworks.latest())
    assert (round_.ratings.framework, round_.ratings.edition) == (round_.framework, round_.edition)
    assert Entry.objects.get(verb="round.started").round_number == 1


def test_pressing_twice_makes_one_round(client_as):
    core, coordinator = client_as("core"), client_as("coordinator")
    data = {"number": 1, "mode": "create"}
    core.post(NEW, data)
    second = coordinator.post(NEW, data, follow=True)
    assert Round.objects.count() == 1
    assert "no second one was made" in second.content.decode()
    core.post(NEW, {"number": 2, "mode": "evaluate"})
    assert Round.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "destroy"},
        {"mode": ""},
        {"number": "abc"},
        {"title": "x" * 121},
        {"title": "a\x00b"},
        {"starts_on": "2027-01-02", "ends_on": "2027-01-01"},
        {"starts_on": "not a day"},
        {"ends_on": "0001-01-01"},
        {"ends_on": "9999-12-31"},
    ],
)
def test_wrong_input_is_named_and_kept(client_as, wrong):
    data = {"number": 1, "mode": "create", "title": "Our second try"} | wrong
    response = client_as("core").post(NEW, data)
    assert response.status_code == 422
    assert "ds-error-summary" in response.content.decode()
    assert not Round.objects.exists()
    if "title" not in wrong:
        assert "Our second try" in response.content.decode()


@pytest.mark.parametrize(
    ("role", "status"), [("", 302), ("stranger", 404), ("viewer", 403), ("contributor", 403), ("core", 200)]
)
def test_who_may_start_a_round(client_as, role, status):
    assert client_as(role).get(NEW).status_code == status
    if status != 200:
        client_as(role).post(NEW, {"number": 1, "mode": "create"})
        assert not Round.objects.exists()


# ---------- Settings ----------


def settings_data(round_, **changes):
    return {"mode": round_.mode, "title": round_.title, "version": round_.version} | changes


def test_settings_are_changed_and_journaled(client_as, round_):
    response = client_as("core").post(SETTINGS, settings_data(round_, title="Spring", ends_on="2027-06-30"))
    assert response.status_code == 302
    round_.refresh_from_db()
    assert (round_.title, round_.ends_on) == ("Spring", date(2027, 6, 30))
    entry = Entry.objects.get(verb="round.changed")
    assert (entry.before["title"], entry.after["title"]) == ("", "Spring")


def test_two_editors_of_the_settings_get_both_versions(client_as, round_):
    client_as("core").post(SETTINGS, settings_data(round_, title="Spring"))
    second = client_as("coordinator").post(SETTINGS, settings_data(round_, title="Autumn"))
    assert second.status_code == 409
    assert Round.objects.get().title == "Spring"


def test_reversed_phases_are_refused(client_as, round_):
    wrong = settings_data(round_, ends_on="2027-01-01", second_phase_ends_on="2026-01-01")
    assert client_as("core").post(SETTINGS, wrong).status_code == 422


def test_settings_of_an_agreed_plan_are_frozen(client_as, round_):
    Round.objects.update(plan_agreed_at="2026-01-01T00:00Z")
    assert client_as("core").post(SETTINGS, settings_data(round_, title="Late")).status_code == 403
    assert client_as("core").get(SETTINGS).status_code == 200
    assert Round.objects.get().title == ""


# ---------- Overview ----------


def test_a_new_round_shows_the_empty_octant_and_what_to_do_first(client_as, round_):
    html = client_as("coordinator").get(OVERVIEW).content.decode()
    assert html.count("<h1") == 1
    assert 'class="oct-chart' in html
    assert "Nobody has rated yet" in html
    assert "Describe the starting point" in html
    for dimension in frameworks.framework("csei", 1, "en").dimensions:
        assert dimension.name in html
    assert "octant.svg" not in html  # there is nothing worth keeping yet
    assert 'data-label="Gap"' not in html  # no table of dashes
    DimensionVision.objects.create(round=round_, dimension=KEYS[0], target=4)
    assert 'data-label="Gap"' in client_as("coordinator").get(OVERVIEW).content.decode()


def test_gaps_stand_largest_first_with_agreement_and_n(client_as, round_, people):
    rate_all(round_, people["core"], 3)
    rate_all(round_, people["coordinator"], 3)
    for key, target in zip(KEYS, [3.5, 5, 3, 4, 4.5, 3, 3, 3], strict=True):
        DimensionVision.objects.create(round=round_, dimension=key, target=target)
    FocusChoice.objects.create(round=round_, dimension=KEYS[1])
    html = client_as("coordinator").get(OVERVIEW).content.decode()
    names = re.findall(r'ratings/#(\w+)">', html)
    assert names[:4] == [KEYS[1], KEYS[4], KEYS[3], KEYS[0]]
    assert "n&nbsp;=&nbsp;2" in html
    assert "In focus:" in html
    assert "now 3.0, target 5.0, so 2.0 to go" in html


def test_the_most_disputed_dimension_is_named(client_as, round_, people):
    rate_all(round_, people["core"], 3)
    rate_all(round_, people["coordinator"], 3)
    assert "Opinions differ most" not in client_as("coordinator").get(OVERVIEW).content.decode()
    for role, level in (("core", 1), ("coordinator", 5)):
        ratings.rate(rating_set=round_.ratings, by=people[role], aspect=Aspect.NOW, levels={"purpose": level})
    html = client_as("coordinator").get(OVERVIEW).content.decode()
    assert "Opinions differ most on: Viable purpose" in html
    assert "two camps, from level 1 to level 5" in html


def test_own_view_first_then_the_others(client_as, round_, people):
    rate_all(round_, people["coordinator"], 5)
    contributor = client_as("contributor")
    assert "oct-chart" not in contributor.get(OVERVIEW).content.decode()
    assert "oct-chart" in client_as("viewer").get(OVERVIEW).content.decode()
    rate_all(round_, people["contributor"], 2)
    assert "oct-chart" in contributor.get(OVERVIEW).content.decode()


def test_the_earlier_baseline_is_compared_by_itself(round_, cluster, people, client_as):
    rate_all(round_, people["core"], 2)
    second = actions.start(cluster=cluster, by=people["core"], number=2, mode=Mode.EVALUATE)
    framework = frameworks.framework("csei", 1, "en")
    assert profile(second, framework).earlier_round is None
    Round.objects.filter(number=1).update(baseline_at="2026-01-01T00:00Z")
    found = profile(second, framework)
    assert found.earlier_round == round_
    assert {row.earlier for row in found.rows} == {2.0}
    html = client_as("coordinator").get("/clusters/north/rounds/2/").content.decode()
    assert "Baseline of Round 1" in html


def test_wishes_stand_in_until_there_are_targets(round_, people):
    framework = frameworks.framework("csei", 1, "en")
    rate_all(round_, people["core"], 4, Aspect.WISHED)
    found = profile(round_, framework)
    assert found.target_is_wish
    assert found.rows[0].target == 4.0
    DimensionVision.objects.create(round=round_, dimension=KEYS[0], target=3)
    found = profile(round_, framework)
    assert not found.target_is_wish
    assert [found.rows[0].target, found.rows[1].target] == [3.0, None]


def test_made_up_rounds_say_so_on_every_page(client_as, round_):
    marked = "these ratings and plans are made up"
    pages = [
        OVERVIEW,
        SETTINGS,
        f"{OVERVIEW}describe/",
        f"{OVERVIEW}ratings/",
        f"{OVERVIEW}describe/baseline/",
    ]
    client = client_as("coordinator")
    assert not any(marked in client.get(page).content.decode() for page in pages)
    Round.objects.update(illustrative=True)
    assert all(marked in client.get(page).content.decode() for page in pages)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_stay_text(client_as, round_, text):
    response = client_as("core").post(SETTINGS, settings_data(round_, title=text[:120]))
    assert response.status_code == 302
    html = client_as("coordinator").get(OVERVIEW).content.decode()
    assert "<script>alert" not in html
    assert "onerror=alert(1)>" not in html


@pytest.mark.parametrize(
    ("role", "status"), [("", 302), ("stranger", 404), ("viewer", 200), ("contributor", 200), ("core", 200)]
)
def test_who_sees_the_overview(client_as, round_, role, status):
    assert client_as(role).get(OVERVIEW).status_code == status


def test_rounds_of_other_clusters_and_numbers_are_not_there(client_as, round_):
    assert client_as("core").get("/clusters/north/rounds/2/").status_code == 404
    assert client_as("core").get("/clusters/south/rounds/1/").status_code == 404


def test_team_notes_of_the_journal_stay_with_the_team(client_as, round_):
    Entry.objects.create(cluster=round_.cluster, verb="secret.verb", round_number=1, visibility="team")
    assert "secret.verb" in client_as("core").get(OVERVIEW).content.decode()
    assert "secret.verb" not in client_as("viewer").get(OVERVIEW).content.decode()


def test_as_many_queries_for_thirty_raters_as_for_one(client_as, round_, people, cluster):
    from octant.accounts.models import User
    from octant.clusters.models import Membership

    client = client_as("coordinator")
    rate_all(round_, people["coordinator"])
    first = count_queries(client, OVERVIEW)
    for number in range(30):
        user = User.objects.create_user(f"p{number}@example.org")
        Membership.objects.create(cluster=cluster, user=user, role="contributor")
        rate_all(round_, user, 1 + number % 5)
    assert count_queries(client, OVERVIEW) == first <= 15


def test_the_team_is_those_who_may_rate(round_, people):
    found = team(round_, frameworks.framework("csei", 1, "en"))
    assert {member.user_id for member in found.members} == {
        people[role].pk for role in ("coordinator", "core", "contributor")
    }
    rate_all(round_, people["core"])
    found = team(round_, frameworks.framework("csei", 1, "en"))
    complete = {member.user_id for member in found.members if member.is_complete}
    assert complete == {people["core"].pk}


def test_who_may_not_do_the_next_thing_gets_a_page_to_read(client_as, round_):
    for role, button in (("coordinator", "Describe the starting point"), ("viewer", "Have a look")):
        assert button in client_as(role).get(OVERVIEW).content.decode()


def test_people_outside_the_team_are_counted_too(client_as, round_):
    who = Respondent.objects.create(rating_set=round_.ratings)
    Rating.objects.create(
        rating_set=round_.ratings, respondent=who, aspect=Aspect.NOW, item="purpose", level=3
    )
    assert "1 other person rated" in client_as("coordinator").get(OVERVIEW).content.decode()
