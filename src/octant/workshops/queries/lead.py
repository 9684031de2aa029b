"""What the facilitator sees: where the workshop stands, and the one obvious next thing to press."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _

from octant.ecosystem.models import Sector
from octant.surveys.models import Survey
from octant.surveys.queries.answers import current_wave

from ..actions.running import agenda, ends_at
from ..models import Activity, ActivityKind, Participant, Phase, Workshop, WorkshopStatus
from . import room


class Press(StrEnum):
    """What a button of the console does."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    REVEAL = "reveal"
    OPEN = "open"
    NEXT = "next"
    BACK = "back"
    GO = "go"
    TIME = "time"
    LOCK = "lock"
    UNLOCK = "unlock"
    AGAIN = "again"
    END = "end"
    REOPEN = "reopen"


# Activities whose contributions are shown to all once the facilitator says so.
REVEALED = frozenset(
    {
        ActivityKind.RATE,
        ActivityKind.DOTS,
        ActivityKind.INFLUENCE,
        ActivityKind.CONSENT,
        ActivityKind.FEEDBACK,
    }
)


@dataclass(frozen=True, slots=True)
class Button:
    press: Press
    label: str


@dataclass(frozen=True, slots=True)
class Timer:
    """Seconds left (below zero: over) as the server counts them; a device's own clock does not matter."""

    left: int
    is_running: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """The moving part of the console."""

    workshop: Workshop
    points: list[Activity]
    people: room.People
    answered: int
    timer: Timer | None
    next_button: Button | None
    others: list[Button]
    behind: int  # minutes the workshop is behind its plan (below zero: ahead)

    @property
    def sectors(self) -> list[tuple[str, int]]:
        """Who is in, by the name of the sector."""
        names = dict(Sector.choices)
        rows = sorted(self.people.by_sector.items())
        return [(str(names.get(key) or _("not said")), n) for key, n in rows]


def standing(workshop: Workshop) -> Standing:
    points = agenda(workshop)
    current = workshop.current
    return Standing(
        workshop,
        points,
        room.people(workshop),
        answered(current) if current else 0,
        timer(workshop),
        next_button(workshop, points),
        other_buttons(workshop, points),
        minutes_behind(workshop, points),
    )


def answered(activity: Activity) -> int:
    """How many have contributed, for any kind of activity."""
    if activity.kind == ActivityKind.RATE and activity.survey:
        return raters(activity.survey)
    return room.answered(activity)


def raters(survey: Survey) -> int:
    return current_wave(survey).ratings.respondents.count()


def timer(workshop: Workshop) -> Timer | None:
    if workshop.status != WorkshopStatus.RUNNING or workshop.current is None:
        return None
    end = ends_at(workshop, workshop.current)
    if end is None:
        return None
    left = round((end - timezone.now()).total_seconds())
    return Timer(left, workshop.paused_at is None)


def minutes_behind(workshop: Workshop, points: list[Activity]) -> int:
    """The time since the start against the time planned up to now, the current point included."""
    if workshop.started_at is None or workshop.current is None or workshop.status != WorkshopStatus.RUNNING:
        return 0
    places = [point.pk for point in points]
    if workshop.current.pk not in places:
        return 0
    planned = sum(point.minutes for point in points[: places.index(workshop.current.pk)])
    used = (timezone.now() - workshop.started_at).total_seconds() / 60
    in_this = workshop.current.minutes
    began = workshop.current.began_at
    spent = (timezone.now() - began).total_seconds() / 60 if began else 0
    return round(used - planned - min(spent, in_this))


def next_button(workshop: Workshop, points: list[Activity]) -> Button | None:
    """The one obvious next thing."""
    if workshop.status == WorkshopStatus.PLANNED:
        return Button(Press.START, _("Open the workshop")) if points else None
    if workshop.status == WorkshopStatus.ENDED:
        return None
    if workshop.paused_at:
        return Button(Press.RESUME, _("Go on after the pause"))
    current = workshop.current
    if current and current.phase == Phase.OPEN and current.kind in REVEALED:
        return Button(Press.REVEAL, _("Show the results"))
    following = after(points, current)
    if following:
        return Button(Press.NEXT, _("Next: %(title)s") % {"title": following.title})
    return Button(Press.END, _("End the workshop"))


def other_buttons(workshop: Workshop, points: list[Activity]) -> list[Button]:
    """What else can be pressed now, in the order of how often it is needed."""
    if workshop.status == WorkshopStatus.ENDED:
        return [Button(Press.REOPEN, _("Reopen the workshop"))]
    if workshop.status != WorkshopStatus.RUNNING:
        return []
    buttons = []
    current = workshop.current
    first = next_button(workshop, points)
    if workshop.paused_at is None:
        buttons.append(Button(Press.PAUSE, _("Pause")))
    if current and current.phase in (Phase.REVEALED, Phase.DONE) and current.kind != ActivityKind.RATE:
        buttons.append(Button(Press.OPEN, _("Open for contributions again")))
    if current and current.kind == ActivityKind.RATE and current.phase == Phase.REVEALED:
        buttons.append(Button(Press.AGAIN, _("Rate again after the talk")))
    if current and first and first.press == Press.REVEAL and after(points, current):
        buttons.append(Button(Press.NEXT, _("Go on without showing results")))
    if before(points, current):
        buttons.append(Button(Press.BACK, _("Back")))
    if first is None or first.press != Press.END:
        buttons.append(Button(Press.END, _("End the workshop")))
    return buttons


def after(points: list[Activity], current: Activity | None) -> Activity | None:
    places = [point.pk for point in points]
    at = places.index(current.pk) if current and current.pk in places else -1
    return points[at + 1] if at + 1 < len(points) else None


def before(points: list[Activity], current: Activity | None) -> Activity | None:
    places = [point.pk for point in points]
    at = places.index(current.pk) if current and current.pk in places else 0
    return points[at - 1] if at > 0 else None


def without_phones(workshop: Workshop) -> list[Participant]:
    return list(
        Participant.objects.filter(workshop=workshop, without_phone=True, removed=False).order_by("pk")
    )
