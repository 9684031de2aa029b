"""The page of one organisation. Its parts are forms that save as you go; what belongs to it stands below."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from octant.clusters.access import Right
from octant.clusters.models import Cluster
from octant.core.requests import SignedInRequest, is_autosave, signed_in
from octant.core.responses import not_valid, removed, saved

from .. import services
from ..access import organisation_for
from ..actions import register as actions
from ..forms.contacts import ContactForm
from ..forms.register import PARTS, PartForm
from ..forms.relations import EndForm, RelationChangeForm, RelationForm
from ..forms.services import NeedForm, OfferForm, ServiceForm
from ..models import Contact, EntryLink, Need, Offer, Organisation, Service
from ..queries import register as queries
from ..queries.merging import merges_of
from ..queries.relations import Tie, ties
from .register import name_taken

type Forms = dict[str, forms.BaseForm]
SIDES: dict[str, type[Service]] = {"offers": Offer, "needs": Need}
SERVICE_FORMS: dict[type, type[ServiceForm]] = {Offer: OfferForm, Need: NeedForm}


@signed_in
@require_safe
def organisation(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster, row = organisation_for(request.user, slug, pk, Right.VIEW, also_removed=True)
    if row.merged_into_id:
        return redirect("ecosystem:organisation", slug, row.merged_into_id)
    if row.removed_at:
        raise Http404(_("There is no such entry. Perhaps somebody removed it."))
    return organisation_page(request, cluster, row)


def organisation_page(
    request: HttpRequest,
    cluster: Cluster,
    row: Organisation,
    *,
    tried: Forms | None = None,
    status: int = 200,
) -> HttpResponse:
    """`tried` is a form that was refused, by the place where it stands."""
    tried = tried or {}
    may_edit = cluster.access.can_edit
    context: dict[str, Any] = {
        "cluster": cluster,
        "access": cluster.access,
        "organisation": row,
        "may_edit": may_edit,
        "tried": next(iter(tried.values()), None),
        "open": next(iter(tried), ""),
        "sides": [_side(name, row, cluster, tried) for name in SIDES],
        "ties": _ties(row, tried),
        "mentions": queries.mentions(row),
    }
    if may_edit:
        members = queries.members(cluster)
        link = EntryLink.objects.filter(organisation=row, revoked_at=None).first()
        context |= {
            "parts": {name: tried.get(name) or _part_form(name, row, members) for name in PARTS},
            "contacts": [
                (contact, tried.get(f"contact{contact.pk}") or ContactForm(contact=contact))
                for contact in Contact.kept.filter(organisation=row)
            ],
            "contact_form": tried.get("contact") or ContactForm(),
            "merges": merges_of(row),
            "link": link,
            "link_address": link and request.build_absolute_uri(reverse("entries:mine", args=[link.token])),
            "relation_form": tried.get("relation") or RelationForm(suggest_url=_suggest_url(cluster)),
        }
    return render(request, "ecosystem/organisation.html", context, status=status)


def _part_form(name: str, row: Organisation, members: Any = None, data: Any = None) -> PartForm:
    extra: dict[str, Any] = {}
    if name == "place":
        extra["place_url"] = reverse("ecosystem:places", args=[row.cluster.slug])
    if name == "standing":
        extra["members"] = queries.members(row.cluster) if members is None else members
    return PARTS[name](data, organisation=row, **extra)


def _suggest_url(cluster: Cluster) -> str:
    return reverse("ecosystem:suggest", args=[cluster.slug])


def _side(name: str, row: Organisation, cluster: Cluster, tried: Forms) -> dict[str, Any]:
    """Offers or needs with their forms."""
    model = SIDES[name]
    form = SERVICE_FORMS[model]
    names = services.names()
    return {
        "name": name,
        "rows": [
            {
                "service": service,
                "category": names.get(service.category, service.category),
                "form": tried.get(f"{name}{service.pk}") or form(service=service),
            }
            for service in model.kept.filter(organisation=row)
        ],
        "form": tried.get(name) or form(language=cluster.language),
    }


def _ties(row: Organisation, tried: Forms) -> list[dict[str, Any]]:
    return [_tie(tie, tried) for tie in ties(row)]


def _tie(tie: Tie, tried: Forms) -> dict[str, Any]:
    pk = tie.relation.pk
    return {
        "tie": tie,
        "form": tried.get(f"relation{pk}") or RelationChangeForm(relation=tie.relation),
        "end_form": tried.get(f"end{pk}") or EndForm(relation=tie.relation),
    }


@signed_in
@require_POST
def edit(request: SignedInRequest, slug: str, pk: int, section: str) -> HttpResponse:
    """Save one part of the page."""
    cluster, row = organisation_for(request.user, slug, pk, Right.EDIT_ROUND)
    if section not in PARTS:
        raise Http404
    form = _part_form(section, row, data=request.POST)
    fresh = _written(form, row, request) if form.is_valid() else None
    if fresh is None:
        return refused(request, cluster, row, form, section)
    hints = _where(fresh) if section in {"place", "coordinates"} else None
    back = f"{reverse('ecosystem:organisation', args=[slug, pk])}#{section}"
    return saved(request, back, row=fresh, hints_html=hints)


def _written(form: PartForm, row: Organisation, request: SignedInRequest) -> Organisation | None:
    try:
        return actions.change_organisation(
            organisation=row, version=form.cleaned_data["version"], values=form.values(), by=request.user
        )
    except actions.AlreadyThere as problem:
        form.add_error("name", name_taken(problem))
        return None


def _where(row: Organisation) -> str:
    return render_to_string("ecosystem/_where.html", {"organisation": row})


def refused(
    request: HttpRequest, cluster: Cluster, row: Organisation, form: forms.BaseForm, place: str
) -> HttpResponse:
    """The page again with what was typed and what is wrong with it."""
    if is_autosave(request):
        return not_valid(form)
    return organisation_page(request, cluster, row, tried={place: form}, status=422)


@signed_in
@require_POST
def remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    _cluster, row = organisation_for(request.user, slug, pk, Right.EDIT_ROUND)
    actions.remove(organisation=row, by=request.user)
    back = reverse("ecosystem:list", args=[slug])
    undo = reverse("ecosystem:restore", args=[slug, pk])
    return removed(request, back, text=_("Removed from the register."), undo=undo)


@signed_in
@require_POST
def restore(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    _cluster, row = organisation_for(request.user, slug, pk, Right.EDIT_ROUND, also_removed=True)
    try:
        actions.restore(organisation=row, by=request.user)
    except actions.AlreadyThere:
        messages.error(request, _("Not brought back: the register has a new organisation of this name."))
        return redirect("ecosystem:list", slug)
    return redirect("ecosystem:organisation", slug, pk)
