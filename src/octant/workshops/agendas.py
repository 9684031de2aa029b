"""Agendas to begin with: 90 minutes, half a day, a series of three. Everything in them can be changed.

What they are made of comes from the pilots of the guide: meet in person, use pictures, let differing views
stand side by side, write down every step, and show people what came of what they said.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import ActivityKind, Feed

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Point:
    """One point of an agenda. `source`: how many points before it the ideas come from that it works on."""

    kind: ActivityKind
    minutes: int
    title: Text
    prompt: Text = ""
    feeds: Feed = Feed.NONE
    source: int = 0
    asks_wished: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    title: Text
    points: tuple[Point, ...]

    @property
    def minutes(self) -> int:
        return sum(point.minutes for point in self.points)


@dataclass(frozen=True, slots=True)
class Agenda:
    """`meetings`: one workshop each."""

    key: str
    name: Text
    purpose: Text
    meetings: tuple[Meeting, ...]

    @property
    def minutes(self) -> int:
        return sum(meeting.minutes for meeting in self.meetings)


K = ActivityKind


def _welcome(minutes: int) -> Point:
    return Point(
        K.WELCOME,
        minutes,
        _("Welcome"),
        _("Who is here, what we do together today, and what happens with it afterwards."),
    )


def _feedback(minutes: int) -> Point:
    return Point(K.FEEDBACK, minutes, _("How was it?"), _("Four short questions before you go."))


def _rate(minutes: int, *, wished: bool = False) -> Point:
    return Point(
        K.RATE,
        minutes,
        _("Rate the octant"),
        _("Where does our region stand in each of the eight dimensions? Your own view counts."),
        asks_wished=wished,
    )


def _differ(minutes: int) -> Point:
    return Point(
        K.TALK,
        minutes,
        _("Where we differ"),
        _("Begin where opinions differ most. What do you see that others do not see?"),
    )


def _influence(minutes: int) -> Point:
    return Point(
        K.INFLUENCE,
        minutes,
        _("What moves what?"),
        _("In small groups, row by row: if this one improves, how strongly does each other one follow?"),
    )


def _goal(minutes: int) -> Point:
    return Point(
        K.GOAL,
        minutes,
        _("One goal for each group"),
        _("Take one dimension and write a goal: what is different then, how do we see it, and by when?"),
    )


def _findings(minutes: int) -> Point:
    return Point(
        K.IDEAS,
        minutes,
        _("What is there, what is missing?"),
        _("People, places, money, knowledge, networks: what do we have, and what do we lack?"),
        Feed.FINDINGS,
    )


def _measures(minutes: int) -> Point:
    return Point(
        K.IDEAS,
        minutes,
        _("What would help most?"),
        _("One idea at a time: what should somebody do in the next twelve months?"),
        Feed.MEASURES,
    )


def _group(minutes: int) -> Point:
    return Point(K.GROUP, minutes, _("What belongs together?"), _("We put similar ideas together."), source=1)


def _dots(minutes: int, *, source: int) -> Point:
    prompt = _("Give your dots to what matters most.")
    return Point(K.DOTS, minutes, _("What comes first?"), prompt, source=source)


def _consent(minutes: int) -> Point:
    return Point(
        K.CONSENT,
        minutes,
        _("What we agree on"),
        _("Can you live with this proposal? If not, say what would have to change."),
    )


SHORT = Agenda(
    "short",
    _("90 minutes"),
    _("From a shared picture to a first decision, in one meeting."),
    (
        Meeting(
            _("Where we stand and what we do first"),
            (
                _welcome(10),
                _rate(15),
                _differ(15),
                _measures(15),
                _group(10),
                _dots(5, source=2),
                _consent(15),
                _feedback(5),
            ),
        ),
    ),
)

HALF_DAY = Agenda(
    "half_day",
    _("Half a day"),
    _("The starting point, the picture of the goal and what moves what, with time to talk."),
    (
        Meeting(
            _("From the starting point to first goals"),
            (
                _welcome(15),
                _findings(25),
                _rate(25, wished=True),
                _differ(20),
                Point(K.TALK, 15, _("Break")),
                _influence(40),
                Point(
                    K.IDEAS,
                    20,
                    _("What must not be missing?"),
                    _("What has to be in place so that this succeeds?"),
                    Feed.FACTORS,
                ),
                _dots(10, source=1),
                _goal(45),
                _consent(20),
                _feedback(5),
            ),
        ),
    ),
)

SERIES = Agenda(
    "series",
    _("Series of three"),
    _("Three meetings of two hours, a few weeks apart: look, imagine, plan."),
    (
        Meeting(
            _("1. Where do we stand?"),
            (
                _welcome(10),
                _findings(30),
                _group(15),
                _rate(25),
                _differ(30),
                _feedback(10),
            ),
        ),
        Meeting(
            _("2. Where do we want to go?"),
            (
                _welcome(10),
                Point(
                    K.IDEAS,
                    30,
                    _("Our region in ten years"),
                    _("Finish the sentence: in ten years, people in our region …"),
                    Feed.VISION,
                ),
                _group(15),
                _rate(25, wished=True),
                Point(
                    K.CONSENT,
                    30,
                    _("Our vision"),
                    _("Can you live with this wording? If not, say what would have to change."),
                ),
                _feedback(10),
            ),
        ),
        Meeting(
            _("3. What do we do?"),
            (
                _welcome(10),
                _influence(35),
                _goal(35),
                _measures(20),
                _dots(10, source=1),
                _feedback(10),
            ),
        ),
    ),
)

AGENDAS = {agenda.key: agenda for agenda in (SHORT, HALF_DAY, SERIES)}
