"""The network: its picture and figures, one organisation in it, ways between two, two dates, files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from octant.clusters.access import Right, cluster_for
from octant.clusters.models import Cluster
from octant.core.png import svg_to_png
from octant.core.requests import SignedInRequest, search_text, signed_in, whole_number
from octant.domain import network as domain
from octant.domain.layout import Place

from .. import network_picture as picture
from .. import network_words as words
from ..access import organisation_for
from ..actions import network as actions
from ..actions.network import Work
from ..forms.network import SIZES, CompareForm, NetworkForm, PathForm
from ..models import NetworkFigures, Sector
from ..names import search_key
from ..network_files import FILES, NetworkFile
from ..queries import network as queries
from ..queries.matching import open_pairs
from ..queries.network import MEASURES, Figures, Net, NetworkView, Standing

PER_PAGE = 50
ROWS_PER_PAGE = 25
MOST_BROKERS = 10
MOST_COMMUNITIES = 8
MOST_IN_PLAIN_PICTURE = 600  # with more organisations the page leaves the drawing to the interactive picture
MOST_NEIGHBOURS = 200
PNG_WIDTH = 2400


class Row(NamedTuple):
    """One organisation in a table: plain values alone, see `{% pure %}`."""

    pk: int
    name: str
    sector: str
    degree: int
    betweenness: float | None  # None while it is being worked out
    core: int
    constraint: float | None
    reach: float | None  # in two steps


@dataclass(frozen=True)
class Shown:
    """What a page of the network needs; without figures it is still being worked out."""

    cluster: Cluster
    form: NetworkForm
    asked: str  # what the address says of its fields
    net: Net
    work: Work

    @property
    def view(self) -> NetworkView:
        return self.form.view

    def context(self, **more: Any) -> dict[str, Any]:
        return {
            "cluster": self.cluster,
            "access": self.cluster.access,
            "form": self.form,
            "fields": _fields(get_language(), timezone.localdate(), self.asked),
            "view": self.view,
            "net": self.net,
            "figures": self.work.figures,
            "work": self.work,
            "done": done_in_percent(self.work.to_do),
            "query": self.view.query,
            **more,
        }


@lru_cache(maxsize=64)
def _fields(_language: str | None, _today: date, asked: str) -> SafeString:
    """The fields of the form: they depend on these alone, so they are written once for the same ones."""
    return render_to_string("ecosystem/_network_fields.html", {"form": NetworkForm(QueryDict(asked))})


@signed_in
@require_safe
def network(request: SignedInRequest, slug: str) -> HttpResponse:
    shown = _shown(request, cluster_for(request.user, slug, Right.VIEW))
    if (figures := shown.work.figures) is None:
        return render(request, "ecosystem/network.html", shown.context())
    net, size = shown.net, shown.form.size_by
    path = _numbers(request.GET.get("path", ""), net)
    focus = _numbers(request.GET.get("focus", ""), net)[:1]
    brokers = [row for row in figures.by("betweenness")[:MOST_BROKERS] if row.betweenness]
    context = shown.context(
        facts=words.facts(net, figures.whole),
        brokers=_rows(net, brokers),
        brokers_sentence=words.brokers_sentence(net, brokers),
        ei_sentence=words.ei_sentence(figures.ei),
        ei_unknown=figures.ei.unknown,
        mixing=words.mixing_rows(figures.mixing),
        communities=words.communities(net, figures, MOST_COMMUNITIES),
        legend=[(key, label) for key, label in Sector.choices if key in set(net.sectors.values())],
        unknown_sector=len(net.sectors) < len(net.actors),
        colour=shown.form.colour_by,
        size=size,
        plain_picture=len(net.actors) <= MOST_IN_PLAIN_PICTURE,
        picture_query=_joined(shown.view.query, colour=shown.form.colour_by, size=size),
        path=path,
        focus=focus,
        looked_at=_joined(
            "", **({"path": _text(path)} if path else {"focus": _text(focus)} if focus else {})
        ),
        size_words=dict(SIZES)[size] if size != "same" else "",
        files=list(FILES),
        asked=request.GET.urlencode(),
        part="brokers",
        waiting=True,
        **_table(request, net, figures),
    )
    return render(request, "ecosystem/network.html", context)


@signed_in
@require_safe
@cache_control(private=True, no_cache=True)
def progress(request: SignedInRequest, slug: str) -> HttpResponse:
    """How far a network is worked out: asked every few seconds by a page that waits, so it is quick.

    In the address, `row` is the number of its figures, and `part` what the page waits for: the figures as
    such, or those on brokers. A row that is gone means that the network has changed: the page looks again.
    """
    cluster = cluster_for(request.user, slug, Right.VIEW)
    asked = request.GET.copy()
    text = asked.pop("row", ["0"])[-1]
    number = int(text) if text.isdecimal() and len(text) < 19 else 0
    row = NetworkFigures.objects.filter(cluster=cluster, pk=number).defer("figures").first()
    part = "brokers" if asked.pop("part", ["all"])[-1] == "brokers" else "all"
    waiting = row is not None and actions.is_at_work(row)
    if waiting and part == "all":
        waiting = NetworkFigures.objects.filter(pk=number, figures__isnull=True).exists()
    context = {
        "cluster": cluster,
        "number": number,
        "part": part,
        "waiting": waiting,
        "done": done_in_percent(row.to_do if row else 0),
        "query": asked.urlencode(),
        "all_anew": part == "all" or asked.get("size") == "betweenness",
    }
    return render(request, "ecosystem/_network_progress.html", context)


@signed_in
@require_safe
@cache_control(private=True, no_cache=True)
def data(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the interactive picture draws; rows instead of objects: ten thousand stay light."""
    shown = _shown(request, cluster_for(request.user, slug, Right.VIEW))
    if (figures := shown.work.figures) is None:
        return JsonResponse({"waiting": True}, status=202)
    places = shown.work.places
    net = shown.net
    radius = picture.radii(figures, shown.form.size_by)
    number = {actor.pk: at for at, actor in enumerate(net.actors)}
    rows = [
        [
            actor.pk,
            actor.name,
            actor.sector,
            places[actor.pk].x,
            -places[actor.pk].y,  # sigma counts upward
            round(radius[actor.pk], 2),
            figures.standings[actor.pk].community if figures.standings[actor.pk].degree else -1,
            figures.standings[actor.pk].degree,
        ]
        for actor in net.actors
    ]
    ties = [[number[one], number[other]] for one, other in net.edges]
    sectors = {key: str(label) for key, label in Sector.choices}
    return JsonResponse({"nodes": rows, "ties": ties, "sectors": sectors})


