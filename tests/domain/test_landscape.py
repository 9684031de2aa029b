"""How varied a group is, and who is missing."""

from math import isclose

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from octant.domain.landscape import effective_number, mix


@pytest.mark.parametrize(
    ("counts", "number"),
    [
        ((10, 10, 10, 10), 4),
        ((7, 0, 0, 0), 1),
        ((), 0),
        ((0, 0), 0),
        ((30, 4, 3, 3), 1600 / 934),
        ((1, 1), 2),
    ],
)
def test_the_effective_number(counts: tuple[int, ...], number: float) -> None:
    assert effective_number(counts) == pytest.approx(number)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=8))
def test_it_lies_between_one_and_the_number_of_kinds(counts: list[int]) -> None:
    there = sum(count > 0 for count in counts)
    assume(there)
    assert 1 - 1e-9 <= effective_number(counts) <= there + 1e-9
    assert isclose(effective_number(counts), effective_number([2 * count for count in counts]))


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 99))
def test_what_is_missing_reaches_the_target_and_one_less_does_not(
    own: int, others: int, per_cent: int
) -> None:
    part = mix({"own": own, "others": others}, {"own": per_cent / 100})[0]
    missing = part.missing
    assert missing is not None
    total = own + others
    assert (own + missing) * 100 >= per_cent * (total + missing)
    if missing:
        assert (own + missing - 1) * 100 < per_cent * (total + missing - 1) or not total


def test_a_target_of_everything_cannot_be_reached_while_others_are_there() -> None:
    assert mix({"a": 1, "b": 1}, {"a": 1.0})[0].missing is None
    assert mix({"a": 2, "b": 0}, {"a": 1.0})[0].missing == 0
    assert mix({"a": 2, "b": 0}, {})[0].missing == 0


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        mix({"a": -1}, {})
    with pytest.raises(ValueError, match="between"):
        mix({"a": 1}, {"a": 1.1})
