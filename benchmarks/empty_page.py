"""The site's addresses and one more: a page with nothing on it but what stands on every page."""

from django.shortcuts import render
from django.urls import path

from octant import urls
from octant.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

ADDRESS = "/empty/"


def empty(request):
    return render(request, "base.html")


urlpatterns = [*urls.urlpatterns, path("empty/", empty)]
