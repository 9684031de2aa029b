"""The page of one organisation: its parts and what belongs to it, to be read.

Each part has a link that opens its form on the same page (`?edit=who`), one at a time; it saves as you go.
All of them at once would be fifty fields that nobody reads.
"""

from dataclasses import dataclass
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
from octant.core.rows import missing

from .. import services
from ..access import organisation_for
from ..actions import register as actions
from ..forms.contacts import ContactForm
from ..forms.entries import PartForm
from ..forms.register import PARTS
from ..forms.relations import EndForm, RelationChangeForm, RelationForm
from ..forms.services import NeedForm, OfferForm, ServiceForm
from ..models import Contact, Need, Offer, Organisation, Service
from ..queries import register as queries
from ..queries.merging import merges_of
from ..queries.relations import Tie, ties
from ..words import name_taken

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
        raise missing()
    return organisation_page(request, cluster, row)


@dataclass(frozen=True, slots=True)
class Opened:
    """The form that stands on the page: at which place, and, if it was refused, the form itself.

    A place is a part ("who"), a new row ("contact", "relation", "offers") or a row ("contact12", "end3").
    """

    place: str = ""
    refused: forms.BaseForm | None = None

    def refused_at(self, place: str) -> Any:
        return self.refused if place == self.place else None


def organisation_page(
    request: HttpRequest,
    cluster: Cluster,
    row: Organisation,
    *,
    refused: forms.BaseForm | None = None,
    place: str = "",
    status: int = 200,
) -> HttpResponse:
    """With the form that `?edit=` asks for, or the one that was refused, at the place where it stands."""
    may_edit = cluster.access.can_edit
    opened = Opened(place or request.GET.get("edit", ""), refused) if may_edit else Opened()
    context: dict[str, Any] = {
        "cluster": cluster,
        "access": cluster.access,
        "organisation": row,
        "page_url": reverse("ecosystem:organisation", args=[cluster.slug, row.pk]),
        "may_edit": may_edit,
        "refused": refused,
        "sides": [_side(name, row, cluster, opened) for name in SIDES],
        "ties": [_tie(tie, opened) for tie in ties(row)],
        "mentions": queries.mentions(row),
    }
    if may_edit:
        link = queries.entry_link(row)
        context |= {
            "parts": _parts(row, opened),
            "contacts": [_contact(contact, opened) for contact in queries.contacts(row)],
            "contact_form": opened.place == "contact" and (refused or ContactForm()),
            "merges": merges_of(row),
            "link": link,
            "link_address": link and request.build_absolute_uri(reverse("entries:mine", args=[link.token])),
            "relation_form": opened.place == "relation"
            and (refused or RelationForm(suggest_url=_suggest_url(cluster))),
        }
    return render(request, "ecosystem/organisation.html", context, status=status)


def _parts(row: Organisation, opened: Opened) -> Forms:
    """The form of the part that is open, by its name; none if none is."""
    if opened.place not in PARTS:
        return {}
    return {opened.place: opened.refused or _part_form(opened.place, row)}


def _part_form(name: str, row: Organisation, data: Any = None) -> PartForm:
    extra: dict[str, Any] = {}
    if name == "place":
        extra["place_url"] = reverse("ecosystem:places", args=[row.cluster.slug])
    if name == "standing":
        extra["members"] = queries.members(row.cluster)
    return PARTS[name](data, organisation=row, **extra)


def _suggest_url(cluster: Cluster) -> str:
    return reverse("ecosystem:suggest", args=[cluster.slug])


def _side(name: str, row: Organisation, cluster: Cluster, opened: Opened) -> dict[str, Any]:
    """Offers or needs, and the form of one of them or of a new one."""
    model = SIDES[name]
    form = SERVICE_FORMS[model]
    rows = queries.services_of(row, model)
    names = services.names() if rows else {}
    return {
        "name": name,
        "rows": [
            {
                "service": service,
                "category": names.get(service.category, service.category),
                "place": f"{name}{service.pk}",
                "form": opened.place == f"{name}{service.pk}" and (opened.refused or form(service=service)),
            }
            for service in rows
        ],
        "form": opened.place == name and (opened.refused or form(language=cluster.language)),
    }


def _contact(contact: Contact, opened: Opened) -> dict[str, Any]:
    place = f"contact{contact.pk}"
    form = opened.place == place and (opened.refused or ContactForm(contact=contact))
    return {"contact": contact, "place": place, "form": form}


def _tie(tie: Tie, opened: Opened) -> dict[str, Any]:
    """A relation; its two forms, to change and to end it, stand together."""
    change, end = f"relation{tie.relation.pk}", f"end{tie.relation.pk}"
    row: dict[str, Any] = {"tie": tie, "place": change}
    if opened.place in {change, end}:
        row["form"] = opened.refused_at(change) or RelationChangeForm(relation=tie.relation)
        row["end_form"] = opened.refused_at(end) or EndForm(relation=tie.relation)
    return row


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
    hints = _where(cluster, fresh) if section in {"place", "coordinates"} else None
    back = f"{reverse('ecosystem:organisation', args=[slug, pk])}#{section}"
    return saved(request, back, row=fresh, hints_html=hints)


def _written(form: PartForm, row: Organisation, request: SignedInRequest) -> Organisation | None:
    try:
        return actions.change_organisation(
            organisation=row, version=form.cleaned_data["version"], values=form.values(), by=request.user
        )
    except actions.AlreadyThere as problem:
        form.add_error("name", name_taken(problem.organisation.name))
        return None


def _where(cluster: Cluster, row: Organisation) -> str:
    return render_to_string("ecosystem/_where.html", {"cluster": cluster, "organisation": row})


def refused(
    request: HttpRequest, cluster: Cluster, row: Organisation, form: forms.BaseForm, place: str
) -> HttpResponse:
    """The page again with what was typed and what is wrong with it."""
    if is_autosave(request):
        return not_valid(form)
    return organisation_page(request, cluster, row, refused=form, place=place, status=422)


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
