"""What an import notes so that it can be undone: numbers of rows, and of changed ones what was there."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models

type Undo = dict[str, Any]


def nothing_done() -> Undo:
    """What undoes an import that has written nothing."""
    lists: Undo = {name: [] for name in ("added", "offers", "needs", "contacts", "relations")}
    return lists | {"changed": {}, "relations_changed": {}}


def changed(row: Any, before: Mapping[str, Any]) -> dict[str, Any]:
    """What puts a changed row back, as long as nobody changes it again."""
    return {"version": row.version, "before": {name: _plain(value) for name, value in before.items()}}


def _plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def former(model: type[models.Model], was: dict[str, Any]) -> dict[str, Any]:
    """The values that `changed` was given."""
    fields: dict[str, Any] = {name: model._meta.get_field(name) for name in was["before"]}
    return {name: fields[name].to_python(value) for name, value in was["before"].items()}
