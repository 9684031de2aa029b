"""Messages of phones: each counts exactly once, in the order in which the phone wrote them.

A phone numbers its messages and sends them again until it hears that they are kept. The number of the last
one is kept with the participant, in the same transaction as what the message says, so whatever gets lost
(a request, an answer, the server) a message is either wholly kept or sent again. See docs/adr/0008-phones.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from octant.core.editing import EditConflict
from octant.core.prepared import Prepared
from octant.frameworks import queries as frameworks
from octant.ratings.actions import InvalidRatingError
from octant.ratings.models import Aspect
from octant.surveys.actions.answers import (
    Answers,
    InvalidAnswerError,
    NotOpen,
    answer,
    ballot_of_participant,
    respondent_there,
)
from octant.surveys.models import Ballot, Wave
from octant.surveys.queries.answers import ballot_number

from .. import words
from ..forms.phone import GoalDraftForm
from ..models import (
    Activity,
    ActivityKind,
    GoalDraft,
    Idea,
    IdeaGroup,
    Participant,
    Phase,
    Proposal,
    Voice,
    Workshop,
)
from ..queries.room import collected_in
from ..queries.stage import GOAL_FIELDS, draft_fields
from . import contributions
from .contributions import InvalidContributionError, NotNow
from .running import tell_screens, topic

MOST_AT_ONCE = 50
LARGEST_NUMBER = 2**53 - 1  # JavaScript counts to here


class Refused(Exception):
    """`reason` is a key that the phone knows in words; `details` are what it shows with it."""

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


@dataclass(frozen=True, slots=True)
class Message:
    """`number` grows with each message of a device; `body` is what was sent."""

    number: int
    kind: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Receipt:
    """All messages up to `seen` are kept for good. `refused` is the number of the next one if it is not.

    A refused message is not counted as seen: if this answer gets lost, it is refused or taken again.
    """

    seen: int
    refused: int | None = None
    reason: str = ""
    details: Mapping[str, object] = field(default_factory=dict)
    drafts: Mapping[str, object] = field(default_factory=dict)


def receive(*, participant: Participant, messages: Sequence[Message]) -> Receipt:
    """Keep what is new of these messages, up to the first one that cannot be kept."""
    seen = participant.last_message
    draft: Mapping[str, object] = {}
    for message in sorted(messages, key=lambda each: each.number):
        if message.number <= seen:
            continue
        try:
            with transaction.atomic():
                if _is_new(participant, message.number):
                    draft = _keep(participant, message.kind, message.body) or draft
        except Refused as refused:
            return Receipt(seen, message.number, refused.reason, refused.details, draft)
        seen = message.number
    return Receipt(seen, drafts=draft)


def contribute(*, participant: Participant, kind: str, body: Mapping[str, Any]) -> Mapping[str, object]:
    """One form of a phone that runs no scripts. Raises Refused."""
    with transaction.atomic():
        contributions.one_at_a_time(participant)
        return _keep(participant, kind, body) or {}


def _is_new(participant: Participant, number: int) -> bool:
    """Take the number; the row is locked from here on. False when another request was faster."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE workshops_participant SET last_message = %s WHERE id = %s AND last_message < %s",
            (number, participant.pk, number),
        )
        return bool(cursor.rowcount)


def _keep(participant: Participant, kind: str, body: Mapping[str, Any]) -> Mapping[str, object] | None:
    try:
        if kind == "rate":  # a roomful does this at the same time: it does without the workshop's own row
            _rate(participant, body)
            return None
        handle = HANDLERS.get(kind)
        if handle is None:
            raise Refused("unknown")
        return handle(participant.workshop, participant, body)
    except NotNow:
        raise Refused("closed") from None
    except NotOpen:
        raise Refused("closed") from None
    except InvalidContributionError as wrong:
        raise Refused(wrong.reason) from None
    except (InvalidRatingError, InvalidAnswerError, PermissionDenied, TypeError, ValueError, OverflowError):
        raise Refused("unknown") from None


# ---------- One kind of message each ----------


