"""The team's side: the public form, the queue, links of organisations."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from octant.clusters.access import Right, cluster_for
from octant.clusters.models import Cluster
from octant.core.requests import SignedInRequest, is_autosave, posted, signed_in
from octant.core.responses import not_valid, removed, saved
from octant.core.rows import part_of

from .. import services
from ..access import organisation_for
from ..actions import registrations as actions
from ..actions.register import AlreadyThere
from ..forms.registrations import AcceptForm, RegistrationPageForm
from ..models import Kind, Registration, RegistrationPage, RegistrationState, Sector
from ..names import name_key
from ..words import name_taken

MOST_SHOWN = 50


@signed_in
@require_safe
def queue(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    return queue_page(request, cluster)


def queue_page(
    request: SignedInRequest,
    cluster: Cluster,
    *,
    tried: tuple[int, AcceptForm] | None = None,
    page_form: RegistrationPageForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = RegistrationPage.objects.filter(cluster=cluster).first()
    waiting = Registration.objects.filter(cluster=cluster, state=RegistrationState.WAITING)
    rows = list(waiting[:MOST_SHOWN])
    refused = dict([tried] if tried else [])
    known = _known(cluster, rows)
    context = {
        "cluster": cluster,
        "access": cluster.access,
        "registration_page": page,
        "address": page and request.build_absolute_uri(reverse("entries:register", args=[page.token])),
        "page_form": page_form
        or (page and RegistrationPageForm(instance=page, initial={"version": page.version})),
        "tried": tried[1] if tried else page_form,
        "rows": [
            {
                "registration": row,
                "sent": _in_words(row),
                "known": known.get(name_key(str(row))),
                "form": refused.get(row.pk) or AcceptForm(pk=row.pk, name=str(row)),
            }
            for row in rows
        ],
        "more": max(waiting.count() - MOST_SHOWN, 0),
    }
    return render(request, "ecosystem/registrations.html", context, status=status)


def _known(cluster: Cluster, rows: list[Registration]) -> dict[str, object]:
    keys = {name_key(str(row)) for row in rows}
    there = cluster.organisations.filter(removed_at=None, name_key__in=keys)
    return {row.name_key: row for row in there}


def _in_words(row: Registration) -> list[tuple[str, str]]:
    """What was sent, label and text."""
    kinds = services.names()
    sent = row.values
    lines = [
        (_("Sector"), dict(Sector.choices).get(sent.get("sector", ""), "")),
        (_("Kind"), dict(Kind.choices).get(sent.get("kind", ""), "")),
        (_("Place"), sent.get("place", "")),
        (_("Website"), sent.get("web", "")),
        (_("Fields of work"), ", ".join(sent.get("fields_of_work", []))),
        (_("Target groups"), ", ".join(sent.get("target_groups", []))),
    ]
    for side, label in (("offer", _("Offers")), ("need", _("Is looking for"))):
        if f"{side}_text" in sent:
            category = kinds.get(sent[f"{side}_category"], "")
            lines.append((label, f"{category}: {sent[f'{side}_text']}"))
    if "partner_of" in sent:
        lines.append((_("Named as a partner"), _("in the survey of who works with whom")))
    person = " ".join(filter(None, [sent.get("contact_name"), sent.get("contact_email")]))
    return [(label, str(text)) for label, text in [*lines, (_("Contact"), person)] if text]


@signed_in
@require_POST
def page(request: SignedInRequest, slug: str) -> HttpResponse:
    """Open or close the public form and change its texts; the first time it makes the form."""
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    made = actions.page_of(cluster)
    made.cluster = cluster
    back = reverse("ecosystem:registrations", args=[slug])
    if "version" not in request.POST:
        return redirect(back)
    form = RegistrationPageForm(posted(request), instance=RegistrationPage(cluster=cluster))
    if not form.is_valid():
        if is_autosave(request):
            return not_valid(form)
        return queue_page(request, cluster, page_form=form, status=422)
    values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    fresh = actions.change_page(
        page=made, version=form.cleaned_data["version"], values=values, by=request.user
    )
    return saved(request, back, row=fresh)


@signed_in
@require_POST
def new_address(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    made = actions.page_of(cluster)
    made.cluster = cluster
    actions.new_address(page=made, by=request.user)
    messages.success(request, _("The form has a new address; the old one no longer works."))
    return redirect("ecosystem:registrations", slug)


@signed_in
@require_POST
def accept(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster, row = _registration(request, slug, pk)
    form = AcceptForm(request.POST, pk=pk, name=str(row))
    if form.is_valid():
        try:
            made = actions.accept(registration=row, name=form.cleaned_data["name"], by=request.user)
        except AlreadyThere as problem:
            form.add_error("name", name_taken(problem.organisation.name))
        except actions.AlreadyDecided:
            return _too_late(request, slug)
        else:
            messages.success(request, _("Accepted: it is in the register now."))
            return redirect("ecosystem:organisation", slug, made.pk)
    return queue_page(request, cluster, tried=(pk, form), status=422)


@signed_in
@require_POST
def decline(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    _cluster, row = _registration(request, slug, pk)
    try:
        actions.decline(registration=row, by=request.user)
    except actions.AlreadyDecided:
        return _too_late(request, slug)
    back = reverse("ecosystem:registrations", args=[slug])
    undo = reverse("ecosystem:registration_restore", args=[slug, pk])
    return removed(request, back, text=_("Declined."), undo=undo)


@signed_in
@require_POST
def restore(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    _cluster, row = _registration(request, slug, pk, state=RegistrationState.DECLINED)
    try:
        actions.wait_again(registration=row, by=request.user)
    except actions.AlreadyDecided:
        return _too_late(request, slug)
    return redirect("ecosystem:registrations", slug)


def _too_late(request: SignedInRequest, slug: str) -> HttpResponse:
    messages.info(request, _("Somebody else has decided on this entry meanwhile."))
    return redirect("ecosystem:registrations", slug)


def _registration(
    request: SignedInRequest, slug: str, pk: int, *, state: RegistrationState = RegistrationState.WAITING
) -> tuple[Cluster, Registration]:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    row = part_of(Registration.objects, pk, cluster=cluster, state=state)
    row.cluster = cluster
    return cluster, row


@signed_in
@require_POST
def link_make(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    _cluster, row = organisation_for(request.user, slug, pk, Right.EDIT_ROUND)
    actions.make_link(organisation=row, by=request.user)
    messages.success(request, _("The link is ready. Copy it and pass it on to the organisation only."))
    return redirect(f"{reverse('ecosystem:organisation', args=[slug, pk])}#link")


@signed_in
@require_POST
def link_revoke(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    _cluster, row = organisation_for(request.user, slug, pk, Right.EDIT_ROUND)
    actions.revoke_link(organisation=row, by=request.user)
    messages.success(request, _("The link no longer works."))
    return redirect(f"{reverse('ecosystem:organisation', args=[slug, pk])}#link")
