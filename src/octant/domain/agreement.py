"""How far respondents agree on an ordered scale.

Everywhere, `counts` are respondents per level, lowest level first, K = len(counts) levels. None of the
measures knows how many people answered: always show n beside them.

Methods, worked example and sources: docs/methods/agreement.md.
"""

from collections.abc import Sequence

from octant.domain import scoring

SPLIT_SHARE = 0.25  # each side of a split holds at least this share of the respondents


def agreement(counts: Sequence[int]) -> float | None:
    """Van der Eijk's agreement A: 1 unanimous, 0 evenly spread, -1 split between the two ends.

    The distribution is taken apart into layers, each a set of levels with the same number of respondents;
    A is the mean of the layers' agreement, weighted by the respondents in each.

    None without answers. Raises ValueError for fewer than three levels, or for a count that is negative or
    not a whole number.

    Source: C. van der Eijk (2001), Measuring Agreement in Ordered Rating Scales, Quality and Quantity 35(3).
    """
    total = _total(counts)
    if not total:
        return None
    rest = list(counts)
    weighted = 0.0
    while any(rest):
        height = min(count for count in rest if count)
        occupied = [count > 0 for count in rest]
        weighted += height * sum(occupied) * _layer_agreement(occupied)
        rest = [count - height if count else 0 for count in rest]
    return max(-1.0, min(1.0, weighted / total))


def leik(counts: Sequence[int]) -> float | None:
    """Leik's ordinal dispersion D: 0 everyone on one level, 1 half on each end of the scale.

    The cumulative share of each level counts as its distance from 0 or 1, whichever is nearer; D is the sum
    of the distances over the largest possible one, (K - 1) / 2. Errors and None as in `agreement`.

    Source: R. K. Leik (1966), A Measure of Ordinal Consensus, Pacific Sociological Review 9(2).
    """
    total = _total(counts)
    if not total:
        return None
    distance = 0
    reached = 0
    for count in counts:
        reached += count
        distance += min(reached, total - reached)
    return 2 * distance / (total * (len(counts) - 1))


def is_split(counts: Sequence[int]) -> bool:
    """Whether the respondents form two camps with a level between them that nobody chose.

    A camp is all who stand on one side of the empty level, at least a quarter of the respondents. So one
    voice against nine is no split (it is one different opinion), one against two is; from five respondents
    on a camp has two people or more. False without answers; errors as in `agreement`.
    """
    total = _total(counts)
    if not total:
        return False
    needed = SPLIT_SHARE * total
    below = 0
    for count in counts:
        if count == 0 and below >= needed and total - below >= needed:
            return True
        below += count
    return False


def _total(counts: Sequence[int]) -> int:
    if len(counts) < 3:
        raise ValueError(f"agreement needs at least three levels, not {len(counts)}")
    return scoring.n(counts)


def _layer_agreement(occupied: Sequence[bool]) -> float:
    """A of one layer: U * (1 - (S - 1) / (K - 1)) with S occupied levels out of K.

    U looks at every three levels low, middle, high of which two are occupied: 110 and 011 speak for one
    group (TU), 101 speaks for two (TDU). U is 1 if there are none of either kind.
    """
    levels = len(occupied)
    size = sum(occupied)
    together = apart = 0
    before = 0
    for here in occupied:
        after = size - before - here
        if here:
            before += 1
        else:
            # Pairs on one side of an empty level stand together, pairs around it stand apart.
            together += before * (before - 1) // 2 + after * (after - 1) // 2
            apart += before * after
    unimodal = 1.0
    if together + apart:
        unimodal = ((levels - 2) * together - (levels - 1) * apart) / ((levels - 2) * (together + apart))
    return unimodal * (1 - (size - 1) / (levels - 1))
