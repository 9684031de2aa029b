"""Who is there, who is missing, where they stand, what comes up."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext as _

from octant.clusters.models import Cluster
from octant.core.prepared import Prepared
from octant.domain.landscape import Part, effective_number, mix

from ..models import (
    EcosystemRole,
    Funding,
    FundingState,
    MembershipState,
    Organisation,
    PartnerSurvey,
    Policy,
    Position,
    Sector,
    Stance,
    TargetMix,
)
from ..names import name_key

MEMBERS = (MembershipState.MEMBER, MembershipState.ASSOCIATED)
NO_LONGER_OPEN = (FundingState.GRANTED, FundingState.REFUSED, FundingState.NOT_FOR_US)
COMING = timedelta(days=90)


# --- Critical mass and diversity ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SectorRow:
    label: str
    part: Part

    @property
    def per_cent(self) -> int:
        return round(self.part.share * 100)

    @property
    def target_per_cent(self) -> int | None:
        return None if self.part.target is None else round(self.part.target * 100)


@dataclass(frozen=True, slots=True)
class Diversity:
    """Everything the page about critical mass says of one group: the members, or the whole register."""

    total: int
    wanted: int | None
    sectors: tuple[SectorRow, ...]
    without_sector: int
    effective: float
    municipalities: tuple[tuple[str, int], ...]
    missing_municipalities: tuple[str, ...]
    covered: int
    roles: tuple[tuple[str, int], ...]
    missing_roles: tuple[str, ...]


_target_mix = Prepared[TargetMix](lambda cluster: TargetMix.objects.filter(cluster=cluster), int)


def target_mix(cluster: Cluster) -> TargetMix | None:
    return _target_mix.first(cluster.pk)


def diversity(cluster: Cluster, target: TargetMix | None, *, members_only: bool) -> Diversity:
    rows = Organisation.kept.filter(cluster=cluster)
    if members_only:
        rows = rows.filter(membership__in=MEMBERS)
    columns = list(rows.values_list("sector", "municipality", "roles"))
    sectors = Counter(sector for sector, _place, _roles in columns)
    counts = {sector.value: sectors[sector.value] for sector in Sector}
    targets = {
        sector.value: share / 100
        for sector in Sector
        if target and (share := getattr(target, sector.value)) is not None
    }
    spelled: dict[str, str] = {}
    places = Counter(name_key(place) for _sector, place, _roles in columns if place)
    for _sector, place, _roles in columns:
        spelled.setdefault(name_key(place), place)
    wanted_places = target.places if target else []
    roles = Counter(role for _sector, _place, keys in columns for role in keys)
    wanted_roles = set(target.roles) if target else set()
    return Diversity(
        total=len(columns),
        wanted=target.members if target else None,
        sectors=tuple(SectorRow(str(Sector(part.key).label), part) for part in mix(counts, targets)),
        without_sector=sectors[""],
        effective=effective_number(list(counts.values())),
        municipalities=tuple((spelled[key], n) for key, n in places.most_common()),
        missing_municipalities=tuple(place for place in wanted_places if name_key(place) not in places),
        covered=sum(name_key(place) in places for place in wanted_places),
        roles=tuple((str(role.label), roles[role.value]) for role in EcosystemRole),
        missing_roles=tuple(
            str(role.label) for role in EcosystemRole if role.value in wanted_roles and not roles[role.value]
        ),
    )


def sentence(found: Diversity) -> str:
    """What the figures say, in one or two sentences."""
    if not found.total:
        return _("Nobody is there yet.")
    largest = max(found.sectors, key=lambda row: row.part.count)
    text = _("%(share)s %% are from “%(sector)s”; the mix is as varied as %(n)s sectors of equal size.") % {
        "share": largest.per_cent,
        "sector": largest.label,
        "n": f"{found.effective:.1f}",
    }
    missing = [row for row in found.sectors if row.part.missing]
    if missing:
        names = ", ".join(f"{row.label} (+{row.part.missing})" for row in missing)
        text += " " + _("For the mix you want there should be more from: %(names)s.") % {"names": names}
    return text


# --- Power and interest -------------------------------------------------------------------------------------


class Stand(NamedTuple):
    """Where an organisation stands, and where it stood before (None: nobody knew)."""

    pk: int
    name: str
    influence: int
    interest: int
    stance: str
    before: tuple[int, int] | None

    @property
    def now(self) -> tuple[int, int]:
        return self.influence, self.interest

    @property
    def stance_label(self) -> str:
        return str(dict(Stance.choices).get(self.stance, ""))

    @property
    def moved(self) -> bool:
        return self.before is not None and self.before != self.now


_standing = Prepared[tuple[int, str, int, int, str]](
    lambda cluster: (
        Organisation.kept.filter(cluster=cluster, influence__isnull=False, interest__isnull=False)
        .order_by("-influence", "-interest", "name_key")
        .values_list("pk", "name", "influence", "interest", "stance")
    ),
    int,
)


def stands(cluster: Cluster, since: date | None = None) -> list[Stand]:
    """Everybody with influence and interest, the weightiest first; with where they stood on `since`."""
    then: dict[int, tuple[int, int]] = {}
    if since:
        known = Position.objects.filter(organisation__cluster=cluster, since__lte=since).order_by("since")
        rows = known.values_list("organisation_id", "influence", "interest")
        then = {pk: (influence, interest) for pk, influence, interest in rows if influence and interest}
    return [Stand(*row, then.get(row[0])) for row in _standing(cluster.pk)]


# --- What comes up ------------------------------------------------------------------------------------------


class Date(NamedTuple):
    """One day to remember. `kind` is funding, policy, organisation or survey; `key` names it alone."""

    kind: str
    day: date
    name: str
    pk: int
    owner_id: int | None = None

    @property
    def text(self) -> str:
        """In the language of whoever reads it."""
        if self.kind == "funding":
            return _("Deadline: %(name)s") % {"name": self.name}
        if self.kind == "survey":
            return _("Survey ends: %(name)s") % {"name": self.name}
        return _("Look again: %(name)s") % {"name": self.name}

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.pk}"


def _between(rows: "Callable[[], models.QuerySet[Any]]", day: str, *columns: str) -> Prepared[Any]:
    """These rows of a cluster whose `day` lies between two days."""
    return Prepared(
        lambda cluster, start, end: (
            rows().filter(cluster=cluster, **{f"{day}__range": (start, end)}).values_list(day, *columns)
        ),
        *(int, date, date),
    )


_coming = {
    "funding": _between(
        lambda: Funding.kept.exclude(state__in=NO_LONGER_OPEN), "deadline", "name", "pk", "owner_id"
    ),
    "policy": _between(Policy.kept.all, "review_on", "name", "pk"),
    "organisation": _between(Organisation.kept.all, "review_on", "name", "pk", "owner_id"),
    "survey": _between(lambda: PartnerSurvey.objects.filter(closed_at=None), "closes_on", "title", "pk"),
}


def dates(cluster: Cluster, start: date, end: date, *, team: bool) -> list[Date]:
    """Deadlines, days to look again and ends of surveys from `start` to `end`, the next first.

    When the team wants to look at an organisation again is the team's own business.
    """
    found = [
        Date(kind, *row)
        for kind, coming in _coming.items()
        if team or kind != "organisation"
        for row in coming(cluster.pk, start, end)
    ]
    return sorted(found, key=lambda date_: (date_.day, date_.key))


# --- Registers ----------------------------------------------------------------------------------------------


def policies(cluster: Cluster, *, level: str = "", effect: str = "") -> "models.QuerySet[Policy]":
    rows = Policy.kept.filter(cluster=cluster)
    wanted = {name: value for name, value in (("level", level), ("effect", effect)) if value}
    return rows.filter(**wanted)


def fundings(cluster: Cluster, *, state: str = "", today: date) -> "models.QuerySet[Funding]":
    """Those with a deadline to come first, the next on top; then those without; past ones last."""
    rows = Funding.kept.filter(cluster=cluster).select_related("owner__user")
    if state:
        rows = rows.filter(state=state)
    order = models.Case(
        models.When(deadline__lt=today, then=2), models.When(deadline=None, then=1), default=0
    )
    return rows.annotate(order=order).order_by(
        "order", models.F("deadline").asc(nulls_last=True), "name", "pk"
    )
