"""Which items come first: a weighted ranking, and how much it hangs on the weights.

Items are anything hashable (in Octant dimension keys); criteria are keys such as "gap", "bottleneck",
"leverage", "feasibility". For each criterion more means more urgent or more worthwhile. Criteria have
different units, so only the order within a criterion is used.

Method, worked example and when not to trust it: docs/methods/priorities.md.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import isfinite
from operator import mul

NEUTRAL = 0.5
DIGITS = 12  # scores that agree to this many digits are equal; the rest is rounding noise


@dataclass(frozen=True, slots=True)
class Ranked[Item: Hashable]:
    """One item of a ranking."""

    item: Item
    rank: int  # 1 is first; equal scores share the better rank (1, 2, 2, 4)
    score: float  # 0 to 1, the sum of the contributions
    contributions: dict[str, float]  # criterion -> its share of the score
    missing: tuple[str, ...]  # criteria that weigh but have no value here, counted as neutral


@dataclass(frozen=True, slots=True)
class Stability[Item: Hashable]:
    """How the top of a ranking stands up to other weights. Shares are 0 to 1."""

    top: tuple[Item, ...]  # the first items with the weights as given
    same_top: float  # share of trials with the same items on top, in any order
    in_top: dict[Item, float]  # item -> share of trials in which it is on top
    trials: int


def rank[Item: Hashable](
    criteria: Mapping[Item, Mapping[str, float | None]], weights: Mapping[str, float]
) -> list[Ranked[Item]]:
    """Rank items by the weighted mean of their rank-normalised values, best first.

    Per criterion the items are lined up; the lowest gets 0, the highest 1, equal values share the mean of
    their places. A missing value (None or absent) counts as neutral, 0.5, and is named in `missing`. The
    score is sum(w * r) / sum(w). Items with equal scores stay in the order given.

    Raises ValueError when a weight is negative or not finite, all weights are 0, a value is not a finite
    number, or a criterion has no weight (give it 0 to leave it out).
    """
    rows = _normalised(criteria, weights)
    total = sum(weights.values())
    parts = [
        {name: weight * r / total for (name, weight), r in zip(weights.items(), row, strict=True)}
        for row in rows
    ]
    items = list(criteria)
    scores = [sum(part.values()) for part in parts]
    compared = [round(score, DIGITS) for score in scores]
    return [
        Ranked(
            item=items[i],
            rank=1 + sum(other > compared[i] for other in compared),
            score=scores[i],
            contributions=parts[i],
            missing=tuple(
                name for name, weight in weights.items() if weight and criteria[items[i]].get(name) is None
            ),
        )
        for i in _best(compared, len(items))
    ]


def stability[Item: Hashable](
    criteria: Mapping[Item, Mapping[str, float | None]],
    weights: Mapping[str, float],
    top: int = 3,
    spread: float = 0.5,
    samples: int = 256,
) -> Stability[Item]:
    """Rank again with many other weights and count how often the same `top` items come out on top.

    Each weight is multiplied by a factor between 1 - spread and 1 + spread: every corner (each weight at
    one end or the other, 2**c trials for c criteria) and `samples` points spread evenly in between. The
    points are always the same, so the same input gives the same answer.

    Errors as in `rank`, and ValueError unless top >= 1, 0 <= spread < 1 and samples >= 0.
    """
    if top < 1 or not 0 <= spread < 1 or samples < 0:
        raise ValueError("stability needs top >= 1, 0 <= spread < 1 and samples >= 0")
    rows = _normalised(criteria, weights)
    items = list(criteria)
    given = list(weights.values())
    base = _top(rows, given, top)
    same = 0
    times = [0] * len(items)
    trials = _factors(len(given), spread, samples)
    for factors in trials:
        chosen = _top(rows, list(map(mul, given, factors)), top)
        same += set(chosen) == set(base)
        for i in chosen:
            times[i] += 1
    return Stability(
        top=tuple(items[i] for i in base),
        same_top=same / len(trials),
        in_top={item: count / len(trials) for item, count in zip(items, times, strict=True)},
        trials=len(trials),
    )


def _normalised[Item: Hashable](
    criteria: Mapping[Item, Mapping[str, float | None]], weights: Mapping[str, float]
) -> list[list[float]]:
    """r in [0, 1]: a row per item in the order given, a column per criterion in the order of the weights."""
    if any(not isfinite(weight) or weight < 0 for weight in weights.values()):
        raise ValueError("a weight is a number from 0 upward")
    if not any(weights.values()):
        raise ValueError("at least one weight must be above 0")
    unweighted = sorted({name for values in criteria.values() for name in values} - set(weights))
    if unweighted:
        raise ValueError(f"no weight for: {', '.join(unweighted)}")
    columns = [_places([values.get(name) for values in criteria.values()]) for name in weights]
    return [list(row) for row in zip(*columns, strict=True)]


def _places(values: Sequence[float | None]) -> list[float]:
    """Each value's place among the known ones, 0 lowest to 1 highest; ties share, unknown is neutral."""
    known = [value for value in values if value is not None]
    if not all(map(isfinite, known)):
        raise ValueError("a value of a criterion is a finite number or None")
    if len(known) < 2:
        return [NEUTRAL] * len(values)
    place = {}
    for value in known:
        lower = sum(other < value for other in known)
        equal = sum(other == value for other in known)
        place[value] = (lower + (equal - 1) / 2) / (len(known) - 1)
    return [NEUTRAL if value is None else place[value] for value in values]


def _top(rows: Sequence[Sequence[float]], weights: Sequence[float], top: int) -> list[int]:
    total = sum(weights)
    return _best([round(sum(map(mul, row, weights)) / total, DIGITS) for row in rows], top)


def _best(scores: Sequence[float], top: int) -> list[int]:
    """The indexes of the highest scores, best first; sorting is stable, so ties keep the order given."""
    return sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:top]


@lru_cache(maxsize=16)
def _factors(dimensions: int, spread: float, samples: int) -> tuple[tuple[float, ...], ...]:
    """Corners of the cube [1 - spread, 1 + spread]^dimensions, then evenly spread points inside it."""
    corners = tuple(product((1 - spread, 1 + spread), repeat=dimensions))
    inside = tuple(
        tuple(1 + spread * (2 * coordinate - 1) for coordinate in point)
        for point in _even_points(dimensions, samples)
    )
    return corners + inside


def _even_points(dimensions: int, samples: int) -> list[list[float]]:
    """Points in the unit cube that leave no large holes: the additive recurrence R of M. Roberts (2018).

    Its steps are powers of 1/phi, phi the root of x**(d+1) = x + 1 (the golden ratio for one dimension).
    """
    phi = 2.0
    for _ in range(60):
        phi = (1 + phi) ** (1 / (dimensions + 1))
    steps = [phi ** -(axis + 1) for axis in range(dimensions)]
    return [[(0.5 + step * number) % 1 for step in steps] for number in range(1, samples + 1)]
