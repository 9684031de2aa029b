"""Surveys of who works with whom."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from octant.accounts.models import User
from octant.clusters.models import Cluster
from octant.journal.actions import record

from ..models import (
    MembershipState,
    Organisation,
    PartnerInvitation,
    PartnerSurvey,
    Registration,
    Relation,
    RelationSource,
)
from ..queries.register import same_name
from .registrations import send
from .relations import relate

MOST_NEW_NAMES = 30  # that one organisation can put into the queue


class TooManyNames(Exception):
    """One organisation has named many that nobody has looked at yet."""


@transaction.atomic
def start_survey(*, cluster: Cluster, by: User, everybody: bool, **values: Any) -> PartnerSurvey:
    """A survey with one link for each organisation."""
    survey = PartnerSurvey.objects.create(cluster=cluster, created_by=by, **values)
    add_invitations(survey=survey, everybody=everybody)
    record(cluster=cluster, by=by, verb="partner_survey_started", subject=survey)
    return survey


@transaction.atomic
def add_invitations(*, survey: PartnerSurvey, everybody: bool) -> int:
    """Links for those who have none yet. Returns how many."""
    PartnerSurvey.objects.select_for_update(no_key=True).get(pk=survey.pk)  # pressed twice: one link for each
    rows = Organisation.kept.filter(cluster=survey.cluster).exclude(partner_invitations__survey=survey)
    if not everybody:
        rows = rows.filter(membership__in=[MembershipState.MEMBER, MembershipState.ASSOCIATED])
    made = PartnerInvitation.objects.bulk_create(
        [PartnerInvitation(survey=survey, organisation=row) for row in rows], batch_size=500
    )
    return len(made)


@transaction.atomic
def close_survey(*, survey: PartnerSurvey, by: User) -> None:
    if PartnerSurvey.objects.filter(pk=survey.pk, closed_at=None).update(closed_at=timezone.now()):
        record(cluster=survey.cluster, by=by, verb="partner_survey_closed", subject=survey)


@transaction.atomic
def reopen_survey(*, survey: PartnerSurvey, by: User) -> None:
    """Open it again, without a last day if that is past."""
    if survey.closes_on and survey.closes_on < timezone.localdate():
        survey.closes_on = None
    survey.closed_at = None
    survey.save(update_fields=["closed_at", "closes_on", "changed_at"])
    record(cluster=survey.cluster, by=by, verb="partner_survey_reopened", subject=survey)


@transaction.atomic
def name_partner(
    *, invitation: PartnerInvitation, name: str, kind: str, backwards: bool, strength: int
) -> Relation | Registration:
    """The organisation names a partner. A name that is not in the register waits until somebody has looked.

    Raises SameOrganisation and TooManyNames.
    """
    us, cluster = invitation.organisation, invitation.survey.cluster
    partner = same_name(cluster, name)
    if partner is None:
        return _suggest(invitation, name, kind, backwards, strength)
    first, second = (partner, us) if backwards else (us, partner)
    return relate(
        cluster=cluster,
        first=first,
        second=second,
        kind=kind,
        strength=strength,
        source=RelationSource.SURVEY,
        said_by=us,
        by=None,
    )


def _suggest(
    invitation: PartnerInvitation, name: str, kind: str, backwards: bool, strength: int
) -> Registration:
    PartnerInvitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    values = {
        "name": name,
        "partner_of": invitation.organisation_id,
        "kind": kind,
        "backwards": backwards,
        "strength": strength,
    }
    waiting = waiting_names(invitation)
    if same := waiting.filter(values=values).first():
        return same  # sent twice
    if waiting.count() >= MOST_NEW_NAMES:
        raise TooManyNames
    return send(cluster=invitation.survey.cluster, values=values)


def waiting_names(invitation: PartnerInvitation) -> Any:
    """What this organisation has put into the queue."""
    waiting = Registration.objects.filter(cluster=invitation.survey.cluster, state="waiting")
    return waiting.filter(values__partner_of=invitation.organisation_id)


def set_done(invitation: PartnerInvitation) -> None:
    invitation.answered_on = timezone.localdate()
    invitation.save(update_fields=["answered_on"])
