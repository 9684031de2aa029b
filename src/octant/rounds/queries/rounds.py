"""What the overview and the start page of a round need."""

from dataclasses import dataclass
from datetime import datetime

from octant.journal import verbs
from octant.journal.models import Entry, Visibility

from ..models import Round

RECENT = 5


@dataclass(frozen=True, slots=True)
class JournalLine:
    at: datetime
    who: str
    opening: str
    subject: str
    ending: str


def recent(round_: Round) -> list[JournalLine]:
    """What happened last in this round, as far as this person may see it. One query."""
    entries = Entry.objects.filter(cluster_id=round_.cluster_id, round_number=round_.number)
    if not round_.cluster.access.can_edit:
        entries = entries.exclude(visibility=Visibility.TEAM)
    return [_line(entry) for entry in entries[:RECENT]]


def _line(entry: Entry) -> JournalLine:
    opening, ending = verbs.around(verbs.sentence(entry.verb))
    return JournalLine(entry.at, entry.by_name, opening, entry.subject, ending)


def last_round(cluster_id: int) -> Round | None:
    return Round.objects.filter(cluster_id=cluster_id).order_by("-number").first()
