"""Step 3: gaps, the ranking with its weights, the choice, the time frame."""

from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters.access import Right
from octant.core.pictures import two_sizes
from octant.core.requests import SignedInRequest, is_autosave, posted, signed_in
from octant.core.responses import not_valid, removed, saved
from octant.core.templatetags.quick import drawn_form
from octant.domain.framework import Dimension, Entry, Framework
from octant.ratings.models import Aspect
from octant.ratings.queries import Histogram

from .. import charts, sentences, words
from .. import influence as influence_words
from ..access import round_for
from ..actions import focus as actions
from ..forms.decisions import DecisionForm
from ..forms.focus import ReasonForm, SaveWeightsForm, TimeFrameForm, WeightsForm
from ..models import Criterion, Decision, DecisionKind, FocusChoice, Round
from ..queries import focus as queries
from ..queries.ratings import own_view_first
from ..steps import url
from .decisions import NONE_BOUND, Bound, Missing, reopening
from .page import framework_of, page

STABLE, FAIRLY_STABLE = 0.9, 0.6  # share of trials from which on the top three are called so


@signed_in
@require_safe
def focus(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """With weights in the address the ranking is shown with them, without keeping them."""
    round_ = round_for(request.user, slug, number, Right.VIEW)
    framework = framework_of(round_)
    if not any(criterion in request.GET for criterion in Criterion.values):
        return focus_page(request, round_, framework)
    form = WeightsForm(request.GET, criteria=framework.focus_criteria, auto_id="weight-%s")
    status = 200 if form.is_valid() else 422
    return focus_page(request, round_, framework, bound={"weights": form}, status=status)


def focus_page(
    request: SignedInRequest,
    round_: Round,
    framework: Framework,
    *,
    bound: Bound = NONE_BOUND,
    status: int = 200,
) -> HttpResponse:
    rows = queries.gaps(round_, framework)
    influence = queries.read_influence(round_, framework)
    tried = bound.get("weights")
    weights = tried.weights if isinstance(tried, WeightsForm) and tried.is_valid() else round_.weights
    ranking = queries.ranking(rows, influence, weights, framework)
    profile = queries.as_profile(rows)
    chosen = [row for row in rows if row.phase == 1]
    second = [row for row in rows if row.phase == 2]
    own_first = own_view_first(round_, request.user.pk, framework, Aspect.FEASIBLE)
    rate_first = own_first if own_first == Aspect.NOW else None
    # The ranking rests on feasibility too, as soon as somebody has rated it.
    feasible_first = own_first if any(row.feasible.n for row in rows) else None
    shows_ranking = rate_first is None and feasible_first is None
    ranked_first = [row.gap for row in ranking.rows] if ranking and shows_ranking else rows
    can_write = can_choose(round_)
    return page(
        request,
        "rounds/focus/focus.html",
        round_,
        "focus",
        status=status,
        framework=framework,
        rate_first=rate_first,
        shows_results=rate_first is None,
        feasible_first=feasible_first,
        shows_ranking=shows_ranking,
        gap_rows=tuple(_gap_line(row) for row in queries.by_gap(rows)),
        has_gaps=any(row.gap is not None for row in rows),
        has_levels=any(row.level is not None or row.target is not None for row in rows),
        has_wishes_as_targets=any(row.target_is_wish for row in rows),
        feasibility_text=_feasibility(rows),
        can_rate=not round_.plan_agreed_at,
        gap_svg=two_sizes(lambda size, id: charts.gaps(profile, size, id=id), "gaps"),
        gap_sentence=sentences.gaps(profile),
        influence=influence,
        influence_sentence=influence_words.sentence(influence),
        weights_form=tried,
        weights_fields=_weights_fields(round_, tried, framework.focus_criteria),
        weights_changed=weights != round_.weights,
        weights=weights,
        ranking=ranking,
        rank_rows=tuple(_rank_line(row) for row in ranking.rows) if ranking else (),
        ranking_notes=_ranking_notes(ranking, framework) if ranking else [],
        stability=_stability(ranking) if ranking else "",
        choices=tuple(_choice_line(round_, row) for row in ranked_first),
        reasons=[(row, _reason_fields(row.choice, bound)) for row in (*chosen, *second) if row.choice],
        chosen=chosen,
        second=second,
        warning=_warning(len(chosen)),
        frame_fields=_frame_fields(round_, bound),
        decision=_decision(round_),
        missing=_missing(round_, rows, influence),
        can_write=can_write,
    )


@dataclass(frozen=True, slots=True)
class GapLine:
    """One dimension in the table of the gaps."""

    name: str
    in_focus: bool
    now: Histogram
    agreed: float | None
    target: float | None
    target_is_wish: bool
    gap: float | None
    percent_wide: int | None
    pairs: int


def _gap_line(row: queries.Gap) -> GapLine:
    return GapLine(
        name=row.dimension.name,
        in_focus=row.phase == 1,
        now=row.now,
        agreed=row.agreed,
        target=row.target,
        target_is_wish=row.target_is_wish,
        gap=row.gap,
        percent_wide=row.percent_wide,
        pairs=row.pairs,
    )


@dataclass(frozen=True, slots=True)
class RankLine:
    """One dimension in the ranking."""

    rank: int
    name: str
    in_focus: bool
    parts: tuple[queries.Part, ...]
    score: float


def _rank_line(row: queries.RankedRow) -> RankLine:
    return RankLine(row.rank, row.gap.dimension.name, row.gap.phase == 1, row.parts, row.score)


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """One dimension with the addresses that put it into the focus, the second phase, or neither."""

    name: str
    gap: float | None
    phase: int
    urls: tuple[str, str, str]  # in focus, second phase, not now


def _choice_line(round_: Round, row: queries.Gap) -> ChoiceLine:
    key = row.dimension.key
    first, second, none = (url(round_, "focus_choose", key, phase) for phase in (1, 2, 0))
    return ChoiceLine(row.dimension.name, row.gap, row.phase, (first, second, none))


def can_choose(round_: Round) -> bool:
    return round_.cluster.access.can_edit and not round_.plan_agreed_at and not round_.focus_agreed_at


def _decision(round_: Round) -> Decision | None:
    if not round_.focus_agreed_at:
        return None
    return round_.decisions.filter(kind=DecisionKind.FOCUS).last()


def _reason_fields(row: FocusChoice, bound: Bound) -> SafeString:
    place = f"reason-{row.dimension}"
    stored = {"rationale": row.rationale, "version": row.version}
    return drawn_form("rounds/focus/_reason_fields.html", ReasonForm, place, bound.get(place), **stored)


def _weights_fields(round_: Round, tried: forms.BaseForm | None, criteria: tuple[Entry, ...]) -> SafeString:
    if tried:
        return render_to_string("rounds/focus/_weights_fields.html", {"form": tried})
    return _stored_weights(get_language(), criteria, tuple(round_.weights.items()))


@lru_cache(maxsize=128)
def _stored_weights(
    _language: str | None, criteria: tuple[Entry, ...], weights: tuple[tuple[str, float], ...]
) -> SafeString:
    form = WeightsForm(initial=dict(weights), criteria=criteria, auto_id="weight-%s")
    return render_to_string("rounds/focus/_weights_fields.html", {"form": form})


def _frame_fields(round_: Round, bound: Bound) -> SafeString:
    names = ("version", "starts_on", "ends_on", "second_phase_ends_on")
    stored = {name: getattr(round_, name) for name in names}
    template = "rounds/focus/_time_frame_fields.html"
    return drawn_form(template, TimeFrameForm, "frame", bound.get("frame"), **stored)


def _feasibility(rows: list[queries.Gap]) -> str:
    """Which dimensions the team thinks easiest and hardest to change."""
    rated = [(row, level) for row in rows if (level := row.feasible.median) is not None]
    if not rated:
        return _("Nobody has rated yet how feasible a change is within your time and means.")
    easiest, easy_level = max(rated, key=itemgetter(1))
    hardest, hard_level = min(rated, key=itemgetter(1))
    return _("Most feasible: %(easy)s (%(easy_level)s of 5). Least: %(hard)s (%(hard_level)s of 5).") % {
        "easy": easiest.dimension.name,
        "easy_level": words.level(easy_level),
        "hard": hardest.dimension.name,
        "hard_level": words.level(hard_level),
    }


def _ranking_notes(ranking: queries.Ranking, framework: Framework) -> list[str]:
    """Which criteria are missing, said plainly."""
    notes = [
        _("Nobody has filled in “%(criterion)s” yet. It counts as neutral for every dimension.")
        % {"criterion": framework.focus_criterion(name).name}
        for name in ranking.missing
    ]
    return notes + [
        _("“%(criterion)s” is not known for every dimension. Where it is missing it counts as neutral.")
        % {"criterion": framework.focus_criterion(name).name}
        for name in ranking.partly
    ]


def _stability(ranking: queries.Ranking) -> str:
    """How far the top three hang on the weights, in words and as a share."""
    if ranking.same_top >= STABLE:
        verdict = _("The first three hardly depend on the weights.")
    elif ranking.same_top >= FAIRLY_STABLE:
        verdict = _("The first three depend a little on the weights.")
    else:
        verdict = _("The first three depend strongly on the weights, so look at the next ones too.")
    trials = _(
        "When every weight may be up to half larger or smaller, the same three come out on top "
        "in %(percent)s%% of the trials."
    ) % {"percent": ranking.percent_same}
    return f"{verdict} {trials}"


def _warning(chosen: int) -> str:
    """Fewer than two or more than four are allowed, but it is said what speaks against it."""
    if chosen == 0:
        return ""
    if chosen < queries.FEWEST:
        return _("One dimension alone is little. Is there really nothing else that has to move with it?")
    if chosen > queries.MOST:
        return ngettext(
            "%(n)s dimension at once is a lot. About three keep energy together; "
            "a second phase can take the rest.",
            "%(n)s dimensions at once are a lot. About three keep energy together; "
            "a second phase can take the rest.",
            chosen,
        ) % {"n": chosen}
    return ""


def _missing(round_: Round, rows: list[queries.Gap], influence: queries.Influence) -> list[Missing]:
    here = url(round_, "focus")
    chosen = [row for row in rows if row.phase == 1]
    without_reason = sum(not row.choice.rationale for row in rows if row.choice)
    found = []
    if not any(row.now.n for row in rows):
        found.append(Missing(_("Nobody has rated where you are now"), url(round_, "rate")))
    if not any(row.target is not None for row in rows):
        found.append(Missing(_("There are no targets and no wishes yet"), url(round_, "profile")))
    if influence.filled.cells < influence.filled.of:
        found.append(Missing(_("The influence matrix is not complete"), url(round_, "influence")))
    if not any(row.feasible.n for row in rows):
        found.append(Missing(_("Nobody has rated how feasible a change is"), url(round_, "rate_feasible")))
    if not chosen:
        found.append(Missing(_("No dimension is chosen"), f"{here}#choose"))
    if without_reason:
        text = ngettext("%(n)s choice has no reason yet", "%(n)s choices have no reason yet", without_reason)
        found.append(Missing(text % {"n": without_reason}, f"{here}#reasons"))
    if not (round_.starts_on and round_.ends_on):
        found.append(Missing(_("The time frame is open"), f"{here}#time-frame"))
    if chosen and not round_.focus_agreed_at:
        found.append(Missing(_("The focus is not agreed yet"), f"{here}#agree"))
    return found


# ---------- Writing ----------


@signed_in
@require_POST
def save_weights(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    framework = framework_of(round_)
    form = SaveWeightsForm(request.POST, criteria=framework.focus_criteria, auto_id="weight-%s")
    if not form.is_valid():
        if is_autosave(request):
            return not_valid(form)
        return focus_page(request, round_, framework, bound={"weights": form}, status=422)
    row = actions.save_weights(
        round=round_,
        by=request.user,
        weights=form.weights,
        labels=form.labels,
        version=form.cleaned_data["version"],
    )
    return saved(request, f"{url(round_, 'focus')}#ranking", row=row)


@signed_in
@require_POST
def choose(request: SignedInRequest, slug: str, number: int, dimension: str, phase: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    chosen = dimension_of(framework_of(round_), dimension)
    if phase not in (0, 1, 2):
        raise Http404(_("There are two phases."))
    former = round_.focus_choices.filter(dimension=dimension).first()
    actions.choose(round=round_, by=request.user, dimension=chosen, phase=phase)
    back = f"{url(round_, 'focus')}#choose"
    if phase == 0 and former:
        text = _("“%(name)s” is no longer chosen.") % {"name": chosen.name}
        undo = url(round_, "focus_choose", dimension, former.phase)
        return removed(request, back, text=text, undo=undo)
    return redirect(back)


def dimension_of(framework: Framework, key: str) -> Dimension:
    """A dimension of this framework; 404 for anything else."""
    try:
        return framework.dimension(key)
    except KeyError:
        raise Http404(_("There is no such dimension.")) from None


@signed_in
@require_POST
def save_reason(request: SignedInRequest, slug: str, number: int, dimension: str) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    framework = framework_of(round_)
    name = dimension_of(framework, dimension).name
    row = _choice(round_, dimension)
    place = f"reason-{dimension}"
    form = ReasonForm(request.POST, instance=row, auto_id=f"{place}-%s")
    if not form.is_valid():
        if is_autosave(request):
            return not_valid(form)
        return focus_page(request, round_, framework, bound={place: form}, status=422)
    row = actions.give_reason(round=round_, by=request.user, row=row, name=name, **form.cleaned_data)
    return saved(request, f"{url(round_, 'focus')}#{place}", row=row)


def _choice(round_: Round, dimension: str) -> FocusChoice:
    row = round_.focus_choices.filter(dimension=dimension).first()
    if row is None:
        raise Http404(
            _("This dimension is not chosen any more. Your reason comes back when it is chosen again.")
        )
    return row


@signed_in
@require_POST
def save_time_frame(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    form = TimeFrameForm(request.POST, auto_id="frame-%s")
    if not form.is_valid():
        if is_autosave(request):
            return not_valid(form)
        return focus_page(request, round_, framework_of(round_), bound={"frame": form}, status=422)
    row = actions.set_time_frame(round=round_, by=request.user, **form.cleaned_data)
    return saved(request, f"{url(round_, 'focus')}#time-frame", row=row)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.DECIDE)
    framework = framework_of(round_)
    choices = {row.dimension: row for row in round_.focus_choices.all()}
    chosen = [
        (dimension, choices[dimension.key]) for dimension in framework.dimensions if dimension.key in choices
    ]
    first = [dimension for dimension, row in chosen if row.phase == 1]
    if not first:
        messages.error(request, _("Choose at least one dimension before you agree on the focus."))
        return redirect(f"{url(round_, 'focus')}#choose")
    form = DecisionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        subject = ", ".join(dimension.name for dimension in first)
        actions.agree_focus(round=round_, by=request.user, subject=subject, **form.cleaned_data)
        messages.success(request, _("The focus is agreed."))
        return redirect(url(round_, "focus"))
    return page(
        request,
        "rounds/focus/agree.html",
        round_,
        "focus",
        status=422 if form.is_bound else 200,
        framework=framework,
        form=form,
        chosen=chosen,
        warning=_warning(len(first)),
    )


reopen = reopening(
    actions.reopen_focus,
    step="focus",
    back="focus",
    title=gettext_lazy("Reopen the focus"),
    done=gettext_lazy("The focus is open again."),
)
