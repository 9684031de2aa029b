"""Somebody writes in the very moment in which somebody else freezes, agrees or reopens."""

from datetime import date
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from tests.at_once import at_once

from octant.frameworks import queries as frameworks
from octant.ratings.models import Aspect, Rating
from octant.rounds.actions import baseline, describe, focus, plan, ratings, vision
from octant.rounds.models import Decision, Finding, FocusChoice, Round, Snapshot

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 11, 22)
FRAMEWORK = frameworks.framework("csei", 1, "en")


def fresh(round_: Round) -> Round:
    """The round as another request has read it."""
    return Round.objects.select_related("cluster", "ratings").get(pk=round_.pk)


def refused(found: list[object]) -> int:
    problems = [each for each in found if isinstance(each, Exception)]
    assert all(isinstance(problem, PermissionDenied) for problem in problems), problems
    return len(problems)


def test_a_frozen_baseline_holds_every_finding_that_was_taken(round_, people):
    by = people["coordinator"]
    add = partial(describe.add_finding, by=by, category="people", kind="gap", text="Nobody has time")
    freeze = partial(baseline.freeze, by=by, framework=FRAMEWORK, decided_on=DAY)
    found = at_once(partial(add, round=fresh(round_)), partial(freeze, round=fresh(round_)))
    assert Finding.objects.count() + refused(found) == 1
    assert str(Snapshot.objects.get().data).count("Nobody has time") == Finding.objects.count()


def test_no_rating_slips_in_behind_the_baseline(round_, people):
    by = people["coordinator"]
    rate = partial(
        ratings.rate, by=by, aspect=Aspect.NOW, levels={FRAMEWORK.dimensions[0].key: 4}, comments={}
    )
    freeze = partial(baseline.freeze, by=by, framework=FRAMEWORK, decided_on=DAY)
    found = at_once(partial(rate, round=fresh(round_)), partial(freeze, round=fresh(round_)))
    assert Rating.objects.count() + refused(found) == 1
    counted = [sum(each["counts"]) for each in Snapshot.objects.get().data["dimensions"]]
    assert sum(counted) == Rating.objects.count()


def test_an_agreed_plan_holds_what_was_chosen(round_, people):
    by = people["coordinator"]
    choose = partial(focus.choose, by=by, dimension=FRAMEWORK.dimensions[0], phase=1)
    agree = partial(plan.agree_plan, by=by, decided_on=DAY)
    found = at_once(partial(choose, round=fresh(round_)), partial(agree, round=fresh(round_)))
    assert FocusChoice.objects.count() + refused(found) == 1
    assert len(Snapshot.objects.get().data["focus"]) == FocusChoice.objects.count()


def test_two_who_agree_make_one_decision(round_, people):
    by = people["coordinator"]
    round_.dimension_visions.create(dimension=FRAMEWORK.dimensions[0].key, target=4)
    agree = [partial(vision.agree_profile, by=by, decided_on=DAY, round=fresh(round_)) for _ in range(2)]
    assert refused(at_once(*agree)) == 1
    assert Decision.objects.count() == 1
