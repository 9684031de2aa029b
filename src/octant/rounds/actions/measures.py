"""Writing measures and all that belongs to one. Every action refuses while the plan is agreed."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.core.editing import EditConflict, change
from octant.domain.planning import Pattern, milestone_dates, would_close_circle
from octant.journal.actions import record

from ..models import Goal, Measure, MeasureDependency, MeasureResource, Milestone, Round
from ..owners import OWNER, Owner, in_register, with_one_owner
from ..queries.measures import dependencies
from ..rules import require_open_plan
from .goals import begin_goal, move, numbers_as_typed

type Part = Measure | Milestone | MeasureResource


class CircleError(Exception):
    """A dependency would close a circle; `measures` holds its ids, the first one repeated at the end."""

    def __init__(self, measures: list[int]) -> None:
        super().__init__("measures would wait for each other")
        self.measures = measures


# --- The measure itself -------------------------------------------------------------------------------------


@transaction.atomic
def add_measure(*, round: Round, dimension: str, by: User, title: str) -> Measure:
    require_open_plan(round)
    goal = begin_goal(round, dimension)
    measure = Measure.objects.create(goal=goal, title=title, position=_next_position(goal))
    _record(measure, "measure.added", round, by)
    return measure


@transaction.atomic
def write_measure(
    *, measure: Measure, round: Round, by: User, version: int, owner: Owner, **values: Any
) -> Measure:
    require_open_plan(round)
    owner = in_register(owner, cluster=round.cluster, by=by)
    values |= {"owner": owner.member, "owner_organisation": owner.organisation}
    try:
        measure, before = change(measure, version=version, values=values, together=OWNER)
    except EditConflict as conflict:
        raise with_one_owner(conflict) from conflict
    if before:
        _record(measure, "measure.changed", round, by, before, {name: values[name] for name in before})
    return measure


@transaction.atomic
def copy_measure(*, measure: Measure, round: Round, by: User) -> Measure:
    """The same measure once more below it, with all that belongs to it; nothing in it is secured yet."""
    require_open_plan(round)
    title = _("%(title)s (copy)") % {"title": measure.title[:185]}
    copied = Measure.objects.create(
        goal_id=measure.goal_id,
        title=title,
        position=_next_position(measure.goal),
        **{
            name: getattr(measure, name)
            for name in (
                "kind", "description", "starts_on", "ends_on", "monitoring", "owner_id",
                "owner_organisation_id",
            )
        },
    )  # fmt: skip
    copied.contributors.set(measure.contributors.all())
    copied.contributor_organisations.set(measure.contributor_organisations.all())
    Milestone.objects.bulk_create(
        Milestone(measure=copied, title=row.title, due=row.due)
        for row in Milestone.kept.filter(measure=measure)
    )
    MeasureResource.objects.bulk_create(
        MeasureResource(measure=copied, kind=row.kind, amount=row.amount, unit=row.unit, text=row.text)
        for row in MeasureResource.kept.filter(measure=measure)
    )
    MeasureDependency.objects.bulk_create(
        MeasureDependency(measure=copied, needs_id=needs)
        for needs in measure.dependencies.values_list("needs_id", flat=True)
    )
    _record(copied, "measure.copied", round, by, before={"title": measure.title})
    return copied


@transaction.atomic
def move_measure(*, measure: Measure, round: Round, up: bool) -> None:
    """One place up or down within its goal. The order says nothing about the content: no journal entry."""
    require_open_plan(round)
    move(list(Measure.kept.filter(goal=measure.goal_id)), measure, up=up)


@transaction.atomic
def remove(*, row: Part, round: Round, by: User) -> None:
    """Hide a measure, milestone or resource; `restore` brings it back."""
    require_open_plan(round)
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at", "changed_at"])
    _record(row, f"{_NOUN[type(row)]}.removed", round, by)


@transaction.atomic
def restore(*, row: Part, round: Round, by: User) -> None:
    require_open_plan(round)
    if row.removed_at is None:
        return
    if isinstance(row, Measure):
        _drop_circles(row, round)
    row.removed_at = None
    row.save(update_fields=["removed_at", "changed_at"])
    _record(row, f"{_NOUN[type(row)]}.restored", round, by)


def _drop_circles(measure: Measure, round_: Round) -> None:
    """While a measure was away, others may have been tied so that its old ties would now close a circle."""
    needs = dependencies(round_)
    for tie in MeasureDependency.objects.filter(models.Q(measure=measure) | models.Q(needs=measure)).order_by(
        "pk"
    ):
        if would_close_circle(needs, tie.measure_id, tie.needs_id):
            tie.delete()
        else:
            needs.setdefault(tie.measure_id, []).append(tie.needs_id)


# --- Who joins in -------------------------------------------------------------------------------------------


@transaction.atomic
def add_contributor(*, measure: Measure, round: Round, by: User, who: Owner) -> None:
    require_open_plan(round)
    who = in_register(who, cluster=round.cluster, by=by)
    people, row = _contributors(measure, who)
    if people.filter(pk=row.pk).exists():
        return
    people.add(row)
    _record(measure, "measure.contributor_added", round, by, after={"contributor": str(who)})


@transaction.atomic
def remove_contributor(*, measure: Measure, round: Round, by: User, who: Owner) -> None:
    require_open_plan(round)
    people, row = _contributors(measure, who)
    people.remove(row)
    _record(measure, "measure.contributor_removed", round, by, before={"contributor": str(who)})


def _contributors(measure: Measure, who: Owner) -> tuple[Any, Any]:
    """The list that somebody belongs to, of people or of organisations, and the row to put there."""
    if who.member:
        return measure.contributors, who.member
    return measure.contributor_organisations, who.organisation


# --- Milestones ---------------------------------------------------------------------------------------------


@transaction.atomic
def add_milestone(*, measure: Measure, round: Round, by: User, title: str, due: date) -> Milestone:
    require_open_plan(round)
    milestone = Milestone.objects.create(measure=measure, title=title, due=due)
    _record(milestone, "milestone.added", round, by, after={"due": due})
    return milestone


def suggested_milestones(measure: Measure, pattern: Pattern, taken: Iterable[date]) -> list[tuple[date, str]]:
    """Days and names of the usual milestones that are not there yet. Empty without both dates."""
    if not (measure.starts_on and measure.ends_on):
        return []
    taken = set(taken)
    return [
        (day, _milestone_name(measure.starts_on, day, pattern))
        for day in milestone_dates(measure.starts_on, measure.ends_on, pattern)
        if day not in taken
    ]


def _milestone_name(start: date, day: date, pattern: Pattern) -> str:
    if pattern is Pattern.DAYS:
        return _("Where we stand after %(days)s days") % {"days": (day - start).days}
    quarter = (day.month + 2) // 3
    return _("Where we stand at the end of quarter %(quarter)s, %(year)s") % {
        "quarter": quarter,
        "year": str(day.year),
    }


@transaction.atomic
def generate_milestones(*, measure: Measure, round: Round, by: User, pattern: Pattern) -> int:
    """Add the suggested milestones and say how many there were."""
    require_open_plan(round)
    Measure.objects.select_for_update().get(pk=measure.pk)  # two clicks must not add them twice
    taken = Milestone.kept.filter(measure=measure).values_list("due", flat=True)
    rows = [
        Milestone(measure=measure, title=title, due=day)
        for day, title in suggested_milestones(measure, pattern, taken)
    ]
    if rows:
        Milestone.objects.bulk_create(rows)
        _record(measure, "milestone.generated", round, by, after={"days": [row.due for row in rows]})
    return len(rows)


# --- Milestones and resources: changing ---------------------------------------------------------------------


@transaction.atomic
def write_part[M: Milestone | MeasureResource](
    *, row: M, round: Round, by: User, version: int, **values: Any
) -> M:
    """Change a milestone or a resource."""
    require_open_plan(round)
    try:
        row, before = change(row, version=version, values=values)
    except EditConflict as conflict:
        raise numbers_as_typed(conflict) from conflict
    if before:
        after = {name: values[name] for name in before}
        _record(row, f"{_NOUN[type(row)]}.changed", round, by, before, after)
    return row


@transaction.atomic
def add_resource(*, measure: Measure, round: Round, by: User, kind: str, unit: str) -> MeasureResource:
    require_open_plan(round)
    resource = MeasureResource.objects.create(measure=measure, kind=kind, unit=unit)
    _record(measure, "resource.added", round, by, after={"kind": kind})
    return resource


# --- What has to come first ---------------------------------------------------------------------------------


@transaction.atomic
def add_dependency(*, measure: Measure, round: Round, by: User, needs: Measure) -> None:
    """Note that `measure` can only start after `needs`. Raises CircleError and changes nothing."""
    require_open_plan(round)
    # All measures are locked, so that two people cannot close a circle from both ends at the same time.
    list(
        Measure.objects.select_for_update(of=("self",)).filter(goal__round=round).values_list("pk", flat=True)
    )
    circle = would_close_circle(dependencies(round), measure.pk, needs.pk)
    if circle:
        raise CircleError(circle)
    _tie, created = MeasureDependency.objects.get_or_create(measure=measure, needs=needs)
    if created:
        _record(measure, "measure.dependency_added", round, by, after={"needs": needs.title})


@transaction.atomic
def remove_dependency(*, measure: Measure, round: Round, by: User, needs: Measure) -> None:
    require_open_plan(round)
    removed, _rows = MeasureDependency.objects.filter(measure=measure, needs=needs).delete()
    if removed:
        _record(measure, "measure.dependency_removed", round, by, before={"needs": needs.title})


# --- Shared -------------------------------------------------------------------------------------------------

_NOUN = {Measure: "measure", Milestone: "milestone", MeasureResource: "resource"}


def _next_position(goal: Goal) -> int:
    last = goal.measures.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _record(
    subject: models.Model,
    verb: str,
    round_: Round,
    by: User,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    named = subject.measure if isinstance(subject, MeasureResource) else subject
    record(
        cluster=round_.cluster,
        by=by,
        verb=verb,
        subject=named,
        round_number=round_.number,
        before=before,
        after=after,
    )
