"""`octant serve` refuses what is only fit for trying out, and says which setting it is."""

import os
import socket
import subprocess
import sys

import pytest

GOOD_KEY = "kV9xQ2mZ7pL4tR8wY1uN6bC3fH5jD0sA-gEiKoMqSvXzWb"
GOOD = {"OCTANT_SECRET_KEY": GOOD_KEY, "OCTANT_HOSTS": "octant.example.org"}


def octant(tmp_path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    base = {name: value for name, value in os.environ.items() if not name.startswith("OCTANT_")}
    base |= {"OCTANT_DATA": str(tmp_path)} | environment
    return subprocess.run(
        [sys.executable, "-m", "octant.cli", *arguments],
        env=base,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "setting"),
    [
        ({"OCTANT_HOSTS": "octant.example.org"}, "OCTANT_SECRET_KEY"),
        (GOOD | {"OCTANT_SECRET_KEY": "short"}, "OCTANT_SECRET_KEY"),
        (GOOD | {"OCTANT_SECRET_KEY": "a" * 60}, "OCTANT_SECRET_KEY"),
        (GOOD | {"OCTANT_SECRET_KEY": "please-change-me-" + GOOD_KEY}, "OCTANT_SECRET_KEY"),
        (GOOD | {"OCTANT_DEBUG": "1"}, "OCTANT_DEBUG"),
        (GOOD | {"OCTANT_DEMO": "1"}, "OCTANT_DEMO"),
        ({"OCTANT_SECRET_KEY": GOOD_KEY}, "OCTANT_HOSTS"),
        (GOOD | {"OCTANT_HOSTS": "*"}, "OCTANT_HOSTS"),
    ],
)
def test_serve_refuses_and_names_the_setting(tmp_path, environment, setting):
    result = octant(tmp_path, "serve", "--port", "18999", **environment)
    assert result.returncode == 1
    named = {line.split()[1] for line in result.stdout.splitlines() if line.startswith("  - ")}
    assert named == {setting}


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_taken_port_is_said_and_port_is_named(tmp_path, command):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = octant(tmp_path, command, "--port", str(taken.getsockname()[1]), **GOOD)
    assert result.returncode == 1
    assert "--port" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("port", ["0", "70000", "http", "-1"])
def test_an_impossible_port_is_refused(tmp_path, port):
    result = octant(tmp_path, "demo", "--port", port)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


def test_a_server_keeps_no_more_in_memory_than_it_needs(tmp_path):
    """Neither what only an upgrade needs, nor all addresses once more for each language."""
    code = (
        "import sys, octant.cli.serve, octant.asgi; octant.asgi.warm_up();"
        "from django.urls import get_resolver;"
        "print('babel' in sys.modules, list(get_resolver()._reverse_dict))"
    )
    environment = (
        os.environ | GOOD | {"OCTANT_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "octant.settings"}
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False ['en']"