@signed_in
@require_safe
def drawing(request: SignedInRequest, slug: str, ext: str) -> HttpResponse:
    """The picture as SVG or PNG."""
    shown = _shown(request, cluster_for(request.user, slug, Right.VIEW))
    figures, places = _ready(shown)
    title = _("Network of %(cluster)s") % {"cluster": shown.cluster.name}
    svg = picture.svg(
        shown.net,
        figures,
        places,
        title=title,
        colour=shown.form.colour_by,
        size=shown.form.size_by,
        way=_numbers(request.GET.get("path", ""), shown.net),
        chosen=next(iter(_numbers(request.GET.get("focus", ""), shown.net)), None),
    )
    if ext == "png":
        response = HttpResponse(svg_to_png(svg, PNG_WIDTH), content_type="image/png")
    else:
        response = HttpResponse(svg, content_type="image/svg+xml")
    response["Content-Disposition"] = f'inline; filename="network-{slug}.{ext}"'
    return response


@signed_in
@require_safe
def download(request: SignedInRequest, slug: str, file: str) -> HttpResponse:
    shown = _shown(request, cluster_for(request.user, slug, Right.VIEW))
    if file not in FILES:
        raise Http404(_("There is no such file."))
    figures, places = _ready(shown)
    if shown.work.to_do:
        raise Http404(_("The network is being worked out. Please try again in a minute."))
    kind, write = FILES[file]
    links, towns = queries.links(shown.cluster, shown.view), queries.towns(shown.cluster)
    content = write(NetworkFile(shown.net, figures, places, links, towns))
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{slug}-{file}"'
    return response


