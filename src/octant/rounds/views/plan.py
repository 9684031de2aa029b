"""Agree the plan: the whole plan on one page, what is still missing, the decision, earlier versions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from octant.charts.theme import Size
from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, signed_in

from .. import charts, sentences
from ..access import round_for
from ..actions import plan as actions
from ..document import PlanDocument
from ..forms.plan import AgreeForm, ReopenPlanForm
from ..models import Round, Snapshot, SnapshotKind
from ..queries import plan as queries
from ..queries.measures import Measures, measures
from ..queries.measures import missing as missing_measures
from ..queries.state import RoundState, state
from ..rules import require_open_plan
from ..steps import url
from ..timeline import timeline
from .goals import missing as missing_goals
from .page import framework_of, page


@require_safe
@signed_in
def plan(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    return plan_page(request, round_for(request.user, slug, number, Right.VIEW))


def plan_page(
    request: HttpRequest,
    round_: Round,
    *,
    agree: AgreeForm | None = None,
    reopen: ReopenPlanForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """`agree` and `reopen` are forms that were refused."""
    so_far = state(round_)
    versions = queries.snapshots(round_)
    framework = framework_of(round_)
    missing: list[dict[str, str]] = []
    if round_.plan_agreed_at and versions:
        document = queries.agreed_document(versions[0])
    else:
        all_measures = measures(round_, framework)
        document = queries.plan_document(
            round_, get_language() or "en", measures_=all_measures, state_=so_far
        )
        missing = still_missing(round_, so_far, all_measures)
    return page(
        request,
        "rounds/plan/plan.html",
        round_,
        "measures",
        status=status,
        framework=framework,
        state=so_far,
        versions=versions,
        missing=missing,
        agree=agree or AgreeForm(),
        reopen=reopen or ReopenPlanForm(),
        **shown(document),
    )


def shown(document: PlanDocument) -> dict[str, Any]:
    """What the template of a plan needs beside the document itself."""
    profile = queries.profile_of(document)
    return {
        "document": document,
        "place": queries.place_of(document.cluster),
        "octant": mark_safe(charts.octant(profile)) if profile.is_rated or profile.has_targets else "",
        "small_octant": mark_safe(charts.octant(profile, Size.SMALL, id="octant-small")),
        "profile": profile,
        "octant_sentence": sentences.octant(profile),
        "timeline": timeline(document.goals, today=document.today),
        "titles": {measure.number: measure.title for measure in document.measures},
        "by_gap": sorted(
            (part for part in document.dimensions if part.gap is not None),
            key=lambda part: (-(part.gap or 0), part.number),
        ),
        "any_good": any(part.good or part.target for part in document.dimensions),
        "any_finding": any(category.findings for category in document.categories),
    }


def still_missing(round_: Round, so_far: RoundState, all_measures: Measures) -> list[dict[str, str]]:
    """What is still missing in all five steps; nothing of it stops anybody from agreeing."""
    checks = [
        (not so_far.findings, _("No finding is noted."), "describe"),
        (not so_far.raters, _("Nobody has rated the dimensions."), "ratings"),
        (not so_far.baseline_frozen, _("The baseline is not frozen."), "describe"),
        (not so_far.vision_agreed, _("The vision is not agreed."), "vision"),
        (not so_far.profile_agreed, _("The targets are not agreed."), "profile"),
        (not so_far.focus, _("No focus is chosen."), "focus"),
        (not round_.ends_on, _("The focus has no time frame."), "focus"),
    ]
    return [
        *({"text": text, "url": url(round_, name)} for fails, text, name in checks if fails),
        *missing_goals(round_, all_measures.goals),
        *missing_measures(round_, all_measures),
    ]


@require_POST
@signed_in
def agree(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.DECIDE)
    require_open_plan(round_)
    form = AgreeForm(request.POST)
    if not form.is_valid():
        return plan_page(request, round_, agree=form, status=422)
    actions.agree_plan(round=round_, by=request.user, **form.cleaned_data)
    messages.success(request, _("The plan is agreed and frozen."))
    return redirect(url(round_, "plan"))


@require_POST
@signed_in
def reopen(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.DECIDE)
    form = ReopenPlanForm(request.POST)
    if not form.is_valid():
        return plan_page(request, round_, reopen=form, status=422)
    actions.reopen_plan(round=round_, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("The plan is open again. The agreed version can still be read."))
    return redirect(url(round_, "plan"))


@require_safe
@signed_in
def snapshot(request: SignedInRequest, slug: str, number: int, version: int) -> HttpResponse:
    """An agreed version, as it was on the day it was agreed."""
    round_ = round_for(request.user, slug, number, Right.VIEW)
    row = Snapshot.objects.filter(round=round_, kind=SnapshotKind.PLAN, number=version).first()
    if row is None:
        raise Http404(_("There is no such version of the plan."))
    return page(
        request,
        "rounds/plan/snapshot.html",
        round_,
        "measures",
        snapshot=row,
        **shown(queries.agreed_document(row)),
    )
