"""Findings as the pages show them, and the cluster's short profile."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber

from octant.clusters.models import Cluster, Fact
from octant.core.prepared import Prepared
from octant.domain.framework import Framework, ResourceCategory

from ..models import Finding, FindingKind, Round
from ..steps import url

# A page with all categories shows up to so many findings; of more, the first few of each category.
MOST_IN_FULL = 60
FIRST_FEW = 5

type Counts = Mapping[tuple[str, str], int]
"""Findings by (category, kind)."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding in a list, as it is written there. Without the right to edit, `edit_url` is empty."""

    pk: str
    kind: str
    kind_label: str
    text: str
    source: str
    source_url: str
    source_date: str
    file_name: str
    file_url: str
    organisation: str
    said_by: str
    edit_url: str


@dataclass(frozen=True, slots=True)
class CategoryFindings:
    """One resource category with its findings; `total` counts also those that are not in `rows`."""

    category: ResourceCategory
    rows: tuple[FindingRow, ...]
    total: int
    kinds: dict[str, int]

    @property
    def hidden(self) -> int:
        return self.total - len(self.rows)

    @property
    def strengths(self) -> int:
        return self.kinds.get(FindingKind.STRENGTH, 0)

    @property
    def gaps(self) -> int:
        return self.kinds.get(FindingKind.GAP, 0)

    @property
    def questions(self) -> int:
        return self.kinds.get(FindingKind.QUESTION, 0)


_counts = Prepared[tuple[str, str, int]](
    lambda round_: (
        Finding.kept.filter(round=round_).order_by().values_list("category", "kind").annotate(n=Count("pk"))
    ),
    int,
)


def counts(round_: Round) -> Counts:
    """How many findings there are of each kind in each category. One GROUP BY."""
    return {(category, kind): n for category, kind, n in _counts(round_.pk)}


def most_of_each(found: Counts) -> int | None:
    """How many findings of each category fit on a page; None for all of them."""
    return None if sum(found.values()) <= MOST_IN_FULL else FIRST_FEW


def findings(round_: Round) -> list[Finding]:
    """All findings with the organisation each names. One query."""
    return list(Finding.kept.filter(round=round_).select_related("organisation"))


def _listed(round_: int) -> QuerySet[Finding, Mapping[str, Any]]:
    return Finding.kept.filter(round=round_).values(
        "pk", "category", "kind", "text", "source", "source_url", "source_date", "source_file_name",
        "organisation__name", "said_by", "created_by_id",
    )  # fmt: skip


_first_of_each = Prepared[Mapping[str, Any]](
    lambda round_, most: (
        _listed(round_)
        .annotate(place=Window(RowNumber(), partition_by="category", order_by=["position", "pk"]))
        .filter(place__lte=most)
    ),
    int,
    int,
)


def listed(
    round_: Round, *, category: str = "", kind: str = "", most_each: int | None = None
) -> list[Mapping[str, Any]]:
    """Findings as plain values; at most so many of each category. One query."""
    if not (category or kind) and most_each is not None:
        return _first_of_each(round_.pk, most_each)
    rows = _listed(round_.pk)
    if category:
        rows = rows.filter(category=category)
    if kind:
        rows = rows.filter(kind=kind)
    if most_each is not None:
        place = Window(RowNumber(), partition_by="category", order_by=["position", "pk"])
        rows = rows.annotate(place=place).filter(place__lte=most_each)
    return list(rows)


def may_edit(added_by: int | None, round_: Round, user_id: int) -> bool:
    """Contributors edit what they added, the core team everything."""
    access = round_.cluster.access
    if round_.baseline_at:
        return False
    return access.can_edit or (access.can_contribute and added_by == user_id)


def by_category(
    rows: Iterable[Mapping[str, Any]],
    found: Counts,
    framework: Framework,
    round_: Round,
    user_id: int,
    *,
    kind: str = "",
) -> list[CategoryFindings]:
    """Every category of the framework with those of its findings that are in `rows`."""
    labels = {value: str(label) for value, label in FindingKind.choices}
    sorted_in: dict[str, list[FindingRow]] = {}
    for row in rows:
        line = _line(row, labels[row["kind"]], round_, user_id)
        sorted_in.setdefault(row["category"], []).append(line)
    parts = []
    for category in framework.resource_categories:
        kinds = {value: found.get((category.key, value), 0) for value in FindingKind.values}
        total = kinds[kind] if kind else sum(kinds.values())
        shown = tuple(sorted_in.get(category.key, ()))
        parts.append(CategoryFindings(category, shown, total, kinds))
    return parts


def _line(row: Mapping[str, Any], kind_label: str, round_: Round, user_id: int) -> FindingRow:
    pk = row["pk"]
    return FindingRow(
        pk=str(pk),
        kind=row["kind"],
        kind_label=kind_label,
        text=row["text"],
        source=row["source"],
        source_url=row["source_url"],
        source_date=row["source_date"],
        file_name=row["source_file_name"],
        file_url=url(round_, "finding_file", pk) if row["source_file_name"] else "",
        organisation=row["organisation__name"] or "",
        said_by=row["said_by"],
        edit_url=url(round_, "finding", pk) if may_edit(row["created_by_id"], round_, user_id) else "",
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where one step up or down would bring a finding in its category, counted from 0; None at the ends."""

    up: int | None
    down: int | None


def place(finding: Finding) -> Place:
    inside = Finding.kept.filter(round=finding.round_id, category=finding.category)
    keys = list(inside.values_list("pk", flat=True))
    at = keys.index(finding.pk)
    return Place(at - 1 if at else None, at + 1 if at + 1 < len(keys) else None)


def organisations_named(round_: Round) -> int:
    rows = Finding.kept.filter(round=round_).order_by()
    named: int = rows.aggregate(n=Count("organisation", distinct=True))["n"]
    return named


def facts(cluster: Cluster) -> list[Fact]:
    return list(Fact.kept.filter(cluster=cluster))
