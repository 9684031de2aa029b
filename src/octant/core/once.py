"""A button pressed twice does its work once, without scripts too (main.js sends a form once by itself)."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from time import sleep
from typing import Any, Concatenate

from django.core.cache import cache
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

REMEMBERED = 60  # seconds
LONGEST = 20  # seconds that the first press may take
PAUSE = 0.05  # seconds until the second looks again


def once[**P](
    view: Callable[Concatenate[Any, P], HttpResponseBase],
) -> Callable[Concatenate[Any, P], HttpResponseBase]:
    """For views that add something. The second press waits for the first and goes where that one went.

    Each page that is drawn carries a token of its own in its forms, so the same text sent from a fresh page
    is meant and is added. What is not valid may be sent again.
    """

    @wraps(view)
    def answer(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.POST.get("csrfmiddlewaretoken"):
            return view(request, *args, **kwargs)
        key = _key(request)
        while not cache.add(key, "", LONGEST):
            if there := cache.get(key):
                return redirect(there)
            sleep(PAUSE)
        there = ""
        try:
            response = view(request, *args, **kwargs)
            there = response.url if isinstance(response, HttpResponseRedirect) else ""
            return response
        finally:
            if there:
                cache.set(key, there, REMEMBERED)
            else:
                cache.delete(key)

    return answer


def _key(request: Any) -> str:
    files = [(name, file.name, file.size) for name, file in request.FILES.items()]
    sent = (request.session.session_key, request.get_full_path(), request.POST.urlencode(), files)
    return "once:" + sha256(repr(sent).encode()).hexdigest()
