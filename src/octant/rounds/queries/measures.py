"""Reads of step 5: the measures of a round, what belongs to them, missing parts, workload.

The rows are plain values, read with one query for each kind of thing: sixty measures with their milestones as
model instances would take longer to make than the page takes to write. A page asks only for what it shows:
`measures` is enough for a list; milestones, resources and contributors come from functions of their own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from octant.accounts.models import shown_name
from octant.core.prepared import Prepared
from octant.core.rows import found
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
from ..steps import url
from .goals import GoalRow, Goals, goals

NAMED = ("name", "email", "is_active")  # what the name of a person is made from
FIRST_MISSING = 8  # so many measures are named with what they lack, the others counted

type ByMeasure[Row] = Mapping[int, tuple[Row, ...]]
"""Rows that belong to a measure, by its id."""


@dataclass(frozen=True, slots=True)
class Who:
    """A person of the team or an organisation; the code is that of octant.rounds.owners.Owner."""

    code: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.code)

    def __str__(self) -> str:
        return self.name


NOBODY = Who()

LACKING = {
    "measure_owner": gettext_lazy("nobody answers for it"),
    "measure_starts_on": gettext_lazy("no start"),
    "measure_ends_on": gettext_lazy("no end"),
    "measure_description": gettext_lazy("no description"),
    "milestones": gettext_lazy("no milestone"),
    "resources": gettext_lazy("no resources"),
    "measure_monitoring": gettext_lazy("no way to keep track"),
}


@dataclass(frozen=True)
class MeasureRow:
    """A measure in a list. `number` counts through the plan in the order of the page."""

    pk: int
    number: int
    goal: GoalRow
    title: str
    kind: str
    description: str
    monitoring: str
    starts_on: date | None
    ends_on: date | None
    owner: Who
    milestones: int  # how many
    resources: int
    needs: tuple[int, ...]  # ids of other measures

    @property
    def vague(self) -> list[str]:
        return [vague_words()[sign] for sign in is_vague(self.description)]

    @cached_property
    def lacks(self) -> list[str]:
        """What is still missing: ids of the fields on the measure's page."""
        there = {
            "measure_owner": self.owner,
            "measure_starts_on": self.starts_on,
            "measure_ends_on": self.ends_on,
            "measure_description": self.description.strip(),
            "milestones": self.milestones,
            "resources": self.resources,
            "measure_monitoring": self.monitoring.strip(),
        }
        return [field for field, value in there.items() if not value]

    @property
    def lacks_text(self) -> str:
        return ", ".join(str(LACKING[field]) for field in self.lacks)


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
        return found(self.by_pk.get(pk))

    def titles(self, pks: tuple[int, ...] | list[int]) -> list[str]:
        return [self.by_pk[pk].title for pk in pks if pk in self.by_pk]

    def clashes(self, row: MeasureRow) -> list[str]:
        """Dependencies of this measure that its dates contradict, in words."""
        return [self.clash_words(clash) for clash in self.conflicts if clash.measure == row.pk]

    def clash_words(self, clash: Conflict) -> str:
        (needed,) = self.titles([clash.needs])
        return _("It starts before “%(needed)s” has ended. Move one of the two.") % {"needed": needed}


def measures(round_: Round, framework: Framework, *, goals_: Goals | None = None) -> Measures:
    """Two queries, however many measures there are, and those of `goals` if they are not handed in."""
    goals_ = goals_ or goals(round_, framework, with_hints=False)
    needs = dependencies(round_)
    by_goal: dict[int, list[dict[str, Any]]] = {}
    for measure in _kept(round_.pk):
        by_goal.setdefault(measure["goal_id"], []).append(measure)
    number = 0
    groups = []
    for goal in goals_.rows:
        rows = []
        for measure in by_goal.get(goal.goal.pk, []) if goal.goal else []:
            number += 1
            rows.append(_row(number, measure, goal, tuple(needs.get(measure["pk"], ()))))
        groups.append(GoalMeasures(goal, tuple(rows)))
    planned = [
        PlannedMeasure(row.pk, row.starts_on, row.ends_on) for group in groups for row in group.measures
    ]
    return Measures(goals_, tuple(groups), tuple(conflicts(planned, needs)))


def _how_many(model: type[Milestone] | type[MeasureResource]) -> Subquery:
    """Kept rows of a measure; None for none of them."""
    rows = model.kept.filter(measure=OuterRef("pk")).order_by().values("measure")
    return Subquery(rows.annotate(n=Count("pk")).values("n"))


_kept = Prepared[dict[str, Any]](
    lambda round_: Measure.kept.filter(goal__round=round_)
    .annotate(milestones_there=_how_many(Milestone), resources_there=_how_many(MeasureResource))
    .values(
        "pk", "goal_id", "title", "kind", "description", "monitoring", "starts_on", "ends_on",
        "owner_id", *(f"owner__user__{name}" for name in NAMED),
        "owner_organisation_id", "owner_organisation__name",
        "milestones_there", "resources_there",
    ),
    int,
)  # fmt: skip

