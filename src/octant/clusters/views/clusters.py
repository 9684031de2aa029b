"""My clusters, a new one, its home, its settings, its end."""

import tempfile

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.core.once import once
from octant.core.requests import SignedInRequest, posted, signed_in
from octant.core.responses import saved

from .. import queries
from ..access import Right, cluster_for, is_archived
from ..actions import clusters as actions
from ..export import write_export
from ..forms import ClusterForm, DeleteForm, VersionForm
from ..models import Cluster


@signed_in
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    return render(request, "clusters/list.html", {"cards": queries.my_clusters(request.user)})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def new(request: SignedInRequest) -> HttpResponse:
    form = ClusterForm(posted(request))
    if request.method == "POST" and form.is_valid():
        cluster = actions.create_cluster(by=request.user, **form.cleaned_data)
        messages.success(request, _("Your workspace is ready. Start a round, or invite the others first."))
        return redirect("clusters:home", cluster.slug)
    return render(request, "clusters/new.html", {"form": form}, status=422 if form.is_bound else 200)


@signed_in
@require_safe
def home(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.VIEW)
    context = {"cluster": cluster, "access": cluster.access, "home": queries.home(cluster)}
    return render(request, "clusters/home.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedInRequest, slug: str) -> HttpResponse:
    """Members without the right may read the settings; only who may manage can change them."""
    right = Right.MANAGE_CLUSTER if request.method == "POST" else Right.VIEW
    cluster = cluster_for(request.user, slug, right)
    if request.method != "POST":
        return _settings_page(request, cluster, ClusterForm(instance=cluster))
    if cluster.archived_at:
        raise PermissionDenied(is_archived(cluster))
    form = ClusterForm(request.POST, instance=Cluster.objects.get(pk=cluster.pk))
    version = VersionForm(request.POST)
    if not form.is_valid() or not version.is_valid():
        return _settings_page(request, cluster, form, status=422)
    actions.change_cluster(
        cluster=cluster,
        version=version.cleaned_data["version"],
        values=form.cleaned_data,
        by=request.user,
    )
    return saved(request, request.path)


def _settings_page(
    request: HttpRequest, cluster: Cluster, form: ClusterForm, *, status: int = 200
) -> HttpResponse:
    context = {"cluster": cluster, "access": cluster.access, "form": form, "place": queries.place(cluster)}
    return render(request, "clusters/settings.html", context, status=status)


@signed_in
@require_POST
def archive(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.MANAGE_CLUSTER)
    actions.archive(cluster=cluster, by=request.user)
    messages.success(request, _("Archived. Everybody can still read everything; nobody can change it."))
    return redirect("clusters:settings", slug)


@signed_in
@require_POST
def restore(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.MANAGE_CLUSTER)
    actions.restore(cluster=cluster, by=request.user)
    messages.success(request, _("Restored. Work can go on."))
    return redirect("clusters:settings", slug)


@signed_in
@require_safe
def export(request: SignedInRequest, slug: str) -> FileResponse:
    """One zip file with everything; remembered in the session, so that deleting knows of it."""
    cluster = cluster_for(request.user, slug, Right.MANAGE_CLUSTER)
    target = tempfile.TemporaryFile()  # noqa: SIM115 (FileResponse closes it)
    write_export(cluster, target)
    target.seek(0)
    request.session[_exported_key(cluster)] = True
    return FileResponse(
        target, as_attachment=True, filename=f"octant-{cluster.slug}-{timezone.localdate():%Y-%m-%d}.zip"
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.MANAGE_CLUSTER)
    exported = bool(request.session.get(_exported_key(cluster)))
    form = DeleteForm(posted(request), cluster=cluster, exported=exported)
    if request.method == "POST" and form.is_valid():
        name = cluster.name
        request.session.pop(_exported_key(cluster), None)
        actions.delete_cluster(cluster=cluster)
        messages.success(request, _("“%(cluster)s” and everything in it was deleted.") % {"cluster": name})
        return redirect("clusters:list")
    context = {"cluster": cluster, "access": cluster.access, "form": form, "exported": exported}
    return render(request, "clusters/delete.html", context, status=422 if form.is_bound else 200)


def _exported_key(cluster: Cluster) -> str:
    return f"exported-{cluster.pk}"
