"""What hangs on the wall after a workshop: every idea with what came of it, agreements, goals.

Public to people with the code: texts that everybody in the room saw, titles of the round's rows, reasons. No
name, no sector, no order in which ideas came.
"""

from dataclasses import dataclass

from ..actions.running import agenda
from ..models import ActivityKind, GoalDraft, Participant, Proposal, ProposalStatus, Workshop
from . import room
from .landing import goals
from .outcomes import Collected, Tally, collected, tally


@dataclass(frozen=True, slots=True)
class Wall:
    """`own` are the ideas of the device that looks."""

    people: int
    collected: tuple[Collected, ...]
    tally: Tally
    own: frozenset[int]
    agreed: tuple[str, ...]
    goals: tuple[tuple[GoalDraft, bool], ...]


def wall(workshop: Workshop, participant: Participant | None) -> Wall:
    points = agenda(workshop)
    rows = [row for row in collected(workshop, points) if row.ideas]
    return Wall(
        people=room.people(workshop).n,
        collected=tuple(rows),
        tally=tally(rows),
        own=frozenset(
            idea.pk
            for row in rows
            for idea in row.ideas
            if participant is not None and idea.participant == participant.pk
        ),
        agreed=_agreed(workshop) if any(row.kind == ActivityKind.CONSENT for row in points) else (),
        goals=tuple(
            (row.draft, row.landed is not None)
            for activity, drafts in goals(workshop, points)
            for row in drafts
            if row.draft.outcome
        ),
    )


def _agreed(workshop: Workshop) -> tuple[str, ...]:
    rows = Proposal.objects.filter(activity__workshop=workshop, status=ProposalStatus.ADOPTED)
    return tuple(rows.order_by("activity__position", "number").values_list("text", flat=True))