_dependencies = Prepared[tuple[int, int]](
    lambda round_: (
        MeasureDependency.objects.filter(
            measure__goal__round=round_, measure__removed_at=None, needs__removed_at=None
        )
        .order_by("pk")
        .values_list("measure_id", "needs_id")
    ),
    int,
)


def dependencies(round_: Round) -> dict[int, list[int]]:
    """Measure id to the ids it needs first, among the measures that are kept."""
    needs: dict[int, list[int]] = {}
    for measure, needed in _dependencies(round_.pk):
        needs.setdefault(measure, []).append(needed)
    return needs


def _row(number: int, measure: dict[str, Any], goal: GoalRow, needs: tuple[int, ...]) -> MeasureRow:
    owner = NOBODY
    if measure["owner_id"]:
        owner = _member(measure["owner_id"], *(measure[f"owner__user__{name}"] for name in NAMED))
    elif measure["owner_organisation_id"]:
        owner = _organisation(measure["owner_organisation_id"], measure["owner_organisation__name"])
    return MeasureRow(
        pk=measure["pk"],
        number=number,
        goal=goal,
        title=measure["title"],
        kind=measure["kind"],
        description=measure["description"],
        monitoring=measure["monitoring"],
        starts_on=measure["starts_on"],
        ends_on=measure["ends_on"],
        owner=owner,
        milestones=measure["milestones_there"] or 0,
        resources=measure["resources_there"] or 0,
        needs=needs,
    )


def _member(pk: int, name: str, email: str, is_active: bool) -> Who:
    return Who(f"m:{pk}", shown_name(name, email, is_active))


def _organisation(pk: int, name: str) -> Who:
    return Who(f"o:{pk}", name)


# --- What belongs to measures -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone, to be read."""

    title: str
    due: date


@dataclass(frozen=True, slots=True)
class Resource:
    """What a measure needs, to be read. The unit is "hours", "days" or a currency."""

    kind: str
    amount: Decimal | None
    unit: str
    text: str
    secured: bool


_milestones = Prepared[Any](
    lambda round_: Milestone.kept.filter(measure__goal__round=round_, measure__removed_at=None).values_list(
        "measure_id", "title", "due"
    ),
    int,
)

_resources = Prepared[Any](
    lambda round_: MeasureResource.kept.filter(
        measure__goal__round=round_, measure__removed_at=None
    ).values_list("measure_id", "kind", "amount", "unit", "text", "secured"),
    int,
)


def milestones(round_: Round) -> ByMeasure[Step]:
    """Sorted by day. One query."""
    return _sorted_in((pk, Step(title, due)) for pk, title, due in _milestones(round_.pk))


def resources(round_: Round) -> ByMeasure[Resource]:
    """One query."""
    return _sorted_in((pk, Resource(*values)) for pk, *values in _resources(round_.pk))


def _people(**of: object) -> QuerySet[Any, Any]:
    return (
        Measure.contributors.through.objects.filter(**of)
        .order_by("membership_id")
        .values_list("measure_id", "membership_id", *(f"membership__user__{name}" for name in NAMED))
    )


def _organisations(**of: object) -> QuerySet[Any, Any]:
    return (
        Measure.contributor_organisations.through.objects.filter(**of)
        .order_by("organisation__name", "organisation_id")
        .values_list("measure_id", "organisation_id", "organisation__name")
    )


IN_ROUND = "measure__goal__round"
_people_of_round = Prepared[Any](lambda pk: _people(**{IN_ROUND: pk}), int)
_people_of_measure = Prepared[Any](lambda pk: _people(measure=pk), int)
_organisations_of_round = Prepared[Any](lambda pk: _organisations(**{IN_ROUND: pk}), int)
_organisations_of_measure = Prepared[Any](lambda pk: _organisations(measure=pk), int)


def contributors(round_: Round) -> ByMeasure[Who]:
    """Who joins in, people before organisations. Two queries."""
    return _who(_people_of_round(round_.pk), _organisations_of_round(round_.pk))


def contributors_of(measure: Measure) -> tuple[Who, ...]:
    """Who joins in one measure. Two queries."""
    found = _who(_people_of_measure(measure.pk), _organisations_of_measure(measure.pk))
    return found.get(measure.pk, ())


def _who(people: list[Any], organisations: list[Any]) -> ByMeasure[Who]:
    return _sorted_in(
        (
            *((pk, _member(*person)) for pk, *person in people),
            *((pk, _organisation(*organisation)) for pk, *organisation in organisations),
        )
    )


