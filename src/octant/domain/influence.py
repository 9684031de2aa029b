"""What drives what: the influence matrix of the paper computer (Frederic Vester).

A matrix has one row and one column per element (in Octant the eight dimensions). The cell in row i, column j
answers "if i changes, how strongly does j change?": 0 not at all, 1 weakly, 2 clearly, 3 strongly; direct
effects only. The diagonal is ignored. A cell is None while it is not filled in. Values between the whole
numbers are allowed because a consensus matrix has them.

Method, worked example and sources: docs/methods/influence.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from octant.domain import scoring

STRONGEST = 3
DISPUTED_SPREAD = 2
TOLERANCE = 1e-9  # sums of interpolated medians carry rounding noise far below this

type Cell = float | None
type Matrix = Sequence[Sequence[Cell]]


class Role(StrEnum):
    """Where an element stands when its two sums are compared with the mean sum."""

    ACTIVE = "active"  # moves others, is moved little: a lever
    REACTIVE = "reactive"  # moves others little, is moved: a gauge, not a lever
    CRITICAL = "critical"  # moves others and is moved: strong and hard to control
    BUFFERING = "buffering"  # neither: calm, slow to show effects


@dataclass(frozen=True, slots=True)
class Filled:
    """How much of a matrix is filled in, diagonal left out."""

    cells: int
    of: int


@dataclass(frozen=True, slots=True)
class ElementInfluence:
    """The sums of one element. With cells missing they are lower bounds: see `complete`."""

    index: int
    active_sum: float  # sum of the row: how much it moves the others, 0 to 3(n-1)
    passive_sum: float  # sum of the column: how much the others move it, 0 to 3(n-1)
    quotient: float | None  # Q = active / passive; None when the passive sum is 0, see `unmoved`
    product: float  # P = active * passive
    role: Role | None  # None when both sums equal the mean: it stands out in neither way
    cells_out: int  # filled cells of its row, of n-1
    cells_in: int  # filled cells of its column, of n-1
    complete: bool  # both row and column are filled

    @property
    def unmoved(self) -> bool:
        """It moves others and nothing moves it: Q has no number, and is above every number."""
        return self.passive_sum == 0 and self.active_sum > 0


@dataclass(frozen=True, slots=True)
class ConsensusCell:
    """What several groups said about one pair."""

    median: float  # interpolated median, 0 to 3
    modes: tuple[int, ...]  # the most frequent values, several when groups are tied
    spread: int  # highest minus lowest value, 0 to 3
    groups: int  # how many groups filled the cell in

    @property
    def disputed(self) -> bool:
        """Groups lie two or more steps apart: talk it through before the sums are used."""
        return self.spread >= DISPUTED_SPREAD


@dataclass(frozen=True, slots=True)
class Consensus:
    """One matrix out of several; a cell is None on the diagonal and where no group filled it in."""

    cells: tuple[tuple[ConsensusCell | None, ...], ...]

    @property
    def matrix(self) -> tuple[tuple[Cell, ...], ...]:
        """The interpolated medians, as input for `sums`."""
        return tuple(tuple(None if cell is None else cell.median for cell in row) for row in self.cells)


def filled(matrix: Matrix) -> Filled:
    """How many of the n(n-1) cells are filled in. Raises ValueError as `sums` does."""
    _check(matrix)
    size = len(matrix)
    count = sum(cell is not None for i, row in enumerate(matrix) for j, cell in enumerate(row) if i != j)
    return Filled(count, size * (size - 1))


def sums(matrix: Matrix) -> list[ElementInfluence]:
    """Active and passive sum, Q, P and role of each element, in the order of the rows.

    Empty cells add nothing. Raises ValueError if the matrix is not square or a value is outside 0 to 3.
    """
    _check(matrix)
    size = len(matrix)
    rows = [[matrix[i][j] for j in range(size) if j != i] for i in range(size)]
    columns = [[matrix[i][j] for i in range(size) if i != j] for j in range(size)]
    active = [_sum(row) for row in rows]
    passive = [_sum(column) for column in columns]
    mean = sum(active) / size if size else 0.0
    return [
        ElementInfluence(
            index=i,
            active_sum=active[i],
            passive_sum=passive[i],
            quotient=active[i] / passive[i] if passive[i] else None,
            product=active[i] * passive[i],
            role=role(active[i], passive[i], mean),
            cells_out=_filled(rows[i]),
            cells_in=_filled(columns[i]),
            complete=None not in rows[i] and None not in columns[i],
        )
        for i in range(size)
    ]


def role(active_sum: float, passive_sum: float, mean: float) -> Role | None:
    """The role of an element; `mean` is the mean active sum, which is also the mean passive sum.

    High means above the mean. None when both sums equal the mean.
    """
    if abs(active_sum - mean) < TOLERANCE and abs(passive_sum - mean) < TOLERANCE:
        return None
    moves, is_moved = active_sum - mean > TOLERANCE, passive_sum - mean > TOLERANCE
    if moves:
        return Role.CRITICAL if is_moved else Role.ACTIVE
    return Role.REACTIVE if is_moved else Role.BUFFERING


def consensus(matrices: Sequence[Matrix]) -> Consensus:
    """Lay the matrices of several groups over each other, cell by cell.

    Every value must be a whole number 0 to 3 or None, all matrices of one size, at least one matrix;
    otherwise ValueError.
    """
    if not matrices:
        raise ValueError("a consensus needs at least one matrix")
    size = len(matrices[0])
    for matrix in matrices:
        _check(matrix)
        if len(matrix) != size:
            raise ValueError("the matrices of all groups have the same elements")
    return Consensus(
        tuple(
            tuple(None if i == j else _merge([matrix[i][j] for matrix in matrices]) for j in range(size))
            for i in range(size)
        )
    )


def bottleneck(active_sum: float, level: float | None, *, cells: int, levels: int = 5) -> float | None:
    """How strongly an element holds the others back, 0 to 1: it moves much and stands low.

    The product of influence, active_sum / (3 * cells), and weakness, (levels - level) / (levels - 1).
    `cells` is the number of filled cells behind the sum (`cells_out`; 7 for eight elements), `level` the
    present level 1 to `levels`. None when the level is unknown or no cell is filled in. Raises ValueError
    when a number is out of range.
    """
    if levels < 2:
        raise ValueError(f"a scale has at least two levels, not {levels}")
    if not 0 <= active_sum <= STRONGEST * cells:
        raise ValueError(f"{cells} cells cannot add up to {active_sum}")
    if level is None or cells == 0:
        return None
    if not 1 <= level <= levels:
        raise ValueError(f"level {level} is not between 1 and {levels}")
    return (active_sum / (STRONGEST * cells)) * ((levels - level) / (levels - 1))


def leverage(active_sum: float, passive_sum: float) -> float | None:
    """How much more an element moves than it is moved, 0 to 1; the quotient Q brought to a closed scale.

    Q / (1 + Q) = active / (active + passive): 0.5 where it gives as much as it takes, 1 where nothing moves
    it. The order is that of Q. None when both sums are 0. Raises ValueError for a negative sum.
    """
    if active_sum < 0 or passive_sum < 0:
        raise ValueError("sums of influence cannot be negative")
    both = active_sum + passive_sum
    return active_sum / both if both else None


def _check(matrix: Matrix) -> None:
    for i, row in enumerate(matrix):
        if len(row) != len(matrix):
            raise ValueError(
                f"a matrix of {len(matrix)} elements has as many cells in each row, not {len(row)}"
            )
        for j, value in enumerate(row):
            # Written so that NaN, which compares with nothing, is refused too.
            if i != j and value is not None and not 0 <= value <= STRONGEST:
                raise ValueError(f"influence is between 0 and {STRONGEST}, not {value!r}")


def _sum(cells: Sequence[Cell]) -> float:
    return sum(cell for cell in cells if cell is not None)


def _filled(cells: Sequence[Cell]) -> int:
    return sum(cell is not None for cell in cells)


def _merge(values: Sequence[Cell]) -> ConsensusCell | None:
    given: list[int] = []
    for value in values:
        if value is None:
            continue
        if not isinstance(value, int):
            raise ValueError(f"a group answers in whole numbers, not {value!r}")
        given.append(value)
    counts = [given.count(value) for value in range(STRONGEST + 1)]
    median = scoring.interpolated_median(counts)
    if median is None:
        return None
    return ConsensusCell(
        # The scoring functions number levels from 1, influence starts at 0.
        median=median - 1,
        modes=tuple(level - 1 for level in scoring.modes(counts)),
        spread=max(given) - min(given),
        groups=len(given),
    )
