"""Small groups, people without phones, devices sent out of the room."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, signed_in
from octant.core.rows import part_of
from octant.rounds.views.page import page

from ...access import workshop_for
from ...actions import people
from ...forms.lead import PersonForm
from ...models import Participant
from ...queries import room
from ...steps import url
from .console import console_page
from .parts import posted_number

PER_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def participants(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Small groups, people without phones, devices sent out of the room. POST forms the groups."""
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    if request.method == "POST":
        groups = min(30, max(1, posted_number(request, "groups")))
        people.form_groups(workshop=workshop, groups=groups)
        messages.success(request, _("The groups are formed."))
        return redirect(url(workshop, "participants"))
    rows = Participant.objects.filter(workshop=workshop).order_by("removed", "group", "name", "pk")
    return page(
        request,
        "workshops/lead/participants.html",
        workshop.round,
        workshop=workshop,
        rows=Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        groups=range(1, 1 + max([*room.group_sizes(workshop), 3])),
        shows_sector=not room.people(workshop).is_partly_hidden,
    )


@require_POST
@signed_in
def add_person(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    form = PersonForm(request.POST, workshop=workshop, auto_id="person-%s")
    if not form.is_valid():
        return console_page(request, workshop, status=422, person=form)
    people.add_without_phone(workshop=workshop, **form.cleaned_data)
    messages.success(request, _("Added. You can now enter for this person."))
    return redirect(url(workshop, "lead"))


@require_POST
@signed_in
def change_person(request: SignedInRequest, slug: str, number: int, pk: int, person: int) -> HttpResponse:
    """Another small group, out of the room, or back in."""
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    row = part_of(Participant.objects, person, workshop=workshop)
    if request.POST.get("what") == "remove":
        people.remove(workshop=workshop, participant=row)
    elif request.POST.get("what") == "let_in":
        people.let_in_again(workshop=workshop, participant=row)
    else:
        people.change_group(
            workshop=workshop, participant=row, group=min(30, max(1, posted_number(request, "group")))
        )
    return redirect(f"{url(workshop, 'participants')}?{urlencode({'page': request.GET.get('page', 1)})}")
