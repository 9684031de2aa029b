"""Step 3: the influence matrix, the weights of the ranking, the focus that is chosen."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.core.editing import Clash, EditConflict, change
from octant.core.models import Editable
from octant.domain.framework import Dimension
from octant.journal.actions import record
from octant.journal.models import Entry

from ..models import Decision, DecisionKind, FocusChoice, InfluenceGroup, InfluenceRow, Round
from ..rules import require_open_focus, require_open_plan, set_moment
from .decisions import record_decision

# ---------- Influence matrix ----------


@transaction.atomic
def add_group(*, round: Round, by: User, name: str) -> InfluenceGroup:
    require_open_focus(round)
    row = round.influence_groups.create(name=name)
    _record(round, by, "influence.group_added", subject=row)
    return row


@transaction.atomic
def make_consensus(*, round: Round, by: User, name: str) -> InfluenceGroup:
    """The one matrix that all groups settle on; made once per round."""
    require_open_focus(round)
    there = InfluenceGroup.kept.filter(round=round, is_consensus=True).first()
    if there:
        return there
    row = round.influence_groups.create(name=name, is_consensus=True)
    _record(round, by, "influence.group_added", subject=row)
    return row


@transaction.atomic
def rename_group(*, round: Round, by: User, row: InfluenceGroup, name: str, version: int) -> InfluenceGroup:
    require_open_focus(round)
    row, before = change(row, version=version, values={"name": name})
    if before:
        _record(round, by, "influence.group_renamed", subject=row, before=before, after={"name": name})
    return row


@transaction.atomic
def remove_group(*, round: Round, by: User, row: InfluenceGroup) -> None:
    require_open_focus(round)
    InfluenceGroup.objects.filter(pk=row.pk).update(removed_at=timezone.now())
    _record(round, by, "influence.group_removed", subject=row)


@transaction.atomic
def restore_group(*, round: Round, by: User, row: InfluenceGroup) -> None:
    """Undo of removing. A consensus matrix that was made in the meantime stays the only one."""
    require_open_focus(round)
    newer = InfluenceGroup.kept.filter(round=round, is_consensus=True)
    if not row.removed_at or (row.is_consensus and newer.exists()):
        return
    InfluenceGroup.objects.filter(pk=row.pk).update(removed_at=None)
    _record(round, by, "influence.group_restored", subject=row)


@transaction.atomic
def set_influences(
    *,
    round: Round,
    by: User,
    group: InfluenceGroup,
    dimension: Dimension,
    values: Mapping[str, int | None],
    labels: Mapping[str, str],
    version: int,
) -> InfluenceRow:
    """One row of a group's matrix: how strongly `dimension` acts on each other one (0–3, None: open)."""
    require_open_focus(round)
    row, _created = InfluenceRow.objects.get_or_create(group=group, dimension=dimension.key)
    row, before = _change_parts(row, "values", values, version=version, labels=labels)
    if before:
        after = {labels[key]: values[key] for key in before}
        former = {labels[key]: value for key, value in before.items()}
        subject = f"{dimension.name} ({group})"
        _record(round, by, "influence.row_changed", subject=subject, before=former, after=after)
    return row


# ---------- Ranking ----------


@transaction.atomic
def save_weights(
    *, round: Round, by: User, weights: Mapping[str, float], labels: Mapping[str, str], version: int
) -> Round:
    require_open_focus(round)
    row, before = _change_parts(round, "weights", weights, version=version, labels=labels)
    if before:
        after = {key: weights[key] for key in before}
        _record(round, by, "focus.weighted", subject=round, before=before, after=after)
    return row


# ---------- The choice ----------


