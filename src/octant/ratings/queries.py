"""Reads of ratings. The database counts; what the counts mean is worked out in `octant.domain`."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, StringAgg, Value
from django.db.models.functions import Cast

from octant.accounts.models import User
from octant.core.prepared import Prepared
from octant.domain import agreement, scoring

from .models import Aspect, Comment, Rating, RatingSet, Respondent

LEVELS = 5

type Counts = tuple[int, int, int, int, int]


@dataclass(frozen=True)
class Histogram:
    """How one item was rated: respondents per level, lowest first, and how many could not judge.

    Median and quartiles are the figures that people see (`scoring.rounded`), here and nowhere else. A single
    answer has no middle half.
    """

    counts: Counts = (0, 0, 0, 0, 0)
    cannot_judge: int = 0

    @property
    def n(self) -> int:
        """Respondents who gave a level."""
        return sum(self.counts)

    @cached_property
    def quartiles(self) -> scoring.Quartiles | None:
        exact = scoring.quartiles(self.counts)
        return exact.rounded() if exact else None

    @property
    def median(self) -> float | None:
        return self.quartiles.median if self.quartiles else None

    @property
    def lower(self) -> float | None:
        return self.quartiles.lower if self.quartiles and self.n > 1 else None

    @property
    def upper(self) -> float | None:
        return self.quartiles.upper if self.quartiles and self.n > 1 else None

    @cached_property
    def agreement(self) -> float | None:
        return agreement.agreement(self.counts)

    @cached_property
    def is_split(self) -> bool:
        return agreement.is_split(self.counts)


NOBODY = Histogram()

type Histograms = dict[str, Histogram]


@dataclass(frozen=True, slots=True)
class OwnAnswers:
    """What one person answered for one aspect: {item: level, None for "can't judge"} and {item: comment}.

    Where this comes back from rating, `new` are the items answered for the first time, and of two the one
    with the higher `at` (microseconds of the clock) was stored later.
    """

    levels: dict[str, int | None]
    comments: dict[str, str]
    new: frozenset[str] = frozenset()
    at: int = 0

    def answered(self, items: Iterable[str]) -> int:
        return sum(item in self.levels for item in items)


def histograms(rating_set: RatingSet, aspect: Aspect, items: Collection[str] | None = None) -> Histograms:
    """{item: Histogram} for all items that somebody answered; `items` narrows it. One GROUP BY."""
    return histograms_of([rating_set.pk], items=items, aspects=[aspect]).get((rating_set.pk, aspect), {})


def histograms_of(
    rating_sets: Collection[int], *, items: Collection[str] | None = None, aspects: Collection[str] = Aspect
) -> dict[tuple[int, str], Histograms]:
    """{(rating set id, aspect): {item: Histogram}} of several sets and aspects. One GROUP BY."""
    if not rating_sets or not aspects or (items is not None and not items):
        return {}
    counted = _counted(len(rating_sets), len(aspects), len(items or ()))
    tally: dict[tuple[int, str], dict[str, list[int]]] = {}
    for set_id, aspect, item, level, respondents in counted(*rating_sets, *aspects, *(items or ())):
        # Place 0 holds those who could not judge.
        tally.setdefault((set_id, aspect), {}).setdefault(item, [0] * (LEVELS + 1))[level or 0] = respondents
    return {
        key: {item: _histogram(*counts) for item, counts in by_item.items()} for key, by_item in tally.items()
    }


@cache
def _counted(sets: int, aspects: int, items: int) -> Prepared[tuple[int, str, str, int | None, int]]:
    """The GROUP BY for so many rating sets, aspects and items; all items for 0."""

    def build(*values: Any) -> QuerySet[Rating, Any]:
        rows = Rating.objects.filter(rating_set__in=values[:sets], aspect__in=values[sets : sets + aspects])
        if items:
            rows = rows.filter(item__in=values[sets + aspects :])
        columns = rows.order_by().values_list("rating_set_id", "aspect", "item", "level")
        return columns.annotate(respondents=Count("*"))

    return Prepared(build, *[int] * sets, *[str] * (aspects + items))


def _histogram(cannot_judge: int, n1: int, n2: int, n3: int, n4: int, n5: int) -> Histogram:
    return Histogram((n1, n2, n3, n4, n5), cannot_judge)


def pair_histogram(
    rating_set: RatingSet, items: Collection[str] | None = None
) -> dict[str, dict[tuple[int, int], int]]:
    """{item: {(level now, level wished for): respondents}}, of people who gave both levels.

    One GROUP BY over the index alone says who gave which level. Joining each answer to the other one of the
    same person would read the rows themselves, and takes twice as long.
    """
    if items is not None and not items:
        return {}
    given: dict[str, dict[tuple[str, int], set[str]]] = {}
    for aspect, item, level, people in _given(len(items or ()))(rating_set.pk, *(items or ())):
        given.setdefault(item, {})[aspect, level] = set(people.split(","))
    pairs: dict[str, dict[tuple[int, int], int]] = {}
    for item, by_level in given.items():
        now = {level: people for (aspect, level), people in by_level.items() if aspect == Aspect.NOW}
        wished = {level: people for (aspect, level), people in by_level.items() if aspect == Aspect.WISHED}
        for (before, these), (after, those) in product(now.items(), wished.items()):
            if both := len(these & those):
                pairs.setdefault(item, {})[before, after] = both
    return pairs


@cache
def _given(items: int) -> Prepared[tuple[str, str, int, str]]:
    """(aspect, item, level, the respondents' numbers with commas between) for so many items; all for 0."""

    def build(rating_set: int, *keys: str) -> QuerySet[Rating, Any]:
        rows = Rating.objects.filter(rating_set=rating_set, aspect__in=(Aspect.NOW, Aspect.WISHED))
        if items:
            rows = rows.filter(item__in=keys)
        columns = rows.filter(level__isnull=False).order_by().values_list("aspect", "item", "level")
        return columns.annotate(people=StringAgg(Cast("respondent_id", CharField()), Value(",")))

    return Prepared(build, int, *[str] * items)


def own_answers(rating_set: RatingSet, user: User, aspect: Aspect) -> OwnAnswers:
    """What this person of the team answered; empty for somebody who has not rated. Two queries."""
    mine = (user.pk, rating_set.pk, aspect)
    return OwnAnswers(dict(_own_levels(*mine)), dict(_own_comments(*mine)))


_own_levels = Prepared[tuple[str, int | None]](
    lambda user, rating_set, aspect: Rating.objects.filter(
        respondent__user_id=user, respondent__rating_set_id=rating_set, aspect=aspect
    ).values_list("item", "level"),
    int,
    int,
    str,
)
_own_comments = Prepared[tuple[str, str]](
    lambda user, rating_set, aspect: Comment.objects.filter(
        respondent__user_id=user, respondent__rating_set_id=rating_set, aspect=aspect
    ).values_list("item", "text"),
    int,
    int,
    str,
)


def answers_of(respondent: Respondent, aspect: Aspect) -> OwnAnswers:
    """What this respondent answered. Two queries."""
    mine = (respondent.pk, aspect)
    return OwnAnswers(dict(_levels_of(*mine)), dict(_comments_of(*mine)))


_levels_of = Prepared[tuple[str, int | None]](
    lambda respondent, aspect: Rating.objects.filter(respondent_id=respondent, aspect=aspect).values_list(
        "item", "level"
    ),
    int,
    str,
)
_comments_of = Prepared[tuple[str, str]](
    lambda respondent, aspect: Comment.objects.filter(respondent_id=respondent, aspect=aspect).values_list(
        "item", "text"
    ),
    int,
    str,
)


def answered_by_person(rating_set: RatingSet, aspect: Aspect, items: Collection[str]) -> dict[int, int]:
    """{user id: how many of `items` this person answered} for the people with an account. One GROUP BY."""
    rows = _answered(len(items))(rating_set.pk, aspect, *items)
    return {user_id: answered for user_id, answered in rows if answered}


@cache
def _answered(items: int) -> Prepared[tuple[int, int]]:
    def build(rating_set: int, aspect: str, *items: str) -> QuerySet[Respondent, Any]:
        wanted = Q(ratings__aspect=aspect, ratings__item__in=items)
        return (
            Respondent.objects.filter(rating_set_id=rating_set, user__isnull=False)
            .order_by()
            .values_list("user_id")
            .annotate(answered=Count("ratings", filter=wanted))
        )

    return Prepared(build, int, str, *[str] * items)


def answered_by(rating_set: RatingSet, user_id: int, items: Collection[str]) -> dict[str, int]:
    """{aspect: how many of `items` this person answered}. One GROUP BY."""
    return dict(_answered_by(len(items))(rating_set.pk, user_id, *items))


@cache
def _answered_by(items: int) -> Prepared[tuple[str, int]]:
    def build(rating_set: int, user_id: int, *items: str) -> QuerySet[Rating, Any]:
        mine = Rating.objects.filter(
            respondent__rating_set_id=rating_set, respondent__user_id=user_id, item__in=items
        )
        return mine.order_by().values_list("aspect").annotate(answered=Count("*"))

    return Prepared(build, int, int, *[str] * items)


def respondents(rating_set: RatingSet, aspect: Aspect) -> int:
    """How many have answered anything for this aspect, "can't judge" included."""
    answers = Rating.objects.filter(respondent=OuterRef("pk"), aspect=aspect)
    return Respondent.objects.filter(Exists(answers), rating_set=rating_set).count()


def comments(rating_set: RatingSet, aspect: Aspect) -> dict[str, list[str]]:
    """{item: comments}, without their writers and in an order that says nothing about them."""
    by_item: dict[str, list[str]] = {}
    for item, text in _comments(rating_set.pk, aspect):
        by_item.setdefault(item, []).append(text)
    return by_item


_comments = Prepared[tuple[str, str]](
    lambda rating_set, aspect: (
        Comment.objects.filter(rating_set_id=rating_set, aspect=aspect)
        .order_by("item", "text")
        .values_list("item", "text")
    ),
    int,
    str,
)
