"""The landscape: who is there and who is missing, where they stand, policies, funding, dates."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.charts.theme import Theme
from octant.clusters.access import Right, cluster_for
from octant.clusters.models import Cluster
from octant.core.pictures import two_sizes
from octant.core.png import svg_to_png
from octant.core.requests import SignedInRequest, is_autosave, signed_in
from octant.core.responses import not_valid, removed, saved
from octant.core.rows import part_of
from octant.core.templatetags.octant import Link

from .. import landscape_words
from ..actions import landscape as actions
from ..forms.landscape import EntryForm, FundingForm, PolicyForm, SinceForm, TargetMixForm
from ..models import CalendarLink, Effect, Funding, FundingState, Level, Policy, TargetMix
from ..queries import landscape as queries
from ..queries.register import members, waiting

PER_PAGE = 50
PNG_WIDTH = 1400
REGISTERS: dict[str, tuple[type[Policy] | type[Funding], type[EntryForm]]] = {
    "policies": (Policy, PolicyForm),
    "funding": (Funding, FundingForm),
}


# --- Critical mass and diversity ----------------------------------------------------------------------------


@signed_in
@require_safe
def landscape(request: SignedInRequest, slug: str) -> HttpResponse:
    return landscape_page(request, cluster_for(request.user, slug, Right.VIEW))


def landscape_page(
    request: SignedInRequest, cluster: Cluster, *, form: TargetMixForm | None = None, status: int = 200
) -> HttpResponse:
    target = queries.target_mix(cluster) or TargetMix(cluster=cluster)
    everybody = request.GET.get("of") == "all"
    found = queries.diversity(cluster, target, members_only=not everybody)
    today = timezone.localdate()
    url = reverse("ecosystem:landscape", args=[cluster.slug])
    link = CalendarLink.objects.filter(cluster=cluster, user=request.user).first()
    context = {
        "cluster": cluster,
        "access": cluster.access,
        "found": found,
        "sentence": queries.sentence(found),
        "everybody": everybody,
        "choices": [
            Link(_("Members"), url, not everybody),
            Link(_("Whole register"), f"{url}?of=all", everybody),
        ],
        "form": form or TargetMixForm(target=target),
        "tried": form,
        "waiting": waiting(cluster) if cluster.access.can_edit else 0,
        "dates": queries.dates(cluster, today, today + queries.COMING, team=cluster.access.can_edit),
        "calendar": link and request.build_absolute_uri(reverse("entries:calendar", args=[link.token])),
    }
    return render(request, "ecosystem/landscape.html", context, status=status)


@signed_in
@require_POST
def target(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    row = queries.target_mix(cluster) or TargetMix(cluster=cluster)
    form = TargetMixForm(request.POST, target=row)
    if not form.is_valid():
        if is_autosave(request):
            return not_valid(form)
        return landscape_page(request, cluster, form=form, status=422)
    row = actions.target_of(cluster)
    row.cluster = cluster
    version = form.cleaned_data["version"]
    fresh = actions.change_target(target=row, version=version, values=form.values(), by=request.user)
    return saved(request, reverse("ecosystem:landscape", args=[slug]), row=fresh)


# --- Power and interest -------------------------------------------------------------------------------------


@signed_in
@require_safe
def positions(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    form, since, chosen = _asked(request)
    found = queries.stands(cluster, since)
    moved = [stand for stand in found if stand.moved]
    draw = landscape_words.chart(found, chosen)
    query = f"?{urlencode({'since': since, 'of': chosen or ''})}" if since else ""
    context = {
        "cluster": cluster,
        "access": cluster.access,
        "form": form,
        "since": since,
        "chosen": chosen,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "moved": moved,
        "arrows_hidden": landscape_words.arrows_hidden(moved, chosen),
        "title": _("Influence and interest"),
        "svg": two_sizes(lambda size, id: draw(size=size, id=id), "positions"),
        "sentence": landscape_words.sentence(found),
        "svg_url": reverse("ecosystem:positions_chart", args=[slug, "svg"]) + query,
        "png_url": reverse("ecosystem:positions_chart", args=[slug, "png"]) + query,
    }
    return render(request, "ecosystem/positions.html", context)


@signed_in
@require_safe
def positions_chart(request: SignedInRequest, slug: str, ext: str) -> HttpResponse:
    """The picture as a file."""
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    _form, since, chosen = _asked(request)
    found = queries.stands(cluster, since)
    if not found or ext not in {"svg", "png"}:
        raise Http404
    svg = landscape_words.chart(found, chosen)(theme=Theme.LIGHT)
    if ext == "png":
        response = HttpResponse(svg_to_png(svg, PNG_WIDTH), content_type="image/png")
    else:
        response = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    name = slugify(f"{cluster.slug} {_('Influence and interest')}")
    response["Content-Disposition"] = f'attachment; filename="{name}.{ext}"'
    return response


def _asked(request: HttpRequest) -> tuple[SinceForm, date | None, int | None]:
    """The day to compare with, and the organisation whose way is to be seen. Nonsense asks for nothing."""
    form = SinceForm(request.GET)
    form.is_valid()
    return form, form.cleaned_data.get("since"), form.cleaned_data.get("of")


# --- Policies and funding -----------------------------------------------------------------------------------


@signed_in
@require_safe
def entries(request: SignedInRequest, slug: str, register: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.VIEW)
    return entries_page(request, cluster, register)


def entries_page(
    request: SignedInRequest,
    cluster: Cluster,
    register: str,
    *,
    form: EntryForm | None = None,
    status: int = 200,
) -> HttpResponse:
    _model, form_type = _register(register)
    today = timezone.localdate()
    asked = request.GET
    level, effect, state = (
        asked.get("level", "") if asked.get("level") in Level else "",
        asked.get("effect", "") if asked.get("effect") in Effect else "",
        asked.get("state", "") if asked.get("state") in FundingState else "",
    )
    rows: Any = (
        queries.policies(cluster, level=level, effect=effect)
        if register == "policies"
        else queries.fundings(cluster, state=state, today=today)
    )
    context = {
        "cluster": cluster,
        "access": cluster.access,
        "register": register,
        "page": Paginator(rows, PER_PAGE).get_page(asked.get("page")),
        "form": form or form_type(members=members(cluster)),
        "tried": form,
        "today": today,
        "filtered": bool(level or effect or state),
        "level": level,
        "effect": effect,
        "state": state,
        "levels": Level.choices,
        "effects": Effect.choices,
        "states": FundingState.choices,
    }
    return render(request, f"ecosystem/{register}.html", context, status=status)


@signed_in
@require_POST
def entry_add(request: SignedInRequest, slug: str, register: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    model, form_type = _register(register)
    form = form_type(request.POST, members=members(cluster))
    if not form.is_valid():
        return entries_page(request, cluster, register, form=form, status=422)
    actions.add_entry(model=model, cluster=cluster, by=request.user, **form.values())
    return saved(request, reverse("ecosystem:entries", args=[slug, register]))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: SignedInRequest, slug: str, register: str, pk: int) -> HttpResponse:
    """One policy or source of funding: a form that saves as you go."""
    cluster, row = _entry(request, slug, register, pk)
    form_type = _register(register)[1]
    form = form_type(request.POST if request.method == "POST" else None, row=row, members=members(cluster))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        fresh = actions.change_entry(row=row, version=version, values=form.values(), by=request.user)
        return saved(request, reverse("ecosystem:entry", args=[slug, register, pk]), row=fresh)
    if form.is_bound and is_autosave(request):
        return not_valid(form)
    context = {"cluster": cluster, "access": cluster.access, "register": register, "row": row, "form": form}
    return render(request, "ecosystem/entry.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_POST
def entry_remove(request: SignedInRequest, slug: str, register: str, pk: int) -> HttpResponse:
    _cluster, row = _entry(request, slug, register, pk)
    actions.remove_entry(row=row, by=request.user)
    undo = reverse("ecosystem:entry_restore", args=[slug, register, pk])
    return removed(
        request, reverse("ecosystem:entries", args=[slug, register]), text=_("Removed."), undo=undo
    )


@signed_in
@require_POST
def entry_restore(request: SignedInRequest, slug: str, register: str, pk: int) -> HttpResponse:
    _cluster, row = _entry(request, slug, register, pk, also_removed=True)
    actions.restore_entry(row=row, by=request.user)
    return redirect("ecosystem:entries", slug, register)


def _register(register: str) -> tuple[type[Policy] | type[Funding], type[EntryForm]]:
    if register not in REGISTERS:
        raise Http404
    return REGISTERS[register]


def _entry(
    request: SignedInRequest, slug: str, register: str, pk: int, *, also_removed: bool = False
) -> tuple[Cluster, Policy | Funding]:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    model: Any = _register(register)[0]
    row = part_of(model.objects if also_removed else model.kept, pk, cluster=cluster)
    row.cluster = cluster
    return cluster, row


# --- Calendar -----------------------------------------------------------------------------------------------


@signed_in
@require_POST
def calendar_link(request: SignedInRequest, slug: str) -> HttpResponse:
    """A secret address for one's own calendar program, or the end of it (`end` in the body)."""
    cluster = cluster_for(request.user, slug, Right.VIEW)
    if "end" in request.POST:
        actions.end_calendar_link(cluster=cluster, user=request.user)
        messages.success(request, _("The address no longer works."))
    else:
        actions.new_calendar_link(cluster=cluster, user=request.user)
        messages.success(request, _("The address is ready. Paste it into your calendar program."))
    return redirect(f"{reverse('ecosystem:landscape', args=[slug])}#dates")
