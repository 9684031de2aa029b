"""Rating oneself, and how everybody rated."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, is_autosave, signed_in
from octant.core.responses import not_valid, saved
from octant.core.templatetags.octant import Link
from octant.core.templatetags.quick import drawn
from octant.domain.framework import Dimension, Framework
from octant.ratings import queries as ratings
from octant.ratings.models import Aspect
from octant.ratings.queries import NOBODY, Histogram, OwnAnswers

from .. import charts, sentences, steps, words
from ..access import round_for
from ..actions import ratings as actions
from ..forms.ratings import COMMENT, LEVEL, SKIP, RatingForm
from ..models import Round
from ..queries.ratings import own_view_first, team
from ..queries.state import state
from ..queries.voices import Voices, voices
from .page import framework_of, page

URL_NAMES = {Aspect.NOW: "rate", Aspect.WISHED: "rate_wished", Aspect.FEASIBLE: "rate_feasible"}
STEPS = {Aspect.NOW: "describe", Aspect.WISHED: "vision", Aspect.FEASIBLE: "focus"}


@dataclass(frozen=True, slots=True)
class Question:
    """One item to be rated, with what this person answered so far."""

    item: str
    legend: str
    lead: str
    levels: tuple[str | Promise, ...]
    value: str

    @property
    def name(self) -> str:
        return f"{LEVEL}{self.item}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form: the questions about one dimension and a comment."""

    dimension: Dimension
    questions: tuple[Question, ...]
    comment: str
    answered: int
    level: int | None  # what the answers to statements give the dimension

    @property
    def comment_name(self) -> str:
        return f"{COMMENT}{self.dimension.key}"

    @property
    def is_begun(self) -> bool:
        return self.answered > 0 or bool(self.comment)


# ---------- Rate yourself ----------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def rate(request: SignedInRequest, slug: str, number: int, aspect: Aspect) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.CONTRIBUTE)
    framework = framework_of(round_)
    if request.method != "POST":
        return rate_page(request, round_, framework, aspect)
    form = RatingForm(request.POST, items=names(framework, aspect))
    if not form.is_valid():
        if is_autosave(request):
            return not_valid(form)
        return rate_page(request, round_, framework, aspect, form=form)
    if form.cleared:
        actions.clear(round=round_, by=request.user, aspect=aspect, items=form.cleared)
        return saved(request, here(request, round_, aspect, form.cleared[0]))
    answers = actions.rate(
        round=round_, by=request.user, aspect=aspect, levels=form.levels, comments=form.comments
    )
    back = here(request, round_, aspect, next_open(framework, answers, form))
    far = progress(round_, framework, aspect, answers)
    return saved(request, back, parts_html=parts(far), parts_at=answers.at)


def parts(far: dict[str, object]) -> dict[str, str]:
    """What the page says in several places about how far one has come (`data-part`)."""
    return {
        f"rating-{name}": drawn(f"rounds/ratings/_progress_{name}.html", **far)
        for name in ("bar", "line", "end")
    }


def names(framework: Framework, aspect: Aspect) -> dict[str, str]:
    """What may be rated: the dimensions, and for "now" also their statements."""
    dimensions = {dimension.key: dimension.name for dimension in framework.dimensions}
    if aspect != Aspect.NOW:
        return dimensions
    return dimensions | {statement.id: statement.text for statement in framework.statements}


def frozen_on(round_: Round, aspect: Aspect) -> datetime | None:
    """Since when nobody can rate any more."""
    return round_.baseline_at if aspect == Aspect.NOW else round_.plan_agreed_at


