"""Several server processes that share the memory of the loaded program.

uvicorn's own `--workers` starts each process from nothing. Here the program is loaded once and then copied
(`fork`), so whatever no process changes lies in memory once. The first process serves nothing: it starts the
others, replaces one that has died, and ends when all have ended after it was told to stop.
"""

import gc
import os
import signal
import socket
import sys
import time
from collections.abc import Callable

ALLOCATIONS = 10_000  # new objects after which the collector looks among them; Python's own choice is 2,000
CALM = 1.0  # seconds a process must have lived for the next one to be started at once


def can_fork() -> bool:
    return hasattr(os, "fork") and sys.platform != "darwin"  # macOS forbids much after a fork


def in_child(work: Callable[[], object]) -> bool:
    """Do this in a copy of the process, so that its memory is given back; whether it went well."""
    pid = _start(work)
    _pid, status = os.waitpid(pid, 0)
    return status == 0


def settle() -> None:
    """Leave what is loaded to itself: the collector looks only at what pages make, and not at each of them.

    A page makes thousands of objects that end with it. Looking among them less often saves about a twentieth
    of the processor time of a large one (docs/operate/benchmarks.md).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS, 10, 10)


def run(serve: Callable[[], object], count: int) -> None:
    """Have `count` copies of this process do `serve`, until SIGTERM or SIGINT arrives."""
    settle()  # so the collector does not write into, and thereby copy, what all processes share
    started: dict[int, float] = {}
    stopping = False

    def stop(signum: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True
        for pid in started:
            os.kill(pid, signal.SIGTERM)

    # No signal may arrive between starting a process and knowing its number.
    told = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, told)
    for each in told:
        signal.signal(each, stop)
    while started or not stopping:
        while len(started) < count and not stopping:
            pid = _start(serve)
            started[pid] = time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, told)
        pid, status = os.wait()
        signal.pthread_sigmask(signal.SIG_BLOCK, told)
        lived = time.monotonic() - started.pop(pid, 0)
        if not stopping:
            print(f"Server process {pid} ended ({status}); another one takes its place.", file=sys.stderr)
            time.sleep(0 if lived > CALM else CALM)


def _start(work: Callable[[], object]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT})
        work()
        code = 0
    except KeyboardInterrupt:
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    there = socket.socket(family)
    there.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    there.bind((host, port))
    there.listen(2048)
    there.setblocking(False)
    return there
