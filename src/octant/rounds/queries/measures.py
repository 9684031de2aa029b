"""Reads of step 5: the measures of a round with all that belongs to them, missing parts, workload."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from octant.domain.framework import Framework
from octant.domain.planning import (
    Conflict,
    PlannedMeasure,
    Vague,
    conflicts,
    is_vague,
    workload,
)

from ..models import Measure, MeasureDependency, MeasureResource, Milestone, Round
from ..owners import Owner, owner_of
from ..steps import url
from .gather import gathered, in_order
from .goals import GoalRow, Goals, goals


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody who joins in. The code is that of octant.rounds.owners.Owner."""

    code: str
    name: str
    is_organisation: bool


@dataclass(frozen=True)
class MeasureRow:
    """A measure with every join made. `number` counts through the plan in the order of the page."""

    number: int
    measure: Measure
    goal: GoalRow
    owner: Owner
    contributors: tuple[Contributor, ...]
    milestones: tuple[Milestone, ...]
    resources: tuple[MeasureResource, ...]
    needs: tuple[int, ...]  # ids of other measures

    @property
    def pk(self) -> int:
        return self.measure.pk

    @property
    def title(self) -> str:
        return self.measure.title

    @cached_property
    def vague(self) -> list[str]:
        return [vague_words()[sign] for sign in is_vague(self.measure.description)]

    @cached_property
    def lacks(self) -> list[tuple[str, str]]:
        """What is still missing, as text and id of the field on the measure's page."""
        measure = self.measure
        checks = [
            (not self.owner, _("nobody answers for it"), "measure_owner"),
            (not measure.starts_on, _("no start"), "measure_starts_on"),
            (not measure.ends_on, _("no end"), "measure_ends_on"),
            (not measure.description.strip(), _("no description"), "measure_description"),
            (not self.milestones, _("no milestone"), "milestones"),
            (not self.resources, _("no resources"), "resources"),
            (not measure.monitoring.strip(), _("no way to keep track"), "measure_monitoring"),
        ]
        return [(text, field) for fails, text, field in checks if fails]


@dataclass(frozen=True, slots=True)
class GoalMeasures:
    goal: GoalRow
    measures: tuple[MeasureRow, ...]


@dataclass(frozen=True)
class Measures:
    """All measures of a round, under their goals. `groups` begins with the focus of the first phase."""

    goals: Goals
    groups: tuple[GoalMeasures, ...]
    conflicts: tuple[Conflict, ...]

    @cached_property
    def rows(self) -> list[MeasureRow]:
        return [row for group in self.groups for row in group.measures]

    @cached_property
    def by_pk(self) -> dict[int, MeasureRow]:
        return {row.pk: row for row in self.rows}

    def row(self, pk: int) -> MeasureRow:
        """One of the measures; 404 when somebody has removed it by now."""
        if pk in self.by_pk:
            return self.by_pk[pk]
        raise Http404(_("There is no such entry. Perhaps somebody removed it."))

    def titles(self, pks: tuple[int, ...] | list[int]) -> list[str]:
        return [self.by_pk[pk].title for pk in pks if pk in self.by_pk]

    def clashes(self, row: MeasureRow) -> list[str]:
        """Dependencies of this measure that its dates contradict, in words."""
        return [self.clash_words(clash) for clash in self.conflicts if clash.measure == row.pk]

    def clash_words(self, clash: Conflict) -> str:
        (needed,) = self.titles([clash.needs])
        return _("It starts before “%(needed)s” has ended. Move one of the two.") % {"needed": needed}


def measures(round_: Round, framework: Framework) -> Measures:
    """Six queries, however many measures there are."""
    goals_ = goals(round_, framework)
    by_goal: dict[int, list[Measure]] = {}
    needs: dict[int, list[int]] = {}
    for measure in measures_of(round_):
        by_goal.setdefault(measure.goal_id, []).append(measure)
        needs[measure.pk] = [tie["needs"] for tie in in_order(measure.ties, "pk")]
    number = 0
    groups = []
    for goal in goals_.rows:
        rows = []
        for measure in by_goal.get(goal.goal.pk, []) if goal.goal else []:
            number += 1
            rows.append(_row(number, measure, goal, tuple(needs.get(measure.pk, ()))))
        groups.append(GoalMeasures(goal, tuple(rows)))
    planned = [
        PlannedMeasure(row.pk, row.measure.starts_on, row.measure.ends_on)
        for group in groups
        for row in group.measures
    ]
    return Measures(goals_, tuple(groups), tuple(conflicts(planned, needs)))


def measures_of(round_: Round) -> QuerySet[Measure]:
    """Kept measures with all that belongs to them: three queries."""
    ties = MeasureDependency.objects.filter(needs__removed_at=None)
    return (
        Measure.kept.filter(goal__round=round_)  # type: ignore[no-redef]  # the model names what is added
        .select_related("owner__user", "owner_organisation")
        .annotate(
            ties=gathered(ties, "measure", pk="pk", needs="needs_id"),
            people=gathered(
                Measure.contributors.through.objects.all(),
                "measure",
                pk="membership_id",
                name="membership__user__name",
                email="membership__user__email",
            ),
            organisations=gathered(
                Measure.contributor_organisations.through.objects.all(),
                "measure",
                pk="organisation_id",
                name="organisation__name",
            ),
        )
        .prefetch_related(
            Prefetch("milestones", Milestone.kept.all(), to_attr="kept_milestones"),
            Prefetch("resources", MeasureResource.kept.all(), to_attr="kept_resources"),
        )
    )


