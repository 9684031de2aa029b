"""A dimension's level from the statements below it, for people who rate in depth.

Method and reasons: docs/methods/in-depth.md.
"""

from collections.abc import Sequence

LEVELS = 5


def dimension_level(levels: Sequence[int | None], statements: int) -> int | None:
    """The level (1 to 5) that one respondent's statement levels give a dimension; None if too few are judged.

    `levels` are the respondent's answers to statements of this dimension, None for "can't judge"; statements
    without an answer are left out. `statements` is how many the dimension has. At least half of them must be
    judged. The level is the median; where it falls between two levels it is rounded up.

    Raises ValueError for a level outside 1 to 5 and for more answers than statements.
    """
    if len(levels) > statements:
        raise ValueError(f"{len(levels)} answers to {statements} statements")
    judged = sorted(level for level in levels if level is not None)
    if any(not 1 <= level <= LEVELS for level in judged):
        raise ValueError(f"a level lies between 1 and {LEVELS}: {judged}")
    if not judged or 2 * len(judged) < statements:
        return None
    below, above = judged[(len(judged) - 1) // 2], judged[len(judged) // 2]
    return (below + above + 1) // 2
