"""Consent: a wording for the room, and what is decided about it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, signed_in
from octant.core.rows import part_of

from ...access import workshop_for
from ...actions import moderation
from ...forms.lead import AdoptForm, ProposalForm
from ...models import Proposal
from ...steps import url
from .console import console_page
from .parts import point_for


@require_POST
@signed_in
def propose(request: SignedInRequest, slug: str, number: int, pk: int, activity: int) -> HttpResponse:
    workshop, point = point_for(request, slug, number, pk, activity)
    form = ProposalForm(request.POST, auto_id="proposal-%s")
    if not form.is_valid():
        return console_page(request, workshop, status=422, proposal=form)
    moderation.propose(workshop=workshop, activity=point, text=form.cleaned_data["text"])
    return redirect(url(workshop, "lead"))


@require_POST
@signed_in
def decide(request: SignedInRequest, slug: str, number: int, pk: int, proposal: int) -> HttpResponse:
    """Adopt the proposal (a decision, so it needs that right) or drop it."""
    adopts = request.POST.get("what") == "adopt"
    workshop = workshop_for(request.user, slug, number, pk, Right.DECIDE if adopts else Right.EDIT_ROUND)
    row = part_of(Proposal.objects, proposal, activity__workshop=workshop)
    if not adopts:
        moderation.drop(workshop=workshop, proposal=row)
        return redirect(url(workshop, "lead"))
    form = AdoptForm(request.POST, auto_id="adopt-%s")
    if not form.is_valid():
        return console_page(request, workshop, status=422, adopt=form)
    moderation.adopt(workshop=workshop, by=request.user, proposal=row, **form.cleaned_data)
    messages.success(request, _("Adopted. The journal keeps the decision."))
    return redirect(url(workshop, "lead"))
