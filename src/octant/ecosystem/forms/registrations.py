"""How a cluster lets organisations in that write about themselves (see `entries`)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from octant.core.validators import no_control_characters

from ..models import RegistrationPage


class RegistrationPageForm(forms.ModelForm):
    nothing_required = True
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    class Meta:
        model = RegistrationPage
        fields = ("is_open", "welcome", "privacy")
        labels = {
            "is_open": _("The form is open"),
            "welcome": _("What organisations read first"),
            "privacy": _("Data protection"),
        }
        help_texts = {
            "privacy": _(
                "Who keeps the data, what for, how long, and whom to write to. It stands below the form, "
                "together with Octant’s own notes."
            )
        }
        widgets = {
            "welcome": forms.Textarea(attrs={"rows": 3}),
            "privacy": forms.Textarea(attrs={"rows": 5}),
        }


class AcceptForm(forms.Form):
    name = forms.CharField(
        label=_("Name in the register"), max_length=200, validators=[no_control_characters]
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, pk: int, name: str) -> None:
        super().__init__(data, auto_id=f"accept{pk}_%s", initial={"name": name})
