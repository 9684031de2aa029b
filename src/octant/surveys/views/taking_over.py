"""From a survey into the round: never by itself, always by a decision that is written down."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, posted, signed_in
from octant.core.rows import part_of
from octant.domain.framework import Dimension, Framework
from octant.domain.influence import STRONGEST
from octant.domain.scoring import rounded
from octant.ratings.models import Aspect
from octant.ratings.queries import NOBODY, Histogram, Histograms, histograms
from octant.rounds import charts
from octant.rounds.actions import voices as actions
from octant.rounds.forms.decisions import DecisionForm
from octant.rounds.models import Adoption
from octant.rounds.queries.ratings import own_view_first
from octant.rounds.queries.voices import voices

from ..access import survey_for
from ..forms.taking_over import LEVEL, LevelsForm
from ..models import Survey
from ..queries import results as queries
from ..queries.results import Results
from .page import framework, survey_page, url


@dataclass(frozen=True, slots=True)
class Row:
    """One dimension: what the survey says, what the team says, what is agreed so far, the field for it."""

    dimension: Dimension
    survey: Histogram
    survey_chart: str
    team: Histogram
    team_chart: str
    agreed: float | None
    field: object


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: SignedInRequest, slug: str, number: int, pk: int, aspect: str) -> HttpResponse:
    survey = survey_for(request.user, slug, number, pk, Right.DECIDE)
    asked = _aspect(survey, aspect)
    content = framework(survey)
    found = _revealed(request, survey, content)
    distribution = found.distribution(asked)
    if not distribution:
        messages.error(request, _("Too few people answered this to take anything over."))
        return redirect(url(survey, "results"))
    if reason := actions.closed(survey.round)[asked]:
        raise PermissionDenied(reason)
    taken = voices(survey.round)
    if any(each.ratings == found.wave.ratings_id for each in taken.of(asked)):
        messages.info(request, _("These answers have been taken over already."))
        return redirect(url(survey, "results"))
    own = histograms(survey.round.ratings, asked, [dimension.key for dimension in content.dimensions])
    suggested = _suggested(taken.beside(asked, own), distribution, content)
    levels = LevelsForm(posted(request), framework=content, suggested=suggested)
    form = DecisionForm(posted(request))
    if request.method == "POST" and levels.is_valid() and form.is_valid():
        actions.take_over(
            round=survey.round,
            by=request.user,
            aspect=asked,
            ratings=found.wave.ratings,
            title=_title(survey, found),
            distribution=distribution,
            levels=levels.levels,
            names={dimension.key: dimension.name for dimension in content.dimensions},
            **form.cleaned_data,
        )
        messages.success(request, _("The answers are part of the round now. The raw answers stay beside it."))
        return redirect(f"{url(survey, 'results')}?wave={found.wave.number}")
    return survey_page(
        request,
        "surveys/results/take_over.html",
        survey,
        "results",
        status=422 if form.is_bound else 200,
        framework=content,
        wave=found.wave,
        aspect=asked.value,
        rows=_rows(content, found, own, taken.agreed, asked, levels),
        form=form,
        levels=levels,
        rate_first=own_view_first(survey.round, request.user.pk, content, asked),
        action=f"{url(survey, 'take_over', aspect)}?wave={found.wave.number}",
        back=f"{url(survey, 'results')}?wave={found.wave.number}",
    )


def _aspect(survey: Survey, aspect: str) -> Aspect:
    """What the survey asked and a round can take: now, or wished for."""
    asked = {Aspect.NOW: survey.depth != "none", Aspect.WISHED: survey.asks_wished}
    if aspect not in asked or not asked[Aspect(aspect)]:
        raise Http404(_("This survey did not ask for that."))
    return Aspect(aspect)


def _revealed(request: SignedInRequest, survey: Survey, content: Framework) -> Results:
    """The wave in the address, or the last one revealed; 404 while everything is sealed."""
    waves = queries.waves_of(survey)
    revealed = [wave for wave in waves if wave.revealed_at]
    wanted = request.GET.get("wave", "")
    if wanted:
        revealed = [wave for wave in revealed if str(wave.number) == wanted]
    if not revealed:
        raise Http404(_("The results are still sealed."))
    return queries.results(survey, revealed[-1], waves, content, questions=(), with_statements=False)


def _suggested(
    so_far: Histograms, distribution: dict[str, list[int]], content: Framework
) -> dict[str, float]:
    """The middle of everybody: the team, what was taken over before, and this survey."""
    found = {}
    for dimension in content.dimensions:
        counts = so_far.get(dimension.key, NOBODY).counts
        more = distribution.get(dimension.key)
        if more:
            n1, n2, n3, n4, n5 = (a + b for a, b in zip(counts, more, strict=True))
            median = Histogram((n1, n2, n3, n4, n5)).median
            if median is not None:
                found[dimension.key] = min(max(rounded(median), 1.0), 5.0)
    return found


def _rows(
    content: Framework,
    found: Results,
    own: Histograms,
    agreed: Mapping[str, float],
    aspect: Aspect,
    levels: LevelsForm,
) -> list[Row]:
    rows = []
    for dimension in content.dimensions:
        item = found.item(aspect, dimension.key)
        survey = item.histogram if item else NOBODY
        team = own.get(dimension.key, NOBODY)
        rows.append(
            Row(
                dimension=dimension,
                survey=survey,
                survey_chart=charts.strip(dimension.name, survey, id=f"survey-{dimension.key}"),
                team=team,
                team_chart=charts.strip(dimension.name, team, id=f"team-{dimension.key}"),
                agreed=agreed.get(dimension.key) if aspect == Aspect.NOW else None,
                field=levels[f"{LEVEL}{dimension.key}"],
            )
        )
    return rows


def _title(survey: Survey, found: Results) -> str:
    if found.wave.number == 1:
        return survey.title
    return _("%(survey)s, round of opinion %(n)s") % {"survey": survey.title, "n": found.wave.number}


@signed_in
@require_POST
def take_back(request: SignedInRequest, slug: str, number: int, pk: int, adoption: int) -> HttpResponse:
    survey = survey_for(request.user, slug, number, pk, Right.DECIDE)
    ratings = [wave.ratings_id for wave in queries.waves_of(survey)]
    row = part_of(Adoption.objects.all(), adoption, round=survey.round, ratings__in=ratings)
    actions.take_back(adoption=row, round=survey.round, by=request.user)
    messages.success(request, _("The answers no longer count in the round. The decision stays on record."))
    return redirect(url(survey, "results"))


@signed_in
@require_POST
def take_influence(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """What most people said about each influence, as a group of the round's matrix."""
    survey = survey_for(request.user, slug, number, pk, Right.DECIDE)
    content = framework(survey)
    found = _revealed(request, survey, content)
    keys = [dimension.key for dimension in content.dimensions]
    rows: dict[str, dict[str, int]] = {}
    for (source, target), cell in found.influence.items():
        if source in keys and target in keys:
            rows.setdefault(source, {})[target] = min(int(cell.median + 0.5), STRONGEST)
    if not rows:
        messages.error(request, _("Too few people answered this to take anything over."))
        return redirect(url(survey, "results"))
    actions.take_influence(round=survey.round, by=request.user, name=_title(survey, found), rows=rows)
    messages.success(request, _("The influence matrix of the round has one more group now."))
    return redirect(url(survey, "results"))
