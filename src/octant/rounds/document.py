"""An action plan as plain data: all that the plan page and the PDF show, with every name written out.

`octant.rounds.queries.plan.plan_document` makes one from the database. When a plan is agreed, its JSON is
frozen in a Snapshot; `from_json` brings it back, so that an agreed plan reads the same for ever, whatever is
renamed or removed later. Lists keep the order in which they are shown. Texts that nobody has written are "".

Whoever adds a field gives it a default, so that older snapshots still load.
"""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the cluster's profile. `as_of` is a year, a month or a day, as it was typed."""

    label: str
    text: str
    source: str = ""
    source_url: str = ""
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class ClusterProfile:
    name: str
    noun: str  # what it calls itself, in words
    country: str  # ISO 3166 code
    region: str
    founded: str
    legal_status: str
    description: str
    website: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class RoundFrame:
    """Which round this is, and its time frame."""

    number: int
    title: str
    mode: str  # "create" or "evaluate"
    illustrative: bool
    framework_title: str
    edition: int
    starts_on: date | None = None
    ends_on: date | None = None
    second_phase_ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class FindingPart:
    kind: str  # "strength", "gap" or "question"
    kind_label: str
    text: str
    source: str = ""
    source_url: str = ""
    source_file: str = ""  # name of the uploaded file
    source_date: str = ""
    organisation: str = ""
    said_by: str = ""


@dataclass(frozen=True, slots=True)
class CategoryPart:
    """One resource category with its findings; also a row of the resource map."""

    key: str
    name: str
    group: str  # "internal" or "external"
    group_name: str
    findings: tuple[FindingPart, ...] = ()
    strengths: int = 0
    gaps: int = 0
    questions: int = 0

    @property
    def total(self) -> int:
        return self.strengths + self.gaps + self.questions


@dataclass(frozen=True, slots=True)
class Answers:
    """How one dimension was rated: respondents per level 1 to 5, and what follows from it.

    The numbers are None where nobody has rated. `agreement` runs from -1 (split) to 1 (all the same).
    """

    counts: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)
    cannot_judge: int = 0
    n: int = 0
    median: float | None = None
    lower_quartile: float | None = None
    upper_quartile: float | None = None
    agreement: float | None = None


@dataclass(frozen=True, slots=True)
class DimensionPart:
    """One dimension: now, wished for, what good looks like, target and gap (target minus median, levels)."""

    key: str
    number: int
    name: str
    short_name: str
    question: str
    definition: str
    now: Answers = Answers()
    wished: Answers = Answers()
    good: str = ""
    target: float | None = None
    gap: float | None = None
    share_wide_gap: float | None = None  # share of raters whose own gap is two levels or more, 0 to 1
    agreed: float | None = None  # level "now" agreed with answers that were taken over; beside the raw `now`
    focus_phase: int = 0  # 1 or 2; 0 when it is not in the focus


@dataclass(frozen=True, slots=True)
class SuccessFactorPart:
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class VisionPart:
    text: str = ""
    version: int = 0  # 0: no statement yet
    agreed_on: date | None = None
    profile_agreed_on: date | None = None
    success_factors: tuple[SuccessFactorPart, ...] = ()


@dataclass(frozen=True, slots=True)
class FocusPart:
    dimension: str
    dimension_name: str
    phase: int
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorPart:
    name: str
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    source: str = ""
    frequency: str = ""  # in words


@dataclass(frozen=True, slots=True)
class MilestonePart:
    title: str
    due: date


@dataclass(frozen=True, slots=True)
class ResourcePart:
    kind: str
    kind_label: str
    amount: Decimal | None = None
    unit: str = ""  # a currency code, or "hours" / "days"
    unit_label: str = ""
    text: str = ""
    secured: bool = False


@dataclass(frozen=True, slots=True)
class MeasurePart:
    """A measure. `number` counts through the whole plan from 1; `needs` holds numbers of other measures."""

    number: int
    title: str
    kind: str = ""
    kind_label: str = ""
    description: str = ""
    owner: str = ""
    contributors: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    milestones: tuple[MilestonePart, ...] = ()
    resources: tuple[ResourcePart, ...] = ()
    monitoring: str = ""
    needs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class GoalPart:
    dimension: str
    dimension_name: str
    title: str = ""
    outcome: str = ""
    capacity: str = ""
    due: date | None = None
    owner: str = ""
    phase: int = 0  # of its focus dimension; 0: not in the focus
    indicators: tuple[IndicatorPart, ...] = ()
    measures: tuple[MeasurePart, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionPart:
    kind: str
    kind_label: str
    decided_on: date
    participants: str = ""
    text: str = ""
    reservations: str = ""
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class SourcePart:
    """A source named in the plan: the text, where it is, as of when."""

    text: str
    url: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """The whole plan. `agreed_version` is 0 and `agreed_on` None while it is still being worked on."""

    language: str
    made_on: date
    cluster: ClusterProfile
    round: RoundFrame
    baseline_on: date | None = None
    raters: int = 0
    categories: tuple[CategoryPart, ...] = ()
    dimensions: tuple[DimensionPart, ...] = ()
    vision: VisionPart = VisionPart()
    focus: tuple[FocusPart, ...] = ()
    goals: tuple[GoalPart, ...] = ()
    decisions: tuple[DecisionPart, ...] = ()
    sources: tuple[SourcePart, ...] = ()
    agreed_version: int = 0
    agreed_on: date | None = None
    format: int = FORMAT

    @property
    def today(self) -> date | None:
        """The day to mark in the timeline. An agreed plan has none: it stays as it was decided."""
        return None if self.agreed_on else self.made_on

    @property
    def measures(self) -> tuple[MeasurePart, ...]:
        """All measures in the order of their numbers."""
        return tuple(measure for goal in self.goals for measure in goal.measures)

    def to_json(self) -> dict[str, Any]:
        """Plain data for a JSON field: dates as ISO text, decimals as text, tuples as lists."""
        return _plain(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "PlanDocument":
        """The document that `to_json` was called on. Raises ValueError for a format this code cannot read."""
        if data.get("format") != FORMAT:
            raise ValueError(f"plan document of unknown format {data.get('format')!r}")
        return _read(data, cls)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value


_hints = cache(get_type_hints)  # of a few classes; a long plan asks for them thousands of times


def _read(value: Any, wanted: Any) -> Any:
    """Turn plain data into the wanted type: a data class, a tuple, a date, a decimal, or itself."""
    if get_origin(wanted) is UnionType:
        if value is None:
            return None
        wanted = next(part for part in get_args(wanted) if part is not NoneType)
    if isinstance(wanted, type) and is_dataclass(wanted):
        hints = _hints(wanted)
        return wanted(**{name: _read(item, hints[name]) for name, item in value.items() if name in hints})
    if get_origin(wanted) is tuple:
        return tuple(_read(item, get_args(wanted)[0]) for item in value)
    if wanted is date:
        return date.fromisoformat(value)
    if wanted is Decimal:
        return Decimal(value)
    return value
