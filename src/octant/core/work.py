"""Work that takes longer than a page may: done in a thread, its progress told to every server process.

The progress stands in a small file, because a long transaction keeps its rows to itself until it ends.
"""

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from django.db import connections

SILENT = 60  # seconds without a sign after which work counts as broken off
EVERY = 0.25  # seconds between two signs
BEAT = 5  # seconds between two signs of life

log = logging.getLogger(__name__)


def in_background(task: Callable[[], None]) -> None:
    """Begin `task` and go on. It sees to its own errors; its database connections are closed at the end."""

    def work() -> None:
        try:
            task()
        except Exception:
            log.exception("work in the background broke off")
        finally:
            connections.close_all()

    Thread(target=work, name="octant-work", daemon=True).start()


class Progress:
    """How far a piece of work has got: `done` of `total`. Reads as (0, 0) when nothing was said yet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._said = 0.0

    def say(self, done: int, total: int) -> None:
        """Not more often than anybody could see."""
        now = time.monotonic()
        if now - self._said >= EVERY or done == total:
            self._said = now
            new = self.path.with_suffix(".new")
            with suppress(OSError):
                new.write_text(f"{done} {total}", encoding="ascii")
                os.replace(new, self.path)  # noqa: PTH105

    def read(self) -> tuple[int, int]:
        try:
            done, total = self.path.read_text(encoding="ascii").split()
            return int(done), int(total)
        except (OSError, ValueError):
            return 0, 0

    def is_silent(self) -> bool:
        """Whether nothing has been heard for so long that the server must have been stopped."""
        try:
            return time.time() - self.path.stat().st_mtime > SILENT
        except OSError:
            return True

    @contextmanager
    def kept_alive(self) -> Iterator[None]:
        """Signs of life while the work lasts, also where it has nothing to say for long."""
        ended = Event()

        def beat() -> None:
            while not ended.wait(BEAT):
                with suppress(OSError):
                    os.utime(self.path)

        Thread(target=beat, name="octant-beat", daemon=True).start()
        try:
            yield
        finally:
            ended.set()

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)
