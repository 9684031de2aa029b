"""The influence matrix: sums, roles, consensus of groups, bottleneck and leverage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octant.domain.influence import (
    ConsensusCell,
    Filled,
    Role,
    bottleneck,
    consensus,
    filled,
    leverage,
    role,
    sums,
)

# The worked example of docs/methods/influence.md: governance, funding, network, visibility.
EXAMPLE = [
    [0, 3, 2, 1],
    [2, 0, 1, 2],
    [1, 2, 0, 3],
    [0, 1, 1, 0],
]


def matrices(size: int) -> st.SearchStrategy[list[list[int | None]]]:
    cell = st.none() | st.integers(0, 3)
    return st.lists(st.lists(cell, min_size=size, max_size=size), min_size=size, max_size=size)


def test_worked_example() -> None:
    result = sums(EXAMPLE)
    assert [element.active_sum for element in result] == [6, 5, 6, 2]
    assert [element.passive_sum for element in result] == [3, 6, 4, 6]
    assert [element.quotient for element in result] == pytest.approx([2.0, 5 / 6, 1.5, 1 / 3])
    assert [element.product for element in result] == [18, 30, 24, 12]
    # The mean sum is 19 / 4 = 4.75.
    assert [element.role for element in result] == [Role.ACTIVE, Role.CRITICAL, Role.ACTIVE, Role.REACTIVE]
    assert all(element.complete and element.cells_out == element.cells_in == 3 for element in result)


def test_the_diagonal_is_ignored_whatever_stands_there() -> None:
    with_diagonal = [[99 if i == j else cell for j, cell in enumerate(row)] for i, row in enumerate(EXAMPLE)]
    assert sums(with_diagonal) == sums(EXAMPLE)
    assert filled(with_diagonal) == Filled(12, 12)


@given(st.integers(1, 8).flatmap(matrices))
def test_active_and_passive_sums_have_the_same_total(matrix: list[list[int | None]]) -> None:
    result = sums(matrix)
    size = len(matrix)
    assert sum(e.active_sum for e in result) == sum(e.passive_sum for e in result)
    assert sum(e.cells_out for e in result) == sum(e.cells_in for e in result) == filled(matrix).cells
    for element in result:
        assert 0 <= element.active_sum <= 3 * element.cells_out <= 3 * (size - 1)
        assert 0 <= element.passive_sum <= 3 * element.cells_in <= 3 * (size - 1)
        assert element.complete == (element.cells_out == element.cells_in == size - 1)


@given(st.integers(1, 8).flatmap(matrices))
def test_transposing_swaps_active_and_passive(matrix: list[list[int | None]]) -> None:
    swapped = sums([list(column) for column in zip(*matrix, strict=True)])
    mirror = {Role.ACTIVE: Role.REACTIVE, Role.REACTIVE: Role.ACTIVE}
    for here, there in zip(sums(matrix), swapped, strict=True):
        assert (here.active_sum, here.passive_sum) == (there.passive_sum, there.active_sum)
        assert here.product == there.product
        assert here.role == (mirror.get(there.role, there.role) if there.role else None)


def test_nothing_moves_it() -> None:
    first, second = sums([[0, 3], [0, 0]])
    assert first.quotient is None
    assert first.unmoved
    assert (second.quotient, second.unmoved) == (0, False)


def test_no_influence_at_all_has_no_quotient_and_no_role() -> None:
    for element in sums([[0, 0, 0]] * 3):
        assert element.quotient is None
        assert not element.unmoved
        assert element.role is None


def test_missing_cells_are_counted_not_guessed() -> None:
    matrix = [[None, 3, None], [2, None, 1], [None, None, None]]
    assert filled(matrix) == Filled(3, 6)
    first, second, third = sums(matrix)
    assert (first.active_sum, first.cells_out, first.complete) == (3, 1, False)
    assert (second.cells_out, second.cells_in, second.complete) == (2, 1, False)
    assert (third.active_sum, third.cells_out) == (0, 0)


def test_an_empty_matrix_and_one_element() -> None:
    assert sums([]) == []
    assert filled([]) == Filled(0, 0)
    (only,) = sums([[None]])
    assert (only.active_sum, only.quotient, only.role, only.complete) == (0, None, None, True)


@pytest.mark.parametrize(
    ("active", "passive", "expected"),
    [
        (6, 4, Role.ACTIVE),
        (4, 6, Role.REACTIVE),
        (6, 6, Role.CRITICAL),
        (4, 4, Role.BUFFERING),
        (6, 5, Role.ACTIVE),  # on the mean is not above it
        (5, 4, Role.BUFFERING),
        (5, 5, None),
        (5 + 1e-13, 5 - 1e-13, None),  # rounding noise
    ],
)
def test_role(active: float, passive: float, expected: Role | None) -> None:
    assert role(active, passive, 5) is expected


@pytest.mark.parametrize(
    "matrix",
    [
        [[0, 4], [0, 0]],
        [[0, -1], [0, 0]],
        [[0, float("nan")], [0, 0]],
        [[0, 1, 2], [0, 0]],
        [[0, 1]],
    ],
)
def test_bad_matrices_are_refused(matrix: list[list[float]]) -> None:
    for function in (sums, filled):
        with pytest.raises(ValueError, match=r"influence|cells"):
            function(matrix)
    with pytest.raises(ValueError, match=r"influence|cells"):
        consensus([matrix])


def test_consensus_of_three_groups() -> None:
    groups = [
        [[None, 3], [0, None]],
        [[None, 3], [1, None]],
        [[None, 1], [None, None]],
    ]
    result = consensus(groups)
    assert result.cells[0][0] is None
    # 1, 3, 3: the third level of 0..3 holds the middle: 2.5 + (1.5 - 1) / 2.
    assert result.cells[0][1] == ConsensusCell(median=2.75, modes=(3,), spread=2, groups=3)
    assert result.cells[1][0] == ConsensusCell(median=0.5, modes=(0, 1), spread=1, groups=2)
    assert result.matrix == ((None, 2.75), (0.5, None))
    assert result.cells[0][1].disputed
    assert not result.cells[1][0].disputed
    assert [element.active_sum for element in sums(result.matrix)] == [2.75, 0.5]


def test_a_cell_nobody_filled_in_stays_empty() -> None:
    assert consensus([[[0, None], [2, 0]]] * 2).matrix == ((None, None), (2.0, None))


@given(st.integers(1, 6).flatmap(matrices), st.integers(1, 5))
def test_groups_of_one_mind_keep_their_matrix(matrix: list[list[int | None]], groups: int) -> None:
    result = consensus([matrix] * groups)
    for i, row in enumerate(matrix):
        for j, value in enumerate(row):
            assert result.matrix[i][j] == (None if i == j else value)
    assert filled(result.matrix) == filled(matrix)


@given(st.lists(st.integers(1, 4).flatmap(lambda _: matrices(3)), min_size=1, max_size=5))
def test_consensus_does_not_depend_on_the_order_of_groups(groups: list[list[list[int | None]]]) -> None:
    assert consensus(groups) == consensus(groups[::-1])


def test_consensus_needs_groups_with_the_same_elements_and_whole_numbers() -> None:
    with pytest.raises(ValueError, match="at least one"):
        consensus([])
    with pytest.raises(ValueError, match="same elements"):
        consensus([[[0, 1], [1, 0]], [[0]]])
    with pytest.raises(ValueError, match="whole numbers"):
        consensus([[[0, 1.5], [1, 0]]])


def test_bottleneck_worked_example() -> None:
    # Governance moves 6 of at most 9 and stands at 2 of 5: two thirds of influence, three quarters to climb.
    assert bottleneck(6, 2, cells=3) == pytest.approx(0.5)
    assert bottleneck(9, 1, cells=3) == 1
    assert bottleneck(9, 5, cells=3) == 0
    assert bottleneck(0, 1, cells=3) == 0
    assert bottleneck(6, None, cells=3) is None
    assert bottleneck(0, 2, cells=0) is None


@given(st.floats(0, 21), st.floats(1, 5), st.floats(0, 21), st.floats(1, 5))
def test_more_influence_or_a_lower_level_is_never_less_of_a_bottleneck(
    active: float, level: float, other_active: float, other_level: float
) -> None:
    strength = bottleneck(active, level, cells=7)
    assert strength is not None
    assert 0 <= strength <= 1
    stronger = bottleneck(max(active, other_active), min(level, other_level), cells=7)
    assert stronger is not None
    assert stronger >= strength


@pytest.mark.parametrize(
    ("active", "level", "cells", "levels"),
    [(22, 2, 7, 5), (-1, 2, 7, 5), (3, 0, 7, 5), (3, 6, 7, 5), (3, 1, 7, 1)],
)
def test_bottleneck_refuses_what_cannot_be(active: float, level: float, cells: int, levels: int) -> None:
    with pytest.raises(ValueError, match=r"level|cells"):
        bottleneck(active, level, cells=cells, levels=levels)


def test_leverage() -> None:
    assert leverage(6, 3) == pytest.approx(2 / 3)
    assert leverage(4, 4) == 0.5
    assert leverage(4, 0) == 1
    assert leverage(0, 4) == 0
    assert leverage(0, 0) is None
    with pytest.raises(ValueError, match="negative"):
        leverage(-1, 2)


@given(st.integers(0, 21), st.integers(1, 21), st.integers(0, 21), st.integers(1, 21))
def test_leverage_has_the_order_of_the_quotient(a: int, p: int, b: int, q: int) -> None:
    left, right = leverage(a, p), leverage(b, q)
    assert left is not None
    assert right is not None
    assert (left < right) == (a * q < b * p)
