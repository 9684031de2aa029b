"""The buttons that move the workshop on, and leading it at all."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, signed_in, whole_number

from ...access import workshop_for
from ...actions import running
from ...actions.running import Overtaken
from ...models import Activity, ActivityKind, Phase, Workshop
from ...queries import lead as queries
from ...queries.lead import Press
from ...steps import url

MORE_TIME = 5 * 60


@require_POST
@signed_in
def press(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Any button that moves the workshop on.

    `press` is what it does, the revision of the agenda that the person saw and, to go somewhere, the number
    of the point: "next:12", "go:12:345".
    """
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    what, _colon, rest = request.POST.get("press", "").partition(":")
    revision, _colon, point = rest.partition(":")
    try:
        key = Press(what)
    except ValueError:
        raise Http404(_("There is no such button.")) from None
    try:
        _do(request, workshop, key, whole_number(revision) or 0, whole_number(point) or 0)
    except Overtaken:
        messages.info(request, _("Somebody else has gone on in the meantime. This is how it stands now."))
    return redirect(url(workshop, "lead"))


def _do(request: SignedInRequest, workshop: Workshop, key: Press, revision: int, point: int) -> None:
    points = running.agenda(workshop)
    step: dict[Press, Callable[[], object]] = {
        Press.START: partial(running.start, workshop=workshop, by=request.user, revision=revision),
        Press.END: partial(running.end, workshop=workshop, by=request.user, revision=revision),
        Press.REOPEN: partial(running.reopen, workshop=workshop, by=request.user, revision=revision),
        Press.PAUSE: partial(running.pause, workshop=workshop, revision=revision),
        Press.RESUME: partial(running.resume, workshop=workshop, revision=revision),
        Press.REVEAL: partial(running.set_phase, workshop=workshop, phase=Phase.REVEALED, revision=revision),
        Press.OPEN: partial(running.set_phase, workshop=workshop, phase=Phase.OPEN, revision=revision),
        Press.TIME: partial(running.add_time, workshop=workshop, seconds=MORE_TIME, revision=revision),
        Press.AGAIN: partial(running.rate_again, workshop=workshop, by=request.user, revision=revision),
        Press.LOCK: partial(running.lock_joining, workshop=workshop, locked=True, revision=revision),
        Press.UNLOCK: partial(running.lock_joining, workshop=workshop, locked=False, revision=revision),
    }
    if key == Press.OPEN and workshop.current and workshop.current.kind == ActivityKind.RATE:
        # Levels that were shown stay: rating again is a wave of its own.
        raise Http404(_("There is no such button."))
    if key in step:
        step[key]()
    elif target := _target(workshop, key, points, point):
        running.go_to(workshop=workshop, activity=target, revision=revision)


def _target(workshop: Workshop, key: Press, points: list[Activity], wanted: int) -> Activity | None:
    if key == Press.NEXT:
        return queries.after(points, workshop.current)
    if key == Press.BACK:
        return queries.before(points, workshop.current)
    return next((point for point in points if point.pk == wanted), None)


@require_POST
@signed_in
def take_over(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    running.take_over(workshop=workshop, by=request.user)
    messages.success(request, _("You are leading now."))
    return redirect(url(workshop, "lead"))
