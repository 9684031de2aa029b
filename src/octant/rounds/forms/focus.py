"""Forms of step 3."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from octant.domain.framework import Dimension, Entry, Framework

from ..models import Criterion, FocusChoice, InfluenceGroup
from .numbers import DayField
from .vision import VersionedForm

HIGHEST_WEIGHT = 5
LONGEST_FRAME = timedelta(days=15 * 366)
STRENGTHS = [
    ("", _("open")),
    ("0", pgettext_lazy("influence", "0 – none")),
    ("1", pgettext_lazy("influence", "1 – weak")),
    ("2", pgettext_lazy("influence", "2 – clear")),
    ("3", pgettext_lazy("influence", "3 – strong")),
]


NO_SUGGESTIONS: Mapping[str, str] = {}


class GroupForm(forms.ModelForm):
    class Meta:
        model = InfluenceGroup
        fields = ["name"]


class RenameForm(VersionedForm):
    class Meta:
        model = InfluenceGroup
        fields = ["name"]


class InfluenceForm(forms.Form):
    """One row of the matrix: a field per other dimension, named by its key, 0 to 3 or open.

    `suggested` is what stands for an open cell of the consensus matrix, by dimension key.
    """

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        row: Dimension,
        framework: Framework,
        suggested: Mapping[str, str] = NO_SUGGESTIONS,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.dimension = row
        self.others = [each for each in framework.dimensions if each.key != row.key]
        for other in self.others:
            self.fields[other.key] = forms.TypedChoiceField(
                label=other.name,
                choices=[("", suggested.get(other.key, STRENGTHS[0][1])), *STRENGTHS[1:]],
                required=False,
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect,
            )

    @property
    def labels(self) -> dict[str, str]:
        """How a cell is called when two people filled it in differently."""
        return {
            other.key: _("%(from)s acts on %(to)s") % {"from": self.dimension.name, "to": other.name}
            for other in self.others
        }

    @property
    def values(self) -> dict[str, int | None]:
        return {other.key: self.cleaned_data[other.key] for other in self.others}


class WeightsForm(forms.Form):
    """How much each criterion counts, 0 to 5; at least one counts."""

    def __init__(self, *args: Any, criteria: Sequence[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {each.key: each.name for each in criteria}
        for criterion in Criterion:
            self.fields[criterion.value] = forms.FloatField(
                label=names[criterion.value],
                min_value=0,
                max_value=HIGHEST_WEIGHT,
                widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
            )

    def clean(self) -> dict[str, float]:
        cleaned = super().clean() or {}
        weights = [cleaned.get(criterion.value) for criterion in Criterion]
        if None not in weights and not any(weights):
            raise ValidationError(_("At least one criterion must count. Give one of them more than 0."))
        return cleaned

    @property
    def weights(self) -> dict[str, float]:
        return {criterion.value: self.cleaned_data[criterion.value] for criterion in Criterion}

    @property
    def labels(self) -> dict[str, str]:
        return {criterion.value: str(self.fields[criterion.value].label) for criterion in Criterion}


class SaveWeightsForm(WeightsForm):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class ReasonForm(VersionedForm):
    class Meta:
        model = FocusChoice
        fields = ["rationale"]
        widgets = {"rationale": forms.Textarea(attrs={"rows": 3, "class": "ds-input"})}


class TimeFrameForm(forms.Form):
    """From, until and, if there is a second phase, until when that one goes."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    starts_on = DayField(label=pgettext_lazy("time frame", "From"), required=False)
    ends_on = DayField(label=pgettext_lazy("time frame", "Until"), required=False)
    second_phase_ends_on = DayField(
        label=_("Second phase until"),
        required=False,
        help_text=_("Only if you plan a second phase for what has to wait."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end, second = (cleaned.get(name) for name in ("starts_on", "ends_on", "second_phase_ends_on"))
        if start and end and end <= start:
            self.add_error("ends_on", _("The end must come after the start. Perhaps the two are swapped?"))
        elif start and end and end - start > LONGEST_FRAME:
            self.add_error(
                "ends_on", _("This is more than 15 years. Choose a time you can plan for, or check the year.")
            )
        if second and end and second <= end:
            self.add_error("second_phase_ends_on", _("The second phase must end after the first."))
        elif second and end and second - end > LONGEST_FRAME:
            self.add_error(
                "second_phase_ends_on",
                _("This is more than 15 years. Choose a time you can plan for, or check the year."),
            )
        elif second and not end and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Say first until when the first phase goes."))
        return cleaned
