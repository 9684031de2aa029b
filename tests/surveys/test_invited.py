"""Whoever comes by a personal link has used it, whether or not the open link would have let them in."""

import pytest
from django.core.cache import cache
from django.test import Client
from tests.forms import forms_of

from octant.surveys.models import Ballot, Invitation


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests():
    cache.clear()


def begin(client: Client, url: str):
    page = client.get(url).content.decode()
    form = next(each for each in forms_of(url, page) if "sector" in each.kinds)
    return client.post(form.action, dict(form.filled(sector="public")))


@pytest.mark.parametrize("open_link", [True, False])
def test_a_personal_link_is_used_once(open_link, survey):
    survey.open_link = open_link
    survey.save()
    invitation = Invitation.objects.create(survey=survey, email="person@example.org")
    url = f"/s/{survey.code}/i/{invitation.code}/"
    assert begin(Client(), url).status_code == 302
    invitation.refresh_from_db()
    assert invitation.used
    assert invitation.ballot is None
    second = begin(Client(), url)
    assert second.status_code == 422
    assert "has been used" in second.content.decode()
    assert Ballot.objects.count() == 1


def test_the_open_link_needs_no_code(survey):
    assert begin(Client(), f"/s/{survey.code}/").status_code == 302
