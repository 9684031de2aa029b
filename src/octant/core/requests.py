"""Typed requests: a view that needs a signed-in person says so in its signature."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase


class SignedInRequest(HttpRequest):
    user: Any  # octant.accounts.models.User, which lies above this room


def signed_in[**P](
    view: Callable[Concatenate[Any, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Send strangers to the sign-in page and bring them back afterwards."""
    return login_required(wraps(view)(view))


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def is_autosave(request: HttpRequest) -> bool:
    return request.headers.get("X-Octant-Autosave") == "1"


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is made from: the body of a POST, however empty; nothing for a page that is just read."""
    return request.POST if request.method == "POST" else None


def whole_number(text: str) -> int | None:
    """A number as browsers post it: digits, no more than a column of the database holds; else None."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


def search_text(request: HttpRequest, longest: int = 200) -> str:
    """What was typed into a search field (`?q=`); PostgreSQL takes no zero bytes."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:longest]


def site(request: HttpRequest) -> str:
    """How links in e-mails begin."""
    return request.build_absolute_uri("/").rstrip("/")
