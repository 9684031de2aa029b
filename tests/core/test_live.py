"""Live pages in one process: what is rendered, how often, and what each connection is sent."""

import asyncio
import logging
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, asynccontextmanager

import pytest
import uvicorn
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path
from django.utils.translation import gettext

from octant.asgi import Connection, PooledHandler
from octant.core import live
from octant.core.live import hub as hub_module
from octant.core.live.hub import BEAT, Address, Hub, event, picture_of

ADDRESS = Address("workshop:1", "projector", "en")


def run[T](talk: Callable[[], Awaitable[T]]) -> T:
    """In a thread of its own: a browser test on the same worker may keep a loop running in this one."""

    async def limited() -> T:
        return await asyncio.wait_for(talk(), 20)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, limited()).result()


class Board:
    """What is shown; counts how often it was rendered, and in which threads."""

    def __init__(self, text: str = "0") -> None:
        self.text: str | dict[str, str] = text
        self.renderings = 0
        self.threads: set[str] = set()

    def render(self) -> str | dict[str, str]:
        self.renderings += 1
        self.threads.add(threading.current_thread().name)
        return self.text


class Reader:
    """One connection: everything it was sent, split into events."""

    def __init__(
        self, hub: Hub, render: Callable[[], object], *, address: Address = ADDRESS, known: str = ""
    ):
        self.stream = hub.events(address, render, known)
        self.received: list[str] = []
        self.task = asyncio.ensure_future(self.read())

    async def read(self) -> None:
        async with aclosing(self.stream) as parts:
            async for part in parts:
                self.received += part.decode().strip("\n").split("\n\n")

    @property
    def data(self) -> list[str]:
        """The events that carry content, without name and id."""
        return [each.removeprefix("data: ") for each in self.received if each.startswith("data: ")]

    async def until(self, *data: str) -> None:
        while tuple(self.data[-len(data) :]) != data:
            await asyncio.sleep(0.01)

    async def leave(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


@pytest.fixture
def hub() -> Hub:
    return Hub()


def test_the_first_event_is_sent_at_once(hub):
    async def talk():
        begin = time.monotonic()
        reader = Reader(hub, Board("Hello").render)
        await reader.until("Hello")
        assert time.monotonic() - begin < hub_module.PAUSE
        assert reader.received[0].startswith("retry: ")
        await reader.leave()

    run(talk)


def test_a_burst_is_one_rendering_at_once_and_one_with_the_last_state(hub):
    async def talk():
        board = Board()
        reader = Reader(hub, board.render)
        await reader.until("0")
        await asyncio.sleep(hub_module.PAUSE + 0.05)
        before = board.renderings
        for number in range(1, 51):
            board.text = str(number)
            hub.publish("workshop:1")
            await asyncio.sleep(0.002)
        await reader.until("50")
        assert board.renderings - before <= 2
        await asyncio.sleep(2 * hub_module.PAUSE)
        assert board.renderings - before <= 2
        await reader.leave()

    run(talk)


def test_no_more_than_four_renderings_a_second_however_much_happens(hub):
    async def talk():
        board = Board()
        reader = Reader(hub, board.render)
        await reader.until("0")
        begin = time.monotonic()
        while time.monotonic() < begin + 1.2:
            board.text = str(time.monotonic())
            hub.publish("workshop:1")
            await asyncio.sleep(0.005)
        assert board.renderings <= 1 + (time.monotonic() - begin) / hub_module.PAUSE
        await reader.until(board.text)
        await reader.leave()

    run(talk)


def test_twenty_who_follow_the_same_share_each_rendering(hub):
    async def talk():
        board = Board()
        readers = [Reader(hub, board.render) for _ in range(20)]
        for reader in readers:
            await reader.until("0")
        late = Reader(hub, board.render)
        await late.until("0")
        assert board.renderings == 1
        board.text = "1"
        hub.publish("workshop:1")
        for reader in [*readers, late]:
            await reader.until("1")
        assert board.renderings == 2
        for reader in [*readers, late]:
            assert reader.data == ["0", "1"]
            await reader.leave()

    run(talk)


def test_each_key_and_language_has_a_rendering_of_its_own(hub):
    async def talk():
        addresses = [
            ADDRESS, Address("workshop:1", "phone", "en"), Address("workshop:1", "projector", "de"),
            Address("workshop:2", "projector", "en"),
        ]  # fmt: skip
        boards = [Board(str(number)) for number in range(4)]
        readers = [
            Reader(hub, board.render, address=address)
            for board, address in zip(boards, addresses, strict=True)
        ]
        for number, reader in enumerate(readers):
            await reader.until(str(number))
        hub.publish("workshop:1")
        await asyncio.sleep(2 * hub_module.PAUSE)
        assert [board.renderings for board in boards] == [2, 2, 2, 1]
        for reader in readers:
            await reader.leave()

    run(talk)


def test_what_has_not_changed_is_not_sent_again(hub):
    async def talk():
        board = Board()
        reader = Reader(hub, board.render)
        await reader.until("0")
        for _ in range(2):
            hub.publish("workshop:1")
            await asyncio.sleep(hub_module.PAUSE * 1.2)
        assert board.renderings == 3
        assert reader.data == ["0"]
        await reader.leave()

    run(talk)


def test_named_parts_are_sent_alone_when_they_alone_have_changed(hub):
    async def talk():
        board = Board()
        board.text = {"tally": "1", "step": "rate"}
        reader = Reader(hub, board.render)
        while len(reader.received) < 4:
            await asyncio.sleep(0.01)
        board.text = {"tally": "2", "step": "rate"}
        hub.publish("workshop:1")
        while len(reader.received) < 6:
            await asyncio.sleep(0.01)
        first = picture_of({"tally": "1", "step": "rate"}).id
        second = picture_of({"tally": "2", "step": "rate"}).id
        assert reader.received[1:] == [
            "event: tally\ndata: 1",
            "event: step\ndata: rate",
            f"id: {first}",
            "event: tally\ndata: 2",
            f"id: {second}",
        ]
        await reader.leave()

    run(talk)


def test_who_comes_back_is_sent_only_what_it_does_not_know(hub):
    async def talk():
        board = Board()
        same = Reader(hub, board.render, known=picture_of("0").id)
        other = Reader(hub, board.render, known=picture_of("9").id)
        await other.until("0")
        assert same.data == []
        board.text = "1"
        hub.publish("workshop:1")
        await same.until("1")
        assert other.data == ["0", "1"]
        await same.leave()
        await other.leave()

    run(talk)


def test_a_slow_reader_holds_nobody_up_and_gets_the_newest(hub):
    async def talk():
        board = Board()
        quick = Reader(hub, board.render)
        slow = hub.events(ADDRESS, board.render, "")
        assert b"beat" in await anext(slow)
        await quick.until("0")
        for number in range(1, 6):
            board.text = str(number)
            hub.publish("workshop:1")
            await quick.until(str(number))
        assert quick.data == list("012345")
        [(_, screen)] = hub.screens.items()
        assert all(len(follower.missing) <= 1 for follower in screen.followers)
        assert (await anext(slow)).startswith(b"data: 5\n\nid: ")
        await slow.aclose()
        await quick.leave()

    run(talk)


def test_a_change_there_and_back_sends_a_slow_reader_nothing(hub):
    async def talk():
        board = Board()
        quick, slow = Reader(hub, board.render), hub.events(ADDRESS, board.render, "")
        await anext(slow)
        await quick.until("0")
        assert (await anext(slow)).startswith(b"data: 0")
        for text in "10":
            board.text = text
            hub.publish("workshop:1")
            await quick.until(text)
        waiting = asyncio.ensure_future(anext(slow))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await quick.leave()

    run(talk)


def test_a_rendering_that_fails_is_logged_and_the_stream_goes_on(hub, caplog, monkeypatch):
    monkeypatch.setattr(hub_module, "SECOND_TRY", 0.4)
    board = Board()
    failing = True

    def render():
        if failing and board.renderings:
            board.renderings += 1
            raise RuntimeError("broken on purpose")
        return board.render()

    async def talk():
        nonlocal failing
        reader = Reader(hub, render)
        await reader.until("0")
        board.text = "1"
        hub.publish("workshop:1")
        while board.renderings < 2:
            await asyncio.sleep(0.01)
        failing = False
        await reader.until("1")  # without a further change: it was tried again
        await reader.leave()

    with caplog.at_level(logging.ERROR):
        run(talk)
    assert "broken on purpose" in caplog.text
    assert "workshop:1" in caplog.text


def test_when_nobody_listens_any_more_nothing_is_kept_and_nothing_rendered(hub):
    async def talk():
        board = Board()
        readers = [Reader(hub, board.render) for _ in range(3)]
        for reader in readers:
            await reader.until("0")
        for reader in readers:
            assert len(hub.screens) == 1
            await reader.leave()
        assert hub.screens == {}
        hub.publish("workshop:1")
        await asyncio.sleep(0.1)
        assert board.renderings == 1
        again = Reader(hub, Board("afresh").render)
        await again.until("afresh")
        await again.leave()

    run(talk)


def test_a_quiet_stream_gives_signs_of_life(hub, monkeypatch):
    monkeypatch.setattr(hub_module, "HEARTBEAT", 0.05)

    async def talk():
        reader = Reader(hub, Board().render)
        await asyncio.sleep(0.3)
        assert reader.received.count(BEAT.decode().strip()) >= 3
        await reader.leave()

    run(talk)


def test_any_thread_may_publish_at_any_time(hub):
    hub.publish("workshop:1")  # nobody listens, no loop runs

    async def talk():
        board = Board()
        reader = Reader(hub, board.render)
        await reader.until("0")
        board.text = "1"
        thread = threading.Thread(target=hub.publish, args=["workshop:1"])
        thread.start()
        await reader.until("1")
        assert all(name.startswith("octant-live") for name in board.threads)
        await reader.leave()

    run(talk)
    hub.publish("workshop:1")  # the loop has ended


def test_when_the_server_stops_all_streams_end(hub):
    async def talk():
        readers = [Reader(hub, Board().render) for _ in range(3)]
        for reader in readers:
            await reader.until("0")
        hub.end()
        await asyncio.gather(*(reader.task for reader in readers))
        await Reader(hub, Board().render).task
        assert hub.screens == {}

    run(talk)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one", "data: one\n\n"),
        ("", "data: \n\n"),
        ("a\nb", "data: a\ndata: b\n\n"),
        ("a\r\nb\rc", "data: a\ndata: b\ndata: c\n\n"),
        ("a\n\nid: 7", "data: a\ndata: \ndata: id: 7\n\n"),
        ("a\u2028b\x0bc\x85d", "data: a\u2028b\x0bc\x85d\n\n"),
    ],
)
def test_no_text_breaks_out_of_its_event(text, expected):
    assert event("", text).decode() == expected


