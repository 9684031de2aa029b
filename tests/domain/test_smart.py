"""SMART hints: each rule alone, bad input, and that language does not matter."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octant.domain.smart import GoalDraft, Hint, HintCode, IndicatorDraft, Letter, Value, hints

TODAY = date(2026, 3, 2)
FRAME_END = date(2027, 12, 31)
INDICATOR = IndicatorDraft(
    name="Pilots with a municipality",
    unit="pilots",
    baseline=2,
    target=6,
    source="register of the office",
    frequency="each quarter",
)
GOAL = GoalDraft(
    outcome="Six pilots run with municipalities",
    capacity="The office can accompany three pilots at a time",
    indicators=(INDICATOR,),
    due=date(2027, 6, 30),
    has_owner=True,
)


def check(goal: GoalDraft) -> list[Hint]:
    return hints(goal, time_frame_end=FRAME_END, today=TODAY)


def codes(goal: GoalDraft) -> list[HintCode]:
    return [hint.code for hint in check(goal)]


def with_indicator(**changes: Value) -> GoalDraft:
    return replace(GOAL, indicators=(replace(INDICATOR, **changes),))


def test_a_filled_in_goal_has_no_hints() -> None:
    assert check(GOAL) == []


def test_an_empty_goal_names_every_part_once() -> None:
    assert check(GoalDraft()) == [
        Hint(HintCode.OUTCOME_MISSING, "outcome", Letter.SPECIFIC),
        Hint(HintCode.CAPACITY_MISSING, "capacity", Letter.ACHIEVABLE),
        Hint(HintCode.INDICATOR_MISSING, "indicators", Letter.MEASURABLE),
        Hint(HintCode.DUE_MISSING, "due", Letter.TIME_BOUND),
        Hint(HintCode.OWNER_MISSING, "owner", Letter.ACHIEVABLE),
    ]


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        (replace(GOAL, outcome=" \n"), HintCode.OUTCOME_MISSING),
        (replace(GOAL, capacity=""), HintCode.CAPACITY_MISSING),
        (replace(GOAL, has_owner=False), HintCode.OWNER_MISSING),
        (replace(GOAL, due=None), HintCode.DUE_MISSING),
        (replace(GOAL, due=date(2026, 3, 1)), HintCode.DUE_IN_PAST),
        (replace(GOAL, due=date(2028, 1, 1)), HintCode.DUE_BEYOND_TIME_FRAME),
        (with_indicator(name=""), HintCode.INDICATOR_NAME_MISSING),
        (with_indicator(unit=" "), HintCode.UNIT_MISSING),
        (with_indicator(baseline=None), HintCode.BASELINE_MISSING),
        (with_indicator(target=None), HintCode.TARGET_MISSING),
        (with_indicator(target="more"), HintCode.NUMBER_MISSING),
        (with_indicator(target=2), HintCode.TARGET_EQUALS_BASELINE),
        (with_indicator(baseline="2 % ", target="2 %"), HintCode.TARGET_EQUALS_BASELINE),
        (with_indicator(baseline=Decimal("2.0"), target=2), HintCode.TARGET_EQUALS_BASELINE),
        (with_indicator(source=""), HintCode.SOURCE_MISSING),
        (with_indicator(frequency=""), HintCode.FREQUENCY_MISSING),
    ],
)
def test_each_rule_alone(goal: GoalDraft, expected: HintCode) -> None:
    assert codes(goal) == [expected]


def test_each_hint_knows_its_indicator() -> None:
    goal = replace(GOAL, indicators=(INDICATOR, replace(INDICATOR, unit="")))
    assert check(goal) == [Hint(HintCode.UNIT_MISSING, "unit", Letter.MEASURABLE, indicator=1)]


@pytest.mark.parametrize("due", [TODAY, FRAME_END])
def test_the_last_day_is_still_in_time(due: date) -> None:
    assert check(replace(GOAL, due=due)) == []


def test_without_a_time_frame_no_date_is_too_late() -> None:
    assert hints(replace(GOAL, due=date.max), time_frame_end=None, today=TODAY) == []


def test_a_date_can_be_past_and_beyond_the_time_frame() -> None:
    late = hints(replace(GOAL, due=date(2025, 5, 5)), time_frame_end=date(2024, 1, 1), today=TODAY)
    assert [hint.code for hint in late] == [HintCode.DUE_IN_PAST, HintCode.DUE_BEYOND_TIME_FRAME]


def test_zero_is_a_value() -> None:
    assert check(with_indicator(baseline=0)) == []
    assert check(with_indicator(baseline=4, target=0)) == []


@pytest.mark.parametrize("target", ["6 pilots", "٦", "६", "≥ 80 %", 6.5, Decimal("0.1")])
def test_digits_of_every_script_are_numbers(target: Value) -> None:
    assert check(with_indicator(target=target)) == []


def test_without_indicators_a_number_in_the_text_is_asked_for() -> None:
    bare = replace(GOAL, indicators=())
    assert codes(bare) == [HintCode.INDICATOR_MISSING, HintCode.NUMBER_MISSING]
    assert codes(replace(bare, outcome="6 pilots run")) == [HintCode.INDICATOR_MISSING]
    assert codes(replace(bare, capacity="3 at a time")) == [HintCode.INDICATOR_MISSING]


texts = st.text(max_size=40)
amounts = st.none() | texts | st.integers() | st.decimals(allow_nan=False)
goals = st.builds(
    GoalDraft,
    outcome=texts,
    capacity=texts,
    indicators=st.lists(
        st.builds(
            IndicatorDraft,
            name=texts,
            unit=texts,
            baseline=amounts,
            target=amounts,
            source=texts,
            frequency=texts,
        ),
        max_size=3,
    ).map(tuple),
    due=st.none() | st.dates(),
    has_owner=st.booleans(),
)


@given(goals, st.none() | st.dates(), st.dates())
def test_no_input_fails_and_no_hint_comes_twice(goal: GoalDraft, end: date | None, today: date) -> None:
    found = hints(goal, time_frame_end=end, today=today)
    assert len(set(found)) == len(found)
    for hint in found:
        assert (hint.indicator is None) == hasattr(goal, hint.field) or hint.field == "owner"


@given(st.text(st.characters(categories=["L"]), min_size=1, max_size=20))
def test_words_themselves_are_not_read(word: str) -> None:
    assert check(replace(GOAL, outcome=word, capacity=word)) == []
