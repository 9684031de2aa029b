"""The phone of everybody in the room: come in and take part, without account, even without scripts."""

from functools import partial
from uuid import uuid4

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.core import live
from octant.core.addresses import reverse
from octant.core.devices import Device, device_of, remember
from octant.core.requests import posted

from .. import charts, words
from ..access import workshop_by_code
from ..actions.people import CannotJoin, join, shut_because
from ..actions.phones import Refused, contribute
from ..actions.running import phones_topic
from ..forms.phone import GoalDraftForm, JoinForm
from ..models import ActivityKind, Participant, Stance, Workshop
from ..queries import room
from ..queries.people import participant_of
from ..queries.phones import own
from ..queries.stage import Stage, cards, ranking, ratings, small_groups, stage

# ---------- Coming in ----------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest, code: str) -> HttpResponse:
    """The one address of everybody in the room: the door, then whatever goes on."""
    workshop = workshop_by_code(code)
    device = device_of(request)
    participant = participant_of(workshop, device)
    if participant:
        if participant.removed:
            return door(request, workshop, device, "removed")
        return phone_page(request, workshop, participant)
    if reason := shut_because(workshop):
        return door(request, workshop, device, reason)
    form = JoinForm(posted(request), promise=workshop)
    if request.method != "POST" or not form.is_valid():
        return join_page(request, workshop, device, form, status=422 if form.errors else 200)
    if not ratelimit.consume(request, action="join"):
        form.add_error(
            None,
            _("Very many people have come in from where you are within a few minutes. Please wait a little."),
        )
        return join_page(request, workshop, device, form, status=429)
    try:
        join(workshop=workshop, device=device, **form.cleaned_data)
    except CannotJoin as refused:
        return door(request, workshop, device, refused.reason)
    return remember(redirect("room:phone", workshop.code), device)


def join_page(
    request: HttpRequest, workshop: Workshop, device: Device, form: JoinForm, status: int = 200
) -> HttpResponse:
    context = frame(workshop) | {"form": form, "promise": words.promise(workshop)}
    return remember(render(request, "workshops/phone/join.html", context, status=status), device)


def door(request: HttpRequest, workshop: Workshop, device: Device, reason: str) -> HttpResponse:
    context = frame(workshop) | {"reason": reason, "promise": words.promise(workshop)}
    return remember(render(request, "workshops/phone/door.html", context), device)


def frame(workshop: Workshop) -> dict[str, object]:
    """What the page around everything needs (templates/public_base.html)."""
    return {
        "workshop": workshop,
        "home_url": reverse("room:phone", (workshop.code,)),
        "room_name": workshop.cluster.name,
        "events_url": reverse("room:phone_events", (workshop.code,)),
    }


# ---------- Taking part ----------


def phone_page(
    request: HttpRequest, workshop: Workshop, participant: Participant, status: int = 200, **context: object
) -> HttpResponse:
    here = stage(workshop.pk)
    mine = own(here, participant)
    context |= frame(workshop) | {
        "promise": words.promise(workshop),
        "own": mine,
        "hello": hello(here, participant, mine),
        "now": render_to_string(
            "workshops/phone/_now.html",
            now_context(here) | {"own": mine, "group": participant.group},
            request,
        ),
    }
    return render(request, "workshops/phone/phone.html", context, status=status)


def hello(here: Stage, participant: Participant, mine: dict[str, object]) -> dict[str, object]:
    """What the phone's script begins with. `me` tells two participants of one browser apart, no more."""
    return {
        "me": participant.token[:16],
        "last": participant.last_message,
        "group": participant.group,
        "now": timezone.now().timestamp(),
        "activity": here.activity.pk if here.activity else None,
        "own": mine,
    }


@never_cache
@require_safe
def hello_again(request: HttpRequest, code: str) -> HttpResponse:
    """The same for a phone that asks anew: which small group it is in, what it has said."""
    workshop = workshop_by_code(code)
    participant = participant_of(workshop, device_of(request))
    if participant is None or participant.removed:
        return JsonResponse({"reason": "stranger"}, status=403)
    here = stage(workshop.pk)
    return JsonResponse(hello(here, participant, own(here, participant)))


