"""Many phones in one light process: connections that follow live pages, and posts, with their latencies.

    python benchmarks/live_clients.py --port 8000 --follow /events/ --streams 1000 --seconds 30
    python benchmarks/live_clients.py --port 8000 --follow /events/ --post /rate/ --field level=3 --rate 20

Everything runs in one event loop on bare sockets, because the client shares the processor with the server it
measures. Other benchmarks use `follow`, `Poster`, `at_rate`, `percentile` and `run` as `measure` below does.
"""

import argparse
import asyncio
import json
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

HOST = "127.0.0.1"
PATIENCE = 30.0  # seconds for an answer


@dataclass(frozen=True, slots=True)
class Event:
    """One server-sent event and when it was received (`time.perf_counter`)."""

    name: str
    data: str
    at: float


class Follower(asyncio.Protocol):
    """One open event stream. It connects again when it was lost, with the last id, as a page does."""

    __slots__ = (
        "again",
        "beats", "buffer", "closed", "cookie", "events", "id", "lost", "on_event", "opened", "path", "port",
        "retry", "status", "text", "transport",
    )  # fmt: skip

    def __init__(
        self, port: int, path: str, cookie: str, on_event: Callable[["Follower", Event], None]
    ) -> None:
        self.port = port
        self.path = path
        self.cookie = cookie
        self.on_event = on_event
        self.events = 0
        self.beats = 0
        self.lost = 0  # how often the connection was lost
        self.status = 0  # of the last answer; 0 before it
        self.id = ""
        self.retry = 1.0
        self.closed = False
        self.transport: asyncio.Transport | None = None

    async def connect(self) -> None:
        """Return once the stream is open (or refused: see `status`)."""
        loop = asyncio.get_running_loop()
        self.buffer, self.text, self.status = b"", b"", 0
        self.opened: asyncio.Future[None] = loop.create_future()
        await loop.create_connection(lambda: self, HOST, self.port)
        async with asyncio.timeout(PATIENCE):
            await self.opened

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        lines = [f"GET {self.path} HTTP/1.1", f"Host: {HOST}", "Accept: text/event-stream"]
        lines += [f"Cookie: {self.cookie}"] if self.cookie else []
        lines += [f"Last-Event-ID: {self.id}"] if self.id else []
        self.transport.write("\r\n".join([*lines, "", ""]).encode())

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.status:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if not found:
                return
            self.status, self.buffer = int(head.split(maxsplit=2)[1]), rest
            if not self.opened.done():
                self.opened.set_result(None)
            if self.status != 200:
                self.close()
                return
        while chunk := self.next_chunk():
            self.text += chunk
        *whole, self.text = self.text.split(b"\n\n")
        for event in whole:
            self.take(event.decode())

    def next_chunk(self) -> bytes:
        """The next whole chunk of the answer (`Transfer-Encoding: chunked`), or nothing yet."""
        size, found, rest = self.buffer.partition(b"\r\n")
        length = int(size, 16) if found else 0
        if not length or len(rest) < length + 2:
            return b""
        self.buffer = rest[length + 2 :]
        return rest[:length]

    def take(self, text: str) -> None:
        fields = [line.partition(": ")[::2] for line in text.split("\n")]
        values = dict(fields)
        self.id = values.get("id", self.id)
        self.retry = int(values.get("retry", self.retry * 1000)) / 1000
        name = values.get("event", "")
        if "data" in values:
            self.events += 1
            data = "\n".join(value for field, value in fields if field == "data")
            self.on_event(self, Event(name, data, time.perf_counter()))
        elif name == "beat":
            self.beats += 1

    def connection_lost(self, error: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(error or ConnectionResetError("closed before the answer"))
        elif not self.closed:
            self.lost += 1
            self.again = asyncio.ensure_future(self.connect_again())

    async def connect_again(self) -> None:
        pause = self.retry
        while not self.closed:
            await asyncio.sleep(pause * random.uniform(0.7, 1.3))
            try:
                await self.connect()
                return
            except (OSError, TimeoutError):
                pause = min(pause * 2, 60)

    def close(self) -> None:
        self.closed = True
        if self.transport:
            self.transport.close()


def ignore(_follower: Follower, _event: Event) -> None:
    pass


async def follow(
    port: int,
    paths: Sequence[str],
    *,
    cookies: Sequence[str] = ("",),
    on_event: Callable[[Follower, Event], None] = ignore,
    at_once: int = 50,
) -> list[Follower]:
    """Open one stream for each path, `at_once` of them at a time; cookies are dealt out in turn."""
    door = asyncio.Semaphore(at_once)
    followers = [
        Follower(port, path, cookies[number % len(cookies)], on_event) for number, path in enumerate(paths)
    ]

    async def enter(follower: Follower) -> None:
        async with door:
            await follower.connect()

    await asyncio.gather(*map(enter, followers))
    return followers


@dataclass(frozen=True, slots=True)
class Answer:
    """Status 0: no answer (connection refused or lost)."""

    status: int
    body: bytes
    seconds: float
    sent_at: float  # time.perf_counter


class Poster:
    """One phone that posts, over a connection that is kept open."""

    def __init__(self, port: int, *, cookie: str = "", headers: Mapping[str, str] | None = None) -> None:
        self.port = port
        self.headers = {"Host": HOST} | ({"Cookie": cookie} if cookie else {}) | dict(headers or {})
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def form(self, path: str, fields: Mapping[str, str]) -> Answer:
        return await self.post(path, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    async def json(self, path: str, value: object) -> Answer:
        return await self.post(path, json.dumps(value).encode(), "application/json")

    async def post(self, path: str, body: bytes, content_type: str) -> Answer:
        """The answer; time counts from the wish to send, a new connection included."""
        begin = time.perf_counter()
        kept = self.writer is not None
        try:
            async with asyncio.timeout(PATIENCE):
                status, content = await self._exchange(path, body, content_type)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            self.close()
            if kept and time.perf_counter() - begin < 1:
                # The server closes connections that stay quiet for seconds; a browser opens a new one too.
                return await self.post(path, body, content_type)
            status, content = 0, b""
        return Answer(status, content, time.perf_counter() - begin, begin)

    async def _exchange(self, path: str, body: bytes, content_type: str) -> tuple[int, bytes]:
        if self.writer is None or self.reader is None:
            self.reader, self.writer = await asyncio.open_connection(HOST, self.port)
        headers = self.headers | {"Content-Type": content_type, "Content-Length": str(len(body))}
        lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        self.writer.write("\r\n".join(lines).encode() + body)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        sent = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
        if "chunked" in sent.get("transfer-encoding", ""):
            content = b""
            while size := int(await self.reader.readuntil(b"\r\n"), 16):
                content += (await self.reader.readexactly(size + 2))[:-2]
            await self.reader.readexactly(2)
        else:
            content = await self.reader.readexactly(int(sent.get("content-length", 0)))
        if sent.get("connection") == "close":
            self.close()
        return int(head[0].split()[1]), content

    def close(self) -> None:
        if self.writer:
            self.writer.close()
        self.reader = self.writer = None


async def at_rate(
    work: Callable[[int], "asyncio._CoroutineLike[Answer]"], *, per_second: float, seconds: float
) -> list[Answer]:
    """Begin `work(number)` at this rate, however long each takes, and wait for all."""
    begin = time.perf_counter()
    tasks = []
    for number in range(round(per_second * seconds)):
        await asyncio.sleep(max(0.0, begin + number / per_second - time.perf_counter()))
        tasks.append(asyncio.ensure_future(work(number)))
    return await asyncio.gather(*tasks)


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least this share (0–1) of the values do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)] if ordered else 0.0