@transaction.atomic
def choose(*, round: Round, by: User, dimension: Dimension, phase: int) -> FocusChoice | None:
    """Put a dimension into phase 1 or 2, or take it out (0).

    A reason that was written before comes back with the choice, so that taking out can be undone.
    """
    require_open_focus(round)
    row = round.focus_choices.filter(dimension=dimension.key).first()
    before = {"phase": row.phase, "rationale": row.rationale} if row else {"phase": 0}
    if phase == before["phase"]:
        return row
    if row is not None and phase == 0:
        row.delete()
        _record(
            round,
            by,
            "focus.dropped",
            subject=dimension.name,
            before={"dimension": dimension.key, **before},
            after={"phase": 0},
        )
        return None
    if row is None:
        rationale = _former_rationale(round, dimension)
        row = round.focus_choices.create(dimension=dimension.key, phase=phase, rationale=rationale)
    else:
        row, _before = change(row, version=row.version, values={"phase": phase})
    _record(
        round,
        by,
        "focus.chosen",
        subject=dimension.name,
        before={"phase": before["phase"]},
        after={"phase": phase},
    )
    return row


def _former_rationale(round: Round, dimension: Dimension) -> str:
    entry = Entry.objects.filter(
        cluster=round.cluster,
        round_number=round.number,
        verb="focus.dropped",
        before__dimension=dimension.key,
    ).first()
    return str(entry.before.get("rationale", "")) if entry else ""


@transaction.atomic
def give_reason(
    *, round: Round, by: User, row: FocusChoice, name: str, rationale: str, version: int
) -> FocusChoice:
    """Why this dimension, and why now. `name` is how the journal calls the dimension."""
    require_open_focus(round)
    row, before = change(row, version=version, values={"rationale": rationale})
    if before:
        _record(round, by, "focus.reasoned", subject=name, before=before, after={"rationale": rationale})
    return row


@transaction.atomic
def set_time_frame(*, round: Round, by: User, version: int, **days: Any) -> Round:
    """`starts_on`, `ends_on` and, for the second phase, `second_phase_ends_on`."""
    require_open_focus(round)
    row, before = change(round, version=version, values=days)
    if before:
        after = {name: days[name] for name in before}
        _record(round, by, "focus.time_frame", subject=round, before=before, after=after)
    return row


@transaction.atomic
def agree_focus(*, round: Round, by: User, subject: str, **decision: Any) -> Decision:
    """`subject` names the chosen dimensions for the journal."""
    require_open_focus(round)
    if not round.focus_choices.filter(phase=1).exists():
        raise PermissionDenied(_("Choose at least one dimension before you agree on the focus."))
    made = record_decision(round=round, kind=DecisionKind.FOCUS, by=by, subject=subject, **decision)
    set_moment(round, focus_agreed_at=timezone.now())
    return made


@transaction.atomic
def reopen_focus(*, round: Round, by: User, reason: str) -> None:
    require_open_plan(round)
    if not round.focus_agreed_at:
        return
    before = {"agreed_at": round.focus_agreed_at}
    _record(round, by, "focus.reopened", subject=round, text=reason, before=before)
    set_moment(round, focus_agreed_at=None)


# ---------- Shared by the actions above ----------


def _change_parts[M: Editable](
    row: M, field: str, parts: Mapping[str, object], *, version: int, labels: Mapping[str, str]
) -> tuple[M, dict[str, object]]:
    """`change` for a field that holds several values by key.

    Only the keys given are written, and two people's versions are shown key by key. Returns the fresh row and
    the former values of the keys that changed.
    """
    fresh = type(row)._default_manager.select_for_update().get(pk=row.pk)
    former = getattr(fresh, field)
    changed = {key: former.get(key) for key, value in parts.items() if former.get(key) != value}
    if not changed:
        return fresh, {}
    try:
        row, _before = change(
            row, version=version, values={field: former | {key: parts[key] for key in changed}}
        )
    except EditConflict as conflict:
        clashes = [Clash(key, labels[key], _text(former.get(key)), _text(parts[key])) for key in changed]
        raise EditConflict(conflict.row, clashes) from None
    return row, changed


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _record(round: Round, by: User, verb: str, **entry: Any) -> None:
    record(cluster=round.cluster, by=by, verb=verb, round_number=round.number, **entry)
