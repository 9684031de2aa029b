"""Changing many organisations of the register at once, as an import and its undoing do."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from octant.core.editing import text_of

from ...models import Organisation
from .. import positions

type Change = tuple[Organisation, Mapping[str, Any]]


def change(wanted: Sequence[Change]) -> list[Change]:
    """Write the values of each; returns the former ones. Each row gets a new version, so that an open form
    notices. Call it inside a transaction.
    """
    former: list[Change] = []
    fields = {"version", "last_changes", "changed_at"}
    for row, values in wanted:
        former.append((row, {name: getattr(row, name) for name in values}))
        row.version += 1
        for name, value in values.items():
            row.last_changes[name] = {"version": row.version, "before": text_of(getattr(row, name))}
            setattr(row, name, value)
        row.changed_at = timezone.now()
        fields |= set(values)
    Organisation.objects.bulk_update([row for row, _values in wanted], fields)
    positions.note(former)
    return former
