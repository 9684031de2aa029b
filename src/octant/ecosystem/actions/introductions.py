"""Bringing two organisations together, step by step. An outcome becomes a relation of the register."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from octant.accounts.models import User
from octant.clusters.models import Cluster
from octant.core.editing import change
from octant.journal.actions import record

from ..models import (
    OPEN,
    Introduction,
    IntroductionState,
    Need,
    Offer,
    Organisation,
    Outcome,
    RelationSource,
)
from .relations import relate

STEPS = {
    # From which states a step may be taken, and which day it notes.
    IntroductionState.ACCEPTED: ((IntroductionState.PROPOSED,), "accepted_on"),
    IntroductionState.MET: ((IntroductionState.PROPOSED, IntroductionState.ACCEPTED), "met_on"),
    IntroductionState.DECLINED: ((IntroductionState.PROPOSED, IntroductionState.ACCEPTED), "closed_on"),
}


class AlreadyProposed(Exception):
    """An introduction of these two is open; it is handed along."""

    def __init__(self, introduction: Introduction) -> None:
        super().__init__(str(introduction))
        self.introduction = introduction


class TooLate(Exception):
    """Somebody else has taken a step meanwhile that leaves no room for this one."""


@transaction.atomic
def propose(
    *,
    cluster: Cluster,
    first: Organisation,
    second: Organisation,
    by: User,
    need: Need | None = None,
    offer: Offer | None = None,
    introducer: Organisation | None = None,
    why: str = "",
) -> Introduction:
    """Raises AlreadyProposed, and ValueError when both are the same."""
    if first.pk == second.pk:
        raise ValueError("an introduction takes two organisations")
    Cluster.objects.select_for_update(no_key=True).get(pk=cluster.pk)
    if known := open_between(cluster, first, second):
        raise AlreadyProposed(known)
    row = Introduction.objects.create(
        cluster=cluster, first=first, second=second, need=need, offer=offer, introducer=introducer, why=why
    )
    _record(row, "introduction_proposed", by)
    return row


def open_between(cluster: Cluster, one: Organisation, other: Organisation) -> Introduction | None:
    pair = [one.pk, other.pk]
    rows = Introduction.kept.filter(cluster=cluster, state__in=OPEN, first__in=pair, second__in=pair)
    return rows.select_related("first", "second").first()


@transaction.atomic
def step(*, introduction: Introduction, to: str, by: User) -> None:
    """Accepted, met or declined, today. Raises TooLate."""
    state = IntroductionState(to)
    allowed, day = STEPS[state]
    rows = Introduction.kept.filter(pk=introduction.pk, state__in=allowed)
    if not rows.update(state=state, **{day: timezone.localdate()}):
        raise TooLate
    _record(introduction, f"introduction_{state.value}", by)


@transaction.atomic
def conclude(*, introduction: Introduction, outcome: str, note: str, settled: bool, by: User) -> Introduction:
    """What came of it. Anything but nothing becomes a relation; `settled` closes the need. Raises TooLate."""
    row = Introduction.kept.select_for_update(of=("self",)).filter(pk=introduction.pk, state__in=OPEN).first()
    if row is None:
        raise TooLate
    today = timezone.localdate()
    row.state, row.outcome, row.note, row.closed_on = IntroductionState.DONE, Outcome(outcome), note, today
    if outcome != Outcome.NOTHING:
        row.accepted_on = row.accepted_on or today
        row.met_on = row.met_on or today
        row.relation = relate(
            cluster=row.cluster,
            first=row.first,
            second=row.second,
            kind=outcome,
            by=by,
            since=row.met_on,
            source=RelationSource.INTRODUCTION,
        )
    row.save()
    if settled and row.need_id:
        Need.kept.filter(pk=row.need_id, closed_on=None).update(closed_on=today)
    _record(row, "introduction_done", by, after={"outcome": outcome, "note": note})
    return row


@transaction.atomic
def change_introduction(
    *, introduction: Introduction, version: int, values: dict[str, Any], by: User
) -> Introduction:
    """Raises EditConflict."""
    fresh, before = change(introduction, version=version, values=values)
    if before:
        _record(fresh, "introduction_changed", by, before, {name: values[name] for name in before})
    return fresh


@transaction.atomic
def remove(*, introduction: Introduction, by: User) -> None:
    """A slip. A relation that came of it stays."""
    if Introduction.kept.filter(pk=introduction.pk).update(removed_at=timezone.now()):
        _record(introduction, "introduction_removed", by)


@transaction.atomic
def restore(*, introduction: Introduction, by: User) -> None:
    """Raises AlreadyProposed when another one of these two is open by now."""
    try:
        with transaction.atomic():
            changed = Introduction.objects.filter(pk=introduction.pk, removed_at__isnull=False).update(
                removed_at=None
            )
    except IntegrityError:
        known = open_between(introduction.cluster, introduction.first, introduction.second)
        raise AlreadyProposed(known or introduction) from None
    if changed:
        _record(introduction, "introduction_restored", by)


def _record(
    row: Introduction,
    verb: str,
    by: User,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record(cluster=row.cluster, by=by, verb=verb, subject=row, before=before, after=after)
