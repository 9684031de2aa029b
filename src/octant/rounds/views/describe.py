"""Step 1: findings, the resource map and the short profile."""

from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters.access import Right
from octant.core.once import once
from octant.core.requests import SignedInRequest, is_autosave, is_htmx, signed_in
from octant.core.responses import not_valid, removed, saved
from octant.core.rows import part_of
from octant.core.templatetags.octant import Link
from octant.domain.framework import Framework, ResourceCategory
from octant.ecosystem.queries import same_name

from .. import steps
from ..access import round_for
from ..actions import describe as actions
from ..forms.describe import EditFindingForm, FindingForm, MoveForm
from ..models import Finding, FindingKind, Round
from ..queries import describe as queries
from ..uploads import TYPES, ending_of
from .page import framework_of, page


@require_safe
@signed_in
def describe(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """All categories with their findings; `?kind=` narrows them, `?category=` shows one in full."""
    round_ = round_for(request.user, slug, number, Right.VIEW)
    framework = framework_of(round_)
    kind, only = request.GET.get("kind", ""), request.GET.get("category", "")
    kind = kind if kind in FindingKind.values else ""
    only = only if only in {category.key for category in framework.resource_categories} else ""
    found = queries.counts(round_)
    most = None if only else queries.most_of_each(found)
    rows = queries.listed(round_, category=only, kind=kind, most_each=most)
    parts = queries.by_category(rows, found, framework, round_, request.user.pk, kind=kind)
    groups = [
        (group, [part for part in parts if part.category in shown(framework, group.key, only)])
        for group in framework.resource_groups
    ]
    access = round_.cluster.access
    return page(
        request,
        "rounds/describe/describe.html",
        round_,
        "describe",
        framework=framework,
        step_text=framework.step("describe"),
        groups=[(group, inside) for group, inside in groups if inside],
        kind=kind,
        only=only,
        chips=kind_chips(round_, found, kind),
        total=sum(found.values()),
        can_add=access.can_contribute and not round_.baseline_at,
        can_sort=access.can_edit and not round_.baseline_at and not kind,
    )


def shown(framework: Framework, group: str, only: str) -> list[ResourceCategory]:
    return [category for category in framework.categories_of(group) if only in ("", category.key)]


def kind_chips(round_: Round, found: queries.Counts, kind: str) -> list[Link]:
    url = steps.url(round_, "describe")
    chips = [Link(f"{_('All')} ({sum(found.values())})", url, not kind)]
    for value, label in FindingKind.choices:
        count = sum(n for (_category, of_kind), n in found.items() if of_kind == value)
        chips.append(Link(f"{label} ({count})", f"{url}?kind={value}", kind == value))
    return chips


@require_safe
@signed_in
def resource_map(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """The short profile of the cluster, and which findings there are in which category."""
    round_ = round_for(request.user, slug, number, Right.VIEW)
    framework = framework_of(round_)
    found = queries.counts(round_)
    rows = queries.listed(round_, most_each=queries.most_of_each(found))
    parts = queries.by_category(rows, found, framework, round_, request.user.pk)
    return page(
        request,
        "rounds/describe/resource_map.html",
        round_,
        "describe",
        framework=framework,
        facts=queries.facts(round_.cluster),
        groups=[
            (group, [part for part in parts if part.category.group == group.key])
            for group in framework.resource_groups
        ],
        parts=parts,
        total=sum(found.values()),
        organisations=queries.organisations_named(round_),
        kinds=FindingKind.choices,
    )


# ---------- One finding ----------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def add(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.CONTRIBUTE)
    framework = framework_of(round_)
    prepared = form_kwargs(round_, framework)
    if request.method != "POST":
        first = framework.resource_categories[0].key
        category = request.GET.get("category") or first
        form = FindingForm(initial={"category": category}, auto_id=f"add-{category}-%s", **prepared)
        return form_page(request, round_, framework, form)
    form = FindingForm(request.POST, request.FILES, auto_id="add-%s", **prepared)
    if not form.is_valid():
        return form_page(request, round_, framework, form, status=422)
    finding = actions.add_finding(
        round=round_,
        by=request.user,
        organisation_name=form.cleaned_data["organisation_name"],
        evidence=form.cleaned_data["evidence"],
        **form.values(),
    )
    messages.success(request, _("Finding added."))
    if "another" in request.POST:
        return redirect(f"{steps.url(round_, 'finding_add')}?category={finding.category}")
    return redirect(f"{steps.url(round_, 'describe')}#finding-{finding.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def finding(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Edit one finding: as a page, in place (htmx), or while it saves as you go."""
    round_, row = editable(request, slug, number, pk)
    framework = framework_of(round_)
    prepared = form_kwargs(round_, framework) | {"instance": row, "auto_id": f"finding-{pk}-%s"}
    if request.method != "POST":
        return form_page(request, round_, framework, EditFindingForm(**prepared), finding=row)
    # Validating writes into the form's row, so it gets one of its own.
    prepared["instance"] = Finding.objects.select_related("organisation").get(pk=pk)
    form = EditFindingForm(request.POST, request.FILES, **prepared)
    if not form.is_valid():
        if is_autosave(request):
            return not_valid(form)
        return form_page(request, round_, framework, form, finding=row, status=422)
    values = form.values() | named_organisation(request, round_, form.cleaned_data["organisation_name"])
    row = actions.change_finding(
        finding=row,
        by=request.user,
        version=form.cleaned_data["version"],
        values=values,
        evidence=form.cleaned_data["evidence"],
        remove_evidence=form.cleaned_data.get("remove_evidence", False),
    )
    return saved(request, f"{steps.url(round_, 'describe')}#finding-{pk}", row=row)


def named_organisation(request: SignedInRequest, round_: Round, name: str) -> dict[str, object]:
    """The organisation that was typed. While it saves as you go this may be half a name: none is added."""
    if not is_autosave(request):
        return {"organisation": actions.organisation(round_, name, request.user)}
    known = same_name(round_.cluster, name) if name else None
    return {"organisation": known} if known or not name else {}


def editable(request: SignedInRequest, slug: str, number: int, pk: int) -> tuple[Round, Finding]:
    """The round and the finding, if this person may edit it."""
    round_ = round_for(request.user, slug, number, Right.CONTRIBUTE)
    row = part_of(Finding.kept.select_related("organisation"), pk, round=round_)
    require_own(row, round_, request)
    return round_, row


def require_own(row: Finding, round_: Round, request: SignedInRequest) -> None:
    row.round = round_
    if not round_.cluster.access.can_edit and row.created_by_id != request.user.pk:
        raise PermissionDenied(
            _("As a contributor you can change the findings that you added yourself. Ask the core team.")
        )


def form_kwargs(round_: Round, framework: Framework) -> dict[str, Any]:
    return {
        "framework": framework,
        "suggest_url": reverse("ecosystem:suggest", args=[round_.cluster.slug]),
        "limit": settings.UPLOAD_MEGABYTES,
    }


def form_page(
    request: SignedInRequest,
    round_: Round,
    framework: Framework,
    form: FindingForm,
    *,
    finding: Finding | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, object] = {
        "form": form,
        "finding": finding,
        "place": queries.place(finding) if finding else None,
        "category": next(
            (one for one in framework.resource_categories if one.key == form["category"].value()), None
        ),
        "choose_file_again": bool(request.FILES),
    }
    if is_htmx(request):
        cluster = round_.cluster
        context |= {"round": round_, "cluster": cluster, "access": cluster.access, "in_place": True}
        return render(request, "rounds/describe/_form.html", context)
    return page(
        request,
        "rounds/describe/finding.html",
        round_,
        "describe",
        status=status,
        framework=framework,
        **context,
    )


@require_POST
@signed_in
def move(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.CONTRIBUTE)
    form = MoveForm(request.POST, framework=framework_of(round_))
    back = steps.url(round_, "describe")
    if not form.is_valid():
        if is_autosave(request):
            return not_valid(form)
        messages.error(request, _("This place does not exist. Please try again."))
        return redirect(back)
    row = part_of(Finding.kept, form.cleaned_data["item"], round=round_)
    require_own(row, round_, request)
    actions.move_finding(
        finding=row,
        by=request.user,
        category=form.cleaned_data["list"],
        position=form.cleaned_data["position"],
    )
    return JsonResponse({}) if is_autosave(request) else redirect(f"{back}#finding-{row.pk}")


@require_POST
@signed_in
def remove(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, row = editable(request, slug, number, pk)
    actions.remove_finding(finding=row, by=request.user)
    undo = steps.url(round_, "finding_restore", pk)
    return removed(request, steps.url(round_, "describe"), text=_("Finding removed."), undo=undo)


@require_POST
@signed_in
def restore(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.CONTRIBUTE)
    row = part_of(Finding.objects, pk, round=round_)
    require_own(row, round_, request)
    actions.restore_finding(finding=row, by=request.user)
    return redirect(f"{steps.url(round_, 'describe')}#finding-{pk}")


@require_safe
@signed_in
def evidence(request: SignedInRequest, slug: str, number: int, pk: int) -> FileResponse:
    """The file behind a finding, always as a download and never shown as a page of this site."""
    round_ = round_for(request.user, slug, number, Right.VIEW)
    row = part_of(Finding.kept, pk, round=round_)
    missing = Http404(_("This finding has no file."))
    if not row.source_file:
        raise missing
    try:
        file = row.source_file.open()
    except FileNotFoundError:
        raise missing from None
    ending = ending_of(row.source_file.name)
    response = FileResponse(
        file,
        as_attachment=True,
        filename=row.source_file_name or PurePosixPath(str(row.source_file.name)).name,
        content_type=TYPES.get(ending, "application/octet-stream"),
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
