"""Summaries of ratings on an ordered scale: centre, middle half, gap; and which groups may be shown.

Everywhere, `counts` are respondents per level, lowest level first; `counts[0]` belongs to level 1 and
K = len(counts) is the number of levels. "Can't judge" is not a level and is not counted. Where nobody
answered the result is None, never a made-up number.

Methods and worked examples: docs/methods/scoring.md, for groups docs/methods/small-groups.md.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import floor

MINIMUM = 5  # respondents from which on a group is shown
MINIMA = range(3, 11)  # what a team may choose instead

DECIMALS = 1  # with which levels are shown
NOISE = 1e-9  # of floating point: 2.05 * 10 comes out a little below 20.5


@dataclass(frozen=True, slots=True)
class Quartiles:
    """The middle half of the answers, in levels: 1 <= lower <= median <= upper <= K."""

    lower: float
    median: float
    upper: float

    def rounded(self) -> "Quartiles":
        return Quartiles(rounded(self.lower), rounded(self.median), rounded(self.upper))


@dataclass(frozen=True, slots=True)
class Suppression[Group: str | int | None]:
    """One table by group, without what must not be shown.

    `shown` has the counts of the groups that may be shown; `hidden` names the others, which must look alike
    on the page: why a group is hidden would say how large it is. Both keep the order of the table. `total`
    has the counts of all groups together, None if they are too few as well.
    """

    shown: Mapping[Group, tuple[int, ...]]
    hidden: tuple[Group, ...]
    total: tuple[int, ...] | None


def n(counts: Sequence[int]) -> int:
    """How many respondents gave a level.

    Raises ValueError if a count is negative or not a whole number.
    """
    for count in counts:
        if not isinstance(count, int):
            raise ValueError(f"a count of respondents is a whole number, not {count!r}")
        if count < 0:
            raise ValueError(f"a count of respondents cannot be negative: {count}")
    return sum(counts)


def interpolated_median(counts: Sequence[int]) -> float | None:
    """The grouped-data median with class width 1, between 1 and K; None without answers.

    Level k stands for the interval from k - 0.5 to k + 0.5, and its respondents are spread evenly over it.
    The median is the point with half of the respondents on either side: L + (N/2 - B) / f, where L is the
    lower border of the level that holds the middle respondent, B the respondents below it, f those on it.
    Where the two halves meet in a stretch that nobody chose, it is the middle of that stretch.
    """
    total = n(counts)
    return _point_with_below(counts, total / 2) if total else None


def quartiles(counts: Sequence[int]) -> Quartiles | None:
    """Interpolated lower quartile, median and upper quartile; None without answers.

    The same rule as `interpolated_median` with a quarter and three quarters of the respondents below,
    cut off at the ends of the scale (1 and K). Quarters of up to 2**50 respondents are exact.
    """
    total = n(counts)
    if not total:
        return None
    lower, median, upper = (_point_with_below(counts, total * quarter / 4) for quarter in (1, 2, 3))
    return Quartiles(max(lower, 1.0), median, min(upper, float(len(counts))))


def modes(counts: Sequence[int]) -> tuple[int, ...]:
    """The levels chosen most often, lowest first; empty without answers."""
    if not n(counts):
        return ()
    most = max(counts)
    return tuple(level for level, count in enumerate(counts, start=1) if count == most)


def rounded(level: float) -> float:
    """The level (or gap, or sum of levels) as people see it: one decimal, halves away from zero (half up).

    Every figure that is shown or subtracted goes through this, so that pages, charts and files agree and a
    reader can check "target minus now" with the figures on the page.
    """
    scale = 10**DECIMALS
    size: float = floor(abs(level) * scale + 0.5 + NOISE) / scale
    return -size if level < 0 and size else size


def gap(now: float | None, target: float | None) -> float | None:
    """Levels still to climb: target minus now, both as they are shown. Negative when the target is passed.

    None when either side is unknown.
    """
    if now is None or target is None:
        return None
    return rounded(rounded(target) - rounded(now))


def share_with_gap(pairs: Mapping[tuple[int, int], int], at_least: int = 2) -> float | None:
    """The share (0 to 1) of respondents whose own wish is `at_least` levels above their own view of now.

    `pairs` counts respondents per (level now, level wished for); only people who gave both belong in it.
    None without respondents. Raises ValueError for a count that is negative or not a whole number.
    """
    total = n(list(pairs.values()))
    if not total:
        return None
    far = sum(count for (now, wished), count in pairs.items() if wished - now >= at_least)
    return far / total


def suppress[Group: str | int | None](
    groups: Mapping[Group, Sequence[int]], minimum: int = MINIMUM, *, among: Collection[Group] | None = None
) -> Suppression[Group]:
    """What may be shown of one table that divides respondents into groups, with the total beside it.

    `groups` are counts of respondents per group: every group that could be named, empty ones too, and every
    respondent in exactly one (those who named none are a group as well). Groups go by ids that are the same
    everywhere, not by translated names: a page and a file that hid different groups would complete each
    other. `among` are the groups that may be shown at all, as `visible_groups` gives them for several tables
    on the same people; None if there is only this table.

    Whoever knows all that is shown, how this rule works and even how large each hidden group is, cannot tell
    which of the hidden groups an answer came from: it is shared by at least `minimum` respondents.

    Raises ValueError for a `minimum` outside `MINIMA`, a count that is negative or not a whole number, or
    groups with different numbers of counts.

    Source: threshold rule and secondary suppression for tables of frequencies, A. Hundepool et al. (2012),
    Statistical Disclosure Control, Wiley.
    """
    sizes = {group: n(counts) for group, counts in groups.items()}
    total = tuple(sum(cell) for cell in zip(*groups.values(), strict=True))
    visible = _visible(sizes, minimum, sizes if among is None else among)
    return Suppression(
        shown={group: tuple(counts) for group, counts in groups.items() if group in visible},
        hidden=tuple(group for group in groups if group not in visible),
        total=total if sum(total) >= minimum else None,
    )


def visible_groups[Group: str | int | None](
    sizes: Mapping[Group, int], minimum: int = MINIMUM
) -> frozenset[Group]:
    """The groups that may be shown in any of several tables on the same people; decided once for all tables.

    `sizes` is respondents per group, over all tables: everyone who answered anything. In several waves of one
    survey the groups that are visible in every wave may be shown. Errors as in `suppress`.
    """
    return _visible(sizes, minimum, sizes)


def _visible[Group: str | int | None](
    sizes: Mapping[Group, int], minimum: int, among: Collection[Group]
) -> frozenset[Group]:
    """Looks at sizes and names only, never at answers: so what is hidden says nothing about answers."""
    if minimum not in MINIMA:
        raise ValueError(f"groups are shown from {MINIMA[0]} to {MINIMA[-1]} respondents on, not {minimum!r}")
    if n(list(sizes.values())) < minimum:
        return frozenset()
    visible = {group for group in sizes if group in among and not 0 < sizes[group] < minimum}
    # The total less the visible groups gives the hidden ones together: they need cover as a group does.
    together = sum(size for group, size in sizes.items() if group not in visible)
    for group in sorted(sizes, key=lambda group: (sizes[group], str(group))):
        if 0 < together < minimum and group in visible:
            visible.remove(group)
            together += sizes[group]
    # An empty group among hidden ones is more cover for them. Alone it hides nobody.
    return frozenset(group for group in visible if sizes[group] or not together)


def _point_with_below(counts: Sequence[int], target: float) -> float:
    """The point on the scale with `target` respondents below it, 0 < target < N."""
    below = 0
    reached_at: float | None = None  # upper border of the level at which `below` became exactly `target`
    for level, count in enumerate(counts, start=1):
        if not count:
            continue
        if reached_at is not None:
            return (reached_at + level - 0.5) / 2
        if below + count > target:
            return level - 0.5 + (target - below) / count
        below += count
        if below == target:
            reached_at = level + 0.5
    raise AssertionError("target lies between 0 and the number of respondents")
