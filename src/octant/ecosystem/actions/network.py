"""Working out the network: at once while it is small, beside the server when it is large."""

import subprocess
import sys
import threading
import time
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from octant.clusters.models import Cluster
from octant.domain import layout, network
from octant.domain.layout import Place

from ..models import NetworkFigures, NetworkPlaces
from ..queries.network import NODE_FIELDS, Figures, Net, NetworkView, read, stored_figures, stored_places

SMALL_ACTORS, SMALL_TIES = 300, 2_000  # worked out while the page is made: about a tenth of a second
AGAIN_AFTER = timedelta(minutes=2)  # who has given no sign of life for so long has died
EVERY = 1.0  # seconds between signs of life
KEPT = 20  # figures of so many networks for each cluster
DIGITS = 6


class Work(NamedTuple):
    """How far a network is worked out. While there are no figures, there is nothing to show yet."""

    row: int  # number of NetworkFigures, to ask again
    figures: Figures | None
    places: dict[int, Place]
    to_do: float  # share of the figures on brokers that is still missing


class NoLongerWantedError(Exception):
    """The network has changed, or somebody else has it worked out already."""


def figures_of(cluster: Cluster, view: NetworkView, net: Net, *, placed: bool = True) -> Work:
    """The figures and places of this network, as far as they are worked out.

    Not `placed`: for pages without the picture, places that are stored are not read.

    A small network is worked out here and now. For a large one a process of its own is started, so that the
    pages of others do not wait.
    """
    row = stored_figures(cluster, net)
    places = stored_places(cluster) if placed else {}
    complete = not placed or all(pk in places for pk in net.ids)
    stored = row.figures if row and complete else None
    figures = Figures(stored) if stored is not None else None
    if row and figures and not row.to_do:
        return Work(row.pk, figures, places, 0)
    if len(net.actors) <= SMALL_ACTORS and len(net.edges) <= SMALL_TIES:
        return work_out(cluster, view, net)
    if row is None or not is_at_work(row):
        row = _ask(cluster, view, net)
    return Work(row.pk, figures, places, row.to_do)


def is_at_work(row: NetworkFigures) -> bool:
    return row.to_do > 0 and row.heard_at > timezone.now() - AGAIN_AFTER


def work_out(cluster: Cluster, view: NetworkView, net: Net) -> Work:
    """Measure the network, find a place for everybody, and keep both: all at once."""
    figures = measured(net)
    places = arrange(cluster, net if view.is_all else read(cluster, NetworkView()))
    row, _new = NetworkFigures.objects.update_or_create(
        cluster=cluster,
        fingerprint=net.fingerprint,
        defaults={"figures": figures, "view": view.as_json(), "to_do": 0},
    )
    _tidy(cluster)
    return Work(row.pk, Figures(figures), places, 0)


def work_out_step_by_step(row: NetworkFigures) -> None:
    """What a process of its own does: everything that is quick first, then who lies on the ways of others.

    It gives signs of life, and ends when the network has changed meanwhile: who looks at it asks again.
    """
    cluster, view = row.cluster, NetworkView.from_json(row.view)
    net = read(cluster, view)
    try:
        if net.fingerprint != row.fingerprint:
            raise NoLongerWantedError
        _sign(row)
        arrange(cluster, net if view.is_all else read(cluster, NetworkView()))
        figures = measured(net, with_betweenness=False)
        _sign(row, figures=figures)
        said = time.monotonic()

        def told(done: float) -> None:
            nonlocal said
            if time.monotonic() - said > EVERY:
                said = time.monotonic()
                _sign(row, to_do=max(0.001, 1 - done))

        between = network.betweenness(net.ids, net.edges, told=told)
        figures["nodes"]["betweenness"] = [round(share, DIGITS) for share in between]
        _sign(row, figures=figures, to_do=0)
    except NoLongerWantedError:
        NetworkFigures.objects.filter(pk=row.pk, to_do__gt=0).delete()
    _tidy(cluster)


