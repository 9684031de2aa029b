"""Charts as files: SVG, or PNG for slides and documents."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from octant.charts.theme import Size, Theme
from octant.clusters.access import Right
from octant.core.png import svg_to_png
from octant.core.requests import signed_in
from octant.domain.framework import Dimension, Framework
from octant.ratings.models import Aspect
from octant.ratings.queries import NOBODY, histograms

from .. import charts, steps
from ..access import round_for
from ..charts import Draw
from ..models import Round
from ..queries.ratings import may_see_results, profile, team
from .page import framework_of

WIDTHS = {Size.SMALL: 480, Size.NORMAL: 1400, Size.POSTER: 3000}


@require_safe
@signed_in
def chart(request: HttpRequest, slug: str, number: int, name: str, ext: str) -> HttpResponse:
    """`octant`, `gaps` or `strip-<aspect>-<dimension key>` of a round."""
    round_ = round_for(request.user, slug, number, Right.VIEW)
    framework = framework_of(round_)
    aspect, draw = _drawing(name, round_, framework)
    if not may_see_results(round_, request.user.pk, team(round_, framework, aspect), aspect):
        return redirect(f"{steps.url(round_, 'ratings')}?aspect={aspect}")
    return chart_file(request, draw, f"{round_.cluster.slug}-{round_.number}-{name}", ext)


def _drawing(name: str, round_: Round, framework: Framework) -> tuple[Aspect, Draw]:
    """Which answers the chart shows, and how to draw it."""
    if name in ("octant", "gaps"):
        draw = charts.octant if name == "octant" else charts.gaps
        return Aspect.NOW, lambda size, theme: draw(profile(round_, framework), size, theme)
    for aspect in Aspect:
        for dimension in framework.dimensions:
            if name == f"strip-{aspect}-{dimension.key}":
                return aspect, partial(_strip, round_, aspect, dimension)
    raise Http404(_("There is no such chart."))


def _strip(round_: Round, aspect: Aspect, dimension: Dimension, size: Size, theme: Theme) -> str:
    found = histograms(round_.ratings, aspect, [dimension.key]).get(dimension.key, NOBODY)
    return charts.strip(dimension.name, found, size, theme, id=f"strip-{dimension.key}")


def chart_file(request: HttpRequest, draw: Draw, name: str, ext: str) -> HttpResponse:
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
