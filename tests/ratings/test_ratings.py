"""Rating and counting ratings, against rows counted one by one."""

import random
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from octant.accounts.models import User
from octant.frameworks import queries as frameworks
from octant.ratings import actions, queries
from octant.ratings.models import Aspect, Comment, Rating, RatingSet, Respondent

pytestmark = pytest.mark.django_db


@pytest.fixture
def ratings(cluster):
    return RatingSet.objects.create(cluster=cluster, framework="csei", edition=1)


@pytest.fixture
def person(db):
    return User.objects.create_user("rater@example.org")


def rate(ratings, person, levels, aspect=Aspect.NOW, **comments):
    return actions.rate(rating_set=ratings, by=person, aspect=aspect, levels=levels, comments=comments)


def statements(key: str) -> list[str]:
    return [statement.id for statement in frameworks.framework("csei", 1, "en").dimension(key).statements]


def test_rating_is_kept_and_can_be_changed(ratings, person):
    rate(ratings, person, {"membership": 2, "purpose": None}, membership="We are few.")
    rate(ratings, person, {"membership": 4})
    own = queries.own_answers(ratings, person, Aspect.NOW)
    assert own.levels == {"membership": 4, "purpose": None}
    assert own.comments == {"membership": "We are few."}


def test_rating_twice_changes_nothing_and_costs_nothing(ratings, person):
    for _turn in range(2):
        rate(ratings, person, {"membership": 2, "purpose": None}, membership="Few.")
    assert Rating.objects.count() == 2
    assert Comment.objects.count() == 1
    assert Respondent.objects.count() == 1


def test_rating_forty_items_takes_as_many_queries_as_one(ratings, person):
    everything = {
        statement.id: 3
        for dimension in frameworks.framework("csei", 1, "en").dimensions
        for statement in dimension.statements
    }
    rate(ratings, person, {"membership": 1})
    with CaptureQueriesContext(connection) as one:
        rate(ratings, person, {"membership": 2})
    with CaptureQueriesContext(connection) as many:
        rate(ratings, person, everything)
    assert len(many) == len(one) <= 6


def test_an_empty_comment_removes_the_former_one(ratings, person):
    rate(ratings, person, {}, membership="Few.")
    rate(ratings, person, {}, membership="  ")
    assert not Comment.objects.exists()


def test_aspects_are_kept_apart(ratings, person):
    rate(ratings, person, {"membership": 2})
    rate(ratings, person, {"membership": 5}, aspect=Aspect.WISHED)
    assert queries.own_answers(ratings, person, Aspect.NOW).levels == {"membership": 2}
    assert queries.pair_histogram(ratings) == {"membership": {(2, 5): 1}}


@pytest.mark.parametrize("level", [0, 6, -1, 2.5, "3", True])
def test_a_level_outside_the_scale_is_refused(ratings, person, level):
    with pytest.raises(actions.InvalidRatingError):
        rate(ratings, person, {"membership": level})
    assert not Rating.objects.exists()


@pytest.mark.parametrize("item", ["", "nonsense", "membership.nonsense"])
def test_an_unknown_item_is_refused(ratings, person, item):
    with pytest.raises(actions.InvalidRatingError):
        rate(ratings, person, {item: 3})


def test_statements_are_rated_for_now_only(ratings, person):
    with pytest.raises(actions.InvalidRatingError):
        rate(ratings, person, {statements("membership")[0]: 3}, aspect=Aspect.WISHED)


def test_statements_give_their_dimension_a_level_once_half_are_judged(ratings, person):
    ids = statements("membership")
    half = (len(ids) + 1) // 2
    assert "membership" not in rate(ratings, person, dict.fromkeys(ids[: half - 1], 4)).levels
    assert rate(ratings, person, {ids[half - 1]: 4}).levels["membership"] == 4


def test_unjudged_statements_make_the_dimension_unjudged(ratings, person):
    own = rate(ratings, person, dict.fromkeys(statements("membership"), None))
    assert own.levels["membership"] is None


def test_what_was_said_last_counts(ratings, person):
    ids = statements("membership")
    rate(ratings, person, dict.fromkeys(ids, 4))
    assert rate(ratings, person, {"membership": 1}).levels["membership"] == 1
    assert rate(ratings, person, {"purpose": 5}).levels["membership"] == 1
    assert rate(ratings, person, {ids[0]: 5}).levels["membership"] == 4


