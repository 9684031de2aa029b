"""Reading who works with whom."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext as _

from octant.core.prepared import Prepared

from ..models import Organisation, Relation, RelationKind, RelationSource
from ..words import SEEN_FROM_SECOND


@dataclass(frozen=True, slots=True)
class Tie:
    """One relation, seen from one of its organisations: what it does, and with whom."""

    relation: Relation
    partner: Organisation
    does: str
    strength: str
    said_by: str
    one_sided: bool

    @property
    def since(self) -> date | None:
        return self.relation.since


_relations = Prepared[Relation](
    lambda first, second: (
        Relation.kept.filter(models.Q(first=first) | models.Q(second=second))
        .filter(first__removed_at=None, second__removed_at=None)
        .select_related("first", "second")
    ),
    int,
    int,
)


def ties(organisation: Organisation) -> list[Tie]:
    """All its relations, current ones first, by kind and partner."""
    order = {kind: number for number, kind in enumerate(RelationKind.values)}
    found = [_seen_from(organisation, row) for row in _relations(organisation.pk, organisation.pk)]
    return sorted(
        found,
        key=lambda tie: (
            tie.relation.ended_on is not None,
            order[tie.relation.kind],
            tie.partner.name_key,
            tie.relation.pk,
        ),
    )


def _seen_from(organisation: Organisation, row: Relation) -> Tie:
    is_first = row.first_id == organisation.pk
    does = SEEN_FROM_SECOND.get(row.kind) if row.directed and not is_first else None
    here, there = (
        (row.said_by_first, row.said_by_second) if is_first else (row.said_by_second, row.said_by_first)
    )
    return Tie(
        relation=row,
        partner=row.second if is_first else row.first,
        does=str(does or row.get_kind_display()),
        strength=row.get_strength_display(),
        said_by=_said_by(row, here, there),
        one_sided=here != there,
    )


def _said_by(row: Relation, here: bool, there: bool) -> str:
    if here and there:
        return _("both say so")
    if here:
        return _("only this organisation says so")
    if there:
        return _("only the other side says so")
    return str(RelationSource(row.source).label)
