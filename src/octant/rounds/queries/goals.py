"""Reads of step 4: each focus dimension with its goal, and what the goal still lacks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from octant.core.prepared import Prepared
from octant.domain import scoring
from octant.domain.framework import Dimension, Framework
from octant.domain.smart import GoalDraft, Hint, HintCode, IndicatorDraft, hints
from octant.ratings.models import Aspect
from octant.ratings.queries import histograms_of

from ..models import DimensionVision, FocusChoice, Goal, Indicator, Round
from .ratings import choices_of
from .voices import voices


@dataclass(frozen=True, slots=True)
class HintLine:
    """One hint in words, with the id of the field that it is about."""

    text: str
    field_id: str


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A dimension with its goal, if there is one. `phase` is 1 or 2, or 0 when it is not in the focus."""

    dimension: Dimension
    phase: int
    rationale: str
    goal: Goal | None
    indicators: tuple[Indicator, ...]
    hints: tuple[Hint, ...]

    @property
    def is_written(self) -> bool:
        return self.goal is not None and bool(self.goal.title or self.goal.outcome or self.goal.capacity)

    @property
    def title(self) -> str:
        """The goal in one sentence, or what stands for it."""
        if not self.goal:
            return ""
        return self.goal.title or self.goal.outcome or self.goal.capacity

    @property
    def hint_lines(self) -> list[HintLine]:
        """Hints on the goal itself; those on an indicator stand beside the indicator."""
        return [_line(hint, self) for hint in self.hints if hint.indicator is None]

    def hints_of(self, indicator: Indicator) -> list[HintLine]:
        place = [row.pk for row in self.indicators].index(indicator.pk)
        return [_line(hint, self) for hint in self.hints if hint.indicator == place]


@dataclass(frozen=True, slots=True)
class Goals:
    """`now` and `later` are the focus, first and second phase; `others` have a goal without being in it."""

    now: tuple[GoalRow, ...]
    later: tuple[GoalRow, ...]
    others: tuple[GoalRow, ...]
    free: tuple[Dimension, ...]

    @property
    def rows(self) -> tuple[GoalRow, ...]:
        return self.now + self.others + self.later


def goals(round_: Round, framework: Framework, *, with_hints: bool = True) -> Goals:
    """Three queries, however many goals there are; two without hints and indicators."""
    choices = choices_of(round_)
    written = {goal.dimension: goal for goal in _goals(round_.pk)}
    if with_hints:
        _add_indicators(round_, written.values())
    today = timezone.localdate() if with_hints else None
    rows = {
        dimension.key: goal_row(
            round_, dimension, choices.get(dimension.key), written.get(dimension.key), today
        )
        for dimension in framework.dimensions
    }
    return Goals(
        now=tuple(rows[key] for key, row in choices.items() if row.phase == 1 and key in rows),
        later=tuple(rows[key] for key, row in choices.items() if row.phase == 2 and key in rows),
        others=tuple(row for row in rows.values() if not row.phase and row.goal),
        free=tuple(row.dimension for row in rows.values() if not row.phase and not row.goal),
    )


_goals = Prepared[Goal](
    lambda round_: Goal.objects.filter(round=round_).select_related("owner__user", "owner_organisation"), int
)
_indicators = Prepared[Indicator](lambda round_: Indicator.kept.filter(goal__round=round_), int)


def _add_indicators(round_: Round, goals_: Iterable[Goal]) -> None:
    of: dict[int, list[Indicator]] = {}
    for indicator in _indicators(round_.pk):
        of.setdefault(indicator.goal_id, []).append(indicator)
    for goal in goals_:
        goal.kept_indicators = of.get(goal.pk, [])
        for indicator in goal.kept_indicators:
            indicator.goal = goal


def goal_for(round_: Round, dimension: Dimension) -> GoalRow:
    """The goal of one dimension: three queries."""
    choices = choices_of(round_)
    goals_ = {goal.dimension: goal for goal in _goals(round_.pk)}
    _add_indicators(round_, goals_.values())
    key = dimension.key
    return goal_row(round_, dimension, choices.get(key), goals_.get(key), timezone.localdate())


