"""The facilitator's notes, on the console and in the minutes."""

from typing import Any

from django import forms

from octant.rounds.forms.vision import VersionedForm

from ..models import Activity, Workshop


class NotesForm(VersionedForm):
    class Meta:
        model = Workshop
        fields = ["notes"]
        widgets = {"notes": forms.Textarea(attrs={"rows": 4})}


class ActivityNotesForm(VersionedForm):
    class Meta:
        model = Activity
        fields = ["notes"]
        widgets = {"notes": forms.Textarea(attrs={"rows": 3})}


def notes_form(workshop: Workshop, data: Any = None) -> NotesForm:
    return NotesForm(data, instance=workshop, auto_id="notes-%s")


def activity_notes_form(activity: Activity, data: Any = None) -> ActivityNotesForm:
    return ActivityNotesForm(data, instance=activity, auto_id=f"activity-notes-{activity.pk}-%s")
