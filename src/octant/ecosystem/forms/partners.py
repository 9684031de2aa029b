"""Asking organisations whom they work with."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from octant.accounts.forms import LetterForm
from octant.core.forms import offer

from ..models import PartnerSurvey
from .relations import DayInput


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


class PartnerMailForm(LetterForm):
    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        offer(self, "language", [("", _("that of each one’s country")), *settings.PUBLIC_LANGUAGES])
