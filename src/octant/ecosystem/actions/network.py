"""Working out the network: at once while it is small, beside the server when it is large."""

import subprocess
import sys
import threading
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from octant.clusters.models import Cluster
from octant.domain import layout, network
from octant.domain.layout import Place

from ..models import NetworkFigures, NetworkPlaces
from ..queries.network import NODE_FIELDS, Figures, Net, NetworkView, read, stored_figures, stored_places

SMALL_ACTORS, SMALL_TIES = 300, 2_000  # worked out while the page is made: about a tenth of a second
AGAIN_AFTER = timedelta(minutes=15)  # who has not answered by then has died
KEPT = 20  # figures of so many networks for each cluster
DIGITS = 6


def figures_of(cluster: Cluster, view: NetworkView, net: Net) -> tuple[Figures, dict[int, Place]] | None:
    """The figures and places of this network; None while they are being worked out.

    A small network is worked out here and now. For a large one a process of its own is started, so that the
    pages of others do not wait.
    """
    row = stored_figures(cluster, net)
    places = stored_places(cluster)
    if row and row.figures is not None and all(pk in places for pk in net.ids):
        return Figures(row.figures), places
    if len(net.actors) <= SMALL_ACTORS and len(net.edges) <= SMALL_TIES:
        return work_out(cluster, view, net)
    if row is None or row.figures is not None or row.started_at < timezone.now() - AGAIN_AFTER:
        _ask(cluster, view, net)
    return None


def work_out(cluster: Cluster, view: NetworkView, net: Net) -> tuple[Figures, dict[int, Place]]:
    """Measure the network, find a place for everybody, and keep both."""
    figures = measured(net)
    places = arrange(cluster, net if view.is_all else read(cluster, NetworkView()))
    NetworkFigures.objects.update_or_create(
        cluster=cluster, fingerprint=net.fingerprint, defaults={"figures": figures, "view": view.as_json()}
    )
    old = NetworkFigures.objects.filter(cluster=cluster).order_by("-pk").values_list("pk", flat=True)[KEPT:]
    NetworkFigures.objects.filter(pk__in=list(old)).delete()
    return Figures(figures), places


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


def measured(net: Net) -> dict[str, Any]:
    """All figures as they are stored."""
    found = network.measures(net.ids, net.edges)
    ei = network.ei_index(net.ids, net.edges, net.sectors)
    mixing = network.mixing(net.ids, net.edges, net.sectors)
    rows = [
        (
            node.node,
            node.degree,
            round(node.betweenness, DIGITS),
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


def _ask(cluster: Cluster, view: NetworkView, net: Net) -> None:
    """Start a process that works it out. Of several who ask at the same time, one starts it."""
    now = timezone.now()
    row, new = NetworkFigures.objects.get_or_create(
        cluster=cluster, fingerprint=net.fingerprint, defaults={"view": view.as_json(), "started_at": now}
    )
    if not new:
        late = NetworkFigures.objects.filter(pk=row.pk, started_at=row.started_at)
        if not late.update(started_at=now, figures=None):
            return
    transaction.on_commit(lambda: _start(row.pk))


def _start(pk: int) -> None:
    command = [sys.executable, "-m", "django", "work_out_network", str(pk), "--settings", "octant.settings"]
    process = subprocess.Popen(  # noqa: S603 (nothing in it comes from a visitor)
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    threading.Thread(target=process.wait, daemon=True).start()  # so that no ended process stays in the list
