"""Memory: a server process holds only what its pages need."""

import subprocess
import sys

import pytest

from octant.later import Later

HEAVY = (
    "PIL.Image",
    "charset_normalizer",
    "icalendar",
    "igraph",
    "rapidfuzz",
    "redis",
    "segno",
    "typst",
    "xlsxwriter",
)
START = """
import os, sys
os.environ.pop("OCTANT_REDIS_URL", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "octant.settings"
from octant import asgi
asgi.warm_up()
print(*sys.modules)
"""


def test_starting_loads_no_library_that_few_pages_need(tmp_path):
    environment = {"OCTANT_DATA": str(tmp_path), "OCTANT_DEBUG": "1", "PYTHONPATH": ":".join(sys.path)}
    run = subprocess.run(
        [sys.executable, "-c", START], env=environment, capture_output=True, text=True, check=True
    )
    loaded = set(run.stdout.split())
    assert "octant.reports.pdf" in loaded  # all rooms are there
    assert loaded.isdisjoint(HEAVY), loaded & set(HEAVY)


def test_a_library_is_there_when_something_of_it_is_asked_for():
    colours = Later("colorsys")
    assert colours.rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)
    with pytest.raises(AttributeError):
        _ = colours.nothing_of_this_name
    with pytest.raises(ModuleNotFoundError):
        _ = Later("no_such_library").anything
