"""Asking organisations whom they work with."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from octant.core.forms import BLANK
from octant.core.validators import no_control_characters

from ..models import PartnerSurvey, Strength
from .relations import BACK, DayInput, kinds


class Who(models.TextChoices):
    """Whom to ask."""

    MEMBERS = "members", _("Members and associated members")
    ALL = "all", _("Everybody in the register")


class PartnerSurveyForm(forms.ModelForm):
    who = forms.ChoiceField(label=_("Whom to ask"), choices=Who.choices, widget=forms.RadioSelect)

    class Meta:
        model = PartnerSurvey
        fields = ("title", "intro", "closes_on")
        labels = {
            "title": _("Title"),
            "intro": _("What they read first"),
            "closes_on": _("Open until"),
        }
        widgets = {"intro": forms.Textarea(attrs={"rows": 3}), "closes_on": DayInput}

    def clean_closes_on(self) -> Any:
        day = self.cleaned_data["closes_on"]
        if day and day < timezone.localdate():
            raise ValidationError(gettext("This day is past."))
        return day


class PartnerForm(forms.Form):
    """One partner that an organisation names."""

    kind = forms.ChoiceField(label=_("We and they"), choices=lambda: [BLANK, *kinds()])
    partner = forms.CharField(
        label=_("Who"),
        max_length=200,
        validators=[no_control_characters],
        help_text=_("Start to type a name and choose it from the list, or write a new one."),
    )
    strength = forms.TypedChoiceField(
        label=_("How much"), coerce=int, choices=Strength.choices, initial=Strength.REGULAR
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, suggest_url: str) -> None:
        super().__init__(data)
        self.fields["partner"].widget.attrs["data-suggest-url"] = suggest_url

    def clean_partner(self) -> str:
        return " ".join(self.cleaned_data["partner"].split())

    @property
    def kind_of_tie(self) -> str:
        return str(self.cleaned_data["kind"]).removeprefix(BACK)

    @property
    def is_backwards(self) -> bool:
        return str(self.cleaned_data["kind"]).startswith(BACK)
