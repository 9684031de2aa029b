"""A made-up region of any size, to see how the register, the network and the map carry it.

Everything in it says so: its name, the source of each row, the names of the organisations. The same size
gives the same region every time.
"""

import random
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from octant.accounts.models import User
from octant.clusters.models import Cluster, Membership, Role
from octant.ecosystem import gazetteer, services
from octant.ecosystem.actions import introductions
from octant.ecosystem.fields import Words
from octant.ecosystem.models import (
    DIRECTED,
    SDGS,
    EcosystemRole,
    Effect,
    Funding,
    FundingState,
    IntroductionState,
    Kind,
    Level,
    MembershipState,
    Need,
    Offer,
    Organisation,
    Outcome,
    Policy,
    Position,
    Relation,
    RelationKind,
    Sector,
    Strength,
    TargetMix,
)

from .load import DOMAIN, PEOPLE

SLUG = "synthetic-region"
SOURCE = "Made up by a program"
COUNTRY = "LV"
SEED = 17
AT_ONCE = 500
TIES_EACH = 5  # relations for each organisation, on average
NEARBY = 0.6  # share of relations within the same municipality
FIRST_DAY = date(2019, 1, 1)
DAYS = 2500
KINDS = {
    Sector.PUBLIC: [Kind.MUNICIPALITY, Kind.PUBLIC_SERVICE, Kind.STATE],
    Sector.PRIVATE: [Kind.COMPANY, Kind.START_UP, Kind.INVESTOR],
    Sector.SOCIAL: [Kind.ASSOCIATION, Kind.SOCIAL_ENTERPRISE, Kind.FOUNDATION, Kind.INITIATIVE],
    Sector.ACADEMIC: [Kind.UNIVERSITY, Kind.RESEARCH_INSTITUTE, Kind.SCHOOL],
}
SHARES = {Sector.PUBLIC: 20, Sector.PRIVATE: 30, Sector.SOCIAL: 40, Sector.ACADEMIC: 10}


@transaction.atomic
def load_synthetic(organisations: int) -> bool:
    """Load the region into a demo that is there already. False when it was loaded before."""
    if Cluster.objects.filter(slug=SLUG).exists():
        return False
    cluster = Cluster.objects.create(
        slug=SLUG,
        name="Synthetic region (made up)",
        country=COUNTRY,
        description="Nothing here is real: a program made these organisations to show the scale.",
    )
    users = {user.email: user for user in User.objects.filter(email__endswith=f"@{DOMAIN}")}
    for key, _name, role in PEOPLE:
        if user := users.get(f"{key}@{DOMAIN}"):
            Membership.objects.create(cluster=cluster, user=user, role=role)
    by = cluster.memberships.filter(role=Role.COORDINATOR).select_related("user").first()
    chance = random.Random(SEED)  # noqa: S311  # nothing here is a secret
    rows = _organisations(cluster, organisations, chance)
    _services(rows, chance)
    _relations(cluster, rows, chance)
    _landscape(cluster, rows, chance)
    if by:
        _introductions(cluster, by.user)
    return True


def _organisations(cluster: Cluster, number: int, chance: random.Random) -> list[Organisation]:
    places = gazetteer.of_country(COUNTRY)
    sizes = [max(place.inhabitants, 500) ** 0.5 for place in places]  # large towns do not swallow all
    rows = []
    for n, place in enumerate(chance.choices(places, sizes, k=number), start=1):
        [sector] = chance.choices(list(SHARES), list(SHARES.values()))
        kind = chance.choice(KINDS[sector])
        rows.append(
            Organisation(
                cluster=cluster,
                name=f"Synthetic {str(kind.label).lower()} {n}, {place.name}",
                sector=sector,
                kind=kind,
                roles=Words(chance.sample(EcosystemRole.values, chance.randint(1, 3))),
                sdgs=Words(sorted(chance.sample(SDGS, chance.randint(0, 4)), key=int)),
                place=place.name,
                municipality=place.name,
                country=place.country,
                # Not all in the market square: up to about two kilometres from it.
                latitude=round(place.latitude + chance.uniform(-0.02, 0.02), 5),
                longitude=round(place.longitude + chance.uniform(-0.03, 0.03), 5),
                membership=chance.choice(MembershipState.values),
                influence=chance.randint(1, 5),
                interest=chance.randint(1, 5),
                source=SOURCE,
            )
        )
    return list(Organisation.objects.bulk_create(rows, batch_size=AT_ONCE))


