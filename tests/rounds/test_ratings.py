"""Rating oneself and seeing how everybody rated, through pages."""

import re

import pytest
from tests.helpers import HOSTILE, count_queries

from octant.frameworks import queries as frameworks
from octant.journal.models import Entry
from octant.ratings import actions, queries
from octant.ratings.models import Aspect, Comment, Rating
from octant.rounds.models import Round

pytestmark = pytest.mark.django_db

RATE = "/clusters/north/rounds/1/ratings/rate/"
WISHED = RATE + "wished/"
FEASIBLE = RATE + "feasible/"
RESULTS = "/clusters/north/rounds/1/ratings/"
BASELINE = "/clusters/north/rounds/1/describe/baseline/"
AUTOSAVE = {"X-Octant-Autosave": "1"}
FRAMEWORK = frameworks.framework("csei", 1, "en")
KEYS = [dimension.key for dimension in FRAMEWORK.dimensions]


def rate_all(round_, user, level=3, aspect=Aspect.NOW):
    actions.rate(rating_set=round_.ratings, by=user, aspect=aspect, levels=dict.fromkeys(KEYS, level))


def levels(round_, user, aspect=Aspect.NOW):
    return queries.own_answers(round_.ratings, user, aspect).levels


def test_the_page_shows_eight_dimensions_with_five_described_levels(client_as, round_):
    html = client_as("contributor").get(RATE).content.decode()
    assert html.count("<h1") == 1
    assert len(re.findall(r'<input type="radio" name="level-', html)) == 8 * 6
    assert FRAMEWORK.dimensions[0].levels[4].label in html
    assert "0 of 8 rated" in html


def test_one_dimension_is_saved_as_you_go(client_as, round_, people):
    response = client_as("contributor").post(
        RATE, {"level-membership": "2", "comment-membership": "Few."}, headers=AUTOSAVE
    )
    assert response.status_code == 200
    assert "1 of 8 rated" in response.json()["parts_html"]["rating-line"]
    assert levels(round_, people["contributor"]) == {"membership": 2}
    html = client_as("contributor").get(RATE).content.decode()
    assert re.search(r'name="level-membership" value="2" checked', html)
    assert "Few." in html


def test_plain_html_saves_and_leads_to_the_next_open_dimension(client_as, round_):
    response = client_as("contributor").post(RATE, {"level-membership": "skip"})
    assert response.status_code == 302
    assert response.url == f"{RATE}#{KEYS[1]}"


def test_all_dimensions_in_one_go(client_as, round_, people):
    data = {f"level-{key}": str(1 + index % 5) for index, key in enumerate(KEYS)}
    response = client_as("contributor").post(RATE, data)
    assert response.url.endswith("#done")
    assert len(levels(round_, people["contributor"])) == 8
    assert "Now see how the others rated" in client_as("contributor").get(RATE).content.decode()


def test_saving_twice_changes_nothing(client_as, round_):
    for _turn in range(2):
        client_as("core").post(RATE, {"level-membership": "2", "comment-membership": "Few."})
    assert (Rating.objects.count(), Comment.objects.count()) == (1, 1)


def test_cannot_judge_is_an_answer_and_no_answer_is_none(client_as, round_, people):
    client_as("core").post(RATE, {"level-membership": "skip", "level-purpose": ""})
    assert levels(round_, people["core"]) == {"membership": None}


def test_an_answer_can_be_taken_back(client_as, round_, people):
    client = client_as("core")
    client.post(RATE, {"level-membership": "2", "comment-membership": "Few."})
    client.post(RATE, {"level-membership": "2", "clear": "membership"})
    assert levels(round_, people["core"]) == {}
    assert not Comment.objects.exists()


@pytest.mark.parametrize("level", ["0", "6", "abc", "-1", "2.5", "１０", "null", "<script>"])
@pytest.mark.parametrize("headers", [AUTOSAVE, {}])
def test_impossible_levels_are_refused_and_nothing_is_lost(client_as, round_, level, headers):
    data = {"level-membership": level, "comment-membership": "A comment typed with care"}
    response = client_as("core").post(RATE, data, headers=headers)
    assert response.status_code == 422
    assert not Rating.objects.exists()
    if headers:
        assert "level-membership" in response.json()["errors"]
    else:
        assert "A comment typed with care" in response.content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {"level-nonsense": "3"},
        {"comment-nonsense": "x"},
        {"clear": "nonsense"},
        {"comment-membership": "x" * 2001},
        {"comment-membership": "a\x00b"},
        {"level-": "3"},
    ],
)
def test_unknown_items_and_overlong_comments_are_refused(client_as, round_, data):
    assert client_as("core").post(RATE, data, headers=AUTOSAVE).status_code == 422
    assert not Rating.objects.exists()
    assert not Comment.objects.exists()


