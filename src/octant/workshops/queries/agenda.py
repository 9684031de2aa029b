"""Workshops of a round, and the agenda with its times."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, Sum

from octant.rounds.models import Round

from ..actions.running import agenda
from ..models import Activity, Workshop


@dataclass(frozen=True, slots=True)
class WorkshopRow:
    workshop: Workshop
    people: int
    minutes: int


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One point with the time it is planned to begin; None while no date has been set."""

    activity: Activity
    begins: datetime | None


def workshops(round_: Round) -> list[WorkshopRow]:
    """Newest first. Three queries, however many there are."""
    rows = list(Workshop.kept.filter(round=round_).order_by("-planned_for", "-pk"))
    people = dict(
        Workshop.kept.filter(round=round_)
        .order_by()
        .values_list("pk")
        .annotate(n=Count("participants", filter=Q(participants__removed=False)))
    )
    minutes = dict(
        Activity.kept.filter(workshop__round=round_)
        .order_by()
        .values_list("workshop_id")
        .annotate(minutes=Sum("minutes"))
    )
    return [WorkshopRow(row, people.get(row.pk, 0), minutes.get(row.pk, 0)) for row in rows]


def timed_agenda(workshop: Workshop) -> list[AgendaRow]:
    rows = []
    begins = workshop.planned_for
    for activity in agenda(workshop):
        rows.append(AgendaRow(activity, begins))
        begins = begins + timedelta(minutes=activity.minutes) if begins else None
    return rows
