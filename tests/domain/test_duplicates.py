"""Which rows may be one and the same organisation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from octant.domain.duplicates import Named, Sign, duplicates, site, without_legal_form


def rows(*names: str, **more: str) -> list[Named]:
    return [Named(number, (name,), **more) for number, name in enumerate(names)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("torino social impact", "torino social impact aps"),
        ("harbour works", "harbour wroks"),
        ("city of hamburg", "hamburg city"),
        ("green fund e.v.", "green fund"),
        ("klon/jawor association", "association klon jawor"),
    ],
)
def test_spellings_of_one_name_are_found(first: str, second: str) -> None:
    assert len(duplicates(rows(first, second))) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("university of latvia", "university of tartu"),
        ("city of riga", "city of pskov"),
        ("fraunhofer institute", "bertelsmann foundation"),
        ("hamburg port authority", "hamburg alliance for social entrepreneurship"),
    ],
)
def test_different_names_are_not(first: str, second: str) -> None:
    assert duplicates(rows(first, second, place="riga")) == ()


def test_one_website_is_enough_when_the_names_share_a_word() -> None:
    pair = duplicates(
        [
            Named(1, ("social entrepreneurship netzwerk deutschland",), "https://www.send-ev.de/"),
            Named(2, ("send netzwerk",), "http://send-ev.de/ueber-uns"),
            Named(3, ("another house",), "https://send-ev.de"),
        ]
    )
    assert [(found.first, found.second) for found in pair] == [(1, 2)]
    assert pair[0].signs == (Sign.SAME_SITE,)


def test_other_names_count_and_the_likeliest_come_first() -> None:
    found = duplicates(
        [
            Named(1, ("national audit union of social cooperatives", "ozrss"), "https://ozrss.pl", "warsaw"),
            Named(2, ("ozrss",), "https://ozrss.pl/en", "warsaw"),
            Named(3, ("harbour works",)),
            Named(4, ("harbour work",)),
        ]
    )
    assert [(pair.first, pair.second) for pair in found] == [(1, 2), (3, 4)]
    assert found[0].signs == (Sign.SAME_NAME, Sign.SAME_SITE, Sign.SAME_PLACE)
    assert found[1].likeness == round(fuzz.token_sort_ratio("harbour works", "harbour work"), 1)


def test_nearby_less_likeness_is_enough() -> None:
    far = [Named(1, ("youth centre north",), place="riga"), Named(2, ("youth center norden",), place="tartu")]
    near = [Named(1, ("youth centre north",), place="riga"), Named(2, ("youth center norden",), place="riga")]
    assert 80 <= fuzz.token_sort_ratio("youth centre north", "youth center norden") < 88
    assert duplicates(far) == ()
    assert len(duplicates(near)) == 1


def test_what_was_told_apart_does_not_come_back() -> None:
    assert duplicates(rows("harbour works", "harbour work"), apart=[(1, 0)]) == ()


def test_a_website_that_many_share_says_nothing() -> None:
    many = [Named(n, (f"page {n} of somebody {n * 7919}",), "https://social.example") for n in range(40)]
    assert duplicates(many) == ()


@pytest.mark.parametrize(
    ("web", "host"),
    [("https://www.a.org/x", "a.org"), ("http://a.org:80", "a.org"), ("", ""), ("http://[", ""), ("x", "")],
)
def test_the_host_of_a_website(web: str, host: str) -> None:
    assert site(web) == host


def test_a_name_that_is_nothing_but_a_legal_form_stays() -> None:
    assert without_legal_form("ab") == "ab"
    assert without_legal_form("green fund sp. z o.o.") != ""


@given(st.lists(st.text(alphabet="abc ä", max_size=12), max_size=12))
def test_any_names_and_in_any_order_the_same_pairs(names: list[str]) -> None:
    there = rows(*names)
    found = duplicates(there)
    assert found == duplicates(list(reversed(there)))
    assert all(pair.first < pair.second for pair in found)
