"""A live workshop: its agenda, the people in the room, and what they contribute. One file per noun."""

from .consent import Proposal, ProposalStatus, Stance, Voice
from .groups import GoalDraft, GroupCell
from .ideas import Dot, Idea, IdeaGroup, Outcome
from .workshop import Activity, ActivityKind, Feed, Participant, Phase, Workshop, WorkshopStatus

__all__ = [
    "Activity",
    "ActivityKind",
    "Dot",
    "Feed",
    "GoalDraft",
    "GroupCell",
    "Idea",
    "IdeaGroup",
    "Outcome",
    "Participant",
    "Phase",
    "Proposal",
    "ProposalStatus",
    "Stance",
    "Voice",
    "Workshop",
    "WorkshopStatus",
]
