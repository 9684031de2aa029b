"""Rating within a round: as long as it is open, and noted in the journal once somebody is done."""

from collections.abc import Collection, Mapping

from django.db import transaction

from octant.accounts.models import User
from octant.frameworks import queries as frameworks
from octant.journal.actions import record
from octant.journal.models import Visibility
from octant.ratings import actions as ratings
from octant.ratings.models import Aspect
from octant.ratings.queries import OwnAnswers

from ..models import Round
from ..rules import require_open_baseline, require_open_plan


def _require_open(round_: Round, aspect: Aspect) -> None:
    """First ratings belong to the baseline, wishes and feasibility to the plan."""
    if aspect == Aspect.NOW:
        require_open_baseline(round_)
    else:
        require_open_plan(round_)


@transaction.atomic
def rate(
    *,
    round: Round,
    by: User,
    aspect: Aspect,
    levels: Mapping[str, int | None],
    comments: Mapping[str, str],
) -> OwnAnswers:
    """Keep one person's answers. The journal says that somebody has rated, never which levels they gave."""
    _require_open(round, aspect)
    answers = ratings.rate(rating_set=round.ratings, by=by, aspect=aspect, levels=levels, comments=comments)
    framework = frameworks.framework(round.framework, round.edition, "en")
    keys = {dimension.key for dimension in framework.dimensions}
    if answers.answered(keys) == len(keys) and keys & answers.new:
        record(
            cluster=round.cluster,
            by=by,
            verb=f"ratings.{aspect}",
            subject=round,
            round_number=round.number,
            visibility=Visibility.MEMBERS,
        )
    return answers


@transaction.atomic
def clear(*, round: Round, by: User, aspect: Aspect, items: Collection[str]) -> None:
    _require_open(round, aspect)
    ratings.clear(rating_set=round.ratings, by=by, aspect=aspect, items=items)