def goal_row(
    round_: Round, dimension: Dimension, choice: FocusChoice | None, goal: Goal | None, today: date | None
) -> GoalRow:
    """Without a day there are no hints, and the indicators need not have been read."""
    if goal:
        goal.round = round_
    indicators = tuple(goal.kept_indicators) if goal and today else ()
    return GoalRow(
        dimension=dimension,
        phase=choice.phase if choice else 0,
        rationale=choice.rationale if choice else "",
        goal=goal,
        indicators=indicators,
        hints=_hints(goal, indicators, _frame_end(round_, choice), today) if today else (),
    )


def _hints(
    goal: Goal | None, indicators: tuple[Indicator, ...], frame_end: date | None, today: date
) -> tuple[Hint, ...]:
    return tuple(hints(_draft(goal, indicators), time_frame_end=frame_end, today=today))


def _frame_end(round_: Round, choice: FocusChoice | None) -> date | None:
    if choice and choice.phase == 2 and round_.second_phase_ends_on:
        return round_.second_phase_ends_on
    return round_.ends_on


def _draft(goal: Goal | None, indicators: tuple[Indicator, ...]) -> GoalDraft:
    if goal is None:
        return GoalDraft()
    return GoalDraft(
        outcome=goal.outcome,
        capacity=goal.capacity,
        indicators=tuple(
            IndicatorDraft(row.name, row.unit, row.baseline, row.target, row.source, row.frequency)
            for row in indicators
        ),
        due=goal.due,
        has_owner=bool(goal.owner_id or goal.owner_organisation_id),
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a goal: levels from 1 to 5 and what the vision says."""

    now: float | None
    target: float | None
    good: str

    @property
    def gap(self) -> float | None:
        return scoring.gap(self.now, self.target)


def beside(round_: Round, dimension: Dimension) -> Beside:
    """Three queries."""
    vision = DimensionVision.objects.filter(round=round_, dimension=dimension.key).first()
    found = histograms_of([round_.ratings_id], items=[dimension.key], aspects=[Aspect.NOW])
    said = voices(round_)
    now = said.beside(Aspect.NOW, found.get((round_.ratings_id, Aspect.NOW), {})).get(dimension.key)
    return Beside(
        now=said.agreed.get(dimension.key, now.median if now else None),
        target=float(vision.target) if vision and vision.target is not None else None,
        good=vision.text if vision else "",
    )


# --- Hints in words -----------------------------------------------------------------------------------------


def _line(hint: Hint, row: GoalRow) -> HintLine:
    if hint.indicator is None:
        field = "indicators" if hint.field == "indicators" else f"goal_{hint.field}"
    else:
        field = f"indicator{row.indicators[hint.indicator].pk}_{hint.field}"
    return HintLine(str(HINT_WORDS[hint.code]), field)


# Each hint says what to add.
HINT_WORDS = {
    HintCode.OUTCOME_MISSING: _("Say what gets better in the region."),
    HintCode.CAPACITY_MISSING: _("Say what the partners will reliably be able to do."),
    HintCode.NUMBER_MISSING: _("Add a number: how many, how much, how often?"),
    HintCode.INDICATOR_MISSING: _("Add an indicator: how will you see that you are getting there?"),
    HintCode.INDICATOR_NAME_MISSING: _("Give the indicator a name: what is counted?"),
    HintCode.UNIT_MISSING: _("Add the unit, for example contracts, euros or percent."),
    HintCode.BASELINE_MISSING: _("Add today’s figure, so that change can be seen."),
    HintCode.TARGET_MISSING: _("Add the figure you want to reach."),
    HintCode.TARGET_EQUALS_BASELINE: _("Target and today are the same. Check both figures."),
    HintCode.SOURCE_MISSING: _("Say where the figure comes from."),
    HintCode.FREQUENCY_MISSING: _("Say how often you will look at it."),
    HintCode.OWNER_MISSING: _("Name who answers for the goal."),
    HintCode.DUE_MISSING: _("Add the day by which it is to be reached."),
    HintCode.DUE_IN_PAST: _("This day has passed. Choose a later one."),
    HintCode.DUE_BEYOND_TIME_FRAME: _(
        "This day lies after the time frame of the focus. Choose an earlier day or extend the time frame."
    ),
}
