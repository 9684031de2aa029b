"""Step 4: one goal for each focus dimension."""

from typing import cast

from django import forms
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters.access import Right
from octant.core.once import once
from octant.core.requests import SignedInRequest, is_autosave, posted, search_text, signed_in
from octant.core.responses import not_valid, removed, saved
from octant.core.rows import part_of
from octant.domain.framework import Dimension, Framework

from .. import owners
from ..access import round_for
from ..actions import goals as actions
from ..forms.goals import GoalForm, IndicatorForm
from ..models import Goal, Indicator, Round
from ..queries import goals as queries
from ..queries.ratings import own_view_first
from ..steps import url
from .page import framework_of, page


@require_safe
@signed_in
def goals(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.VIEW)
    framework = framework_of(round_)
    goals_ = queries.goals(round_, framework)
    return page(
        request,
        "rounds/goals/goals.html",
        round_,
        "goals",
        framework=framework,
        about=framework.step("goals"),
        goals=goals_,
        missing=missing(round_, goals_),
    )


def missing(round_: Round, goals_: queries.Goals) -> list[dict[str, str]]:
    """What is still missing on the page of the goals; nothing of it blocks going on."""
    rows = []
    for row in (*goals_.now, *goals_.others):
        address = url(round_, "goal", row.dimension.key)
        name = row.dimension.name
        if not row.is_written:
            rows.append({"text": _("%(dimension)s: write the goal") % {"dimension": name}, "url": address})
            continue
        rows += [
            {"text": f"{name}: {line.text}", "url": f"{address}#{line.field_id}"} for line in row.hint_lines
        ]
        if any(hint.indicator is not None for hint in row.hints):
            text = _("%(dimension)s: complete the indicators") % {"dimension": name}
            rows.append({"text": text, "url": f"{address}#indicators"})
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def goal(request: SignedInRequest, slug: str, number: int, dimension: str) -> HttpResponse:
    round_ = round_for(
        request.user, slug, number, Right.EDIT_ROUND if request.method == "POST" else Right.VIEW
    )
    framework = framework_of(round_)
    row = queries.goal_for(round_, dimension_of(framework, dimension))
    form = GoalForm(
        posted(request),
        goal=row.goal or Goal(round=round_, dimension=dimension),
        framework=framework,
    )
    if request.method != "POST":
        return goal_page(request, round_, framework, row, form)
    if not form.is_valid():
        if is_autosave(request):
            return not_valid(form)
        return goal_page(request, round_, framework, row, form, status=422)
    unknown = take_out_unknown_owner(request, form)
    written = actions.write_goal(round=round_, dimension=dimension, by=request.user, **form.cleaned_data)
    if is_autosave(request):
        row = queries.goal_for(round_, row.dimension)
    lines = render_to_string("rounds/goals/_hints.html", {"lines": row.hint_lines, "unknown": unknown})
    after = _next_goal(round_, framework, dimension) if "next" in request.POST else ""
    return saved(request, after or url(round_, "goal", dimension), row=written, hints_html=lines)


def _next_goal(round_: Round, framework: Framework, dimension: str) -> str:
    """The page of the goal that follows in the list; after the last, the list."""
    keys = [row.dimension.key for row in queries.goals(round_, framework, with_hints=False).rows]
    follows = keys[keys.index(dimension) + 1 :] if dimension in keys else []
    return url(round_, "goal", follows[0]) if follows else url(round_, "goals")


def take_out_unknown_owner(request: HttpRequest, form: forms.BaseForm) -> str:
    """While a form saves as you go, a name nobody has yet may be half a name: keep who stood there."""
    owner = form.cleaned_data["owner"]
    if not (owner.new_name and is_autosave(request)):
        return ""
    form.cleaned_data["owner"] = cast(owners.OwnerField, form.fields["owner"]).current
    return owner.new_name


