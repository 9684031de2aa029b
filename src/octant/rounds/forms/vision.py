"""Forms of step 2."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from octant.core.forms import offer

from ..models import DimensionVision, SuccessFactor, VisionAnswer, VisionVersion

HALVES = [
    Decimal(step * 5).scaleb(-1) for step in range(2, 11)
]  # 1.0, 1.5 … 5.0, as the database writes them


def tidy(text: str) -> str:
    """Browsers send line ends in two ways; one is kept, so that a text never seems changed by that alone."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class VersionedForm(forms.ModelForm):
    """A form that knows which version of its row it was opened with; 1 for a row that is still to be made."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        return {name: tidy(value) if isinstance(value, str) else value for name, value in cleaned.items()}


class AnswerForm(VersionedForm):
    class Meta:
        model = VisionAnswer
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "class": "ds-input"})}


class VersionForm(VersionedForm):
    class Meta:
        model = VisionVersion
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6, "class": "ds-input"})}


class NewFactorForm(forms.ModelForm):
    class Meta:
        model = SuccessFactor
        fields = ["text", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        return {name: tidy(value) for name, value in cleaned.items()}


class FactorForm(VersionedForm):
    class Meta:
        model = SuccessFactor
        fields = ["text", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}


class DimensionForm(VersionedForm):
    """What good looks like in one dimension, and its target in steps of a half."""

    target = forms.TypedChoiceField(label=_("Target level"), required=False, coerce=Decimal, empty_value=None)

    class Meta:
        model = DimensionVision
        fields = ["text", "target"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "class": "ds-input"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = ((str(level), number_format(level, decimal_pos=1)) for level in HALVES)
        offer(self, "target", [("", _("no target yet")), *levels])