def _rate(participant: Participant, body: Mapping[str, Any]) -> None:
    wave = _wave.first(_number(body, "activity"), participant.workshop_id)
    if wave is None:
        raise Refused("unknown")
    if wave.survey.activity.phase != Phase.OPEN or str(body.get("wave", wave.number)) != str(wave.number):
        raise NotNow
    item = _text(body, "item")
    levels = {
        aspect: {item: _level(body[aspect])} for aspect in (Aspect.NOW, Aspect.WISHED) if body.get(aspect)
    }
    comments = {Aspect.NOW: {item: contributions.plain(_text(body, "comment"))}} if "comment" in body else {}
    if not levels and not comments:
        raise Refused("empty")
    respondent = respondent_there(wave.ratings_id, ballot_number(wave.survey_id, participant.pk))
    answer(
        ballot=_ballot(participant, wave, is_there=respondent is not None),
        wave=wave,
        answers=Answers(levels=levels, comments=comments),
        respondent=respondent,
    )
    tell_screens(topic(participant.workshop_id))


_wave = Prepared[Wave](
    lambda activity, workshop: (
        Wave.objects.filter(
            survey__activity=activity,
            survey__activity__workshop_id=workshop,
            survey__activity__removed_at=None,
        )
        .select_related("ratings", "survey__activity")
        .order_by("-number")[:1]
    ),
    int,
    int,
)


def _ballot(participant: Participant, wave: Wave, *, is_there: bool) -> Ballot:
    """Somebody who has rated before has a ballot, and it says nothing but what is known here."""
    if is_there:
        number = ballot_number(wave.survey_id, participant.pk)
        return Ballot(pk=number, survey=wave.survey, sector=participant.sector)
    return ballot_of_participant(
        survey=wave.survey,
        number=participant.pk,
        sector=participant.sector,
        organisation=participant.organisation,
        name=participant.name,
    )


def _level(value: object) -> int | None:
    if value == "skip":
        return None
    if str(value) not in {"1", "2", "3", "4", "5"}:
        raise Refused("level")
    return int(str(value))


def _idea(workshop: Workshop, participant: Participant, body: Mapping[str, Any]) -> None:
    contributions.add_idea(
        workshop=workshop,
        activity=_activity(workshop, body, ActivityKind.IDEAS),
        participant=participant,
        client_id=UUID(_text(body, "id")),
        text=_text(body, "text"),
    )


def _change_idea(workshop: Workshop, participant: Participant, body: Mapping[str, Any]) -> None:
    """Word one's own idea anew; without a text it is taken back."""
    ideas = Idea.objects.select_related("activity").filter(participant=participant, removed_at=None)
    idea = ideas.filter(client_id=UUID(_text(body, "id")), activity__workshop=workshop).first()
    if idea is None:
        raise Refused("gone")
    text = _text(body, "text")
    if text.strip():
        contributions.change_own_idea(workshop=workshop, participant=participant, idea=idea, text=text)
    else:
        contributions.take_back_own_idea(workshop=workshop, participant=participant, idea=idea)


def _dots(workshop: Workshop, participant: Participant, body: Mapping[str, Any]) -> None:
    activity = _activity(workshop, body, ActivityKind.DOTS, "source__source")
    collection = collected_in(activity)
    kind, _dash, number = _text(body, "on").partition("-")
    on: dict[str, Any] = {}
    if kind == "idea":
        on["idea"] = Idea.objects.filter(
            pk=int(number), activity=collection, removed_at=None, is_hidden=False
        ).first()
    elif kind == "group":
        on["group"] = IdeaGroup.kept.filter(pk=int(number), activity=collection).first()
    if not any(on.values()):
        raise Refused("gone")
    contributions.give_dots(
        workshop=workshop, activity=activity, participant=participant, count=_number(body, "count"), **on
    )


def _stance(workshop: Workshop, participant: Participant, body: Mapping[str, Any]) -> None:
    proposals = Proposal.objects.select_related("activity").filter(activity__workshop=workshop)
    proposal = proposals.filter(pk=_number(body, "proposal")).first()
    if proposal is None:
        raise Refused("unknown")
    contributions.take_stance(
        workshop=workshop,
        proposal=proposal,
        participant=participant,
        stance=_text(body, "stance"),
        text=_text(body, "text"),
    )


