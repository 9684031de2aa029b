"""Agree the plan: the whole plan on one page, what is still missing, the decision, earlier versions."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypedDict

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from octant.charts.theme import Size
from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, signed_in
from octant.core.templatetags.quick import drawn_form

from .. import charts, sentences
from ..access import round_for
from ..actions import plan as actions
from ..document import CategoryPart, GoalPart, PlanDocument, SourcePart
from ..forms.decisions import DecisionForm, ReopenForm
from ..models import Round, Snapshot, SnapshotKind
from ..queries import plan as queries
from ..queries.goals import goals
from ..queries.measures import Measures, measures
from ..queries.measures import missing as missing_measures
from ..queries.ratings import own_view_first
from ..queries.state import RoundState, state
from ..rules import plan_closed
from ..steps import url
from ..timeline import sentence, timeline
from .goals import missing as missing_goals
from .page import framework_of, page

# Both stand on a long page, so their fields have ids of their own.
AGREE_IDS, REOPEN_IDS = "agree-%s", "reopen-%s"


@require_safe
@signed_in
def plan(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    return plan_page(request, round_for(request.user, slug, number, Right.VIEW))


def plan_page(
    request: SignedInRequest,
    round_: Round,
    *,
    agree: DecisionForm | None = None,
    reopen: ReopenForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """`agree` and `reopen` are forms that were refused."""
    so_far = state(round_)
    versions = queries.snapshots(round_)
    framework = framework_of(round_)
    missing: list[dict[str, str]] = []
    rate_first = own_view_first(round_, request.user.pk, framework)
    if round_.plan_agreed_at and versions:
        document = queries.agreed_document(versions[0])
        parts = snapshot_parts(round_, versions[0].number)
    else:
        language = get_language() or "en"
        all_measures = measures(round_, framework, goals_=goals(round_, framework))
        document = queries.plan_outline(round_, framework, language, all_measures, so_far)
        if rate_first:
            document = queries.without_ratings(document)
        parts = draft_parts(round_)
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
        agree_fields=drawn_form(
            "rounds/decisions/_fields.html", DecisionForm, "agree", agree, decided_on=timezone.localdate()
        ),
        reopen=reopen or ReopenForm(auto_id=REOPEN_IDS),
        rate_first=rate_first,
        **shown(document, parts),
    )


class Parts(TypedDict):
    """Where the long parts of a plan lie, which its page shows when they are opened."""

    findings_url: str
    measures_url: str
    timeline_url: str
    sources_url: str


def draft_parts(round_: Round) -> Parts:
    return Parts(
        findings_url=url(round_, "resource_map"),
        measures_url=url(round_, "plan_measures"),
        timeline_url=url(round_, "timeline"),
        sources_url=url(round_, "plan_sources"),
    )


def snapshot_parts(round_: Round, version: int) -> Parts:
    """Those of an agreed version."""
    return Parts(
        findings_url=url(round_, "plan_snapshot_part", version, "findings"),
        measures_url=url(round_, "plan_snapshot_part", version, "measures"),
        timeline_url=url(round_, "plan_snapshot_part", version, "timeline"),
        sources_url=url(round_, "plan_snapshot_part", version, "sources"),
    )


def shown(document: PlanDocument, parts: Parts) -> dict[str, Any]:
    """What the template of a plan needs beside the document itself."""
    profile = queries.profile_of(document)
    return {
        "document": document,
        **parts,
        "place": queries.place_of(document.cluster),
        "octant": mark_safe(charts.octant(profile)) if profile.is_rated or profile.has_targets else "",
        "small_octant": mark_safe(charts.octant(profile, Size.SMALL, id="octant-small")),
        "profile": profile,
        "octant_sentence": sentences.octant(profile),
        "timeline_sentence": sentence(document.measures),
        "by_gap": tuple(
            sorted(
                (part for part in document.dimensions if part.gap is not None),
                key=lambda part: (-(part.gap or 0), part.number),
            )
        ),
        "findings": tuple(replace(part, findings=()) for part in document.categories if part.total),
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


# ---------- The long parts ----------

MEASURES_A_PAGE, FINDINGS_A_PAGE, SOURCES_A_PAGE = 15, 50, 100


@require_safe
@signed_in
def measures_in_full(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Everything on every measure, as the plan stands now."""
    round_ = round_for(request.user, slug, number, Right.VIEW)
    framework = framework_of(round_)
    goals_ = queries.goal_parts(measures(round_, framework), framework, queries.details(round_))
    return part_page(request, round_, "measures", goals_)


