"""Recording a decision: it is written once and never changed; a later one may replace it."""

from datetime import date

from django.db import transaction

from octant.accounts.models import User
from octant.journal.actions import record
from octant.journal.models import EntryKind, Visibility

from ..models import Decision, DecisionKind, Round


@transaction.atomic
def record_decision(
    *,
    round: Round,
    kind: DecisionKind,
    by: User,
    decided_on: date,
    participants: str = "",
    text: str = "",
    reservations: str = "",
    subject: str = "",
) -> Decision:
    """Keep a decision with the round and in the journal; `subject` names what was decided on."""
    decision = Decision.objects.create(
        round=round,
        kind=kind,
        decided_on=decided_on,
        participants=participants,
        text=text,
        reservations=reservations,
        recorded_by=by,
        recorded_by_name=str(by),
    )
    record(
        cluster=round.cluster,
        by=by,
        verb=f"decision.{kind}",
        subject=subject or round,
        round_number=round.number,
        after={"decided_on": decided_on, "participants": participants, "reservations": reservations},
        text=text,
        kind=EntryKind.DECISION,
        visibility=Visibility.MEMBERS,
    )
    return decision
