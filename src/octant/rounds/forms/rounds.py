"""Starting a round, and its settings."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from octant.core.forms import offer

from ..models import Mode, Round

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)


def day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TimeFrameForm(forms.ModelForm):
    """Checks that the dates follow each other."""

    class Meta:
        model = Round
        fields = ["mode", "title", "starts_on", "ends_on"]
        widgets = {"mode": forms.RadioSelect, "starts_on": day(), "ends_on": day()}
        labels = {"title": _("Title"), "mode": _("What kind of round is it?")}
        help_texts = {
            "title": _("Only if you want another name than “Round 1”, “Round 2” and so on."),
            "starts_on": _("When the work on the plan begins. It can be set or changed later."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "mode", Mode.choices)

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        for name, value in list(values.items()):
            if isinstance(value, date) and not EARLIEST <= value < LATEST:
                self.add_error(
                    name, ValidationError(_("Please check the year: it should lie between 1990 and 2100."))
                )
        self._follows("starts_on", "ends_on")
        self._follows("ends_on", "second_phase_ends_on")
        return values

    def _follows(self, first: str, second: str) -> None:
        start, end = self.cleaned_data.get(first), self.cleaned_data.get(second)
        if start and end and end < start:
            self.add_error(
                second,
                _("This day lies before “%(first)s”. Please change one of the two.")
                % {"first": self.fields[first].label},
            )


class NewRoundForm(TimeFrameForm):
    # The round that the page offers to start; when it exists by now, somebody else was faster.
    number = forms.IntegerField(min_value=1, max_value=10_000, widget=forms.HiddenInput)


class RoundSettingsForm(TimeFrameForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta(TimeFrameForm.Meta):
        fields = [*TimeFrameForm.Meta.fields, "second_phase_ends_on"]
        widgets = TimeFrameForm.Meta.widgets | {"second_phase_ends_on": day()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def values(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
