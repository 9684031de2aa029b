"""Load the documented clusters into an empty database.

Facts and findings come from the guide and name their source. Ratings and plans are made up to show how
Octant works, and their rounds are marked as illustrative. Persons are roles. What is done last, freezing and
agreeing, is done by the same actions as on the page.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from ruamel.yaml import YAML

from octant.accounts.models import User
from octant.clusters.models import Cluster, Fact, Membership, Role
from octant.ecosystem.models import Organisation
from octant.frameworks import queries as frameworks
from octant.journal.actions import record
from octant.journal.models import EntryKind, Visibility
from octant.ratings.models import Aspect, Comment, Rating, RatingSet, Respondent
from octant.rounds.actions.baseline import freeze
from octant.rounds.actions.decisions import record_decision
from octant.rounds.actions.plan import agree_plan
from octant.rounds.models import (
    DecisionKind,
    DimensionVision,
    Finding,
    FocusChoice,
    Goal,
    Indicator,
    InfluenceGroup,
    InfluenceRow,
    Measure,
    MeasureDependency,
    MeasureResource,
    Milestone,
    Round,
    Snapshot,
    SuccessFactor,
    VisionAnswer,
    VisionVersion,
)
from octant.surveys.actions.answers import Answers, answer, ballot_on_paper
from octant.surveys.actions.surveys import add_survey, open_survey
from octant.surveys.actions.waves import reveal
from octant.surveys.models import Question, Source
from octant.surveys.promise import Anonymity
from octant.surveys.queries.answers import current_wave

from .register import load_register
from .workshops import load_workshops

DATA = Path(__file__).parent / "data"
DOMAIN = "demo.example"

# Persons are roles: (key, what others see, role in the cluster). The demo signs in as the first of each role.
PEOPLE = [
    ("coordinator", "Coordinator", Role.COORDINATOR),
    ("core", "Core team member", Role.CORE),
    ("contributor", "Contributor", Role.CONTRIBUTOR),
    ("viewer", "Board member who reads along", Role.VIEWER),
    ("strategy", "Strategy lead", Role.CORE),
    ("communications", "Communications lead", Role.CORE),
    ("learning", "Learning and monitoring lead", Role.CORE),
    ("community", "Community manager", Role.CORE),
]
RATERS = ["coordinator", "core", "strategy", "communications", "learning", "community"]
SECTORS = ["public", "social", "private", "academic"]


@transaction.atomic
def load() -> bool:
    """Load the demo unless something is there already. True when it was loaded now."""
    if Cluster.objects.exists():
        return False
    users = {key: User.objects.create_user(f"{key}@{DOMAIN}", name) for key, name, _ in PEOPLE}
    for path in sorted(DATA.glob("*.yaml")):
        load_cluster(YAML(typ="safe").load(path), users)
    return True


def load_cluster(data: Mapping[str, Any], users: Mapping[str, User]) -> Cluster:
    cluster = Cluster.objects.create(**data["cluster"])
    members = {
        key: Membership.objects.create(cluster=cluster, user=users[key], role=role) for key, _, role in PEOPLE
    }
    for position, fact in enumerate(data["facts"]):
        Fact.objects.create(cluster=cluster, position=position, **fact)
    organisations = load_register(cluster, data)
    record(
        cluster=cluster,
        by=None,
        verb="demo.loaded",
        subject=cluster,
        kind=EntryKind.NOTE,
        visibility=Visibility.MEMBERS,
    )
    for row in data["rounds"]:
        RoundLoader(cluster, users, members, organisations, row).load()
    load_workshops(cluster, users)
    return cluster


class RoundLoader:
    """One round of one cluster, step by step."""

    def __init__(
        self,
        cluster: Cluster,
        users: Mapping[str, User],
        members: Mapping[str, Membership],
        organisations: Mapping[str, Organisation],
        data: Mapping[str, Any],
    ) -> None:
        self.cluster = cluster
        self.users = users
        self.members = members
        self.organisations = organisations
        self.data = data
        self.by = users["coordinator"]
        self.decisions = data.get("decisions", {})
        self.measures: list[Measure] = []
        ratings = RatingSet.objects.create(cluster=cluster, framework="csei", edition=1)
        self.round = Round.objects.create(
            cluster=cluster,
            ratings=ratings,
            number=data["number"],
            title=data["title"],
            mode=data["mode"],
            illustrative="now" in data,
            starts_on=data.get("starts_on"),
            ends_on=data.get("ends_on"),
            second_phase_ends_on=data.get("second_phase_ends_on"),
        )

    def load(self) -> None:
        self.findings()
        self.ratings()
        if "baseline" in self.decisions:
            self.freeze_baseline()
        self.survey()
        self.vision()
        self.focus()
        for goal in self.data.get("goals", []):
            self.goal(goal)
        self.decided("vision", "vision_agreed_at")
        self.decided("profile", "profile_agreed_at")
        self.decided("focus", "focus_agreed_at")
        if "plan" in self.decisions:
            self.agree_plan()

    # Step 1

    def findings(self) -> None:
        for position, row in enumerate(self.data["findings"]):
            organisation = self.organisations.get(row.get("organisation", ""))
            Finding.objects.create(
                **row | {"organisation": organisation},
                round=self.round,
                position=position,
                created_by=self.by,
            )

    def ratings(self) -> None:
        """Each row of the data holds one level per rater: first the team, then people who are not known."""
        if "now" not in self.data:
            return
        raters = len(next(iter(self.data["now"].values())))
        respondents = [
            Respondent.objects.create(
                rating_set=self.round.ratings,
                user=self.users[RATERS[index]] if index < len(RATERS) else None,
                sector=SECTORS[index % len(SECTORS)],
            )
            for index in range(raters)
        ]
        Rating.objects.bulk_create(
            Rating(
                rating_set=self.round.ratings,
                respondent=respondents[index],
                aspect=aspect,
                item=dimension,
                level=level or None,
            )
            for aspect in Aspect.values
            for dimension, levels in self.data[aspect].items()
            for index, level in enumerate(levels)
        )
        for dimension, texts in self.data.get("comments", {}).items():
            for respondent, text in zip(respondents, texts, strict=False):
                Comment.objects.create(
                    rating_set=self.round.ratings,
                    respondent=respondent,
                    aspect=Aspect.NOW,
                    item=dimension,
                    text=text,
                )

    def survey(self) -> None:
        """A survey that was answered by people who are not known, and revealed."""
        if "survey" not in self.data:
            return
        row = self.data["survey"]
        survey = add_survey(
            round=self.round,
            by=self.by,
            anonymity=Anonymity.SECTOR,
            asks_wished=True,
            **{name: row[name] for name in ("title", "intro", "expected")},
        )
        options = [{"key": key, "text": text} for key, text in row["options"].items()]
        question = Question.objects.create(survey=survey, text=row["question"], options=options)
        open_survey(survey=survey, by=self.by)
        wave = current_wave(survey)
        comments = list(row["comments"])
        dimensions = list(self.data["now"])
        for sector, now, wished, choice in row["answers"]:
            said = dict([comments.pop()]) if comments else {}
            answer(
                ballot=ballot_on_paper(survey=survey, source=Source.SELF, sector=sector),
                wave=wave,
                answers=Answers(
                    levels={
                        aspect: {
                            key: int(level) or None for key, level in zip(dimensions, levels, strict=True)
                        }
                        for aspect, levels in ((Aspect.NOW, now), (Aspect.WISHED, wished))
                    },
                    comments={Aspect.NOW: said},
                    questions={question.pk: choice},
                ),
            )
        reveal(survey=survey, by=self.by)

    # Step 2

    def vision(self) -> None:
        for question, key, text in self.data.get("answers", []):
            VisionAnswer.objects.create(
                round=self.round,
                question=f"vision.{question}",
                author=self.users[key],
                author_name=str(self.users[key]),
                text=text,
            )
        for number, row in enumerate(self.data.get("vision", []), start=1):
            VisionVersion.objects.create(
                round=self.round, number=number, author=self.by, author_name=str(self.by), **row
            )
        for position, row in enumerate(self.data.get("success_factors", [])):
            SuccessFactor.objects.create(round=self.round, position=position, **row)
        for dimension, row in self.data.get("good", {}).items():
            DimensionVision.objects.create(
                round=self.round, dimension=dimension, text=row["text"], target=Decimal(str(row["target"]))
            )

    # Step 3

    def focus(self) -> None:
        for group in self.data.get("influence", []):
            self.matrix(group["rows"], name=group["name"])
        if "consensus" in self.data:
            self.matrix(self.data["consensus"], name="Consensus", is_consensus=True)
        for row in self.data.get("focus", []):
            FocusChoice.objects.create(round=self.round, **row)

    def matrix(self, rows: Mapping[str, list[int]], **fields: object) -> None:
        """The data leaves out the diagonal: seven values a row, in the framework's order."""
        group = InfluenceGroup.objects.create(round=self.round, **fields)
        dimensions = list(self.data["now"])
        for dimension, values in rows.items():
            others = [key for key in dimensions if key != dimension]
            InfluenceRow.objects.create(
                group=group, dimension=dimension, values=dict(zip(others, values, strict=True))
            )

    # Steps 4 and 5

    def goal(self, row: Mapping[str, Any]) -> None:
        goal = Goal.objects.create(
            round=self.round,
            dimension=row["dimension"],
            title=row["title"],
            outcome=row["outcome"],
            capacity=row["capacity"],
            due=row["due"],
            owner=self.members[row["owner"]],
        )
        for position, indicator in enumerate(row["indicators"]):
            Indicator.objects.create(goal=goal, position=position, **indicator)
        for position, measure in enumerate(row["measures"]):
            self.measure(goal, position, measure)

    def measure(self, goal: Goal, position: int, row: Mapping[str, Any]) -> None:
        plain = {
            name: row[name] for name in ("title", "kind", "description", "starts_on", "ends_on", "monitoring")
        }
        measure = Measure.objects.create(
            goal=goal, position=position, owner=self.members[row["owner"]], **plain
        )
        measure.contributors.set(self.members[key] for key in row.get("contributors", []))
        measure.contributor_organisations.set(self.organisations[key] for key in row.get("organisations", []))
        Milestone.objects.bulk_create(Milestone(measure=measure, **each) for each in row["milestones"])
        MeasureResource.objects.bulk_create(
            MeasureResource(measure=measure, **each) for each in row["resources"]
        )
        self.measures.append(measure)
        for number in row.get("needs", []):
            MeasureDependency.objects.create(measure=measure, needs=self.measures[number - 1])

    # Decisions

    def decided(self, kind: str, moment_field: str) -> None:
        """Note a decision of the data, and when it was taken."""
        if kind not in self.decisions:
            return
        row = self.decisions[kind]
        decision = record_decision(
            round=self.round, kind=DecisionKind(kind), by=self.by, **decision_fields(row)
        )
        if kind == "vision":
            self.round.vision_versions.filter(status="agreed").update(decision=decision)
        self.happened(moment_field, row["on"])

    def freeze_baseline(self) -> None:
        row = self.decisions["baseline"]
        framework = frameworks.framework("csei", 1, self.cluster.language)
        snapshot = freeze(round=self.round, by=self.by, framework=framework, **decision_fields(row))
        self.happened("baseline_at", row["on"], snapshot)

    def agree_plan(self) -> None:
        row = self.decisions["plan"]
        snapshot = agree_plan(round=self.round, by=self.by, **decision_fields(row))
        self.happened("plan_agreed_at", row["on"], snapshot)

    def happened(self, moment_field: str, day: date, snapshot: Snapshot | None = None) -> None:
        """Set the clock back to the day of the decision; the actions know only today."""
        moment = timezone.make_aware(datetime.combine(day, time(12)))
        Round.objects.filter(pk=self.round.pk).update(**{moment_field: moment})
        setattr(self.round, moment_field, moment)
        if snapshot:
            Snapshot.objects.filter(pk=snapshot.pk).update(frozen_at=moment)


def decision_fields(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "decided_on": row["on"],
        "participants": row["participants"],
        "text": row["text"],
        "reservations": row.get("reservations", ""),
    }
