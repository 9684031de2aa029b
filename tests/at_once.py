"""Several people who press a button at the same moment."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress

from django.db import OperationalError, connection, transaction

SLOW = 0.5  # seconds that one who is first waits for the others before the transaction ends
PATIENCE = 30


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Do all of these, each in a thread and a transaction of its own; what each returned or raised.

    No transaction ends before all others have done their work too, or wait for it. So whatever looks first
    and writes then without making others wait goes wrong here each time, not once in a thousand: on
    PostgreSQL, that is. SQLite has one writer at a time. Use with `django_db(transaction=True)`.
    """
    all_done = threading.Barrier(len(calls))
    found: list[object] = [None] * len(calls)

    def do(place: int, call: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE
        try:
            while True:
                try:
                    with transaction.atomic():
                        found[place] = call()
                        wait_for_the_others()
                    return
                except OperationalError:
                    # The test database in memory refuses instead of waiting its turn.
                    if connection.vendor != "sqlite" or time.monotonic() > end:
                        raise
                    time.sleep(0.01)
        except Exception as problem:
            found[place] = problem
        finally:
            connection.close()

    def wait_for_the_others() -> None:
        with suppress(threading.BrokenBarrierError):  # they wait for this transaction to end
            all_done.wait(timeout=SLOW)

    threads = [threading.Thread(target=do, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    return found
