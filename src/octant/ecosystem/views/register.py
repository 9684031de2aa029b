"""The register of organisations."""

from dataclasses import asdict

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters.access import Right, cluster_for
from octant.clusters.models import Cluster
from octant.core.requests import SignedInRequest, posted, search_text, signed_in
from octant.core.responses import removed, saved

from ..actions import register as actions
from ..forms.register import OrganisationForm, VersionForm
from ..models import Organisation, Sector
from ..queries import register as queries

PER_PAGE = 50


@signed_in
@require_safe
def register(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.VIEW)
    sector = request.GET.get("sector", "")
    text = search_text(request)
    found = queries.organisations(cluster, sector=sector if sector in Sector else "", text=text)
    context = {
        "cluster": cluster,
        "access": cluster.access,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "sectors": Sector.choices,
        "sector": sector,
        "text": text,
    }
    return render(request, "ecosystem/list.html", context)


@signed_in
@require_safe
def suggest(request: SignedInRequest, slug: str) -> HttpResponse:
    """For inputs with data-suggest-url: at most ten names for what was typed so far (`?q=`)."""
    cluster = cluster_for(request.user, slug, Right.VIEW)
    found = queries.suggestions(cluster, search_text(request))
    return JsonResponse({"results": [asdict(suggestion) for suggestion in found]})


@signed_in
@require_safe
def organisation(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.VIEW)
    row = _organisation(cluster, pk)
    context = {
        "cluster": cluster,
        "access": cluster.access,
        "organisation": row,
        "mentions": queries.mentions(row),
    }
    return render(request, "ecosystem/organisation.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    form = OrganisationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.add(cluster=cluster, by=request.user, **form.cleaned_data)
        except actions.AlreadyThere as problem:
            _name_taken(form, problem)
        else:
            return saved(request, reverse("ecosystem:list", args=[slug]))
    return _form_page(request, cluster, form)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    row = _organisation(cluster, pk)
    if request.method != "POST":
        return _form_page(request, cluster, OrganisationForm(instance=row), row)
    form = OrganisationForm(request.POST)
    version = VersionForm(request.POST)
    if form.is_valid() and version.is_valid():
        try:
            actions.change_organisation(
                organisation=row,
                version=version.cleaned_data["version"],
                values=form.cleaned_data,
                by=request.user,
            )
        except actions.AlreadyThere as problem:
            _name_taken(form, problem)
        else:
            return saved(request, reverse("ecosystem:organisation", args=[slug, pk]))
    return _form_page(request, cluster, form, row)


@signed_in
@require_POST
def remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    row = _organisation(cluster, pk)
    actions.remove(organisation=row, by=request.user)
    back = reverse("ecosystem:list", args=[slug])
    undo = reverse("ecosystem:restore", args=[slug, pk])
    return removed(request, back, text=_("Removed from the register."), undo=undo)


@signed_in
@require_POST
def restore(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    row = _organisation(cluster, pk, also_removed=True)
    try:
        actions.restore(organisation=row, by=request.user)
    except actions.AlreadyThere:
        messages.error(request, _("Not brought back: the register has a new organisation of this name."))
        return redirect("ecosystem:list", slug)
    return redirect("ecosystem:organisation", slug, pk)


def _organisation(cluster: Cluster, pk: int, *, also_removed: bool = False) -> Organisation:
    rows = Organisation.objects if also_removed else Organisation.kept
    row = rows.filter(cluster=cluster, pk=pk).first()
    if row is None:
        raise Http404(_("There is no such entry. Perhaps somebody removed it."))
    row.cluster = cluster
    return row


def _name_taken(form: OrganisationForm, problem: actions.AlreadyThere) -> None:
    text = _("“%(name)s” is in the register already.") % {"name": problem.organisation.name}
    form.add_error("name", text)


def _form_page(
    request: HttpRequest, cluster: Cluster, form: OrganisationForm, row: Organisation | None = None
) -> HttpResponse:
    context = {"cluster": cluster, "access": cluster.access, "form": form, "organisation": row}
    return render(request, "ecosystem/form.html", context, status=422 if form.is_bound else 200)
