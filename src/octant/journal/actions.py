"""Writing the journal. Always called inside the transaction of the change it records.

`cluster` and `by` are a Cluster and a User: both lie in higher rooms, so they are not named here.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from .models import Entry, EntryKind, Visibility


def record(
    *,
    cluster: Any,
    by: Any,
    verb: str,
    subject: models.Model | str = "",
    round_number: int | None = None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    text: str = "",
    kind: EntryKind = EntryKind.EVENT,
    visibility: Visibility = Visibility.TEAM,
) -> Entry:
    """Add one entry. `by=None` means that Octant itself did it (for example when the demo is loaded)."""
    row = subject if isinstance(subject, models.Model) else None
    return Entry.objects.create(
        cluster=cluster,
        by=by,
        by_name=str(by) if by else "",
        kind=kind,
        verb=verb,
        subject=str(subject)[:300],
        subject_type=row._meta.label_lower if row else "",
        subject_id=row.pk if row else None,
        round_number=round_number,
        before=plain(before or {}),
        after=plain(after or {}),
        text=text,
        visibility=visibility,
    )


def plain(values: Mapping[str, object]) -> dict[str, object]:
    """Values that JSON can keep: rows by their name, dates and decimals as text."""
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, Mapping):
        return plain({str(key): item for key, item in value.items()})
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    return str(value)


VERB_OF_KIND = {
    EntryKind.DECISION: "decision_noted",
    EntryKind.FEEDBACK: "feedback_noted",
    EntryKind.NOTE: "note_written",
}


@transaction.atomic
def write(*, cluster: Any, by: Any, kind: EntryKind, title: str, text: str, visibility: Visibility) -> Entry:
    """An entry somebody writes by hand: a decision, informal feedback or a note."""
    return record(
        cluster=cluster,
        by=by,
        verb=VERB_OF_KIND[kind],
        subject=title,
        text=text,
        kind=kind,
        visibility=visibility,
    )
