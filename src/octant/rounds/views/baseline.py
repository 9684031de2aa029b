"""Freezing the baseline, opening it again, and looking at what was frozen."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, signed_in
from octant.ratings.queries import Histogram

from .. import charts, steps
from ..access import round_for
from ..actions import baseline as actions
from ..forms.decisions import DecisionForm, ReopenForm
from ..models import Decision, DecisionKind, Round, Snapshot, SnapshotKind
from ..queries import baseline as queries
from ..queries.describe import counts
from ..queries.ratings import own_view_first, team
from .page import framework_of, page


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def baseline(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """What will be frozen, what is missing, and the form to freeze it."""
    right = Right.DECIDE if request.method == "POST" else Right.VIEW
    round_ = round_for(request.user, slug, number, right)
    if request.method != "POST":
        return baseline_page(request, round_)
    if round_.baseline_at:
        messages.info(request, _("The baseline is frozen already."))
        return redirect(steps.url(round_, "baseline"))
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return baseline_page(request, round_, form=form, status=422)
    actions.freeze(round=round_, by=request.user, framework=framework_of(round_), **form.cleaned_data)
    messages.success(request, _("The baseline is frozen. Later rounds can be compared with it."))
    return redirect(steps.url(round_, "baseline"))


@require_POST
@signed_in
def reopen(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.DECIDE)
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return baseline_page(request, round_, reopen_form=form, status=422)
    actions.reopen(round=round_, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("Findings and ratings can be changed again."))
    return redirect(steps.url(round_, "baseline"))


def baseline_page(
    request: SignedInRequest,
    round_: Round,
    *,
    form: DecisionForm | None = None,
    reopen_form: ReopenForm | None = None,
    status: int = 200,
) -> HttpResponse:
    framework = framework_of(round_)
    found = counts(round_)
    people = team(round_, framework)
    frozen = queries.snapshots(round_)
    return page(
        request,
        "rounds/describe/baseline.html",
        round_,
        "describe",
        status=status,
        framework=framework,
        findings=sum(found.values()),
        team=people,
        missing=[] if round_.baseline_at else queries.missing(round_, framework, found, people),
        snapshots=frozen,
        decision=_decision(round_) if round_.baseline_at else None,
        form=form or DecisionForm(),
        reopen_form=reopen_form or ReopenForm(),
    )


def _decision(round_: Round) -> Decision | None:
    return Decision.objects.filter(round=round_, kind=DecisionKind.BASELINE).order_by("-pk").first()


@require_safe
@signed_in
def snapshot(request: SignedInRequest, slug: str, number: int, version: int) -> HttpResponse:
    """One frozen baseline as it was, whatever has changed since."""
    round_ = round_for(request.user, slug, number, Right.VIEW)
    row = Snapshot.objects.filter(round=round_, kind=SnapshotKind.BASELINE, number=version).first()
    if row is None:
        raise Http404(_("There is no such baseline."))
    framework = framework_of(round_)
    # Once reopened, somebody new may be about to rate: their own view comes first.
    rate_first = own_view_first(round_, request.user.pk, framework)
    dimensions = [
        (part, charts.strip(part["name"], _histogram(part), id=f"frozen-{part['key']}"), _histogram(part))
        for part in row.data["dimensions"]
    ]
    return page(
        request,
        "rounds/describe/snapshot.html",
        round_,
        "describe",
        framework=framework,
        snapshot=row,
        rate_first=rate_first,
        dimensions=[] if rate_first else dimensions,
        categories=_by_category(row.data["findings"]),
    )


def _histogram(part: dict) -> Histogram:
    return Histogram(tuple(part["counts"]), part["cannot_judge"])


def _by_category(rows: list[dict]) -> list[tuple[str, list[dict]]]:
    found: dict[str, list[dict]] = {}
    for row in rows:
        found.setdefault(row["category_name"], []).append(row)
    return list(found.items())
