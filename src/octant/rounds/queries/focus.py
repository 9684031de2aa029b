"""Reads of step 3: gaps, influences, feasibility, the ranking they give, and what was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from octant.core.prepared import Prepared
from octant.domain import influence, priorities, scoring
from octant.domain.framework import Dimension, Framework
from octant.ratings.models import Aspect
from octant.ratings.queries import NOBODY, Histogram, pair_histogram

from ..models import Criterion, FocusChoice, InfluenceGroup, InfluenceRow, Round
from .ratings import DimensionRow, Profile, choices_of, targets_of
from .vision import ratings

WIDE_GAP = 2  # levels (guide ch. 2 step 3)
TOP = 3
FEWEST, MOST = 2, 4  # about three; outside of this a warning

type Values = Mapping[str, Mapping[str, int | None]]
"""A matrix by keys: {acting dimension: {dimension acted on: 0–3 or None}}."""


# ---------- Gaps ----------


@dataclass(frozen=True, slots=True)
class Gap:
    """One dimension: now, target or else the wish, and how many of the raters see a wide gap."""

    dimension: Dimension
    now: Histogram
    wished: Histogram
    feasible: Histogram
    agreed_target: float | None
    share_wide: float | None  # of those who gave both levels, 0 to 1
    pairs: int  # how many gave both levels
    choice: FocusChoice | None
    agreed: float | None = None  # level "now" that the team agreed on

    @property
    def level(self) -> float | None:
        return self.now.median if self.agreed is None else self.agreed

    @property
    def target(self) -> float | None:
        return self.wished.median if self.agreed_target is None else self.agreed_target

    @property
    def target_is_wish(self) -> bool:
        return self.agreed_target is None and self.wished.median is not None

    @property
    def gap(self) -> float | None:
        return scoring.gap(self.level, self.target)

    @property
    def percent_wide(self) -> int | None:
        return None if self.share_wide is None else round(self.share_wide * 100)

    @property
    def phase(self) -> int:
        return self.choice.phase if self.choice else 0


def gaps(round_: Round, framework: Framework, *, with_pairs: bool = True) -> list[Gap]:
    """In the framework's order. Five queries, four without the pairs of now and wish (`share_wide`)."""
    rated, said = ratings(round_, framework)
    targets = targets_of(round_)
    keys = [dimension.key for dimension in framework.dimensions]
    pairs = pair_histogram(round_.ratings, keys) if with_pairs else {}
    choices = choices_of(round_)
    rows = []
    for dimension in framework.dimensions:
        key = dimension.key
        rows.append(
            Gap(
                dimension,
                now=rated[Aspect.NOW].get(key, NOBODY),
                wished=rated[Aspect.WISHED].get(key, NOBODY),
                feasible=rated[Aspect.FEASIBLE].get(key, NOBODY),
                agreed_target=targets.get(key),
                share_wide=scoring.share_with_gap(pairs.get(key, {}), WIDE_GAP),
                pairs=sum(pairs.get(key, {}).values()),
                choice=choices.get(key),
                agreed=said.agreed.get(key),
            )
        )
    return rows


def by_gap(rows: list[Gap]) -> list[Gap]:
    """Largest gap first, dimensions without a gap last, in the framework's order."""
    return sorted(rows, key=lambda row: (row.gap is None, -(row.gap or 0)))


def as_profile(rows: list[Gap]) -> Profile:
    """The same as the charts of a round want it."""
    return Profile(
        tuple(
            DimensionRow(
                key=row.dimension.key,
                number=row.dimension.number,
                name=row.dimension.name,
                short_name=row.dimension.short_name,
                now=row.now,
                wished=row.wished,
                target=row.target,
                focus_phase=row.phase,
                agreed=row.agreed,
            )
            for row in rows
        ),
        target_is_wish=not any(row.agreed_target is not None for row in rows),
    )


# ---------- Influence ----------


@dataclass(frozen=True, slots=True)
class Group:
    """One group's matrix."""

    row: InfluenceGroup
    values: Values
    versions: Mapping[str, int]  # version of each row that exists, by dimension
    filled: int
    of: int

    def cell(self, acting: str, acted_on: str) -> int | None:
        return self.values.get(acting, {}).get(acted_on)

    def filled_in(self, acting: str) -> int:
        return sum(value is not None for value in self.values.get(acting, {}).values())


