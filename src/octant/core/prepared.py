"""Queries that nearly every page asks: their SQL is worked out once, and only the values change.

For a short query Django takes several times longer to write the SQL than the database needs to answer it.
Nothing is kept of what the database says: each call asks it.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import local
from typing import Any

# What stands for a value while the SQL is worked out. Other types are turned into something else on their way
# to the database (decimals), so they cannot be put in afterwards.
STAND_INS: dict[type, Callable[[int], object]] = {
    int: lambda place: 31_000 + place,
    str: lambda place: f"stand-in {place}",
    date: lambda place: date.fromordinal(1 + place),
    datetime: lambda place: datetime.min.replace(tzinfo=UTC) + timedelta(days=place),
}

LARGEST = 2**63 - 1  # what a column of whole numbers holds


class Prepared[Row]:
    """`Prepared(build, str, int)("north", 2)` gives the rows of `build("north", 2)`, a queryset, as a list.

    `build` must not depend on anything but these values, and not on what they are. It may only look for equal
    ones, so that a number beyond all columns finds nothing.
    """

    def __init__(self, build: Callable[..., Any], *kinds: type) -> None:
        self.build = build
        self.kinds = kinds
        self._threads = local()  # a compiler belongs to the connection of its thread

    def __call__(self, *values: object) -> list[Row]:
        known = getattr(self._threads, "known", None)
        if known is None:
            stand_ins = [STAND_INS[kind](place) for place, kind in enumerate(self.kinds)]
            known = self._threads.known = _Known(self.build(*stand_ins), stand_ins)
        pairs = zip(self.kinds, values, strict=True)
        given = [value if kind in (date, datetime) else kind(value) for kind, value in pairs]
        if any(isinstance(value, int) and abs(value) > LARGEST for value in given):
            return []  # a number from an address that no row can have
        return known.rows(given)

    def first(self, *values: object) -> Row | None:
        """The first row or None; `build` says the order and a limit."""
        return next(iter(self(*values)), None)


class _Known:
    """A queryset whose compiler knows its SQL and what turns the database's values into Python's."""

    def __init__(self, queryset: Any, stand_ins: list[object]) -> None:
        compiler = queryset.query.get_compiler(using=queryset.db)
        self.connection = compiler.connection
        self.sql, self.params = compiler.as_sql()
        sent = [self._as_sent(value) for value in stand_ins]
        self.places = [sent.index(each) if each in sent else None for each in self.params]
        if set(self.places) - {None} != set(range(len(stand_ins))):
            raise ValueError(f"not every value has a place in: {self.sql}")
        if compiler.has_extra_select:
            raise ValueError(f"columns that are only sorted by are not supported: {self.sql}")
        self.values: list[object] = []
        converters = compiler.get_converters([column for column, *_names in compiler.select])
        compiler.get_converters = lambda _columns: converters
        compiler.execute_sql = self._execute
        queryset.query.get_compiler = lambda *_args, **_options: compiler
        self.iterable = queryset._iterable_class(queryset)

    def _execute(self, *_args: object, **_options: object) -> list[list[Any]]:
        """The rows, in one chunk."""
        pairs = zip(self.places, self.params, strict=True)
        values = [param if place is None else self.values[place] for place, param in pairs]
        with self.connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            return [cursor.fetchall()]

    def _as_sent(self, value: object) -> object:
        """The value as Django hands it to this database."""
        if isinstance(value, datetime):
            return self.connection.ops.adapt_datetimefield_value(value)
        return self.connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value

    def rows(self, values: list[object]) -> list[Any]:
        self.values = [self._as_sent(value) for value in values]
        return list(self.iterable)
