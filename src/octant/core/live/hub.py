"""Who follows what in this process, and one rendering for all who follow the same.

Everything here but `Hub.publish` and `Screen.make` runs in the event loop, so nothing needs a lock but the
list of screens. A connection that waits costs no thread and holds no copy of what it is going to be sent.
"""

import asyncio
import logging
import random
import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock
from typing import Protocol

from django.db import close_old_connections
from django.utils import translation

PAUSE = 0.25  # seconds from one rendering of a screen to the next
HEARTBEAT = 15.0  # seconds without an event until a sign of life
SECOND_TRY = 5.0  # seconds until a rendering that failed is tried again
RETRY = (
    1000,
    3000,
)  # milliseconds until a page connects again: a range, so that a roomful does not come at once
CROWD = 100  # connections woken at a time, so that other requests get their turn in between
# An event without data: old browsers' EventSource takes it for a comment, our page for a sign of life.
BEAT = b"event: beat\n\n"

NAME = re.compile(r"[a-zA-Z0-9_-]*")
LINE_END = re.compile(r"\r\n|\r|\n")  # of the format; other separators of Unicode are ordinary text there

logger = logging.getLogger(__name__)

type Render = Callable[[], str | Mapping[str, str]]


class Messenger(Protocol):
    """What tells other server processes (octant.core.live.relay)."""

    def tell(self, topic: str) -> None: ...
    async def listen(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Address:
    """Which rendering: of what, for which kind of screen, in which language."""

    topic: str
    key: str
    language: str


@dataclass(frozen=True, slots=True)
class Picture:
    """One rendering, ready to be sent. Equal content has an equal id, everywhere and always."""

    events: Mapping[str, bytes]
    id: str

    def names_unlike(self, other: "Picture | None") -> set[str]:
        """The names whose content differs."""
        return {name for name, event in self.events.items() if not other or other.events.get(name) != event}


def picture_of(content: str | Mapping[str, str]) -> Picture:
    named = {"": content} if isinstance(content, str) else content
    events = {name: event(name, text) for name, text in named.items()}
    return Picture(events, blake2b(b"".join(events.values()), digest_size=8).hexdigest())


def event(name: str, text: str) -> bytes:
    """One server-sent event."""
    if not NAME.fullmatch(name):
        raise ValueError(f"An event cannot be called {name!r}.")
    head = f"event: {name}\n" if name else ""
    return f"{head}{''.join(f'data: {line}\n' for line in LINE_END.split(text))}\n".encode()


class Follower:
    """One open connection: what it knows, and the names it has yet to be sent in their newest state."""

    __slots__ = ("known", "missing", "picture", "wake")

    def __init__(self, known: str) -> None:
        self.known = known  # the id of the picture it shows now
        self.missing: set[str] = set()
        self.picture = Picture({}, known)
        self.wake = asyncio.Event()

    def offer(self, picture: Picture, names: Iterable[str]) -> None:
        self.picture = picture
        if picture.id == self.known:
            self.missing.clear()
        else:
            self.missing.update(names)
            self.wake.set()

    def take(self) -> bytes:
        """All it misses. The id stands last: who got only a part of it does not know it."""
        self.wake.clear()
        if not self.missing:
            return b""
        parts = [event for name, event in self.picture.events.items() if name in self.missing]
        self.missing.clear()
        self.known = self.picture.id
        return b"".join([*parts, b"id: ", self.known.encode(), b"\n\n"])


class Screen:
    """One address somebody follows: renders when something has changed, at most once in `PAUSE`."""

    def __init__(self, address: Address, render: Render, threads: ThreadPoolExecutor) -> None:
        self.address = address
        self.render = render
        self.threads = threads
        self.loop = asyncio.get_running_loop()
        self.followers: set[Follower] = set()
        self.picture: Picture | None = None
        self.stale = True
        self.task: asyncio.Task[None] | None = None
        self.second_try: asyncio.TimerHandle | None = None

    def join(self, follower: Follower) -> None:
        self.followers.add(follower)
        if self.picture:
            follower.offer(self.picture, self.picture.events)
        elif not self.task:
            self.change()

    def change_from_thread(self) -> None:
        with suppress(RuntimeError):  # the loop has ended, and all who followed with it
            self.loop.call_soon_threadsafe(self.change)

    def change(self) -> None:
        self.stale = True
        if not self.task:
            self.task = self.loop.create_task(self.keep_up())

    async def keep_up(self) -> None:
        """Render until nothing has changed since. All that comes in meanwhile is one further rendering."""
        try:
            while self.stale and self.followers:
                self.stale = False
                earliest = self.loop.time() + PAUSE
                await self.show()
                await asyncio.sleep(earliest - self.loop.time())
        finally:
            self.task = None

    async def show(self) -> None:
        if self.second_try:
            self.second_try.cancel()
        try:
            picture = await self.loop.run_in_executor(self.threads, self.make)
        except Exception:
            logger.exception("A live screen could not be rendered: %s", self.address)
            self.second_try = self.loop.call_later(SECOND_TRY, self.change)
            return
        names = picture.names_unlike(self.picture)
        self.picture = picture
        if not names:
            return
        for number, follower in enumerate(list(self.followers), start=1):
            follower.offer(picture, names)
            if number % CROWD == 0:
                await asyncio.sleep(0)

    def make(self) -> Picture:
        """In a thread: as a request would, with a connection to the database that works."""
        close_old_connections()
        try:
            with translation.override(self.address.language):
                return picture_of(self.render())
        finally:
            close_old_connections()


class Hub:
    """All screens of this process."""

    def __init__(self) -> None:
        # Threads of their own: a rendering does not queue behind a roomful of answers.
        self.threads = ThreadPoolExecutor(2, thread_name_prefix="octant-live")
        self.screens: dict[tuple[Address, asyncio.AbstractEventLoop], Screen] = {}
        self.lock = Lock()
        self.relay: Messenger | None = None
        self.listening: asyncio.Task[None] | None = None
        self.ended = False

    def publish(self, topic: str) -> None:
        self.changed(topic)
        if self.relay:
            self.relay.tell(topic)

    def changed(self, topic: str | None) -> None:
        """Something about this topic has changed; None: about any."""
        with self.lock:
            screens = [each for each in self.screens.values() if topic in (each.address.topic, None)]
        for screen in screens:
            screen.change_from_thread()

    async def events(self, address: Address, render: Render, known: str) -> AsyncIterator[bytes]:
        """What one connection is sent, until it is closed."""
        follower = Follower(known)
        screen = self.join(address, render, follower)
        del render  # the screen keeps the one it uses
        try:
            yield b"retry: %d\n%b" % (random.randint(*RETRY), BEAT)  # noqa: S311 (no secret)
            while not self.ended:
                try:
                    await asyncio.wait_for(follower.wake.wait(), HEARTBEAT)
                except TimeoutError:
                    yield BEAT
                else:
                    if news := follower.take():
                        yield news
        finally:
            self.leave(screen, follower)

    def end(self) -> None:
        """Let all streams end, those to come too. In the event loop."""
        self.ended = True
        for screen in self.screens.values():
            for follower in screen.followers:
                follower.wake.set()

    def join(self, address: Address, render: Render, follower: Follower) -> Screen:
        place = (address, asyncio.get_running_loop())
        with self.lock:
            screen = self.screens.get(place)
            if screen is None:
                screen = self.screens[place] = Screen(address, render, self.threads)
        screen.join(follower)
        if self.relay and not self.listening:
            self.listening = screen.loop.create_task(self.relay.listen())
        return screen

    def leave(self, screen: Screen, follower: Follower) -> None:
        screen.followers.discard(follower)
        if screen.followers:
            return
        with self.lock:
            self.screens.pop((screen.address, screen.loop), None)
        if self.listening and not self.screens:
            self.listening.cancel()
            self.listening = None
