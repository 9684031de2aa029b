"""What goes on at this moment, for phones and the projector alike: the same facts for everybody in the room.

Read afresh for each rendering (octant.core.live), never with anything that only one person may see.
"""

import json
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import get_language

from octant.core.languages import once_in_each_language
from octant.domain.framework import Dimension, Framework
from octant.domain.scoring import suppress
from octant.frameworks import queries as frameworks
from octant.ratings.models import Aspect, Respondent
from octant.ratings.queries import NOBODY, Histogram, histograms_of
from octant.rounds.views.ratings import described
from octant.surveys.models import Wave
from octant.surveys.queries.answers import current_wave

from ..actions.running import ends_at
from ..models import Activity, ActivityKind, GoalDraft, Phase, Workshop, WorkshopStatus
from . import room

GOAL_FIELDS = (
    "dimension",
    "outcome",
    "capacity",
    "indicator",
    "unit",
    "baseline",
    "target",
    "due_on",
    "owner",
)


@dataclass(frozen=True)
class Stage:
    """`state`: "planned", "ended", "gone", "paused", "between" (no activity), or the activity's phase."""

    workshop: Workshop
    activity: Activity | None
    state: str

    @property
    def kind(self) -> str:
        return self.activity.kind if self.activity else ""

    @property
    def ends(self) -> int | None:
        """When the planned time is over, in seconds since 1970; None when no time runs."""
        if self.activity is None or self.state != Phase.OPEN:
            return None
        moment = ends_at(self.workshop, self.activity)
        return int(moment.timestamp()) if moment else None

    @property
    def left(self) -> int | None:
        """Seconds left while there is a pause: time stands still."""
        if self.activity is None or self.state != "paused" or self.workshop.paused_at is None:
            return None
        moment = ends_at(self.workshop, self.activity)
        return max(0, round((moment - timezone.now()).total_seconds())) if moment else None

    @property
    def shows_results(self) -> bool:
        if self.activity is None:
            return False
        if self.state in (Phase.REVEALED, Phase.DONE):
            return True
        return self.state == Phase.OPEN and self.activity.shows_while_open

    @cached_property
    def framework(self) -> Framework:
        round_ = self.workshop.round
        return frameworks.framework(round_.framework, round_.edition, get_language() or "en")

    @cached_property
    def wave(self) -> Wave | None:
        """Of a rating: the one that takes answers, or was revealed last."""
        survey = self.activity.survey if self.activity else None
        return current_wave(survey) if survey else None


def stage(pk: int) -> Stage:
    """One query."""
    rows = Workshop.objects.select_related(
        "cluster", "round__ratings", "current__source__source", "current__survey"
    )
    workshop = rows.get(pk=pk)
    activity = workshop.current
    if activity is not None:
        activity.workshop = workshop
    if workshop.removed_at:
        return Stage(workshop, None, "gone")
    if workshop.status != WorkshopStatus.RUNNING:
        return Stage(workshop, None, workshop.status)
    if activity is None or activity.removed_at:
        return Stage(workshop, None, "between")
    return Stage(workshop, activity, "paused" if workshop.paused_at else activity.phase)


# ---------- Ratings ----------


@dataclass(frozen=True, slots=True)
class Rated:
    """One dimension; a histogram that may not be shown is None."""

    dimension: Dimension
    now: Histogram | None
    wished: Histogram | None


@dataclass(frozen=True, slots=True)
class Ratings:
    """`rows` are empty while results are sealed; `people` is how many have answered anything."""

    people: int
    rows: tuple[Rated, ...]
    minimum: int

    @property
    def is_shown(self) -> bool:
        return any(row.now for row in self.rows)

    @property
    def widest_apart(self) -> Rated | None:
        """Where opinions differ most, if they differ."""
        rows = [row for row in self.rows if row.now and (row.now.agreement or 0) < 1]
        return min(rows, key=lambda row: row.now.agreement or 0, default=None) if rows else None  # type: ignore[union-attr]

    @property
    def most_agreed(self) -> Rated | None:
        rows = [row for row in self.rows if row.now]
        best = max(rows, key=lambda row: row.now.agreement or 0, default=None)  # type: ignore[union-attr]
        return best if best is not self.widest_apart else None


