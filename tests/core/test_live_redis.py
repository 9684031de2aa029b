"""Two server processes and a real Redis (or Valkey) between them."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from django.http import HttpRequest, HttpResponse
from django.urls import path

from octant.cli import redis_server
from octant.core import live

SOON = 10  # seconds in which something has to happen on a busy machine


# ---------- What the two processes serve (this file is their main program, see the end) ----------

text = Path(os.environ.get("SHOWN", os.devnull))  # a file stands for the database both processes share


def follow(request: HttpRequest) -> HttpResponse:
    return live.stream(request, "shared", lambda: text.read_text(), key="projector")


def change(request: HttpRequest) -> HttpResponse:
    text.write_text(request.GET["text"])
    live.publish("shared")
    return HttpResponse("changed")


urlpatterns = [path("follow/", follow), path("change/", change)]


# ---------- Real programs on loopback ----------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(happened: Callable[[], object], what: str, *, seconds: float = SOON) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.02)


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


@dataclass
class RedisServer:
    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        program = redis_server.installed()
        assert program, redis_server.MISSING
        self.process = subprocess.Popen(
            [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )
        wait_for(self.answers, "Redis answers")

    def answers(self) -> bool:
        with redis.Redis.from_url(self.url) as client:
            try:
                return client.ping()
            except redis.ConnectionError:
                return False

    def listeners(self) -> int:
        with redis.Redis.from_url(self.url) as client:
            return client.pubsub_numsub("octant:live")[0][1]

    def stop(self) -> None:
        end(self.process)


@dataclass
class Octant:
    """A server process with the two addresses above."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    def get(self, target: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{target}", timeout=SOON) as answer:
            return answer.read().decode()

    def change(self, to: str) -> float:
        """Seconds until the request was answered."""
        begin = time.monotonic()
        assert self.get(f"/change/?text={to}") == "changed"
        return time.monotonic() - begin

    def answers(self) -> bool:
        assert self.process.poll() is None, self.log()
        with socket.socket() as trial:
            return trial.connect_ex(("127.0.0.1", self.port)) == 0

    def log(self) -> str:
        return (self.folder / f"{self.port}.log").read_text()


@dataclass
class Page:
    """An open stream; reads until a text arrives. Close it at the end of the test."""

    port: int

    def __post_init__(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=SOON)
        self.socket.sendall(b"GET /follow/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.read = ""

    def close(self) -> None:
        self.socket.close()

    def until(self, data: str) -> None:
        while f"data: {data}\n" not in self.read:
            part = self.socket.recv(65536)
            assert part, f"the stream ended without {data!r}: {self.read}"
            self.read += part.decode()
        self.read = ""


@pytest.fixture(scope="module")
def broker(tmp_path_factory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"), free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def processes(tmp_path_factory, broker) -> Iterator[list[Octant]]:
    """Two, for all tests here: they take a while to start."""
    folder = tmp_path_factory.mktemp("octant")
    servers = [start(folder, broker.url, folder / "shown.txt") for _ in range(2)]
    try:
        for server in servers:
            wait_for(server.answers, "the server answers", seconds=60)
        yield servers
    finally:
        for server in servers:
            end(server.process)


@pytest.fixture
def two(processes, broker) -> list[Octant]:
    """Both processes, which nobody follows yet."""
    processes[0].change("begin")
    wait_for(lambda: broker.listeners() == 0, "nobody listens")
    return processes


def start(folder: Path, redis_url: str, shown: Path) -> Octant:
    port = free_port()
    base = {
        name: value for name, value in os.environ.items() if not name.startswith(("OCTANT_", "DATABASE_"))
    }
    own = {"OCTANT_DATA": str(folder), "OCTANT_REDIS_URL": redis_url, "SHOWN": str(shown)}
    with (folder / f"{port}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-u", __file__, str(port)], env=base | own, stdout=log, stderr=subprocess.STDOUT
        )
    return Octant(folder, port, process)


@pytest.fixture
def pages(two, broker) -> Iterator[list[Page]]:
    """A page at each process, up to date, and both processes listen."""
    with closing(Page(two[0].port)) as near, closing(Page(two[1].port)) as far:
        near.until("begin")
        far.until("begin")
        wait_for(lambda: broker.listeners() == 2, "both processes listen")
        yield [near, far]


def test_a_change_posted_to_one_process_arrives_at_a_page_of_the_other(two, pages):
    one, other = two
    for server, to in [(one, "first"), (other, "second"), (one, "third")]:
        server.change(to)
        for page in pages:
            page.until(to)


def test_after_redis_was_away_everybody_sees_the_last_state(two, pages, broker):
    (one, other), (near, far) = two, pages
    broker.stop()
    for number in range(20):
        assert one.change(f"alone-{number}") < 5
    near.until("alone-19")  # the own process needs no Redis
    assert "could not be told" in one.log()

    broker.start()
    far.until("alone-19")  # nobody published again: it was made good when the connection came back
    wait_for(lambda: broker.listeners() == 2, "both processes listen again")
    other.change("together")
    near.until("together")
    far.until("together")


def test_a_connection_that_was_cut_costs_no_change(two, pages, broker):
    (one, _other), (_near, far) = two, pages
    with redis.Redis.from_url(broker.url) as client:
        for number in range(3):  # as a firewall does with connections that were quiet for long
            client.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
            one.change(f"cut-{number}")
            far.until(f"cut-{number}")


def test_a_process_nobody_follows_does_not_listen(two, broker):
    with closing(Page(two[0].port)) as page:
        page.until("begin")
        wait_for(lambda: broker.listeners() == 1, "the followed process listens")
    wait_for(lambda: broker.listeners() == 0, "it has stopped listening")


def serve(port: int) -> None:
    """Octant's handler and middleware with the addresses of this file."""
    import uvicorn

    from octant.asgi import Connection, PooledHandler

    uvicorn.run(PooledHandler(), http=Connection, port=port, lifespan="off", log_level="warning")


if __name__ == "__main__":
    from django.conf import settings

    os.environ["DJANGO_SETTINGS_MODULE"] = "octant.settings"
    settings.ROOT_URLCONF = __name__
    serve(int(sys.argv[1]))
