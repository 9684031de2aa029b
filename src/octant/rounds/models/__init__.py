"""A round is one pass through the five steps. One file per step."""

from .describe import Finding, FindingKind, Snapshot, SnapshotKind
from .focus import Criterion, FocusChoice, InfluenceGroup, InfluenceRow
from .goals import Frequency, Goal, Indicator
from .measures import Measure, MeasureDependency, MeasureResource, Milestone
from .round import Decision, DecisionKind, Mode, Round
from .vision import (
    DimensionVision,
    SuccessFactor,
    VisionAnswer,
    VisionStatus,
    VisionVersion,
)
from .voices import Adoption, AgreedLevel

__all__ = [
    "Adoption",
    "AgreedLevel",
    "Criterion",
    "Decision",
    "DecisionKind",
    "DimensionVision",
    "Finding",
    "FindingKind",
    "FocusChoice",
    "Frequency",
    "Goal",
    "Indicator",
    "InfluenceGroup",
    "InfluenceRow",
    "Measure",
    "MeasureDependency",
    "MeasureResource",
    "Milestone",
    "Mode",
    "Round",
    "Snapshot",
    "SnapshotKind",
    "SuccessFactor",
    "VisionAnswer",
    "VisionStatus",
    "VisionVersion",
]
