"""Comparison of texts: nothing is lost, edits are found, long texts stay quick."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octant.domain.change import Change, compare_texts

few_words = st.lists(st.sampled_from(["a", "b", "c", "vision", " ", "\n", "🌱"]), max_size=40).map(" ".join)


def assert_faithful(a: str, b: str, changes: list[Change]) -> None:
    assert "".join(change.text_a for change in changes) == a
    assert "".join(change.text_b for change in changes) == b
    for op, text_a, text_b in changes:
        match op:
            case "equal":
                assert text_a == text_b != ""
            case "insert":
                assert text_a == "" != text_b
            case "delete":
                assert text_a != "" == text_b
            case "replace":
                assert "" not in (text_a, text_b)
    assert all(one.op != two.op for one, two in pairwise(changes))


def test_worked_example() -> None:
    assert compare_texts(
        "By 2030 the region has a strong network.", "By 2032 the region has a strong and open network."
    ) == [
        ("equal", "By ", "By "),
        ("replace", "2030", "2032"),
        ("equal", " the region has a strong", " the region has a strong"),
        ("insert", "", " and open"),
        ("equal", " network.", " network."),
    ]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("", "", []),
        ("same", "same", [("equal", "same", "same")]),
        ("", "new", [("insert", "", "new")]),
        ("old", "", [("delete", "old", "")]),
        ("one two", "three four", [("replace", "one two", "three four")]),
        ("a  b", "a b", [("equal", "a", "a"), ("replace", "  ", " "), ("equal", "b", "b")]),
        ("<b>x</b>", "<i>x</i>", [("replace", "<b>x</b>", "<i>x</i>")]),
    ],
)
def test_small_cases(a: str, b: str, expected: list[tuple[str, str, str]]) -> None:
    assert compare_texts(a, b) == expected


@given(few_words, few_words)
def test_nothing_is_lost_in_texts_that_resemble_each_other(a: str, b: str) -> None:
    assert_faithful(a, b, compare_texts(a, b))


@given(st.text(), st.text())
def test_nothing_is_lost_in_any_text(a: str, b: str) -> None:
    assert_faithful(a, b, compare_texts(a, b))


@given(st.text())
def test_a_text_equals_itself(text: str) -> None:
    assert [change.op for change in compare_texts(text, text)] == ["equal"] * bool(text)


def long_text(words: int, seed: int, vocabulary: int) -> list[str]:
    source = random.Random(seed)
    return [f"w{source.randrange(vocabulary)}" for _ in range(words)]


def test_an_edit_in_a_long_text_is_found_exactly() -> None:
    words = long_text(3500, 1, 1500)
    edited = [*words[:100], "first", *words[100:2000], *words[2002:], "last"]
    changes = compare_texts(" ".join(words), " ".join(edited))
    assert [change.op for change in changes] == ["equal", "insert", "equal", "delete", "equal", "insert"]
    assert changes[1].text_b.strip() == "first"
    assert changes[3].text_a.split() == words[2000:2002]
    assert changes[5].text_b.strip() == "last"


def test_scattered_edits_in_a_long_text_leave_most_of_it_equal() -> None:
    words = long_text(3500, 2, 1500)
    edited = [f"new{i}" if i % 10 == 5 else word for i, word in enumerate(words)]
    a, b = " ".join(words), " ".join(edited)
    changes = compare_texts(a, b)
    assert_faithful(a, b, changes)
    assert sum(len(change.text_a) for change in changes if change.op == "equal") > 0.85 * len(a)


DISTINCT = [chr(0x4E00 + i) for i in range(10_000)]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (" ".join("a" * 10_000), " ".join("ab" * 5_000)),
        (" ".join(DISTINCT), " ".join(w if i % 2 else chr(0xAC00 + i) for i, w in enumerate(DISTINCT))),
        (" ".join(DISTINCT), " ".join(DISTINCT[::-1])),
        (" ".join(long_text(5_000, 3, 90)), " ".join(long_text(5_000, 4, 90))),
        (" ".join(long_text(4_000, 5, 3_000)), " ".join(long_text(4_000, 6, 3_000))),
        (" " * 20_000, "\n " * 10_000),
        ("." * 20_000, ".?" * 10_000),
    ],
    ids=["one word", "every other", "reversed", "few words", "unrelated", "spaces", "dots"],
)
def test_texts_made_to_be_slow_come_out_right(a: str, b: str) -> None:
    """A quadratic comparison would not finish here within the patience of anyone who runs the tests."""
    assert_faithful(a, b, compare_texts(a, b))
