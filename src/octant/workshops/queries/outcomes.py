"""What came of each idea, for whoever may ask: the page of taking over, the wall, the minutes, the file.

Five queries, however many activities and ideas there are. Results that the room has not seen yet (dots that
are sealed) are left out, and so are ideas that were hidden or taken back.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import CharField, F, Manager, Model, QuerySet, Sum, Value
from django.db.models.functions import Cast

from octant.core.prepared import Prepared
from octant.rounds.models import Finding, Measure, SuccessFactor, VisionAnswer, VisionVersion

from ..models import Activity, ActivityKind, Dot, Idea, IdeaGroup, Outcome, Phase, Workshop


@dataclass(frozen=True, slots=True)
class Landed:
    """The row of the round that came of an idea. `name` is its title; the address is below the round's."""

    type: str
    pk: int
    name: str
    note: str  # of a version of the vision: its status


@dataclass(frozen=True, slots=True)
class Fate:
    """What came of an idea. `is_gone`: it was taken over, and the row was taken out of the round later."""

    outcome: Outcome
    reason: str = ""
    landed: Landed | None = None

    @property
    def is_open(self) -> bool:
        return self.outcome == Outcome.OPEN

    @property
    def is_set_aside(self) -> bool:
        return self.outcome == Outcome.SET_ASIDE

    @property
    def is_gone(self) -> bool:
        return not self.is_open and not self.is_set_aside and self.landed is None

    @property
    def lives_on(self) -> bool:
        return self.landed is not None


@dataclass(frozen=True, slots=True)
class IdeaRow:
    pk: int
    text: str
    heading: str
    dots: int
    fate: Fate
    participant: int | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """Ideas under one heading ("" for those without), most dots first; `dots` were given to the heading."""

    title: str
    dots: int
    ideas: tuple[IdeaRow, ...]

    @property
    def still_open(self) -> tuple[IdeaRow, ...]:
        return tuple(idea for idea in self.ideas if idea.fate.is_open)


