"""Step 2: answers, the vision statement in versions, success factors, the ideal profile."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.core.editing import change
from octant.domain.framework import Entry, Prompt
from octant.journal.actions import record

from ..models import (
    Decision,
    DecisionKind,
    DimensionVision,
    Round,
    SuccessFactor,
    VisionAnswer,
    VisionStatus,
    VisionVersion,
)
from ..rules import require_open_plan, require_open_profile, require_open_vision, set_moment
from .decisions import record_decision


@transaction.atomic
def answer(*, round: Round, by: User, question: Prompt, text: str, version: int) -> VisionAnswer:
    """Keep this person's answer to one key question."""
    require_open_plan(round)
    row, _created = VisionAnswer.objects.get_or_create(
        round=round, question=question.id, author=by, defaults={"author_name": str(by)}
    )
    row, before = change(row, version=version, values={"text": text})
    if before:
        _record(round, by, "vision.answered", subject=question.text, before=before, after={"text": text})
    return row


# ---------- The statement in versions ----------


@transaction.atomic
def start_version(*, round: Round, by: User, former: VisionVersion | None = None) -> VisionVersion:
    """A new draft, empty or with the text of a former version. An empty draft of one's own is used again."""
    require_open_vision(round)
    text = former.text if former else ""
    row = round.vision_versions.filter(author=by, status=VisionStatus.DRAFT, text="").first()
    if row is not None:
        return write_version(round=round, by=by, row=row, text=text, version=row.version) if text else row
    last = round.vision_versions.aggregate(last=Max("number"))["last"] or 0
    row = round.vision_versions.create(number=last + 1, text=text, author=by, author_name=str(by))
    after = {"text": text} | ({"from": str(former)} if former else {})
    _record(round, by, "vision.version_started", subject=row, after=after)
    return row


@transaction.atomic
def write_version(*, round: Round, by: User, row: VisionVersion, text: str, version: int) -> VisionVersion:
    """Change the text of a draft."""
    require_open_vision(round)
    _require_status(row, VisionStatus.DRAFT)
    row, before = change(row, version=version, values={"text": text})
    if before:
        _record(round, by, "vision.version_changed", subject=row, before=before, after={"text": text})
    return row


@transaction.atomic
def propose(*, round: Round, by: User, row: VisionVersion) -> None:
    """From here on the text stays as it is, so that everyone talks about the same words."""
    require_open_vision(round)
    row = _locked(row)
    _require_status(row, VisionStatus.DRAFT)
    if not row.text:
        raise PermissionDenied(_("Write the vision before you propose it."))
    _set_status(row, VisionStatus.PROPOSED, proposed_at=timezone.now())
    _record(round, by, "vision.proposed", subject=row, after={"text": row.text})


@transaction.atomic
def take_back(*, round: Round, by: User, row: VisionVersion) -> None:
    """A proposal becomes a draft again."""
    require_open_vision(round)
    row = _locked(row)
    _require_status(row, VisionStatus.PROPOSED)
    _set_status(row, VisionStatus.DRAFT, proposed_at=None)
    _record(round, by, "vision.taken_back", subject=row)


@transaction.atomic
def agree_vision(*, round: Round, by: User, row: VisionVersion, **decision: Any) -> Decision:
    """The proposed version becomes the vision; the one agreed before is replaced.

    After reopening, the version that was agreed may be agreed on once more.
    """
    require_open_vision(round)
    row = _locked(row)
    _require_status(row, VisionStatus.PROPOSED, VisionStatus.AGREED)
    made = record_decision(round=round, kind=DecisionKind.VISION, by=by, subject=str(row), **decision)
    for earlier in round.vision_versions.filter(status=VisionStatus.AGREED).exclude(pk=row.pk):
        _set_status(earlier, VisionStatus.REPLACED)
    _set_status(row, VisionStatus.AGREED, decision=made)
    set_moment(round, vision_agreed_at=timezone.now())
    return made


@transaction.atomic
def reopen_vision(*, round: Round, by: User, reason: str) -> None:
    """New versions can be written again; what was agreed stays marked until another version is agreed."""
    require_open_plan(round)
    if not round.vision_agreed_at:
        return
    _record(round, by, "vision.reopened", text=reason, before={"agreed_at": round.vision_agreed_at})
    set_moment(round, vision_agreed_at=None)


# ---------- Success factors ----------


@transaction.atomic
def add_factor(
    *, round: Round, by: User, text: str = "", note: str = "", general: Entry | None = None
) -> SuccessFactor:
    """An own factor (`text`) or one of the general ones of the framework, which is never there twice."""
    require_open_plan(round)
    if general:
        text = general.name
        there = SuccessFactor.kept.filter(round=round, key=general.key).first()
        if there:
            return there
    last = SuccessFactor.objects.filter(round=round).aggregate(last=Max("position"))["last"]
    row = SuccessFactor.objects.create(
        round=round,
        key=general.key if general else "",
        text=text,
        note=note,
        position=0 if last is None else last + 1,
    )
    _record(round, by, "factor.added", subject=row, after={"text": text, "note": note})
    return row


