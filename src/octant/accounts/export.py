"""Rows as plain data, and everything that is kept about one person."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from octant.journal.actions import plain

from .models import User

# Never handed out: a token opens a door, and other people's addresses are not this person's data.
SECRET = frozenset({"password", "token"})


def row_as_dict(row: models.Model, leave_out: frozenset[str] = SECRET) -> dict[str, object]:
    """The columns of a row; links by number, dates in ISO 8601, files by name."""
    return plain(
        {
            field.attname: field.value_from_object(row)
            for field in row._meta.concrete_fields
            if field.name not in leave_out
        }
    )


def personal_data(user: User) -> dict[str, object]:
    """The account and every row that points to it, by kind of row."""
    account = row_as_dict(user, SECRET | {"id", "is_staff", "is_superuser", "is_active"})
    return {"account": account, "rows": dict(_rows_of(user))}


def _rows_of(user: User) -> Iterator[tuple[str, list[dict[str, object]]]]:
    for model in apps.get_models():
        links = [f.name for f in model._meta.concrete_fields if f.related_model is User]
        if not links or not model.__module__.startswith("octant."):
            continue
        mine = models.Q()
        for link in links:
            mine |= models.Q(**{link: user})
        leave_out = SECRET if model is User else SECRET | {"email"}
        rows = [
            row_as_dict(row, leave_out) | _given_with(row)
            for row in model._base_manager.filter(mine).iterator()
        ]
        if rows:
            yield model._meta.label_lower, rows


def _given_with(row: models.Model) -> dict[str, object]:
    """What hangs on a row that *is* the person in one place: the ratings of a respondent."""
    if not any(field.name == "user" for field in row._meta.concrete_fields):
        return {}
    return {
        name: [row_as_dict(child) for child in getattr(row, name).all()]
        for relation in row._meta.related_objects
        if relation.one_to_many and not relation.hidden and (name := relation.get_accessor_name())
    }
