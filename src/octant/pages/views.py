"""Pages that belong to no cluster: the front page, the statements, the errors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/home.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    message = _(
        "This page was open for too long, or cookies are switched off. Go back, reload the page and try again."
    )
    return render(request, "pages/error.html", {"title": _("Not sent"), "message": message}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    message = _("Octant could not read what your browser sent. Go back and try again.")
    return render(request, "pages/error.html", {"title": _("Not understood"), "message": message}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    message = str(exception) or _("Your role does not allow this. Ask a coordinator of the cluster.")
    return render(
        request, "pages/error.html", {"title": _("Not yours to do"), "message": message}, status=403
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    message = _(
        "There is no such page, or it is not open to you. Check the address, or start from your clusters."
    )
    return render(request, "pages/error.html", {"title": _("Not found"), "message": message}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    message = _("Something went wrong on our side. Nothing you saved is lost. Go back and try again.")
    return render(request, "pages/error.html", {"title": _("Our mistake"), "message": message}, status=500)
