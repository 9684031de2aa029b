"""Agreeing the plan, which freezes it, and reopening it."""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.journal.actions import record
from octant.journal.models import Visibility

from ..models import DecisionKind, Round, Snapshot, SnapshotKind
from ..queries.plan import plan_document
from ..rules import hold, require_open_plan, set_moment
from .decisions import record_decision


@transaction.atomic
def agree_plan(
    *,
    round: Round,
    by: User,
    decided_on: date,
    participants: str = "",
    text: str = "",
    reservations: str = "",
) -> Snapshot:
    """Record the decision and freeze the plan with every name in it, in the language of the cluster."""
    require_open_plan(round)
    record_decision(
        round=round,
        kind=DecisionKind.PLAN,
        by=by,
        decided_on=decided_on,
        participants=participants,
        text=text,
        reservations=reservations,
    )
    last = Snapshot.objects.filter(round=round, kind=SnapshotKind.PLAN).aggregate(last=Max("number"))["last"]
    number = (last or 0) + 1
    document = replace(
        plan_document(round, round.cluster.language), agreed_version=number, agreed_on=decided_on
    )
    snapshot = Snapshot.objects.create(
        round=round,
        kind=SnapshotKind.PLAN,
        number=number,
        data=document.to_json(),
        frozen_by=by,
        frozen_by_name=str(by),
    )
    set_moment(round, plan_agreed_at=snapshot.frozen_at)
    record(
        cluster=round.cluster,
        by=by,
        verb="plan.agreed",
        subject=round,
        round_number=round.number,
        after={"version": number, "decided_on": decided_on},
        visibility=Visibility.MEMBERS,
    )
    return snapshot


@transaction.atomic
def reopen_plan(*, round: Round, by: User, reason: str) -> None:
    """Open the plan for changes again. The agreed version can still be read."""
    hold(round)
    if round.plan_agreed_at is None:
        return
    snapshot = (
        Snapshot.objects.filter(round=round, kind=SnapshotKind.PLAN, reopened_at=None)
        .order_by("-number")
        .first()
    )
    if snapshot:
        snapshot.reopened_at, snapshot.reopened_by, snapshot.reopen_reason = timezone.now(), by, reason
        snapshot.save(update_fields=["reopened_at", "reopened_by", "reopen_reason"])
    set_moment(round, plan_agreed_at=None)
    record_decision(
        round=round,
        kind=DecisionKind.REOPENED,
        by=by,
        decided_on=timezone.localdate(),
        text=_("The agreed plan was reopened: %(reason)s") % {"reason": reason},
    )
    record(
        cluster=round.cluster,
        by=by,
        verb="plan.reopened",
        subject=round,
        round_number=round.number,
        before={"version": snapshot.number if snapshot else None},
        text=reason,
        visibility=Visibility.MEMBERS,
    )
