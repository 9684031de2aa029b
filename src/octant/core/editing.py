"""Two people edit one text: the second sees both versions and loses nothing."""

from dataclasses import dataclass

from django.db import models

from .models import Editable, Versioned


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that somebody else changed while it was being edited."""

    field: str
    label: str
    theirs: str
    yours: str


class EditConflict(Exception):
    """The row changed after the form was opened. Carries both texts of every field that differs."""

    def __init__(self, row: Versioned, clashes: list[Clash]) -> None:
        super().__init__(f"{row._meta.label} {row.pk} was changed by somebody else")
        self.row = row
        self.clashes = clashes


def change[M: Versioned](
    row: M, *, version: int, values: dict[str, object], together: tuple[str, ...] = ()
) -> tuple[M, dict[str, object]]:
    """Write `values`, as somebody who opened the row at `version` wants them.

    A field that somebody else has changed since then is a conflict, unless it was left as it stood when the
    form was opened: then the other person's text stays. Fields named in `together` are one thing on the page
    and are judged as one. Raises EditConflict with every field in conflict, and writes nothing.

    Returns the fresh row (`overtaken` when somebody else has changed it since) and the former values of the
    fields that changed (empty: nothing did, and the version stays as it is). Call it inside a transaction.
    """
    fresh = type(row)._default_manager.select_for_update().get(pk=row.pk)
    fresh.overtaken = fresh.version > version
    different = {name: value for name, value in values.items() if getattr(fresh, name) != value}

    def unit(name: str) -> tuple[str, ...]:
        return tuple(part for part in together if part in different) if name in together else (name,)

    wanted = {
        name: value
        for name, value in different.items()
        if not all(_left_alone(fresh, part, different[part], version) for part in unit(name))
    }
    clashes = [
        Clash(name, _label(fresh, name), text(fresh, name), text_of(value))
        for name, value in wanted.items()
        if any(_changed_since(fresh, part, version) for part in unit(name))
    ]
    if clashes:
        raise EditConflict(fresh, clashes)
    if not wanted:
        return fresh, {}
    before = {name: getattr(fresh, name) for name in wanted}
    fresh.version += 1
    for name, value in wanted.items():
        fresh.last_changes[name] = {"version": fresh.version, "before": text(fresh, name)}
        setattr(fresh, name, value)
    times = ["changed_at"] if isinstance(fresh, Editable) else []
    fresh.save(update_fields=[*wanted, "version", "last_changes", *times])
    return fresh, before


def _changed_since(row: Versioned, name: str, version: int) -> bool:
    return row.last_changes.get(name, {}).get("version", 1) > version


def _left_alone(row: Versioned, name: str, value: object, version: int) -> bool:
    """Whether `value` is what stood there before somebody else's last change: nobody typed it anew."""
    return _changed_since(row, name, version) and row.last_changes[name]["before"] == text_of(value)


def _label(row: models.Model, name: str) -> str:
    return str(getattr(row._meta.get_field(name), "verbose_name", name))


def text(row: models.Model, name: str) -> str:
    return text_of(getattr(row, name))


def text_of(value: object) -> str:
    return "" if value is None else str(value)