@signed_in
@require_POST
def arrange(request: SignedInRequest, slug: str) -> HttpResponse:
    """All places of the picture anew; the places are the same for everybody who looks at it."""
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    actions.arrange(cluster, queries.read(cluster, NetworkView()), anew=True)
    messages.success(request, _("The picture is arranged anew."))
    return redirect("ecosystem:network", slug)


@signed_in
@require_safe
def node(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """One organisation in the network, and what would change if it left."""
    cluster, organisation = organisation_for(request.user, slug, pk, Right.VIEW)
    shown = _shown(request, cluster, placed=False)
    net = shown.net
    if pk not in net.by_pk:
        raise Http404(_("This organisation was not in the network on that day."))
    departure = domain.without(net.ids, net.edges, pk)
    context = shown.context(
        organisation=organisation,
        actor=net.by_pk[pk],
        neighbours=sorted(queries.named(net, departure.neighbours), key=lambda actor: search_key(actor.name))[
            :MOST_NEIGHBOURS
        ],
        departure=departure,
        departure_sentence=words.departure_sentence(departure),
        changes=words.changes(departure.before, departure.after),
        alone=queries.named(net, departure.isolated),
        cut_off=[queries.named(net, group) for group in departure.cut_off],
    )
    if shown.work.figures:
        standing = shown.work.figures.standings[pk]
        context["facts"] = words.standing_facts(standing, len(net.actors))
    return render(request, "ecosystem/network_node.html", context)


@signed_in
@require_safe
def path(request: SignedInRequest, slug: str) -> HttpResponse:
    """The shortest ways between two organisations."""
    cluster = cluster_for(request.user, slug, Right.VIEW)
    asked = request.GET if {"start", "end"} & request.GET.keys() else None
    form = PathForm(asked, cluster=cluster, suggest_url=reverse("ecosystem:suggest", args=[slug]))
    context: dict[str, Any] = {"cluster": cluster, "access": cluster.access, "form": form}
    if form.is_bound and form.is_valid():
        net = queries.read(cluster, NetworkView())
        start, end = form.cleaned_data["start"], form.cleaned_data["end"]
        found = domain.paths(net.ids, net.edges, start.pk, end.pk)
        context["paths"] = [
            {"actors": queries.named(net, way), "steps": len(way) - 1, "numbers": ",".join(map(str, way))}
            for way in found
        ]
    return render(
        request, "ecosystem/network_path.html", context, status=422 if form.is_bound and form.errors else 200
    )


@signed_in
@require_safe
def compare(request: SignedInRequest, slug: str) -> HttpResponse:
    """The network of two days side by side, and what happened between them."""
    cluster = cluster_for(request.user, slug, Right.VIEW)
    asked: Mapping[str, Any] = (
        request.GET if {"before", "after"} & request.GET.keys() else CompareForm.usual()
    )
    form = CompareForm(asked)
    context: dict[str, Any] = {"cluster": cluster, "access": cluster.access, "form": form}
    if form.is_valid():
        before = queries.read(cluster, NetworkView(on=form.cleaned_data["before"]))
        after = queries.read(cluster, NetworkView(on=form.cleaned_data["after"]))
        found = domain.difference((before.ids, before.edges), (after.ids, after.edges))
        context |= {
            "changes": words.changes(
                domain.shape(before.ids, before.edges), domain.shape(after.ids, after.edges)
            ),
            "joined": queries.named(after, found.joined)[:PER_PAGE],
            "joined_count": len(found.joined),
            "new": [queries.named(after, pair) for pair in found.new[:PER_PAGE]],
            "new_count": len(found.new),
            "ended": [queries.named(before, pair) for pair in found.ended[:PER_PAGE]],
            "ended_count": len(found.ended),
        }
    return render(request, "ecosystem/network_compare.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def missing(request: SignedInRequest, slug: str) -> HttpResponse:
    """Pairs without a tie that complement each other."""
    cluster = cluster_for(request.user, slug, Right.VIEW)
    net = queries.read(cluster, NetworkView())
    found = domain.missing_links(net.ids, net.edges, queries.traits(cluster, net))
    under_way = open_pairs(cluster)
    links = [
        {
            "one": net.by_pk[link.one],
            "other": net.by_pk[link.other],
            "why": words.why(net, link),
            "introducer": link.partners[0] if link.partners else "",
            "open": under_way.get(frozenset((link.one, link.other))),
        }
        for link in found
    ]
    context = {"cluster": cluster, "access": cluster.access, "net": net, "links": links}
    return render(request, "ecosystem/network_missing.html", context)


def done_in_percent(to_do: float) -> int:
    return int(100 * (1 - to_do))


def _shown(request: SignedInRequest, cluster: Cluster, *, placed: bool = True) -> Shown:
    form = NetworkForm(request.GET)
    net = queries.read(cluster, form.view)
    said = {name: request.GET.getlist(name) for name in form.fields if name in request.GET}
    asked = urlencode(said, doseq=True)
    return Shown(cluster, form, asked, net, actions.figures_of(cluster, form.view, net, placed=placed))


def _ready(shown: Shown) -> tuple[Figures, dict[int, Place]]:
    if shown.work.figures is None:
        raise Http404(_("The network is being worked out. Please try again in a minute."))
    return shown.work.figures, shown.work.places


def _rows(net: Net, standings: Iterable[Standing]) -> tuple[Row, ...]:
    return tuple(
        Row(
            row.pk,
            net.by_pk[row.pk].name,
            queries.sector_label(net.by_pk[row.pk].sector),
            row.degree,
            row.betweenness,
            row.core,
            row.constraint,
            row.reach[1] if row.reach else None,
        )
        for row in standings
    )


def _table(request: SignedInRequest, net: Net, figures: Figures) -> dict[str, Any]:
    """Everybody as rows: sorted by a measure, or those whose name was looked for."""
    sort = request.GET.get("sort", "")
    sort = sort if sort in MEASURES else "degree"
    text = search_text(request)
    wanted = search_key(text)
    standings = figures.by(sort)
    if wanted:
        standings = [row for row in standings if wanted in search_key(net.by_pk[row.pk].name)]
    page = Paginator(standings, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "rows": _rows(net, page),
        "sort": sort,
        "columns": [
            (name, label, _joined(_kept(request.GET), sort=name)) for name, label in _measure_labels()
        ],
        "text": text,
    }


def _measure_labels() -> list[tuple[str, str]]:
    return [
        ("degree", _("Ties")),
        ("betweenness", _("Broker")),
        ("core", _("Dense middle")),
        ("constraint", _("Constraint")),
        ("reach", _("Reach in two steps")),
    ]


def _kept(asked: QueryDict) -> str:
    kept = asked.copy()
    for name in ("page", "sort", "path", "focus"):
        kept.pop(name, None)
    return kept.urlencode()[:2000]


def _joined(query: str, **more: str) -> str:
    added = QueryDict(mutable=True)
    added.update(more)
    return "&".join(filter(None, [query, added.urlencode()]))


def _text(numbers: list[int]) -> str:
    return ",".join(map(str, numbers))


def _numbers(text: str, net: Net) -> list[int]:
    """Numbers of organisations from an address; others are passed over."""
    return [pk for part in text[:500].split(",") if (pk := whole_number(part)) in net.by_pk]