def ratings(stage: Stage) -> Ratings:
    """Three queries at most. Fewer than the smallest group that is shown give no figures at all."""
    wave, minimum = stage.wave, stage.workshop.minimum_group
    if wave is None:
        return Ratings(0, (), minimum)
    people = Respondent.objects.filter(rating_set=wave.ratings_id).count()
    if not stage.shows_results:
        return Ratings(people, (), minimum)
    found = histograms_of([wave.ratings_id], aspects=[Aspect.NOW, Aspect.WISHED])
    now = found.get((wave.ratings_id, Aspect.NOW), {})
    wished = found.get((wave.ratings_id, Aspect.WISHED), {})
    rows = tuple(
        Rated(each, _enough(now.get(each.key), minimum), _enough(wished.get(each.key), minimum))
        for each in stage.framework.dimensions
    )
    return Ratings(people, rows, minimum)


def _enough(histogram: Histogram | None, minimum: int) -> Histogram | None:
    histogram = histogram or NOBODY
    return histogram if suppress({"": histogram.counts}, minimum).total else None


# ---------- Dots ----------


def ranking(headings: list[room.GroupRow]) -> list[tuple[str, int, int]]:
    """(text, dots, share of the most in percent) of all that got dots, most first."""
    rows = [(row.title, row.dots) for row in headings if row.pk is not None and row.dots]
    rows += [(idea.text, idea.dots) for row in headings for idea in row.ideas if idea.dots]
    most = max((dots for _text, dots in rows), default=1)
    ordered = sorted(rows, key=lambda row: (-row[1], row[0]))
    return [(text, dots, round(100 * dots / most)) for text, dots in ordered]


# ---------- Small groups ----------


def small_groups(stage: Stage) -> str:
    """As JSON: {"sizes": {group: people}, "cells": {group: {"a>b": strength}}, "drafts": {group: fields}}.

    A phone takes out what belongs to its own group. Two queries.
    """
    activity = stage.activity
    if activity is None or activity.kind not in (ActivityKind.INFLUENCE, ActivityKind.GOAL):
        return ""
    sizes = room.group_sizes(stage.workshop)
    content: dict[str, object] = {"sizes": sizes}
    if activity.kind == ActivityKind.INFLUENCE:
        content["cells"] = {
            group: {f"{source}>{target}": strength for (source, target), strength in sorted(cells.items())}
            for group, cells in sorted(room.group_cells(activity).items())
        }
    else:
        content["drafts"] = {draft.group: draft_fields(draft) for draft in room.goal_drafts(activity)}
    return json.dumps(content, ensure_ascii=False)


def draft_fields(draft: GoalDraft) -> dict[str, object]:
    values = {name: str(getattr(draft, name) or "") for name in GOAL_FIELDS}
    return {"version": draft.version, **values}


@dataclass(frozen=True, slots=True)
class Card:
    """One dimension as phones ask for it: the text of each level, lowest first."""

    key: str
    name: str
    short_name: str
    question: str
    definition: str
    levels: tuple[str, ...]
    number: int
    others: tuple[tuple[str, str], ...]


@once_in_each_language(16)
def cards(slug: str, edition: int) -> tuple[Card, ...]:
    dimensions = frameworks.framework(slug, edition, get_language() or "en").dimensions
    return tuple(
        Card(
            row.key,
            row.name,
            row.short_name,
            row.question,
            row.definition,
            tuple(described(level.label, level.text) for level in row.levels),
            row.number,
            tuple((other.key, other.name) for other in dimensions if other.key != row.key),
        )
        for row in dimensions
    )
