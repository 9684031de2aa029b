"""Hints on what a goal still lacks to be SMART. Never a score.

The rules look only at what is there: empty or filled, digits, dates. They do not read the words, so they
work the same in every language, and they cannot tell a good goal from a bad one.

Rules, worked example and limits: docs/methods/smart.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

type Value = str | int | float | Decimal | None


class Letter(StrEnum):
    """The letter of SMART that a hint helps with."""

    SPECIFIC = "S"
    MEASURABLE = "M"
    ACHIEVABLE = "A"
    RELEVANT = "R"  # no rule can check it: the goal stands under its focus dimension, people judge the rest
    TIME_BOUND = "T"


class HintCode(StrEnum):
    OUTCOME_MISSING = "outcome-missing"
    CAPACITY_MISSING = "capacity-missing"
    NUMBER_MISSING = "number-missing"
    INDICATOR_MISSING = "indicator-missing"
    INDICATOR_NAME_MISSING = "indicator-name-missing"
    UNIT_MISSING = "unit-missing"
    BASELINE_MISSING = "baseline-missing"
    TARGET_MISSING = "target-missing"
    TARGET_EQUALS_BASELINE = "target-equals-baseline"
    SOURCE_MISSING = "source-missing"
    FREQUENCY_MISSING = "frequency-missing"
    OWNER_MISSING = "owner-missing"
    DUE_MISSING = "due-missing"
    DUE_IN_PAST = "due-in-past"
    DUE_BEYOND_TIME_FRAME = "due-beyond-time-frame"


@dataclass(frozen=True, slots=True)
class IndicatorDraft:
    """An indicator as far as it is filled in. Baseline and target are numbers or words."""

    name: str = ""
    unit: str = ""
    baseline: Value = None
    target: Value = None
    source: str = ""
    frequency: str = ""


@dataclass(frozen=True, slots=True)
class GoalDraft:
    """A goal as far as it is filled in."""

    outcome: str = ""  # what gets better in the region
    capacity: str = ""  # what the cluster itself will reliably be able to do
    indicators: tuple[IndicatorDraft, ...] = ()
    due: date | None = None
    has_owner: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to look at; `field` names the field of the draft, `indicator` its place, counted from 0."""

    code: HintCode
    field: str
    letter: Letter
    indicator: int | None = None


def hints(goal: GoalDraft, *, time_frame_end: date | None, today: date) -> list[Hint]:
    """What is still missing or odd, in the order of the form; empty if the rules find nothing.

    A date equal to `today` or to `time_frame_end` is fine. Without a time frame its rule is left out.
    """
    return [*_parts(goal), *_indicators(goal), *_due(goal, time_frame_end, today), *_owner(goal)]


def _parts(goal: GoalDraft) -> Iterator[Hint]:
    if _blank(goal.outcome):
        yield Hint(HintCode.OUTCOME_MISSING, "outcome", Letter.SPECIFIC)
    if _blank(goal.capacity):
        yield Hint(HintCode.CAPACITY_MISSING, "capacity", Letter.ACHIEVABLE)


def _indicators(goal: GoalDraft) -> Iterator[Hint]:
    if not goal.indicators:
        yield Hint(HintCode.INDICATOR_MISSING, "indicators", Letter.MEASURABLE)
        if not _blank(goal.outcome) and not _has_digit(goal.outcome) and not _has_digit(goal.capacity):
            yield Hint(HintCode.NUMBER_MISSING, "outcome", Letter.MEASURABLE)
    for place, indicator in enumerate(goal.indicators):
        for code, field in _indicator(indicator):
            yield Hint(code, field, Letter.MEASURABLE, place)


def _indicator(indicator: IndicatorDraft) -> Iterator[tuple[HintCode, str]]:
    if _blank(indicator.name):
        yield HintCode.INDICATOR_NAME_MISSING, "name"
    if _blank(indicator.unit):
        yield HintCode.UNIT_MISSING, "unit"
    if _blank(indicator.baseline):
        yield HintCode.BASELINE_MISSING, "baseline"
    if _blank(indicator.target):
        yield HintCode.TARGET_MISSING, "target"
    elif not _has_digit(indicator.target):
        yield HintCode.NUMBER_MISSING, "target"
    if not _blank(indicator.target) and _same(indicator.baseline, indicator.target):
        yield HintCode.TARGET_EQUALS_BASELINE, "target"
    if _blank(indicator.source):
        yield HintCode.SOURCE_MISSING, "source"
    if _blank(indicator.frequency):
        yield HintCode.FREQUENCY_MISSING, "frequency"


def _due(goal: GoalDraft, time_frame_end: date | None, today: date) -> Iterator[Hint]:
    if goal.due is None:
        yield Hint(HintCode.DUE_MISSING, "due", Letter.TIME_BOUND)
        return
    if goal.due < today:
        yield Hint(HintCode.DUE_IN_PAST, "due", Letter.TIME_BOUND)
    if time_frame_end is not None and goal.due > time_frame_end:
        yield Hint(HintCode.DUE_BEYOND_TIME_FRAME, "due", Letter.TIME_BOUND)


def _owner(goal: GoalDraft) -> Iterator[Hint]:
    if not goal.has_owner:
        yield Hint(HintCode.OWNER_MISSING, "owner", Letter.ACHIEVABLE)


def _blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _has_digit(value: Value) -> bool:
    """Digits of every script count: 3, ٣, ३."""
    return any(character.isdigit() for character in value) if isinstance(value, str) else value is not None


def _same(baseline: Value, target: Value) -> bool:
    if isinstance(baseline, str) and isinstance(target, str):
        return baseline.strip().casefold() == target.strip().casefold()
    return baseline == target
