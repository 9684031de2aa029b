"""A dimension's level from its statements: worked examples of docs/methods/in-depth.md, and properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octant.domain.in_depth import dimension_level

LEVELS = st.lists(st.none() | st.integers(1, 5), max_size=7)


@pytest.mark.parametrize(
    ("levels", "statements", "expected"),
    [
        ([2, 3, 3, 4, 5, None], 6, 3),
        ([2, 3, 4, 5], 6, 4),
        ([2, 3], 6, None),
        ([1, 1, 1, 5, 5, 5], 6, 3),
        ([1, 2], 4, 2),
        ([5], 1, 5),
        ([], 4, None),
        ([None, None, None, None], 4, None),
        ([4, None, None], 5, None),
    ],
)
def test_worked_examples(levels, statements, expected):
    assert dimension_level(levels, statements) == expected


@pytest.mark.parametrize(("levels", "statements"), [([0], 1), ([6], 1), ([3, 3], 1)])
def test_impossible_answers_are_refused(levels, statements):
    with pytest.raises(ValueError, match=r"level|answers"):
        dimension_level(levels, statements)


@given(LEVELS)
def test_the_level_lies_within_the_answers_and_order_does_not_matter(levels):
    level = dimension_level(levels, len(levels))
    judged = [one for one in levels if one is not None]
    if level is None:
        assert not judged or 2 * len(judged) < len(levels)
    else:
        assert min(judged) <= level <= max(judged)
        assert dimension_level(levels[::-1], len(levels)) == level


@given(LEVELS, st.integers(0, 6))
def test_a_higher_answer_never_lowers_the_level(levels, at):
    if at >= len(levels) or levels[at] in (None, 5):
        return
    higher = [*levels[:at], levels[at] + 1, *levels[at + 1 :]]
    before, after = dimension_level(levels, len(levels)), dimension_level(higher, len(levels))
    assert (before is None) == (after is None)
    assert before is None or after >= before