def test_statements_are_for_now_only(client_as, round_):
    statement = FRAMEWORK.dimensions[0].statements[0].id
    assert client_as("core").post(WISHED, {f"level-{statement}": "3"}).status_code == 422


def test_in_depth_and_quick_do_not_lose_each_others_answers(client_as, round_, people):
    client = client_as("core")
    client.post(RATE, {"level-purpose": "5"})
    dimension = FRAMEWORK.dimensions[0]
    data = {f"level-{statement.id}": "2" for statement in dimension.statements}
    response = client.post(RATE, data | {"mode": "depth", "dimension": dimension.key})
    assert response.url == f"{RATE}?mode=depth&dimension={dimension.key}"
    own = levels(round_, people["core"])
    assert (own["purpose"], own[dimension.key]) == (5, 2)
    quick = client.get(RATE).content.decode()
    assert re.search(rf'name="level-{dimension.key}" value="2" checked', quick)
    client.post(RATE, {f"level-{dimension.key}": "4"})
    depth = client.get(f"{RATE}?mode=depth&dimension={dimension.key}").content.decode()
    assert len(re.findall(r'value="2" checked', depth)) == len(dimension.statements)


def test_an_unknown_dimension_in_depth_is_not_there(client_as, round_):
    assert client_as("core").get(f"{RATE}?mode=depth&dimension=nonsense").status_code == 404


def test_the_three_aspects_are_kept_apart(client_as, round_, people):
    client = client_as("core")
    for url, level in ((RATE, "1"), (WISHED, "5"), (FEASIBLE, "3")):
        assert client.get(url).status_code == 200
        client.post(url, {"level-membership": level})
    found = [levels(round_, people["core"], aspect)["membership"] for aspect in Aspect]
    assert found == [1, 5, 3]


def test_frozen_ratings_stay(client_as, round_, people):
    rate_all(round_, people["core"])
    Round.objects.update(baseline_at="2026-01-01T00:00Z")
    client = client_as("core")
    html = client.get(RATE).content.decode()
    assert "<fieldset" in html
    assert "disabled" in html
    assert client.post(RATE, {"level-membership": "1"}).status_code == 403
    assert client.post(RATE, {"clear": "membership"}).status_code == 403
    assert client.post(WISHED, {"level-membership": "1"}).status_code == 302
    Round.objects.update(plan_agreed_at="2026-01-01T00:00Z")
    assert client.post(WISHED, {"level-membership": "2"}).status_code == 403
    assert client.post(FEASIBLE, {"level-membership": "2"}).status_code == 403
    assert levels(round_, people["core"])["membership"] == 3


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("", 302),
        ("stranger", 404),
        ("viewer", 403),
        ("contributor", 200),
        ("core", 200),
        ("coordinator", 200),
    ],
)
def test_who_may_rate(client_as, round_, role, status):
    for url in (RATE, WISHED, FEASIBLE):
        assert client_as(role).get(url).status_code == status
    client_as(role).post(RATE, {"level-membership": "3"})
    assert Rating.objects.count() == (1 if status == 200 else 0)


def test_only_own_answers_are_shown_while_rating(client_as, round_, people):
    rate_all(round_, people["core"], 5)
    actions.rate(
        rating_set=round_.ratings,
        by=people["core"],
        aspect=Aspect.NOW,
        levels={},
        comments={"membership": "Only for later"},
    )
    for page in (RATE, RESULTS, f"{RESULTS}?aspect=now"):
        html = client_as("contributor").get(page).content.decode()
        assert " checked>" not in html
        assert "Only for later" not in html
        assert "oct-chart" not in html


def test_results_open_after_rating_and_for_the_coordinator(client_as, round_, people):
    rate_all(round_, people["core"], 5)
    for role, charts in (("coordinator", 8), ("viewer", 8), ("core", 8), ("contributor", 0)):
        html = client_as(role).get(RESULTS).content.decode()
        assert html.count("oct-strip") == charts, role
    rate_all(round_, people["contributor"])
    assert client_as("contributor").get(RESULTS).content.decode().count("oct-strip") == 8
    # Wishes are another question: rating now does not open them.
    rate_all(round_, people["core"], 5, Aspect.WISHED)
    assert "oct-strip" not in client_as("contributor").get(f"{RESULTS}?aspect=wished").content.decode()


