"""Pages that belong to no cluster: the front page, the statements, the errors."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from octant.accounts.demo import demo_roles
from octant.core.codes import NoSuchCode
from octant.core.responses import NotThere


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Strangers learn what Octant is; people who are signed in go to their clusters."""
    if request.user.is_authenticated:
        return redirect("clusters:list")
    return render(request, "pages/home.html", {"demo_roles": demo_roles() if settings.DEMO else []})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    context = {"session_days": settings.SESSION_COOKIE_AGE // 86400, "tiles": settings.TILES_ORIGIN}
    return render(request, "pages/privacy.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For whoever watches the server: 200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database does not answer\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """The guide and the statements may be found by search engines; workspaces and accounts may not."""
    return render(request, "pages/robots.txt", content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    message = _(
        "This page was open for too long, or cookies are switched off. "
        "Go back, reload the page and try again."
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
    message = (
        str(exception)
        if isinstance(exception, NotThere)
        else _(
            "There is no such page, or it is not open to you. Check the address, or start from your clusters."
        )
    )
    wrong_code = isinstance(exception, NoSuchCode)
    context = {"title": _("Not found"), "message": message, "wrong_code": wrong_code}
    return render(request, "pages/error.html", context, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without the request: who is signed in stands in the database, which may be what failed."""
    message = _("Something went wrong on our side. Nothing you saved is lost. Go back and try again.")
    page = render_to_string("pages/error.html", {"title": _("Our mistake"), "message": message})
    return HttpResponse(page, status=500)