def rate_page(
    request: SignedInRequest,
    round_: Round,
    framework: Framework,
    aspect: Aspect,
    *,
    form: RatingForm | None = None,
) -> HttpResponse:
    own = ratings.own_answers(round_.ratings, request.user, aspect)
    typed = form.data if form else {}
    in_depth = aspect == Aspect.NOW and _asked(request, "mode") == "depth"
    url = steps.url(round_, URL_NAMES[aspect])
    context: dict[str, object] = {"form": form, "aspect": aspect, "in_depth": in_depth, "action": url}
    if in_depth:
        current = _asked_dimension(request, framework)
        context |= depth_context(framework, current, url, own, typed)
    else:
        context["sheets"] = [quick_sheet(dimension, aspect, own, typed) for dimension in framework.dimensions]
    if aspect == Aspect.NOW:
        context["ways"] = [
            Link(_("Quick: eight dimensions"), url, not in_depth),
            Link(_("In depth: statements"), f"{url}?mode=depth", in_depth),
        ]
    context["frozen"] = frozen_on(round_, aspect)
    context |= progress(round_, framework, aspect, own)
    status = 422 if form else 200
    return page(
        request,
        "rounds/ratings/rate.html",
        round_,
        STEPS[aspect],
        status=status,
        framework=framework,
        **context,
    )


def _asked(request: SignedInRequest, name: str) -> str:
    return request.POST.get(name) or request.GET.get(name, "")


def _asked_dimension(request: SignedInRequest, framework: Framework) -> Dimension:
    try:
        return framework.dimension(_asked(request, "dimension") or framework.dimensions[0].key)
    except KeyError:
        raise Http404(_("There is no such dimension.")) from None


def quick_sheet(dimension: Dimension, aspect: Aspect, own: OwnAnswers, typed: Mapping[str, str]) -> Sheet:
    if aspect == Aspect.FEASIBLE:
        levels: tuple[str | Promise, ...] = words.FEASIBILITY
    else:
        levels = tuple(described(level.label, level.text) for level in dimension.levels)
    question = Question(
        dimension.key, dimension.name, dimension.question, levels, value(dimension.key, own, typed)
    )
    return Sheet(
        dimension,
        (question,),
        comment(dimension.key, own, typed),
        own.answered([dimension.key]),
        own.levels.get(dimension.key),
    )


def described(label: str, text: str) -> SafeString:
    return format_html("<strong>{}.</strong> {}", label.rstrip("."), text)


def depth_context(
    framework: Framework, current: Dimension, url: str, own: OwnAnswers, typed: Mapping[str, str]
) -> dict[str, object]:
    questions = tuple(
        Question(statement.id, statement.text, "", words.AGREE, value(statement.id, own, typed))
        for statement in current.statements
    )
    answered = own.answered(statement.id for statement in current.statements)
    sheet = Sheet(current, questions, comment(current.key, own, typed), answered, own.levels.get(current.key))
    at = framework.dimensions.index(current)
    before, after = framework.dimensions[max(at - 1, 0)], framework.dimensions[at + 1 : at + 2]
    return {
        "sheets": [sheet],
        "dimension_tabs": [
            Link(
                f"{dimension.number}. {dimension.short_name}", depth_url(url, dimension), dimension is current
            )
            for dimension in framework.dimensions
        ],
        "before": Link(before.name, depth_url(url, before)) if at else None,
        "after": Link(after[0].name, depth_url(url, after[0])) if after else None,
    }


def depth_url(url: str, dimension: Dimension) -> str:
    return f"{url}?mode=depth&dimension={dimension.key}"


def value(item: str, own: OwnAnswers, typed: Mapping[str, str]) -> str:
    """What stands in the form: what was just typed, else what is stored."""
    stored = "" if item not in own.levels else str(own.levels[item] or SKIP)
    return typed.get(f"{LEVEL}{item}", stored)


def comment(key: str, own: OwnAnswers, typed: Mapping[str, str]) -> str:
    return typed.get(f"{COMMENT}{key}", own.comments.get(key, ""))


def progress(round_: Round, framework: Framework, aspect: Aspect, own: OwnAnswers) -> dict[str, object]:
    total = len(framework.dimensions)
    done = own.answered(dimension.key for dimension in framework.dimensions)
    text = ngettext("%(done)s of %(total)s rated", "%(done)s of %(total)s rated", done)
    results = f"{steps.url(round_, 'ratings')}?aspect={aspect}"
    return {
        "done": done,
        "total": total,
        "progress_text": text % {"done": done, "total": total},
        "is_complete": done == total,
        "results_url": results,
    }