def _sorted_in[Row](rows: Iterable[tuple[int, Row]]) -> ByMeasure[Row]:
    found: dict[int, list[Row]] = {}
    for pk, row in rows:
        found.setdefault(pk, []).append(row)
    return {pk: tuple(some) for pk, some in found.items()}


_one = Prepared[Measure](
    lambda round_, pk: Measure.kept.filter(goal__round=round_, pk=pk).select_related(
        "goal", "owner__user", "owner_organisation"
    )[:1],
    int,
    int,
)


def kept_measure(round_: Round, pk: int) -> Measure:
    """One measure with its goal and owner, to be changed; 404 when somebody has removed it by now."""
    return found(_one.first(round_.pk, pk))


_own_milestones = Prepared[Milestone](lambda measure: Milestone.kept.filter(measure=measure), int)
_own_resources = Prepared[MeasureResource](lambda measure: MeasureResource.kept.filter(measure=measure), int)


def milestones_of(measure: Measure) -> list[Milestone]:
    """The milestones of one measure, to be changed."""
    return _own_milestones(measure.pk)


def resources_of(measure: Measure) -> list[MeasureResource]:
    return _own_resources(measure.pk)


# --- Hints --------------------------------------------------------------------------------------------------


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
    if first and row.starts_on and row.starts_on < first:
        found.append(_("It starts before the time frame of the focus."))
    if last and row.ends_on and row.ends_on > last:
        found.append(_("It ends after the time frame of the focus."))
    return found


def missing(round_: Round, measures_: Measures) -> list[dict[str, str]]:
    """What is still missing in step 5; nothing of it blocks going on.

    Of many incomplete measures the first are named, the others counted: on the page of the measures each says
    itself what it lacks.
    """
    there = url(round_, "measures")
    rows = [
        {
            "text": _("%(dimension)s: no measure yet") % {"dimension": group.goal.dimension.name},
            "url": f"{there}#goal-{group.goal.dimension.key}",
        }
        for group in measures_.groups
        if not group.measures and group.goal.phase != 2
    ]
    incomplete = [row for row in measures_.rows if row.lacks]
    for row in incomplete[:FIRST_MISSING]:
        address = f"{url(round_, 'measure', row.pk)}#{row.lacks[0]}"
        rows.append({"text": f"{row.title}: {row.lacks_text}", "url": address})
    if more := incomplete[FIRST_MISSING:]:
        text = ngettext("%(n)s more measure lacks something", "%(n)s more measures lack something", len(more))
        rows.append({"text": text % {"n": len(more)}, "url": f"{there}#measure{more[0].pk}"})
    for clash in measures_.conflicts[:FIRST_MISSING]:
        row = measures_.row(clash.measure)
        text = f"{row.title}: {measures_.clash_words(clash)}"
        rows.append({"text": text, "url": f"{url(round_, 'measure', clash.measure)}#measure_starts_on"})
    if further := measures_.conflicts[FIRST_MISSING:]:
        text = ngettext(
            "%(n)s more measure starts before another one it waits for has ended",
            "%(n)s more measures start before others they wait for have ended",
            len(further),
        )
        rows.append({"text": text % {"n": len(further)}, "url": url(round_, "timeline")})
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

    owner: Who
    measures: tuple[MeasureRow, ...]
    months: tuple[Busy, ...]
    time: tuple[Sum, ...]
    money: tuple[Sum, ...]

    @property
    def most(self) -> Busy | None:
        """The first of the fullest months."""
        return max(self.months, key=lambda busy: len(busy.measures), default=None)


def loads(rows: list[MeasureRow], needed: ByMeasure[Resource]) -> list[OwnerLoad]:
    """Owners in the order of their first measure, those without owner last. Sums keep units apart."""
    by_pk = {row.pk: row for row in rows}
    planned = [PlannedMeasure(row.pk, row.starts_on, row.ends_on, row.owner.code) for row in rows]
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
            time=_sums(mine, needed, "time"),
            money=_sums(mine, needed, "funding"),
        )
        for code in sorted(owned, key=lambda code: code == "")
    ]


def _sums(rows: Iterable[MeasureRow], needed: ByMeasure[Resource], kind: str) -> tuple[Sum, ...]:
    sums: dict[str, Decimal] = {}
    for row in rows:
        for resource in needed.get(row.pk, ()):
            if resource.kind == kind and resource.amount is not None:
                sums[resource.unit] = sums.get(resource.unit, Decimal(0)) + resource.amount
    return tuple(Sum(amount, unit) for unit, amount in sorted(sums.items()))


def totals(rows: list[MeasureRow], needed: ByMeasure[Resource]) -> tuple[Sum, ...]:
    """Time and money of all measures together."""
    return (*_sums(rows, needed, "time"), *_sums(rows, needed, "funding"))
