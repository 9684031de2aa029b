"""Reading surveys of who works with whom."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone

from octant.accounts.mailing import SILENT
from octant.clusters.models import Cluster
from octant.core.prepared import Prepared

from ..models import Contact, PartnerInvitation, PartnerSurvey, Relation, RelationKind
from .relations import Tie, ties

MOST_ONE_SIDED = 200


class OneSided(NamedTuple):
    """A relation only one side has declared, although the other was asked, too, and has answered."""

    says: str
    silent: str
    kind: RelationKind


def surveys(cluster: Cluster) -> "models.QuerySet[PartnerSurvey]":
    asked = models.Q(invitations__organisation__removed_at=None)
    answered = asked & models.Q(invitations__answered_on__isnull=False)
    return PartnerSurvey.objects.filter(cluster=cluster).annotate(
        asked=models.Count("invitations", filter=asked),
        answered=models.Count("invitations", filter=answered),
    )


def invitations(survey: PartnerSurvey) -> "models.QuerySet[PartnerInvitation]":
    return (
        PartnerInvitation.objects.filter(survey=survey, organisation__removed_at=None)
        .select_related("organisation")
        .only("token", "answered_on", "sent_on", "queued", "taken_at", "refused", "organisation__name")
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


# --- By e-mail ----------------------------------------------------------------------------------------------

NAMED = 25  # organisations that the page names because no e-mail reaches them
OPEN = models.Q(answered_on=None, organisation__removed_at=None)
NEVER_SENT = OPEN & models.Q(sent_on=None, queued=False, taken_at=None, refused=False)


def _addresses(today: date) -> "models.QuerySet[Any, Any]":
    """One address of the organisation: that of its first contact who has one and need not be deleted yet."""
    return (
        Contact.kept.filter(organisation=models.OuterRef("organisation"), delete_on__gt=today)
        .exclude(email="")
        .order_by("name", "pk")
        .values("email")[:1]
    )


def with_address(
    rows: "models.QuerySet[PartnerInvitation]", today: date | None = None
) -> "models.QuerySet[Any]":
    """Each with its `email`, or None."""
    return rows.annotate(email=models.Subquery(_addresses(today or timezone.localdate())))


def address_of(invitation: PartnerInvitation) -> str | None:
    """The address to which its link is sent now."""
    found = with_address(PartnerInvitation.objects.filter(pk=invitation.pk))
    email: str | None = found.values_list("email", flat=True).first()
    return email


def to_be_sent(survey: PartnerSurvey) -> "models.QuerySet[PartnerInvitation]":
    """Those who have an address and were not written to yet."""
    rows = PartnerInvitation.objects.filter(NEVER_SENT, survey=survey).select_related("organisation")
    return with_address(rows).exclude(email=None)


def _without_address(survey: int, today: date) -> "models.QuerySet[Any, tuple[int, str]]":
    rows = with_address(PartnerInvitation.objects.filter(NEVER_SENT, survey=survey), today)
    return (
        rows.filter(email=None)
        .order_by("organisation__name_key", "pk")
        .values_list("organisation_id", "organisation__name")[:NAMED]
    )


_without_address_rows = Prepared[tuple[int, str]](_without_address, int, date)


def without_address(survey: PartnerSurvey) -> tuple[tuple[int, str], ...]:
    """Numbers and names of the organisations."""
    return tuple(_without_address_rows(survey.pk, timezone.localdate()))


def refused(survey: PartnerSurvey) -> "models.QuerySet[PartnerInvitation]":
    return invitations(survey).filter(OPEN, refused=True)[:NAMED]


def uncertain(survey: PartnerSurvey) -> "models.QuerySet[PartnerInvitation]":
    return invitations(survey).filter(OPEN, taken_at__lt=timezone.now() - SILENT)[:NAMED]


class Mail(NamedTuple):
    """How many of the organisations that have not answered can be, or could not be, written to."""

    unsent: int = 0
    ready: int = 0  # have an address
    waiting: int = 0
    refused: int = 0
    unsure: int = 0

    @property
    def without_address(self) -> int:
        return self.unsent - self.ready


def _mail(survey: int, today: date, silent_since: datetime) -> "models.QuerySet[Any, Any]":
    return (
        PartnerInvitation.objects.filter(OPEN, survey=survey)
        .order_by()
        .values("survey")
        .annotate(
            unsent=models.Count("pk", filter=NEVER_SENT),
            ready=models.Count("pk", filter=NEVER_SENT & models.Q(models.Exists(_addresses(today)))),
            waiting=models.Count("pk", filter=models.Q(queued=True)),
            refusals=models.Count("pk", filter=models.Q(refused=True)),
            unsure=models.Count("pk", filter=models.Q(taken_at__lt=silent_since)),
        )
        .values_list("unsent", "ready", "waiting", "refusals", "unsure")
    )


_mail_rows = Prepared[tuple[int, ...]](_mail, int, date, datetime)


def mail(survey: PartnerSurvey) -> Mail:
    """One query."""
    return Mail(*(_mail_rows.first(survey.pk, timezone.localdate(), timezone.now() - SILENT) or ()))


# --- What was said ------------------------------------------------------------------------------------------


def said(invitation: PartnerInvitation) -> list[Tie]:
    """What the organisation has said itself and still holds."""
    us = invitation.organisation
    return [tie for tie in ties(us) if tie.relation.ended_on is None and _says(tie.relation, us.pk)]


def _says(row: Relation, us: int) -> bool:
    return row.said_by_first if row.first_id == us else row.said_by_second
