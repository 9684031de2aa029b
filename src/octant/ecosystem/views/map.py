"""The map: where organisations are, filtered as in the list, and who cannot be shown yet."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from octant.clusters.access import Right, cluster_for
from octant.clusters.models import Cluster
from octant.core.requests import SignedInRequest, signed_in

from .. import map_picture
from ..models import Sector
from ..queries import map as queries
from ..queries.map import Located
from ..queries.register import keepers
from .register import Filtered, filtered, without_page

PER_PAGE = 25
MOST_WITHOUT = 20
SHOWN = ("name", "sector", "place", "latitude", "longitude")


@signed_in
@require_safe
@csp_override(settings.MAP_CSP)
def map_page(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.VIEW)
    shown = _filtered(request, cluster)
    rows = queries.on_the_map(cluster, shown.wanted).only(*SHOWN)
    without = queries.not_on_the_map(cluster, shown.wanted)
    context: dict[str, Any] = {
        "cluster": cluster,
        "access": cluster.access,
        "filter": shown,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "query": without_page(request.GET),
        "without": without.only(*SHOWN)[:MOST_WITHOUT],
        "without_count": without.count(),
        "sectors": Sector.choices,
        "credit": map_picture.CREDIT,
        "tiles": settings.TILES,
        "tiles_origin": settings.TILES_ORIGIN,
        "tiles_credit": settings.TILES_CREDIT,
    }
    return render(request, "ecosystem/map.html", context)


@signed_in
@require_safe
@cache_control(private=True, no_cache=True)
def points(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the interactive map draws, as GeoJSON (RFC 7946): longitude first."""
    cluster = cluster_for(request.user, slug, Right.VIEW)
    features = [_feature(row) for row in queries.located(cluster, _filtered(request, cluster).wanted)]
    body = {"type": "FeatureCollection", "features": features}
    return JsonResponse(body, content_type="application/geo+json")


@signed_in
@require_safe
@cache_control(private=True, no_cache=True)
def picture(request: SignedInRequest, slug: str) -> HttpResponse:
    """The map as a drawing, for print and for browsers that draw none themselves."""
    cluster = cluster_for(request.user, slug, Right.VIEW)
    rows = queries.located(cluster, _filtered(request, cluster).wanted)
    if not rows:
        raise Http404(_("Nobody is on this map."))
    title = _("Map of %(cluster)s") % {"cluster": cluster.name}
    response = HttpResponse(map_picture.svg(rows, title=title), content_type="image/svg+xml")
    response["Content-Disposition"] = f'inline; filename="map-{slug}.svg"'
    return response


def _filtered(request: SignedInRequest, cluster: Cluster) -> Filtered:
    return filtered("ecosystem:map", cluster, request.GET, keepers(cluster))


def _feature(row: Located) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": row.pk,
        "geometry": {"type": "Point", "coordinates": [row.longitude, row.latitude]},
        "properties": {"pk": row.pk, "name": row.name, "sector": row.sector, "place": row.place},
    }
