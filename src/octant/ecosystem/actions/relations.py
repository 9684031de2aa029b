"""Writing who works with whom. What held once is never overwritten: it ends, and something new begins."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from octant.accounts.models import User
from octant.clusters.models import Cluster
from octant.core.editing import change
from octant.journal.actions import record

from ..models import DIRECTED, Organisation, Relation, RelationSource, Strength


class SameOrganisation(Exception):
    """An organisation has no relation with itself."""


class AlreadyRelated(Exception):
    """There is such a relation again; it is handed along."""

    def __init__(self, relation: Relation) -> None:
        super().__init__(str(relation))
        self.relation = relation


@transaction.atomic
def relate(
    *,
    cluster: Cluster,
    first: Organisation,
    second: Organisation,
    kind: str,
    by: User | None,
    strength: int = Strength.REGULAR,
    since: date | None = None,
    evidence: str = "",
    evidence_url: str = "",
    source: str = RelationSource.TEAM,
    said_by: Organisation | None = None,
) -> Relation:
    """A relation of this kind, new or the one that is there: then the new word is added to it.

    `said_by` is the side that declares it; nobody means the team. Another strength than is known ends the
    old relation and begins a new one, unless the other side has said what is known. Raises SameOrganisation.
    """
    if first.pk == second.pk:
        raise SameOrganisation
    Cluster.objects.select_for_update(no_key=True).get(pk=cluster.pk)
    wanted = Relation(
        cluster=cluster,
        first=first,
        second=second,
        kind=kind,
        strength=strength,
        directed=kind in DIRECTED,
        since=since,
        evidence=evidence,
        evidence_url=evidence_url,
        source=source,
        said_by_first=said_by == first,
        said_by_second=said_by == second,
    )
    wanted.put_in_order()
    known = _current(wanted)
    if known is None:
        wanted.save()
        _record(wanted, "relation_added", by, after=_facts(wanted))
        return wanted
    if known.strength != strength and not _other_side_said(known, wanted):
        known = _succeed(known, strength=strength, by=by)
    return _also_said(known, wanted)


@transaction.atomic
def change_relation(*, relation: Relation, version: int, values: dict[str, Any], by: User) -> Relation:
    """Correct what is known about a relation; another strength begins a new one. Raises EditConflict."""
    Cluster.objects.select_for_update(no_key=True).get(pk=relation.cluster_id)
    values = dict(values)
    strength = values.pop("strength", relation.strength)
    fresh, before = change(relation, version=version, values=values)
    if before:
        _record(fresh, "relation_changed", by, before, {name: values[name] for name in before})
    if strength != fresh.strength and fresh.ended_on is None:
        return _succeed(fresh, strength=strength, by=by)
    return fresh


@transaction.atomic
def end_relation(*, relation: Relation, on: date, by: User) -> None:
    if Relation.kept.filter(pk=relation.pk, ended_on=None).update(ended_on=on):
        _record(relation, "relation_ended", by, after={"ended_on": on})


@transaction.atomic
def remove_relation(*, relation: Relation, by: User) -> None:
    """Take away what was entered by mistake, as if it had never been there."""
    if Relation.kept.filter(pk=relation.pk).update(removed_at=timezone.now()):
        _record(relation, "relation_removed", by)


@transaction.atomic
def restore_relation(*, relation: Relation, by: User) -> None:
    """Bring back a removed relation, or make one current again that had ended. Raises AlreadyRelated."""
    Cluster.objects.select_for_update(no_key=True).get(pk=relation.cluster_id)
    known = _current(relation)
    if known and known != relation and (relation.ended_on is None or relation.removed_at is None):
        raise AlreadyRelated(known)
    if relation.removed_at:
        relation.removed_at = None
    else:
        relation.ended_on = None
    relation.save(update_fields=["removed_at", "ended_on", "changed_at"])
    _record(relation, "relation_restored", by)


@transaction.atomic
def unsay(*, relation: Relation, said_by: Organisation) -> None:
    """One side takes its word back. Without any word left, what only a survey brought in goes away."""
    relation = Relation.objects.select_for_update().get(pk=relation.pk)
    if relation.first_id == said_by.pk:
        relation.said_by_first = False
    else:
        relation.said_by_second = False
    nobody = not (relation.said_by_first or relation.said_by_second)
    if nobody and relation.source == RelationSource.SURVEY:
        relation.removed_at = timezone.now()
    relation.save(update_fields=["said_by_first", "said_by_second", "removed_at", "changed_at"])
    _record(relation, "relation_unsaid", None)


def _current(like: Relation) -> Relation | None:
    return (
        Relation.kept.filter(ended_on=None)
        .filter(first=like.first_id, second=like.second_id, kind=like.kind)
        .select_related("first", "second")
        .first()
    )


def _succeed(old: Relation, *, strength: int, by: User | None) -> Relation:
    """From today on with another strength; until today it stays as it was."""
    today = timezone.localdate()
    old.ended_on = max(today, old.since or today)
    old.save(update_fields=["ended_on", "changed_at"])
    new = old.succeed(strength=strength, source=old.source)
    _record(new, "relation_changed", by, {"strength": old.strength}, {"strength": strength})
    return new


def _other_side_said(known: Relation, word: Relation) -> bool:
    """Whether the strength that is known is the word of the other side; then it is not overruled."""
    return (word.said_by_first and known.said_by_second) or (word.said_by_second and known.said_by_first)


def _also_said(known: Relation, word: Relation) -> Relation:
    """The other side says so, too; evidence that was missing is filled in."""
    filled = {
        name: getattr(word, name)
        for name in ("since", "evidence", "evidence_url")
        if getattr(word, name) and not getattr(known, name)
    }
    filled |= {
        name: True
        for name in ("said_by_first", "said_by_second")
        if getattr(word, name) and not getattr(known, name)
    }
    if filled:
        for name, value in filled.items():
            setattr(known, name, value)
        known.save(update_fields=[*filled, "changed_at"])
    return known


def _facts(row: Relation) -> dict[str, Any]:
    return {"kind": row.kind, "strength": row.strength, "since": row.since, "evidence": row.evidence}


def _record(
    row: Relation,
    verb: str,
    by: User | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record(cluster=row.cluster, by=by, verb=verb, subject=row, before=before, after=after)