@transaction.atomic
def change_factor(
    *, round: Round, by: User, row: SuccessFactor, version: int, **values: object
) -> SuccessFactor:
    require_open_plan(round)
    row, before = change(row, version=version, values=values)
    if before:
        after = {name: values[name] for name in before}
        _record(round, by, "factor.changed", subject=row, before=before, after=after)
    return row


@transaction.atomic
def move_factor(*, round: Round, by: User, row: SuccessFactor, place: int) -> None:
    """Put the factor at this place (0 is first); places beyond the ends mean the ends."""
    require_open_plan(round)
    rows = list(SuccessFactor.kept.select_for_update().filter(round=round))
    former = rows.index(row)
    rows.insert(max(0, place), rows.pop(former))
    now = rows.index(row)
    if now == former:
        return
    for position, each in enumerate(rows):
        each.position = position
    SuccessFactor.objects.bulk_update(rows, ["position"])
    _record(
        round, by, "factor.moved", subject=row, before={"position": former + 1}, after={"position": now + 1}
    )


@transaction.atomic
def remove_factor(*, round: Round, by: User, row: SuccessFactor) -> None:
    require_open_plan(round)
    SuccessFactor.objects.filter(pk=row.pk).update(removed_at=timezone.now())
    _record(round, by, "factor.removed", subject=row, before={"text": row.text, "note": row.note})


@transaction.atomic
def restore_factor(*, round: Round, by: User, row: SuccessFactor) -> None:
    require_open_plan(round)
    if row.removed_at:
        SuccessFactor.objects.filter(pk=row.pk).update(removed_at=None)
        _record(round, by, "factor.restored", subject=row, after={"text": row.text, "note": row.note})


# ---------- The ideal profile ----------


@transaction.atomic
def change_dimension(
    *, round: Round, by: User, dimension: str, name: str, version: int, values: dict[str, object]
) -> DimensionVision:
    """What good looks like in a dimension, and its target level. `name` is how the journal calls it."""
    require_open_profile(round)
    row, _created = DimensionVision.objects.get_or_create(round=round, dimension=dimension)
    row, before = change(row, version=version, values=values)
    if before:
        after = {field: values[field] for field in before}
        _record(round, by, "profile.changed", subject=name, before=before, after=after)
    return row


@transaction.atomic
def take_medians(*, round: Round, by: User, medians: Mapping[str, Decimal], names: Mapping[str, str]) -> int:
    """Take the team's wishes as targets wherever there is no target yet. Returns how many were set.

    `names` holds every dimension's name by its key, in the framework's order.
    """
    require_open_profile(round)
    taken: dict[str, Decimal] = {}
    for key, name in names.items():
        if key not in medians:
            continue
        row, _created = DimensionVision.objects.get_or_create(round=round, dimension=key)
        if row.target is None:
            change(row, version=row.version, values={"target": medians[key]})
            taken[name] = medians[key]
    if taken:
        _record(round, by, "profile.medians_taken", subject=round, after=taken)
    return len(taken)


@transaction.atomic
def agree_profile(*, round: Round, by: User, **decision: Any) -> Decision:
    require_open_profile(round)
    if not round.dimension_visions.exclude(target=None).exists():
        raise PermissionDenied(_("Set at least one target before you agree on the ideal profile."))
    made = record_decision(round=round, kind=DecisionKind.PROFILE, by=by, **decision)
    set_moment(round, profile_agreed_at=timezone.now())
    return made


@transaction.atomic
def reopen_profile(*, round: Round, by: User, reason: str) -> None:
    require_open_plan(round)
    if not round.profile_agreed_at:
        return
    _record(
        round,
        by,
        "profile.reopened",
        subject=round,
        text=reason,
        before={"agreed_at": round.profile_agreed_at},
    )
    set_moment(round, profile_agreed_at=None)


# ---------- Shared by the actions above ----------


def _require_status(row: VisionVersion, *allowed: VisionStatus) -> None:
    if row.status not in allowed:
        raise PermissionDenied(
            _("%(version)s is now “%(status)s”, so this cannot be done any more. Look at the page again.")
            % {"version": row, "status": row.get_status_display()}
        )


def _locked(row: VisionVersion) -> VisionVersion:
    return VisionVersion.objects.select_for_update().get(pk=row.pk)


def _set_status(row: VisionVersion, status: VisionStatus, **fields: object) -> None:
    for name, value in {"status": status, **fields}.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=["status", *fields, "version", "changed_at"])


def _record(round: Round, by: User, verb: str, **entry: Any) -> None:
    record(cluster=round.cluster, by=by, verb=verb, round_number=round.number, **entry)
