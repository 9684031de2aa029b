"""Real servers and a real browser.

Servers bind to loopback, keep their data in a temporary folder, and are ended by their process id.
"""

import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright
from psycopg import connect, sql

from octant.cli import redis_server
from octant.cli.browser import installed

AXE = next((Path(__file__).parents[1] / "vendor").rglob("axe.min.js"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
KEY = "kV9xQ2mZ7pL4tR8wY1uN6bC3fH5jD0sA-gEiKoMqSvXzWb"


@dataclass
class Server:
    """A running Octant: its address, and everything it has printed (mails too)."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path

    def printed(self) -> str:
        return self.log.read_text(errors="replace")

    def last_code(self, email: str) -> str:
        """The code in the newest mail to this address."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            mail = rf"^Subject: .*: (\S+)\nFrom: .*\nTo: {re.escape(email)}$"
            codes = re.findall(mail, self.printed(), re.M)
            if codes:
                return codes[-1]
            time.sleep(0.1)
        raise AssertionError(f"no mail with a code for {email}:\n{self.printed()[-3000:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(folder: Path, *arguments: str, port: int = 0, **environment: str) -> Server:
    port = port or free_port()
    log = folder / "server.log"
    base = {
        name: value for name, value in os.environ.items() if not name.startswith(("OCTANT_", "DATABASE_"))
    }
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "octant.cli", *arguments, "--port", str(port)],
            env=base | {"OCTANT_URL": f"http://127.0.0.1:{port}"} | where(folder, arguments[0]) | environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # it may be several processes, which end together
        )
    server = Server(process, f"http://127.0.0.1:{port}", log)
    deadline = time.monotonic() + 300  # a first start loads the demo, on a machine that may have other work
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{server.url}/healthz", timeout=2)  # noqa: S310
        except OSError:
            time.sleep(0.2)
        else:
            return server
    process.kill()
    raise AssertionError(f"the server did not start:\n{server.printed()[-3000:]}")


def stop(server: Server) -> None:
    server.process.terminate()
    try:
        server.process.wait(10)
    except subprocess.TimeoutExpired:
        kill(server)


def kill(server: Server) -> None:
    """All its processes, as if the power went off."""
    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait()


def run_beside(folder: Path, code: str) -> str:
    """What this Python code prints last, run with the data of the server in this folder."""
    environment = (
        os.environ | where(folder) | {"OCTANT_SECRET_KEY": KEY, "DJANGO_SETTINGS_MODULE": "octant.settings"}
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()[-1]


# ---------- When the tests run on PostgreSQL, `serve` is two processes with Redis between them ----------


def where(folder: Path, command: str = "serve") -> dict[str, str]:
    """The settings that say where this server keeps its data; the same folder gives the same database."""
    own = {"OCTANT_DATA": str(folder)}
    given = settings.DATABASES["default"]
    if command == "demo" or "postgresql" not in given["ENGINE"]:
        return own
    name = f"octant_journey_{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    address = f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}"
    if name not in made:
        with connect(f"{address}/postgres", autocommit=True) as there:
            there.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        made[name] = f"{address}/postgres"
    return own | {"DATABASE_URL": f"{address}/{name}", "OCTANT_WORKERS": "2", "OCTANT_REDIS_URL": redis_url()}


made: dict[str, str] = {}
redis_process: list[tuple[subprocess.Popen[bytes], str]] = []


def redis_url() -> str:
    if not redis_process:
        port, path = free_port(), redis_server.installed()
        assert path, redis_server.MISSING
        command = [path, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        redis_process.append((process, f"redis://127.0.0.1:{port}"))
    return redis_process[0][1]


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_left() -> Iterator[None]:
    yield
    for process, _url in redis_process:
        process.terminate()
        process.wait()
    for name, address in made.items():
        with connect(address, autocommit=True) as there:
            there.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


SERVE = {"OCTANT_SECRET_KEY": KEY, "OCTANT_HOSTS": "127.0.0.1", "OCTANT_HTTPS": "0"}


def filled_once(factory: pytest.TempPathFactory, command: str, *arguments: str, **environment: str) -> Path:
    """The data folder as `octant <command>` leaves it after its first start: tests start on copies of it.

    One test process makes it, the others wait.
    """
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = shared / f"filled-{command}", shared / f"filled-{command}.done"
    try:
        folder.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + 300
        while not done.exists() and time.monotonic() < deadline:
            time.sleep(0.2)
        assert done.exists(), f"nobody has filled {folder}"
    else:
        stop(start(folder, command, *arguments, **environment))
        done.touch()
    return folder


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Iterator[Server]:
    """`octant demo` with the documented clusters."""
    filled = filled_once(tmp_path_factory, "demo", "--no-browser")
    folder = shutil.copytree(filled, tmp_path_factory.mktemp("demo") / "data")
    server = start(folder, "demo", "--no-browser")
    yield server
    stop(server)


@pytest.fixture(scope="session")
def empty(tmp_path_factory) -> Path:
    """A data folder in which `octant serve` has been started once, to be copied."""
    return filled_once(tmp_path_factory, "serve", **SERVE)


@pytest.fixture
def served(tmp_path, empty) -> Iterator[Server]:
    """`octant serve` on an empty database, with mails printed."""
    shutil.copytree(empty, tmp_path, dirs_exist_ok=True)
    server = start(tmp_path, "serve", **SERVE)
    yield server
    stop(server)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for one file of tests: while Playwright runs, Django refuses the database to this thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(), args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Complaints:
    """What a page must never do: ask a third party, fail a request, break the CSP, throw."""

    found: list[str]

    def watch(self, page: Page, origin: str) -> None:
        page.on(
            "request",
            lambda r: (
                r.url.startswith((origin, "data:", "blob:")) or self.found.append(f"third party: {r.url}")
            ),
        )
        page.on("response", lambda r: r.status < 500 or self.found.append(f"{r.status}: {r.url}"))
        page.on("pageerror", lambda error: self.found.append(f"script error on {page.url}: {error}"))
        page.on(
            "console",
            lambda m: "Content Security Policy" in m.text and self.found.append(f"{page.url}: {m.text}"),
        )


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    complaints = Complaints([])
    yield complaints
    assert not complaints.found


AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def axe(page: Page) -> list[str]:
    """What axe finds on the page, WCAG 2.2 AA and best practices, one line each."""
    # A script tag would break the page's own CSP; evaluating the file does not.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    result = page.evaluate("options => axe.run(document, options)", AXE_OPTIONS)
    return [
        f"{page.url}: {found['id']}: {found['help']} {[node['target'] for node in found['nodes']][:4]}"
        for found in result["violations"]
    ]
