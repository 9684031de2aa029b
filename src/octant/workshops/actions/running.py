"""Leading a workshop. Every change that screens must show grows `revision` and tells them.

Whoever presses a button has seen a certain revision of the agenda. When another facilitator has gone on in
the meantime, the press is refused (`Overtaken`) and the page is shown afresh: nobody skips an activity by
pressing twice.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from octant.accounts.models import User
from octant.core import live
from octant.core.prepared import Prepared
from octant.journal.actions import record
from octant.surveys.actions import waves
from octant.surveys.models import Status, Survey
from octant.surveys.queries.answers import current_wave

from ..models import Activity, Phase, Workshop, WorkshopStatus


class Overtaken(Exception):
    """Somebody else has gone on since the page was opened."""


def topic(pk: int) -> str:
    """Workshop.topic of a workshop of which only the number is known."""
    return Workshop(pk=pk).topic


def phones_topic(pk: int) -> str:
    """What phones listen to: they need not look again for every level that somebody gives."""
    return f"workshop:{pk}:phones"


def tell(workshop: Workshop) -> None:
    """Phones and screens look again once the transaction is through."""
    phones = phones_topic(workshop.pk)
    transaction.on_commit(lambda: live.publish(phones))
    tell_screens(workshop.topic)


def tell_screens(topic: str) -> None:
    """Only figures have changed, which phones do not show while they can still change."""
    transaction.on_commit(lambda: live.publish(topic))


@transaction.atomic
def start(*, workshop: Workshop, by: User, revision: int) -> Workshop:
    """People may join; the first activity of the agenda is shown."""
    first = agenda(workshop)[:1]
    values: dict[str, object] = {"status": WorkshopStatus.RUNNING, "ended_at": None}
    if workshop.started_at is None:
        values |= {"started_at": timezone.now(), "current": first[0] if first else None}
    workshop = _step(workshop, revision, by=by, **values)
    if workshop.current and workshop.current.phase == Phase.WAITING:
        _set_phase(workshop.current, Phase.OPEN)
    _record(workshop, by, "workshop.started")
    return workshop


@transaction.atomic
def end(*, workshop: Workshop, by: User, revision: int) -> Workshop:
    if workshop.current and workshop.current.phase in (Phase.OPEN, Phase.REVEALED):
        _set_phase(workshop.current, Phase.DONE)
    workshop = _step(
        workshop, revision, status=WorkshopStatus.ENDED, ended_at=timezone.now(), current=None, paused_at=None
    )
    _record(workshop, by, "workshop.ended")
    return workshop


@transaction.atomic
def reopen(*, workshop: Workshop, by: User, revision: int) -> Workshop:
    """Everybody is back at the point that was on last."""
    begun = [point for point in agenda(workshop) if point.began_at]
    last = max(begun, key=lambda point: point.began_at or workshop.created_at, default=None)
    workshop = _step(workshop, revision, status=WorkshopStatus.RUNNING, ended_at=None, current=last)
    if workshop.current and workshop.current.phase == Phase.DONE:
        _set_phase(workshop.current, Phase.REVEALED)
    _record(workshop, by, "workshop.reopened")
    return workshop


@transaction.atomic
def pause(*, workshop: Workshop, revision: int) -> Workshop:
    """Screens say that it goes on in a moment; answers already on their way are still taken."""
    return workshop if workshop.paused_at else _step(workshop, revision, paused_at=timezone.now())


@transaction.atomic
def resume(*, workshop: Workshop, revision: int) -> Workshop:
    """Go on; the time of the pause is given back to the current activity."""
    if workshop.paused_at is None:
        return workshop
    lost = int((timezone.now() - workshop.paused_at).total_seconds())
    if workshop.current_id:
        Activity.objects.filter(pk=workshop.current_id).update(extra_seconds=F("extra_seconds") + lost)
    return _step(workshop, revision, paused_at=None)


@transaction.atomic
def go_to(*, workshop: Workshop, activity: Activity, revision: int) -> Workshop:
    """Show another activity, forwards or back. The one that is left is finished."""
    left = workshop.current
    workshop = _step(workshop, revision, current=activity, paused_at=None)
    if left and left.pk != activity.pk and left.phase in (Phase.OPEN, Phase.REVEALED):
        _set_phase(left, Phase.DONE)
    fresh = workshop.current
    if fresh and fresh.phase == Phase.WAITING:
        _set_phase(fresh, Phase.OPEN)
    elif fresh and fresh.phase == Phase.DONE:
        _set_phase(fresh, Phase.REVEALED)
    return workshop


@transaction.atomic
def set_phase(*, workshop: Workshop, phase: Phase, revision: int) -> Workshop:
    """Open the current activity for contributions, reveal its results, or finish it."""
    workshop = _step(workshop, revision)
    if workshop.current:
        _set_phase(workshop.current, phase)
    return workshop


@transaction.atomic
def rate_again(*, workshop: Workshop, by: User, revision: int) -> Workshop:
    """The next wave of the rating that everybody sees: the same people, after they have talked."""
    if workshop.current is None or workshop.current.survey_id is None:
        return workshop
    Workshop.objects.select_for_update(no_key=True).get(pk=workshop.pk)  # before its survey, as everywhere
    survey = Survey.objects.get(pk=workshop.current.survey_id)
    survey.round, survey.cluster = workshop.round, workshop.cluster
    waves.next_wave(survey=survey, by=by)
    return set_phase(workshop=workshop, phase=Phase.OPEN, revision=revision)


@transaction.atomic
def add_time(*, workshop: Workshop, seconds: int, revision: int) -> Workshop:
    """More (or, below zero, less) time for the current activity."""
    if workshop.current_id:
        Activity.objects.filter(pk=workshop.current_id).update(extra_seconds=F("extra_seconds") + seconds)
    return _step(workshop, revision)


@transaction.atomic
def lock_joining(*, workshop: Workshop, locked: bool, revision: int) -> Workshop:
    return _step(workshop, revision, is_locked=locked)


@transaction.atomic
def take_over(*, workshop: Workshop, by: User) -> Workshop:
    """A second facilitator leads from now on. Needs no revision: it must work when the first one is gone."""
    leads = Workshop.objects.select_for_update(no_key=True).values_list("facilitator", flat=True)
    if leads.get(pk=workshop.pk) == by.pk:
        return workshop
    workshop = _step(workshop, None, by=by)
    _record(workshop, by, "workshop.taken_over")
    return workshop


_agenda = Prepared[Activity](
    lambda workshop: Activity.kept.filter(workshop_id=workshop).select_related("survey"), int
)


def agenda(workshop: Workshop) -> list[Activity]:
    return _agenda(workshop.pk)


def ends_at(workshop: Workshop, activity: Activity) -> datetime | None:
    """When the time planned for an activity is over; a pause that is still going on moves it along."""
    if activity.began_at is None:
        return None
    paused = timezone.now() - workshop.paused_at if workshop.paused_at else timedelta()
    return activity.began_at + timedelta(minutes=activity.minutes, seconds=activity.extra_seconds) + paused


def _step(workshop: Workshop, revision: int | None, *, by: User | None = None, **values: Any) -> Workshop:
    """Write and grow the revision, unless somebody was faster."""
    if by is not None:
        values |= {"facilitator": by, "facilitator_name": str(by)}
    rows = Workshop.objects.filter(pk=workshop.pk)
    if revision is not None:
        rows = rows.filter(revision=revision)
    if not rows.update(revision=F("revision") + 1, **values):
        raise Overtaken
    tell(workshop)
    fresh = Workshop.objects.select_related("current__survey").get(pk=workshop.pk)
    fresh.round, fresh.cluster = workshop.round, workshop.cluster
    return fresh


def _set_phase(activity: Activity, phase: Phase) -> None:
    values: dict[str, object] = {"phase": phase}
    if phase == Phase.OPEN and activity.began_at is None:
        values["began_at"] = timezone.now()
    Activity.objects.filter(pk=activity.pk).update(**values)
    for name, value in values.items():
        setattr(activity, name, value)
    if activity.survey:
        _follow(activity.survey, phase)


def _follow(survey: Survey, phase: Phase) -> None:
    """The survey behind a rating takes answers while the activity is open; revealing shows its results."""
    Survey.objects.filter(pk=survey.pk).update(
        status=Status.OPEN if phase == Phase.OPEN else Status.CLOSED,
    )
    wave = current_wave(survey)
    revealed = phase in (Phase.REVEALED, Phase.DONE)
    if revealed and wave.revealed_at is None:
        waves.show(wave)
    elif phase == Phase.OPEN and wave.revealed_at is not None:
        # Going back to change answers that nobody has built on: what was shown is covered again.
        wave.revealed_at = None
        wave.save(update_fields=["revealed_at"])


def _record(workshop: Workshop, by: User, verb: str, **parts: Mapping[str, object]) -> None:
    record(
        cluster=workshop.cluster,
        by=by,
        verb=verb,
        subject=workshop,
        round_number=workshop.round.number,
        **parts,  # type: ignore[arg-type]
    )
