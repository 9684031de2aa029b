"""Works out the network that a page has asked for. Started by `octant.ecosystem.actions.network`."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from octant.ecosystem.actions.network import work_out_step_by_step
from octant.ecosystem.models import NetworkFigures


class Command(BaseCommand):
    help = "Works out the measures and the picture of one network that was asked for."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("figures", type=int, help="number of the row to fill")

    def handle(self, *args: Any, figures: int, **options: Any) -> None:
        if hasattr(os, "nice"):
            os.nice(5)  # pages go first
        row = NetworkFigures.objects.select_related("cluster").filter(pk=figures).first()
        if row:  # else nobody waits for it any more
            work_out_step_by_step(row)
