"""What an organisation writes about itself, and how a cluster lets it in."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from octant.core.forms import BLANK, offer
from octant.core.validators import no_control_characters

from .. import services
from ..models import Kind, Organisation, RegistrationPage, Sector
from .register import WhoForm
from .words import WordsInput


class RegistrationForm(forms.Form):
    """The public form. `homepage` is a trap: people do not see it, programs fill it in."""

    name = forms.CharField(
        label=_("Name of the organisation"), max_length=200, validators=[no_control_characters]
    )
    sector = forms.ChoiceField(label=_("Sector"), choices=[BLANK, *Sector.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[BLANK, *Kind.choices])
    place = forms.CharField(
        label=_("Place"), max_length=120, required=False, validators=[no_control_characters]
    )
    web = forms.URLField(label=_("Website"), required=False, max_length=300, assume_scheme="https")
    fields_of_work = WordsInput(label=_("Fields of work"), help_text=_("With commas between."))
    target_groups = WordsInput(label=_("Target groups"), help_text=_("With commas between."))
    offer_category = forms.ChoiceField(label=_("What you offer"), required=False)
    offer_text = forms.CharField(
        label=_("What exactly"),
        max_length=1000,
        required=False,
        validators=[no_control_characters],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    need_category = forms.ChoiceField(label=_("What you are looking for"), required=False)
    need_text = forms.CharField(
        label=_("What exactly"),
        max_length=1000,
        required=False,
        validators=[no_control_characters],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    contact_name = forms.CharField(
        label=_("Who can be asked"), max_length=120, required=False, validators=[no_control_characters]
    )
    contact_email = forms.EmailField(label=_("E-mail address"), required=False)
    consent = forms.BooleanField(
        label=_("The team may keep this name and address to get in touch with us."), required=False
    )
    homepage = forms.CharField(
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, place_url: str = "") -> None:
        super().__init__(data)
        kinds = [BLANK, *services.names().items()]
        offer(self, "offer_category", kinds)
        offer(self, "need_category", kinds)
        self.fields["place"].widget.attrs["data-suggest-url"] = place_url

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        for side in ("offer", "need"):
            category, text = values.get(f"{side}_category"), values.get(f"{side}_text")
            if bool(category) != bool(text):
                missing = f"{side}_text" if category else f"{side}_category"
                if missing not in self.errors:
                    self.add_error(
                        missing, ValidationError(gettext("Both belong together: the kind and a few words."))
                    )
        person = values.get("contact_name") or values.get("contact_email")
        if person and not values.get("consent"):
            self.add_error(
                "consent", ValidationError(gettext("Without your consent no person can be named here."))
            )
        if (
            values.get("contact_email")
            and not values.get("contact_name")
            and "contact_name" not in self.errors
        ):
            self.add_error("contact_name", ValidationError(gettext("Whose address is this?")))
        return values

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.data.get("homepage"))

    def as_json(self) -> dict[str, Any]:
        """What is kept until somebody has looked at it."""
        left_out = {"homepage", "consent"}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in self.cleaned_data.items()
            if value and name not in left_out
        }


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


class OwnWhoForm(WhoForm):
    """What an organisation may say itself about who it is; sources are the team's business."""

    class Meta(WhoForm.Meta):
        model = Organisation
        fields = ("name", "also_known_as", "sector", "kind", "roles", "web")
