"""Preparing a workshop: its agenda, from a template or empty. Everything can be changed until it ends."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.core.editing import change
from octant.journal.actions import record
from octant.rounds.models import Round
from octant.surveys.actions.surveys import add_survey
from octant.surveys.models import Depth, Survey

from ..agendas import Agenda, Meeting
from ..models import Activity, ActivityKind, Phase, Workshop, WorkshopStatus
from .running import tell

FROM_ANOTHER = frozenset({ActivityKind.GROUP, ActivityKind.DOTS})


@transaction.atomic
def add_workshops(
    *, round: Round, by: User | None, agenda: Agenda | None, title: str, anonymity: str, **values: Any
) -> list[Workshop]:
    """One workshop for each meeting of the agenda; without one, a single workshop with nothing in it."""
    meetings: Sequence[Meeting | None] = agenda.meetings if agenda else [None]
    return [
        _add_workshop(
            round,
            by,
            meeting,
            anonymity=anonymity,
            title=title if len(meetings) == 1 or meeting is None else f"{title} · {meeting.title}"[:120],
            template=agenda.key if agenda else "",
            **values,
        )
        for meeting in meetings
    ]


def _add_workshop(
    round_: Round, by: User | None, meeting: Meeting | None, *, anonymity: str, **values: Any
) -> Workshop:
    workshop = Workshop(cluster=round_.cluster, round=round_, anonymity=anonymity, **values)
    workshop.save()
    made: list[Activity] = []
    for point in meeting.points if meeting else ():
        made.append(
            _add(
                workshop,
                kind=point.kind,
                title=str(point.title),
                prompt=str(point.prompt),
                minutes=point.minutes,
                feeds=point.feeds,
                asks_wished=point.asks_wished,
                source=made[-point.source] if point.source else None,
            )
        )
    _record(workshop, by, "workshop.added", after={"anonymity": anonymity})
    return workshop


@transaction.atomic
def change_workshop(*, workshop: Workshop, by: User, version: int, values: dict[str, object]) -> Workshop:
    """What was promised and asked when people joined stays: those fields need an empty room.

    The surveys behind the ratings follow: there is one promise for all points of the agenda.
    """
    fixed = {"asks_sector", "asks_organisation", "minimum_group"} & values.keys()
    if workshop.started_at and any(getattr(workshop, name) != values[name] for name in fixed):
        raise PermissionDenied(_("People have joined under these conditions; they stay as they are."))
    row, before = change(workshop, version=version, values=values)
    if followed := {name: values[name] for name in {*fixed, "expected"} & before.keys()}:
        Survey.objects.filter(activity__workshop=workshop).update(**followed)
    if "title" in before:
        for activity in Activity.objects.filter(workshop=workshop, survey__isnull=False):
            _name_survey(row, activity)
    if before:
        _record(row, by, "workshop.changed", before=before, after={name: values[name] for name in before})
        tell(row)
    return row


@transaction.atomic
def remove_workshop(*, workshop: Workshop, by: User) -> None:
    Workshop.objects.filter(pk=workshop.pk).update(removed_at=timezone.now())
    _record(workshop, by, "workshop.removed")
    tell(workshop)


@transaction.atomic
def restore_workshop(*, workshop: Workshop, by: User) -> None:
    if workshop.removed_at:
        Workshop.objects.filter(pk=workshop.pk).update(removed_at=None)
        _record(workshop, by, "workshop.restored")
        tell(workshop)


@transaction.atomic
def add_activity(*, workshop: Workshop, kind: str, title: str, **values: Any) -> Activity:
    """At the end of the agenda."""
    _require_not_ended(workshop)
    activity = _add(workshop, kind=kind, title=title, **values)
    tell(workshop)
    return activity


def _add(workshop: Workshop, *, kind: str, **values: Any) -> Activity:
    last = Activity.objects.filter(workshop=workshop).aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    activity = Activity(workshop=workshop, kind=kind, position=position, **values)
    if kind == ActivityKind.RATE:
        activity.survey = add_survey(
            round=workshop.round,
            by=None,
            anonymity=workshop.anonymity,
            title=_survey_title(workshop, activity),
            expected=workshop.expected,
            asks_sector=workshop.asks_sector,
            asks_organisation=workshop.asks_organisation,
            minimum_group=workshop.minimum_group,
            depth=Depth.QUICK,
            asks_wished=activity.asks_wished,
            open_link=False,
            in_workshop=True,
        )
    activity.save()
    return activity


def _survey_title(workshop: Workshop, activity: Activity) -> str:
    return f"{workshop.title} · {activity.title}"[:120]


def _name_survey(workshop: Workshop, activity: Activity) -> None:
    if activity.survey_id is not None:
        Survey.objects.filter(pk=activity.survey_id).update(title=_survey_title(workshop, activity))


@transaction.atomic
def change_activity(
    *, workshop: Workshop, activity: Activity, version: int, values: dict[str, object]
) -> Activity:
    """Words, minutes and settings. What is asked in a rating stays once people have begun to answer."""
    _require_not_ended(workshop)
    wished = values.get("asks_wished", activity.asks_wished)
    if activity.survey and wished != activity.asks_wished:
        if activity.phase != Phase.WAITING:
            raise PermissionDenied(_("People have begun to rate; what is asked stays as it is."))
        activity.survey.asks_wished = bool(wished)
        activity.survey.save(update_fields=["asks_wished"])
    row, before = change(activity, version=version, values=values)
    if "title" in before:
        _name_survey(workshop, row)
    if before:
        tell(workshop)
    return row


@transaction.atomic
def note_activity(*, activity: Activity, version: int, notes: str) -> Activity:
    """Notes are written during and after the point they are about, also once the workshop has ended."""
    return change(activity, version=version, values={"notes": notes})[0]


@transaction.atomic
def move_activity(*, workshop: Workshop, activity: Activity, place: int) -> None:
    """To this place of the agenda, from 0."""
    _require_not_ended(workshop)
    rows = [row for row in Activity.kept.filter(workshop=workshop) if row.pk != activity.pk]
    rows.insert(max(0, min(place, len(rows))), activity)
    for position, row in enumerate(rows):
        row.position = position
    Activity.objects.bulk_update(rows, ["position"])
    tell(workshop)


@transaction.atomic
def remove_activity(*, workshop: Workshop, activity: Activity) -> None:
    if workshop.current_id == activity.pk:
        raise PermissionDenied(_("Everybody sees this point right now. Go on to another one first."))
    _require_not_ended(workshop)
    Activity.objects.filter(pk=activity.pk).update(removed_at=timezone.now())
    tell(workshop)


@transaction.atomic
def restore_activity(*, workshop: Workshop, activity: Activity) -> None:
    Activity.objects.filter(pk=activity.pk).update(removed_at=None)
    tell(workshop)


def _require_not_ended(workshop: Workshop) -> None:
    if workshop.status == WorkshopStatus.ENDED:
        raise PermissionDenied(_("The workshop has ended. Reopen it to change its agenda."))


def _record(workshop: Workshop, by: User | None, verb: str, **parts: Any) -> None:
    record(
        cluster=workshop.cluster,
        by=by,
        verb=verb,
        subject=workshop,
        round_number=workshop.round.number,
        **parts,
    )
