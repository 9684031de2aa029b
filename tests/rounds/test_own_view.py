"""First one's own view, then the others': one rule for every page, chart and file of a round."""

import re

import pytest
from django.utils import timezone

from octant.clusters.access import RIGHTS, Right
from octant.clusters.models import Role
from octant.frameworks import queries as frameworks
from octant.ratings import actions as ratings
from octant.ratings.models import Aspect
from octant.rounds.access import round_for
from octant.rounds.models import DimensionVision, FocusChoice, Round
from octant.rounds.queries.ratings import own_view_first

pytestmark = pytest.mark.django_db

FRAMEWORK = frameworks.framework("csei", 1, "en")
BASE = "/clusters/north/rounds/1/"
FIGURE = re.compile(r"\b5\.0\b|\b4\.0\b")
NOTICE = "First your own view, then the others’"
NOW_PAGES = ["", "ratings/", "focus/", "goals/membership/", "plan/"]
WISH_PAGES = ["ratings/?aspect=wished", "vision/profile/"]
FILES = ["charts/octant.svg", "charts/gaps.svg", "charts/strip-now-membership.png", "plan.pdf"]


def rate(round_, user, level, *aspects):
    for aspect in aspects:
        levels = {dimension.key: level for dimension in FRAMEWORK.dimensions}
        ratings.rate(rating_set=round_.ratings, by=user, aspect=aspect, levels=levels)


@pytest.fixture
def rated(round_, people):
    """The core team has rated; one dimension has a target and is in focus."""
    rate(round_, people["core"], 5, Aspect.NOW)
    rate(round_, people["core"], 4, Aspect.WISHED)
    DimensionVision.objects.create(round=round_, dimension="membership", target="4.5")
    FocusChoice.objects.create(round=round_, dimension="membership", phase=1)
    return round_


def shows_figures(client, page):
    answer = client.get(BASE + page)
    assert answer.status_code == 200, page
    html = answer.content.decode().partition("<main")[2]
    assert (NOTICE in html) is not bool(FIGURE.search(html)), page
    return NOTICE not in html


@pytest.mark.parametrize("page", NOW_PAGES + WISH_PAGES)
def test_pages_until_one_has_rated(client_as, rated, people, page):
    assert not shows_figures(client_as("contributor"), page)
    for role in ("core", "coordinator", "viewer"):
        assert shows_figures(client_as(role), page), role
    rate(rated, people["contributor"], 5, Aspect.NOW)
    assert shows_figures(client_as("contributor"), page) is (page in NOW_PAGES)
    rate(rated, people["contributor"], 4, Aspect.WISHED)
    assert shows_figures(client_as("contributor"), page)


@pytest.mark.parametrize("page", NOW_PAGES + WISH_PAGES)
@pytest.mark.parametrize("closed", ["baseline_at", "plan_agreed_at"])
def test_pages_once_the_baseline_is_frozen(client_as, rated, page, closed):
    Round.objects.update(**{closed: timezone.now()})
    assert shows_figures(client_as("contributor"), page)


@pytest.mark.parametrize("file", FILES)
def test_files(client_as, rated, people, file):
    refused = client_as("contributor").get(BASE + file)
    assert refused.status_code == 302
    assert NOTICE in client_as("contributor").get(refused.url).content.decode()
    assert client_as("viewer").get(BASE + file).status_code == 200
    rate(rated, people["contributor"], 3, Aspect.NOW)
    assert client_as("contributor").get(BASE + file).status_code == 200


def test_feasibility_and_the_ranking_that_rests_on_it(client_as, rated, people):
    """On the focus page, which shows several aspects side by side."""

    def shown():
        html = client_as("contributor").get(f"{BASE}focus/").content.decode()
        return "Most feasible" in html, 'id="ranking-result"' in html

    rate(rated, people["contributor"], 5, Aspect.NOW)
    assert shown() == (False, True)  # nobody has rated feasibility yet: nothing to keep back
    rate(rated, people["core"], 2, Aspect.FEASIBLE)
    assert shown() == (False, False)
    rate(rated, people["contributor"], 4, Aspect.FEASIBLE)
    assert shown() == (True, True)


def test_taking_the_medians_is_for_who_may_see_them(client_as, rated, people):
    client, targets = client_as("core"), rated.dimension_visions.exclude(target=None)
    people["contributor"].memberships.update(role=Role.CORE)
    client_as("contributor").post(f"{BASE}vision/profile/medians/")
    assert targets.count() == 1
    assert NOTICE in client_as("contributor").get(f"{BASE}vision/profile/").content.decode()
    client.post(f"{BASE}vision/profile/medians/")
    assert targets.count() == len(FRAMEWORK.dimensions)


def test_only_who_sees_everything_exports_the_cluster():
    """The file holds every answer."""
    for role, rights in RIGHTS.items():
        assert Right.MANAGE_CLUSTER not in rights or Right.DECIDE in rights, role


def test_half_an_own_view_is_none(client_as, rated, people):
    ratings.rate(
        rating_set=rated.ratings, by=people["contributor"], aspect=Aspect.NOW, levels={"membership": 1}
    )
    assert not shows_figures(client_as("contributor"), "ratings/")


def test_what_is_rated_first(rated, people):
    contributor = people["contributor"]

    def first(aspect):
        round_ = round_for(contributor, "north", 1, Right.VIEW)
        return own_view_first(round_, contributor.pk, FRAMEWORK, aspect)

    assert [first(aspect) for aspect in Aspect] == [Aspect.NOW] * 3
    rate(rated, contributor, 2, Aspect.NOW)
    assert [first(aspect) for aspect in Aspect] == [None, Aspect.WISHED, Aspect.FEASIBLE]
    rate(rated, contributor, 2, Aspect.FEASIBLE)
    assert [first(aspect) for aspect in Aspect] == [None, Aspect.WISHED, None]


def test_each_saved_answer_moves_the_progress(client_as, round_):
    client, address = client_as("contributor"), f"{BASE}ratings/rate/"
    keys = [dimension.key for dimension in FRAMEWORK.dimensions]
    for done, key in enumerate(keys, start=1):
        fields = {"dimension": key, f"level-{key}": "3"}
        parts = client.post(address, fields, headers={"X-Octant-Autosave": "1"}).json()["parts_html"]
        assert f"{done} of 8 rated" in parts["rating-line"]
        assert f'value="{done}"' in parts["rating-bar"]
        assert ("Thank you" in parts["rating-end"]) is (done == len(keys))
        page = client.get(address).content.decode()
        for name, part in parts.items():
            assert f'data-part="{name}">{part}<' in page
