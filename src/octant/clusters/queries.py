"""Reading clusters: the list of mine, the home page, the people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import global_settings
from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.domain.framework import Framework
from octant.frameworks import queries as frameworks

from . import countries
from .models import Cluster, Fact, Invitation, Membership, Role

# Django translates these; for Bokmål its get_language_info has a name that no catalogue knows.
LANGUAGE_NAMES = dict(global_settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round in one line; `state` is doing or done, `text` says it in words."""

    number: int
    title: str
    mode: str
    illustrative: bool
    state: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class ClusterCard:
    name: str
    noun: str
    place: str
    role: str
    url: str
    archived: bool
    latest_round: RoundLine | None


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Facts about one dimension, or general ones (`name` empty)."""

    name: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Home:
    place: str
    languages: str
    fact_groups: tuple[FactGroup, ...]
    rounds: tuple[RoundLine, ...]
    people: int

    @property
    def current(self) -> RoundLine | None:
        """The newest round whose plan is not agreed yet."""
        return next((line for line in self.rounds if line.state == "doing"), None)


def my_clusters(user: User) -> list[ClusterCard]:
    """Clusters the person is in, by name; archived ones last."""
    memberships = (
        Membership.objects.filter(user=user, left_at=None)
        .select_related("cluster")
        .prefetch_related("cluster__rounds")
        .order_by(models.F("cluster__archived_at").asc(nulls_first=True), "cluster__name")
    )
    return [_card(membership) for membership in memberships]


def home(cluster: Cluster) -> Home:
    framework = current_framework()
    return Home(
        place=place(cluster),
        languages=", ".join(language_name(code) for code in cluster.languages),
        fact_groups=_fact_groups(framework, list(Fact.kept.filter(cluster=cluster))),
        rounds=tuple(round_lines(cluster, cluster.rounds.order_by("-number"))),
        people=Membership.objects.filter(cluster=cluster, left_at=None).count(),
    )


def people(cluster: Cluster) -> list[Membership]:
    """Who is in, coordinators first."""
    order = models.Case(*(models.When(role=role, then=n) for n, role in enumerate(Role.values)), default=9)
    return list(
        Membership.objects.filter(cluster=cluster, left_at=None)
        .select_related("user")
        .annotate(order=order)
        .order_by("order", "user__name", "pk")
    )


def open_invitations(cluster: Cluster, now: datetime) -> list[Invitation]:
    return list(
        Invitation.objects.filter(cluster=cluster, withdrawn_at=None, expires_at__gt=now)
        .exclude(models.Q(accepted_at__isnull=False) & ~models.Q(email=""))
        .order_by("expires_at", "pk")
    )


def current_framework() -> Framework:
    """The newest edition, in the reader's language."""
    return frameworks.framework(frameworks.DEFAULT, frameworks.latest(), get_language() or "en")


def place(cluster: Cluster) -> str:
    return ", ".join(part for part in (cluster.region, countries.name(cluster.country)) if part)


def language_name(code: str) -> str:
    """How a language is called in the reader's language."""
    from_code = dict(language_choices())
    return from_code.get(code, code)


def language_choices() -> list[tuple[str, str]]:
    return sorted(
        ((code, _(LANGUAGE_NAMES[code])) for code in countries.LANGUAGES),
        key=lambda choice: choice[1],
    )


def round_lines(cluster: Cluster, rounds: Iterable[Any]) -> list[RoundLine]:
    """Rounds belong to a higher room; here only their own columns are read."""
    return [
        RoundLine(
            number=round_.number,
            title=str(round_),
            mode=round_.get_mode_display(),
            illustrative=round_.illustrative,
            state="done" if round_.plan_agreed_at else "doing",
            text=_round_text(round_),
            url=reverse("rounds:overview", args=[cluster.slug, round_.number]),
        )
        for round_ in rounds
    ]


def _round_text(round_: Any) -> str:
    if round_.plan_agreed_at:
        return _("plan agreed %(date)s") % {"date": date_format(round_.plan_agreed_at, "SHORT_DATE_FORMAT")}
    if round_.focus_agreed_at:
        return _("focus chosen, plan in the making")
    if round_.vision_agreed_at:
        return _("vision agreed")
    if round_.baseline_at:
        return _("baseline frozen")
    return _("describing the starting point")


def _card(membership: Membership) -> ClusterCard:
    cluster = membership.cluster
    rounds = sorted(cluster.rounds.all(), key=lambda round_: -round_.number)[:1]
    latest = round_lines(cluster, rounds)
    return ClusterCard(
        name=cluster.name,
        noun=cluster.get_noun_display(),
        place=place(cluster),
        role=membership.get_role_display(),
        url=reverse("clusters:home", args=[cluster.slug]),
        archived=cluster.archived_at is not None,
        latest_round=latest[0] if latest else None,
    )


def _fact_groups(framework: Framework, facts: Sequence[Fact]) -> tuple[FactGroup, ...]:
    """General facts first, then in the order of the guide; unknown keys count as general."""
    names = {dimension.key: dimension.name for dimension in framework.dimensions}
    groups: dict[str, list[Fact]] = {key: [] for key in ["", *names]}
    for fact in facts:
        groups[fact.dimension if fact.dimension in names else ""].append(fact)
    return tuple(FactGroup(names.get(key, ""), tuple(rows)) for key, rows in groups.items() if rows)