def dependencies(round_: Round) -> dict[int, list[int]]:
    """Measure id to the ids it needs first, among the measures that are kept."""
    needs: dict[int, list[int]] = {}
    pairs = MeasureDependency.objects.filter(
        measure__goal__round=round_, measure__removed_at=None, needs__removed_at=None
    ).order_by("pk")
    for measure, needed in pairs.values_list("measure_id", "needs_id"):
        needs.setdefault(measure, []).append(needed)
    return needs


def _row(number: int, measure: Measure, goal: GoalRow, needs: tuple[int, ...]) -> MeasureRow:
    if goal.goal:
        measure.goal = goal.goal
    return MeasureRow(
        number=number,
        measure=measure,
        goal=goal,
        owner=owner_of(measure),
        contributors=(
            *(
                Contributor(f"m:{row['pk']}", row["name"] or row["email"].split("@")[0], False)
                for row in in_order(measure.people, "pk")
            ),
            *(
                Contributor(f"o:{row['pk']}", row["name"], True)
                for row in in_order(measure.organisations, "name", "pk")
            ),
        ),
        milestones=tuple(measure.kept_milestones),
        resources=tuple(measure.kept_resources),
        needs=needs,
    )


def vague_words() -> dict[Vague, str]:
    return {
        Vague.EMPTY: _("Say what exactly is done, for example: hold three round tables with partners."),
        Vague.FEW_WORDS: _("Could somebody who was not there do it? Say a little more."),
        Vague.NO_NUMBER: _("A number would make it clearer: how many, how much, how often?"),
    }


def outside_time_frame(round_: Round, row: MeasureRow) -> list[str]:
    """Hints on days that lie outside the time frame of the focus."""
    first, last = round_.starts_on, round_.ends_on
    if row.goal.phase == 2 and round_.second_phase_ends_on:
        last = round_.second_phase_ends_on
    found = []
    if first and row.measure.starts_on and row.measure.starts_on < first:
        found.append(_("It starts before the time frame of the focus."))
    if last and row.measure.ends_on and row.measure.ends_on > last:
        found.append(_("It ends after the time frame of the focus."))
    return found


def missing(round_: Round, measures_: Measures) -> list[dict[str, str]]:
    """What is still missing in step 5; nothing of it blocks going on."""
    rows = []
    for group in measures_.groups:
        name = group.goal.dimension.name
        if not group.measures and group.goal.phase != 2:
            text = _("%(dimension)s: no measure yet") % {"dimension": name}
            rows.append({"text": text, "url": f"{url(round_, 'measures')}#goal-{group.goal.dimension.key}"})
        for row in group.measures:
            address = url(round_, "measure", row.pk)
            lacks = row.lacks
            if lacks:
                words = ", ".join(text for text, _field in lacks)
                rows.append({"text": f"{row.title}: {words}", "url": f"{address}#{lacks[0][1]}"})
    for clash in measures_.conflicts:
        row = measures_.row(clash.measure)
        text = f"{row.title}: {measures_.clash_words(clash)}"
        rows.append({"text": text, "url": f"{url(round_, 'measure', clash.measure)}#measure_starts_on"})
    return rows


# --- Workload -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sum:
    amount: Decimal
    unit: str  # "hours", "days" or a currency


@dataclass(frozen=True, slots=True)
class Busy:
    """One month of one owner."""

    month: date
    measures: tuple[MeasureRow, ...]

    @property
    def names(self) -> str:
        return ", ".join(f"{row.number}. {row.title}" for row in self.measures)


@dataclass(frozen=True, slots=True)
class OwnerLoad:
    """What one owner has on the table. An owner that is nobody stands for measures without one."""

    owner: Owner
    measures: tuple[MeasureRow, ...]
    months: tuple[Busy, ...]
    time: tuple[Sum, ...]
    money: tuple[Sum, ...]

    @property
    def most(self) -> Busy | None:
        """The first of the fullest months."""
        return max(self.months, key=lambda busy: len(busy.measures), default=None)


def loads(rows: list[MeasureRow]) -> list[OwnerLoad]:
    """Owners in the order of their first measure, those without owner last. Sums keep units apart."""
    by_pk = {row.pk: row for row in rows}
    planned = [
        PlannedMeasure(row.pk, row.measure.starts_on, row.measure.ends_on, row.owner.code) for row in rows
    ]
    months: dict[str, list[Busy]] = {}
    for month in workload(planned):
        busy = Busy(month.month, tuple(by_pk[pk] for pk in month.measures))
        months.setdefault(str(month.owner), []).append(busy)
    owned: dict[str, list[MeasureRow]] = {}
    for row in rows:
        owned.setdefault(row.owner.code, []).append(row)
    return [
        OwnerLoad(
            owner=owned[code][-1].owner,
            measures=(mine := tuple(owned[code])),
            months=tuple(months.get(code, ())),
            time=_sums(mine, "time"),
            money=_sums(mine, "funding"),
        )
        for code in sorted(owned, key=lambda code: code == "")
    ]


def _sums(rows: tuple[MeasureRow, ...], kind: str) -> tuple[Sum, ...]:
    sums: dict[str, Decimal] = {}
    for row in rows:
        for resource in row.resources:
            if resource.kind == kind and resource.amount is not None:
                sums[resource.unit] = sums.get(resource.unit, Decimal(0)) + resource.amount
    return tuple(Sum(amount, unit) for unit, amount in sorted(sums.items()))


def totals(rows: list[MeasureRow]) -> tuple[Sum, ...]:
    """Time and money of all measures together."""
    return (*_sums(tuple(rows), "time"), *_sums(tuple(rows), "funding"))
