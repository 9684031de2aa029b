"""How varied a group of organisations is, and who is missing for the mix it wants.

Diversity is Hill's number of order two, the *effective number* of kinds: `1 / sum(p ** 2)` with `p` the share
of each kind. Four sectors of equal size give 4; one sector alone gives 1; a sector with hardly anybody adds
hardly anything (M. O. Hill, Ecology 54 (1973) 427; the same as 1 / H of a Herfindahl index). See
docs/methods/landscape.md.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One kind in a group. `share` and `target` run from 0 to 1; `target` is None when nobody has set one.

    `missing` says how many of this kind would have to join, with all others staying as they are, until the
    target is reached; None when it cannot be reached that way (a target of everything).
    """

    key: str
    count: int
    share: float
    target: float | None
    missing: int | None


def effective_number(counts: Sequence[int]) -> float:
    """How many kinds of equal size would be as varied: 0 for nobody, else 1 to the number of kinds."""
    total = sum(counts)
    if not total:
        return 0.0
    return 1 / sum((count / total) ** 2 for count in counts)


def mix(counts: Mapping[str, int], targets: Mapping[str, float]) -> tuple[Part, ...]:
    """Each kind of `counts` in its order, with its share and what is missing to its target.

    ValueError for a negative count or a target outside 0 to 1.
    """
    if any(count < 0 for count in counts.values()):
        raise ValueError("a count is negative")
    if any(not 0 <= target <= 1 for target in targets.values()):
        raise ValueError("a target lies between 0 and 1")
    total = sum(counts.values())
    return tuple(
        Part(
            key=key,
            count=count,
            share=count / total if total else 0.0,
            target=targets.get(key),
            missing=_missing(count, total, targets.get(key)),
        )
        for key, count in counts.items()
    )


def _missing(count: int, total: int, target: float | None) -> int | None:
    """The smallest x with (count + x) / (total + x) >= target."""
    if target is None:
        return 0
    if count >= target * total and (total or not target):
        return 0
    if target == 1:
        return None
    if not total:
        return 1
    # Rounded first: 0.3 * 10 is 3.0000000000000004 for a computer.
    return max(math.ceil(round((target * total - count) / (1 - target), 9)), 0)
