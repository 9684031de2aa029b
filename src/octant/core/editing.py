"""Two people edit one text: the second sees both versions and loses nothing."""

from dataclasses import dataclass

from django.db import models, transaction

from .models import Editable


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that somebody else changed while it was being edited."""

    field: str
    label: str
    theirs: str
    yours: str


class EditConflict(Exception):
    """The row changed after the form was opened. Carries both texts of every field that differs."""

    def __init__(self, row: Editable, clashes: list[Clash]) -> None:
        super().__init__(f"{row._meta.label} {row.pk} was changed by somebody else")
        self.row = row
        self.clashes = clashes


def change[M: Editable](row: M, *, version: int, values: dict[str, object]) -> tuple[M, dict[str, object]]:
    """Write `values` if the row still has `version`; raise EditConflict when another text stands there now.

    Returns the fresh row and the former values of the fields that changed (empty: nothing was different, and
    the version stays as it is). Call it inside a transaction.
    """
    fresh = type(row)._default_manager.select_for_update().get(pk=row.pk)
    before = {name: getattr(fresh, name) for name, value in values.items() if getattr(fresh, name) != value}
    if not before:
        return fresh, {}
    if fresh.version != version:
        clashes = [
            Clash(
                name, str(fresh._meta.get_field(name).verbose_name), text(fresh, name), text_of(values[name])
            )
            for name in before
        ]
        raise EditConflict(fresh, clashes)
    for name in before:
        setattr(fresh, name, values[name])
    fresh.version += 1
    fresh.save(update_fields=[*before, "version", "changed_at"])
    return fresh, before


def text(row: models.Model, name: str) -> str:
    return text_of(getattr(row, name))


def text_of(value: object) -> str:
    return "" if value is None else str(value)


atomic = transaction.atomic