def goal_page(
    request: SignedInRequest,
    round_: Round,
    framework: Framework,
    row: queries.GoalRow,
    form: GoalForm,
    *,
    tried: IndicatorForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """`tried` is the form of an indicator that could not be saved; it keeps what was typed."""
    forms = {indicator.pk: IndicatorForm(indicator=indicator) for indicator in row.indicators}
    if tried is not None:
        forms[tried.instance.pk] = tried
    return page(
        request,
        "rounds/goals/goal.html",
        round_,
        "goals",
        status=status,
        framework=framework,
        row=row,
        form=form,
        tried=tried,
        indicators=[
            {"row": indicator, "form": forms[indicator.pk], "lines": row.hints_of(indicator)}
            for indicator in row.indicators
        ],
        rate_first=own_view_first(round_, request.user.pk, framework),
        beside=queries.beside(round_, row.dimension),
        may_edit=round_.cluster.access.can_edit and not round_.plan_agreed_at,
    )


def dimension_of(framework: Framework, key: str) -> Dimension:
    try:
        return framework.dimension(key)
    except KeyError:
        raise Http404(_("There is no such dimension.")) from None


@require_POST
@signed_in
@once
def add_indicator(request: SignedInRequest, slug: str, number: int, dimension: str) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    dimension_of(framework_of(round_), dimension)
    indicator = actions.add_indicator(round=round_, dimension=dimension, by=request.user)
    return redirect(f"{url(round_, 'goal', dimension)}#indicator{indicator.pk}_name")


@require_POST
@signed_in
def indicator(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, indicator_ = _indicator(request, slug, number, pk)
    framework = framework_of(round_)
    dimension = dimension_of(framework, indicator_.goal.dimension)
    form = IndicatorForm(request.POST, indicator=indicator_)
    if not form.is_valid():
        if is_autosave(request):
            return not_valid(form)
        row = queries.goal_for(round_, dimension)
        goal_form = GoalForm(goal=row.goal or indicator_.goal, framework=framework)
        return goal_page(request, round_, framework, row, goal_form, tried=form, status=422)
    written = actions.write_indicator(indicator=indicator_, by=request.user, **form.cleaned_data)
    lines = queries.goal_for(round_, dimension).hints_of(written) if is_autosave(request) else []
    return saved(
        request,
        f"{url(round_, 'goal', dimension.key)}#indicator{pk}",
        row=written,
        hints_html=render_to_string("rounds/goals/_hints.html", {"lines": lines}),
    )


@require_POST
@signed_in
def remove_indicator(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, indicator_ = _indicator(request, slug, number, pk)
    actions.remove_indicator(indicator=indicator_, by=request.user)
    return removed(
        request,
        f"{url(round_, 'goal', indicator_.goal.dimension)}#indicators",
        text=_("Indicator removed."),
        undo=url(round_, "indicator_restore", pk),
    )


@require_POST
@signed_in
def restore_indicator(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, indicator_ = _indicator(request, slug, number, pk, Indicator.objects)
    actions.restore_indicator(indicator=indicator_, by=request.user)
    return redirect(f"{url(round_, 'goal', indicator_.goal.dimension)}#indicator{pk}")


@require_POST
@signed_in
def move_indicator(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, indicator_ = _indicator(request, slug, number, pk)
    actions.move_indicator(indicator=indicator_, up=request.POST.get("direction") == "up")
    return redirect(f"{url(round_, 'goal', indicator_.goal.dimension)}#indicator{pk}")


def _indicator(
    request: SignedInRequest,
    slug: str,
    number: int,
    pk: int,
    rows: models.Manager[Indicator] = Indicator.kept,
) -> tuple[Round, Indicator]:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    indicator_ = part_of(rows.select_related("goal"), pk, goal__round=round_)
    indicator_.goal.round = round_
    return round_, indicator_


@require_safe
@signed_in
def owner_suggestions(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """People of the team and organisations whose name contains what was typed."""
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    return JsonResponse({"results": owners.suggestions(round_.cluster, search_text(request))})
