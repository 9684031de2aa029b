"""The whole plan as data, from the database or from the snapshot that was frozen when it was agreed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from octant.clusters import countries
from octant.clusters.models import Fact as FactRow
from octant.clusters.models import LegalStatus, Noun
from octant.domain import scoring
from octant.domain.framework import Dimension, Framework
from octant.frameworks import queries as frameworks
from octant.ratings.models import Aspect, RatingSet
from octant.ratings.queries import Histogram, histograms_of, pair_histogram

from ..document import (
    Answers,
    CategoryPart,
    ClusterProfile,
    DecisionPart,
    DimensionPart,
    Fact,
    FindingPart,
    FocusPart,
    GoalPart,
    IndicatorPart,
    MeasurePart,
    MilestonePart,
    PlanDocument,
    ResourcePart,
    RoundFrame,
    SourcePart,
    SuccessFactorPart,
    VisionPart,
)
from ..models import (
    Decision,
    DecisionKind,
    DimensionVision,
    Finding,
    FindingKind,
    Frequency,
    Round,
    Snapshot,
    SnapshotKind,
    SuccessFactor,
    VisionStatus,
    VisionVersion,
)
from .gather import gathered, in_order
from .goals import GoalRow
from .measures import GoalMeasures, MeasureRow, Measures, measures
from .ratings import DimensionRow, Profile
from .state import RoundState, state

NO_ANSWERS = Histogram()


def plan_document(
    round_: Round,
    language: str,
    *,
    measures_: Measures | None = None,
    state_: RoundState | None = None,
) -> PlanDocument:
    """The plan as it stands now, in this language. What is already read may be handed in."""
    with translation.override(language):
        framework = frameworks.framework(round_.framework, round_.edition, language)
        return _document(round_, framework, language, measures_, state_)


def snapshots(round_: Round) -> list[Snapshot]:
    """Agreed plans, newest first, without their data."""
    return list(
        Snapshot.objects.filter(round=round_, kind=SnapshotKind.PLAN).defer("data").order_by("-number")
    )


def agreed_document(snapshot: Snapshot) -> PlanDocument:
    return PlanDocument.from_json(snapshot.data)


def current_document(round_: Round, language: str) -> PlanDocument:
    """What the PDF of this round shows: the agreed plan if there is one, else the plan as it stands."""
    if round_.plan_agreed_at:
        snapshot = Snapshot.objects.filter(round=round_, kind=SnapshotKind.PLAN, reopened_at=None).first()
        if snapshot:
            return agreed_document(snapshot)
    return plan_document(round_, language)


def profile_of(document: PlanDocument) -> Profile:
    """The dimensions of a plan as the charts of a round want them."""
    return Profile(
        tuple(
            DimensionRow(
                key=part.key,
                number=part.number,
                name=part.name,
                short_name=part.short_name,
                now=Histogram(part.now.counts, part.now.cannot_judge),
                wished=Histogram(part.wished.counts, part.wished.cannot_judge),
                target=part.target,
                focus_phase=part.focus_phase,
            )
            for part in document.dimensions
        )
    )


def _document(
    round_: Round,
    framework: Framework,
    language: str,
    measures_: Measures | None,
    state_: RoundState | None,
) -> PlanDocument:
    measures_ = measures_ or measures(round_, framework)
    state_ = state_ or state(round_)
    parts = _parts(round_)
    facts = tuple(
        Fact(row["label"], row["text"], row["source"], row["url"], row["as_of"])
        for row in in_order(parts["facts"], "position", "pk")
    )
    categories = _categories(framework, parts["finding_rows"])
    return PlanDocument(
        language=language,
        made_on=timezone.localdate(),
        cluster=_profile(round_, facts),
        round=_frame(round_, framework),
        baseline_on=_day(round_.baseline_at),
        raters=state_.raters,
        categories=categories,
        dimensions=_dimensions(round_, framework, parts["dimensions"], measures_),
        vision=_vision(round_, parts["versions"], parts["factors"]),
        focus=tuple(
            FocusPart(row.dimension.key, row.dimension.name, row.phase, row.rationale)
            for row in (*measures_.goals.now, *measures_.goals.later)
        ),
        goals=goal_parts(measures_, framework),
        decisions=tuple(
            DecisionPart(
                kind=row["kind"],
                kind_label=str(DecisionKind(row["kind"]).label),
                decided_on=date.fromisoformat(row["decided_on"]),
                participants=row["participants"],
                text=row["text"],
                reservations=row["reservations"],
                recorded_by=row["by"],
            )
            for row in in_order(parts["decision_rows"], "decided_on", "pk")
        ),
        sources=_sources(facts, categories),
    )


def _parts(round_: Round) -> Mapping[str, Any]:
    """Everything that hangs on the round itself, in one query."""
    return (
        Round.objects.filter(pk=round_.pk)
        .annotate(
            facts=gathered(
                FactRow.kept.all(), "cluster", "cluster",
                pk="pk", position="position", label="label", text="text", source="source",
                url="source_url", as_of="as_of",
            ),
            finding_rows=gathered(
                Finding.kept.all(), "round",
                pk="pk", position="position", category="category", kind="kind", text="text",
                source="source", url="source_url", file="source_file_name", date="source_date",
                organisation="organisation__name", said_by="said_by",
            ),
            dimensions=gathered(
                DimensionVision.objects.all(), "round", key="dimension", text="text", target="target"
            ),
            versions=gathered(
                VisionVersion.objects.exclude(text=""), "round", number="number", text="text", status="status"
            ),
            factors=gathered(
                SuccessFactor.kept.all(), "round", pk="pk", position="position", text="text", note="note"
            ),
            decision_rows=gathered(
                Decision.objects.all(), "round",
                pk="pk", kind="kind", decided_on="decided_on", participants="participants", text="text",
                reservations="reservations", by="recorded_by_name",
            ),
        )
        .values("facts", "dimensions", "versions", "factors", "finding_rows", "decision_rows")
        .get()
    )  # fmt: skip


def _profile(round_: Round, facts: tuple[Fact, ...]) -> ClusterProfile:
    cluster = round_.cluster
    return ClusterProfile(
        name=cluster.name,
        noun=str(Noun(cluster.noun).label),
        country=cluster.country,
        region=cluster.region,
        founded=cluster.founded,
        legal_status=str(LegalStatus(cluster.legal_status).label),
        description=cluster.description,
        website=cluster.website,
        facts=facts,
    )


def _frame(round_: Round, framework: Framework) -> RoundFrame:
    return RoundFrame(
        number=round_.number,
        title=str(round_),
        mode=round_.mode,
        illustrative=round_.illustrative,
        framework_title=framework.title,
        edition=framework.edition,
        starts_on=round_.starts_on,
        ends_on=round_.ends_on,
        second_phase_ends_on=round_.second_phase_ends_on,
    )


def _categories(framework: Framework, findings: list[dict]) -> tuple[CategoryPart, ...]:
    by_category: dict[str, list[FindingPart]] = {}
    for row in in_order(findings, "position", "pk"):
        by_category.setdefault(row["category"], []).append(
            FindingPart(
                kind=row["kind"],
                kind_label=str(FindingKind(row["kind"]).label),
                text=row["text"],
                source=row["source"],
                source_url=row["url"],
                source_file=row["file"],
                source_date=row["date"],
                organisation=row["organisation"] or "",
                said_by=row["said_by"],
            )
        )
    groups = {group.key: group.name for group in framework.resource_groups}
    parts = []
    for category in framework.resource_categories:
        rows = tuple(by_category.get(category.key, ()))
        kinds = [row.kind for row in rows]
        parts.append(
            CategoryPart(
                key=category.key,
                name=category.name,
                group=category.group,
                group_name=groups[category.group],
                findings=rows,
                strengths=kinds.count(FindingKind.STRENGTH),
                gaps=kinds.count(FindingKind.GAP),
                questions=kinds.count(FindingKind.QUESTION),
            )
        )
    return tuple(parts)


def place_of(cluster: ClusterProfile) -> str:
    """Region and country, each once."""
    parts = (cluster.region, countries.name(cluster.country) if cluster.country else "")
    return ", ".join(part for part in dict.fromkeys(parts) if part)


def _dimensions(
    round_: Round, framework: Framework, visions: list[dict], measures_: Measures
) -> tuple[DimensionPart, ...]:
    keys = [dimension.key for dimension in framework.dimensions]
    rated = histograms_of([round_.ratings_id], items=keys, aspects=[Aspect.NOW, Aspect.WISHED])
    now = rated.get((round_.ratings_id, Aspect.NOW), {})
    wished = rated.get((round_.ratings_id, Aspect.WISHED), {})
    pairs = pair_histogram(RatingSet(pk=round_.ratings_id), keys)
    vision = {row["key"]: row for row in visions}
    phases = {row.dimension.key: row.phase for row in measures_.goals.rows}

    def part(dimension: Dimension) -> DimensionPart:
        row = vision.get(dimension.key, {"text": "", "target": None})
        target = None if row["target"] is None else float(row["target"])
        answers = _answers(now.get(dimension.key, NO_ANSWERS))
        return DimensionPart(
            key=dimension.key,
            number=dimension.number,
            name=dimension.name,
            short_name=dimension.short_name,
            question=dimension.question,
            definition=dimension.definition,
            now=answers,
            wished=_answers(wished.get(dimension.key, NO_ANSWERS)),
            good=row["text"],
            target=target,
            gap=scoring.gap(answers.median, target),
            share_wide_gap=scoring.share_with_gap(pairs.get(dimension.key, {})),
            focus_phase=phases.get(dimension.key, 0),
        )

    return tuple(part(dimension) for dimension in framework.dimensions)


def _answers(histogram: Histogram) -> Answers:
    return Answers(
        counts=histogram.counts,
        cannot_judge=histogram.cannot_judge,
        n=histogram.n,
        median=histogram.median,
        lower_quartile=histogram.lower,
        upper_quartile=histogram.upper,
        agreement=histogram.agreement,
    )


def _vision(round_: Round, versions: list[dict], factors: list[dict]) -> VisionPart:
    """The agreed statement; while none is agreed, the newest one."""
    newest = sorted(versions, key=lambda row: row["number"], reverse=True)
    agreed = [row for row in newest if row["status"] == VisionStatus.AGREED]
    chosen = (agreed or newest or [{"text": "", "number": 0}])[0]
    return VisionPart(
        text=chosen["text"],
        version=chosen["number"],
        agreed_on=_day(round_.vision_agreed_at),
        profile_agreed_on=_day(round_.profile_agreed_at),
        success_factors=tuple(
            SuccessFactorPart(row["text"], row["note"]) for row in in_order(factors, "position", "pk")
        ),
    )


def goal_parts(measures_: Measures, framework: Framework) -> tuple[GoalPart, ...]:
    """The goals and measures of a round as parts of a plan."""
    numbers = {row.pk: row.number for row in measures_.rows}
    return tuple(
        _goal(group, framework, numbers)
        for group in measures_.groups
        if group.goal.goal or group.goal.phase == 1
    )


def _goal(group: GoalMeasures, framework: Framework, numbers: dict[int, int]) -> GoalPart:
    row: GoalRow = group.goal
    goal = row.goal
    if goal is None:
        return GoalPart(row.dimension.key, row.dimension.name, phase=row.phase)
    return GoalPart(
        dimension=row.dimension.key,
        dimension_name=row.dimension.name,
        title=goal.title,
        outcome=goal.outcome,
        capacity=goal.capacity,
        due=goal.due,
        owner=str(goal.owner or goal.owner_organisation or ""),
        phase=row.phase,
        indicators=tuple(
            IndicatorPart(
                name=indicator.name,
                unit=indicator.unit,
                baseline=indicator.baseline,
                target=indicator.target,
                source=indicator.source,
                frequency=str(Frequency(indicator.frequency).label) if indicator.frequency else "",
            )
            for indicator in row.indicators
            if indicator.name or indicator.baseline is not None or indicator.target is not None
        ),
        measures=tuple(_measure(measure, framework, numbers) for measure in group.measures),
    )


def _measure(row: MeasureRow, framework: Framework, numbers: dict[int, int]) -> MeasurePart:
    measure = row.measure
    return MeasurePart(
        number=row.number,
        title=measure.title,
        kind=measure.kind,
        kind_label=framework.measure_kind(measure.kind).name if measure.kind else "",
        description=measure.description,
        owner=str(row.owner),
        contributors=tuple(contributor.name for contributor in row.contributors),
        starts_on=measure.starts_on,
        ends_on=measure.ends_on,
        milestones=tuple(MilestonePart(milestone.title, milestone.due) for milestone in row.milestones),
        resources=tuple(
            ResourcePart(
                kind=resource.kind,
                kind_label=framework.measure_resource(resource.kind).name,
                amount=resource.amount,
                unit=resource.unit,
                unit_label=unit_label(resource.unit),
                text=resource.text,
                secured=resource.secured,
            )
            for resource in row.resources
        ),
        monitoring=measure.monitoring,
        needs=tuple(numbers[pk] for pk in row.needs if pk in numbers),
    )


def unit_label(unit: str) -> str:
    """Hours and days in words; a currency is its own code."""
    return {"hours": _("hours"), "days": _("days")}.get(unit, unit)


def _sources(facts: Iterable[Fact], categories: Iterable[CategoryPart]) -> tuple[SourcePart, ...]:
    """Every source once, in the order in which the plan names it."""
    found: dict[tuple[str, str], SourcePart] = {}
    for fact in facts:
        if fact.source or fact.source_url:
            found.setdefault(
                (fact.source, fact.source_url), SourcePart(fact.source, fact.source_url, fact.as_of)
            )
    for category in categories:
        for finding in category.findings:
            text = finding.source or finding.source_file
            if text or finding.source_url:
                source = SourcePart(text, finding.source_url, finding.source_date)
                found.setdefault((text, finding.source_url), source)
    return tuple(found.values())


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None
