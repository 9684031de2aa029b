"""The door for people with a code."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from octant.surveys.actions.surveys import add_survey


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def join(code):
    return Client().post(reverse("join:code"), {"code": code})


def test_a_code_typed_somehow_leads_to_the_workshop(workshop):
    typed = f" {workshop.code[:3].lower()} - {workshop.code[3:]} "
    assert join(typed)["Location"] == f"/w/{workshop.code}/"
    assert Client().get(f"/j/{workshop.code.lower()}/")["Location"] == f"/w/{workshop.code}/"


def test_a_code_leads_to_the_survey(round_, people):
    survey = add_survey(round=round_, by=people["core"], anonymity="anonymous", title="T")
    assert join(survey.code)["Location"] == f"/s/{survey.code}/"


@pytest.mark.parametrize("code", ["", "NOPE", "<script>", "x" * 500, "\x00"])
def test_a_wrong_code_is_told(db, code):
    response = join(code)
    assert response.status_code == 422
    assert b"<script>" not in response.content.replace(b"<script src", b"").replace(b"<script type", b"")


def test_nobody_tries_codes_by_the_thousand(db):
    statuses = [join("CCCCCC").status_code for _try in range(130)]
    assert statuses.count(429) == 10


def test_a_wrong_code_in_an_address_can_be_mended_there(db):
    page = Client().get("/j/QQQQQQ/")
    assert page.status_code == 404
    assert "Nothing with this code is open" in page.content.decode()
    assert f'action="{reverse("join:code")}"' in page.content.decode()
    assert 'value="QQQQQQ"' in page.content.decode()


@pytest.mark.parametrize(
    ("address", "words"),
    [("/w/QQQQQQ/", "no workshop with this code"), ("/s/QQQQQQ/", "no survey with this code")],
)
def test_an_address_with_a_wrong_code_leads_to_where_codes_are_typed(db, address, words):
    page = Client().get(address)
    assert page.status_code == 404
    assert words in page.content.decode()
    assert f'href="{reverse("join:code")}"' in page.content.decode()


def test_the_screen_with_a_wrong_key_says_where_to_open_it_again(workshop):
    page = Client().get(f"/w/{workshop.code}/screen/wrong/")
    assert page.status_code == 404
    assert "Open it again from the console" in page.content.decode()
