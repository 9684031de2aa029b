"""`octant test` and `octant bench`."""

import os
import subprocess
import sys
from pathlib import Path

from . import browser, redis_server

ROOT = Path(__file__).resolve().parents[3]


def test(arguments: list[str]) -> int:
    """Run pytest on both cores, with a browser for the journeys and a Redis server for several processes.

    Where DATABASE_URL names a PostgreSQL server, tests make databases of their own on it (tests/conftest.py).
    """
    path = browser.find_or_install()
    if path is None:
        print(browser.MISSING, file=sys.stderr)
        return 1
    if redis_server.find_or_install() is None:
        print(redis_server.MISSING, file=sys.stderr)
        return 1
    settings = ("OCTANT_", "DJANGO_")  # tests have their own
    environment = {name: value for name, value in os.environ.items() if not name.startswith(settings)}
    if not environment.get("DATABASE_URL", "").startswith("postgres"):
        environment.pop("DATABASE_URL", None)
    environment |= {"OCTANT_BROWSER": path, "OCTANT_UV": os.environ.get("OCTANT_UV", "uv")}
    environment["PYTHONDONTWRITEBYTECODE"] = ""  # the many programs that tests start find it compiled
    default = ["-n", "auto", "--dist", "loadscope", "-q"]
    command = [sys.executable, "-m", "pytest", *default, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def bench(name: str | None) -> int:
    """Run the benchmarks in benchmarks/, or the one that is named."""
    folder = ROOT / "benchmarks"
    names = sorted(path.stem.removeprefix("bench_") for path in folder.glob("bench_*.py"))
    if name and name not in names:
        print(f"There is no benchmark {name!r}. There are: {', '.join(names)}", file=sys.stderr)
        return 1
    failed = 0
    for each in [name] if name else names:
        print(f"\n== {each}", flush=True)
        failed |= subprocess.run(
            [sys.executable, folder / f"bench_{each}.py"], cwd=ROOT, check=False
        ).returncode
    return failed
