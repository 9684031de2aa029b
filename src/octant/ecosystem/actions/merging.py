"""Merging two rows of the register into one, and taking them apart again.

Findings, goals and measures lie in rooms above this one, so nothing here knows them: whatever points to an
organisation is found through the models' own links.
"""

from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from octant.accounts.models import User
from octant.clusters.models import Cluster
from octant.core.editing import text
from octant.journal.actions import record

from ..fields import Words
from ..models import Merge, NotTheSame, Organisation, Relation
from ..queries.register import same_name
from .register import AlreadyThere, field

LEFT_ALONE = {Merge, NotTheSame, Relation, Organisation}  # relations are moved with care, see below
LONGEST_NAMES = 600  # of Organisation.also_known_as
TIE = ("first_id", "second_id", "said_by_first", "said_by_second", "strength", "removed_at")


class Overtaken(Exception):
    """Somebody else has changed, removed or merged one of the two meanwhile."""


@transaction.atomic
def keep_apart(*, first: Organisation, second: Organisation) -> None:
    low, high = sorted((first, second), key=lambda row: row.pk)
    NotTheSame.objects.get_or_create(first=low, second=high)


@transaction.atomic
def merge(*, kept: Organisation, gone: Organisation, values: dict[str, Any], by: User) -> Merge:
    """All that belongs to `gone` belongs to `kept` from now on; `values` are the fields of both in one.

    The names of `gone` become further names of `kept`. Raises Overtaken.
    """
    cluster = kept.cluster
    Cluster.objects.select_for_update(no_key=True).get(pk=cluster.pk)
    for row in (kept, gone):
        if (
            not Organisation.kept.select_for_update(no_key=True)
            .filter(pk=row.pk, version=row.version)
            .exists()
        ):
            raise Overtaken
    values = values | {"also_known_as": _names(kept, gone, values)}
    done = Merge(cluster=cluster, kept=kept, gone=gone, by=by)
    done.ties = _move_ties(kept, gone)
    for model, link in _links():
        _move(done, model, link)
    gone.removed_at, gone.merged_into = timezone.now(), kept
    gone.save(update_fields=["removed_at", "merged_into", "changed_at"])
    done.before = {name: _plain(getattr(kept, name)) for name in values}
    done.after = {name: _plain(value) for name, value in values.items()}
    _write(kept, values)
    done.save()
    record(cluster=cluster, by=by, verb="organisations_merged", subject=kept, text=gone.name)
    return done


@transaction.atomic
def take_apart(*, done: Merge, by: User) -> None:
    """Undo a merge. Raises AlreadyThere when the name that went away was given to a new row."""
    done = (
        Merge.objects.select_for_update(of=("self",))
        .select_related("kept", "gone", "cluster")
        .get(pk=done.pk)
    )
    if done.undone_at:
        return
    kept, gone, cluster = done.kept, done.gone, done.cluster
    Cluster.objects.select_for_update(no_key=True).get(pk=cluster.pk)
    if found := same_name(cluster, gone.name):
        raise AlreadyThere(found)
    for label, link, pks in done.moved:
        model = _model(label)
        model._base_manager.filter(pk__in=pks, **{link: kept}).update(**{link: gone})
    for label, columns in done.dropped:
        _model(label)._base_manager.get_or_create(**columns)
    _put_ties_back(done)
    back = {
        name: value for name, value in done.before.items() if _plain(getattr(kept, name)) == done.after[name]
    }
    _write(kept, {name: field(name).to_python(value) for name, value in back.items()})
    gone.removed_at, gone.merged_into = None, None
    gone.save(update_fields=["removed_at", "merged_into", "changed_at"])
    done.undone_at = timezone.now()
    done.save(update_fields=["undone_at"])
    record(cluster=cluster, by=by, verb="organisations_taken_apart", subject=kept, text=gone.name)


def _names(kept: Organisation, gone: Organisation, values: dict[str, Any]) -> str:
    """Every name of both but the one that stays, one a line, as many as there is room for."""
    main = str(values.get("name", kept.name))
    names = dict.fromkeys([*kept.other_names, kept.name, gone.name, *gone.other_names])
    others = [name for name in names if name != main]
    while len("\n".join(others)) > LONGEST_NAMES:
        others.pop()
    return "\n".join(others)