@pytest.mark.parametrize("name", ["a b", "a\nid: 7", "a:b", "ä"])
def test_an_event_has_a_plain_name(name):
    with pytest.raises(ValueError, match="cannot be called"):
        event(name, "text")


# ---------- Through the real application ----------

shown = Board()


def follow(request: HttpRequest) -> HttpResponse:
    def render() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 + 1")
            [two] = cursor.fetchone()
        return f"{shown.text} {gettext('Back')} {two} " + "long " * 200

    return live.stream(request, "served", render, key="projector")


def change(request: HttpRequest) -> HttpResponse:
    shown.text = request.GET["text"]
    live.publish("served")
    return HttpResponse("changed")


urlpatterns = [path("follow/", follow), path("change/", change)]


@asynccontextmanager
async def served() -> AsyncIterator[int]:
    """Octant's handler and middleware under uvicorn on loopback; its port."""
    config = uvicorn.Config(
        PooledHandler(threads=2), http=Connection, port=0, lifespan="off", log_level="warning"
    )
    server = uvicorn.Server(config)
    task = asyncio.ensure_future(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    begin = time.monotonic()
    await task
    assert time.monotonic() - begin < 2, "open streams held the server up"


async def ask(
    port: int, target: str, *headers: str
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, str]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"GET {target} HTTP/1.1", "Host: localhost", "Accept-Encoding: gzip, br", *headers, "", ""]
    writer.write("\r\n".join(lines).encode())
    return reader, writer, (await reader.readuntil(b"\r\n\r\n")).decode().lower()


