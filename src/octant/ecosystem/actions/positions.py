"""Noting where organisations stand between influence, interest and stance, so that their moves are seen."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from ..models import Organisation, Position

FIELDS = ("influence", "interest", "stance")


def note(changed: Iterable[tuple[Organisation, Mapping[str, Any]]]) -> None:
    """Where each stands from today on; and where it stood until now, if nobody has noted that yet.

    Each organisation comes with the former values of the fields that changed. One that ends the day where it
    began has not moved. Call it inside a transaction.
    """
    moved = [(row, before) for row, before in changed if not before.keys().isdisjoint(FIELDS)]
    if not moved:
        return
    today = timezone.localdate()
    of_these = Position.objects.filter(organisation__in=[row.pk for row, _before in moved])
    noted = set(of_these.values_list("organisation", flat=True))
    begins = [
        _position(row, timezone.localdate(row.created_at), before)
        for row, before in moved
        if row.pk not in noted and timezone.localdate(row.created_at) < today
    ]
    Position.objects.bulk_create([position for position in begins if any(_stand(position))])
    last = {
        position.organisation_id: position for position in of_these.filter(since__lt=today).order_by("since")
    }
    now = [_position(row, today) for row, _before in moved]
    stays = [
        each
        for each in now
        if each.organisation_id in last and _stand(each) == _stand(last[each.organisation_id])
    ]
    of_these.filter(since=today, organisation__in=[each.organisation_id for each in stays]).delete()
    Position.objects.bulk_create(
        [each for each in now if each not in stays],
        update_conflicts=True,
        unique_fields=["organisation", "since"],
        update_fields=FIELDS,
    )


def _position(row: Organisation, since: Any, before: Mapping[str, Any] | None = None) -> Position:
    values = {name: (before or {}).get(name, getattr(row, name)) for name in FIELDS}
    return Position(organisation=row, since=since, **values)


def _stand(position: Position) -> tuple[Any, ...]:
    return tuple(getattr(position, name) for name in FIELDS)
