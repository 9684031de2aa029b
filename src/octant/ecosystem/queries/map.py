"""Who is on the map, and who is not yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from octant.clusters.models import Cluster

from ..models import Organisation
from .register import organisations


@dataclass(frozen=True, slots=True)
class Located:
    """An organisation with coordinates, in degrees."""

    pk: int
    name: str
    sector: str
    place: str
    latitude: float
    longitude: float


def on_the_map(cluster: Cluster, wanted: Mapping[str, Any]) -> "models.QuerySet[Organisation]":
    return organisations(cluster, wanted).exclude(latitude=None)


def not_on_the_map(cluster: Cluster, wanted: Mapping[str, Any]) -> "models.QuerySet[Organisation]":
    return organisations(cluster, wanted).filter(latitude=None)


def located(cluster: Cluster, wanted: Mapping[str, Any]) -> list[Located]:
    """All that fit, in the order of the list, in one query."""
    rows: Any = on_the_map(cluster, wanted).values_list(
        "pk", "name", "sector", "place", "latitude", "longitude"
    )
    return [Located(*row) for row in rows]