def test_clearing_takes_back_own_answers_only(ratings, person, people):
    rate(ratings, person, {"membership": 2, "purpose": 3}, membership="Few.")
    rate(ratings, people["core"], {"membership": 5}, membership="Many.")
    actions.clear(rating_set=ratings, by=person, aspect=Aspect.NOW, items=["membership"])
    assert queries.own_answers(ratings, person, Aspect.NOW).levels == {"purpose": 3}
    assert queries.own_answers(ratings, people["core"], Aspect.NOW).comments == {"membership": "Many."}


def crowd(ratings, people: int, items: list[str], seed: int = 1) -> list[Rating]:
    """Answers of a crowd, written in bulk."""
    chance = random.Random(seed)
    respondents = Respondent.objects.bulk_create([Respondent(rating_set=ratings) for _ in range(people)])
    rows = [
        Rating(
            rating_set=ratings,
            respondent=respondent,
            aspect=aspect,
            item=item,
            level=chance.choice([None, 1, 2, 3, 3, 4, 5]),
        )
        for respondent in respondents
        for item in items
        for aspect in (Aspect.NOW, Aspect.WISHED)
        if chance.random() < 0.9
    ]
    return Rating.objects.bulk_create(rows, batch_size=5000)


def test_histograms_equal_counting_row_by_row(ratings, cluster):
    rows = crowd(ratings, 40, ["membership", "purpose"])
    crowd(RatingSet.objects.create(cluster=cluster, framework="csei", edition=1), 5, ["membership"], seed=2)
    found = queries.histograms(ratings, Aspect.NOW)
    for item in ("membership", "purpose"):
        levels = Counter(row.level for row in rows if (row.item, row.aspect) == (item, Aspect.NOW))
        assert found[item].counts == tuple(levels[level] for level in range(1, 6))
        assert found[item].cannot_judge == levels[None]
        assert found[item].n == sum(found[item].counts)


def test_pairs_equal_counting_person_by_person(ratings):
    rows = crowd(ratings, 40, ["membership", "purpose"])
    given = {(row.respondent_id, row.item, row.aspect): row.level for row in rows}
    expected: dict[str, Counter] = {}
    for (respondent, item, aspect), now in given.items():
        wished = given.get((respondent, item, Aspect.WISHED))
        if aspect == Aspect.NOW and now and wished:
            expected.setdefault(item, Counter())[now, wished] += 1
    assert queries.pair_histogram(ratings) == {item: dict(pairs) for item, pairs in expected.items()}
    assert list(queries.pair_histogram(ratings, ["purpose"])) == ["purpose"]


def test_summaries_are_one_query_each(ratings, django_assert_num_queries):
    crowd(ratings, 10, ["membership"])
    with django_assert_num_queries(1):
        queries.histograms(ratings, Aspect.NOW)
    with django_assert_num_queries(1):
        queries.pair_histogram(ratings)


def test_nobody_gives_no_numbers(ratings):
    assert queries.histograms(ratings, Aspect.NOW) == {}
    nobody = queries.NOBODY
    assert (nobody.n, nobody.median, nobody.agreement, nobody.is_split) == (0, None, None, False)


def test_counting_people(ratings, person, people):
    rate(ratings, person, {"membership": 2, "purpose": None})
    rate(ratings, people["core"], {"membership": 2}, aspect=Aspect.WISHED)
    crowd(ratings, 3, ["membership", "purpose"])
    assert queries.answered_by_person(ratings, Aspect.NOW, ["membership", "purpose"]) == {person.pk: 2}
    assert queries.respondents(ratings, Aspect.NOW) == 4


def test_comments_do_not_follow_their_writers(ratings, person, people):
    rate(ratings, person, {}, membership="Zeal.")
    rate(ratings, people["core"], {}, membership="Awe.")
    assert queries.comments(ratings, Aspect.NOW) == {"membership": ["Awe.", "Zeal."]}


def plan_of(summary) -> str:
    """How the database goes about the one query that this makes."""
    with CaptureQueriesContext(connection) as queries_made:
        summary()
    (made,) = queries_made.captured_queries
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {made['sql']}")
        return " ".join(str(row) for row in cursor.fetchall())


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="each database explains its ways in words of its own"
)
def test_summaries_read_nothing_but_the_index(ratings):
    """What a summary costs is measured by `./octant bench summaries`; here is why it is cheap."""
    assert "USING COVERING INDEX rating_histogram" in plan_of(lambda: queries.histograms(ratings, Aspect.NOW))
    pairs = plan_of(lambda: queries.pair_histogram(ratings, ["membership", "purpose"]))
    assert "USING COVERING INDEX rating_histogram" in pairs
    assert "TEMP B-TREE" not in pairs  # nothing is sorted
