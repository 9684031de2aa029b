"""Rows that may be the same organisation: look, merge, take apart."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters.access import Right, cluster_for
from octant.clusters.models import Cluster
from octant.core.requests import SignedInRequest, posted, signed_in
from octant.core.responses import removed
from octant.core.rows import part_of

from ..access import organisation_for
from ..actions import merging as actions
from ..actions.register import AlreadyThere
from ..forms.merging import MergeForm
from ..models import Merge, Organisation
from ..queries import merging as queries

PER_PAGE = 25


@signed_in
@require_safe
def duplicates(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    page = Paginator(queries.possible_pairs(cluster), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "cluster": cluster,
        "access": cluster.access,
        "twins": queries.twins(list(page)),
        "page": page,
    }
    return render(request, "ecosystem/duplicates.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: SignedInRequest, slug: str, pk: int, other: int) -> HttpResponse:
    """Both side by side; a POST makes them one. The first one stays."""
    cluster, kept, gone = _both(request, slug, pk, other)
    form = MergeForm(posted(request), kept=kept, gone=gone)
    if request.method != "POST" or not form.is_valid():
        context = {"cluster": cluster, "access": cluster.access, "form": form, "kept": kept, "gone": gone}
        return render(request, "ecosystem/merge.html", context, status=422 if form.is_bound else 200)
    kept.version = form.cleaned_data["version"]
    try:
        done = actions.merge(kept=kept, gone=gone, values=form.values(), by=request.user)
    except actions.Overtaken:
        messages.warning(request, _("Somebody has changed it meanwhile. Look again, then merge."))
        return redirect("ecosystem:merge", slug, pk, other)
    text = _("“%(name)s” is part of this entry now.") % {"name": gone.name}
    undo = reverse("ecosystem:merge_undo", args=[slug, done.pk])
    return removed(request, reverse("ecosystem:organisation", args=[slug, pk]), text=text, undo=undo)


@signed_in
@require_POST
def apart(request: SignedInRequest, slug: str, pk: int, other: int) -> HttpResponse:
    """They are two: do not ask again."""
    _cluster, first, second = _both(request, slug, pk, other)
    actions.keep_apart(first=first, second=second)
    messages.success(request, _("Noted: these are two organisations."))
    return redirect("ecosystem:duplicates", slug)


@signed_in
@require_POST
def undo(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    done = part_of(Merge.objects, pk, cluster=cluster)
    try:
        actions.take_apart(done=done, by=request.user)
    except AlreadyThere as problem:
        text = _("Not taken apart: the register has a new organisation called “%(name)s”. Rename it first.")
        messages.error(request, text % {"name": problem.organisation.name})
    else:
        messages.success(request, _("These are two entries again."))
    return redirect("ecosystem:organisation", slug, done.kept_id)


def _both(
    request: SignedInRequest, slug: str, pk: int, other: int
) -> tuple[Cluster, Organisation, Organisation]:
    cluster, kept = organisation_for(request.user, slug, pk, Right.EDIT_ROUND)
    if pk == other:
        raise Http404
    gone = part_of(Organisation.kept.select_related("owner__user"), other, cluster=cluster)
    gone.cluster = cluster
    return cluster, kept, gone
