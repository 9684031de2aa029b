"""What the benchmarks share: a real server on loopback, people who are signed in, load, figures, a table.

A benchmark talks to its server as a browser does (keep-alive, compressed answers, one session for each
person). Only people, sessions and bulk data are put straight into the server's own, temporary database.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

KEY = "kV9xQ2mZ7pL4tR8wY1uN6bC3fH5jD0sA-gEiKoMqSvXzWb"
CSRF = "c" * 32  # what a browser gets with its first form: the same text in the cookie and in the form
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# ---------- Data and server ----------


@contextmanager
def data_folder() -> Iterator[Path]:
    """An empty data folder of its own, and Django set up in this process to read and write there."""
    with tempfile.TemporaryDirectory(prefix="octant-bench-", ignore_cleanup_errors=True) as name:
        for variable in [each for each in os.environ if each.startswith("OCTANT_")]:
            if variable != "OCTANT_BROWSER":
                del os.environ[variable]
        os.environ.pop("DATABASE_URL", None)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "octant.settings",
            "OCTANT_DATA": name,
            "OCTANT_SECRET_KEY": KEY,
            "OCTANT_HOSTS": "127.0.0.1",
            "OCTANT_HTTPS": "0",
        }
        from octant.cli.serve import prepare

        prepare()
        yield Path(name)


@dataclass(frozen=True, slots=True)
class Server:
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def memory_mb(self) -> float | None:
        """Memory of the server and its children, what they share counted once; None without /proc.

        Anonymous memory by its proportional share (PSS), so that pages shared since a fork count once in
        all; of the files in memory (program libraries), which all share, those of one process.
        """
        if not Path("/proc/self/smaps_rollup").exists():
            return None
        family = _family(self.process.pid)
        own = sum(_kilobytes(f"/proc/{pid}/smaps_rollup", "Pss_Anon:") for pid in family)
        files = max(_kilobytes(f"/proc/{pid}/status", "RssFile:") for pid in family)
        return (own + files) / 1024

    def processor_seconds(self) -> float:
        """Processor time the server has used so far; 0 where there is no /proc."""
        if not Path("/proc/self/stat").exists():
            return 0.0
        return sum(_used(pid) for pid in _family(self.process.pid)) / os.sysconf("SC_CLK_TCK")


def _family(pid: int) -> list[int]:
    """The process and everything it started."""
    children = [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]
    return [pid, *(each for child in children for each in _family(child))]


def _used(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _kilobytes(path: str, name: str) -> int:
    lines = Path(path).read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


@contextmanager
def served(folder: Path, *, workers: int = 1, port: int = 0) -> Iterator[Server]:
    """`octant serve` on this data folder, until the block ends; at a free port unless one is named."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        port = probe.getsockname()[1]
    log = folder / "server.log"
    command = [sys.executable, "-m", "octant.cli", "serve", "--port", str(port), "--workers", str(workers)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            env=os.environ | {"OCTANT_URL": f"http://127.0.0.1:{port}"},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    server = Server(process, port, log)
    try:
        _wait(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(server: Server) -> None:
    deadline = time.monotonic() + 300  # other programs may keep the machine busy
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            Visitor(server).get("/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"the server did not start:\n{server.log.read_text()[-3000:]}")


def session_for(user) -> str:
    """The key of a new session, as signing in makes it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "octant.accounts.backends.Backend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


# ---------- Asking ----------


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    seconds: float


class Visitor:
    """One browser's connection, kept open, with its cookies."""

    def __init__(self, server: Server, session: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        cookies = f"csrftoken={CSRF}; sessionid={session}" if session else f"csrftoken={CSRF}"
        self.headers = {"Cookie": cookies, "Accept-Encoding": "gzip, deflate, br", "Accept": "text/html"}

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def autosave(self, path: str, fields: dict[str, str]) -> Answer:
        """Post a form as the page does when it saves as you go."""
        body = urlencode({"csrfmiddlewaretoken": CSRF} | fields)
        sent = {"Content-Type": "application/x-www-form-urlencoded", "X-Octant-Autosave": "1"}
        return self._ask("POST", path, body, sent)

    def _ask(
        self, method: str, path: str, body: str | None = None, more: dict[str, str] | None = None
    ) -> Answer:
        begin = time.perf_counter()
        try:
            response = self._send(method, path, body, more or {})
        except (BrokenPipeError, http.client.RemoteDisconnected):
            # The server closes a connection that was quiet for some seconds; a browser opens a new one too.
            self.connection.close()
            response = self._send(method, path, body, more or {})
        content = response.read()
        answer = Answer(response.status, content, time.perf_counter() - begin)
        if answer.status != 200:
            raise SystemExit(f"{method} {path} answered {answer.status}: {content[:300]!r}")
        return answer

    def _send(
        self, method: str, path: str, body: str | None, more: dict[str, str]
    ) -> http.client.HTTPResponse:
        self.connection.request(method, path, body=body, headers=self.headers | more)
        return self.connection.getresponse()


@dataclass(frozen=True, slots=True)
class Load:
    """What came out of asking the same again and again."""

    times: tuple[float, ...]
    seconds: float

    @property
    def median_ms(self) -> float:
        return statistics.median(self.times) * 1000

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds


def load(server: Server, path: str, sessions: Sequence[str], *, requests: int) -> Load:
    """As many clients as sessions ask for the page at the same time, `requests` times in all."""
    share = requests // len(sessions)
    times: list[list[float]] = [[] for _ in sessions]
    start = threading.Barrier(len(sessions) + 1)

    def client(number: int) -> None:
        visitor = Visitor(server, sessions[number])
        visitor.get(path)
        start.wait()
        times[number] = [visitor.get(path).seconds for _ in range(share)]

    threads = [threading.Thread(target=client, args=[number], daemon=True) for number in range(len(sessions))]
    for thread in threads:
        thread.start()
    start.wait()
    begin = time.perf_counter()
    for thread in threads:
        thread.join()
    return Load(tuple(each for some in times for each in some), time.perf_counter() - begin)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a browser with an empty cache asked for to show a page."""

    requests: int
    bytes: int
    third_party: tuple[str, ...]
    parts: tuple[tuple[int, str], ...]


def visit(server: Server, path: str, session: str = "") -> Visit | None:
    """Open the page in a real browser with nothing in its cache; None without a browser."""
    from playwright.sync_api import sync_playwright

    from octant.cli.browser import installed

    browser_path = installed()
    if browser_path is None:
        return None
    urls: dict[str, str] = {}
    sizes: dict[str, int] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=CHROMIUM)
        context = browser.new_context()
        if session:
            context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        network.on(
            "Network.requestWillBeSent",
            lambda event: urls.update({event["requestId"]: event["request"]["url"]}),
        )
        network.on(
            "Network.loadingFinished",
            lambda event: sizes.update({event["requestId"]: int(event["encodedDataLength"])}),
        )
        page.goto(server.url + path, wait_until="networkidle")
        browser.close()
    real = {number: url for number, url in urls.items() if not url.startswith(("data:", "blob:"))}
    parts = sorted(((sizes.get(number, 0), url) for number, url in real.items()), reverse=True)
    return Visit(
        requests=len(real),
        bytes=sum(size for size, _url in parts),
        third_party=tuple(url for url in real.values() if not url.startswith(server.url)),
        parts=tuple((size, url.removeprefix(server.url)) for size, url in parts),
    )


# ---------- Measuring in this process ----------


def median_seconds(work: Callable[[], object], *, repeats: int) -> float:
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def queries_of(client, url: str) -> list[str]:
    """The SQL statements that a page makes (of a signed-in django.test.Client)."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    if response.status_code != 200:
        raise SystemExit(f"{url} answered {response.status_code}")
    return [query["sql"] for query in captured.captured_queries]


def client_for(user):
    """A signed-in browser within this process."""
    from django.conf import settings
    from django.test import Client

    client = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_ENCODING="gzip, deflate, br")
    client.cookies[settings.SESSION_COOKIE_NAME] = session_for(user)
    return client


# ---------- Saying it ----------


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, ["-" * width for width in widths], *rows]:
        cells = [
            row[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
        ]
        print("  ".join(cells).rstrip())


def verdict(good: bool) -> str:
    return "ok" if good else "MISSED"


def machine() -> str:
    """What the figures depend on besides the code."""
    optimised = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
    build = "" if optimised else ", built without optimisation"
    return f"{os.cpu_count()} cores, Python {sys.version.split()[0]}{build}, {busy()}"


def busy() -> str:
    """How much of the last seconds programs waited for a processor: above a tenth, figures are too bad."""
    try:
        waited = Path("/proc/pressure/cpu").read_text().split("avg10=")[1].split()[0]
    except OSError:
        return f"load {os.getloadavg()[0]:.1f}"
    return f"programs waited {float(waited):.0f} % of the time before"