class Basis(StrEnum):
    """What the sums are made from."""

    NOTHING = "nothing"
    ONE = "one"
    SEVERAL = "several"
    CONSENSUS = "consensus"


@dataclass(frozen=True, slots=True)
class InfluenceResult:
    """The sums of one dimension."""

    dimension: Dimension
    sums: influence.ElementInfluence

    @property
    def active_sum(self) -> float:
        return self.sums.active_sum

    @property
    def passive_sum(self) -> float:
        return self.sums.passive_sum

    @property
    def role(self) -> influence.Role | None:
        return self.sums.role if self.is_known else None

    @property
    def is_known(self) -> bool:
        return bool(self.sums.cells_out or self.sums.cells_in)

    @property
    def leverage(self) -> float | None:
        """None while nobody has said what it moves, or what moves it: half a picture is no weak lever."""
        if not (self.sums.cells_out and self.sums.cells_in):
            return None
        return influence.leverage(self.sums.active_sum, self.sums.passive_sum)

    def bottleneck(self, level: float | None) -> float | None:
        return influence.bottleneck(self.sums.active_sum, level, cells=self.sums.cells_out)


@dataclass(frozen=True, slots=True)
class Influence:
    """All groups, the matrix that counts, and its sums."""

    groups: tuple[Group, ...]
    consensus_group: Group | None
    suggested: influence.Consensus | None  # what the groups say together
    matrix: tuple[tuple[influence.Cell, ...], ...]
    results: tuple[InfluenceResult, ...]
    filled: influence.Filled

    @property
    def basis(self) -> Basis:
        if not self.filled.cells:
            return Basis.NOTHING
        if self.consensus_group:
            return Basis.CONSENSUS
        return Basis.ONE if sum(group.filled > 0 for group in self.groups) == 1 else Basis.SEVERAL

    @property
    def disputed(self) -> int:
        """Cells in which groups lie two or more steps apart."""
        if not self.suggested:
            return 0
        return sum(cell.disputed for row in self.suggested.cells for cell in row if cell)

    def by_active_sum(self) -> list[InfluenceResult]:
        return sorted(self.results, key=lambda result: -result.active_sum)


type Line = tuple[int, str, Mapping[str, int | None], int]
"""A row of a matrix: group id, acting dimension, what it does to the others, version."""

_groups = Prepared[InfluenceGroup](lambda round_: InfluenceGroup.kept.filter(round=round_), int)
# Plain values: eight rows for each group, and no page changes one of them through this list.
_lines = Prepared[Line](
    lambda round_: InfluenceRow.objects.filter(group__round=round_, group__removed_at=None).values_list(
        "group_id", "dimension", "values", "version"
    ),
    int,
)


def read_influence(round_: Round, framework: Framework) -> Influence:
    """Two queries, however many groups there are."""
    keys = [dimension.key for dimension in framework.dimensions]
    lines: dict[int, list[Line]] = {}
    for line in _lines(round_.pk):
        lines.setdefault(line[0], []).append(line)
    everyone = [_group(row, lines.get(row.pk, []), keys) for row in _groups(round_.pk)]
    groups = tuple(group for group in everyone if not group.row.is_consensus)
    settled = next((group for group in everyone if group.row.is_consensus), None)
    suggested = _consensus(tuple(_matrix(group.values, keys) for group in groups)) if groups else None
    matrix = _overlay(suggested, settled, keys)
    sums = _sums(matrix)
    return Influence(
        groups,
        settled,
        suggested,
        matrix,
        tuple(
            InfluenceResult(dimension, element)
            for dimension, element in zip(framework.dimensions, sums, strict=True)
        ),
        influence.filled(matrix),
    )


def _group(row: InfluenceGroup, lines: list[Line], keys: list[str]) -> Group:
    values = {
        acting: {key: given.get(key) for key in keys if key != acting}
        for _pk, acting, given, _version in lines
        if acting in keys
    }
    filled = sum(value is not None for row_values in values.values() for value in row_values.values())
    versions = {acting: version for _pk, acting, _given, version in lines}
    return Group(row, values, versions, filled, len(keys) * (len(keys) - 1))