@require_safe
@signed_in
def sources(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """What the plan rests on, as it stands now."""
    round_ = round_for(request.user, slug, number, Right.VIEW)
    return part_page(request, round_, "sources", queries.sources_of(round_, framework_of(round_)))


@require_safe
@signed_in
def snapshot_part(request: SignedInRequest, slug: str, number: int, version: int, part: str) -> HttpResponse:
    """A long part of an agreed version."""
    round_ = round_for(request.user, slug, number, Right.VIEW)
    document = queries.agreed_document(_version(round_, version))
    content = {
        "findings": document.categories,
        "measures": document.goals,
        "timeline": document.goals,
        "sources": document.sources,
    }.get(part)
    if content is None:
        raise Http404(_("The plan has no such part."))
    return part_page(request, round_, part, content, version=version)


def part_page(
    request: SignedInRequest, round_: Round, part: str, content: Sequence[Any], *, version: int = 0
) -> HttpResponse:
    """The part as a page of its own; the page of the plan shows what lies in its `#part`."""
    back = url(round_, "plan_snapshot", version) if version else url(round_, "plan")
    context: dict[str, Any] = {"part": part, "back_url": back, **PARTS[part](request, content)}
    return page(request, "rounds/plan/part.html", round_, "measures", **context)


def _findings_part(request: SignedInRequest, categories: Sequence[CategoryPart]) -> dict[str, object]:
    rows = [(category, finding) for category in categories for finding in category.findings]
    return {
        "title": _("What is there, what is missing, what is open"),
        "page": _slice(request, rows, FINDINGS_A_PAGE),
    }


def _measures_part(request: SignedInRequest, goals_: Sequence[GoalPart]) -> dict[str, object]:
    rows = [(goal, measure) for goal in goals_ for measure in goal.measures]
    return {
        "title": _("All measures in full"),
        "page": _slice(request, rows, MEASURES_A_PAGE),
        "titles": {measure.number: measure.title for _goal, measure in rows},
    }


def _timeline_part(_request: SignedInRequest, goals_: Sequence[GoalPart]) -> dict[str, object]:
    return {"title": _("Timeline"), "timeline": timeline(goals_, today=None)}


def _sources_part(request: SignedInRequest, sources_: Sequence[SourcePart]) -> dict[str, object]:
    return {"title": _("Sources"), "page": _slice(request, sources_, SOURCES_A_PAGE)}


def _slice(request: SignedInRequest, rows: Sequence[object], size: int) -> Page:
    return Paginator(rows, size).get_page(request.GET.get("page"))


PARTS: dict[str, Callable[[SignedInRequest, Any], dict[str, object]]] = {
    "findings": _findings_part,
    "measures": _measures_part,
    "timeline": _timeline_part,
    "sources": _sources_part,
}


# ---------- Agreeing and reopening ----------


@require_POST
@signed_in
def agree(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.DECIDE)
    if reason := plan_closed(round_):
        raise PermissionDenied(reason)
    form = DecisionForm(request.POST, auto_id=AGREE_IDS)
    if not form.is_valid():
        return plan_page(request, round_, agree=form, status=422)
    actions.agree_plan(round=round_, by=request.user, **form.cleaned_data)
    messages.success(request, _("The plan is agreed and frozen."))
    return redirect(url(round_, "plan"))


@require_POST
@signed_in
def reopen(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.DECIDE)
    form = ReopenForm(request.POST, auto_id=REOPEN_IDS)
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
    row = _version(round_, version)
    return page(
        request,
        "rounds/plan/snapshot.html",
        round_,
        "measures",
        snapshot=row,
        **shown(queries.agreed_document(row), snapshot_parts(round_, version)),
    )


def _version(round_: Round, version: int) -> Snapshot:
    row = Snapshot.objects.filter(round=round_, kind=SnapshotKind.PLAN, number=version).first()
    if row is None:
        raise Http404(_("There is no such version of the plan."))
    return row