@dataclass(frozen=True)
class Collected:
    """One activity that collected ideas. `votes`: whether dots were given and may be shown."""

    activity: Activity
    headings: tuple[Heading, ...]
    votes: bool

    @cached_property
    def ideas(self) -> tuple[IdeaRow, ...]:
        return tuple(idea for heading in self.headings for idea in heading.ideas)

    @property
    def still_open(self) -> int:
        return sum(len(heading.still_open) for heading in self.headings)

    def ranking(self) -> list[tuple[str, int]]:
        """(text, dots) of every heading and idea that got dots, most first; then by text."""
        rows = [(heading.title, heading.dots) for heading in self.headings if heading.title and heading.dots]
        rows += [(idea.text, idea.dots) for idea in self.ideas if idea.dots]
        return sorted(rows, key=lambda row: (-row[1], row[0]))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many ideas there were, and what came of them."""

    ideas: int
    live_on: int
    set_aside: int
    still_open: int
    gone: int


def tally(rows: Iterable[Collected]) -> Tally:
    fates = [idea.fate for row in rows for idea in row.ideas]
    return Tally(
        len(fates),
        sum(fate.lives_on for fate in fates),
        sum(fate.is_set_aside for fate in fates),
        sum(fate.is_open for fate in fates),
        sum(fate.is_gone for fate in fates),
    )


FATE = ("outcome", "reason", "landed_type", "landed_id")
_titles = Prepared[tuple[int, str]](
    lambda workshop: IdeaGroup.kept.filter(activity__workshop=workshop).values_list("pk", "title"), int
)
_ideas = Prepared[Any](
    lambda workshop: (
        Idea.kept.filter(activity__workshop=workshop, is_hidden=False)
        .order_by("pk")
        .values_list("pk", "text", "participant_id", "activity_id", "group_id", *FATE, named=True)
    ),
    int,
)


def collected(workshop: Workshop, activities: Iterable[Activity] | None = None) -> list[Collected]:
    """Every activity that collected ideas, in the order of the agenda, with what came of each idea."""
    agenda = list(Activity.kept.filter(workshop=workshop) if activities is None else activities)
    asked = [row for row in agenda if row.kind == ActivityKind.IDEAS]
    if not asked:
        return []
    votes = votes_shown(agenda)
    on_ideas, on_groups = _dots(workshop, votes.values())
    titles: dict[int | None, str] = dict(_titles(workshop.pk))  # by position: dicts keep the order
    ideas = _ideas(workshop.pk)
    landed = _landed(ideas)
    by_activity: dict[int, dict[int | None, list[IdeaRow]]] = {}
    for idea in ideas:
        group = idea.group_id if idea.group_id in titles else None
        fate = Fate(Outcome(idea.outcome), idea.reason, landed.get((idea.landed_type, idea.landed_id)))
        dots = on_ideas.get(idea.pk, 0)
        row = IdeaRow(idea.pk, idea.text, titles.get(group, ""), dots, fate, idea.participant_id)
        by_activity.setdefault(idea.activity_id, {}).setdefault(group, []).append(row)
    found = []
    for activity in asked:
        under = by_activity.get(activity.pk, {})
        headings = tuple(
            Heading(
                titles.get(group, ""),
                on_groups.get(group or 0, 0),
                tuple(sorted(under[group], key=lambda row: -row.dots)),
            )
            for group in [*titles, None]
            if group in under
        )
        found.append(Collected(activity, headings, activity.pk in votes))
    return found


def votes_shown(agenda: Iterable[Activity]) -> dict[int, int]:
    """{activity that collected ideas: the last vote on them whose dots may be shown}."""
    rows = {row.pk: row for row in agenda}
    found = {}
    for row in rows.values():
        if row.kind == ActivityKind.DOTS and shows_results(row):
            source, steps = row, len(rows)
            while source.kind != ActivityKind.IDEAS and source.source_id in rows and steps:
                source, steps = rows[source.source_id], steps - 1
            found[source.pk] = row.pk
    return found


def shows_results(activity: Activity) -> bool:
    """Whether the room has seen what came out; until then nobody else does."""
    if activity.phase in (Phase.REVEALED, Phase.DONE):
        return True
    return activity.phase == Phase.OPEN and activity.shows_while_open


_given = Prepared[tuple[int, int | None, int | None, int]](
    lambda workshop: (
        Dot.objects.filter(activity__workshop=workshop)
        .order_by()
        .values_list("activity_id", "idea_id", "group_id")
        .annotate(n=Sum("count"))
    ),
    int,
)


def _dots(workshop: Workshop, votes: Collection[int]) -> tuple[dict[int, int], dict[int, int]]:
    """({idea: dots}, {heading: dots}) of these votes. One GROUP BY."""
    on_ideas: dict[int, int] = {}
    on_groups: dict[int, int] = {}
    for activity, idea, group, dots in _given(workshop.pk) if votes else []:
        if activity not in votes:
            continue
        if idea is not None:
            on_ideas[idea] = dots
        elif group is not None:
            on_groups[group] = dots
    return on_ideas, on_groups


def _landed(ideas: Iterable[Any]) -> Mapping[tuple[str, int], Landed]:
    """What stands in the round now. One query for all kinds together; what was removed is not in it."""
    wanted: dict[str, set[int]] = {}
    for idea in ideas:
        if idea.landed_type and idea.landed_id:
            wanted.setdefault(idea.landed_type, set()).add(idea.landed_id)
    parts = [
        _named(model, rows, name, note, wanted[model._meta.label_lower])
        for model, rows, name, note in (
            (Finding, Finding.kept, "text", None),
            (Measure, Measure.kept, "title", None),
            (SuccessFactor, SuccessFactor.kept, "text", None),
            (VisionAnswer, VisionAnswer.objects, "question", None),
            (VisionVersion, VisionVersion.objects, "number", "status"),
        )
        if model._meta.label_lower in wanted
    ]
    if not parts:
        return {}
    rows = parts[0].union(*parts[1:], all=True).order_by() if len(parts) > 1 else parts[0]
    return {(type_, pk): Landed(type_, pk, name, note) for type_, pk, name, note in rows}


def _named(
    model: type[Model], rows: Manager[Any], name: str, note: str | None, pks: set[int]
) -> QuerySet[Any, Any]:
    text = CharField()
    return (
        rows.filter(pk__in=pks)
        .order_by()
        .annotate(
            landed_type=Value(model._meta.label_lower, text),
            landed_name=Cast(F(name), text),
            landed_note=Cast(F(note), text) if note else Value("", text),
        )
        .values_list("landed_type", "pk", "landed_name", "landed_note")
    )
