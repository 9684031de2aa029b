"""Several server processes: all answer, one that dies is replaced, and all end together."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from octant.cli.workers import can_fork

pytestmark = pytest.mark.skipif(
    not can_fork() or not Path("/proc/self/task").exists(), reason="needs fork and /proc"
)

KEY = "kV9xQ2mZ7pL4tR8wY1uN6bC3fH5jD0sA-gEiKoMqSvXzWb"


@pytest.fixture
def server(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OCTANT_")}
    environment |= {
        "OCTANT_DATA": str(tmp_path),
        "OCTANT_SECRET_KEY": KEY,
        "OCTANT_HOSTS": "127.0.0.1",
        "OCTANT_HTTPS": "0",
        "OCTANT_WORKERS": "2",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "octant.cli", "serve", "--port", str(port)], env=environment
    )
    until(lambda: answers(port))
    yield process, port
    process.kill()
    process.wait()


def until(done, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if result := done():
            return result
        time.sleep(0.1)
    raise AssertionError("it took too long")


def answers(port):
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False


def children(process):
    return set(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split())


def gone(pid):
    return not Path(f"/proc/{pid}").exists()


def test_the_first_process_keeps_two_at_work_and_ends_them(server):
    process, port = server
    first = until(lambda: len(children(process)) == 2 and children(process))
    dying = first.pop()
    os.kill(int(dying), signal.SIGKILL)
    second = until(
        lambda: dying not in children(process) and len(children(process)) == 2 and children(process)
    )
    assert first <= second
    assert all(answers(port) for _ in range(8))
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert all(gone(pid) for pid in second)
    assert not answers(port)
