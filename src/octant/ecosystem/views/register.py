"""The list of the register: filter, sort, choose many, keep views."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters import countries
from octant.clusters.access import Right, cluster_for
from octant.clusters.models import Cluster
from octant.core.requests import SignedInRequest, posted, search_text, signed_in
from octant.core.responses import removed
from octant.core.rows import part_of

from .. import gazetteer
from ..actions import register as actions
from ..forms.register import SORTS, BulkForm, FilterForm, NewOrganisationForm, SavedViewForm
from ..models import BulkChange, Organisation, SavedView
from ..queries import register as queries
from ..queries.register import Keeper
from ..words import name_taken

PER_PAGE = 25
SHOWN = ("name", "sector", "place", "membership", "changed_at", "review_on")


@signed_in
@require_safe
def register(request: SignedInRequest, slug: str) -> HttpResponse:
    return list_page(request, cluster_for(request.user, slug, Right.VIEW))


def list_page(
    request: SignedInRequest,
    cluster: Cluster,
    *,
    query: str | None = None,
    bulk: BulkForm | None = None,
    view_form: SavedViewForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """`query` is what the list was opened with when a form on it is sent back; the forms are those."""
    asked = request.GET if query is None else QueryDict(query)
    keepers = queries.keepers(cluster)
    shown = filtered("ecosystem:list", cluster, asked, keepers)
    rows = queries.organisations(cluster, shown.wanted).only(*SHOWN)
    kept = without_page(asked)
    context = {
        "cluster": cluster,
        "access": cluster.access,
        "filter": shown,
        "page": Paginator(rows, PER_PAGE).get_page(asked.get("page")),
        "query": kept,
        "views": queries.saved_views(cluster, request.user),
        "waiting": queries.waiting(cluster) if cluster.access.can_edit else 0,
        "refused": bulk or view_form,
        "view_form": view_form or SavedViewForm(auto_id="view_%s", initial={"query": kept}),
        "bulk_fields": _fields_of(bulk) if bulk else _bulk_fields(get_language(), keepers),
        "ticked": bulk.pks if bulk else (),
    }
    return render(request, "ecosystem/list.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Filtered:
    """What the reader asked for: the conditions, the form that shows them, the head of the table."""

    wanted: Mapping[str, Any]
    form: SafeString
    columns: Mapping[str, Mapping[str, Any]]

    @property
    def is_filtered(self) -> bool:
        return bool(self.wanted.keys() - {"sort"})


def filtered(here: str, cluster: Cluster, asked: QueryDict, keepers: tuple[Keeper, ...]) -> Filtered:
    """`here` is the name of the page's address."""
    team = cluster.access.can_edit
    return _filtered(get_language(), here, cluster.slug, _conditions(asked), keepers, team=team)


# Both depend on their arguments alone, so they are written once for the same ones.


@lru_cache(maxsize=64)
def _filtered(
    _language: str | None, here: str, slug: str, conditions: str, keepers: tuple[Keeper, ...], *, team: bool
) -> Filtered:
    asked = QueryDict(conditions)
    form = FilterForm(asked, members=keepers, team=team)
    wanted = form.wanted()
    context = {"form": form, "here": here, "cluster": {"slug": slug}}
    return Filtered(
        wanted,
        render_to_string("ecosystem/_filter.html", context),
        _columns(asked, wanted.get("sort", "name")),
    )


@lru_cache(maxsize=64)
def _bulk_fields(_language: str | None, keepers: tuple[Keeper, ...]) -> SafeString:
    return _fields_of(BulkForm(members=keepers))


def _fields_of(form: BulkForm) -> SafeString:
    return render_to_string("ecosystem/_bulk_fields.html", {"bulk": form})


def _conditions(asked: QueryDict) -> str:
    """What was asked for but the number of the page and what was left empty."""
    kept = asked.copy()
    kept.pop("page", None)
    for name in [name for name in kept if not any(kept.getlist(name))]:
        del kept[name]
    return kept.urlencode()


def without_page(asked: QueryDict) -> str:
    return _conditions(asked)[:2000]


def _columns(asked: QueryDict, sort: str) -> dict[str, dict[str, Any]]:
    """For each column the link that sorts by it, and how it is sorted now."""
    found = {}
    for name, label in SORTS.items():
        turned = f"-{name}" if sort == name else name
        link = asked.copy()
        link.pop("page", None)
        link["sort"] = turned
        way = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
        found[name] = {"label": str(label), "url": f"?{link.urlencode()}", "way": way}
    return found


@signed_in
@require_safe
def suggest(request: SignedInRequest, slug: str) -> HttpResponse:
    """For inputs with data-suggest-url: at most ten organisations for what was typed so far (`?q=`)."""
    cluster = cluster_for(request.user, slug, Right.VIEW)
    found = queries.suggestions(cluster, search_text(request))
    return JsonResponse({"results": [{"value": s.value, "label": s.label, "note": s.note} for s in found]})


