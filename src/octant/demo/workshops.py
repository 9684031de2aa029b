"""Ended workshops of the demo. Everything in them is made up; the round that they belong to says so.

They are held by the same actions as on a console, phone by phone; only the clock is set back afterwards.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.utils import timezone
from ruamel.yaml import YAML

from octant.accounts.models import User
from octant.clusters.models import Cluster
from octant.core.devices import Device
from octant.ratings.models import Aspect
from octant.rounds.models import Round
from octant.surveys.actions.answers import Answers, answer, ballot_of_participant
from octant.surveys.promise import Anonymity
from octant.surveys.queries.answers import current_wave
from octant.workshops.actions import contributions, landing, moderation, people, running
from octant.workshops.actions.agenda import add_workshops, note_activity
from octant.workshops.actions.landing import AsFactor, AsMeasure, Target
from octant.workshops.agendas import AGENDAS
from octant.workshops.models import (
    Activity,
    ActivityKind,
    Idea,
    IdeaGroup,
    Participant,
    Phase,
    Stance,
    Workshop,
)

DATA = Path(__file__).parent / "data" / "workshops"


def load_workshops(cluster: Cluster, users: Mapping[str, User]) -> None:
    """The workshops of this cluster, if the demo has any."""
    path = DATA / f"{cluster.slug}.yaml"
    if path.exists():
        for row in YAML(typ="safe").load(path):
            WorkshopLoader(cluster, users["coordinator"], row).load()


class WorkshopLoader:
    """One workshop, from the open door to what came of it."""

    def __init__(self, cluster: Cluster, by: User, data: Mapping[str, Any]) -> None:
        self.by, self.data = by, data
        round_ = Round.objects.get(cluster=cluster, number=data["round"])
        round_.cluster = cluster
        self.began = timezone.make_aware(datetime.fromisoformat(data["began"]))
        self.workshop = add_workshops(
            round=round_,
            by=by,
            agenda=AGENDAS[data["agenda"]],
            title=data["title"],
            anonymity=Anonymity.SECTOR,
            intro=data["intro"],
            planned_for=self.began,
            expected=data["expected"],
            notes=data["notes"],
        )[0]
        self.people: list[Participant] = []
        self.ideas: dict[str, Idea] = {}
        self.headings: dict[str, IdeaGroup] = {}

    def load(self) -> None:
        self.workshop = running.start(workshop=self.workshop, by=self.by, revision=self.workshop.revision)
        for sector, number in self.data["people"].items():
            for _person in range(number):
                self.people.append(people.join(workshop=self.workshop, device=Device.fresh(), sector=sector))
        points = running.agenda(self.workshop)
        for point in points:
            self.point(point)
        self.workshop = running.end(workshop=self.workshop, by=self.by, revision=self.workshop.revision)
        self.lands()
        self.set_clock(points)

    # Point by point

    def point(self, point: Activity) -> None:
        self.workshop = running.go_to(workshop=self.workshop, activity=point, revision=self.workshop.revision)
        current = self.workshop.current
        if current is None:
            raise ValueError(f"{point} is not on the agenda")
        match current.kind:
            case ActivityKind.RATE:
                self.rate(current)
            case ActivityKind.IDEAS:
                self.collect(current)
            case ActivityKind.DOTS:
                self.vote(current)
            case ActivityKind.CONSENT:
                self.decide(current)
            case ActivityKind.FEEDBACK:
                self.feedback(current)
        self.workshop = running.set_phase(
            workshop=self.workshop, phase=Phase.REVEALED, revision=self.workshop.revision
        )

    def rate(self, point: Activity) -> None:
        """Each row of the data holds one level per person; 0 is "can't judge"."""
        if point.survey is None:
            raise ValueError("a rating has a survey")
        point.survey.refresh_from_db()
        wave = current_wave(point.survey)
        for number, person in enumerate(self.people):
            ballot = ballot_of_participant(survey=point.survey, number=person.pk, sector=person.sector)
            levels = {key: row[number] or None for key, row in self.data["now"].items()}
            answer(ballot=ballot, wave=wave, answers=Answers(levels={Aspect.NOW: levels}))

    def collect(self, point: Activity) -> None:
        """Ideas come from one person after the other; the facilitator puts them under headings."""
        who = cycle(self.people)
        for group in self.data["ideas"]:
            heading = None
            if group["heading"]:
                heading = moderation.add_group(workshop=self.workshop, activity=point, title=group["heading"])
                self.headings[group["heading"]] = heading
            for row in group["ideas"]:
                idea = contributions.add_idea(
                    workshop=self.workshop,
                    activity=point,
                    participant=next(who),
                    client_id=uuid4(),
                    text=row["text"],
                )
                self.ideas[row["text"]] = idea
                if heading:
                    moderation.group_ideas(workshop=self.workshop, ideas=[idea], group=heading)

    def vote(self, point: Activity) -> None:
        """The dots of the data are given by one person after the other, until each has given all."""
        dots = [group["heading"] for group in self.data["ideas"] for _dot in range(group.get("dots", 0))]
        for number, person in enumerate(self.people):
            mine = dots[number :: len(self.people)][: point.dots]
            contributions.set_dots(
                workshop=self.workshop,
                activity=point,
                participant=person,
                on_ideas={},
                on_groups={self.headings[name].pk: mine.count(name) for name in set(mine)},
            )

    def decide(self, point: Activity) -> None:
        for row in self.data["proposals"]:
            proposal = moderation.propose(workshop=self.workshop, activity=point, text=row["text"])
            proposal.activity = point
            said = [
                *((Stance.OBJECTION, text) for text in row.get("objections", [])),
                *((Stance.CONCERN, text) for text in row.get("concerns", [])),
            ]
            said += [(Stance.CONSENT, "")] * (len(self.people) - len(said))
            for person, (stance, text) in zip(self.people, said, strict=True):
                contributions.take_stance(
                    workshop=self.workshop, proposal=proposal, participant=person, stance=stance, text=text
                )
        moderation.adopt(workshop=self.workshop, by=self.by, proposal=proposal)

    def feedback(self, point: Activity) -> None:
        for key, given in self.data["feedback"].items():
            is_level = isinstance(given[0], int)
            for person, value in zip(self.people, levels_of(given) if is_level else given, strict=False):
                contributions.give_feedback(
                    workshop=self.workshop,
                    activity=point,
                    participant=person,
                    key=key,
                    number=value if is_level else None,
                    text="" if is_level else value,
                )

    # Afterwards

    def lands(self) -> None:
        """What the team took over and what it set aside."""
        for group in self.data["ideas"]:
            together = [self.ideas[row["text"]] for row in group["ideas"]]
            if "measure" in group:
                self.take(together, AsMeasure(group["measure"]), group["heading"])
            for row in group["ideas"]:
                idea = [self.ideas[row["text"]]]
                if "measure" in row:
                    self.take(idea, AsMeasure(row["measure"]))
                elif row.get("factor"):
                    self.take(idea, AsFactor())
                elif "aside" in row:
                    landing.set_aside(workshop=self.workshop, by=self.by, ideas=idea, reason=row["aside"])

    def take(self, ideas: Sequence[Idea], target: Target, together: str = "") -> None:
        landing.take_over(workshop=self.workshop, by=self.by, ideas=ideas, target=target, together=together)

    def set_clock(self, points: Sequence[Activity]) -> None:
        """Set the clock back to the day of the workshop; the actions know only now."""
        moment = self.began
        for point, used, note in zip(points, self.data["used"], self.data["point_notes"], strict=True):
            Activity.objects.filter(pk=point.pk).update(began_at=moment)
            moment += timedelta(minutes=used)
            if note:
                note_activity(activity=point, version=point.version, notes=note)
        Workshop.objects.filter(pk=self.workshop.pk).update(started_at=self.began, ended_at=moment)


def levels_of(counts: Sequence[int]) -> list[int]:
    """[0, 0, 1, 2, 1], people per level, as one level per person."""
    return [level for level, people_ in enumerate(counts, start=1) for _person in range(people_)]
