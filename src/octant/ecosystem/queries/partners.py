"""Reading surveys of who works with whom."""

from dataclasses import dataclass

from django.db import models

from octant.clusters.models import Cluster

from ..models import PartnerInvitation, PartnerSurvey, Relation
from .relations import Tie, ties


@dataclass(frozen=True, slots=True)
class OneSided:
    """A relation only one side has declared, although the other was asked, too, and has answered."""

    relation: Relation
    says: str
    silent: str


def surveys(cluster: Cluster) -> "models.QuerySet[PartnerSurvey]":
    answered = models.Count("invitations", filter=models.Q(invitations__answered_on__isnull=False))
    return PartnerSurvey.objects.filter(cluster=cluster).annotate(
        asked=models.Count("invitations"), answered=answered
    )


def invitations(survey: PartnerSurvey) -> "models.QuerySet[PartnerInvitation]":
    return (
        PartnerInvitation.objects.filter(survey=survey, organisation__removed_at=None)
        .select_related("organisation")
        .order_by("organisation__name_key", "pk")
    )


def one_sided(survey: PartnerSurvey, most: int = 200) -> list[OneSided]:
    """Where two answered and only one named the other."""
    answered = PartnerInvitation.objects.filter(survey=survey, answered_on__isnull=False)
    ids = answered.values("organisation")
    rows = (
        Relation.kept.filter(cluster=survey.cluster, ended_on=None, first__in=ids, second__in=ids)
        .filter(
            models.Q(said_by_first=True, said_by_second=False)
            | models.Q(said_by_first=False, said_by_second=True)
        )
        .select_related("first", "second")
        .order_by("first__name_key", "second__name_key", "pk")
    )
    return [
        OneSided(row, row.first.name, row.second.name)
        if row.said_by_first
        else OneSided(row, row.second.name, row.first.name)
        for row in rows[:most]
    ]


def said(invitation: PartnerInvitation) -> list[Tie]:
    """What the organisation has said itself and still holds."""
    us = invitation.organisation
    return [tie for tie in ties(us) if tie.relation.ended_on is None and _says(tie.relation, us.pk)]


def _says(row: Relation, us: int) -> bool:
    return row.said_by_first if row.first_id == us else row.said_by_second
