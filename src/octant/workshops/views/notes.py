"""Keeping notes, from whatever page they are written on."""

from collections.abc import Callable

from django.http import HttpResponse

from octant.core.requests import SignedInRequest, is_autosave
from octant.core.responses import not_valid, saved

from ..actions import agenda as actions
from ..forms.notes import ActivityNotesForm, NotesForm, activity_notes_form, notes_form
from ..models import Activity, Workshop


def keep_notes(
    request: SignedInRequest, workshop: Workshop, *, back: str, again: Callable[[NotesForm], HttpResponse]
) -> HttpResponse:
    """`again` shows the page with a form that could not be kept."""
    form = notes_form(Workshop.objects.get(pk=workshop.pk), request.POST)
    if not form.is_valid():
        return not_valid(form) if is_autosave(request) else again(form)
    values = dict(form.cleaned_data)
    row = actions.change_workshop(
        workshop=workshop, by=request.user, version=values.pop("version"), values=values
    )
    return saved(request, back, row=row)


def keep_activity_notes(
    request: SignedInRequest,
    activity: Activity,
    *,
    back: str,
    again: Callable[[ActivityNotesForm], HttpResponse],
) -> HttpResponse:
    form = activity_notes_form(Activity.objects.get(pk=activity.pk), request.POST)
    if not form.is_valid():
        return not_valid(form) if is_autosave(request) else again(form)
    row = actions.note_activity(activity=activity, **form.cleaned_data)
    return saved(request, back, row=row)
