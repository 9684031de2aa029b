"""What is taken out of requests."""

import pytest

from octant.core.requests import whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("12", 12), ("007", 7), ("9" * 18, 10**18 - 1), ("٣", 3)],
)
def test_digits_are_a_number(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "text", ["", " ", "-1", "+1", "1.5", "1e3", "²", "½", "1_000", "x", "9" * 19, "1" * 5000]
)
def test_anything_else_is_none(text):
    assert whole_number(text) is None
