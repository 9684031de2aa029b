"""Writing thousands of rows at once.

Django's bulk_create makes an object of each row and writes one long statement for each few hundred of them:
with 10,000 rows of thirty columns that takes some seconds, nearly all of it outside the database. Rows that
need none of what a model does when it is saved are handed to the database as they are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models


def insert_many(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows given as {column attribute: value}; what is not given takes the default of its field.

    All of them get the same defaults: one that differs from row to row, such as a random number, must be
    given. Nothing is validated and no signal is sent. Call it inside a transaction.
    """
    if not rows:
        return
    fields: list[Any] = [
        field
        for field in model._meta.local_concrete_fields
        if not field.primary_key or field.attname in rows[0]
    ]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    makers = [_Maker(field) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(sql, [[maker.value(row) for maker in makers] for row in rows])


class _Maker:
    """The values of one column as the database takes them; each distinct value is prepared once."""

    def __init__(self, field: Any) -> None:
        self.field = field
        self.name = field.attname
        self.default = self._prepared(field.pre_save(field.model(), add=True))
        self.known: dict[Any, Any] = {}

    def value(self, row: Mapping[str, Any]) -> Any:
        if self.name not in row:
            return self.default
        value = row[self.name]
        if type(value) is str or value is None:  # taken as it is by every text column
            return value
        if value.__hash__ is None:
            return self._prepared(value)
        if value not in self.known:
            self.known[value] = self._prepared(value)
        return self.known[value]

    def _prepared(self, value: Any) -> Any:
        return self.field.get_db_prep_save(value, connection)