def run(work: "asyncio._CoroutineLike[None]") -> None:
    """In the fast event loop where there is one."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(work)
    else:
        uvloop.run(work)


def spread(name: str, seconds: Sequence[float]) -> str:
    figures = "  ".join(
        f"{round(share * 100)} % {percentile(seconds, share) * 1000:.0f} ms" for share in (0.5, 0.95, 0.99)
    )
    return f"{name}: n {len(seconds)}  {figures}  longest {max(seconds, default=0) * 1000:.0f} ms"


async def measure(options: argparse.Namespace) -> None:
    begin = time.perf_counter()
    received: list[float] = []
    followers = await follow(
        options.port,
        [options.follow] * options.streams,
        cookies=[options.cookie],
        on_event=lambda _follower, event: received.append(event.at),
    )
    refused = sum(each.status != 200 for each in followers)
    opened = time.perf_counter() - begin
    print(f"{len(followers) - refused} streams open after {opened:.1f} s, {refused} refused")
    if options.post:
        posters = [Poster(options.port, cookie=options.cookie) for _ in range(options.posters)]
        fields = dict(field.partition("=")[::2] for field in options.field)
        answers = await at_rate(
            lambda number: posters[number % len(posters)].form(options.post, fields),
            per_second=options.rate,
            seconds=options.seconds,
        )
        await asyncio.sleep(1)
        print(spread("posts", [answer.seconds for answer in answers]))
        print(f"answers other than 2xx and 3xx: {sum(not 200 <= each.status < 400 for each in answers)}")
    else:
        await asyncio.sleep(options.seconds)
    print(f"events {len(received)}, signs of life {sum(each.beats for each in followers)}, "
          f"connections lost {sum(each.lost for each in followers)}")  # fmt: skip
    for each in followers:
        each.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--follow", required=True, help="address of the event stream")
    parser.add_argument("--streams", type=int, default=100)
    parser.add_argument("--post", default="", help="address to post to")
    parser.add_argument("--field", action="append", default=[], help="name=value, as often as needed")
    parser.add_argument("--rate", type=float, default=10, help="posts a second")
    parser.add_argument("--posters", type=int, default=20, help="connections that post in turn")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--cookie", default="")
    run(measure(parser.parse_args()))


if __name__ == "__main__":
    main()
