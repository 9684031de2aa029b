"""Joining a workshop. No account, no time stamp, no name unless the workshop is named."""

from django.db import transaction

from octant.core.devices import Device

from ..models import Participant, Workshop, WorkshopStatus
from ..queries.people import participant_of, scope
from .running import tell


class CannotJoin(Exception):
    """`reason` is a key of the page that explains it: "planned", "ended", "locked", "full", "removed"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def join(
    *, workshop: Workshop, device: Device, sector: str = "", organisation: str = "", name: str = ""
) -> Participant:
    """The participant of this device: the one it has, or a new one. Raises CannotJoin."""
    if there := participant_of(workshop, device):
        return _welcome(there)
    # One after the other from here on: the last chair is for one, and the same device may ask twice at once.
    workshop = Workshop.objects.select_for_update(no_key=True).get(pk=workshop.pk)
    if there := participant_of(workshop, device):
        return _welcome(there)
    _require_room(workshop)
    participant = _new(workshop, device.digest(scope(workshop)), sector, organisation, name)
    tell(workshop)
    return participant


def _welcome(there: Participant) -> Participant:
    if there.removed:
        raise CannotJoin("removed")
    return there


def shut_because(workshop: Workshop) -> str:
    """Why nobody may come in, as a key of CannotJoin; empty when the door is open."""
    if workshop.status == WorkshopStatus.PLANNED:
        return "planned"
    if workshop.status == WorkshopStatus.ENDED:
        return "ended"
    return "locked" if workshop.is_locked else ""


def _require_room(workshop: Workshop) -> None:
    if reason := shut_because(workshop):
        raise CannotJoin(reason)
    if Participant.objects.filter(workshop=workshop, removed=False).count() >= workshop.capacity:
        raise CannotJoin("full")


@transaction.atomic
def add_without_phone(
    *, workshop: Workshop, sector: str = "", organisation: str = "", name: str = ""
) -> Participant:
    """Somebody in the room without a phone; the facilitator enters what this person says."""
    token = Device.fresh().digest(scope(workshop))
    participant = _new(workshop, token, sector, organisation, name, without_phone=True)
    tell(workshop)
    return participant


@transaction.atomic
def remove(*, workshop: Workshop, participant: Participant) -> None:
    """Send a device out of the room. What it contributed stays until it is hidden."""
    Participant.objects.filter(pk=participant.pk, workshop=workshop).update(removed=True)
    tell(workshop)


@transaction.atomic
def let_in_again(*, workshop: Workshop, participant: Participant) -> None:
    Participant.objects.filter(pk=participant.pk, workshop=workshop).update(removed=False)
    tell(workshop)


@transaction.atomic
def form_groups(*, workshop: Workshop, groups: int) -> None:
    """Small groups of about the same size, each with a mix of sectors: dealt out like cards, by sector.

    People who have a group keep it as long as it still exists; so newcomers only fill up.
    """
    people = list(Participant.objects.filter(workshop=workshop, removed=False).order_by("sector", "pk"))
    sizes = dict.fromkeys(range(1, groups + 1), 0)
    by_sector: dict[tuple[str, int], int] = {}
    without = []
    for person in people:
        if person.group in sizes:
            sizes[person.group] += 1
            by_sector[person.sector, person.group] = by_sector.get((person.sector, person.group), 0) + 1
        else:
            without.append(person)
    for person in without:
        best = min(sizes, key=lambda group: (sizes[group], by_sector.get((person.sector, group), 0), group))
        person.group = best
        sizes[best] += 1
        by_sector[person.sector, best] = by_sector.get((person.sector, best), 0) + 1
    Participant.objects.bulk_update(without, ["group"])
    tell(workshop)


@transaction.atomic
def change_group(*, workshop: Workshop, participant: Participant, group: int) -> None:
    Participant.objects.filter(pk=participant.pk, workshop=workshop).update(group=group)
    tell(workshop)


def _new(
    workshop: Workshop, token: str, sector: str, organisation: str, name: str, *, without_phone: bool = False
) -> Participant:
    return Participant.objects.create(
        workshop=workshop,
        token=token,
        without_phone=without_phone,
        **workshop.what_is_kept(sector=sector, organisation=organisation, name=name),
    )
