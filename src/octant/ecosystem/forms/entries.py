"""What an organisation says about itself, without an account; the team's pages use the same parts."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from octant.clusters.countries import BALTIC_SEA, NAMES
from octant.core.forms import BLANK, offer
from octant.core.validators import no_control_characters

from .. import services
from ..models import SDGS, EcosystemRole, Kind, Organisation, Sector
from ..words import SDG_NAMES
from .words import KeysInput, WordsInput

COUNTRIES = [
    BLANK,
    *BALTIC_SEA.items(),
    *((code, name) for code, name in NAMES.items() if code not in BALTIC_SEA),
]


def sdg_choices() -> list[tuple[str, str]]:
    return [(key, f"{key} {SDG_NAMES[key]}") for key in SDGS]


# --- Register yourself --------------------------------------------------------------------------------------


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


# --- An entry, part by part ---------------------------------------------------------------------------------


class PartForm(forms.ModelForm):
    """One part of an organisation's page: a form that saves as you go."""

    nothing_required = True
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    part = ""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, organisation: Organisation, **kwargs: Any
    ) -> None:
        # Validating writes into the form's row, so it gets one of its own: the page shows what is stored.
        super().__init__(
            data,
            instance=copy(organisation),
            auto_id=f"{self.part}_%s",
            initial={"version": organisation.version},
            **kwargs,
        )

    def values(self) -> dict[str, object]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class OwnWhoForm(PartForm):
    """What an organisation may say itself about who it is; sources are the team's business."""

    part = "who"
    roles = KeysInput(label=_("Roles in the innovation ecosystem"), choices=EcosystemRole.choices)

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = ("name", "also_known_as", "sector", "kind", "roles", "web")
        labels = {
            "name": _("Name"),
            "also_known_as": _("Also known as"),
            "sector": _("Sector"),
            "kind": _("Kind"),
            "web": _("Website"),
        }
        help_texts = {
            "also_known_as": _("Short names, former names, names in other languages: one a line."),
        }
        widgets = {"also_known_as": forms.Textarea(attrs={"rows": 2})}


class PlaceForm(PartForm):
    part = "place"

    class Meta:
        model = Organisation
        fields = ("place", "municipality", "country")
        labels = {"place": _("Place"), "municipality": _("Municipality"), "country": _("Country")}
        help_texts = {
            "place": _("A town or village. Octant looks up where it lies."),
            "municipality": _("Left empty, it is taken from the place."),
        }

    def __init__(self, *args: Any, place_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = forms.ChoiceField(label=_("Country"), required=False, choices=COUNTRIES)
        self.fields["place"].widget.attrs["data-suggest-url"] = place_url


class WorkForm(PartForm):
    part = "work"
    fields_of_work = WordsInput(
        label=_("Fields of work"),
        help_text=_("Any words will do, with commas between: housing, repair, food."),
    )
    target_groups = WordsInput(
        label=_("Target groups"), help_text=_("For whom, with commas between: young people, founders.")
    )
    sdgs = KeysInput(label=_("Sustainable Development Goals"), choices=sdg_choices)

    class Meta:
        model = Organisation
        fields = ("fields_of_work", "target_groups", "sdgs")
