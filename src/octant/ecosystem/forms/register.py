"""What people type about an organisation, what they look for in the list, what they do with many rows."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from octant.clusters.models import Membership
from octant.core.forms import BLANK, offer
from octant.core.requests import whole_number

from .. import services
from ..models import EcosystemRole, Kind, MembershipState, Organisation, Sector
from ..queries.register import Keeper
from .entries import OwnWhoForm, PartForm, PlaceForm, WorkForm, sdg_choices


class NewOrganisationForm(forms.ModelForm):
    class Meta:
        model = Organisation
        fields = ("name", "sector", "kind", "place", "web")
        labels = {
            "name": _("Name"),
            "sector": _("Sector"),
            "kind": _("Kind"),
            "place": _("Place"),
            "web": _("Website"),
        }

    def __init__(self, *args: Any, place_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].widget.attrs["data-suggest-url"] = place_url


class WhoForm(OwnWhoForm):
    class Meta(OwnWhoForm.Meta):
        fields = (*OwnWhoForm.Meta.fields, "source", "source_url", "as_of")
        labels = OwnWhoForm.Meta.labels | {
            "source": _("Where this is from"),
            "source_url": _("Link to the source"),
            "as_of": _("As of"),
        }
        help_texts = OwnWhoForm.Meta.help_texts | {
            "as_of": _("A year, a month or a day: 2023, 2023-05 or 2023-05-17."),
        }


class DegreesField(forms.FloatField):
    """With a point or a comma, whatever the language of the page."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.strip().replace(",", ".") if isinstance(value, str) else value)


class CoordinatesForm(PartForm):
    part = "coordinates"

    class Meta:
        model = Organisation
        fields = ("latitude", "longitude")
        labels = {"latitude": _("Latitude"), "longitude": _("Longitude")}
        help_texts = {
            "latitude": _("Degrees, such as 56.946. South of the equator with a minus."),
            "longitude": _("Degrees, such as 24.106. West of Greenwich with a minus."),
        }
        field_classes = {"latitude": DegreesField, "longitude": DegreesField}
        widgets = {
            name: forms.TextInput(attrs={"inputmode": "decimal"}) for name in ("latitude", "longitude")
        }

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        both = "latitude" in values and "longitude" in values
        if both and (values["latitude"] is None) != (values["longitude"] is None):
            missing = "latitude" if values["latitude"] is None else "longitude"
            self.add_error(missing, _("Give both, or leave both empty."))
        return values


