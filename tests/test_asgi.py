"""The handler that uvicorn serves, asked as uvicorn asks it."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from octant.asgi import PooledHandler

finished = threading.Event()


def thread_name(request):
    return HttpResponse(threading.current_thread().name)


def file(request):
    return FileResponse(Path(__file__).open("rb"))


def echo(request):
    response = HttpResponse(request.POST["text"])
    response.set_cookie("seen", "1")
    return response


def fails(request):
    raise RuntimeError("broken on purpose")


def rows(request):
    """A long list that is made in the thread that began it, as database rows have to be."""
    begun_in = threading.get_ident()
    return StreamingHttpResponse(f"{threading.get_ident() == begun_in}\n" for _ in range(3))


async def events(request):
    async def endless():
        try:
            while True:
                yield b"data: tick\n\n"
                await asyncio.sleep(0.01)
        finally:
            finished.set()

    return StreamingHttpResponse(endless(), content_type="text/event-stream")


urlpatterns = [
    path("thread/", thread_name),
    path("file/", file),
    path("echo/", echo),
    path("fails/", fails),
    path("rows/", rows),
    path("events/", events),
]


@pytest.fixture
def handler():
    bare = override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[])
    with bare:
        made = PooledHandler(threads=2)
        yield made
        made.threads.shutdown()


def run(talk):
    """In a thread of its own: a browser test on the same worker may keep a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, talk).result()


def ask(handler, url, *, method="GET", body=b"", leave_after=None):
    """All messages of one answer; `leave_after` messages the client goes away."""
    sent = []
    gone = asyncio.Event()

    async def talk():
        requests = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive():
            for message in requests:
                return message
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            sent.append(message)
            if leave_after and len(sent) >= leave_after:
                gone.set()

        headers = [
            (b"host", b"localhost"),
            (b"content-type", b"application/x-www-form-urlencoded"),
            (b"content-length", str(len(body)).encode()),
        ]
        scope = {"type": "http", "method": method, "path": url, "query_string": b"", "headers": headers}
        await asyncio.wait_for(handler(scope, receive, send), 10)

    run(talk())
    return sent


def content(messages):
    return b"".join(message.get("body", b"") for message in messages[1:])


def test_requests_share_the_threads_of_the_pool(handler):
    names = {content(ask(handler, "/thread/")) for _ in range(8)}
    assert names <= {b"octant_0", b"octant_1"}


def test_a_form_arrives_and_cookies_leave(handler):
    messages = ask(handler, "/echo/", method="POST", body="text=Žąsų".encode())
    assert messages[0]["status"] == 200
    assert content(messages) == "Žąsų".encode()
    assert any(name == b"Set-Cookie" and b"seen=1" in value for name, value in messages[0]["headers"])


@pytest.mark.filterwarnings("error")
def test_a_file_is_sent_whole(handler):
    messages = ask(handler, "/file/")
    assert content(messages) == Path(__file__).read_bytes()
    assert messages[-1] == {"type": "http.response.body"}


def test_rows_are_read_in_the_thread_that_began_to_read_them(handler):
    assert content(ask(handler, "/rows/")) == b"True\n" * 3


def test_a_stream_of_events_ends_when_the_client_leaves(handler):
    finished.clear()
    messages = ask(handler, "/events/", leave_after=4)
    assert content(messages).startswith(b"data: tick\n\ndata: tick\n\n")
    assert finished.wait(5)


def test_a_failing_page_answers_500_and_the_thread_lives_on(handler):
    handler.threads._max_workers = 1
    with override_settings(DEBUG_PROPAGATE_EXCEPTIONS=False):
        assert ask(handler, "/fails/")[0]["status"] == 500
    assert ask(handler, "/thread/")[0]["status"] == 200


def test_only_http_is_answered(handler):
    with pytest.raises(ValueError, match="websocket"):
        run(handler({"type": "websocket"}, None, None))
