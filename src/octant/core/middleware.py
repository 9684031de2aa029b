"""Turns an edit conflict, wherever it was raised, into the page that shows both texts."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

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