def _services(rows: list[Organisation], chance: random.Random) -> None:
    kinds = [(entry.key, entry.name) for entry in services.categories()]

    def some() -> list[dict[str, Any]]:
        chosen = [(row, *chance.choice(kinds)) for row in rows if chance.random() < 0.4]
        return [
            {"organisation": row, "category": key, "text": f"{name} ({SOURCE})"} for row, key, name in chosen
        ]

    Offer.objects.bulk_create([Offer(**values) for values in some()], batch_size=AT_ONCE)
    Need.objects.bulk_create([Need(**values) for values in some()], batch_size=AT_ONCE)


def _relations(cluster: Cluster, rows: list[Organisation], chance: random.Random) -> None:
    neighbours: dict[str, list[Organisation]] = {}
    for row in rows:
        neighbours.setdefault(row.municipality, []).append(row)
    made: dict[tuple[int, int, str], Relation] = {}
    for _n in range(TIES_EACH * len(rows)):
        first = chance.choice(rows)
        second = chance.choice(neighbours[first.municipality] if chance.random() < NEARBY else rows)
        kind = chance.choice(list(RelationKind))
        if first.pk == second.pk:
            continue
        tie = Relation(
            cluster=cluster,
            first=first,
            second=second,
            kind=kind,
            directed=kind in DIRECTED,
            strength=chance.choice(Strength.values),
            since=FIRST_DAY + timedelta(days=chance.randrange(DAYS)),
            evidence=SOURCE,
        )
        tie.put_in_order()
        made.setdefault((tie.first_id, tie.second_id, kind), tie)
    Relation.objects.bulk_create(made.values(), batch_size=AT_ONCE)


def _landscape(cluster: Cluster, rows: list[Organisation], chance: random.Random) -> None:
    """The mix the region wants, where some stood half a year ago, what helps and limits it, what may pay."""
    largest = sorted(gazetteer.of_country(COUNTRY), key=lambda place: -place.inhabitants)[:10]
    TargetMix.objects.create(
        cluster=cluster,
        public=25,
        private=25,
        social=35,
        academic=15,
        members=len(rows),
        roles=Words(EcosystemRole.values[:4]),
        municipalities="\n".join(place.name for place in largest),
    )
    today = timezone.localdate()
    Position.objects.bulk_create(
        Position(
            organisation=row,
            since=today - timedelta(days=before),
            influence=row.influence if not before else chance.randint(1, 5),
            interest=row.interest if not before else chance.randint(1, 5),
        )
        for row in rows[:12]
        for before in (180, 0)
    )
    for n, level in enumerate(Level):
        Policy.objects.create(
            cluster=cluster,
            name=f"Synthetic rule {n + 1}",
            level=level,
            effect=Effect.values[n % len(Effect.values)],
            text=SOURCE,
        )
    for n, state in enumerate(FundingState):
        Funding.objects.create(
            cluster=cluster,
            name=f"Synthetic programme {n + 1}",
            funder=SOURCE,
            amount=25_000 * (n + 1),
            deadline=today + timedelta(days=14 + 21 * n),
            probability=1 + n % 5,
            fit=5 - n % 5,
            state=state,
        )


def _introductions(cluster: Cluster, by: User) -> None:
    """For every third need the first offer of its kind: each introduction one step further than the last."""
    offers: dict[str, Offer] = {}
    for offer in Offer.kept.filter(organisation__cluster=cluster).select_related("organisation"):
        offers.setdefault(offer.category, offer)
    needs = Need.kept.filter(organisation__cluster=cluster).select_related("organisation")[:30:3]
    for n, need in enumerate(needs):
        if need.category not in offers or offers[need.category].organisation == need.organisation:
            continue
        offer = offers[need.category]
        row = introductions.propose(
            cluster=cluster,
            first=need.organisation,
            second=offer.organisation,
            need=need,
            offer=offer,
            why=SOURCE,
            by=by,
        )
        for state in (IntroductionState.ACCEPTED, IntroductionState.MET)[: n % 4]:
            introductions.step(introduction=row, to=state, by=by)
        if n % 4 == 3:
            introductions.conclude(
                introduction=row, outcome=Outcome.COOPERATES, note=SOURCE, settled=True, by=by
            )
