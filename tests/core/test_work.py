"""Work in the background: its progress, its signs of life, its end."""

import os
import time
from pathlib import Path
from threading import Event

from octant.core import work
from octant.core.work import Progress, in_background


def test_progress_is_what_was_said_last(tmp_path: Path) -> None:
    progress = Progress(tmp_path / "progress")
    assert progress.read() == (0, 0)
    assert progress.is_silent()
    progress.say(0, 10)
    progress.say(10, 10)
    assert progress.read() == (10, 10)
    assert not progress.is_silent()
    progress.clear()
    assert progress.is_silent()


def test_a_file_that_holds_nonsense_is_no_progress(tmp_path: Path) -> None:
    (tmp_path / "progress").write_text("half")
    assert Progress(tmp_path / "progress").read() == (0, 0)


def test_work_that_says_nothing_for_long_is_alive_until_it_ends(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(work, "BEAT", 0.01)
    progress = Progress(tmp_path / "progress")
    progress.say(0, 0)

    def grow_old() -> None:
        os.utime(progress.path, (0, 0))

    with progress.kept_alive():
        grow_old()
        deadline = time.monotonic() + 20
        while progress.is_silent() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not progress.is_silent()
    time.sleep(0.1)
    grow_old()
    time.sleep(0.1)
    assert progress.is_silent()


def test_an_error_in_the_background_ends_only_that_work(caplog) -> None:
    begun, ended = Event(), Event()

    def task() -> None:
        begun.set()
        try:
            raise RuntimeError("the disk is full")
        finally:
            ended.set()

    in_background(task)
    assert begun.wait(20)
    assert ended.wait(20)