class StandingForm(PartForm):
    """How it stands to the cluster. A judgement of the core team, shown to nobody else."""

    part = "standing"
    owner = forms.TypedChoiceField(
        label=_("Who keeps this entry up to date"), required=False, coerce=int, empty_value=None
    )

    class Meta:
        model = Organisation
        fields = (
            *("membership", "influence", "interest", "connectedness", "stance"),
            *("notes", "owner", "review_on"),
        )
        labels = {
            "membership": _("Membership"),
            "influence": _("Influence on the cluster’s success"),
            "interest": _("Interest in the cluster"),
            "connectedness": _("How well connected it is"),
            "stance": _("How it sees the cluster"),
            "notes": _("Notes"),
            "review_on": _("Look at it again on"),
        }
        widgets = {
            "notes": forms.Textarea(attrs={"rows": 3}),
            "review_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def __init__(self, *args: Any, members: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {member.pk: member for member in members}
        offer(self, "owner", [BLANK, *((pk, str(member)) for pk, member in self.members.items())])

    def clean_owner(self) -> Membership | None:
        return self.members.get(self.cleaned_data["owner"])


PARTS: dict[str, type[PartForm]] = {
    form.part: form for form in (WhoForm, PlaceForm, CoordinatesForm, WorkForm, StandingForm)
}


# --- The list -----------------------------------------------------------------------------------------------

LACKS = {
    "sector": _("no sector yet"),
    "place": _("no place yet"),
    "coordinates": _("not on the map yet"),
    "owner": _("nobody keeps it up to date"),
    "source": _("no source"),
    "due": _("due for another look"),
}
SORTS = {
    "name": _("Name"),
    "sector": _("Sector"),
    "place": _("Place"),
    "membership": _("Membership"),
    "changed": _("Changed"),
    "review": _("Due"),
}


def _any(label: Any) -> list[tuple[str, Any]]:
    return [("", label)]


class FilterForm(forms.Form):
    """What the reader wants to see. Nonsense asks for nothing (see `wanted`)."""

    nothing_required = True

    q = forms.CharField(
        label=_("Name, place or field of work"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    sector = forms.ChoiceField(
        label=_("Sector"), required=False, choices=[*_any(_("all sectors")), *Sector.choices]
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[*_any(_("all kinds")), *Kind.choices])
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[*_any(_("all roles")), *EcosystemRole.choices]
    )
    membership = forms.ChoiceField(
        label=_("Membership"),
        required=False,
        choices=[*_any(_("members and others")), *MembershipState.choices],
    )
    sdg = forms.ChoiceField(label=_("Development goal"), required=False)
    offers = forms.ChoiceField(label=_("Offers"), required=False)
    needs = forms.ChoiceField(label=_("Is looking for"), required=False)
    owner = forms.TypedChoiceField(
        label=_("Kept up to date by"), required=False, coerce=int, empty_value=None
    )
    lacks = forms.ChoiceField(label=_("Still to do"), required=False, choices=[*_any("—"), *LACKS.items()])
    sort = forms.ChoiceField(
        required=False,
        widget=forms.HiddenInput,
        choices=[(sign + key, key) for key in SORTS for sign in ("", "-")],
    )

    def __init__(
        self, data: Mapping[str, Any], *, members: Iterable[Membership | Keeper], team: bool
    ) -> None:
        """`team`: also by the day on which the core team wants to look at an organisation again."""
        super().__init__(data)
        if not team:
            offer(self, "lacks", [*_any("—"), *((key, text) for key, text in LACKS.items() if key != "due")])
            offer(
                self, "sort", [(sort, sort) for key in SORTS if key != "review" for sort in (key, f"-{key}")]
            )
        kinds = [*_any(_("anything")), *services.names().items()]
        offer(self, "offers", kinds)
        offer(self, "needs", kinds)
        offer(self, "sdg", [*_any(_("all goals")), *sdg_choices()])
        offer(self, "owner", [*_any(_("anybody")), *((member.pk, str(member)) for member in members)])

    def wanted(self) -> dict[str, Any]:
        """The conditions that make sense, by field."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def is_filtered(self) -> bool:
        return bool(self.wanted().keys() - {"sort"})

    @property
    def opens_more(self) -> bool:
        return bool(self.wanted().keys() - {"sort", "q", "sector", "membership"})


class SavedViewForm(forms.Form):
    name = forms.CharField(label=_("Name of this view"), max_length=60)
    shared = forms.BooleanField(label=_("for everybody in the cluster"), required=False)
    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)


class BulkForm(forms.Form):
    """One change for many rows."""

    DO = {
        "sector": _("Set the sector"),
        "membership": _("Set the membership"),
        "owner": _("Set who keeps it up to date"),
        "review_on": _("Look at it again on"),
        "remove": _("Remove from the register"),
    }
    do = forms.ChoiceField(label=_("With the chosen ones"), choices=[BLANK, *DO.items()])
    sector = forms.ChoiceField(label=_("Sector"), required=False, choices=[BLANK, *Sector.choices])
    membership = forms.ChoiceField(
        label=_("Membership"), required=False, choices=[BLANK, *MembershipState.choices]
    )
    owner = forms.TypedChoiceField(label=_("Person"), required=False, coerce=int, empty_value=None)
    review_on = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    everything = forms.BooleanField(required=False)
    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, members: Iterable[Membership | Keeper]) -> None:
        super().__init__(data, auto_id="bulk_%s")
        self.members = {member.pk: member for member in members}
        offer(self, "owner", [BLANK, *((pk, str(member)) for pk, member in self.members.items())])

    def clean_owner(self) -> Membership | Keeper | None:
        return self.members.get(self.cleaned_data["owner"])

    def clean(self) -> dict[str, Any]:
        do = self.cleaned_data.get("do")
        if do in {"membership"} and not self.cleaned_data.get(do) and do not in self.errors:
            self.add_error(do, ValidationError(gettext("Choose what to set.")))
        return self.cleaned_data

    @property
    def pks(self) -> set[int]:
        """The rows that were ticked; anything that is no number is nobody's row."""
        ticked = cast(Any, self.data).getlist("row") if hasattr(self.data, "getlist") else []
        return {number for value in ticked if (number := whole_number(value)) is not None}
