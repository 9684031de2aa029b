"""Rows of another table as one JSON list, so that a page with many parts still makes few queries.

    Round.objects.annotate(fact_rows=gathered(Fact.objects.all(), "cluster", "cluster", text="text"))

gives each round `fact_rows`, a list of mappings, sorted by the queryset's own order when it is read with
`in_order`. Dates arrive as ISO text.
"""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, JSONField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject
from django.db.models.sql.compiler import SQLCompiler


class _List(Aggregate):
    """All values of a group as a JSON list."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        return super().as_sql(compiler, connection, function="JSONB_AGG", **context)


def gathered(rows: models.QuerySet, inner: str, outer: str = "pk", **fields: str) -> Coalesce:
    """The rows whose `inner` is the `outer` of the row asked for, each as {name: field}; [] for none."""
    listed = (
        rows.order_by()
        .filter(**{inner: OuterRef(outer)})
        .values(inner)
        .annotate(gathered=_List(JSONObject(**fields)))
        .values("gathered")
    )
    return Coalesce(Subquery(listed), Value([], JSONField()), output_field=JSONField())


def in_order(rows: list[dict], *names: str) -> list[dict]:
    """The gathered rows sorted by these fields; the database may give them in any order."""
    return sorted(rows, key=lambda row: tuple(row[name] for name in names))
