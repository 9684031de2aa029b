"""Writes of ratings. Saying the same thing twice changes nothing."""

import time
from collections.abc import Collection, Mapping

from django.db import transaction

from octant.accounts.models import User
from octant.domain.framework import Framework
from octant.domain.in_depth import dimension_level
from octant.frameworks import queries as frameworks

from .models import Aspect, Comment, Rating, RatingSet, Respondent, random_id
from .queries import LEVELS, OwnAnswers, answers_of

LONGEST_COMMENT = 2000


class InvalidRatingError(ValueError):
    """The item is not in the framework of this rating set, or the level is none."""


@transaction.atomic
def rate(
    *,
    rating_set: RatingSet,
    by: User,
    aspect: Aspect,
    levels: Mapping[str, int | None],
    comments: Mapping[str, str] | None = None,
) -> OwnAnswers:
    """Keep levels and comments of a person of the team, as `rate_as` does."""
    # Two requests of one person wait for each other, so that the level of a dimension sees all statements.
    respondent = Respondent.objects.select_for_update().get_or_create(rating_set=rating_set, user=by)[0]
    respondent.rating_set = rating_set
    return _rate(respondent, aspect, levels, comments or {})


@transaction.atomic
def rate_as(
    *,
    respondent: Respondent,
    aspect: Aspect,
    levels: Mapping[str, int | None],
    comments: Mapping[str, str] | None = None,
) -> OwnAnswers:
    """Keep these levels (None: "can't judge") and comments of one respondent; items not named stay as
    they are.

    Levels of statements also give their dimension a level, unless the same call names the dimension itself
    (docs/methods/in-depth.md). An empty comment removes the former one. Returns all that the person has now
    answered for this aspect. Raises InvalidRatingError.
    """
    return _rate(respondent, aspect, levels, comments or {})


def _rate(
    respondent: Respondent, aspect: Aspect, levels: Mapping[str, int | None], comments: Mapping[str, str]
) -> OwnAnswers:
    rating_set = respondent.rating_set
    framework = frameworks.framework(rating_set.framework, rating_set.edition, "en")
    _check(framework, Aspect(aspect), levels, comments)
    before = answers_of(respondent, aspect)
    now = before.levels | dict(levels)
    derived = {
        key: level for key, level in _derived(framework, now, touched=levels).items() if key not in levels
    }
    now |= derived
    Rating.objects.bulk_create(
        [
            Rating(
                pk=_number(respondent),
                rating_set=rating_set,
                respondent=respondent,
                aspect=aspect,
                item=item,
                level=level,
            )
            for item, level in now.items()
            if item not in before.levels or before.levels[item] != level
        ],
        update_conflicts=True,
        unique_fields=["respondent", "aspect", "item"],
        update_fields=["level"],
    )
    written = _write_comments(rating_set, respondent, aspect, before.comments, comments)
    return OwnAnswers(now, written, frozenset(now.keys() - before.levels.keys()), at=time.time_ns() // 1000)


@transaction.atomic
def clear(*, rating_set: RatingSet, by: User, aspect: Aspect, items: Collection[str]) -> None:
    """Take back one person's levels and comments for these items, as if never given."""
    mine = {"respondent__user": by, "rating_set": rating_set, "aspect": aspect, "item__in": items}
    Rating.objects.filter(**mine).delete()
    Comment.objects.filter(**mine).delete()


def _number(respondent: Respondent) -> int | None:
    """Rows of people without an account get a random number: their order must not tell who came when."""
    return random_id() if respondent.user_id is None else None


def _check(
    framework: Framework, aspect: Aspect, levels: Mapping[str, int | None], comments: Mapping[str, str]
) -> None:
    known = {dimension.key for dimension in framework.dimensions}
    if aspect is Aspect.NOW:
        known |= {statement.id for statement in framework.statements}
    for item in (*levels, *comments):
        if item not in known:
            raise InvalidRatingError(f"{item!r} cannot be rated as {aspect}")
    for item, level in levels.items():
        if level is not None and (type(level) is not int or not 1 <= level <= LEVELS):
            raise InvalidRatingError(f"{item!r}: a level lies between 1 and {LEVELS}, not {level!r}")
    for item, text in comments.items():
        if len(text) > LONGEST_COMMENT:
            raise InvalidRatingError(f"{item!r}: a comment has at most {LONGEST_COMMENT} characters")


def with_dimensions(framework: Framework, levels: Mapping[str, int | None]) -> dict[str, int | None]:
    """Levels of one respondent together with those of the dimensions that follow from statements."""
    derived = _derived(framework, levels, touched=levels)
    return {**derived, **levels}


def _derived(
    framework: Framework, answers: Mapping[str, int | None], touched: Collection[str]
) -> dict[str, int | None]:
    """Levels of the dimensions whose statements are in `touched` and answered at least by half."""
    levels: dict[str, int | None] = {}
    for dimension in framework.dimensions:
        ids = [statement.id for statement in dimension.statements]
        answered = [answers[id] for id in ids if id in answers]
        if any(id in touched for id in ids) and 2 * len(answered) >= len(ids):
            levels[dimension.key] = dimension_level(answered, len(ids))
    return levels


def _write_comments(
    rating_set: RatingSet,
    respondent: Respondent,
    aspect: Aspect,
    before: Mapping[str, str],
    comments: Mapping[str, str],
) -> dict[str, str]:
    changed = {item: text.strip() for item, text in comments.items() if before.get(item, "") != text.strip()}
    removed = [item for item, text in changed.items() if not text]
    kept = {item: text for item, text in changed.items() if text}
    if removed:
        Comment.objects.filter(respondent=respondent, aspect=aspect, item__in=removed).delete()
    if kept:
        Comment.objects.bulk_create(
            [
                Comment(
                    pk=_number(respondent),
                    rating_set=rating_set,
                    respondent=respondent,
                    aspect=aspect,
                    item=item,
                    text=text,
                )
                for item, text in kept.items()
            ],
            update_conflicts=True,
            unique_fields=["respondent", "aspect", "item"],
            update_fields=["text"],
        )
    return {item: text for item, text in (dict(before) | changed).items() if text}
