"""Reading surveys of who works with whom."""

from typing import NamedTuple

from django.db import models

from octant.clusters.models import Cluster
from octant.core.prepared import Prepared

from ..models import PartnerInvitation, PartnerSurvey, Relation, RelationKind
from .relations import Tie, ties

MOST_ONE_SIDED = 200


class OneSided(NamedTuple):
    """A relation only one side has declared, although the other was asked, too, and has answered."""

    says: str
    silent: str
    kind: RelationKind


def surveys(cluster: Cluster) -> "models.QuerySet[PartnerSurvey]":
    answered = models.Count("invitations", filter=models.Q(invitations__answered_on__isnull=False))
    return PartnerSurvey.objects.filter(cluster=cluster).annotate(
        asked=models.Count("invitations"), answered=answered
    )


def invitations(survey: PartnerSurvey) -> "models.QuerySet[PartnerInvitation]":
    return (
        PartnerInvitation.objects.filter(survey=survey, organisation__removed_at=None)
        .select_related("organisation")
        .only("token", "answered_on", "organisation__name")
        .order_by("organisation__name_key", "pk")
    )


def _one_sided(cluster: int, survey: int) -> "models.QuerySet[Relation, tuple[bool, str, str, str]]":
    answered = PartnerInvitation.objects.filter(survey=survey, answered_on__isnull=False)
    ids = answered.values("organisation")
    return (
        Relation.kept.filter(cluster=cluster, ended_on=None, first__in=ids, second__in=ids)
        .filter(
            models.Q(said_by_first=True, said_by_second=False)
            | models.Q(said_by_first=False, said_by_second=True)
        )
        .order_by("first__name_key", "second__name_key", "pk")
        .values_list("said_by_first", "first__name", "second__name", "kind")[:MOST_ONE_SIDED]
    )


_one_sided_rows = Prepared[tuple[bool, str, str, str]](_one_sided, int, int)


def one_sided(survey: PartnerSurvey) -> list[OneSided]:
    """Where two answered and only one named the other."""
    rows = _one_sided_rows(survey.cluster_id, survey.pk)
    return [
        OneSided(first, second, RelationKind(kind))
        if by_first
        else OneSided(second, first, RelationKind(kind))
        for by_first, first, second, kind in rows
    ]


def said(invitation: PartnerInvitation) -> list[Tie]:
    """What the organisation has said itself and still holds."""
    us = invitation.organisation
    return [tie for tie in ties(us) if tie.relation.ended_on is None and _says(tie.relation, us.pk)]


def _says(row: Relation, us: int) -> bool:
    return row.said_by_first if row.first_id == us else row.said_by_second
