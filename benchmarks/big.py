"""A cluster of any size, put straight into the database: the same shape for one row as for thousands."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

import big_rooms


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything; findings and measures name the organisations one after the other."""

    organisations: int
    people: int
    respondents: int
    rounds: int
    measures: int
    groups: int


# Two of each: with one, a page rightly asks nothing about the others.
SMALL = Size(organisations=2, people=2, respondents=2, rounds=3, measures=2, groups=2)
LARGE = Size(organisations=500, people=30, respondents=300, rounds=3, measures=60, groups=6)


def cluster(slug: str, size: Size, coordinator):
    """A cluster of this size with its rounds, the last one in the middle of its work."""
    from octant.accounts.models import User
    from octant.clusters.models import Cluster, Fact, Membership, Role
    from octant.ecosystem.models import Organisation, Sector
    from octant.journal.actions import record

    made = Cluster.objects.create(slug=slug, name=f"A {slug} cluster", country="DE")
    Membership.objects.create(cluster=made, user=coordinator, role=Role.COORDINATOR)
    users = [coordinator]
    for n in range(1, size.people):
        users.append(User.objects.create_user(f"{slug}{n}@example.org", f"Person {n}"))
        Membership.objects.create(cluster=made, user=users[-1], role=Role.CORE)
    Fact.objects.create(cluster=made, label="Founded", text="In 2020", source="The statutes")
    sectors = Sector.values
    organisations = Organisation.objects.bulk_create(
        Organisation(cluster=made, name=f"Organisation {n}", sector=sectors[n % 4], place="Somewhere")
        for n in range(size.organisations)
    )
    for number in range(1, size.rounds + 1):
        last = _round(made, number, size, users, organisations)
    big_rooms.survey(last, coordinator, size.respondents)
    big_rooms.prepared_survey(last, coordinator, size.respondents)
    big_rooms.workshop(last, coordinator, size.respondents)
    big_rooms.ecosystem(made, coordinator, organisations)
    for _ in range(size.organisations):
        record(cluster=made, by=coordinator, verb="cluster.changed", subject=made)
    return made


def _round(cluster, number: int, size: Size, users: list, organisations: list):
    from octant.frameworks import queries as frameworks
    from octant.ratings.models import RatingSet
    from octant.rounds.models import Finding, FindingKind, Round

    framework = frameworks.framework("csei", 1, "en")
    round_ = Round.objects.create(
        cluster=cluster,
        number=number,
        ratings=RatingSet.objects.create(cluster=cluster, framework="csei", edition=1),
        starts_on=date(2026, 1, 1),
        ends_on=date(2027, 12, 31),
    )
    _ratings(round_, framework, size, users)
    categories = [category.key for category in framework.resource_categories]
    kinds = FindingKind.values
    Finding.objects.bulk_create(
        Finding(
            round=round_,
            category=categories[n % len(categories)],
            kind=kinds[n % 3],
            text=f"Finding {n}: what is there and what is missing",
            source="An interview",
            organisation=organisation,
            position=n,
        )
        for n, organisation in enumerate(organisations)
    )
    _vision(round_, framework, users)
    _influence(round_, framework, size)
    _plan(round_, framework, size, organisations)
    return round_


def _ratings(round_, framework, size: Size, users: list) -> None:
    """Everybody rates every dimension for all aspects, every statement, and comments on one dimension."""
    from octant.ratings.models import Aspect, Comment, Rating, Respondent

    chance = random.Random(round_.number)
    dimensions = [dimension.key for dimension in framework.dimensions]
    statements = [statement.id for statement in framework.statements][:40]
    people = Respondent.objects.bulk_create(
        Respondent(rating_set=round_.ratings, user=users[n] if n < len(users) else None)
        for n in range(size.respondents)
    )
    items = [(aspect, key) for aspect in Aspect.values for key in dimensions]
    items += [(Aspect.NOW.value, id) for id in statements]
    Rating.objects.bulk_create(
        (
            Rating(
                rating_set=round_.ratings,
                respondent=person,
                aspect=aspect,
                item=item,
                level=chance.choice([1, 2, 3, 4, 5, None]),
            )
            for person in people
            for aspect, item in items
        ),
        batch_size=5000,
    )
    Comment.objects.bulk_create(
        Comment(
            rating_set=round_.ratings,
            respondent=person,
            aspect=Aspect.NOW,
            item=dimensions[n % len(dimensions)],
            text="Because of what I see every day",
        )
        for n, person in enumerate(people[: len(users)])
    )


def _vision(round_, framework, users: list) -> None:
    from octant.rounds.models import DimensionVision, SuccessFactor, VisionAnswer, VisionVersion

    VisionAnswer.objects.bulk_create(
        VisionAnswer(
            round=round_, question="problem", author=user, author_name=str(user), text="We want more"
        )
        for user in users
    )
    VisionVersion.objects.create(round=round_, number=1, text="A region that solves its problems together")
    SuccessFactor.objects.create(round=round_, text="Somebody takes care of it every day")
    DimensionVision.objects.bulk_create(
        DimensionVision(round=round_, dimension=dimension.key, text="Good", target=4)
        for dimension in framework.dimensions
    )


def _influence(round_, framework, size: Size) -> None:
    from octant.rounds.models import InfluenceGroup, InfluenceRow

    keys = [dimension.key for dimension in framework.dimensions]
    for n in range(size.groups):
        group = InfluenceGroup.objects.create(round=round_, name=f"Group {n}")
        InfluenceRow.objects.bulk_create(
            InfluenceRow(
                group=group,
                dimension=key,
                values={other: (n + len(other)) % 4 for other in keys if other != key},
            )
            for key in keys
        )


def _plan(round_, framework, size: Size, organisations: list) -> None:
    from octant.rounds.models import (
        FocusChoice,
        Goal,
        Indicator,
        Measure,
        MeasureDependency,
        MeasureResource,
        Milestone,
    )

    goals = []
    for dimension in framework.dimensions[:3]:
        FocusChoice.objects.create(round=round_, dimension=dimension.key, rationale="The largest gap")
        goal = Goal.objects.create(
            round=round_, dimension=dimension.key, outcome="Twice as many", due=date(2027, 6, 1)
        )
        Indicator.objects.create(goal=goal, name="Founded each year", unit="companies", baseline=4, target=8)
        goals.append(goal)
    measures = []
    for n in range(size.measures):
        begins = date(2026, 1, 1) + timedelta(days=n)
        measure = Measure.objects.create(
            goal=goals[n % 3],
            title=f"Measure {n}",
            description="Four evenings with ten founders each",
            starts_on=begins,
            ends_on=begins + timedelta(days=200),
            owner_organisation=organisations[n % len(organisations)],
            position=n,
        )
        measure.contributor_organisations.set(organisations[n * 8 : n * 8 + 8] or organisations[:1])
        Milestone.objects.bulk_create(
            Milestone(measure=measure, title=f"Day {days}", due=begins + timedelta(days=days))
            for days in (30, 60, 90)
        )
        MeasureResource.objects.create(measure=measure, kind="funding", amount=1000, unit="EUR")
        if measures:
            MeasureDependency.objects.create(measure=measure, needs=measures[-1])
        measures.append(measure)
