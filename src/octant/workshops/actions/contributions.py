"""What people in the room contribute: ideas, dots, stances, feedback, cells of a matrix, a group's goal.

Each says what it wants to be true ("my three dots lie here"), so that a message which arrives twice changes
nothing. Nothing is journaled and no time is kept: see the promise in `octant.surveys.models`.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from octant.core.editing import change
from octant.frameworks import queries as frameworks
from octant.ratings.queries import LEVELS
from octant.surveys.cells import InvalidCellError, Strengths, set_cells

from .. import words
from ..models import (
    Activity,
    ActivityKind,
    Dot,
    GoalDraft,
    GroupCell,
    Idea,
    IdeaGroup,
    Participant,
    Phase,
    Proposal,
    ProposalStatus,
    Stance,
    Voice,
    Workshop,
)
from ..queries.room import collected_in
from .running import tell

LONGEST_IDEA = 1000
MOST_IDEAS = 50  # of one person in one activity: enough for anybody, too few to flood the wall


class NotNow(Exception):
    """The activity does not take contributions now. What was sent stays on the phone."""


class InvalidContributionError(ValueError):
    """`reason` is a key: "empty", "too_long", "too_many", "unknown", "level"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# ---------- Ideas ----------


@transaction.atomic
def add_idea(
    *, workshop: Workshop, activity: Activity, participant: Participant | None, client_id: UUID, text: str
) -> Idea:
    """One idea; the same `client_id` of the same person is the same idea.

    A phone that was out of reach may bring it when the room has gone on: it still counts. Raises NotNow,
    InvalidContributionError.
    """
    _require_open(activity, ActivityKind.IDEAS, late=True)
    text = _clean(text)
    if participant is None:
        # The facilitator may have pressed twice: the second waits for the first.
        Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
    else:
        one_at_a_time(participant)
    mine = Idea.objects.filter(activity=activity, participant=participant)
    same = Idea.objects.filter(activity__workshop=workshop, participant=participant, client_id=client_id)
    if there := same.first():
        return there
    if participant is not None and mine.count() >= MOST_IDEAS:
        raise InvalidContributionError("too_many")
    idea = Idea.objects.create(activity=activity, participant=participant, client_id=client_id, text=text)
    tell(workshop)
    return idea


@transaction.atomic
def change_own_idea(*, workshop: Workshop, participant: Participant, idea: Idea, text: str) -> Idea:
    """People correct their own ideas while the activity is open."""
    _require_open(idea.activity, ActivityKind.IDEAS)
    if idea.participant_id != participant.pk:
        raise InvalidContributionError("unknown")
    text = _clean(text)
    Idea.objects.filter(pk=idea.pk).update(text=text, version=idea.version + 1)
    idea.text = text
    tell(workshop)
    return idea


@transaction.atomic
def take_back_own_idea(*, workshop: Workshop, participant: Participant, idea: Idea) -> None:
    _require_open(idea.activity, ActivityKind.IDEAS)
    if idea.participant_id != participant.pk:
        raise InvalidContributionError("unknown")
    # The day is enough: a moment would tell whose idea it was.
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    Idea.objects.filter(pk=idea.pk).update(removed_at=today)
    tell(workshop)


def plain(text: str) -> str:
    """What was typed, without characters that nobody sees: they would only confuse screens and files."""
    return "".join(c for c in text if c in "\n\t" or (ord(c) >= 32 and c != "\x7f")).strip()


def _clean(text: str) -> str:
    text = plain(text)
    if not text:
        raise InvalidContributionError("empty")
    if len(text) > LONGEST_IDEA:
        raise InvalidContributionError("too_long")
    return text


# ---------- Dots ----------


@transaction.atomic
def give_dots(
    *,
    workshop: Workshop,
    activity: Activity,
    participant: Participant,
    count: int,
    idea: Idea | None = None,
    group: IdeaGroup | None = None,
) -> int:
    """This person's dots on one idea or group of ideas are `count` from now on. Returns how many are left."""
    _require_open(activity, ActivityKind.DOTS)
    one_at_a_time(participant)
    on = {"idea": idea, "group": group}
    others = Dot.objects.filter(activity=activity, participant=participant).exclude(**_not_null(on))
    used = others.aggregate(used=Sum("count"))["used"] or 0
    if count < 0 or used + count > activity.dots:
        raise InvalidContributionError("too_many")
    mine = Dot.objects.filter(activity=activity, participant=participant, **_not_null(on))
    if count == 0:
        mine.delete()
    elif not mine.update(count=count):
        Dot.objects.create(activity=activity, participant=participant, count=count, **on)
    tell(workshop)
    return activity.dots - used - count


