"""The register of a demo cluster: organisations that the guide and the pilot text name, and what they say."""

from collections.abc import Mapping
from typing import Any

from octant.clusters.models import Cluster
from octant.ecosystem.actions.register import with_place
from octant.ecosystem.models import DIRECTED, Funding, Offer, Organisation, Policy, Relation


def load_register(cluster: Cluster, data: Mapping[str, Any]) -> dict[str, Organisation]:
    """Returns the organisations by their key in the file."""
    found = {row["key"]: _organisation(cluster, dict(row)) for row in data["organisations"]}
    for row in data.get("relations", ()):
        ends = {"first": found[row["first"]], "second": found[row["second"]]}
        Relation.objects.create(cluster=cluster, directed=row["kind"] in DIRECTED, **dict(row) | ends)
    for row in data.get("offers", ()):
        Offer.objects.create(**dict(row) | {"organisation": found[row["organisation"]]})
    for row in data.get("policies", ()):
        Policy.objects.create(cluster=cluster, **row)
    for row in data.get("fundings", ()):
        Funding.objects.create(cluster=cluster, **row)
    return found


def _organisation(cluster: Cluster, row: dict[str, Any]) -> Organisation:
    del row["key"]
    return Organisation.objects.create(cluster=cluster, **with_place(cluster, row))