def _matrix(values: Values, keys: list[str]) -> tuple[tuple[int | None, ...], ...]:
    return tuple(tuple(None if i == j else values.get(i, {}).get(j) for j in keys) for i in keys)


# Always the same for the same matrices, and several pages of a round need them.
_consensus = lru_cache(maxsize=256)(influence.consensus)
_sums = lru_cache(maxsize=256)(influence.sums)


def _overlay(
    suggested: influence.Consensus | None, settled: Group | None, keys: list[str]
) -> tuple[tuple[influence.Cell, ...], ...]:
    """What the groups settled on; where they have not yet, the middle of what they said."""
    middle = suggested.matrix if suggested else tuple((None,) * len(keys) for _key in keys)
    if settled is None:
        return middle
    agreed = _matrix(settled.values, keys)
    return tuple(
        tuple(middle[i][j] if agreed[i][j] is None else agreed[i][j] for j in range(len(keys)))
        for i in range(len(keys))
    )


# ---------- Ranking ----------


@dataclass(frozen=True, slots=True)
class Part:
    """One criterion of one dimension: its value as it was found, and what it adds to the score."""

    criterion: str
    name: str
    value: float | None
    contribution: float

    @property
    def is_level(self) -> bool:
        """Gap and feasibility are counted in levels, the other two criteria lie between 0 and 1."""
        return self.criterion in (Criterion.GAP, Criterion.FEASIBILITY)


@dataclass(frozen=True, slots=True)
class RankedRow:
    gap: Gap
    rank: int
    score: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Best first. `missing` names the criteria nobody has filled in; they count as neutral for all."""

    rows: tuple[RankedRow, ...]
    weights: Mapping[str, float]
    missing: tuple[str, ...]
    partly: tuple[str, ...]  # criteria that some dimensions lack
    same_top: float  # share of trials with other weights that have the same three on top
    top: tuple[Dimension, ...]

    @property
    def percent_same(self) -> int:
        return round(self.same_top * 100)


def ranking(
    rows: list[Gap], found: Influence, weights: Mapping[str, float], framework: Framework
) -> Ranking | None:
    """None while there is nothing to rank by."""
    criteria = _criteria(rows, found)
    missing = tuple(name for name in Criterion.values if all(row[name] is None for row in criteria.values()))
    if len(missing) == len(Criterion):
        return None
    ranked = priorities.rank(criteria, weights)
    stable = _stability(
        tuple((key, tuple(values.items())) for key, values in criteria.items()), tuple(weights.items())
    )
    gap_of = {row.dimension.key: row for row in rows}
    return Ranking(
        rows=tuple(
            RankedRow(
                gap_of[each.item],
                each.rank,
                each.score,
                tuple(
                    Part(
                        name,
                        framework.focus_criterion(name).name,
                        criteria[each.item][name],
                        each.contributions[name],
                    )
                    for name in Criterion.values
                ),
            )
            for each in ranked
        ),
        weights=weights,
        missing=missing,
        partly=tuple(
            name
            for name in Criterion.values
            if name not in missing and any(row[name] is None for row in criteria.values())
        ),
        same_top=stable.same_top,
        top=tuple(gap_of[key].dimension for key in stable.top),
    )


@lru_cache(maxsize=256)  # some three hundred rankings, always the same for the same figures
def _stability(
    criteria: tuple[tuple[str, tuple[tuple[str, float | None], ...]], ...],
    weights: tuple[tuple[str, float], ...],
) -> priorities.Stability[str]:
    return priorities.stability({key: dict(values) for key, values in criteria}, dict(weights), top=TOP)


def _criteria(rows: list[Gap], found: Influence) -> dict[str, dict[str, float | None]]:
    return {
        row.dimension.key: {
            Criterion.GAP.value: row.gap,
            Criterion.BOTTLENECK.value: result.bottleneck(row.level),
            Criterion.LEVERAGE.value: result.leverage,
            Criterion.FEASIBILITY.value: row.feasible.median,
        }
        for row, result in zip(rows, found.results, strict=True)
    }
