"""Pages in place of what a view cannot answer: an edit conflict, the address of a button opened as a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from octant.domain.change import compare_texts

from .editing import EditConflict
from .requests import is_autosave


class EditConflictMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, EditConflict):
            return None
        context = conflict_context(request, exception)
        if is_autosave(request):
            html = render_to_string("components/conflict.html", context, request)
            return JsonResponse({"html": html, "version": exception.row.version}, status=409)
        return render(request, "pages/conflict.html", context, status=409)


class ButtonAddressMiddleware:
    """Whoever had to sign in on pressing a button comes back to its address, where browsers show nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or request.method != "GET":
            return response
        message = _(
            "This is the address of a button, not a page. If you had to sign in after pressing it, "
            "nothing has happened yet: go to the page again and press it once more."
        )
        page = render(request, "pages/error.html", {"title": _("Press it once more"), "message": message})
        page.status_code, page["Allow"] = response.status_code, response["Allow"]
        return page


def conflict_context(request: HttpRequest, conflict: EditConflict) -> dict[str, object]:
    """What the conflict page needs: each clashing field with its difference, and all else that was posted."""
    clashing = {clash.field for clash in conflict.clashes}
    handled = clashing | {"csrfmiddlewaretoken", "version"}
    return {
        "row": conflict.row,
        "version": conflict.row.version,
        "clashes": [
            {"clash": clash, "difference": compare_texts(clash.theirs, clash.yours)}
            for clash in conflict.clashes
        ],
        "others": [
            (name, value)
            for name in request.POST
            if name not in handled
            for value in request.POST.getlist(name)
        ],
        "action": request.path,
    }