async def text_until(reader: asyncio.StreamReader, wanted: str) -> str:
    text = ""
    while wanted not in text:
        part = await reader.read(65536)
        assert part, f"the stream ended without {wanted!r}: {text}"
        text += part.decode()
    return text


@pytest.fixture
def fresh_hub(monkeypatch) -> Hub:
    """Streams of other tests have nothing to do with these, and the hub of the process is not left ended."""
    hub = Hub()
    monkeypatch.setattr(live, "_hub", hub)
    return hub


@pytest.mark.django_db(transaction=True)
def test_a_change_in_one_request_arrives_in_the_streams_of_others(fresh_hub):
    shown.text = "begin"

    async def talk():
        async with served() as port:
            english, one, head = await ask(port, "/follow/", "Accept-Language: en")
            german, two, _head = await ask(port, "/follow/", "Accept-Language: de")
            assert "200 ok" in head
            assert "content-type: text/event-stream" in head
            assert "x-accel-buffering: no" in head
            assert "no-cache" in head
            assert "content-encoding" not in head
            assert "begin Back 2 long" in await text_until(english, "id: ")
            assert "begin Zurück 2 long" in await text_until(german, "id: ")
            assert Counter(address.language for address, _loop in fresh_hub.screens) == {"en": 1, "de": 1}

            _answer, three, _head = await ask(port, "/change/?text=next")
            assert "next Back 2" in await text_until(english, "id: ")
            assert "next Zurück 2" in await text_until(german, "id: ")

            two.close()
            while len(fresh_hub.screens) > 1:
                await asyncio.sleep(0.01)
            three.close()
        assert fresh_hub.screens == {}  # the server was stopped while one stream was open
        one.close()

    with override_settings(ROOT_URLCONF=__name__):
        run(talk)
