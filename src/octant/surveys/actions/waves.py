"""Rounds of opinion: sealed → revealed → talked about → asked again."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.journal.actions import record

from ..models import Status, Survey, Wave
from ..queries.answers import current_wave
from ..queries.counting import keep
from ..rules import hold, require_led_here
from .surveys import add_wave, close_survey


@transaction.atomic
def reveal(*, survey: Survey, by: User) -> Wave:
    """Close the survey, count, and show. From now on this wave takes no answer any more."""
    require_led_here(survey)
    hold(survey)
    if survey.status == Status.DRAFT:
        raise PermissionDenied(_("The survey has not been opened yet, so there is nothing to reveal."))
    wave = current_wave(survey)
    if wave.revealed_at:
        return wave
    close_survey(survey=survey, by=by)
    show(wave)
    _record(survey, by, "survey.revealed", wave)
    return wave


def show(wave: Wave) -> None:
    """Its results are open, and stay as they were counted at this moment."""
    wave.revealed_at = timezone.now()
    wave.save(update_fields=["revealed_at"])
    keep(wave)


@transaction.atomic
def ask_again(*, survey: Survey, by: User) -> Wave:
    require_led_here(survey)
    return next_wave(survey=survey, by=by)


@transaction.atomic
def next_wave(*, survey: Survey, by: User) -> Wave:
    """Open at once: the same people answer the same questions after the talk. Whoever leads it calls this."""
    hold(survey)
    last = current_wave(survey)
    if last.revealed_at is None:
        if last.number > 1 and survey.status == Status.OPEN:  # somebody else pressed the button first
            return last
        raise PermissionDenied(_("Reveal the results first, talk about them, and then ask again."))
    wave = add_wave(survey)
    survey.status, survey.opens_at, survey.closes_at = Status.OPEN, None, None
    Survey.objects.filter(pk=survey.pk).update(status=Status.OPEN, opens_at=None, closes_at=None)
    _record(survey, by, "survey.next_wave", wave)
    return wave


def _record(survey: Survey, by: User, verb: str, wave: Wave) -> None:
    record(
        cluster=survey.cluster,
        by=by,
        verb=verb,
        subject=survey,
        round_number=survey.round.number,
        after={"wave": wave.number},
    )
