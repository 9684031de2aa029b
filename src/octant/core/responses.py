"""The few ways in which a page answers: saved, not valid, undone.

A form that saves as you go posts with the header `X-Octant-Autosave: 1` and gets JSON; without the header the
same address answers with a redirect or the page again, so everything works as plain HTML.
"""

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from .models import Versioned
from .requests import is_autosave


class NotThere(Http404):
    """The page is not there, and the words say why and what to do. (Of any other the reason is not told.)"""


def saved(
    request: HttpRequest,
    back: str,
    *,
    row: Versioned | None = None,
    hints_html: str | None = None,
    parts_html: Mapping[str, str] | None = None,
    parts_at: int = 0,
) -> HttpResponse:
    """Tell the page that its text is stored.

    `hints_html` replaces the hints beside the form; `parts_html` what stands in each element of the page with
    this `data-part`. Saves that run side by side may be answered in another order: of two, the parts with the
    higher `parts_at` stay.
    """
    if not is_autosave(request):
        messages.success(request, _("Saved."))
        return redirect(back)
    answer: dict[str, object] = {"saved": time_format(timezone.localtime(), "TIME_FORMAT")}
    if row is not None:
        answer |= {"version": row.version, "id": row.pk, "overtaken": row.overtaken}
    if hints_html is not None:
        answer["hints_html"] = hints_html
    if parts_html is not None:
        answer |= {"parts_html": parts_html, "parts_at": parts_at}
    return JsonResponse(answer)


def not_valid(form: forms.BaseForm) -> JsonResponse:
    """The errors of a form that saves as you go. (A plain page renders itself again with status 422.)"""
    return JsonResponse(
        {"errors": {name: list(map(str, errors)) for name, errors in form.errors.items()}}, status=422
    )


def removed(request: HttpRequest, back: str, *, text: str, undo: str) -> HttpResponse:
    """Say what was removed and offer to undo it: the message's tag carries the address to post to."""
    messages.success(request, text, extra_tags=f"undo={undo}")
    return redirect(back)
