"""Step 2: the ideal profile, what good looks like and how far to get in each dimension."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, is_autosave, posted, signed_in
from octant.core.responses import not_valid, saved
from octant.core.templatetags.quick import drawn_form
from octant.domain.framework import Framework
from octant.ratings.models import Aspect
from octant.ratings.queries import Histogram

from ..access import round_for
from ..actions import vision as actions
from ..forms.decisions import DecisionForm
from ..forms.vision import DimensionForm
from ..models import DecisionKind, Round
from ..queries import vision as queries
from ..queries.ratings import own_view_first
from ..steps import url
from .decisions import NONE_BOUND, Bound, Missing, reopening
from .page import framework_of, page


def can_edit_vision(round_: Round) -> bool:
    return round_.cluster.access.can_edit and not round_.plan_agreed_at


def missing_targets(round_: Round, without_target: int) -> list[Missing]:
    there = url(round_, "profile")
    if without_target:
        text = ngettext(
            "%(n)s dimension has no target level", "%(n)s dimensions have no target level", without_target
        )
        return [Missing(text % {"n": without_target}, there)]
    if not round_.profile_agreed_at:
        return [Missing(_("The ideal profile is not agreed yet"), there)]
    return []


@signed_in
@require_safe
def profile(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    return profile_page(request, round_for(request.user, slug, number, Right.VIEW))


def profile_page(
    request: SignedInRequest, round_: Round, *, bound: Bound = NONE_BOUND, status: int = 200
) -> HttpResponse:
    framework = framework_of(round_)
    rows = queries.profile(round_, framework)
    untouched = [row for row in rows if row.target is None]
    missing = [
        Missing(
            _("Nobody has rated the level wished for"),
            url(round_, "rate_wished"),
        )
    ] * (not any(row.wished.n for row in rows))
    without_text = sum(not row.text for row in rows)
    if without_text:
        text = ngettext(
            "%(n)s dimension does not say what good looks like",
            "%(n)s dimensions do not say what good looks like",
            without_text,
        )
        missing.append(Missing(text % {"n": without_text}, f"{url(round_, 'profile')}#dimensions"))
    missing += missing_targets(round_, len(untouched))
    return page(
        request,
        "rounds/vision/profile.html",
        round_,
        "vision",
        status=status,
        framework=framework,
        wished_rows=tuple(_wished_line(row) for row in rows),
        has_levels=any(row.now.n or row.wished.n or row.target is not None for row in rows),
        dimension_rows=[(row, _dimension_fields(row, bound)) for row in rows],
        medians_to_take=sum(row.suggestion is not None for row in untouched),
        has_target=len(untouched) < len(rows),
        rate_first=(rate_first := own_view_first(round_, request.user.pk, framework, Aspect.WISHED)),
        shows_results=rate_first is None,
        decision=round_.decisions.filter(kind=DecisionKind.PROFILE).last(),
        missing=missing,
        can_write=can_edit_vision(round_) and not round_.profile_agreed_at,
    )


@dataclass(frozen=True, slots=True)
class WishedLine:
    """One dimension in the table of the wishes."""

    name: str
    now: Histogram
    agreed: float | None
    wished: Histogram
    target: float | None


def _wished_line(row: queries.ProfileRow) -> WishedLine:
    return WishedLine(row.dimension.name, row.now, row.agreed, row.wished, row.target)


def _dimension_fields(row: queries.ProfileRow, bound: Bound) -> SafeString:
    place = f"dimension-{row.dimension.key}"
    stored = {"text": row.text, "target": row.target, "version": row.version}
    return drawn_form(
        "rounds/vision/_dimension_fields.html", DimensionForm, place, bound.get(place), **stored
    )


@signed_in
@require_POST
def save_dimension(request: SignedInRequest, slug: str, number: int, dimension: str) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    name = dimension_name(framework_of(round_), dimension)
    place = f"dimension-{dimension}"
    form = DimensionForm(request.POST, auto_id=f"{place}-%s")
    if not form.is_valid():
        if is_autosave(request):
            return not_valid(form)
        return profile_page(request, round_, bound={place: form}, status=422)
    values = dict(form.cleaned_data)
    row = actions.change_dimension(
        round=round_,
        by=request.user,
        dimension=dimension,
        name=name,
        version=values.pop("version"),
        values=values,
    )
    return saved(request, f"{url(round_, 'profile')}#{place}", row=row)


def dimension_name(framework: Framework, key: str) -> str:
    """The name of a dimension of this framework; 404 for anything else."""
    try:
        return framework.dimension(key).name
    except KeyError:
        raise Http404(_("There is no such dimension.")) from None


@signed_in
@require_POST
def take_medians(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    framework = framework_of(round_)
    if own_view_first(round_, request.user.pk, framework, Aspect.WISHED):
        return redirect(url(round_, "profile"))  # this page says why: the targets would show the medians
    medians = queries.suggestions(queries.profile(round_, framework))
    names = {dimension.key: dimension.name for dimension in framework.dimensions}
    taken = actions.take_medians(round=round_, by=request.user, medians=medians, names=names)
    text = ngettext("%(n)s target was set.", "%(n)s targets were set.", taken) % {"n": taken}
    messages.success(request, text)
    return redirect(url(round_, "profile"))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.DECIDE)
    framework = framework_of(round_)
    rows = queries.profile(round_, framework)
    if all(row.target is None for row in rows):
        messages.error(request, _("Set at least one target before you agree on the ideal profile."))
        return redirect(url(round_, "profile"))
    form = DecisionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.agree_profile(round=round_, by=request.user, **form.cleaned_data)
        messages.success(request, _("The ideal profile is agreed."))
        return redirect(url(round_, "profile"))
    return page(
        request,
        "rounds/vision/agree_profile.html",
        round_,
        "vision",
        status=422 if form.is_bound else 200,
        framework=framework,
        form=form,
        rows=rows,
    )


reopen = reopening(
    actions.reopen_profile,
    step="vision",
    back="profile",
    title=gettext_lazy("Reopen the ideal profile"),
    done=gettext_lazy("The ideal profile is open again."),
)
