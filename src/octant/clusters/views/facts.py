"""Adding, changing and removing the facts of a profile."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from octant.core.once import once
from octant.core.requests import SignedInRequest, posted, signed_in
from octant.core.responses import removed, saved
from octant.core.rows import part_of

from ..access import Right, cluster_for
from ..actions import facts as actions
from ..forms import FactForm, VersionForm
from ..models import Cluster, Fact
from ..queries import current_framework


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    initial = {"dimension": request.GET.get("dimension", "")}
    form = FactForm(posted(request), framework=current_framework(), initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.add_fact(cluster=cluster, by=request.user, **form.cleaned_data)
        return saved(request, _profile(slug))
    return _page(request, cluster, form, status=422 if form.is_bound else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    fact = _fact(cluster, pk)
    if request.method != "POST":
        return _page(request, cluster, FactForm(instance=fact, framework=current_framework()), fact)
    form = FactForm(request.POST, framework=current_framework())
    version = VersionForm(request.POST)
    if not form.is_valid() or not version.is_valid():
        return _page(request, cluster, form, fact, status=422)
    actions.change_fact(
        fact=fact, version=version.cleaned_data["version"], values=form.cleaned_data, by=request.user
    )
    return saved(request, _profile(slug))


@signed_in
@require_POST
def remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    fact = _fact(cluster, pk)
    actions.remove_fact(fact=fact, by=request.user)
    undo = reverse("clusters:fact_restore", args=[slug, pk])
    return removed(request, _profile(slug), text=_("Fact removed."), undo=undo)


@signed_in
@require_POST
def restore(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    actions.restore_fact(fact=_fact(cluster, pk, also_removed=True), by=request.user)
    return redirect(_profile(slug))


def _fact(cluster: Cluster, pk: int, *, also_removed: bool = False) -> Fact:
    rows = Fact.objects if also_removed else Fact.kept
    fact = part_of(rows, pk, cluster=cluster)
    fact.cluster = cluster
    return fact


def _profile(slug: str) -> str:
    return reverse("clusters:home", args=[slug]) + "#profile"


def _page(
    request: HttpRequest, cluster: Cluster, form: FactForm, fact: Fact | None = None, *, status: int = 200
) -> HttpResponse:
    context = {"cluster": cluster, "access": cluster.access, "form": form, "fact": fact}
    return render(request, "clusters/fact.html", context, status=status)
