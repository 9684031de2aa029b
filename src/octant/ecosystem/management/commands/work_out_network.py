"""Works out the network that a page has asked for. Started by `octant.ecosystem.actions.network`."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from octant.ecosystem.actions.network import work_out
from octant.ecosystem.models import NetworkFigures
from octant.ecosystem.queries.network import NetworkView, read


class Command(BaseCommand):
    help = "Works out the measures and the picture of one network that was asked for."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("figures", type=int, help="number of the row to fill")

    def handle(self, *args: Any, figures: int, **options: Any) -> None:
        if hasattr(os, "nice"):
            os.nice(5)  # pages go first
        row = NetworkFigures.objects.select_related("cluster").get(pk=figures)
        view = NetworkView.from_json(row.view)
        work_out(row.cluster, view, read(row.cluster, view))
