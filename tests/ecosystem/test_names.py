"""Keys that names are compared and found by, and several words in one column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octant.ecosystem.fields import Words, WordsField, having
from octant.ecosystem.models import Organisation
from octant.ecosystem.names import name_key, search_key


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("siauliai", "Šiauliai"),
        ("LODZ", "Łódź"),
        ("kobenhavn", "København"),
        ("strasse", "Straße"),
        ("vidzeme", "  VIDZEME\t"),
        ("київ", "КИЇВ"),
    ],
)
def test_people_without_that_keyboard_find_it(typed: str, stands: str) -> None:
    assert search_key(typed) == search_key(stands)


@given(st.text())
def test_a_key_is_its_own_key(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)
    assert name_key(name_key(text)) == name_key(text)


@given(st.lists(st.text()))
def test_words_come_back_as_they_were_kept(texts: list[str]) -> None:
    words = Words(texts)
    field = WordsField()
    assert field.to_python(field.get_prep_value(words)) == words
    for word in words:
        assert having(word) in field.get_prep_value(words)
    assert len(set(words)) == len(words)
    assert all("|" not in word and word.strip() for word in words)


def test_a_filter_finds_the_whole_word_only(cluster) -> None:
    rows = [
        Organisation(cluster=cluster, name=f"{sdgs}", sdgs=Words(sdgs)) for sdgs in (["1"], ["11", "3"], [])
    ]
    Organisation.objects.bulk_create(rows)
    assert Organisation.kept.filter(sdgs__contains=having("1")).get().name == "['1']"
    row = Organisation.kept.get(sdgs__contains=having("11"))
    assert row.sdgs == ("11", "3")
    assert str(row.sdgs) == "11, 3"


def test_many_rows_at_once_keep_their_keys(cluster) -> None:
    Organisation.objects.bulk_create([Organisation(cluster=cluster, name="Łódź Lab", place="Łódź")])
    row = Organisation.kept.get(search_key__contains="lodz lab")
    row.name = "Umeå Lab"
    Organisation.objects.bulk_update([row], ["name"])
    assert Organisation.kept.get(name_key="umeå lab").search_key.startswith("umea lab")