def _sign(row: NetworkFigures, **news: Any) -> None:
    """A sign of life. Raises NoLongerWantedError when the same part of the network was asked for anew."""
    newer = NetworkFigures.objects.filter(cluster=row.cluster_id, view=row.view, pk__gt=row.pk)
    mine = NetworkFigures.objects.filter(pk=row.pk, to_do__gt=0)
    if newer.exists() or not mine.update(heard_at=timezone.now(), **news):
        raise NoLongerWantedError


def _tidy(cluster: Cluster) -> None:
    old = NetworkFigures.objects.filter(cluster=cluster).order_by("-pk").values_list("pk", flat=True)[KEPT:]
    NetworkFigures.objects.filter(pk__in=list(old)).delete()


def arrange(cluster: Cluster, whole: Net, *, anew: bool = False) -> dict[int, Place]:
    """A place for everybody; who has one keeps it, unless all are arranged anew.

    Places of those who were removed are kept as well: they may come back.
    """
    former = {} if anew else stored_places(cluster)
    found = former | layout.places(whole.ids, whole.edges, former)
    with transaction.atomic():
        row, _new = NetworkPlaces.objects.select_for_update().get_or_create(cluster=cluster)
        kept = {} if anew else {int(pk): Place(*place) for pk, place in row.places.items()}
        if kept != former and not anew:
            # Somebody else has arranged them meanwhile: what stands already stays.
            found |= {pk: place for pk, place in kept.items() if pk not in former}
        row.places = {str(pk): list(place) for pk, place in found.items()}
        row.save()
    return found


def measured(net: Net, *, with_betweenness: bool = True) -> dict[str, Any]:
    """All figures as they are stored."""
    found = network.measures(net.ids, net.edges, with_betweenness=with_betweenness)
    ei = network.ei_index(net.ids, net.edges, net.sectors)
    mixing = network.mixing(net.ids, net.edges, net.sectors)
    rows = [
        (
            node.node,
            node.degree,
            None if node.betweenness is None else round(node.betweenness, DIGITS),
            node.core,
            None if node.constraint is None else round(node.constraint, DIGITS),
            node.community,
            node.component,
            [round(share, DIGITS) for share in node.reach],
        )
        for node in found.nodes
    ]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(NODE_FIELDS)
    return {
        "nodes": {name: list(column) for name, column in zip(NODE_FIELDS, columns, strict=True)},
        "whole": {
            "ties": found.ties,
            "density": found.density,
            "mean_degree": found.mean_degree,
            "components": found.components,
            "isolates": found.isolates,
            "highest_core": found.highest_core,
            "communities": found.communities,
            "modularity": found.modularity,
            "reach": found.reach,
        },
        "ei": {name: getattr(ei, name) for name in ("external", "internal", "value", "expected", "unknown")},
        "mixing": {
            name: getattr(mixing, name) for name in ("sectors", "sizes", "ties", "expected", "unknown")
        },
    }


def _ask(cluster: Cluster, view: NetworkView, net: Net) -> NetworkFigures:
    """Start a process that works it out. Of several who ask at the same time, one starts it."""
    now = timezone.now()
    row, new = NetworkFigures.objects.get_or_create(
        cluster=cluster,
        fingerprint=net.fingerprint,
        defaults={"view": view.as_json(), "heard_at": now, "to_do": 1},
    )
    if not new:
        late = NetworkFigures.objects.filter(pk=row.pk, heard_at=row.heard_at)
        if is_at_work(row) or not late.update(heard_at=now, to_do=1):
            return row
        row.to_do = 1
    transaction.on_commit(lambda: _start(row.pk))
    return row


def _start(pk: int) -> None:
    command = [sys.executable, "-m", "django", "work_out_network", str(pk), "--settings", "octant.settings"]
    process = subprocess.Popen(  # noqa: S603 (nothing in it comes from a visitor)
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    threading.Thread(target=process.wait, daemon=True).start()  # so that no ended process stays in the list
