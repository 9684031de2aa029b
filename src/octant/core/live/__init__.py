"""Pages that keep themselves up to date while people work together (docs/adr/0007-live.md).

Who changes something says so: `transaction.on_commit(lambda: live.publish(f"workshop:{workshop.pk}"))`.
A view whose page follows that topic answers `live.stream(request, topic, render, key=...)`: server-sent
events that begin with what `render` makes now and go on with what it makes after each change.
"""

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import get_language

from .hub import Address, Hub, Render

__all__ = ["end_streams", "publish", "stream", "use_redis"]

_hub = Hub()


def use_redis(url: str) -> None:
    """From now on the other server processes are told and heard. Called once, when Octant starts."""
    # Loaded here: the client for Redis takes 24 MB, and a process that serves alone has no use for it.
    from .relay import Relay

    _hub.relay = Relay(url, _hub)


def publish(topic: str) -> None:
    """Say that something about this topic has changed: from any thread, without waiting for who follows."""
    _hub.publish(topic)


def stream(request: HttpRequest, topic: str, render: Render, *, key: str) -> StreamingHttpResponse:
    """An answer that goes on: what `render` makes, again after each change of the topic.

    All who follow the same topic with the same key in the same language get one rendering. So `render` may
    depend on the topic, the key and the active language and on nothing else of the request. It runs in a
    thread and may use the database. Text becomes a message without a name; a mapping becomes one message for
    each name (letters, digits, "-", "_"), and it always has the same names.
    """
    # An event must leave at once; a compressor would hold it back until it has enough to press.
    request.META["HTTP_ACCEPT_ENCODING"] = "identity"
    address = Address(topic, key, get_language() or settings.LANGUAGE_CODE)
    events = _hub.events(address, render, request.headers.get("Last-Event-ID", ""))
    headers = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(events, content_type="text/event-stream", headers=headers)


def end_streams() -> None:
    """The server is about to stop and would otherwise wait for streams without an end. In the event loop."""
    _hub.end()
