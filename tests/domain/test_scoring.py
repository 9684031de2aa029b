"""Interpolated median, quartiles and gaps: published values, properties, bad input."""

from decimal import Decimal
from statistics import median, median_grouped

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octant.domain.scoring import (
    Quartiles,
    gap,
    interpolated_median,
    modes,
    n,
    quartiles,
    rounded,
    share_with_gap,
)

histograms = st.lists(st.integers(0, 40), min_size=1, max_size=9).filter(any)


def answers(counts: list[int]) -> list[int]:
    return [level for level, count in enumerate(counts, start=1) for _ in range(count)]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # Examples in the manual of the R package psych, interp.median.
        ([1, 1, 3], 2.5 + 0.5 / 3),
        ([1, 2, 0, 0, 1], 2.0),
        # Examples in the documentation of Python's statistics.median_grouped.
        ([1, 2, 1, 5, 1], 3.7),
        ([1, 0, 2, 0, 1, 0, 1], 3.25),
        # The plain median is 3 for both, although one group stands lower.
        ([2, 0, 3, 0, 0], 2.5 + 0.5 / 3),
        ([0, 0, 3, 0, 2], 3.5 - 0.5 / 3),
        # The two halves meet where nobody is.
        ([5, 0, 0, 0, 5], 3.0),
        ([4, 4, 0, 0, 0], 1.5),
        ([3, 0, 0, 3, 0], 2.5),
        ([9, 0, 0, 0, 0], 1.0),
        ([0, 0, 0, 0, 1], 5.0),
    ],
)
def test_interpolated_median(counts: list[int], expected: float) -> None:
    assert interpolated_median(counts) == pytest.approx(expected)


@given(histograms)
def test_agrees_with_the_counting_formula(counts: list[int]) -> None:
    """M + (above - below) / (2 * equal), M the plain median: another way to write the same method."""
    values = answers(counts)
    middle = median(values)
    equal = values.count(int(middle)) if middle == int(middle) else 0
    above, below = sum(v > middle for v in values), sum(v < middle for v in values)
    expected = middle + (above - below) / (2 * equal) if equal else middle
    assert interpolated_median(counts) == pytest.approx(expected)


@given(histograms)
def test_agrees_with_the_standard_library_where_the_halves_do_not_meet_in_a_gap(counts: list[int]) -> None:
    values = answers(counts)
    if median(values) in values:
        assert interpolated_median(counts) == pytest.approx(median_grouped(values))


def test_quartiles_worked_example() -> None:
    # 1..5 chosen by 2, 4, 8, 4, 2: a quarter of 20 is 5, three quarters are 15.
    assert quartiles([2, 4, 8, 4, 2]) == Quartiles(1.5 + 3 / 4, 3.0, 3.5 + 1 / 4)


def test_quartiles_stay_on_the_scale() -> None:
    assert quartiles([8, 0, 0]) == Quartiles(1.0, 1.0, 1.25)
    assert quartiles([0, 0, 8]) == Quartiles(2.75, 3.0, 3.0)


@given(histograms)
def test_quartiles_are_ordered_and_near_occupied_levels(counts: list[int]) -> None:
    result = quartiles(counts)
    assert result is not None
    occupied = answers(counts)
    low, high = max(1.0, occupied[0] - 0.5), min(float(len(counts)), occupied[-1] + 0.5)
    assert low <= result.lower <= result.median <= result.upper <= high


@given(histograms)
def test_turning_the_scale_around_turns_the_quartiles_around(counts: list[int]) -> None:
    there, back = quartiles(counts), quartiles(counts[::-1])
    assert there is not None
    assert back is not None
    mirror = len(counts) + 1
    assert there.lower == pytest.approx(mirror - back.upper)
    assert there.median == pytest.approx(mirror - back.median)
    assert there.upper == pytest.approx(mirror - back.lower)


@given(histograms, st.integers(1, 1000))
def test_more_of_the_same_answers_change_nothing(counts: list[int], factor: int) -> None:
    one, many = quartiles(counts), quartiles([count * factor for count in counts])
    assert one is not None
    assert many is not None
    assert (one.lower, one.median, one.upper) == pytest.approx((many.lower, many.median, many.upper))


@given(histograms, st.data())
def test_moving_one_answer_up_never_lowers_the_median(counts: list[int], data: st.DataObject) -> None:
    counts = [*counts, 0]
    at = data.draw(st.sampled_from([i for i, count in enumerate(counts) if count]))
    higher = counts.copy()
    higher[at] -= 1
    higher[at + 1] += 1
    before, after = interpolated_median(counts), interpolated_median(higher)
    assert before is not None
    assert after is not None
    assert after >= before - 1e-9


@pytest.mark.parametrize("counts", [[], [0], [0, 0, 0, 0, 0]])
def test_without_answers_there_is_no_number(counts: list[int]) -> None:
    assert n(counts) == 0
    assert interpolated_median(counts) is None
    assert quartiles(counts) is None
    assert modes(counts) == ()


@pytest.mark.parametrize("counts", [[1, -1, 2], [1, 0.5, 0], [1, 2.0, 0], [1, None], ["3", 1]])
def test_counts_are_whole_numbers_from_zero(counts: list[int]) -> None:
    for function in (n, interpolated_median, quartiles, modes):
        with pytest.raises(ValueError, match="count"):
            function(counts)


def test_modes_names_every_most_frequent_level() -> None:
    assert modes([0, 4, 1, 4, 0]) == (2, 4)
    assert modes([0, 0, 7]) == (3,)


def test_n_counts_a_million_answers() -> None:
    assert n([200_000] * 5) == 1_000_000
    assert interpolated_median([200_000] * 5) == 3.0


def test_gap_is_target_minus_now() -> None:
    assert gap(2.25, 4.0) == 1.7  # 2.25 is shown as 2.3
    assert gap(4.0, 3.0) == -1.0
    assert gap(None, 4.0) is None
    assert gap(2.0, None) is None


@given(st.floats(1, 5), st.floats(1, 5))
def test_now_and_gap_add_up_to_the_target_as_they_are_shown(now: float, target: float) -> None:
    found = gap(now, target)
    assert found is not None
    assert Decimal(f"{rounded(now):.1f}") + Decimal(f"{found:.1f}") == Decimal(f"{rounded(target):.1f}")


@pytest.mark.parametrize(
    ("level", "shown"),
    [(2.05, 2.1), (2.25, 2.3), (2.75, 2.8), (2.249, 2.2), (4.0, 4.0), (-0.25, -0.3), (-0.04, 0.0), (5, 5)],
)
def test_half_goes_up(level: float, shown: float) -> None:
    assert str(rounded(level)) == str(float(shown))


def test_share_with_gap() -> None:
    pairs = {(2, 4): 6, (3, 4): 2, (1, 5): 1, (4, 3): 1}
    assert share_with_gap(pairs) == 0.7
    assert share_with_gap(pairs, at_least=1) == 0.9
    assert share_with_gap(pairs, at_least=4) == 0.1
    assert share_with_gap({}) is None
    assert share_with_gap({(1, 5): 0}) is None
    with pytest.raises(ValueError, match="negative"):
        share_with_gap({(1, 5): -1})
