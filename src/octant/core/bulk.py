"""Writing thousands of rows at once.

Django's bulk_create makes an object of each row and writes one long statement for each few hundred of them:
with 10,000 rows of thirty columns that takes some seconds, nearly all of it outside the database. Rows that
need none of what a model does when it is saved are handed to the database as they are.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from django.db import connection, models

type Values = Mapping[str, Any]


def insert_many(model: type[models.Model], rows: Sequence[Values]) -> None:
    """Insert rows given as {column attribute: value}; what is not given takes the default of its field.

    All of them get the same defaults: one that differs from row to row, such as a random number, must be
    given. Nothing is validated and no signal is sent. Call it inside a transaction.
    """
    if rows:
        _Insert(model, rows[0], model._meta.db_table).write(rows)


def delete_alone(rows: "models.QuerySet[Any]") -> None:
    """Delete rows on which nothing depends any more, in one statement: `rows.delete()` would fetch them all
    first, to look for what does.
    """
    rows._raw_delete(rows.db)


class Gathered:
    """Rows of one model that are gathered first and then inserted in one statement.

    Whoever writes to SQLite keeps every other writer waiting, and making a million rows takes a while. They
    are gathered in a temporary table of this connection: nobody waits for it or sees it, and it is gone with
    the connection, also after a crash. Rows are given as for `insert_many`, all with the same columns.
    """

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.table = f"gathered_{model._meta.db_table}"
        self.statement: _Insert | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.statement:
            _execute(f"DROP TABLE {_quote(self.table)}")

    def add(self, rows: Sequence[Values]) -> None:
        """Call it outside of a transaction, so that others may write meanwhile."""
        if not rows:
            return
        if self.statement is None:
            self.statement = _Insert(self.model, rows[0], self.table)
            _execute(
                f"CREATE TEMPORARY TABLE {_quote(self.table)} AS SELECT {self.statement.columns} "  # noqa: S608
                f"FROM {_quote(self.model._meta.db_table)} WHERE 1 = 0"
            )
        self.statement.write(rows)

    def insert(self, *, order: str) -> None:
        """Bring them into the table of the model, in the order of one of its columns. Call it inside a
        transaction. In order goes by far the quickest, since indexes then grow at their end.
        """
        if self.statement:
            columns = self.statement.columns
            _execute(
                f"INSERT INTO {_quote(self.model._meta.db_table)} ({columns}) SELECT {columns} "  # noqa: S608
                f"FROM {_quote(self.table)} ORDER BY {_quote(order)}"
            )


class _Insert:
    """The statement that writes rows of a model to a table, with values as the database takes them."""

    def __init__(self, model: type[models.Model], like: Values, table: str) -> None:
        fields: list[Any] = [
            field
            for field in model._meta.local_concrete_fields
            if not field.primary_key or field.attname in like
        ]
        self.columns = ", ".join(_quote(field.column) for field in fields)
        marks = ", ".join(["%s"] * len(fields))
        self.sql = f"INSERT INTO {_quote(table)} ({self.columns}) VALUES ({marks})"  # noqa: S608
        self.makers = [_Maker(field) for field in fields]

    def write(self, rows: Sequence[Values]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(self.sql, [[maker.value(row) for maker in self.makers] for row in rows])


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)


class _Maker:
    """The values of one column as the database takes them; each distinct value is prepared once."""

    def __init__(self, field: Any) -> None:
        self.field = field
        self.name = field.attname
        self.is_number = isinstance(getattr(field, "target_field", field), models.IntegerField)
        self.default = self._prepared(field.pre_save(field.model(), add=True))
        self.known: dict[Any, Any] = {}

    def value(self, row: Values) -> Any:
        if self.name not in row:
            return self.default
        value = row[self.name]
        if type(value) is str or value is None:  # taken as it is by every text column
            return value
        if self.is_number and type(value) is int:
            return value
        if value.__hash__ is None:
            return self._prepared(value)
        if value not in self.known:
            self.known[value] = self._prepared(value)
        return self.known[value]

    def _prepared(self, value: Any) -> Any:
        return self.field.get_db_prep_save(value, connection)