def _write(row: Organisation, values: dict[str, Any]) -> None:
    """As `octant.core.editing.change` does, for values nobody typed into a form."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    row.version += 1
    for name, value in changed.items():
        row.last_changes[name] = {"version": row.version, "before": text(row, name)}
        setattr(row, name, value)
    row.save(update_fields=[*changed, "version", "last_changes", "changed_at"])


def _plain(value: Any) -> Any:
    if isinstance(value, Words):
        return list(value)
    if isinstance(value, models.Model):
        return value.pk
    return value if isinstance(value, str | int | float | bool | None) else str(value)


# --- Whatever points to an organisation ---------------------------------------------------------------------


def _links() -> Iterator[tuple[type[models.Model], str]]:
    """(kind of row, name of its link to an organisation), also of rows that join two others."""
    for relation in Organisation._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel) or relation.related_model in LEFT_ALONE:
            continue
        yield relation.related_model, relation.field.name


def _model(label: str) -> type[models.Model]:
    return next(model for model, _link in _links() if model._meta.label_lower == label)


def _move(done: Merge, model: type[models.Model], link: str) -> None:
    rows = list(model._base_manager.filter(**{link: done.gone}))
    moved = [row.pk for row in rows if _moves(done, row, link)]
    if moved:
        done.moved.append([model._meta.label_lower, link, moved])


def _moves(done: Merge, row: models.Model, link: str) -> bool:
    """Whether the row goes along. What `kept` has already stays behind; a mere link is dropped."""
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**{link: done.kept})
    except IntegrityError:
        if row._meta.auto_created:
            columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
            done.dropped.append([row._meta.label_lower, {k: v for k, v in columns.items() if k != "id"}])
            row.delete()
        return False
    return True


# --- Relations ----------------------------------------------------------------------------------------------


def _move_ties(kept: Organisation, gone: Organisation) -> dict[str, list[Any]]:
    """Returns what each relation that changed was before."""
    before: dict[str, list[Any]] = {}
    rows = Relation.objects.filter(models.Q(first=gone) | models.Q(second=gone)).order_by("pk")
    for row in rows.select_for_update():
        before[str(row.pk)] = _tie(row)
        ends = [kept.pk if end == gone.pk else end for end in (row.first_id, row.second_id)]
        if ends[0] == ends[1]:
            _hide(row)  # what they had with each other
            continue
        row.first_id, row.second_id = ends
        row.put_in_order()
        known = _same_tie(row)
        if known is None:
            row.save()
            continue
        before.setdefault(str(known.pk), _tie(known))
        known.said_by_first |= row.said_by_first
        known.said_by_second |= row.said_by_second
        known.strength = max(known.strength, row.strength)
        known.save()
        row.first_id, row.second_id = before[str(row.pk)][:2]
        _hide(row)
    return before


def _same_tie(row: Relation) -> Relation | None:
    if row.removed_at or row.ended_on:
        return None
    same = Relation.kept.filter(first=row.first_id, second=row.second_id, kind=row.kind, ended_on=None)
    return same.exclude(pk=row.pk).first()


def _hide(row: Relation) -> None:
    if row.removed_at is None:
        Relation.objects.filter(pk=row.pk).update(removed_at=timezone.now())


def _tie(row: Relation) -> list[Any]:
    values = [getattr(row, name) for name in TIE]
    return [*values[:-1], values[-1] and values[-1].isoformat()]


def _put_ties_back(done: Merge) -> None:
    """Hidden ones last: until then their place may be taken by the row that stands for them."""
    rows = {row.pk: row for row in Relation.objects.filter(pk__in=[int(pk) for pk in done.ties])}
    for pk, values in sorted(done.ties.items(), key=lambda item: rows[int(item[0])].removed_at is not None):
        fields = dict(zip(TIE, values, strict=True))
        fields["removed_at"] = parse_datetime(fields["removed_at"]) if fields["removed_at"] else None
        Relation.objects.filter(pk=int(pk)).update(**fields)
