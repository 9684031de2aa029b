"""The wall: what came of every idea, for everybody who has the code. It says nothing about who had it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from octant.core.devices import device_of

from .. import words
from ..access import workshop_by_code
from ..models import WorkshopStatus
from ..queries import wall as queries
from ..queries.people import participant_of
from .phone import frame


@never_cache
@require_safe
def wall(request: HttpRequest, code: str) -> HttpResponse:
    workshop = workshop_by_code(code)
    participant = participant_of(workshop, device_of(request))
    context = frame(workshop) | {"promise": words.promise(workshop)}
    if workshop.status != WorkshopStatus.PLANNED:
        context["wall"] = queries.wall(workshop, participant)
    return render(request, "workshops/wall/wall.html", context)