@signed_in
@require_safe
def places(request: SignedInRequest, slug: str) -> HttpResponse:
    """The same for places."""
    cluster = cluster_for(request.user, slug, Right.VIEW)
    return place_suggestions(request, cluster)


def place_suggestions(request: HttpRequest, cluster: Cluster) -> JsonResponse:
    found = gazetteer.suggestions(search_text(request), cluster.country)
    rows = [{"label": name, "note": countries.name(place.country)} for name, place in found]
    return JsonResponse({"results": [row | {"value": row["label"]} for row in rows]})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    form = NewOrganisationForm(posted(request), place_url=reverse("ecosystem:places", args=[slug]))
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.add(cluster=cluster, by=request.user, **form.cleaned_data)
        except actions.AlreadyThere as problem:
            form.add_error("name", name_taken(problem.organisation.name))
        else:
            messages.success(request, _("Added. Say here what else you know."))
            return redirect(f"{reverse('ecosystem:organisation', args=[slug, row.pk])}?edit=who#who")
    context = {"cluster": cluster, "access": cluster.access, "form": form}
    return render(request, "ecosystem/new.html", context, status=422 if form.is_bound else 200)


# --- Many at once -------------------------------------------------------------------------------------------


@signed_in
@require_POST
def bulk(request: SignedInRequest, slug: str) -> HttpResponse:
    """One change for the rows that are ticked, or for all that fit the filter."""
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    members = list(queries.members(cluster))
    form = BulkForm(request.POST, members=members)
    valid = form.is_valid()
    query = form.cleaned_data.get("query", "")
    rows = _chosen(cluster, form, query, members)
    if valid and rows is None:
        form.add_error(None, _("Tick at least one organisation first."))
    if not form.is_valid() or rows is None:
        return list_page(request, cluster, query=query, bulk=form, status=422)
    return _done(request, cluster, _change(cluster, form, rows, request.user), query)


def _chosen(cluster: Cluster, form: BulkForm, query: str, members: list[Any]) -> Any:
    if form.cleaned_data.get("everything"):
        return queries.organisations(
            cluster, FilterForm(QueryDict(query), members=members, team=True).wanted()
        )
    return Organisation.kept.filter(pk__in=form.pks) if form.pks else None


def _change(cluster: Cluster, form: BulkForm, rows: Any, by: Any) -> BulkChange | None:
    do = form.cleaned_data["do"]
    if do == actions.REMOVE:
        return actions.remove_many(cluster=cluster, rows=rows, by=by)
    return actions.change_many(cluster=cluster, rows=rows, field=do, value=form.cleaned_data[do], by=by)


def _done(request: HttpRequest, cluster: Cluster, done: BulkChange | None, query: str) -> HttpResponse:
    back = reverse("ecosystem:list", args=[cluster.slug]) + (f"?{query}" if query else "")
    if done is None:
        messages.info(request, _("Nothing to change: it stood there already."))
        return redirect(back)
    n = len(done.before)
    if done.field == actions.REMOVE:
        text = ngettext("%(n)s organisation removed.", "%(n)s organisations removed.", n)
    else:
        text = ngettext("%(n)s organisation changed.", "%(n)s organisations changed.", n)
    undo = reverse("ecosystem:bulk_undo", args=[cluster.slug, done.pk])
    return removed(request, back, text=text % {"n": n}, undo=undo)


@signed_in
@require_POST
def bulk_undo(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    done = part_of(BulkChange.objects.select_related("cluster"), pk, cluster=cluster)
    refused = actions.undo_many(done=done, by=request.user)
    if refused:
        names = ", ".join(row.name for row in refused[:5])
        text = _("Not brought back, because the register has new organisations of these names: %(names)s")
        messages.warning(request, text % {"names": names})
    else:
        messages.success(request, _("It is as it was before."))
    return redirect("ecosystem:list", slug)


# --- Views --------------------------------------------------------------------------------------------------


@signed_in
@require_POST
def view_save(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.VIEW)
    form = SavedViewForm(request.POST, auto_id="view_%s")
    if not form.is_valid():
        query = request.POST.get("query", "")[:2000]
        return list_page(request, cluster, query=query, view_form=form, status=422)
    values = form.cleaned_data | {"query": without_page(QueryDict(form.cleaned_data["query"]))}
    actions.save_view(cluster=cluster, by=request.user, **values)
    messages.success(request, _("View saved."))
    return redirect(f"{reverse('ecosystem:list', args=[slug])}?{values['query']}")


@signed_in
@require_POST
def view_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.VIEW)
    view = part_of(SavedView.kept, pk, cluster=cluster, owner=request.user)
    actions.set_view_removed(view=view, removed=True)
    undo = reverse("ecosystem:view_restore", args=[slug, pk])
    return removed(request, reverse("ecosystem:list", args=[slug]), text=_("View removed."), undo=undo)


@signed_in
@require_POST
def view_restore(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.VIEW)
    view = part_of(SavedView.objects, pk, cluster=cluster, owner=request.user)
    actions.set_view_removed(view=view, removed=False)
    return redirect(f"{reverse('ecosystem:list', args=[slug])}?{view.query}")
