"""Findings as the pages show them, and the cluster's short profile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Window
from django.db.models.functions import RowNumber

from octant.clusters.models import Cluster, Fact
from octant.domain.framework import Framework, ResourceCategory

from ..models import Finding, FindingKind, Round

# A page with all categories shows up to so many findings; of more, the first few of each category.
MOST_IN_FULL = 60
FIRST_FEW = 5

type Counts = Mapping[tuple[str, str], int]
"""Findings by (category, kind)."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    finding: Finding
    may_edit: bool


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


def counts(round_: Round) -> Counts:
    """How many findings there are of each kind in each category. One GROUP BY."""
    rows = (
        Finding.kept.filter(round=round_).order_by().values_list("category", "kind").annotate(n=Count("pk"))
    )
    return {(category, kind): n for category, kind, n in rows}


def most_of_each(found: Counts) -> int | None:
    """How many findings of each category fit on a page; None for all of them."""
    return None if sum(found.values()) <= MOST_IN_FULL else FIRST_FEW


def findings(
    round_: Round, *, category: str = "", kind: str = "", most_each: int | None = None
) -> list[Finding]:
    """Findings with the organisation each names; at most so many of each category. One query."""
    rows = Finding.kept.filter(round=round_).select_related("organisation")
    if category:
        rows = rows.filter(category=category)
    if kind:
        rows = rows.filter(kind=kind)
    if most_each is not None:
        place = Window(RowNumber(), partition_by="category", order_by=["position", "pk"])
        rows = rows.annotate(place=place).filter(place__lte=most_each)
    return list(rows)


def may_edit(finding: Finding, round_: Round, user_id: int) -> bool:
    """Contributors edit what they added, the core team everything."""
    access = round_.cluster.access
    if round_.baseline_at:
        return False
    return access.can_edit or (access.can_contribute and finding.created_by_id == user_id)


def by_category(
    rows: Sequence[Finding],
    found: Counts,
    framework: Framework,
    round_: Round,
    user_id: int,
    *,
    kind: str = "",
) -> list[CategoryFindings]:
    """Every category of the framework with those of its findings that are in `rows`."""
    sorted_in: dict[str, list[Finding]] = {}
    for finding in rows:
        sorted_in.setdefault(finding.category, []).append(finding)
    parts = []
    for category in framework.resource_categories:
        kinds = {value: found.get((category.key, value), 0) for value in FindingKind.values}
        total = kinds[kind] if kind else sum(kinds.values())
        shown = tuple(
            FindingRow(finding, may_edit(finding, round_, user_id))
            for finding in sorted_in.get(category.key, [])
        )
        parts.append(CategoryFindings(category, shown, total, kinds))
    return parts


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
