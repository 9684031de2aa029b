"""The public page on which an organisation says whom it works with."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.core.requests import posted, search_text
from octant.core.responses import NotThere
from octant.core.rows import part_of

from ..actions import partners as actions
from ..actions.registrations import QueueIsFull
from ..actions.relations import SameOrganisation, unsay
from ..forms.answers import PartnerForm
from ..models import PartnerInvitation, Registration, Relation
from ..queries import partners as queries
from ..queries.register import suggestions


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def partners(request: HttpRequest, token: str) -> HttpResponse:
    """What was said so far; a POST names one more partner."""
    invitation = _invitation(token)
    form = PartnerForm(posted(request), suggest_url=reverse("entries:partner_suggest", args=[token]))
    if request.method == "POST":
        _require_open(invitation)
        if form.is_valid() and _named(request, form, invitation):
            return redirect("entries:partners", token)
    context = {
        "invitation": invitation,
        "survey": invitation.survey,
        "home_url": reverse("entries:partners", args=[token]),
        "room_name": invitation.survey.cluster.name,
        "ties": queries.said(invitation),
        "waiting": actions.waiting_names(invitation),
        "form": form,
    }
    return render(request, "ecosystem/partners.html", context, status=422 if form.is_bound else 200)


def _named(request: HttpRequest, form: PartnerForm, invitation: PartnerInvitation) -> bool:
    values = form.cleaned_data
    if not ratelimit.consume(request, action="name_partner"):
        form.add_error(None, _("That was a lot in a short time. Wait a minute, then go on."))
        return False
    try:
        named = actions.name_partner(
            invitation=invitation,
            name=values["partner"],
            kind=form.kind_of_tie,
            backwards=form.is_backwards,
            strength=values["strength"],
        )
    except SameOrganisation:
        form.add_error("partner", _("This is your own organisation. Name another one."))
    except (actions.TooManyNames, QueueIsFull):
        form.add_error(
            "partner", _("Many new names are waiting already. Choose one from the list, or ask the team.")
        )
    else:
        new = isinstance(named, Registration)
        messages.success(request, _("Noted. The team looks at the new name first.") if new else _("Noted."))
        return True
    return False


@require_POST
def take_back(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    invitation = _invitation(token)
    _require_open(invitation)
    us = invitation.organisation
    said = {tie.relation.pk for tie in queries.said(invitation)}
    if pk not in said:
        raise Http404
    unsay(relation=part_of(Relation.kept, pk), said_by=us)
    messages.success(request, _("Taken back."))
    return redirect("entries:partners", token)


@require_POST
def done(request: HttpRequest, token: str) -> HttpResponse:
    invitation = _invitation(token)
    _require_open(invitation)
    actions.set_done(invitation)
    messages.success(request, _("Thank you. You can come back and change it as long as the survey is open."))
    return redirect("entries:partners", token)


@require_safe
def suggest(request: HttpRequest, token: str) -> JsonResponse:
    """Names of the register for what was typed so far."""
    invitation = _invitation(token)
    found: list[Any] = suggestions(invitation.survey.cluster, search_text(request))
    return JsonResponse({"results": [{"value": s.value, "label": s.label, "note": s.note} for s in found]})


def _require_open(invitation: PartnerInvitation) -> None:
    if not invitation.survey.is_open:
        raise PermissionDenied(_("This survey is closed. Ask the team if you want to add something."))


def _invitation(token: str) -> PartnerInvitation:
    invitation = (
        PartnerInvitation.objects.select_related("survey__cluster", "organisation")
        .filter(token=token, organisation__removed_at=None, survey__cluster__archived_at=None)
        .first()
    )
    if invitation is None:
        raise NotThere(_("This link no longer works. Ask the team for a new one."))
    invitation.organisation.cluster = invitation.survey.cluster
    return invitation
