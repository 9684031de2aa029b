"""The minutes of a workshop: who took part, what was asked, what came out, what came of it.

One set of facts for the page, the PDF and the file. What the room has not been shown yet is not in them, and
small groups are hidden as everywhere (docs/methods/small-groups.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from octant.core.prepared import Prepared
from octant.domain.framework import Framework
from octant.domain.scoring import suppress
from octant.ecosystem.models import Sector
from octant.ratings.queries import Histogram
from octant.rounds.queries.ratings import Profile
from octant.surveys.models import Wave
from octant.surveys.queries import results as survey_results
from octant.surveys.queries.results import DimensionResult

from ..actions.running import agenda
from ..models import (
    Activity,
    ActivityKind,
    Participant,
    Phase,
    Proposal,
    ProposalStatus,
    Stance,
    Voice,
    Workshop,
)
from . import landing, room
from .outcomes import Collected, Tally, collected, shows_results, tally, votes_shown


@dataclass(frozen=True, slots=True)
class Rating:
    """What came out of rating the octant, of the last wave that was revealed."""

    people: int
    wave: int
    rows: tuple[DimensionResult, ...]
    profile: Profile
    minimum: int

    @property
    def is_shown(self) -> bool:
        return any(row.now.is_shown for row in self.rows)


@dataclass(frozen=True, slots=True)
class ProposalPart:
    """One wording and what was said to it. `counts` is None where too few spoke to show figures."""

    number: int
    text: str
    status: ProposalStatus
    counts: Mapping[str, int] | None
    concerns: tuple[str, ...]
    objections: tuple[str, ...]
    reservations: str


@dataclass(frozen=True, slots=True)
class FeedbackPart:
    """Levels per question (None: too few answered) and what people wrote, sorted by text."""

    levels: Mapping[str, Histogram | None]
    texts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the agenda with its times in minutes (`used` is None when it was not reached)."""

    activity: Activity
    used: int | None
    rating: Rating | None = None
    collected: Collected | None = None
    ranking: tuple[tuple[str, int], ...] = ()
    matrices: tuple[landing.MatrixRow, ...] = ()
    goals: tuple[landing.GoalRow, ...] = ()
    proposals: tuple[ProposalPart, ...] = ()
    feedback: FeedbackPart | None = None

    @property
    def was_reached(self) -> bool:
        return self.activity.phase != Phase.WAITING


@dataclass(frozen=True, slots=True)
class Minutes:
    workshop: Workshop
    people: room.People
    names: tuple[tuple[str, str], ...]  # (name, organisation), of a named workshop only
    points: tuple[Point, ...]
    tally: Tally

    @property
    def planned(self) -> int:
        return sum(point.activity.minutes for point in self.points)

    @property
    def used(self) -> int | None:
        return minutes_between(self.workshop.started_at, self.workshop.ended_at)

    @property
    def decisions(self) -> list[ProposalPart]:
        rows = [proposal for point in self.points for proposal in point.proposals]
        return [row for row in rows if row.status == ProposalStatus.ADOPTED]

    @property
    def sectors(self) -> list[tuple[str, int]]:
        """(key of the sector, people), in the order of the sectors; "" for those who did not say."""
        keys = [*Sector.values, ""]
        return [(key, self.people.by_sector[key]) for key in keys if self.people.by_sector.get(key)]


def minutes(workshop: Workshop, framework: Framework) -> Minutes:
    """As many queries for one idea, person or rating as for thirty; fewer where less is on the agenda."""
    points = agenda(workshop)
    kinds = {row.kind for row in points}
    ideas = collected(workshop, points)
    by_activity = {row.activity.pk: row for row in ideas}
    ranked = {
        vote: tuple(by_activity[source].ranking())
        for source, vote in votes_shown(points).items()
        if source in by_activity
    }
    ratings = _ratings(workshop, points, framework)
    matrices = {activity.pk: rows for activity, rows in landing.matrices(workshop, points)}
    goals = {activity.pk: rows for activity, rows in landing.goals(workshop, points)}
    said = _voices(workshop.pk) if kinds & {ActivityKind.CONSENT, ActivityKind.FEEDBACK} else ()
    proposals = _proposals(workshop, said, points) if ActivityKind.CONSENT in kinds else {}
    used = _used(points, workshop)
    people = room.people(workshop)
    return Minutes(
        workshop=workshop,
        people=people,
        names=_names(workshop) if workshop.is_named else (),
        points=tuple(
            Point(
                activity=row,
                used=used.get(row.pk),
                rating=ratings.get(row.pk),
                collected=by_activity.get(row.pk),
                ranking=ranked.get(row.pk, ()),
                matrices=tuple(matrices.get(row.pk, ())),
                goals=tuple(goals.get(row.pk, ())),
                proposals=proposals.get(row.pk, ()),
                feedback=_feedback(row, said, workshop.minimum_group, people.n)
                if row.kind == ActivityKind.FEEDBACK
                else None,
            )
            for row in points
        ),
        tally=tally(ideas),
    )


