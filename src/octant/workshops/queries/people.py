"""Who is in the room."""

from octant.core.devices import Device

from ..models import Participant, Workshop


def scope(workshop: Workshop) -> str:
    """What keyed hashes of this workshop are made with (octant.core.devices)."""
    return f"workshop:{workshop.pk}"


def participant_of(workshop: Workshop, device: Device) -> Participant | None:
    if device.is_new:
        return None
    participant = Participant.objects.filter(workshop=workshop, token=device.digest(scope(workshop))).first()
    if participant:
        participant.workshop = workshop
    return participant