@require_safe
def events(request: HttpRequest, code: str) -> HttpResponseBase:
    """What goes on, for everybody who is in; who is still at the door hears when it opens."""
    workshop = workshop_by_code(code)
    participant = participant_of(workshop, device_of(request))
    topic = phones_topic(workshop.pk)
    if participant is None or participant.removed:
        return live.stream(request, topic, partial(door_state, workshop.pk), key="door")
    return live.stream(request, topic, partial(now, workshop.pk), key="phone")


def door_state(pk: int) -> dict[str, str]:
    workshop = Workshop.objects.get(pk=pk)
    return {"door": shut_because(workshop)}


def now(pk: int) -> str:
    """The current activity without anything personal: one rendering for all phones of a language."""
    return render_to_string("workshops/phone/_now.html", now_context(stage(pk)))


def now_context(here: Stage) -> dict[str, object]:
    workshop, activity = here.workshop, here.activity
    context: dict[str, object] = {
        "stage": here,
        "workshop": workshop,
        "activity": activity,
        "contribute_url": reverse("room:contribute", (workshop.code,)),
        "wall_url": reverse("room:wall", (workshop.code,)),
        "group": None,  # whose phone it is knows the page around this, never what is sent to all
    }
    if activity is None or here.state in ("paused", "waiting"):
        return context
    context |= {"body": f"workshops/phone/_{activity.kind}.html", "groups_json": small_groups(here)}
    match activity.kind:
        case ActivityKind.RATE:
            context |= {"cards": cards(workshop.round.framework, workshop.round.edition), "wave": here.wave}
            if here.shows_results and here.state != "open":
                found = ratings(here)
                context |= {"ratings": found, "chart": charts.octant(found, poster=False)}
        case ActivityKind.IDEAS:
            context |= {"new_id": str(uuid4())} if here.state == "open" else {}
            if here.state != "open":
                context["headings"] = room.idea_groups(activity)
        case ActivityKind.GROUP:
            context["headings"] = room.idea_groups(room.collected_in(activity))
        case ActivityKind.DOTS:
            votes = activity if here.shows_results else None
            headings = room.idea_groups(room.collected_in(activity), votes=votes)
            context |= {"headings": headings, "ranking": ranking(headings)}
        case ActivityKind.INFLUENCE:
            context["cards"] = cards(workshop.round.framework, workshop.round.edition)
        case ActivityKind.CONSENT:
            context |= {"consent": room.consent(activity), "stances": Stance.choices}
        case ActivityKind.GOAL:
            names = [(row.key, row.name) for row in here.framework.dimensions]
            context["form"] = GoalDraftForm(dimensions=names, auto_id="goal-%s")
        case ActivityKind.FEEDBACK:
            context |= {"questions": words.FEEDBACK, "levels": words.FEEDBACK_LEVELS}
    return context


@require_POST
def contribute_form(request: HttpRequest, code: str) -> HttpResponse:
    """One form of a phone without scripts; what is refused is shown again with the reason."""
    workshop = workshop_by_code(code)
    participant = participant_of(workshop, device_of(request))
    if participant is None or participant.removed:
        return redirect("room:phone", workshop.code)
    body = {name: str(value) for name, value in request.POST.items()}
    if "change" in body:  # the buttons − and + of a phone without scripts
        given = own(stage(workshop.pk), participant).get("dots", {})
        before = given.get(body.get("on", ""), 0) if isinstance(given, dict) else 0
        body["count"] = str(max(0, before + (1 if body["change"] == "1" else -1)))
    try:
        contribute(participant=participant, kind=body.get("kind", ""), body=body)
    except Refused as refused:
        typed = [text for name, text in body.items() if name in TYPED and text]
        return phone_page(request, workshop, participant, 409, refused=refused, typed=typed)
    return redirect(f"{reverse('room:phone', (workshop.code,))}#now")


TYPED = {
    "text",
    "comment",
    "take_home",
    "change",
    "outcome",
    "capacity",
    "indicator",
    "unit",
    "owner",
    "target",
}
