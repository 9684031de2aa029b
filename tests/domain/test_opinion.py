"""Rounds of opinion: who moved, which way, and when that may be shown."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octant.domain.opinion import OpinionChange, agreement_change, may_show_change, opinion_change

levels = st.integers(1, 5)
panels = st.lists(st.tuples(levels, levels), min_size=1, max_size=60)


def histogram(answers: list[int]) -> list[int]:
    return [answers.count(level) for level in range(1, 6)]


def change(panel: list[tuple[int, int]]) -> OpinionChange:
    result = opinion_change(Counter(panel), histogram([before for before, _ in panel]))
    assert result
    return result


def test_worked_example() -> None:
    """The median before is 3.0: of twelve, five moved, four of them nearer to it and one further away."""
    pairs = {(1, 2): 2, (2, 2): 1, (3, 3): 5, (4, 3): 1, (5, 4): 1, (3, 4): 1, (4, 4): 1}
    assert opinion_change(pairs, [2, 1, 6, 2, 1]) == OpinionChange(
        n=12, changed=5 / 12, up=3 / 12, down=2 / 12, towards=4 / 12, away=1 / 12
    )


@pytest.mark.parametrize(
    ("pair", "towards", "away"),
    [
        ((1, 2), 1, 0),
        ((1, 3), 1, 0),
        ((1, 5), 0, 0),  # across the median of 3.0 and as far from it as before
        ((1, 4), 1, 0),
        ((2, 5), 0, 1),
        ((3, 2), 0, 1),
        ((4, 4), 0, 0),
    ],
)
def test_nearer_and_further_from_the_median(pair: tuple[int, int], towards: float, away: float) -> None:
    result = opinion_change({pair: 1}, [1, 1, 5, 1, 1])
    assert result
    assert (result.towards, result.away) == (towards, away)


def test_the_median_is_the_one_that_was_shown() -> None:
    """2, 2, 2, 3 and 3 have the median 2.33, shown as 2.3. Those who joined in round one only count in it."""
    assert opinion_change({(3, 2): 1}, [0, 3, 2, 0, 0]) == OpinionChange(1, 1, 0, 1, 1, 0)
    assert opinion_change({(3, 2): 1}, [0, 2, 30, 0, 0]) == OpinionChange(1, 1, 0, 1, 0, 1)
    # 2.04 is shown as 2.0, from where 1 and 3 are equally far.
    counts = [10, 25, 12, 0, 0]
    assert opinion_change({(1, 3): 1}, counts) == OpinionChange(1, 1, 1, 0, 0, 0)


def test_nobody_answered_twice() -> None:
    assert opinion_change({}, [1, 2, 3, 0, 0]) is None
    assert opinion_change({(1, 2): 0}, [0, 0, 0]) is None


@given(panels)
def test_shares_fit_together(panel: list[tuple[int, int]]) -> None:
    result = change(panel)
    assert result.n == len(panel)
    assert result.changed == pytest.approx(result.up + result.down)
    assert result.towards + result.away <= result.changed + 1e-12
    assert all(0 <= share <= 1 for share in (result.changed, result.up, result.towards, result.away))


@given(panels)
def test_turning_the_scale_around_swaps_up_and_down(panel: list[tuple[int, int]]) -> None:
    # One respondent more on each end than elsewhere keeps the median of this group at 3.0 either way round.
    one = opinion_change(Counter(panel), [3, 2, 2, 2, 3])
    other = opinion_change(Counter((6 - a, 6 - b) for a, b in panel), [3, 2, 2, 2, 3])
    assert one
    assert other == OpinionChange(one.n, one.changed, one.down, one.up, one.towards, one.away)


@given(panels)
def test_people_change_at_least_as_much_as_the_distribution(panel: list[tuple[int, int]]) -> None:
    """Scheibe, Skutsch and Schofer compare distributions, where opposite moves cancel out."""
    before, after = (histogram([pair[i] for pair in panel]) for i in (0, 1))
    net = sum(abs(a - b) for a, b in zip(before, after, strict=True)) / 2
    assert change(panel).changed >= net / len(panel) - 1e-12


@given(panels, st.integers(2, 50))
def test_more_of_the_same_changes_no_share(panel: list[tuple[int, int]], times: int) -> None:
    one, many = change(panel), change(panel * times)
    assert many.n == one.n * times
    assert many.changed == pytest.approx(one.changed)
    assert many.towards == pytest.approx(one.towards)
    assert many.away == pytest.approx(one.away)


@given(st.lists(levels, min_size=1, max_size=40))
def test_who_all_stay_have_changed_nothing(answers: list[int]) -> None:
    counts = histogram(answers)
    assert change([(a, a) for a in answers]) == OpinionChange(len(answers), 0, 0, 0, 0, 0)
    assert agreement_change(counts, counts) == 0


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([5, 0, 0, 0, 5], [0, 0, 10, 0, 0], 2.0),
        ([0, 0, 10, 0, 0], [5, 0, 0, 0, 5], -2.0),
        ([2, 2, 2, 2, 2], [0, 0, 5, 5, 0], 0.75),
        ([1, 0, 0, 0, 9], [0, 0, 0, 0, 10], 0.4),
    ],
)
def test_change_of_agreement(before: list[int], after: list[int], expected: float) -> None:
    assert agreement_change(before, after) == pytest.approx(expected)


def test_no_change_of_agreement_without_answers() -> None:
    assert agreement_change([0, 0, 0], [1, 0, 0]) is None
    assert agreement_change([1, 0, 0], [0, 0, 0]) is None


@pytest.mark.parametrize(
    ("pairs", "before", "after", "shown"),
    [
        (12, 12, 12, True),
        (12, 12, 13, False),  # the newcomer's answer would be what is left
        (12, 13, 12, False),  # so would that of the one who has gone
        (12, 17, 12, True),
        (12, 17, 18, True),
        (12, 17, 16, False),
        (5, 5, 5, True),
        (4, 4, 4, False),
        (4, 40, 40, False),
        (0, 0, 0, False),
        (0, 9, 9, False),
    ],
)
def test_when_a_change_may_be_shown(pairs: int, before: int, after: int, shown: bool) -> None:
    assert may_show_change(pairs=pairs, before=before, after=after) is shown


def test_the_minimum_can_be_chosen() -> None:
    assert may_show_change(pairs=12, before=12, after=15, minimum=3)
    assert not may_show_change(pairs=9, before=9, after=9, minimum=10)


@pytest.mark.parametrize("pairs", [{(1, 2): -1}, {(1, 2): 0.5}, {(1, 2): None}])
def test_bad_counts_are_refused(pairs: dict[tuple[int, int], int]) -> None:
    with pytest.raises(ValueError, match="count"):
        opinion_change(pairs, [1, 1, 1])


def test_pairs_without_an_earlier_round_are_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        opinion_change({(1, 2): 1}, [0, 0, 0])
    with pytest.raises(ValueError, match="negative"):
        may_show_change(pairs=9, before=8, after=9)
    with pytest.raises(ValueError, match="from 3 to 10"):
        may_show_change(pairs=9, before=9, after=9, minimum=2)
