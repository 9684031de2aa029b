"""Freezing the starting point, and opening it again."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.domain.framework import Framework

from ..models import DecisionKind, Round, Snapshot, SnapshotKind
from ..queries.baseline import baseline_data
from ..rules import hold
from .decisions import record_decision


@transaction.atomic
def freeze(
    *,
    round: Round,
    by: User,
    framework: Framework,
    decided_on: date,
    participants: str = "",
    text: str = "",
    reservations: str = "",
) -> Snapshot:
    """Keep findings and first ratings as they are now. Of two people who press the button one freezes it.

    Returns the snapshot; the one that is there when the baseline was frozen already.
    """
    hold(round)
    last = Snapshot.objects.filter(round=round, kind=SnapshotKind.BASELINE).order_by("-number")
    if round.baseline_at and last.exists():
        return last[0]
    number = (last.aggregate(last=Max("number"))["last"] or 0) + 1
    snapshot = Snapshot.objects.create(
        round=round,
        kind=SnapshotKind.BASELINE,
        number=number,
        data=baseline_data(round, framework),
        frozen_by=by,
        frozen_by_name=str(by),
    )
    _set(round, snapshot.frozen_at)
    record_decision(
        round=round,
        kind=DecisionKind.BASELINE,
        by=by,
        decided_on=decided_on,
        participants=participants,
        text=text,
        reservations=reservations,
    )
    return snapshot


@transaction.atomic
def reopen(*, round: Round, by: User, reason: str) -> None:
    """Let findings and first ratings change again. The frozen snapshot stays, with the reason beside it."""
    hold(round)
    if not round.baseline_at:
        return
    snapshot = Snapshot.objects.filter(round=round, kind=SnapshotKind.BASELINE).order_by("-number").first()
    if snapshot:
        snapshot.reopened_at, snapshot.reopened_by, snapshot.reopen_reason = timezone.now(), by, reason
        snapshot.save(update_fields=["reopened_at", "reopened_by", "reopen_reason"])
    _set(round, None)
    record_decision(
        round=round,
        kind=DecisionKind.REOPENED,
        by=by,
        decided_on=timezone.localdate(),
        text=reason,
        subject=_("Baseline of %(round)s") % {"round": round},
    )


def _set(round_: Round, moment: datetime | None) -> None:
    Round.objects.filter(pk=round_.pk).update(baseline_at=moment, version=F("version") + 1)
    round_.baseline_at = moment
