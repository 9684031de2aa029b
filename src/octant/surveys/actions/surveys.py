"""Prepare a survey, open and close it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.core.editing import change
from octant.journal.actions import record
from octant.ratings.models import RatingSet
from octant.rounds.models import Round

from ..models import Question, Status, Survey, Wave
from ..rules import hold, require_in_preparation, require_led_here, require_something_asked

# Fields that decide what people are asked or promised: fixed once the survey has been opened.
FIXED = frozenset(
    {
        *("depth", "asks_wished", "asks_influence", "asks_sector", "asks_organisation"),
        *("minimum_group", "team_sees_before"),
    }
)
COPIED = (
    *("intro", "anonymity", "depth", "asks_wished", "asks_influence", "asks_sector", "asks_organisation"),
    *("open_link", "expected", "minimum_group", "team_sees_before", "shared_with_respondents"),
)


@transaction.atomic
def add_survey(*, round: Round, by: User | None, anonymity: str, **values: Any) -> Survey:
    """A survey in preparation, with its first wave."""
    survey = Survey(cluster=round.cluster, round=round, created_by=by, anonymity=anonymity, **values)
    survey.save()
    add_wave(survey)
    _record(survey, by, "survey.added", after={"anonymity": anonymity})
    return survey


def add_wave(survey: Survey) -> Wave:
    """The next round of opinion, on the edition of the survey's round."""
    round_ = survey.round
    ratings = RatingSet.objects.create(
        cluster_id=survey.cluster_id, framework=round_.framework, edition=round_.edition
    )
    return Wave.objects.create(survey=survey, number=survey.waves.count() + 1, ratings=ratings)


@transaction.atomic
def copy_survey(*, survey: Survey, by: User, title: str) -> Survey:
    """The same questions and promise in a new survey of the same round, without its answers and people."""
    copy = add_survey(
        round=survey.round, by=by, title=title, **{name: getattr(survey, name) for name in COPIED}
    )
    Question.objects.bulk_create(
        Question(
            survey=copy,
            **{
                name: getattr(row, name)
                for name in ("kind", "text", "help", "options", "low", "high", "position")
            },
        )
        for row in Question.kept.filter(survey=survey)
    )
    return copy


@transaction.atomic
def change_survey(*, survey: Survey, by: User, version: int, values: dict[str, object]) -> Survey:
    require_led_here(survey)
    hold(survey)
    if FIXED & values.keys() and any(getattr(survey, name) != values[name] for name in FIXED & values.keys()):
        require_in_preparation(survey)
    row, before = change(survey, version=version, values=values)
    if before:
        _record(row, by, "survey.changed", before=before, after={name: values[name] for name in before})
    return row


@transaction.atomic
def open_survey(*, survey: Survey, by: User) -> Survey:
    """From now on people answer. A closed one opens again only while its results are sealed."""
    require_led_here(survey)
    hold(survey)
    if survey.status == Status.OPEN:
        return survey
    require_something_asked(survey)
    if survey.waves.latest("number").revealed_at:
        raise PermissionDenied(
            _("The results have been revealed. Ask again in a new wave, so that both can be compared.")
        )
    return _set_status(survey, by, Status.OPEN, "survey.opened")


@transaction.atomic
def close_survey(*, survey: Survey, by: User) -> Survey:
    require_led_here(survey)
    hold(survey)
    if survey.status == Status.CLOSED:
        return survey
    return _set_status(survey, by, Status.CLOSED, "survey.closed")


def _set_status(survey: Survey, by: User, status: Status, verb: str) -> Survey:
    survey.status = status
    values: dict[str, object] = {"status": status}
    now = timezone.now()
    if status == Status.OPEN and survey.closes_at and survey.closes_at <= now:
        survey.closes_at = values["closes_at"] = None  # opening by hand beats a date that has passed
    if status == Status.OPEN and survey.opens_at and survey.opens_at > now:
        survey.opens_at = values["opens_at"] = None
    Survey.objects.filter(pk=survey.pk).update(**values)
    _record(survey, by, verb)
    return survey


@transaction.atomic
def remove_survey(*, survey: Survey, by: User) -> None:
    require_led_here(survey)
    Survey.objects.filter(pk=survey.pk).update(removed_at=timezone.now())
    _record(survey, by, "survey.removed")


@transaction.atomic
def restore_survey(*, survey: Survey, by: User) -> None:
    if survey.removed_at:
        Survey.objects.filter(pk=survey.pk).update(removed_at=None)
        _record(survey, by, "survey.restored")


def _record(survey: Survey, by: User | None, verb: str, **parts: Any) -> None:
    record(
        cluster=survey.cluster,
        by=by,
        verb=verb,
        subject=survey,
        round_number=survey.round.number,
        **parts,
    )
