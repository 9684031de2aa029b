"""Agreement measures against published values, and what must hold for every distribution."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octant.domain.agreement import agreement, is_split, leik

histograms = st.lists(st.integers(0, 30), min_size=3, max_size=9).filter(any)


@pytest.mark.parametrize(
    ("counts", "a", "d"),
    [
        ([0, 0, 8, 0, 0], 1.00, 0.00),
        ([0, 0, 5, 5, 0], 0.75, 0.25),
        ([1, 0, 0, 0, 9], 0.60, 0.20),
        ([2, 2, 2, 2, 2], 0.00, 0.60),
        ([0, 5, 0, 5, 0], 0.17, 0.50),
        ([5, 0, 0, 0, 5], -1.00, 1.00),
    ],
)
def test_five_level_reference_table(counts: list[int], a: float, d: float) -> None:
    assert agreement(counts) == pytest.approx(a, abs=0.005)
    assert leik(counts) == pytest.approx(d, abs=0.005)


@pytest.mark.parametrize(
    ("counts", "expected", "precision"),
    [
        ([30, 40, 210, 130, 530, 50, 10], 0.6113333, 5e-8),  # van der Eijk (2001) p. 331; agrmt manual
        ([24, 28, 32, 62, 135, 304, 416], 0.61, 0.005),  # PvdA, per mille of the respondents
        ([16, 26, 82, 210, 293, 270, 103], 0.48, 0.005),  # D66
        ([2, 0, 1, 1], 0.08, 0.005),  # agrmt introduction, figure
    ],
)
def test_published_values_of_a(counts: list[int], expected: float, precision: float) -> None:
    assert agreement(counts) == pytest.approx(expected, abs=precision)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("1111111", 0.0),
        ("1111110", 0.167),
        ("0111110", 0.333),
        ("0011110", 0.5),
        ("0011100", 0.667),
        ("0010100", 0.467),
        ("0000100", 1.0),
    ],
)
def test_layers_of_the_published_example(pattern: str, expected: float) -> None:
    assert agreement([int(digit) for digit in pattern]) == pytest.approx(expected, abs=0.0005)


def test_published_value_of_d() -> None:
    assert leik([30, 40, 210, 130, 530, 50, 10]) == pytest.approx(0.287, abs=0.0005)


@given(st.lists(st.integers(0, 1), min_size=3, max_size=9).filter(any))
def test_a_layer_by_the_formula_on_all_triples(pattern: list[int]) -> None:
    """The definition counts every three levels in order; the code counts pairs, which must be the same."""
    k, s = len(pattern), sum(pattern)
    triples = list(combinations(pattern, 3))
    tu = sum(t in {(1, 1, 0), (0, 1, 1)} for t in triples)
    tdu = sum(t == (1, 0, 1) for t in triples)
    u = ((k - 2) * tu - (k - 1) * tdu) / ((k - 2) * (tu + tdu)) if tu + tdu else 1
    assert agreement(pattern) == pytest.approx(u * (1 - (s - 1) / (k - 1)))


@given(histograms)
def test_both_measures_stay_in_their_range(counts: list[int]) -> None:
    a, d = agreement(counts), leik(counts)
    assert a is not None
    assert d is not None
    assert -1 <= a <= 1
    assert 0 <= d <= 1


@given(histograms)
def test_turning_the_scale_around_changes_nothing(counts: list[int]) -> None:
    assert agreement(counts) == pytest.approx(agreement(counts[::-1]))
    assert leik(counts) == pytest.approx(leik(counts[::-1]))
    assert is_split(counts) == is_split(counts[::-1])


@given(histograms, st.integers(2, 1000))
def test_more_of_the_same_answers_change_nothing(counts: list[int], factor: int) -> None:
    more = [count * factor for count in counts]
    assert agreement(counts) == pytest.approx(agreement(more))
    assert leik(counts) == pytest.approx(leik(more))
    assert is_split(counts) == is_split(more)


@given(st.integers(3, 9), st.integers(1, 500), st.data())
def test_one_opinion_is_full_agreement_and_both_ends_none(
    levels: int, size: int, data: st.DataObject
) -> None:
    unanimous = [0] * levels
    unanimous[data.draw(st.integers(0, levels - 1))] = size
    assert agreement(unanimous) == 1
    assert leik(unanimous) == 0
    poles = [size, *[0] * (levels - 2), size]
    assert agreement(poles) == -1
    assert leik(poles) == 1
    assert agreement([size] * levels) == pytest.approx(0)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([0, 5, 0, 5, 0], True),
        ([5, 0, 0, 0, 5], True),
        ([2, 3, 0, 4, 1], True),
        ([3, 0, 4, 0, 3], True),  # three groups
        ([1, 0, 0, 0, 1], True),  # two people, two opinions
        ([1, 0, 0, 0, 3], True),  # a quarter is enough
        ([3, 0, 0, 0, 1], True),
        ([1, 0, 0, 0, 4], False),
        ([1, 0, 0, 0, 9], False),  # one dissenter is no group
        ([1, 0, 8, 0, 1], False),
        ([0, 0, 5, 5, 0], False),
        ([5, 1, 1, 1, 5], False),  # nobody forms a bridge only if the level is empty
        ([0, 0, 8, 0, 0], False),
        ([0, 0, 0, 0, 0], False),
        ([0, 0, 1, 0, 0], False),
        ([2, 0, 6, 0, 0], True),  # a quarter of eight
        ([2, 0, 7, 0, 0], False),  # less than a quarter of nine
        ([5, 0, 1, 0, 5], True),  # one in the middle does not heal it: on either side is an empty level
        ([1, 0, 1, 0, 6], True),  # a camp may be scattered: two of eight below level 4
        ([1, 0, 1, 0, 7], False),
        ([0, 5, 5, 0, 0], False),  # empty levels at the ends are not between
        ([4, 0, 4], True),
        ([4, 4, 0], False),
    ],
)
def test_is_split(counts: list[int], expected: bool) -> None:
    assert is_split(counts) is expected


@given(histograms)
def test_a_split_needs_an_empty_level_between_answers(counts: list[int]) -> None:
    if is_split(counts):
        occupied = [i for i, count in enumerate(counts) if count]
        assert 0 in counts[occupied[0] : occupied[-1]]


@given(histograms)
def test_a_split_by_its_definition(counts: list[int]) -> None:
    """Some level is empty and four times the respondents on either side of it are at least all of them."""
    everyone = sum(counts)
    camps = [(sum(counts[:i]), sum(counts[i + 1 :])) for i, count in enumerate(counts) if count == 0]
    assert is_split(counts) == any(4 * min(sides) >= everyone for sides in camps)
    if is_split(counts) and everyone >= 5:
        assert max(min(sides) for sides in camps) >= 2


def test_without_answers_there_is_no_number() -> None:
    assert agreement([0, 0, 0]) is None
    assert leik([0, 0, 0, 0, 0]) is None


@pytest.mark.parametrize("counts", [[], [3], [1, 2], [1, -1, 2], [1, 0.5, 2], [1, None, 2], [1, 2.0, 3]])
def test_bad_counts_are_refused(counts: list[int]) -> None:
    for function in (agreement, leik, is_split):
        with pytest.raises(ValueError, match=r"levels|count"):
            function(counts)
