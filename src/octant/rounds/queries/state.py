"""How far a round has come: one query for all five steps."""

from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from octant.ratings.models import Rating, Respondent

from ..models import DimensionVision, Finding, FocusChoice, Goal, Measure, Round, VisionVersion


@dataclass(frozen=True, slots=True)
class RoundState:
    """What is there so far; the words are made from it in `octant.rounds.steps`."""

    findings: int
    raters: int
    baseline_frozen: bool
    vision_drafted: bool
    vision_agreed: bool
    targets: int
    profile_agreed: bool
    focus: int
    goals: int
    goals_with_text: int
    measures: int
    measures_without_owner: int
    plan_agreed: bool


def _count(queryset, outer: str = "round") -> Coalesce:
    counted = (
        queryset.filter(**{outer: OuterRef("pk")})
        .order_by()
        .values(outer)
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def state(round_: Round) -> RoundState:
    unowned = Measure.kept.filter(owner=None, owner_organisation=None)
    rated_now = Rating.objects.filter(respondent=OuterRef("pk"), aspect="now")
    written = Goal.objects.exclude(outcome="", capacity="", title="")
    row = (
        Round.objects.filter(pk=round_.pk)
        .annotate(
            n_findings=_count(Finding.kept.all()),
            n_raters=_count(Respondent.objects.filter(Exists(rated_now)), "rating_set__round"),
            n_visions=_count(VisionVersion.objects.exclude(text="")),
            n_targets=_count(DimensionVision.objects.exclude(target=None)),
            n_focus=_count(FocusChoice.objects.filter(phase=1)),
            n_goals=_count(Goal.objects.all()),
            n_written=_count(written),
            n_measures=_count(Measure.kept.all(), "goal__round"),
            n_unowned=_count(unowned, "goal__round"),
        )
        .values(
            "n_findings",
            "n_raters",
            "n_visions",
            "n_targets",
            "n_focus",
            "n_goals",
            "n_written",
            "n_measures",
            "n_unowned",
        )
        .get()
    )
    return RoundState(
        findings=row["n_findings"],
        raters=row["n_raters"],
        baseline_frozen=round_.baseline_at is not None,
        vision_drafted=row["n_visions"] > 0,
        vision_agreed=round_.vision_agreed_at is not None,
        targets=row["n_targets"],
        profile_agreed=round_.profile_agreed_at is not None,
        focus=row["n_focus"],
        goals=row["n_goals"],
        goals_with_text=row["n_written"],
        measures=row["n_measures"],
        measures_without_owner=row["n_unowned"],
        plan_agreed=round_.plan_agreed_at is not None,
    )