@pytest.mark.parametrize(
    ("answer", "shows"),
    [({}, False), ({"level-purpose": "skip"}, True), ({"comment-purpose": "Ask the office."}, True)],
)
def test_without_an_answer_there_are_no_empty_charts(client_as, round_, answer, shows):
    client_as("core").post(RATE, answer)
    for aspect, address in (("now", RATE), ("wished", WISHED)):
        html = client_as("coordinator").get(RESULTS, {"aspect": aspect}).content.decode()
        answered = shows and aspect == "now"
        assert ("Nobody has rated yet" not in html) == answered
        assert ('class="oct-chart' in html) == answered
        assert (f'href="{address}">Rate the eight dimensions' in html) != answered
    html = client_as("viewer").get(RESULTS).content.decode()
    assert "Rate the eight dimensions" not in html


def test_one_thing_is_next_rating_for_who_can_going_on_for_the_others(client_as, round_, people):
    main = re.compile(r'<a class="ds-button" href="([^"]+)"')
    assert main.findall(client_as("coordinator").get(RESULTS).content.decode()) == [RATE]
    assert main.findall(client_as("viewer").get(RESULTS).content.decode()) == [BASELINE]
    rate_all(round_, people["coordinator"])
    assert main.findall(client_as("coordinator").get(RESULTS).content.decode()) == [BASELINE]
    assert main.findall(client_as("contributor").get(RESULTS).content.decode()) == [RATE]


def test_one_answer_has_no_middle_half(client_as, round_, people):
    rate_all(round_, people["core"])
    html = client_as("coordinator").get(RESULTS).content.decode()
    assert "Middle half</text>" not in html  # the legend of the charts
    assert '<th scope="row">Middle half of the answers</th><td class="number">–</td>' in html
    rate_all(round_, people["coordinator"])
    html = client_as("coordinator").get(RESULTS).content.decode()
    assert "Middle half</text>" in html
    assert '<th scope="row">Middle half of the answers</th><td class="number">2.8 – 3.3</td>' in html


def test_results_show_spread_agreement_n_split_comments_and_who_is_missing(client_as, round_, people):
    for role, level in (("coordinator", 1), ("core", 5)):
        rate_all(round_, people[role], level)
    actions.rate(
        rating_set=round_.ratings,
        by=people["core"],
        aspect=Aspect.NOW,
        levels={statement.id: 4 for statement in FRAMEWORK.dimensions[1].statements} | {"purpose": None},
        comments={"membership": "<b>Bold</b> words"},
    )
    html = client_as("coordinator").get(RESULTS).content.decode()
    assert "2 people gave a level" in html
    assert "1 person could not judge it" in html
    assert "two camps" in html
    assert "&lt;b&gt;Bold&lt;/b&gt; words" in html
    assert "The contributor" in html
    assert "The core" not in html
    assert FRAMEWORK.dimensions[1].statements[0].text in html
    assert "2 of 3 people in the team have rated" in html


def test_nobody_sees_who_gave_which_level(client_as, round_, people):
    rate_all(round_, people["core"], 5)
    rate_all(round_, people["coordinator"], 1)
    html = client_as("coordinator").get(RESULTS).content.decode()
    assert "The core" not in html
    assert not Entry.objects.filter(after__icontains="level").exists()


def test_the_journal_says_once_that_somebody_has_rated(client_as, round_):
    client = client_as("core")
    for key in KEYS:
        client.post(RATE, {f"level-{key}": "3"}, headers=AUTOSAVE)
    client.post(RATE, {"level-membership": "4"}, headers=AUTOSAVE)
    assert [entry.verb for entry in Entry.objects.all()] == ["ratings.now"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_comments_stay_text(client_as, round_, people, text):
    assert client_as("core").post(RATE, {"comment-membership": text}).status_code == 302
    for page in (RATE, RESULTS):
        html = client_as("core" if page == RATE else "coordinator").get(page).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_an_unknown_aspect_is_not_there(client_as, round_):
    assert client_as("core").get(f"{RESULTS}?aspect=nonsense").status_code == 404


def test_as_many_queries_for_thirty_raters_as_for_one(client_as, round_, people, cluster):
    from octant.accounts.models import User
    from octant.clusters.models import Membership

    client = client_as("coordinator")
    rate_all(round_, people["coordinator"])
    first = [count_queries(client, url) for url in (RESULTS, RATE, WISHED, FEASIBLE)]
    for number in range(30):
        user = User.objects.create_user(f"p{number}@example.org")
        Membership.objects.create(cluster=cluster, user=user, role="contributor")
        rate_all(round_, user, 1 + number % 5)
    assert [count_queries(client, url) for url in (RESULTS, RATE, WISHED, FEASIBLE)] == first
    assert max(first) <= 15


def test_the_steps_count_people_not_answers(client_as, round_, people):
    rate_all(round_, people["core"])
    rate_all(round_, people["coordinator"])
    assert "2 people rated" in client_as("coordinator").get(RATE).content.decode()
