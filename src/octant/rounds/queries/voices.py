"""What others than the team said and the team took over: it stands beside the team's own answers.

Distributions add up; where the team agreed on a level "now", that level counts and the raw median stands
beside it. Pages ask once for everything (`voices_of`), however many surveys were taken over.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from octant.core.prepared import Prepared
from octant.ratings.queries import NOBODY, Histogram, Histograms

from ..models import Adoption, AgreedLevel, Round
from .gather import gathered, in_order

type Counts = Mapping[str, tuple[int, ...]]
"""{dimension key: respondents per level, lowest first}."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """The answers of one survey or workshop that the team counts in."""

    pk: int
    aspect: str
    ratings: int
    title: str
    counts: Counts
    levels: Mapping[str, float]  # {dimension key: level "now" that was agreed with it}

    @property
    def people(self) -> int:
        """How many gave a level to the dimension that most gave one to."""
        return max((sum(counts) for counts in self.counts.values()), default=0)


@dataclass(frozen=True, slots=True)
class Voices:
    """Everything that was taken over into one round."""

    adopted: tuple[Adopted, ...] = ()
    agreed: Mapping[str, float] = field(default_factory=dict)

    def of(self, aspect: str) -> tuple[Adopted, ...]:
        return tuple(each for each in self.adopted if each.aspect == aspect)

    def beside(self, aspect: str, own: Histograms) -> Histograms:
        """The team's own distributions together with those that were taken over."""
        found = dict(own)
        for each in self.of(aspect):
            for key, counts in each.counts.items():
                found[key] = _together(found.get(key, NOBODY), counts)
        return found


NONE = Voices()


def _together(own: Histogram, counts: tuple[int, ...]) -> Histogram:
    n1, n2, n3, n4, n5 = (a + b for a, b in zip(own.counts, counts, strict=True))
    return Histogram((n1, n2, n3, n4, n5), own.cannot_judge)


_adoptions = Prepared[Mapping[str, Any]](
    lambda first, second: (
        Adoption.objects.filter(round_id__in=(first, second))
        .annotate(level_rows=gathered(AgreedLevel.objects.all(), "adoption", key="dimension", level="level"))
        .order_by("pk")
        .values("pk", "round_id", "aspect", "ratings_id", "title", "distribution", "level_rows")
    ),
    int,
    int,
)


def voices_of(*rounds: Round) -> dict[int, Voices]:
    """{round id: what was taken over into it}, for one round or two. One query."""
    pks = [round_.pk for round_ in rounds]
    found: dict[int, list[Adopted]] = {pk: [] for pk in pks}
    for row in _adoptions(pks[0], pks[-1]):
        found[row["round_id"]].append(_adopted(row))
    return {
        pk: Voices(tuple(rows), {key: level for each in rows for key, level in each.levels.items()})
        for pk, rows in found.items()
    }


def voices(round_: Round) -> Voices:
    return voices_of(round_)[round_.pk]


def _adopted(row: Mapping[str, Any]) -> Adopted:
    distribution = row["distribution"]
    if isinstance(distribution, str):  # SQLite gives JSON within JSON as text
        distribution = json.loads(distribution)
    return Adopted(
        pk=row["pk"],
        aspect=row["aspect"],
        ratings=row["ratings_id"],
        title=row["title"],
        counts={key: tuple(counts) for key, counts in distribution.items()},
        levels={each["key"]: float(each["level"]) for each in in_order(row["level_rows"], "key")},
    )


def gathered_voices() -> dict[str, Any]:
    """For a page that reads everything of a round in one query: annotations to give to `voices_in`."""
    return {
        "adopted": gathered(
            Adoption.objects.all(),
            "round",
            pk="pk",
            aspect="aspect",
            ratings_id="ratings",
            title="title",
            distribution="distribution",
        ),
        "agreed": gathered(
            AgreedLevel.objects.all(), "round", adoption="adoption", key="dimension", level="level"
        ),
    }


def voices_in(row: Mapping[str, Any]) -> Voices:
    """What `gathered_voices` has read."""
    adopted = tuple(
        _adopted(each | {"level_rows": [level for level in row["agreed"] if level["adoption"] == each["pk"]]})
        for each in in_order(row["adopted"], "pk")
    )
    return Voices(adopted, {key: level for each in adopted for key, level in each.levels.items()})


_decided = Prepared[Adoption](
    lambda round_: Adoption.objects.filter(round=round_).select_related("decision").order_by("pk"), int
)


def adoptions_of(round_: Round, rating_sets: Collection[int]) -> list[Adoption]:
    """What was taken over from these rating sets, with the decision that says so. One query."""
    return [row for row in _decided(round_.pk) if row.ratings_id in rating_sets]
