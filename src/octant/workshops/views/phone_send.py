"""Where phones send their messages: the one address that a roomful of people uses at the same time.

No session, no form token. A page of somebody else cannot post here in a participant's name: the participant
is known by a cookie that browsers do not send along with other sites' requests (SameSite=Lax), and a body
that says it is JSON needs the permission of our server first, which is never given to other sites.
"""

import json
from contextlib import nullcontext
from functools import lru_cache
from threading import Lock

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from octant.core.codes import typed
from octant.core.devices import device_of
from octant.core.prepared import Prepared

from ..access import workshop_by_code
from ..actions.phones import LARGEST_NUMBER, MOST_AT_ONCE, Message, receive
from ..models import Participant, Workshop
from ..queries.people import scope

LONGEST_BODY = 256 * 1024
# SQLite lets one write at a time and has the others ask again and again; queueing here is faster and fair.
WRITING = Lock() if connection.vendor == "sqlite" else nullcontext()


@csrf_exempt
@require_POST
def send(request: HttpRequest, code: str) -> HttpResponse:
    """{"messages": [{"n": 7, "kind": "rate", …}]} → {"seen": 7, …}: up to `seen` all is kept for good."""
    if request.content_type != "application/json":
        return JsonResponse({"reason": "format"}, status=415)
    body = request.read(LONGEST_BODY + 1)  # whatever length it says it has
    if len(body) > LONGEST_BODY:
        return JsonResponse({"reason": "too_long"}, status=413)
    messages = messages_of(body)
    if messages is None:
        return JsonResponse({"reason": "format"}, status=400)
    participant = participant_here(request, code)
    if participant is None:
        return JsonResponse({"reason": "stranger"}, status=403)
    with WRITING:
        receipt = receive(participant=participant, messages=messages)
    answer: dict[str, object] = {"seen": receipt.seen, "now": timezone.now().timestamp()}
    if receipt.refused is not None:
        answer |= {"refused": receipt.refused, "reason": receipt.reason, "details": dict(receipt.details)}
    if receipt.drafts:
        answer["draft"] = dict(receipt.drafts)
    return JsonResponse(answer)


def messages_of(body: bytes) -> list[Message] | None:
    """None when this is not what a phone sends. What it says is looked at later, message by message."""
    try:
        rows = json.loads(body)["messages"]
        messages = [Message(row["n"], str(row["kind"]), row) for row in rows]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not 0 < len(messages) <= MOST_AT_ONCE:
        return None
    if not all(type(each.number) is int and 0 < each.number <= LARGEST_NUMBER for each in messages):
        return None
    return messages


def participant_here(request: HttpRequest, code: str) -> Participant | None:
    """Who sends; one query once the code is known."""
    device = device_of(request)
    if device.is_new:
        return None
    workshop = Workshop(pk=number_of(typed(code)))
    return _participant.first(device.digest(scope(workshop)))


_participant = Prepared[Participant](
    lambda token: Participant.objects.filter(token=token, removed=False, workshop__removed_at=None), str
)


@lru_cache(maxsize=256)
def number_of(code: str) -> int:
    """A code never changes its workshop."""
    return workshop_by_code(code).pk
