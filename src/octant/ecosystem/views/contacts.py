"""Contacts: on the page of their organisation, and those whose day of deletion has come."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from octant.clusters.access import Right, cluster_for
from octant.clusters.models import Cluster
from octant.core.requests import SignedInRequest, signed_in
from octant.core.responses import removed, saved
from octant.core.rows import part_of

from ..access import organisation_for
from ..actions import contacts as actions
from ..actions.registrations import erase_declined
from ..forms.contacts import ContactForm
from ..models import Contact
from .organisation import refused


@signed_in
@require_POST
def add(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster, row = organisation_for(request.user, slug, pk, Right.EDIT_ROUND)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return refused(request, cluster, row, form, "contact")
    actions.add_contact(organisation=row, by=request.user, **form.cleaned_data)
    return saved(request, _back(cluster, pk))


@signed_in
@require_POST
def change(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster, row = _contact(request, slug, pk)
    form = ContactForm(request.POST, contact=row)
    if not form.is_valid():
        return refused(request, cluster, row.organisation, form, f"contact{pk}")
    fresh = actions.change_contact(
        row=row, version=form.cleaned_data["version"], values=form.values(), by=request.user
    )
    return saved(request, _back(cluster, row.organisation_id), row=fresh)


@signed_in
@require_POST
def remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster, row = _contact(request, slug, pk)
    actions.remove_contact(row=row, by=request.user)
    undo = reverse("ecosystem:contact_restore", args=[slug, pk])
    text = _("Contact removed. It can be brought back for one day, then it may be erased for good.")
    return removed(request, _back(cluster, row.organisation_id), text=text, undo=undo)


@signed_in
@require_POST
def restore(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster, row = _contact(request, slug, pk, also_removed=True)
    actions.restore_contact(row=row, by=request.user)
    return redirect(_back(cluster, row.organisation_id))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def due(request: SignedInRequest, slug: str) -> HttpResponse:
    """Whose day of deletion has come; a POST erases them for good."""
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    if request.method == "POST":
        n = actions.erase_due(cluster=cluster, by=request.user)
        erase_declined(cluster)
        text = ngettext("%(n)s contact erased for good.", "%(n)s contacts erased for good.", n)
        messages.success(request, text % {"n": n})
        return redirect("ecosystem:contacts_due", slug)
    rows = actions.due(cluster, timezone.localdate()).select_related("organisation")
    coming = Contact.kept.filter(organisation__cluster=cluster).select_related("organisation")
    context = {
        "cluster": cluster,
        "access": cluster.access,
        "due": rows.order_by("delete_on", "pk"),
        "coming": coming.filter(delete_on__gt=timezone.localdate()).order_by("delete_on", "pk")[:20],
    }
    return render(request, "ecosystem/contacts_due.html", context)


def _contact(
    request: SignedInRequest, slug: str, pk: int, *, also_removed: bool = False
) -> tuple[Cluster, Contact]:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    rows = Contact.objects if also_removed else Contact.kept
    row = part_of(rows.select_related("organisation"), pk, organisation__cluster=cluster)
    row.organisation.cluster = cluster
    return cluster, row


def _back(cluster: Cluster, pk: int) -> str:
    return f"{reverse('ecosystem:organisation', args=[cluster.slug, pk])}#contacts"
