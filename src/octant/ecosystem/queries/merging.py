"""Rows that may be the same organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext_lazy as _

from octant.clusters.models import Cluster
from octant.core.prepared import Prepared
from octant.domain.duplicates import Named, Pair, Sign, duplicates

from ..models import Merge, NotTheSame, Organisation
from ..names import search_key

SIGNS = {
    Sign.SAME_NAME: _("the same name, spelled another way"),
    Sign.LIKE_NAME: _("names that look alike"),
    Sign.SAME_SITE: _("the same website"),
    Sign.SAME_PLACE: _("the same place"),
}


@dataclass(frozen=True, slots=True)
class Twins:
    """Two rows that may be one, and why."""

    first: Organisation
    second: Organisation
    reasons: list[str]

    @property
    def rows(self) -> tuple[Organisation, Organisation]:
        return self.first, self.second


_named = Prepared[tuple[int, str, str, str, str]](
    lambda cluster: (
        Organisation.kept.filter(cluster=cluster)
        .order_by()
        .values_list("pk", "name", "also_known_as", "web", "place")
    ),
    int,
)
_apart = Prepared[tuple[int, int]](
    lambda cluster: (
        NotTheSame.objects.filter(first__cluster=cluster).order_by().values_list("first_id", "second_id")
    ),
    int,
)


def possible_pairs(cluster: Cluster) -> tuple[Pair, ...]:
    """Rows that may be the same, the likeliest first, without those somebody has told apart."""
    rows = [
        Named(
            pk,
            tuple(search_key(each) for each in chain([name], others.splitlines()) if each.strip()),
            web,
            search_key(place),
        )
        for pk, name, others, web, place in _named(cluster.pk)
    ]
    return duplicates(rows, apart=_apart(cluster.pk))


def twins(pairs: Sequence[Pair]) -> list[Twins]:
    """The pairs with their organisations and the reasons in words."""
    shown = Organisation.kept.only("name", "place", "web")
    known = shown.in_bulk({pk for pair in pairs for pk in (pair.first, pair.second)})
    return [
        Twins(known[pair.first], known[pair.second], [str(SIGNS[sign]) for sign in pair.signs])
        for pair in pairs
    ]


def merges_of(organisation: Organisation) -> list[Merge]:
    """What went into it and can still be taken apart, the newest first."""
    return _merges(organisation.pk)


_merges = Prepared[Merge](
    lambda pk: Merge.objects.filter(kept=pk, undone_at=None).select_related("gone"), int
)
