"""Charts as files: SVG, or PNG for slides and documents."""

from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from octant.charts.theme import Size, Theme
from octant.clusters.access import Right
from octant.core.png import svg_to_png
from octant.core.requests import SignedInRequest, signed_in
from octant.domain.framework import Dimension, Framework
from octant.ratings.models import Aspect
from octant.ratings.queries import NOBODY, histograms

from .. import charts, steps
from .. import influence as influence_words
from ..access import round_for
from ..charts import Draw
from ..models import Round
from ..queries import focus as focus_queries
from ..queries.ratings import own_view_first, profile
from ..queries.voices import voices
from ..timeline import timeline_chart_for
from .page import framework_of

WIDTHS = {Size.SMALL: 480, Size.NORMAL: 1400, Size.POSTER: 3000}


# ---------- What can be drawn ----------


def _octant(round_: Round, framework: Framework, size: Size, theme: Theme) -> str:
    return charts.octant(profile(round_, framework), size, theme)


def _gaps(round_: Round, framework: Framework, size: Size, theme: Theme) -> str:
    """Where a target is open, the wish stands in for it, as on the page of the focus."""
    rows = focus_queries.gaps(round_, framework)
    return charts.gaps(focus_queries.as_profile(rows), size, theme)


def _influence(round_: Round, framework: Framework, size: Size, theme: Theme) -> str:
    influence = focus_queries.read_influence(round_, framework)
    chosen = round_.focus_choices.filter(phase=1).values_list("dimension", flat=True)
    return influence_words.chart(influence, frozenset(chosen), size, theme)


def _timeline(round_: Round, _framework: Framework, size: Size, theme: Theme) -> str:
    return timeline_chart_for(round_, size=size, theme=theme)


def _strip(
    aspect: Aspect, dimension: Dimension, round_: Round, _framework: Framework, size: Size, theme: Theme
) -> str:
    own = histograms(round_.ratings, aspect, [dimension.key])
    found = voices(round_).beside(aspect, own).get(dimension.key, NOBODY)
    return charts.strip(dimension.name, found, size, theme, id=f"strip-{dimension.key}")


type DrawRound = Callable[[Round, Framework, Size, Theme], str]

CHARTS: dict[str, tuple[DrawRound, Aspect | None]] = {
    "octant": (_octant, Aspect.NOW),
    "gaps": (_gaps, Aspect.NOW),
    "influence": (_influence, None),
    "timeline": (_timeline, None),
}
"""How to draw each chart, and whose answers it shows: not everybody may see them at any time."""


def _find(name: str, framework: Framework) -> tuple[DrawRound, Aspect | None]:
    """A chart by its name; beside those of `CHARTS` `strip-<aspect>-<dimension key>`."""
    if name in CHARTS:
        return CHARTS[name]
    for aspect in Aspect:
        for dimension in framework.dimensions:
            if name == f"strip-{aspect}-{dimension.key}":
                return partial(_strip, aspect, dimension), aspect
    raise Http404(_("There is no such chart."))


# ---------- As a file ----------


@require_safe
@signed_in
def chart(request: SignedInRequest, slug: str, number: int, name: str, ext: str) -> HttpResponse:
    """A chart of a round by its name."""
    round_ = round_for(request.user, slug, number, Right.VIEW)
    framework = framework_of(round_)
    draw, aspect = _find(name, framework)
    if aspect and own_view_first(round_, request.user.pk, framework, aspect):
        return redirect(f"{steps.url(round_, 'ratings')}?aspect={aspect}")
    file_name = f"{round_.cluster.slug}-{round_.number}-{name}"
    return as_file(request, partial(draw, round_, framework), file_name, ext)


def as_file(request: HttpRequest, draw: Draw, name: str, ext: str) -> HttpResponse:
    """The chart as a download. `?size=` is small, normal or poster, `?theme=` light, dark or print."""
    try:
        size = Size(request.GET.get("size", Size.NORMAL))
        theme = Theme(request.GET.get("theme", Theme.LIGHT))
    except ValueError:
        raise Http404(_("There is no such size or theme.")) from None
    if theme is Theme.PAGE:  # it needs the style sheet of a page
        theme = Theme.LIGHT
    svg = draw(size, theme)
    if ext == "png":
        response = HttpResponse(svg_to_png(svg, WIDTHS[size]), content_type="image/png")
    else:
        response = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(name)}.{ext}"'
    return response
