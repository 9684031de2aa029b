"""Taking over what others said: always a decision of the team, which keeps the raw answers beside it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.journal.actions import record
from octant.journal.models import Entry
from octant.ratings.models import Aspect, RatingSet

from ..models import Adoption, AgreedLevel, DecisionKind, DimensionVision, InfluenceGroup, InfluenceRow, Round
from ..rules import (
    baseline_closed,
    profile_closed,
    require_open_baseline,
    require_open_plan,
    require_open_profile,
)
from . import focus, vision
from .decisions import record_decision

type Levels = Mapping[str, Decimal | None]
"""{dimension key: the level the team agreed on; None: none for this dimension}."""


@transaction.atomic
def take_over(
    *,
    round: Round,
    by: User,
    aspect: Aspect,
    ratings: RatingSet,
    title: str,
    distribution: Mapping[str, list[int]],
    levels: Levels,
    names: Mapping[str, str],
    **decision: Any,
) -> Adoption:
    """Count in the answers of a survey, and keep the levels that the team agreed on with them.

    "Now": the agreed levels stand beside the raw distribution. "Wished for": they become the targets.
    `distribution` is what may be shown of the survey, `names` are the dimensions' names for the journal. The
    same answers are taken over once; a second time is refused.
    """
    _require_open(round, aspect)
    if Adoption.objects.filter(round=round, aspect=aspect, ratings=ratings).exists():
        raise PermissionDenied(_("These answers have been taken over already. Take them back first."))
    made = record_decision(
        round=round, kind=DecisionKind.VOICES, by=by, subject=title or str(round), **decision
    )
    adoption = Adoption.objects.create(
        round=round,
        aspect=aspect,
        ratings=ratings,
        title=title[:160],
        distribution=dict(distribution),
        decision=made,
    )
    chosen = {key: level for key, level in levels.items() if level is not None and key in names}
    before = (
        _agree(round, adoption, chosen) if aspect == Aspect.NOW else _set_targets(round, by, chosen, names)
    )
    record(
        cluster=round.cluster,
        by=by,
        verb="voices.taken_over",
        subject=adoption,
        round_number=round.number,
        before=before,
        after=chosen,
    )
    return adoption


@transaction.atomic
def take_back(*, adoption: Adoption, round: Round, by: User) -> None:
    """Count the answers no longer. Levels and targets that were set with them become what they were before.

    The decision stays in the record, the taking back is journaled. A target that somebody changed since then
    stays as it is.
    """
    _require_open(round, Aspect(adoption.aspect))
    taken = Entry.objects.filter(
        cluster=round.cluster,
        verb="voices.taken_over",
        subject_type=adoption._meta.label_lower,
        subject_id=adoption.pk,
    ).first()
    before, after = (taken.before, taken.after) if taken else ({}, {})
    record(
        cluster=round.cluster,
        by=by,
        verb="voices.taken_back",
        subject=str(adoption),
        round_number=round.number,
        before=after,
    )
    aspect = adoption.aspect
    adoption.delete()
    if aspect == Aspect.NOW:
        _restore_agreed(round, before)
    else:
        _restore_targets(round, before, after)


def closed(round: Round) -> dict[Aspect, str]:
    """Why the answers on each aspect cannot be taken over at the moment; empty where they can."""
    return {Aspect.NOW: baseline_closed(round), Aspect.WISHED: profile_closed(round)}


def _require_open(round: Round, aspect: Aspect) -> None:
    """Answers on "now" belong to the baseline, wishes to the ideal profile."""
    if aspect == Aspect.NOW:
        require_open_baseline(round)
    else:
        require_open_profile(round)


# ---------- Levels "now" ----------


def _agree(round: Round, adoption: Adoption, levels: Mapping[str, Decimal]) -> dict[str, object]:
    """Returns what was agreed before, with the adoption it came from: {dimension: [level, adoption id]}."""
    there = {row.dimension: row for row in round.agreed_levels.all()}
    for key, level in levels.items():
        AgreedLevel.objects.update_or_create(
            round=round, dimension=key, defaults={"level": level, "adoption": adoption}
        )
    return {key: [there[key].level, there[key].adoption_id] for key in levels if key in there}


def _restore_agreed(round: Round, before: Mapping[str, Any]) -> None:
    adoptions = set(round.adoptions.values_list("pk", flat=True))
    for key, (level, adoption) in before.items():
        if adoption in adoptions:
            AgreedLevel.objects.get_or_create(
                round=round, dimension=key, defaults={"level": Decimal(level), "adoption_id": adoption}
            )


# ---------- Targets ----------


def _set_targets(
    round: Round, by: User, levels: Mapping[str, Decimal], names: Mapping[str, str]
) -> dict[str, object]:
    """Through the action of the ideal profile. Returns the former targets."""
    there = {row.dimension: row for row in round.dimension_visions.all()}
    for key, level in levels.items():
        vision.change_dimension(
            round=round,
            by=by,
            dimension=key,
            name=names[key],
            version=there[key].version if key in there else 1,
            values={"target": level},
        )
    return {key: there[key].target if key in there else None for key in levels}


def _restore_targets(round: Round, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    for row in DimensionVision.objects.filter(round=round, dimension__in=after.keys()):
        if row.target == Decimal(str(after[row.dimension])):
            former = before.get(row.dimension)
            row.target = None if former is None else Decimal(str(former))
            row.version += 1
            row.save(update_fields=["target", "version", "changed_at"])


# ---------- Influence ----------


@transaction.atomic
def take_influence(
    *, round: Round, by: User, name: str, rows: Mapping[str, Mapping[str, int]]
) -> InfluenceGroup:
    """What people said about influences, as one more group beside the team's own groups."""
    require_open_plan(round)
    group = focus.add_group(round=round, by=by, name=name[:120])
    InfluenceRow.objects.bulk_create(
        InfluenceRow(group=group, dimension=dimension, values=dict(values))
        for dimension, values in rows.items()
    )
    return group
