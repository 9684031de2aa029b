"""Addresses of a workshop."""

from octant.core.addresses import reverse
from octant.rounds.models import Round

from .models import Workshop


def round_url(round_: Round, name: str, *args: object) -> str:
    """A page of the team about all workshops of a round: round_url(round_, "list")."""
    return reverse(f"workshops:{name}", (round_.cluster.slug, round_.number, *args))


def url(workshop: Workshop, name: str, *args: object) -> str:
    """A page of the team about one workshop: url(workshop, "lead"), url(workshop, "activity", row.pk)."""
    return round_url(workshop.round, name, workshop.pk, *args)
