"""What uvicorn serves: Django, each request in one thread of a small pool from its first line to its last.

Django's own ASGI handler starts a thread for each request, and with it a new connection to the database.
Octant's pages are made without `await`, so threads that stay, each with its own open connection, save about
half the processor time of a short page (docs/operate/benchmarks.md). Answers made with `await` (streams of
events) are sent by the event loop and need no thread while they wait.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import IO, Any, cast

import django
from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix
from django.utils import translation
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from octant.core import live
from octant.core.addresses import reverse
from octant.frameworks import queries as frameworks

# Python computes in one thread at a time, so threads get in each other's way: 4 serve a quarter more pages a
# second than 8 (docs/operate/benchmarks.md). A few are needed, because one may wait for a slow mail server.
THREADS = 4

type Message = Mapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]


class PooledHandler(ASGIHandler):
    def __init__(self, threads: int = THREADS) -> None:
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="octant")
        self.load_middleware(is_async=False)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"Octant answers HTTP requests, not {scope['type']}.")
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        loop = asyncio.get_running_loop()

        def send_from_thread(message: Message) -> None:
            asyncio.run_coroutine_threadsafe(_send(send, message), loop).result()

        with body:
            response = await loop.run_in_executor(self.threads, self.answer, scope, body, send_from_thread)
        if not isinstance(response, StreamingHttpResponse):
            await self.send_response(response, send)
        elif response.is_async:
            await self.send_until_gone(response, receive, send)
            await loop.run_in_executor(self.threads, response.close)

    def answer(
        self, scope: dict[str, Any], body: IO[bytes], send: Callable[[Message], None]
    ) -> HttpResponseBase:
        """In a thread of the pool: make the answer; a file or a long list is also sent from here."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, body)
        response = cast(HttpResponseBase, refusal if request is None else self.get_response(request))
        response._handler_class = self.__class__  # type: ignore[attr-defined]
        if not isinstance(response, StreamingHttpResponse):
            response.close()
        elif not response.is_async:
            with closing(response):
                send(head(response))
                for part in response:
                    send({"type": "http.response.body", "body": part, "more_body": True})
                send({"type": "http.response.body"})
        return response

    async def send_until_gone(self, response: HttpResponseBase, receive: Receive, send: Send) -> None:
        """Send a stream that may never end, as long as somebody listens."""
        sending = asyncio.ensure_future(self.send_response(response, send))
        leaving = asyncio.ensure_future(receive())
        await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


async def _send(send: Send, message: Message) -> None:
    await send(message)


def head(response: HttpResponseBase) -> Message:
    """Status, headers and cookies, as ASGI wants them."""
    headers = [(name.encode("ascii"), value.encode("latin1")) for name, value in response.items()]
    cookies = [(b"Set-Cookie", cookie.OutputString().encode("ascii")) for cookie in response.cookies.values()]
    return {"type": "http.response.start", "status": response.status_code, "headers": headers + cookies}


class Connection(HttpToolsProtocol):
    """Has live pages end their streams when the server was told to stop and waits for its answers."""

    def shutdown(self) -> None:
        live.end_streams()
        super().shutdown()


def warm_up() -> None:
    """Load what the first requests would load, all but what the database holds."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            frameworks.framework(frameworks.DEFAULT, frameworks.latest(), language)
    reverse("home")


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "octant.settings")
django.setup(set_prefix=False)
application = PooledHandler()
