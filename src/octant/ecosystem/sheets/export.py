"""The register as a sheet that the import takes back unchanged."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from octant.clusters.models import Cluster

from ..fields import Words
from ..models import Need, Offer, Organisation, Relation
from . import cells
from .columns import COLUMNS, EXPORTED, FIELDS, JUDGED, ORGANISATIONS, RELATIONS
from .plan import DIRECTIONS
from .register import number_of

RELATION_COLUMNS = [
    *("from", "to", "relation", "direction", "strength"),
    *("since", "ended_on", "evidence", "evidence_url"),
]


def sheets(cluster: Cluster, *, judged: bool) -> dict[str, Iterator[list[object]]]:
    """Both sheets of a workbook, by name, headings first."""
    return {_("Organisations"): organisations(cluster, judged=judged), _("Relations"): relations(cluster)}


def organisations(cluster: Cluster, *, judged: bool) -> Iterator[list[object]]:
    """One row for each organisation, in the order of names; `judged`: with what only the core team sees."""
    columns = COLUMNS[ORGANISATIONS]
    wanted = [name for name in EXPORTED if judged or name not in JUDGED]
    yield [str(columns[name].label) for name in wanted]
    services = {name: _services(model, cluster) for name, model in (("offers", Offer), ("needs", Need))}
    rows = Organisation.kept.filter(cluster=cluster).only("pk", *FIELDS)
    for row in rows.iterator(chunk_size=2000):
        known: dict[str, object] = {"id": number_of(cluster, row.pk)}
        known |= {name: _cell(name, getattr(row, name)) for name in FIELDS}
        known |= {name: cells.service_cell(found[row.pk]) for name, found in services.items()}
        yield [known[name] for name in wanted]


def relations(cluster: Cluster) -> Iterator[list[object]]:
    """Every relation that holds today, its ends by name."""
    columns = COLUMNS[RELATIONS]
    yield [str(columns[name].label) for name in RELATION_COLUMNS]
    rows = (
        Relation.objects.current()
        .filter(removed_at=None)
        .filter(cluster=cluster, first__removed_at=None, second__removed_at=None)
    )
    for row in rows.select_related("first", "second").iterator(chunk_size=2000):
        yield [
            row.first.name,
            row.second.name,
            row.get_kind_display(),
            str(DIRECTIONS[row.directed]),
            row.strength,
            _cell("since", row.since),
            "",
            row.evidence,
            row.evidence_url,
        ]


def _services(model: type[Offer] | type[Need], cluster: Cluster) -> defaultdict[int, list[tuple[str, str]]]:
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = model.kept.filter(organisation__cluster=cluster).order_by("category", "pk")
    for organisation, category, text in rows.values_list("organisation_id", "category", "text"):
        found[organisation].append((category, text))
    return found


def _cell(name: str, value: Any) -> object:
    """A value as the reader of its column understands it again."""
    word = COLUMNS[ORGANISATIONS][name].word if name in COLUMNS[ORGANISATIONS] else None
    if word and isinstance(value, Words):
        return cells.together(word.labels.get(each, each) for each in value)
    if isinstance(value, Words):
        return cells.together(value)
    if name == "also_known_as":
        return cells.together(value.splitlines())
    if word:
        return word.labels.get(value, value)
    return value.isoformat() if isinstance(value, date) else value
