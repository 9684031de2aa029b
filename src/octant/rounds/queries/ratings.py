"""Where the eight dimensions stand: now, wished for, target, earlier; and who has rated."""

from dataclasses import dataclass
from decimal import Decimal

from octant.clusters.access import RIGHTS, Right
from octant.clusters.models import Membership
from octant.core.prepared import Prepared
from octant.domain import scoring
from octant.domain.framework import Framework
from octant.ratings import queries as ratings
from octant.ratings.models import Aspect
from octant.ratings.queries import NOBODY, Histogram

from ..models import DimensionVision, FocusChoice, Round
from .voices import NONE, Voices, voices_of

DISPUTED = 0.5  # below this agreement it is worth talking before anything is decided


@dataclass(frozen=True, slots=True)
class DimensionRow:
    """One dimension with all that is known of it. Levels lie between 1 and 5; None where nobody has said."""

    key: str
    number: int
    name: str
    short_name: str
    now: Histogram = NOBODY
    wished: Histogram = NOBODY
    target: float | None = None
    earlier: float | None = None
    focus_phase: int = 0
    agreed: float | None = None  # level "now" that the team agreed on with what others said

    @property
    def level(self) -> float | None:
        """What counts as "now": the agreed level where there is one, else the median."""
        return self.now.median if self.agreed is None else self.agreed

    @property
    def gap(self) -> float | None:
        return scoring.gap(self.level, self.target)

    @property
    def is_disputed(self) -> bool:
        agreement = self.now.agreement
        if agreement is None or self.now.n < 2:
            return False
        return self.now.is_split or agreement < DISPUTED


@dataclass(frozen=True, slots=True)
class Profile:
    """All dimensions in the framework's order.

    `target_is_wish`: no target has been set yet, so the median of the wished levels stands in for it.
    """

    rows: tuple[DimensionRow, ...]
    earlier_round: Round | None = None
    target_is_wish: bool = False
    voices: Voices = NONE

    @property
    def is_rated(self) -> bool:
        return any(row.level is not None for row in self.rows)

    @property
    def has_targets(self) -> bool:
        return any(row.target is not None for row in self.rows)

    @property
    def by_gap(self) -> list[DimensionRow]:
        """Largest gap first; where there is no gap yet, in the framework's order at the end."""
        return sorted(self.rows, key=lambda row: (row.gap is None, -(row.gap or 0)))

    @property
    def largest_gap(self) -> DimensionRow | None:
        first = self.by_gap[0]
        return first if first.gap and first.gap > 0 else None

    @property
    def most_disputed(self) -> DimensionRow | None:
        """The dimension people agree on least, if there is one worth talking about."""
        disputed = [row for row in self.rows if row.is_disputed]
        return min(disputed, key=lambda row: row.now.agreement or 0, default=None)

    def row(self, key: str) -> DimensionRow:
        return next(row for row in self.rows if row.key == key)


_earlier = Prepared[Round](
    lambda cluster, number: Round.objects.filter(
        cluster_id=cluster, number__lt=number, baseline_at__isnull=False
    ).order_by("-number")[:1],
    int,
    int,
)
_targets = Prepared[tuple[str, Decimal]](
    lambda round_: (
        DimensionVision.objects.filter(round=round_).exclude(target=None).values_list("dimension", "target")
    ),
    int,
)
_choices = Prepared[FocusChoice](lambda round_: FocusChoice.objects.filter(round=round_), int)


def earlier_round(round_: Round) -> Round | None:
    """The latest round before this one whose baseline is frozen: the one to compare with."""
    return _earlier.first(round_.cluster_id, round_.number)


def targets_of(round_: Round) -> dict[str, float]:
    """{dimension: the level agreed on as its target}. One query."""
    return {dimension: float(target) for dimension, target in _targets(round_.pk)}


def choices_of(round_: Round) -> dict[str, FocusChoice]:
    """{dimension: how it was chosen as a focus}, in the order of working on them. One query."""
    return {row.dimension: row for row in _choices(round_.pk)}