# ---------- Time ----------


def minutes_between(begin: datetime | None, end: datetime | None) -> int | None:
    if begin is None or end is None:
        return None
    return max(0, round((end - begin).total_seconds() / 60))


def _used(points: Iterable[Activity], workshop: Workshop) -> dict[int, int]:
    """{activity: minutes until the next one began}. The last one lasted until the workshop ended."""
    begun = sorted((row.began_at, row.pk) for row in points if row.began_at)
    ends = [*(began for began, _pk in begun[1:]), workshop.ended_at]
    found = {}
    for (began, pk), end in zip(begun, ends, strict=False):
        used = minutes_between(began, end)
        if used is not None:
            found[pk] = used
    return found


# ---------- Ratings ----------


def _ratings(workshop: Workshop, points: Iterable[Activity], framework: Framework) -> dict[int, Rating]:
    """One query: what a wave came to was counted when it was revealed."""
    surveys = {row.survey_id: row for row in points if row.kind == ActivityKind.RATE and row.survey}
    if not surveys:
        return {}
    waves: dict[int, list[Wave]] = {}
    rows = Wave.objects.filter(survey__in=surveys, revealed_at__isnull=False).order_by("number")
    for wave in rows:
        waves.setdefault(wave.survey_id, []).append(wave)
    found = {}
    for survey_id, revealed in waves.items():
        activity = surveys[survey_id]
        survey = activity.survey
        if survey is None:
            continue
        for wave in revealed:
            wave.survey = survey
        last = revealed[-1]
        result = survey_results.results(survey, last, revealed, framework, ())
        found[activity.pk] = Rating(
            result.people,
            last.number,
            result.dimensions,
            result.profile(framework),
            survey.minimum_group,
        )
    return found


# ---------- Consent and feedback ----------

type Said = Sequence[tuple[int, int | None, str, str, int | None, str, int]]
"""(activity, proposal, question, stance, level, text, how many)."""


# One GROUP BY for everything that was said, sorted by text: no order of arrival.
_voices = Prepared[Any](
    lambda workshop: (
        Voice.objects.filter(activity__workshop=workshop, activity__removed_at=None)
        .order_by("text")
        .values_list("activity_id", "proposal_id", "key", "stance", "number", "text")
        .annotate(n=Count("*"))
    ),
    int,
)
_proposals_made = Prepared[Proposal](
    lambda workshop: Proposal.objects.filter(activity__workshop=workshop).order_by("number"), int
)


def _proposals(
    workshop: Workshop, said: Said, points: Iterable[Activity]
) -> dict[int, tuple[ProposalPart, ...]]:
    """What is said to a proposal that is still being asked stays out until the room has seen it."""
    seen = {row.pk for row in points if shows_results(row)}
    found: dict[int, list[ProposalPart]] = {}
    for proposal in _proposals_made(workshop.pk):
        is_sealed = proposal.status == ProposalStatus.ASKED and proposal.activity_id not in seen
        mine = [] if is_sealed else [row for row in said if row[1] == proposal.pk]
        counts = dict.fromkeys(Stance.values, 0)
        for _activity, _proposal, _key, stance, _level, _text, n in mine:
            counts[stance] += n
        enough = suppress({"": tuple(counts.values())}, workshop.minimum_group).total is not None
        found.setdefault(proposal.activity_id, []).append(
            ProposalPart(
                proposal.number,
                proposal.text,
                ProposalStatus(proposal.status),
                counts if enough else None,
                tuple(row[5] for row in mine if row[3] == Stance.CONCERN and row[5]),
                tuple(row[5] for row in mine if row[3] == Stance.OBJECTION and row[5]),
                proposal.reservations,
            )
        )
    return {activity: tuple(parts) for activity, parts in found.items()}


def _feedback(activity: Activity, said: Said, minimum: int, people: int) -> FeedbackPart | None:
    """None before the room has been shown it. Too few answers to a question show no levels, too few people
    around them no words.
    """
    if not shows_results(activity):
        return None
    levels: dict[str, list[int]] = {}
    texts: dict[str, list[str]] = {}
    for pk, _proposal, key, _stance, level, text, n in said:
        if pk != activity.pk:
            continue
        if level is not None:
            levels.setdefault(key, [0] * 5)[level - 1] += n
        if text and people >= minimum:
            texts.setdefault(key, []).append(text)
    return FeedbackPart(
        {key: _enough(counts, minimum) for key, counts in levels.items()},
        {key: tuple(rows) for key, rows in texts.items()},
    )


def _enough(counts: Sequence[int], minimum: int) -> Histogram | None:
    total = suppress({"": counts}, minimum).total
    return Histogram((total[0], total[1], total[2], total[3], total[4])) if total else None


# ---------- People ----------


def _names(workshop: Workshop) -> tuple[tuple[str, str], ...]:
    rows = Participant.objects.filter(workshop=workshop, removed=False).exclude(name="")
    return tuple(rows.order_by("name", "organisation").values_list("name", "organisation"))