@transaction.atomic
def set_dots(
    *,
    workshop: Workshop,
    activity: Activity,
    participant: Participant,
    on_ideas: Mapping[int, int],
    on_groups: Mapping[int, int],
) -> None:
    """All dots of one person at once, by the numbers of ideas and groups; former ones are taken back."""
    _require_open(activity, ActivityKind.DOTS)
    given = [*on_ideas.values(), *on_groups.values()]
    if min(given, default=0) < 0 or sum(given) > activity.dots:
        raise InvalidContributionError("too_many")
    collection = collected_in(activity)
    ideas = Idea.kept.filter(activity=collection, pk__in=on_ideas)
    groups = IdeaGroup.kept.filter(activity=collection, pk__in=on_groups)
    if len(ideas) != len(on_ideas) or len(groups) != len(on_groups):
        raise InvalidContributionError("unknown")
    one_at_a_time(participant)
    Dot.objects.filter(activity=activity, participant=participant).delete()
    mine = {"activity": activity, "participant": participant}
    Dot.objects.bulk_create(
        [Dot(**mine, idea=idea, count=on_ideas[idea.pk]) for idea in ideas if on_ideas[idea.pk]]
        + [Dot(**mine, group=group, count=on_groups[group.pk]) for group in groups if on_groups[group.pk]]
    )
    tell(workshop)


def _not_null(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


# ---------- Consent and feedback ----------


@transaction.atomic
def take_stance(
    *, workshop: Workshop, proposal: Proposal, participant: Participant, stance: str, text: str = ""
) -> Voice:
    """What this person says to the proposal now; the last word counts."""
    _require_open(proposal.activity, ActivityKind.CONSENT)
    if proposal.status != ProposalStatus.ASKED:
        raise NotNow
    if stance not in Stance.values:
        raise InvalidContributionError("unknown")
    voice, _created = Voice.objects.update_or_create(
        proposal=proposal,
        participant=participant,
        defaults={
            "activity": proposal.activity,
            "stance": stance,
            "text": _clean(text) if text.strip() else "",
        },
    )
    tell(workshop)
    return voice


@transaction.atomic
def give_feedback(
    *,
    workshop: Workshop,
    activity: Activity,
    participant: Participant,
    key: str,
    number: int | None = None,
    text: str = "",
) -> Voice:
    """Closing feedback: a level (1–5) or a text for one of its questions."""
    _require_open(activity, ActivityKind.FEEDBACK, late=True)
    if key not in words.FEEDBACK:
        raise InvalidContributionError("unknown")
    if number is not None and not 1 <= number <= LEVELS:
        raise InvalidContributionError("level")
    voice, _created = Voice.objects.update_or_create(
        activity=activity,
        participant=participant,
        key=key,
        proposal=None,
        defaults={"number": number, "text": _clean(text) if text.strip() else ""},
    )
    tell(workshop)
    return voice


# ---------- Small groups ----------


@transaction.atomic
def fill_cells(*, workshop: Workshop, activity: Activity, group: int, cells: Strengths) -> None:
    """How strongly one dimension acts on another one, as this small group sees it; None takes it back."""
    _require_open(activity, ActivityKind.INFLUENCE)
    framework = frameworks.framework(workshop.round.framework, workshop.round.edition, "en")
    keys = {dimension.key for dimension in framework.dimensions}
    try:
        set_cells(GroupCell, cells, among=keys, activity=activity, group=group)
    except InvalidCellError as wrong:
        raise InvalidContributionError(wrong.reason) from None
    tell(workshop)


@transaction.atomic
def write_goal_draft(
    *, workshop: Workshop, activity: Activity, group: int, version: int, values: dict[str, object]
) -> GoalDraft:
    """One small group's goal. Several phones write at once: raises EditConflict with both texts."""
    _require_open(activity, ActivityKind.GOAL)
    draft, _created = GoalDraft.objects.get_or_create(activity=activity, group=group)
    draft, before = change(draft, version=version, values=values)
    if before:
        tell(workshop)
    return draft


def one_at_a_time(participant: Participant) -> None:
    """What a person sends twice at once comes one after the other, until this transaction ends."""
    Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)


def _require_open(activity: Activity, kind: ActivityKind, *, late: bool = False) -> None:
    """`late`: what comes after the activity is still welcome; it sways nobody."""
    if activity.kind != kind:
        raise InvalidContributionError("unknown")
    too_late = activity.phase != Phase.OPEN and not late
    if activity.phase == Phase.WAITING or too_late or activity.removed_at is not None:
        raise NotNow