def profile(round_: Round, framework: Framework) -> Profile:
    """Five queries, however many people rated and whatever was taken over."""
    earlier = earlier_round(round_)
    sets = [round_.ratings_id, *([earlier.ratings_id] if earlier else [])]
    keys = [dimension.key for dimension in framework.dimensions]
    counted = ratings.histograms_of(sets, items=keys, aspects=[Aspect.NOW, Aspect.WISHED])
    now = counted.get((round_.ratings_id, Aspect.NOW), {})
    wished = counted.get((round_.ratings_id, Aspect.WISHED), {})
    before = counted.get((earlier.ratings_id, Aspect.NOW), {}) if earlier else {}
    said = voices_of(round_, earlier or round_)
    here, then = said[round_.pk], said[earlier.pk] if earlier else NONE
    now, wished = here.beside(Aspect.NOW, now), here.beside(Aspect.WISHED, wished)
    before = then.beside(Aspect.NOW, before)
    targets: dict[str, float | None] = {**targets_of(round_)}
    target_is_wish = not targets and bool(wished)
    if target_is_wish:
        targets = {key: histogram.median for key, histogram in wished.items()}
    focus = choices_of(round_)
    rows = tuple(
        DimensionRow(
            key=dimension.key,
            number=dimension.number,
            name=dimension.name,
            short_name=dimension.short_name,
            now=now.get(dimension.key, NOBODY),
            wished=wished.get(dimension.key, NOBODY),
            target=targets.get(dimension.key),
            earlier=then.agreed.get(dimension.key, before.get(dimension.key, NOBODY).median),
            focus_phase=focus[dimension.key].phase if dimension.key in focus else 0,
            agreed=here.agreed.get(dimension.key),
        )
        for dimension in framework.dimensions
    )
    return Profile(rows, earlier, target_is_wish, here)


@dataclass(frozen=True, slots=True)
class TeamMember:
    user_id: int
    name: str
    answered: int
    of: int

    @property
    def is_complete(self) -> bool:
        return self.answered >= self.of

    @property
    def has_begun(self) -> bool:
        return self.answered > 0


@dataclass(frozen=True, slots=True)
class Team:
    """The people who may rate, and how far each has come. What they answered is not in here."""

    members: tuple[TeamMember, ...]

    @property
    def complete(self) -> int:
        return sum(member.is_complete for member in self.members)

    @property
    def missing(self) -> list[TeamMember]:
        return [member for member in self.members if not member.is_complete]

    def others(self, raters: int) -> int:
        """How many of the raters do not belong to the team (any more), or have no account."""
        return max(raters - sum(member.has_begun for member in self.members), 0)


def team(round_: Round, framework: Framework, aspect: Aspect = Aspect.NOW) -> Team:
    """Two queries."""
    keys = [dimension.key for dimension in framework.dimensions]
    answered = ratings.answered_by_person(round_.ratings, aspect, keys)
    return Team(
        tuple(
            TeamMember(
                user_id,
                name or email.partition("@")[0],
                answered.get(user_id, 0),
                len(keys),
            )
            for user_id, name, email in _people(round_.cluster_id)
        )
    )


# Plain values: a team may have hundreds of people, and only these few columns are needed.
_people = Prepared[tuple[int, str, str]](
    lambda cluster: (
        Membership.objects.filter(
            cluster_id=cluster,
            left_at=None,
            role__in=[role for role, rights in RIGHTS.items() if Right.CONTRIBUTE in rights],
        )
        .order_by("user__name", "pk")
        .values_list("user_id", "user__name", "user__email")
    ),
    int,
)


# What somebody must have rated before seeing how the others rated it. Wishes and feasibility are read against
# the levels of now, so these come first everywhere.
OWN_VIEW = {
    Aspect.NOW: (Aspect.NOW,),
    Aspect.WISHED: (Aspect.NOW, Aspect.WISHED),
    Aspect.FEASIBLE: (Aspect.NOW, Aspect.FEASIBLE),
}


def own_view_first(
    round_: Round, user_id: int, framework: Framework, aspect: Aspect = Aspect.NOW
) -> Aspect | None:
    """What this person rates before seeing the group's figures on this aspect; None: they are open.

    First one's own view, then the others': so nobody rates what everybody rates. This is the one rule for
    pages, charts and files: until the baseline is frozen (or the plan agreed), who may rate and has not does
    not see what the others answered. Coordinators, who lead the talk, and people who do not rate see it at
    any time. One query, and only where it decides.
    """
    access = round_.cluster.access
    if round_.baseline_at or round_.plan_agreed_at or access.can_decide or not access.can_contribute:
        return None
    done = ratings.answered_by(round_.ratings, user_id, [dimension.key for dimension in framework.dimensions])
    return next((each for each in OWN_VIEW[aspect] if done.get(each, 0) < len(framework.dimensions)), None)
