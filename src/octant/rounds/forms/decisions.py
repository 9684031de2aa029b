"""What is written down when the team decides something: when, who, what, with which reservations."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Decision

OLDEST_DECISION = timedelta(days=5 * 366)  # older ones belong to an earlier round


class DecisionForm(forms.ModelForm):
    """Used wherever something is agreed: form fields `decided_on`, `participants`, `text`, `reservations`."""

    class Meta:
        model = Decision
        fields = ["decided_on", "participants", "text", "reservations"]
        widgets = {
            "decided_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "participants": forms.Textarea(attrs={"rows": 2}),
            "text": forms.Textarea(attrs={"rows": 3}),
            "reservations": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "participants": _("Roles or organisations are enough, for example “core team and city council”."),
            "reservations": _("Write down who sees it differently. It keeps the decision honest."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].initial = timezone.localdate

    def clean_decided_on(self) -> date:
        day: date = self.cleaned_data["decided_on"]
        today = timezone.localdate()
        if day > today:
            raise ValidationError(_("This day is still to come. Write the day on which it was decided."))
        if day < today - OLDEST_DECISION:
            raise ValidationError(_("This day is more than five years ago. Please check the year."))
        return day


class ReopenForm(forms.Form):
    """Why something agreed is opened again; the reason goes into the journal."""

    reason = forms.CharField(
        label=_("Why do you open it again?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