def _feedback(workshop: Workshop, participant: Participant, body: Mapping[str, Any]) -> None:
    activity = _activity(workshop, body, ActivityKind.FEEDBACK)
    if not any(_text(body, key) for key in words.FEEDBACK):
        raise Refused("empty")
    known = Voice.objects.filter(activity=activity, participant=participant, proposal=None)
    before = set(known.values_list("key", flat=True))
    for key in words.FEEDBACK:
        value = _text(body, key)
        is_level = key in words.FEEDBACK_ON_A_SCALE
        if value or (key in before and key in body and not is_level):  # a text may be taken back
            contributions.give_feedback(
                workshop=workshop,
                activity=activity,
                participant=participant,
                key=key,
                number=_number(body, key) if is_level else None,
                text="" if is_level else value,
            )


def _cells(workshop: Workshop, participant: Participant, body: Mapping[str, Any]) -> None:
    activity = _activity(workshop, body, ActivityKind.INFLUENCE)
    source = _text(body, "source")
    cells: dict[tuple[str, str], int | None] = {
        (source, name.removeprefix("on-")): int(str(value))
        for name, value in body.items()
        if name.startswith("on-") and value not in ("", None)
    }
    if not cells:
        raise Refused("empty")
    contributions.fill_cells(workshop=workshop, activity=activity, group=_group(participant), cells=cells)


def _goal(workshop: Workshop, participant: Participant, body: Mapping[str, Any]) -> Mapping[str, object]:
    """Any fields of the goal of one's small group, as somebody saw them at `version`."""
    activity = _activity(workshop, body, ActivityKind.GOAL)
    group = _group(participant)
    framework = frameworks.framework(workshop.round.framework, workshop.round.edition, "en")
    names = [name for name in GOAL_FIELDS if name in body]
    form = GoalDraftForm(
        {name: _text(body, name) for name in names},
        instance=GoalDraft(activity=activity, group=group),
        dimensions=[(row.key, row.name) for row in framework.dimensions],
    )
    for name in [name for name in form.fields if name not in names]:
        del form.fields[name]
    if not form.is_valid():
        raise Refused("invalid", errors=[str(text) for texts in form.errors.values() for text in texts])
    try:
        draft = contributions.write_goal_draft(
            workshop=workshop,
            activity=activity,
            group=group,
            version=_number(body, "version"),
            values=form.cleaned_data,
        )
    except EditConflict as conflict:
        clashes = [
            {"field": each.field, "label": each.label, "theirs": each.theirs, "yours": each.yours}
            for each in conflict.clashes
        ]
        fresh = GoalDraft.objects.get(activity=activity, group=group)
        raise Refused("conflict", clashes=clashes, draft=draft_fields(fresh)) from None
    return draft_fields(draft)


HANDLERS: dict[str, Callable[[Workshop, Participant, Mapping[str, Any]], Mapping[str, object] | None]] = {
    "idea": _idea,
    "change_idea": _change_idea,
    "dots": _dots,
    "stance": _stance,
    "feedback": _feedback,
    "cells": _cells,
    "goal": _goal,
}


# ---------- What stands in a message ----------


def _activity(workshop: Workshop, body: Mapping[str, Any], kind: ActivityKind, *joined: str) -> Activity:
    rows = Activity.objects.filter(workshop=workshop, removed_at=None)
    activity = (rows.select_related(*joined) if joined else rows).filter(pk=_number(body, "activity")).first()
    if activity is None or activity.kind != kind:
        raise Refused("unknown")
    return activity


def _group(participant: Participant) -> int:
    if participant.group is None:
        raise Refused("no_group")
    return participant.group


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name, "")
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _number(body: Mapping[str, Any], name: str) -> int:
    number = int(str(body.get(name, "")))
    if not 0 <= number <= LARGEST_NUMBER:
        raise Refused("unknown")
    return number