def next_open(framework: Framework, own: OwnAnswers, form: RatingForm) -> str:
    """Where to go on after saving with the button: the next dimension without an answer."""
    keys = [dimension.key for dimension in framework.dimensions]
    touched = {item.partition(".")[0] for item in (*form.levels, *form.comments)}
    first = next((index for index, key in enumerate(keys) if key in touched), 0)
    return next((key for key in keys[first:] if key not in own.levels), "done")


def here(request: SignedInRequest, round_: Round, aspect: Aspect, anchor: str) -> str:
    url = steps.url(round_, URL_NAMES[aspect])
    if _asked(request, "mode") == "depth":
        dimension = _asked_dimension(request, framework_of(round_))
        return depth_url(url, dimension)
    return f"{url}#{anchor}"


# ---------- How everybody rated ----------


@dataclass(frozen=True, slots=True)
class Result:
    """The answers to one dimension as the page shows them."""

    dimension: Dimension
    histogram: Histogram
    chart: str
    sentence: str
    comments: tuple[str, ...]
    statements: tuple[tuple[str, Histogram], ...]
    chart_name: str
    agreed: float | None = None  # level "now" that the team agreed on

    @property
    def is_answered(self) -> bool:
        return bool(self.histogram.n or self.histogram.cannot_judge or self.comments or self.statements)


@require_safe
@signed_in
def results(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.VIEW)
    framework = framework_of(round_)
    try:
        aspect = Aspect(request.GET.get("aspect") or Aspect.NOW)
    except ValueError:
        raise Http404(_("There are no such ratings.")) from None
    people = team(round_, framework, aspect)
    rate_first = own_view_first(round_, request.user.pk, framework, aspect)
    url = steps.url(round_, "ratings")
    can_rate = round_.cluster.access.can_contribute and not frozen_on(round_, aspect)
    so_far = state(round_)
    labels = {
        Aspect.NOW: _("How it is now"),
        Aspect.WISHED: _("How it should be"),
        Aspect.FEASIBLE: _("How feasible a change is"),
    }
    everyone: dict[str, Any] = {} if rate_first else everybody(round_, framework, aspect)
    return page(
        request,
        "rounds/ratings/results.html",
        round_,
        STEPS[aspect],
        framework=framework,
        aspect=aspect,
        aspects=[Link(label, f"{url}?aspect={key}", key == aspect) for key, label in labels.items()],
        state=so_far,
        team=people,
        others=people.others(so_far.raters) if aspect == Aspect.NOW else 0,
        rate_first=rate_first,
        rate_url=steps.url(round_, URL_NAMES[aspect]) if can_rate else "",
        **everyone,
    )


def everybody(round_: Round, framework: Framework, aspect: Aspect) -> dict[str, object]:
    """The answers of the team and those that were taken over."""
    taken = voices(round_)
    rows = result_rows(round_, framework, aspect, taken)
    return {
        "results": rows,
        "nobody_rated": not any(row.is_answered for row in rows),
        "adopted": taken.of(aspect),
    }


def result_rows(round_: Round, framework: Framework, aspect: Aspect, taken: Voices) -> list[Result]:
    """Two queries for all dimensions and statements."""
    histograms = taken.beside(aspect, ratings.histograms(round_.ratings, aspect))
    said = ratings.comments(round_.ratings, aspect)
    rows = []
    for dimension in framework.dimensions:
        histogram = histograms.get(dimension.key, NOBODY)
        rows.append(
            Result(
                dimension=dimension,
                histogram=histogram,
                chart=charts.strip(dimension.name, histogram, id=f"strip-{dimension.key}"),
                sentence=sentences.strip(histogram),
                comments=tuple(said.get(dimension.key, ())),
                statements=tuple(
                    (statement.text, histograms[statement.id])
                    for statement in dimension.statements
                    if statement.id in histograms
                ),
                chart_name=f"strip-{aspect}-{dimension.key}",
                agreed=taken.agreed.get(dimension.key) if aspect == Aspect.NOW else None,
            )
        )
    return rows
