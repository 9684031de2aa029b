"""How opinions changed from one round of rating to the next (Delphi).

`pairs` counts respondents per (level before, level after), levels from 1; only people who gave a level both
times belong in it. `before` and `after` are respondents per level of everyone in that round, lowest first.

Method, worked example and limits: docs/methods/opinion.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from octant.domain import scoring
from octant.domain.agreement import agreement


@dataclass(frozen=True, slots=True)
class OpinionChange:
    """Shares (0 to 1) of the `n` respondents who gave a level in both rounds.

    `changed` = `up` + `down`. `towards` and `away` are seen from the median that the group had before; who
    stepped across it and is as far from it as before is in neither.
    """

    n: int
    changed: float
    up: float
    down: float
    towards: float
    away: float


def opinion_change(pairs: Mapping[tuple[int, int], int], before: Sequence[int]) -> OpinionChange | None:
    """How many changed their level, and which way. None without pairs.

    "Towards" means nearer to the median of `before` as it was shown (`scoring.rounded`). Raises ValueError
    for a count that is negative or not a whole number, and for pairs when `before` is empty.

    Source: change per person rather than between distributions, after M. Scheibe, M. Skutsch and J. Schofer
    (1975), Experiments in Delphi Methodology, in Linstone and Turoff (eds.), The Delphi Method, 262-287.
    """
    total = scoring.n(list(pairs.values()))
    if not total:
        return None
    exact_median = scoring.interpolated_median(before)
    if exact_median is None:
        raise ValueError("respondents changed their level, but nobody gave one before")
    median = scoring.rounded(exact_median)
    up = down = towards = away = 0
    for (old, new), count in pairs.items():
        up += count * (new > old)
        down += count * (new < old)
        towards += count * (abs(new - median) < abs(old - median))
        away += count * (abs(new - median) > abs(old - median))
    return OpinionChange(total, (up + down) / total, up / total, down / total, towards / total, away / total)


def agreement_change(before: Sequence[int], after: Sequence[int]) -> float | None:
    """Van der Eijk's A after less A before, from -2 to 2; above 0 the group has come together.

    None when nobody answered in one of the rounds. Errors as in `agreement`.
    """
    first, second = agreement(before), agreement(after)
    return None if first is None or second is None else second - first


def may_show_change(*, pairs: int, before: int, after: int, minimum: int = scoring.MINIMUM) -> bool:
    """Whether `OpinionChange` may be shown beside the results of both rounds in an anonymous survey.

    `before` and `after` respondents gave a level in that round, `pairs` of them in both. There must be enough
    pairs, and those who took part only once, who are left when the pairs are taken from a round's result,
    must be nobody or enough as well. Raises ValueError for a `minimum` outside `scoring.MINIMA` and for more
    pairs than respondents.
    """
    return pairs >= minimum and all(
        "both" in scoring.visible_groups({"both": pairs, "once": everyone - pairs}, minimum)
        for everyone in (before, after)
    )
