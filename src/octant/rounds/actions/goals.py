"""Writing goals and indicators. Every action refuses while the plan is agreed."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from octant.accounts.models import User
from octant.core.editing import Clash, EditConflict, change
from octant.journal.actions import record

from ..forms.numbers import shown
from ..models import Goal, Indicator, Measure, Round
from ..owners import OWNER, Owner, in_register, with_one_owner
from ..rules import require_open_plan


@transaction.atomic
def write_goal(*, round: Round, dimension: str, by: User, version: int, owner: Owner, **values: Any) -> Goal:
    """Write the goal of a dimension; it comes into being with its first text."""
    require_open_plan(round)
    goal = begin_goal(round, dimension)
    owner = in_register(owner, cluster=round.cluster, by=by)
    values |= {"owner": owner.member, "owner_organisation": owner.organisation}
    try:
        goal, before = change(goal, version=version, values=values, together=OWNER)
    except EditConflict as conflict:
        raise with_one_owner(conflict) from conflict
    if before:
        record(
            cluster=round.cluster,
            by=by,
            verb="goal.changed",
            subject=goal,
            round_number=round.number,
            before=before,
            after={name: values[name] for name in before},
        )
    return goal


def begin_goal(round: Round, dimension: str) -> Goal:
    goal, _created = Goal.objects.get_or_create(round=round, dimension=dimension)
    goal.round = round
    return goal


@transaction.atomic
def add_indicator(*, round: Round, dimension: str, by: User) -> Indicator:
    require_open_plan(round)
    goal = begin_goal(round, dimension)
    last = goal.indicators.aggregate(last=Max("position"))["last"]
    indicator = Indicator.objects.create(goal=goal, position=0 if last is None else last + 1)
    record(cluster=round.cluster, by=by, verb="indicator.added", subject=goal, round_number=round.number)
    return indicator


@transaction.atomic
def write_indicator(*, indicator: Indicator, by: User, version: int, **values: Any) -> Indicator:
    round_ = indicator.goal.round
    require_open_plan(round_)
    try:
        indicator, before = change(indicator, version=version, values=values)
    except EditConflict as conflict:
        raise numbers_as_typed(conflict) from conflict
    if before:
        _record(indicator, "indicator.changed", round_, by, before, {name: values[name] for name in before})
    return indicator


@transaction.atomic
def remove_indicator(*, indicator: Indicator, by: User) -> None:
    round_ = indicator.goal.round
    require_open_plan(round_)
    indicator.removed_at = timezone.now()
    indicator.save(update_fields=["removed_at", "changed_at"])
    _record(indicator, "indicator.removed", round_, by)


@transaction.atomic
def restore_indicator(*, indicator: Indicator, by: User) -> None:
    round_ = indicator.goal.round
    require_open_plan(round_)
    if indicator.removed_at is None:
        return
    indicator.removed_at = None
    indicator.save(update_fields=["removed_at", "changed_at"])
    _record(indicator, "indicator.restored", round_, by)


@transaction.atomic
def move_indicator(*, indicator: Indicator, up: bool) -> None:
    """One place up or down. The order says nothing about the content, so the journal stays silent."""
    require_open_plan(indicator.goal.round)
    move(list(Indicator.kept.filter(goal=indicator.goal_id)), indicator, up=up)


def move[M: Indicator | Measure](rows: list[M], row: M, *, up: bool) -> None:
    """Move a row one place in its list and number the list anew. At the end of the list nothing happens."""
    here = next(place for place, other in enumerate(rows) if other.pk == row.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for place, other in enumerate(rows):
        if other.position != place:
            type(other).objects.filter(pk=other.pk).update(position=place)


def numbers_as_typed(conflict: EditConflict) -> EditConflict:
    """The page that shows a conflict posts its numbers again, so they must read as they are typed."""

    def text(field: str, value: str) -> str:
        is_number = conflict.row._meta.get_field(field).get_internal_type() == "DecimalField"
        return shown(Decimal(value)) if is_number and value else value

    clashes = [
        Clash(clash.field, clash.label, text(clash.field, clash.theirs), text(clash.field, clash.yours))
        for clash in conflict.clashes
    ]
    return EditConflict(conflict.row, clashes)


def _record(
    indicator: Indicator,
    verb: str,
    round_: Round,
    by: User,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    record(
        cluster=round_.cluster,
        by=by,
        verb=verb,
        subject=indicator,
        round_number=round_.number,
        before=before,
        after=after,
    )
