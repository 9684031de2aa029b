"""Offers and needs on the page of their organisation."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from octant.clusters.access import Right, cluster_for
from octant.clusters.models import Cluster
from octant.core.requests import SignedInRequest, signed_in
from octant.core.responses import removed, saved
from octant.core.rows import part_of

from ..access import organisation_for
from ..actions import services as actions
from ..models import Service
from .organisation import SERVICE_FORMS, SIDES, refused


@signed_in
@require_POST
def add(request: SignedInRequest, slug: str, pk: int, side: str) -> HttpResponse:
    cluster, row = organisation_for(request.user, slug, pk, Right.EDIT_ROUND)
    model = _model(side)
    form = SERVICE_FORMS[model](request.POST)
    if not form.is_valid():
        return refused(request, cluster, row, form, side)
    actions.add_service(model=model, organisation=row, by=request.user, **form.cleaned_data)
    return saved(request, _back(cluster, pk, side))


@signed_in
@require_POST
def change(request: SignedInRequest, slug: str, side: str, pk: int) -> HttpResponse:
    cluster, row = _service(request, slug, side, pk)
    form = SERVICE_FORMS[type(row)](request.POST, service=row)
    if not form.is_valid():
        return refused(request, cluster, row.organisation, form, f"{side}{pk}")
    fresh = actions.change_service(
        row=row, version=form.cleaned_data["version"], values=form.values(), by=request.user
    )
    return saved(request, _back(cluster, row.organisation_id, side), row=fresh)


@signed_in
@require_POST
def remove(request: SignedInRequest, slug: str, side: str, pk: int) -> HttpResponse:
    cluster, row = _service(request, slug, side, pk)
    actions.remove_service(row=row, by=request.user)
    undo = reverse("ecosystem:service_restore", args=[slug, side, pk])
    return removed(request, _back(cluster, row.organisation_id, side), text=_("Removed."), undo=undo)


@signed_in
@require_POST
def restore(request: SignedInRequest, slug: str, side: str, pk: int) -> HttpResponse:
    cluster, row = _service(request, slug, side, pk, also_removed=True)
    actions.restore_service(row=row, by=request.user)
    return redirect(_back(cluster, row.organisation_id, side))


def _model(side: str) -> type[Service]:
    if side not in SIDES:
        raise Http404
    return SIDES[side]


def _service(
    request: SignedInRequest, slug: str, side: str, pk: int, *, also_removed: bool = False
) -> tuple[Cluster, Service]:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    model = _model(side)
    rows = model.objects if also_removed else model.kept
    row = part_of(rows.select_related("organisation"), pk, organisation__cluster=cluster)
    row.organisation.cluster = cluster
    return cluster, row


def _back(cluster: Cluster, pk: int, side: str) -> str:
    return f"{reverse('ecosystem:organisation', args=[cluster.slug, pk])}#{side}"
