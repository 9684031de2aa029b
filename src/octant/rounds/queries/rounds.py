"""What the overview and the start page of a round need."""

from dataclasses import dataclass
from datetime import datetime

from octant.core.prepared import Prepared
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


_lines = Prepared[tuple[datetime, str, str, str]](
    lambda cluster, number, hidden: (
        Entry.objects.filter(cluster_id=cluster, round_number=number)
        .exclude(visibility=hidden)
        .values_list("at", "by_name", "verb", "subject")[:RECENT]
    ),
    int,
    int,
    str,
)


def recent(round_: Round) -> list[JournalLine]:
    """What happened last in this round, as far as this person may see it. One query."""
    hidden = "" if round_.cluster.access.can_edit else Visibility.TEAM
    return [_line(*values) for values in _lines(round_.cluster_id, round_.number, hidden)]


def _line(at: datetime, who: str, verb: str, subject: str) -> JournalLine:
    opening, ending = verbs.around(verbs.sentence(verb))
    return JournalLine(at, who, opening, subject, ending)


def last_round(cluster_id: int) -> Round | None:
    return Round.objects.filter(cluster_id=cluster_id).order_by("-number").first()
