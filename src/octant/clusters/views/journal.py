"""The journal of a cluster: read, filter, export, write by hand."""

from collections.abc import Iterator
from itertools import chain

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from octant.accounts.models import shown_name
from octant.core.once import once
from octant.core.prepared import Prepared
from octant.core.requests import SignedInRequest, posted, signed_in
from octant.core.sheets.writing import csv_lines
from octant.journal import actions, queries
from octant.journal.forms import EntryForm, FilterForm
from octant.journal.models import Entry, EntryKind, Visibility

from ..access import Right, cluster_for
from ..models import Cluster, Membership, Role

PER_PAGE = 25


def visible_to(cluster: Cluster) -> list[Visibility]:
    """Coordinators and core team read everything, also once the cluster is archived."""
    if cluster.access.role in {Role.COORDINATOR, Role.CORE}:
        return list(Visibility)
    return [Visibility.MEMBERS, Visibility.PUBLIC]


@signed_in
@require_safe
def journal(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.VIEW)
    form = _filter_form(request, cluster)
    found = queries.entries(cluster, visible_to(cluster), form.wanted())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "cluster": cluster,
        "access": cluster.access,
        "form": form,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "page": page,
        "lines": queries.lines(list(page)),
    }
    return render(request, "journal/list.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def new(request: SignedInRequest, slug: str) -> HttpResponse:
    """An entry written by hand. Those who edit the round write; entries are never changed afterwards."""
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    form = EntryForm(posted(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data | {"kind": EntryKind(form.cleaned_data["kind"])}
        actions.write(cluster=cluster, by=request.user, **values)
        messages.success(request, _("Written in the journal."))
        return redirect("journal:list", slug)
    context = {"cluster": cluster, "access": cluster.access, "form": form}
    return render(request, "journal/new.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_safe
def as_csv(request: SignedInRequest, slug: str) -> HttpResponseBase:
    cluster = cluster_for(request.user, slug, Right.VIEW)
    head = [
        _("When"), _("Who"), _("Kind"), _("What happened"), _("Subject"), _("Round"), _("Text"), _("Before"),
        _("After"), _("Who may read it"),
    ]  # fmt: skip
    rows = _rows(_found(request, cluster))
    response = StreamingHttpResponse(csv_lines(chain([head], rows)), content_type="text/csv; charset=utf-8")
    return _named(response, cluster, "csv")


@signed_in
@require_safe
def as_json(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.VIEW)
    rows = [
        {
            "at": entry.at.isoformat(),
            "by": queries.who(entry),
            "kind": entry.kind,
            "verb": entry.verb,
            "subject": entry.subject,
            "round": entry.round_number,
            "text": entry.text,
            "before": entry.before,
            "after": entry.after,
            "visibility": entry.visibility,
        }
        for entry in _found(request, cluster).iterator()
    ]
    response = JsonResponse({"entries": rows}, json_dumps_params={"ensure_ascii": False, "indent": 1})
    return _named(response, cluster, "json")


# Everybody who is or was in the cluster, with what `shown_name` wants.
_people = Prepared[tuple[int, str, str, bool]](
    lambda cluster: (
        Membership.objects.filter(cluster=cluster)
        .order_by("user__name", "pk")
        .values_list("user_id", "user__name", "user__email", "user__is_active")
    ),
    int,
)


def _filter_form(request: HttpRequest, cluster: Cluster) -> FilterForm:
    last = cluster.rounds.aggregate(last=Max("number"))["last"] or 0
    return FilterForm(
        request.GET,
        verbs=queries.verbs_used(cluster, visible_to(cluster)),
        people=[(pk, shown_name(name, email, active)) for pk, name, email, active in _people(cluster.pk)],
        rounds=[(n, _("Round %(number)s") % {"number": n}) for n in range(last, 0, -1)],
    )


def _found(request: HttpRequest, cluster: Cluster) -> "QuerySet[Entry]":
    wanted = _filter_form(request, cluster).wanted()
    return queries.entries(cluster, visible_to(cluster), wanted)


def _rows(found: "QuerySet[Entry]") -> Iterator[list[object]]:
    for line in queries.lines(found.iterator()):
        yield [
            timezone.localtime(line.at).isoformat(timespec="seconds"),
            line.who,
            line.kind_label,
            line.sentence,
            line.subject,
            line.round_number,
            line.text,
            "; ".join(f"{change.label}: {change.before}" for change in line.changes if change.before),
            "; ".join(f"{change.label}: {change.after}" for change in line.changes if change.after),
            line.visibility_label,
        ]


def _named[R: HttpResponseBase](response: R, cluster: Cluster, kind: str) -> R:
    name = f"journal-{cluster.slug}-{timezone.localdate():%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
