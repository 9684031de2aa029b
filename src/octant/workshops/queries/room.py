"""What stands on the wall: ideas, dots, stances, what small groups have made. Counted by SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Sum

from octant.core.prepared import Prepared
from octant.domain.scoring import suppress

from ..models import (
    Activity,
    ActivityKind,
    Dot,
    GoalDraft,
    GroupCell,
    Idea,
    IdeaGroup,
    Participant,
    Proposal,
    Stance,
    Voice,
    Workshop,
)


@dataclass(frozen=True, slots=True)
class People:
    """Who is in. `by_sector` holds what may be shown: {sector key ("" for not said): people}."""

    n: int
    by_sector: Mapping[str, int]
    is_partly_hidden: bool


@dataclass(frozen=True, slots=True)
class IdeaRow:
    pk: int
    text: str
    group: int | None
    dots: int
    is_hidden: bool
    version: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A heading with its ideas, most dots first; `pk` None holds the ideas without a heading."""

    pk: int | None
    title: str
    version: int
    dots: int
    ideas: tuple[IdeaRow, ...]


@dataclass(frozen=True, slots=True)
class Consent:
    """The latest proposal and how the room stands to it; reasons without their authors, sorted by text."""

    proposal: Proposal
    counts: Mapping[str, int]
    concerns: tuple[str, ...]
    objections: tuple[str, ...]
    earlier: tuple[Proposal, ...]

    @property
    def n(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Feedback:
    """Closing feedback: {question: respondents per level from 1} and {question: texts, sorted}."""

    levels: Mapping[str, tuple[int, int, int, int, int]]
    texts: Mapping[str, tuple[str, ...]]


_sectors = Prepared[tuple[str, int]](
    lambda workshop: (
        Participant.objects.filter(workshop=workshop, removed=False)
        .order_by()
        .values_list("sector")
        .annotate(n=Count("*"))
    ),
    int,
)


def people(workshop: Workshop) -> People:
    """One GROUP BY. Small groups are hidden as everywhere (docs/methods/small-groups.md)."""
    counts = dict(_sectors(workshop.pk))
    total = sum(counts.values())
    shown = suppress({key: (n,) for key, n in counts.items()}, workshop.minimum_group)
    by_sector = {key: cell[0] for key, cell in shown.shown.items()} if workshop.keeps_sector else {}
    return People(total, by_sector, workshop.keeps_sector and bool(shown.hidden or shown.total is None))


def collected_in(activity: Activity) -> Activity:
    """The activity whose ideas are grouped or voted on: itself, or what it (or its source) works on."""
    seen = {activity.pk}
    while activity.kind in (ActivityKind.GROUP, ActivityKind.DOTS) and activity.source:
        activity = activity.source
        if activity.pk in seen:
            break
        seen.add(activity.pk)
    return activity


_headings = Prepared[IdeaGroup](lambda activity: IdeaGroup.kept.filter(activity=activity), int)
_ideas = Prepared[tuple[int, str, int | None, bool, int]](
    lambda activity: (
        Idea.kept.filter(activity=activity)
        .order_by("pk")
        .values_list("pk", "text", "group_id", "is_hidden", "version")
    ),
    int,
)
_dots = Prepared[tuple[int | None, int | None, int]](
    lambda votes: (
        Dot.objects.filter(activity=votes)
        .order_by()
        .values_list("idea_id", "group_id")
        .annotate(dots=Sum("count"))
    ),
    int,
)


def idea_groups(
    collection: Activity, *, votes: Activity | None = None, with_hidden: bool = False
) -> list[GroupRow]:
    """Ideas collected in `collection`, by heading; `votes` is the activity whose dots count. Three queries.

    Without dots the ideas stand in the order of their random numbers, which tells nothing.
    """
    on_ideas: dict[int | None, int] = {}
    on_groups: dict[int | None, int] = {}
    for idea, group, dots in _dots(votes.pk) if votes else []:
        if idea is not None:
            on_ideas[idea] = dots
        else:
            on_groups[group] = dots
    headings = _headings(collection.pk)
    known = {heading.pk for heading in headings}
    under: dict[int | None, list[IdeaRow]] = {}
    for pk, text, group, is_hidden, version in _ideas(collection.pk):
        if is_hidden and not with_hidden:
            continue
        row = IdeaRow(pk, text, group if group in known else None, on_ideas.get(pk, 0), is_hidden, version)
        under.setdefault(row.group, []).append(row)
    rows = [
        GroupRow(
            heading.pk,
            heading.title,
            heading.version,
            on_groups.get(heading.pk, 0),
            _sorted(under, heading.pk),
        )
        for heading in headings
    ]
    if None in under:
        rows.append(GroupRow(None, "", 0, 0, _sorted(under, None)))
    return rows


def _sorted(under: Mapping[int | None, Sequence[IdeaRow]], group: int | None) -> tuple[IdeaRow, ...]:
    return tuple(sorted(under.get(group, ()), key=lambda row: -row.dots))


def consent(activity: Activity) -> Consent | None:
    """None before anything has been proposed. Three queries."""
    proposals = list(Proposal.objects.filter(activity=activity))
    if not proposals:
        return None
    latest, *earlier = proposals
    rows = Voice.objects.filter(proposal=latest).order_by()
    counts = dict.fromkeys(Stance.values, 0) | dict(rows.values_list("stance").annotate(n=Count("*")))
    said = list(rows.exclude(text="").order_by("text").values_list("stance", "text"))
    return Consent(
        latest,
        counts,
        tuple(text for stance, text in said if stance == Stance.CONCERN),
        tuple(text for stance, text in said if stance == Stance.OBJECTION),
        tuple(earlier),
    )


def feedback(activity: Activity) -> Feedback:
    """Two queries."""
    rows = Voice.objects.filter(activity=activity, proposal=None)
    levels: dict[str, list[int]] = {}
    counted = rows.filter(number__isnull=False).order_by().values_list("key", "number").annotate(n=Count("*"))
    for key, number, n in counted:
        levels.setdefault(key, [0] * 5)[number - 1] = n
    texts: dict[str, list[str]] = {}
    for key, text in rows.exclude(text="").order_by("key", "text").values_list("key", "text"):
        texts.setdefault(key, []).append(text)
    return Feedback(
        {key: (n[0], n[1], n[2], n[3], n[4]) for key, n in levels.items()},
        {key: tuple(lines) for key, lines in texts.items()},
    )


def group_sizes(workshop: Workshop) -> dict[int, int]:
    """{small group: people}; people without a group are left out. One GROUP BY."""
    rows = Participant.objects.filter(workshop=workshop, removed=False, group__isnull=False).order_by()
    return dict(rows.values_list("group").annotate(n=Count("*")))


def group_cells(activity: Activity) -> dict[int, dict[tuple[str, str], int]]:
    """{small group: {(source, target): strength}}. One query."""
    cells: dict[int, dict[tuple[str, str], int]] = {}
    for group, source, target, strength in GroupCell.objects.filter(activity=activity).values_list(
        "group", "source", "target", "strength"
    ):
        cells.setdefault(group, {})[source, target] = strength
    return cells


def goal_drafts(activity: Activity) -> list[GoalDraft]:
    return list(GoalDraft.objects.filter(activity=activity).order_by("group"))


def answered(activity: Activity) -> int:
    """How many people have contributed to an activity, whatever it is. One query."""
    rows = Participant.objects.filter(workshop=activity.workshop_id, removed=False)
    match activity.kind:
        case ActivityKind.IDEAS:
            rows = rows.filter(ideas__activity=activity, ideas__removed_at=None)
        case ActivityKind.DOTS:
            rows = rows.filter(dots__activity=activity)
        case ActivityKind.CONSENT:
            latest = Proposal.objects.filter(activity=activity).values("pk")[:1]
            rows = rows.filter(voices__proposal__in=latest)
        case ActivityKind.FEEDBACK:
            rows = rows.filter(voices__activity=activity)
        case _:
            return 0
    return rows.distinct().count()
