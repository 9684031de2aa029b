"""Findings as the pages show them, and the cluster's short profile."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from octant.clusters.models import Cluster, Fact
from octant.domain.framework import Framework, ResourceCategory

from ..models import Finding, FindingKind, Round

SHOWN = 12  # findings of one category on the page with all categories


@dataclass(frozen=True, slots=True)
class FindingRow:
    finding: Finding
    may_edit: bool
    up: int | None  # where it stands after one step up, None at the top
    down: int | None


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


def findings(round_: Round) -> list[Finding]:
    """All that nobody has removed, with the organisation each names. One query."""
    return list(Finding.kept.filter(round=round_).select_related("organisation"))


def may_edit(finding: Finding, round_: Round, user_id: int) -> bool:
    """Contributors edit what they added, the core team everything."""
    access = round_.cluster.access
    if round_.baseline_at:
        return False
    return access.can_edit or (access.can_contribute and finding.created_by_id == user_id)


def by_category(
    rows: Sequence[Finding],
    framework: Framework,
    round_: Round,
    user_id: int,
    *,
    kind: str = "",
    most: int | None = SHOWN,
) -> list[CategoryFindings]:
    """Every category of the framework with its findings of this kind, at most `most` of each."""
    sorted_in: dict[str, list[Finding]] = {}
    for finding in rows:
        if not kind or finding.kind == kind:
            sorted_in.setdefault(finding.category, []).append(finding)
    parts = []
    for category in framework.resource_categories:
        inside = sorted_in.get(category.key, [])
        last = len(inside) - 1
        shown = tuple(
            FindingRow(
                finding,
                may_edit(finding, round_, user_id),
                index - 1 if index else None,
                index + 1 if index < last else None,
            )
            for index, finding in enumerate(inside[:most])
        )
        kinds = dict(Counter(finding.kind for finding in inside))
        parts.append(CategoryFindings(category, shown, len(inside), kinds))
    return parts


def facts(cluster: Cluster) -> list[Fact]:
    return list(Fact.kept.filter(cluster=cluster))
