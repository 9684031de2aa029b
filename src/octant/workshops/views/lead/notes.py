"""Notes of the workshop and of the point that is on."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, signed_in

from ...access import workshop_for
from ...steps import url
from ..notes import keep_activity_notes, keep_notes
from .console import console_page
from .parts import point_for


@require_POST
@signed_in
def save_notes(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    return keep_notes(
        request,
        workshop,
        back=url(workshop, "lead"),
        again=lambda form: console_page(request, workshop, status=422, notes=form),
    )


@require_POST
@signed_in
def save_activity_notes(
    request: SignedInRequest, slug: str, number: int, pk: int, activity: int
) -> HttpResponse:
    workshop, point = point_for(request, slug, number, pk, activity)
    return keep_activity_notes(
        request,
        point,
        back=url(workshop, "lead"),
        again=lambda form: console_page(request, workshop, status=422, activity_notes=form),
    )
