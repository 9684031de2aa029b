"""The whole plan as data, from the database or from the snapshot that was frozen when it was agreed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from octant.clusters import countries
from octant.clusters.models import Fact as FactRow
from octant.clusters.models import LegalStatus, Noun
from octant.core.prepared import Prepared
from octant.domain import scoring
from octant.domain.framework import Dimension, Framework
from octant.frameworks import queries as frameworks
from octant.ratings.models import Aspect
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
from .describe import Counts, counts
from .gather import gathered, in_order
from .goals import GoalRow, goals
from .measures import (
    ByMeasure,
    GoalMeasures,
    MeasureRow,
    Measures,
    Resource,
    Step,
    Who,
    contributors,
    measures,
    milestones,
    resources,
)
from .ratings import DimensionRow, Profile
from .state import RoundState, state
from .voices import Voices, gathered_voices, voices_in

NO_ANSWERS = Histogram()


def plan_document(round_: Round, language: str) -> PlanDocument:
    """The plan as it stands now, in this language."""
    with translation.override(language):
        framework = frameworks.framework(round_.framework, round_.edition, language)
        measures_ = measures(round_, framework, goals_=goals(round_, framework))
        outline = plan_outline(round_, framework, language, measures_, state(round_))
        categories = _categories(framework, _finding_rows(round_.pk))
        pairs = pair_histogram(round_.ratings, [dimension.key for dimension in framework.dimensions])
        return replace(
            outline,
            categories=categories,
            dimensions=tuple(
                replace(part, share_wide_gap=scoring.share_with_gap(pairs.get(part.key, {})))
                for part in outline.dimensions
            ),
            goals=goal_parts(measures_, framework, details(round_)),
            sources=_sources(outline.cluster.facts, categories),
        )


_snapshots = Prepared[Snapshot](
    lambda round_: (
        Snapshot.objects.filter(round=round_, kind=SnapshotKind.PLAN).defer("data").order_by("-number")
    ),
    int,
)


def snapshots(round_: Round) -> list[Snapshot]:
    """Agreed plans, newest first, without their data."""
    return _snapshots(round_.pk)


def agreed_document(snapshot: Snapshot) -> PlanDocument:
    return PlanDocument.from_json(snapshot.data)


def current_document(round_: Round, language: str) -> PlanDocument:
    """What the PDF of this round shows: the agreed plan if there is one, else the plan as it stands."""
    if round_.plan_agreed_at:
        snapshot = Snapshot.objects.filter(round=round_, kind=SnapshotKind.PLAN, reopened_at=None).first()
        if snapshot:
            return agreed_document(snapshot)
    return plan_document(round_, language)


def without_ratings(document: PlanDocument) -> PlanDocument:
    """The plan for somebody whose own view comes first: nothing of what the others answered."""
    dimensions = [
        replace(part, now=Answers(), wished=Answers(), gap=None, agreed=None) for part in document.dimensions
    ]
    return replace(document, dimensions=tuple(dimensions))


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
                agreed=part.agreed,
            )
            for part in document.dimensions
        )
    )


def plan_outline(
    round_: Round, framework: Framework, language: str, measures_: Measures, state_: RoundState
) -> PlanDocument:
    """The plan without what its page shows on demand.

    Findings are counted, measures have neither milestones nor resources nor contributors, and there are no
    sources and no pairs of ratings.
    """
    parts = _parts(round_.pk)[0]
    return PlanDocument(
        language=language,
        made_on=timezone.localdate(),
        cluster=_profile(round_, _facts(parts)),
        round=_frame(round_, framework),
        baseline_on=_day(round_.baseline_at),
        raters=state_.raters,
        categories=_counted(framework, counts(round_)),
        dimensions=_dimensions(round_, framework, parts["dimensions"], measures_, voices_in(parts)),
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
    )


def sources_of(round_: Round, framework: Framework) -> tuple[SourcePart, ...]:
    """What the plan as it stands now rests on. Two queries."""
    return _sources(_facts(_parts(round_.pk)[0]), _categories(framework, _finding_rows(round_.pk)))


# Everything that hangs on the round itself, in one query.
_parts = Prepared[Mapping[str, Any]](
    lambda round_: Round.objects.filter(pk=round_)
    .annotate(
        facts=gathered(
            FactRow.kept.all(), "cluster", "cluster",
            pk="pk", position="position", label="label", text="text", source="source",
            url="source_url", as_of="as_of",
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
        **gathered_voices(),
    )
    .values("facts", "dimensions", "versions", "factors", "decision_rows", "adopted", "agreed"),
    int,
)  # fmt: skip

_finding_rows = Prepared[Mapping[str, Any]](
    lambda round_: Finding.kept.filter(round=round_).values(
        "category", "kind", "text", "source", "source_url", "source_file_name", "source_date",
        "organisation__name", "said_by",
    ),
    int,
)  # fmt: skip


def _facts(parts: Mapping[str, Any]) -> tuple[Fact, ...]:
    return tuple(
        Fact(row["label"], row["text"], row["source"], row["url"], row["as_of"])
        for row in in_order(parts["facts"], "position", "pk")
    )


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


def _categories(framework: Framework, findings: Iterable[Mapping[str, Any]]) -> tuple[CategoryPart, ...]:
    names = {value: str(label) for value, label in FindingKind.choices}
    by_category: dict[str, list[FindingPart]] = {}
    for row in findings:
        by_category.setdefault(row["category"], []).append(
            FindingPart(
                kind=row["kind"],
                kind_label=names[row["kind"]],
                text=row["text"],
                source=row["source"],
                source_url=row["source_url"],
                source_file=row["source_file_name"],
                source_date=row["source_date"],
                organisation=row["organisation__name"] or "",
                said_by=row["said_by"],
            )
        )
    found = {
        (key, kind): sum(part.kind == kind for part in parts)
        for key, parts in by_category.items()
        for kind in FindingKind.values
    }
    return tuple(
        replace(part, findings=tuple(by_category.get(part.key, ()))) for part in _counted(framework, found)
    )


def _counted(framework: Framework, found: Counts) -> tuple[CategoryPart, ...]:
    """The resource map without the findings themselves."""
    groups = {group.key: group.name for group in framework.resource_groups}
    return tuple(
        CategoryPart(
            key=category.key,
            name=category.name,
            group=category.group,
            group_name=groups[category.group],
            strengths=found.get((category.key, FindingKind.STRENGTH), 0),
            gaps=found.get((category.key, FindingKind.GAP), 0),
            questions=found.get((category.key, FindingKind.QUESTION), 0),
        )
        for category in framework.resource_categories
    )


def place_of(cluster: ClusterProfile) -> str:
    """Region and country, each once."""
    parts = (cluster.region, countries.name(cluster.country) if cluster.country else "")
    return ", ".join(part for part in dict.fromkeys(parts) if part)


def _dimensions(
    round_: Round, framework: Framework, visions: list[dict], measures_: Measures, said: Voices
) -> tuple[DimensionPart, ...]:
    keys = [dimension.key for dimension in framework.dimensions]
    rated = histograms_of([round_.ratings_id], items=keys, aspects=[Aspect.NOW, Aspect.WISHED])
    now = said.beside(Aspect.NOW, rated.get((round_.ratings_id, Aspect.NOW), {}))
    wished = said.beside(Aspect.WISHED, rated.get((round_.ratings_id, Aspect.WISHED), {}))
    vision = {row["key"]: row for row in visions}
    phases = {row.dimension.key: row.phase for row in measures_.goals.rows}

    def part(dimension: Dimension) -> DimensionPart:
        row = vision.get(dimension.key, {"text": "", "target": None})
        target = None if row["target"] is None else float(row["target"])
        answers = _answers(now.get(dimension.key, NO_ANSWERS))
        agreed = said.agreed.get(dimension.key)
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
            gap=scoring.gap(answers.median if agreed is None else agreed, target),
            focus_phase=phases.get(dimension.key, 0),
            agreed=agreed,
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


@dataclass(frozen=True, slots=True)
class Details:
    """What belongs to the measures of a round, by their ids. Empty where a page does not show it."""

    milestones: ByMeasure[Step] = field(default_factory=dict)
    resources: ByMeasure[Resource] = field(default_factory=dict)
    contributors: ByMeasure[Who] = field(default_factory=dict)


NO_DETAILS = Details()


def details(round_: Round) -> Details:
    """Four queries."""
    return Details(milestones(round_), resources(round_), contributors(round_))


def goal_parts(
    measures_: Measures, framework: Framework, details_: Details = NO_DETAILS
) -> tuple[GoalPart, ...]:
    """The goals and measures of a round as parts of a plan."""
    numbers = {row.pk: row.number for row in measures_.rows}
    return tuple(
        _goal(group, framework, numbers, details_)
        for group in measures_.groups
        if group.goal.goal or group.goal.phase == 1
    )


def timeline_parts(round_: Round, framework: Framework, measures_: Measures) -> tuple[GoalPart, ...]:
    """The same with what a timeline shows of the measures. One query."""
    return goal_parts(measures_, framework, Details(milestones=milestones(round_)))


def _goal(group: GoalMeasures, framework: Framework, numbers: dict[int, int], details_: Details) -> GoalPart:
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
        measures=tuple(_measure(measure, framework, numbers, details_) for measure in group.measures),
    )


def _measure(
    row: MeasureRow, framework: Framework, numbers: dict[int, int], details_: Details
) -> MeasurePart:
    return MeasurePart(
        number=row.number,
        title=row.title,
        kind=row.kind,
        kind_label=framework.measure_kind(row.kind).name if row.kind else "",
        description=row.description,
        owner=row.owner.name,
        contributors=tuple(who.name for who in details_.contributors.get(row.pk, ())),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        milestones=tuple(MilestonePart(step.title, step.due) for step in details_.milestones.get(row.pk, ())),
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
            for resource in details_.resources.get(row.pk, ())
        ),
        monitoring=row.monitoring,
        needs=tuple(numbers[pk] for pk in row.needs if pk in numbers),
    )


UNITS = {"hours": gettext_lazy("hours"), "days": gettext_lazy("days")}


def unit_label(unit: str) -> str:
    """Hours and days in words; a currency is its own code."""
    return str(UNITS.get(unit, unit))


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
