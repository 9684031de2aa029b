"""Answers of others that the team took over: beside its own everywhere, by decision, and taken back."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from tests.helpers import count_queries

from octant.frameworks import queries as frameworks
from octant.journal.models import Entry
from octant.ratings.actions import rate
from octant.ratings.models import Aspect, RatingSet
from octant.reports.contents import contents
from octant.rounds import words
from octant.rounds.actions import voices as actions
from octant.rounds.actions.baseline import freeze
from octant.rounds.models import Adoption, AgreedLevel, Decision, DimensionVision, InfluenceGroup
from octant.rounds.queries.baseline import baseline_data
from octant.rounds.queries.focus import gaps
from octant.rounds.queries.plan import current_document, plan_document
from octant.rounds.queries.ratings import profile
from octant.rounds.queries.state import state
from octant.rounds.queries.voices import voices

FRAMEWORK = frameworks.framework("csei", 1, "en")
NAMES = {dimension.key: dimension.name for dimension in FRAMEWORK.dimensions}
FIRST, SECOND = (dimension.key for dimension in FRAMEWORK.dimensions[:2])
DECIDED = {"decided_on": date(2026, 11, 20), "participants": "Core team", "text": "We counted them in."}


@pytest.fixture
def rated(round_, people):
    """The coordinator rates everything 2 now and 4 wished for."""
    for aspect, level in ((Aspect.NOW, 2), (Aspect.WISHED, 4)):
        rate(
            rating_set=round_.ratings,
            by=people["coordinator"],
            aspect=aspect,
            levels=dict.fromkeys(NAMES, level),
        )
    return round_


def adopt(round_, people, *, aspect=Aspect.NOW, counts=(0, 0, 0, 9, 0), levels=None, title="Coast survey"):
    ratings = RatingSet.objects.create(cluster=round_.cluster, framework="csei", edition=1)
    return actions.take_over(
        round=round_,
        by=people["coordinator"],
        aspect=aspect,
        ratings=ratings,
        title=title,
        distribution={FIRST: list(counts)},
        levels=levels or {},
        names=NAMES,
        **DECIDED,
    )


def test_distributions_add_up_and_the_median_follows(rated, people):
    adopt(rated, people)
    row = profile(rated, FRAMEWORK).row(FIRST)
    assert row.now.counts == (0, 1, 0, 9, 0)
    assert row.level == row.now.median == pytest.approx(3.9, abs=0.06)
    assert profile(rated, FRAMEWORK).rows[1].now.counts == (0, 1, 0, 0, 0)


def test_an_agreed_level_counts_with_the_raw_median_beside_it(rated, people, client_as):
    adopt(rated, people, levels={FIRST: Decimal("3.1")})
    DimensionVision.objects.create(round=rated, dimension=FIRST, target=Decimal("4.5"))
    where = profile(rated, FRAMEWORK)
    row = where.row(FIRST)
    assert row.agreed == row.level == 3.1
    assert row.now.median == 3.9
    assert row.gap == 1.4
    [gap] = [each for each in gaps(rated, FRAMEWORK) if each.dimension.key == FIRST]
    assert (gap.level, gap.gap) == (3.1, 1.4)
    plan = plan_document(rated, "en")
    part = next(each for each in plan.dimensions if each.key == FIRST)
    assert (part.agreed, part.gap, part.now.median) == (3.1, 1.4, 3.9)
    client = client_as("coordinator")
    base = "/clusters/north/rounds/1/"
    for page in ("", "focus/", "plan/"):
        assert "3.1 (agreed; median 3.9)" in client.get(f"{base}{page}").content.decode(), page
    assert words.agreed_level(3.1, 3.1) == "3.1 (agreed)"
    results = client.get(f"{base}ratings/").content.decode()
    assert "Agreed level" in results
    assert "Coast survey" in results


def test_wishes_become_targets_through_the_ideal_profile(rated, people):
    DimensionVision.objects.create(round=rated, dimension=FIRST, text="Open doors", target=Decimal("3.0"))
    adoption = adopt(
        rated, people, aspect=Aspect.WISHED, levels={FIRST: Decimal("4.5"), SECOND: Decimal("4.0")}
    )
    vision = DimensionVision.objects.get(round=rated, dimension=FIRST)
    assert (vision.target, vision.text) == (Decimal("4.5"), "Open doors")
    assert profile(rated, FRAMEWORK).row(FIRST).wished.counts == (0, 0, 0, 10, 0)
    actions.take_back(adoption=adoption, round=rated, by=people["coordinator"])
    vision.refresh_from_db()
    assert vision.target == Decimal("3.0")
    assert DimensionVision.objects.get(round=rated, dimension=SECOND).target is None
    assert profile(rated, FRAMEWORK).row(FIRST).wished.counts == (0, 0, 0, 1, 0)


def test_a_target_changed_since_then_stays(rated, people):
    adoption = adopt(rated, people, aspect=Aspect.WISHED, levels={FIRST: Decimal("4.5")})
    DimensionVision.objects.filter(round=rated).update(target=Decimal("5.0"))
    actions.take_back(adoption=adoption, round=rated, by=people["coordinator"])
    assert DimensionVision.objects.get(round=rated, dimension=FIRST).target == Decimal("5.0")


def test_taking_back_is_journaled_and_the_decision_stays(rated, people):
    adoption = adopt(rated, people, levels={FIRST: Decimal("3.1")})
    actions.take_back(adoption=adoption, round=rated, by=people["coordinator"])
    assert not Adoption.objects.exists()
    assert not AgreedLevel.objects.exists()
    assert Decision.objects.filter(kind="voices").count() == 1
    assert {"decision.voices", "voices.taken_over", "voices.taken_back"} <= set(
        Entry.objects.values_list("verb", flat=True)
    )
    assert profile(rated, FRAMEWORK).row(FIRST).now.counts == (0, 1, 0, 0, 0)


def test_a_second_survey_replaces_the_level_and_gives_it_back(rated, people):
    adopt(rated, people, levels={FIRST: Decimal("3.1")})
    second = adopt(rated, people, counts=(5, 0, 0, 0, 0), levels={FIRST: Decimal("2.0")}, title="Second")
    assert profile(rated, FRAMEWORK).row(FIRST).now.counts == (5, 1, 0, 9, 0)
    assert voices(rated).agreed == {FIRST: 2.0}
    actions.take_back(adoption=second, round=rated, by=people["coordinator"])
    assert voices(rated).agreed == {FIRST: 3.1}


def test_the_same_answers_are_not_counted_twice(rated, people):
    adoption = adopt(rated, people)
    with pytest.raises(PermissionDenied):
        actions.take_over(
            round=rated,
            by=people["coordinator"],
            aspect=Aspect.NOW,
            ratings=adoption.ratings,
            title="Again",
            distribution={},
            levels={},
            names=NAMES,
            **DECIDED,
        )
    assert Adoption.objects.count() == Decision.objects.filter(kind="voices").count() == 1


def test_a_frozen_baseline_is_not_changed_any_more(rated, people):
    adoption = adopt(rated, people, levels={FIRST: Decimal("3.1")})
    data = baseline_data(rated, FRAMEWORK)
    part = next(each for each in data["dimensions"] if each["key"] == FIRST)
    assert (part["agreed"], part["counts"]) == (3.1, [0, 1, 0, 9, 0])
    assert data["taken_over"] == [{"title": "Coast survey", "people": 9}]
    freeze(round=rated, by=people["coordinator"], framework=FRAMEWORK, decided_on=date(2026, 11, 20))
    with pytest.raises(PermissionDenied):
        adopt(rated, people)
    with pytest.raises(PermissionDenied):
        actions.take_back(adoption=adoption, round=rated, by=people["coordinator"])


def test_the_frozen_baseline_shows_what_was_counted_in(rated, people, client_as):
    adopt(rated, people, levels={FIRST: Decimal("3.1")}, title="<script>alert(1)</script>")
    freeze(round=rated, by=people["coordinator"], framework=FRAMEWORK, decided_on=date(2026, 11, 20))
    page = client_as("coordinator").get("/clusters/north/rounds/1/describe/baseline/1/").content.decode()
    assert "Agreed level" in page
    assert "<script>alert" not in page
    assert "(9 people)" in page


def test_a_later_round_compares_with_the_level_that_was_agreed(rated, people, cluster):
    from octant.rounds.models import Round

    adopt(rated, people, levels={FIRST: Decimal("3.1")})
    freeze(round=rated, by=people["coordinator"], framework=FRAMEWORK, decided_on=date(2026, 11, 20))
    ratings = RatingSet.objects.create(cluster=cluster, framework="csei", edition=1)
    later = Round.objects.create(cluster=cluster, number=2, ratings=ratings)
    where = profile(later, FRAMEWORK)
    assert where.row(FIRST).earlier == 3.1
    assert where.rows[1].earlier == 2.0


def test_a_round_that_only_others_rated_goes_on_to_the_baseline(round_, people):
    adopt(round_, people)
    so_far = state(round_)
    assert (so_far.raters, so_far.taken_over, so_far.is_rated) == (0, 1, True)
    assert profile(round_, FRAMEWORK).is_rated


def test_the_plan_keeps_the_agreed_level_when_it_is_frozen_and_read_again(rated, people):
    adopt(rated, people, levels={FIRST: Decimal("3.1")})
    plan = plan_document(rated, "en")
    assert type(plan).from_json(plan.to_json()) == plan
    assert current_document(rated, "en").dimensions[0].agreed == 3.1


def test_influence_answers_become_one_more_group(rated, people):
    actions.take_influence(
        round=rated, by=people["coordinator"], name="Coast survey", rows={FIRST: {SECOND: 2}}
    )
    group = InfluenceGroup.kept.get()
    assert group.rows.get().values == {SECOND: 2}


def test_pages_make_the_same_queries_whatever_was_taken_over(rated, people, client_as):
    client = client_as("coordinator")
    base = "/clusters/north/rounds/1/"
    addresses = [
        base + page for page in ("", "ratings/", "vision/profile/", "focus/", "plan/", "describe/baseline/")
    ]
    counts = []
    for number in range(30):
        adopt(rated, people, levels={FIRST: Decimal("3.1")}, title=f"Survey {number}")
        if number in (0, 2, 29):
            counts.append([count_queries(client, address) for address in addresses])
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 15


def test_the_printed_plan_marks_what_was_agreed(rated, people, client_as):
    adopt(rated, people, levels={FIRST: Decimal("3.1")})
    printed = contents(plan_document(rated, "en"), octant=None, gaps=None, timelines=[])
    assert "3.1 (agreed; median 3.9)" in str(printed)
    assert client_as("coordinator").get("/clusters/north/rounds/1/plan.pdf").status_code == 200
