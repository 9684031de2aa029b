"""What an organisation says when it is asked whom it works with."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from octant.core.forms import BLANK
from octant.core.validators import no_control_characters

from ..models import Strength
from .relations import BACK, kinds


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
