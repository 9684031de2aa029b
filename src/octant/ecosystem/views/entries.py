"""Public pages without an account: register yourself, keep your own entry up to date."""

from typing import Any

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.core.requests import is_autosave, posted
from octant.core.responses import NotThere, not_valid, removed, saved
from octant.core.rows import part_of

from .. import services
from ..actions import register, registrations
from ..actions import services as service_actions
from ..forms.entries import OwnWhoForm, PartForm, PlaceForm, RegistrationForm, WorkForm
from ..forms.services import ServiceForm
from ..models import EntryLink, Organisation, RegistrationPage
from ..words import name_taken
from .organisation import SERVICE_FORMS, SIDES
from .register import place_suggestions

PARTS: dict[str, type[PartForm]] = {form.part: form for form in (OwnWhoForm, PlaceForm, WorkForm)}
TOO_OFTEN = 429


# --- Register yourself --------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register_yourself(request: HttpRequest, token: str) -> HttpResponse:
    page = _page(token)
    form = RegistrationForm(posted(request), place_url=reverse("entries:register_places", args=[token]))
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, page, form, 422 if form.is_bound else 200)
    if not ratelimit.consume(request, action="register_organisation"):
        form.add_error(
            None, _("Many registrations came from your network just now. Try again in ten minutes.")
        )
        return _form_page(request, page, form, TOO_OFTEN)
    if not form.is_from_a_program:
        try:
            registrations.send(cluster=page.cluster, values=form.as_json())
        except registrations.QueueIsFull:
            form.add_error(None, _("Nobody can take registrations at the moment. Please write to the team."))
            return _form_page(request, page, form, TOO_OFTEN)
    return redirect("entries:registered", token)


@require_safe
def registered(request: HttpRequest, token: str) -> HttpResponse:
    return render(request, "ecosystem/registered.html", _frame(_page(token)))


@require_safe
def register_places(request: HttpRequest, token: str) -> HttpResponse:
    return place_suggestions(request, _page(token).cluster)


def _page(token: str) -> RegistrationPage:
    page = (
        RegistrationPage.objects.select_related("cluster")
        .filter(token=token, is_open=True, cluster__archived_at=None)
        .first()
    )
    if page is None:
        raise NotThere(_("This form is not open, or its address has changed."))
    return page


def _form_page(
    request: HttpRequest, page: RegistrationPage, form: RegistrationForm, status: int
) -> HttpResponse:
    context = _frame(page) | {"registration_page": page, "form": form}
    return render(request, "ecosystem/register_yourself.html", context, status=status)


def _frame(page: RegistrationPage) -> dict[str, Any]:
    """What the page around everything needs (templates/public_base.html)."""
    return {"home_url": reverse("entries:register", args=[page.token]), "room_name": page.cluster.name}


# --- Your own entry -----------------------------------------------------------------------------------------


@never_cache
@require_safe
def mine(request: HttpRequest, token: str) -> HttpResponse:
    link = _link(token)
    registrations.note_use(link)
    return _entry_page(request, link)


def _entry_page(
    request: HttpRequest, link: EntryLink, *, tried: tuple[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    row = link.organisation
    refused = dict([tried] if tried else [])
    context = {
        "link": link,
        "organisation": row,
        "home_url": reverse("entries:mine", args=[link.token]),
        "room_name": row.cluster.name,
        "tried": tried[1] if tried else None,
        "parts": {name: refused.get(name) or _part_form(name, link) for name in PARTS},
        "sides": [_side(name, row, refused) for name in SIDES],
    }
    return render(request, "ecosystem/own_entry.html", context, status=status)


def _part_form(name: str, link: EntryLink, data: Any = None) -> PartForm:
    extra = {"place_url": reverse("entries:places", args=[link.token])} if name == "place" else {}
    return PARTS[name](data, organisation=link.organisation, **extra)


def _side(name: str, row: Organisation, refused: dict[str, Any]) -> dict[str, Any]:
    names = services.names()
    rows = SIDES[name].kept.filter(organisation=row)
    form: ServiceForm = refused.get(name) or SERVICE_FORMS[SIDES[name]](language=row.cluster.language)
    return {
        "name": name,
        "form": form,
        "rows": [{"service": each, "category": names.get(each.category, each.category)} for each in rows],
    }


@require_POST
def edit(request: HttpRequest, token: str, section: str) -> HttpResponse:
    link = _link(token)
    if section not in PARTS:
        raise Http404
    form = _part_form(section, link, request.POST)
    fresh = _written(form, link) if form.is_valid() else None
    if fresh is None:
        return (
            not_valid(form)
            if is_autosave(request)
            else _entry_page(request, link, tried=(section, form), status=422)
        )
    return saved(request, f"{reverse('entries:mine', args=[token])}#{section}", row=fresh)


def _written(form: PartForm, link: EntryLink) -> Organisation | None:
    try:
        return register.change_organisation(
            organisation=link.organisation,
            version=form.cleaned_data["version"],
            values=form.values(),
            by=None,
        )
    except register.AlreadyThere as problem:
        form.add_error("name", name_taken(problem.organisation.name))
        return None


@require_POST
def service_add(request: HttpRequest, token: str, side: str) -> HttpResponse:
    link = _link(token)
    model = _model(side)
    form = SERVICE_FORMS[model](request.POST)
    if not form.is_valid():
        return _entry_page(request, link, tried=(side, form), status=422)
    service_actions.add_service(model=model, organisation=link.organisation, by=None, **form.cleaned_data)
    return saved(request, f"{reverse('entries:mine', args=[token])}#{side}")


@require_POST
def service_remove(request: HttpRequest, token: str, side: str, pk: int) -> HttpResponse:
    link = _link(token)
    row = part_of(_model(side).kept, pk, organisation=link.organisation)
    row.organisation = link.organisation
    service_actions.remove_service(row=row, by=None)
    undo = reverse("entries:service_restore", args=[token, side, pk])
    return removed(request, f"{reverse('entries:mine', args=[token])}#{side}", text=_("Removed."), undo=undo)


@require_POST
def service_restore(request: HttpRequest, token: str, side: str, pk: int) -> HttpResponse:
    link = _link(token)
    row = part_of(_model(side).objects, pk, organisation=link.organisation)
    row.organisation = link.organisation
    service_actions.restore_service(row=row, by=None)
    return redirect("entries:mine", token)


@require_safe
def places(request: HttpRequest, token: str) -> HttpResponse:
    return place_suggestions(request, _link(token).organisation.cluster)


def _model(side: str) -> Any:
    if side not in SIDES:
        raise Http404
    return SIDES[side]


def _link(token: str) -> EntryLink:
    link = (
        EntryLink.objects.select_related("organisation__cluster", "organisation__owner__user")
        .filter(
            token=token,
            revoked_at=None,
            organisation__removed_at=None,
            organisation__cluster__archived_at=None,
        )
        .first()
    )
    if link is None:
        raise NotThere(_("This link no longer works. Ask the team for a new one."))
    return link
