"""What of a workshop can live on in its round, and what does so already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count

from octant.core.prepared import Prepared
from octant.ratings.models import Aspect
from octant.rounds.models import FocusChoice, Goal, InfluenceGroup
from octant.surveys.models import Wave

from ..models import Activity, ActivityKind, GoalDraft, GroupCell, Workshop


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One small group's matrix; `landed` is its group of the round, None while it has none (any more)."""

    group: int
    cells: int
    landed: InfluenceGroup | None


@dataclass(frozen=True, slots=True)
class GoalRow:
    draft: GoalDraft
    landed: Goal | None


@dataclass(frozen=True, slots=True)
class RatingRow:
    """A rating; `aspects` of its last revealed wave can be taken over on the survey's own page; `closed`
    says why others cannot.
    """

    activity: Activity
    is_revealed: bool
    aspects: tuple[str, ...]
    closed: tuple[str, ...]


_filled = Prepared[tuple[int, int, int]](
    lambda workshop: (
        GroupCell.objects.filter(activity__workshop=workshop)
        .order_by("group")
        .values_list("activity_id", "group")
        .annotate(n=Count("*"))
    ),
    int,
)
_drafts = Prepared[GoalDraft](
    lambda workshop: GoalDraft.objects.filter(activity__workshop=workshop).order_by("group"), int
)


def matrices(workshop: Workshop, agenda: Iterable[Activity]) -> list[tuple[Activity, list[MatrixRow]]]:
    """Two queries; none without such a point on the agenda."""
    asked = [row for row in agenda if row.kind == ActivityKind.INFLUENCE]
    if not asked:
        return []
    filled = _filled(workshop.pk)
    wanted = [pk for row in asked for pk in row.landed.values()]
    landed = InfluenceGroup.kept.filter(round=workshop.round, pk__in=wanted) if wanted else []
    rows = {row.pk: row for row in landed}
    return [
        (
            activity,
            [
                MatrixRow(group, cells, rows.get(activity.landed.get(str(group), 0)))
                for pk, group, cells in filled
                if pk == activity.pk
            ],
        )
        for activity in asked
    ]


def goals(workshop: Workshop, agenda: Iterable[Activity]) -> list[tuple[Activity, list[GoalRow]]]:
    """Two queries; none without such a point on the agenda."""
    asked = {row.pk: row for row in agenda if row.kind == ActivityKind.GOAL}
    if not asked:
        return []
    drafts = [row for row in _drafts(workshop.pk) if row.activity_id in asked and is_written(row)]
    wanted = [row.landed_id for row in drafts if row.landed_id]
    rows = Goal.objects.filter(round=workshop.round, pk__in=wanted) if wanted else []
    landed = {row.pk: row for row in rows}
    return [
        (
            activity,
            [
                GoalRow(draft, landed.get(draft.landed_id or 0))
                for draft in drafts
                if draft.activity_id == activity.pk
            ],
        )
        for activity in asked.values()
    ]


def is_written(draft: GoalDraft) -> bool:
    return bool(draft.outcome or draft.capacity or draft.indicator)


def ratings(agenda: Iterable[Activity], closed: Mapping[Aspect, str]) -> list[RatingRow]:
    """One query; none without a rating. The agenda comes with its surveys; `closed` says of which aspects the
    round takes nothing at the moment, and why.
    """
    asked = [row for row in agenda if row.kind == ActivityKind.RATE and row.survey]
    if not asked:
        return []
    revealed = set(
        Wave.objects.filter(survey__in=[row.survey_id for row in asked], revealed_at__isnull=False)
        .values_list("survey_id", flat=True)
        .distinct()
    )
    rows = []
    for row in asked:
        aspects = (Aspect.NOW, Aspect.WISHED) if row.asks_wished else (Aspect.NOW,)
        rows.append(
            RatingRow(
                activity=row,
                is_revealed=row.survey_id in revealed,
                aspects=tuple(aspect.value for aspect in aspects if not closed[aspect]),
                closed=tuple(closed[aspect] for aspect in aspects if closed[aspect]),
            )
        )
    return rows


def focus_dimensions(workshop: Workshop) -> list[str]:
    """The keys of what the round works on, the first phase first."""
    return list(FocusChoice.objects.filter(round=workshop.round).values_list("dimension", flat=True))
