"""Starting a round, its overview, its settings."""

from django.http import HttpRequest, HttpResponse


def new(request: HttpRequest, slug: str) -> HttpResponse:
    raise NotImplementedError


def overview(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    raise NotImplementedError


def settings(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    raise NotImplementedError
