"""Adding, changing, moving and removing findings."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from octant.accounts.models import User
from octant.core.editing import change
from octant.core.file_names import display_name
from octant.ecosystem.actions import find_or_add
from octant.ecosystem.models import Organisation
from octant.journal.actions import record
from octant.journal.models import Visibility

from ..models import Finding, Round
from ..rules import require_open_baseline
from ..uploads import Upload


@transaction.atomic
def add_finding(
    *,
    round: Round,
    by: User,
    organisation_name: str = "",
    evidence: Upload | None = None,
    **values: object,
) -> Finding:
    """Add a finding at the end of its category. An organisation that is new goes into the register."""
    require_open_baseline(round)
    last = Finding.objects.filter(round=round, category=values["category"]).aggregate(last=Max("position"))[
        "last"
    ]
    finding = Finding(
        round=round,
        position=0 if last is None else last + 1,
        created_by=by,
        organisation=organisation(round, organisation_name, by),
        **values,
    )
    if evidence:
        finding.source_file_name = display_name(evidence.name)
        finding.source_file = evidence
    finding.save()
    _record(finding, by, "finding.added", after={"kind": finding.kind, "text": finding.text})
    return finding


@transaction.atomic
def add_findings(
    *, round: Round, by: User, lines: Sequence[tuple[str, str, str]], source: str, source_date: str
) -> int:
    """Add findings given as (category, kind, text), each at the end of its category; returns how many.

    What stands there word for word already is left out, so that a sheet entered twice counts once.
    """
    require_open_baseline(round)
    there = Finding.kept.filter(round=round)
    known = set(there.values_list("category", "kind", "text"))
    new = [line for line in dict.fromkeys(lines) if line not in known]
    ends = dict(there.order_by().values_list("category").annotate(last=Max("position")))
    rows = []
    for category, kind, text in new:
        ends[category] = ends.get(category, -1) + 1
        row = Finding(round=round, category=category, kind=kind, text=text, position=ends[category])
        row.source, row.source_date, row.created_by = source, source_date, by
        rows.append(row)
    Finding.objects.bulk_create(rows)
    if rows:
        record(
            cluster=round.cluster,
            by=by,
            verb="finding.sheet",
            round_number=round.number,
            visibility=Visibility.MEMBERS,
            after={"source": source, "findings": "\n".join(text for _category, _kind, text in new)},
        )
    return len(rows)


@transaction.atomic
def change_finding(
    *,
    finding: Finding,
    by: User,
    version: int,
    values: dict[str, object],
    evidence: Upload | None = None,
    remove_evidence: bool = False,
) -> Finding:
    """Raises EditConflict when somebody else was faster. A new file takes the place of the old one."""
    require_open_baseline(finding.round)
    if evidence:
        values = values | {"source_file": evidence, "source_file_name": display_name(evidence.name)}
    elif remove_evidence:
        values = values | {"source_file": "", "source_file_name": ""}
    fresh, before = change(finding, version=version, values=values)
    fresh.round = finding.round
    if before:
        old: Any = before.get("source_file")
        if old:
            transaction.on_commit(lambda: old.storage.delete(old.name))
        shown = [name for name in before if name != "source_file"]
        _record(
            fresh,
            by,
            "finding.changed",
            before={name: before[name] for name in shown},
            after={name: getattr(fresh, name) for name in shown},
        )
    return fresh


@transaction.atomic
def move_finding(*, finding: Finding, by: User, category: str, position: int) -> None:
    """Put it at this place (from 0) of a category; the others make room."""
    require_open_baseline(finding.round)
    others = list(Finding.kept.filter(round=finding.round, category=category).exclude(pk=finding.pk))
    others.insert(max(0, min(position, len(others))), finding)
    before = finding.category
    finding.category = category
    moved = []
    for index, row in enumerate(others):
        if row.position != index or row is finding:
            row.position = index
            moved.append(row)
    Finding.objects.bulk_update(moved, ["category", "position"])
    if before != category:
        _record(finding, by, "finding.moved", before={"category": before}, after={"category": category})


@transaction.atomic
def remove_finding(*, finding: Finding, by: User) -> None:
    require_open_baseline(finding.round)
    if Finding.kept.filter(pk=finding.pk).update(removed_at=timezone.now()):
        _record(finding, by, "finding.removed", before={"text": finding.text})


@transaction.atomic
def restore_finding(*, finding: Finding, by: User) -> None:
    require_open_baseline(finding.round)
    if Finding.objects.filter(pk=finding.pk, removed_at__isnull=False).update(removed_at=None):
        _record(finding, by, "finding.restored")


def organisation(round_: Round, name: str, by: User) -> Organisation | None:
    return find_or_add(cluster=round_.cluster, name=name, by=by) if name.strip() else None


def _record(finding: Finding, by: User, verb: str, **changes: Any) -> None:
    record(
        cluster=finding.round.cluster,
        by=by,
        verb=verb,
        subject=finding,
        round_number=finding.round.number,
        visibility=Visibility.MEMBERS,
        **changes,
    )
