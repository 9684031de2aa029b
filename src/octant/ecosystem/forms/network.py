"""Which part of the network to look at, and how the picture shows it."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from octant.clusters.models import Cluster

from ..models import Organisation, RelationKind, Strength
from ..names import name_key
from ..queries.network import NetworkView
from .relations import DayInput, not_in_the_future

COLOURS = [("sector", _("sector")), ("community", _("group of close ties"))]
SIZES = [
    ("degree", _("number of ties")),
    ("betweenness", _("role as a broker")),
    ("core", _("place in the dense middle")),
    ("reach", _("reach in two steps")),
    ("same", _("all the same")),
]
STRENGTHS = [
    (Strength.LOOSE, _("any")),
    (Strength.REGULAR, _("regularly or closely")),
    (Strength.CLOSE, _("closely")),
]


class NetworkForm(forms.Form):
    """Reads the address of the page. What is not valid there counts as not said."""

    kind = forms.MultipleChoiceField(
        label=_("Kinds of relation"),
        choices=RelationKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None ticked: all kinds."),
    )
    strength = forms.TypedChoiceField(label=_("How strong"), choices=STRENGTHS, coerce=int, required=False)
    on = forms.DateField(
        label=_("On the day"),
        required=False,
        widget=DayInput,
        validators=[not_in_the_future],
        help_text=_("Empty: today."),
    )
    colour = forms.ChoiceField(label=_("Colour shows"), choices=COLOURS, required=False)
    size = forms.ChoiceField(label=_("Size shows"), choices=SIZES, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_valid()

    @property
    def view(self) -> NetworkView:
        kinds = tuple(self.cleaned_data.get("kind") or ())
        on = self.cleaned_data.get("on")
        return NetworkView(
            kinds=() if len(kinds) == len(RelationKind) else kinds,
            strength=int(self.cleaned_data.get("strength") or 1),
            on=None if on is None or on >= timezone.localdate() else on,
        )

    @property
    def colour_by(self) -> str:
        return self.cleaned_data.get("colour") or "sector"

    @property
    def size_by(self) -> str:
        return self.cleaned_data.get("size") or "degree"


class CompareForm(forms.Form):
    before = forms.DateField(label=_("First day"), widget=DayInput, validators=[not_in_the_future])
    after = forms.DateField(label=_("Second day"), widget=DayInput, validators=[not_in_the_future])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("before") and data.get("after") and data["before"] >= data["after"]:
            raise ValidationError(_("The first day has to be before the second."))
        return data

    @classmethod
    def usual(cls) -> dict[str, str]:
        """A year ago and today."""
        today = timezone.localdate()
        return {"before": (today - timedelta(days=365)).isoformat(), "after": today.isoformat()}


class PathForm(forms.Form):
    """Two organisations of the register, by name."""

    start = forms.CharField(label=_("From"), max_length=200)
    end = forms.CharField(label=_("To"), max_length=200)

    def __init__(self, *args: Any, cluster: Cluster, suggest_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cluster = cluster
        for field in self.fields.values():
            field.widget.attrs["data-suggest-url"] = suggest_url

    def clean_start(self) -> Organisation:
        return self._known("start")

    def clean_end(self) -> Organisation:
        return self._known("end")

    def _known(self, name: str) -> Organisation:
        key = name_key(self.cleaned_data[name])
        row = Organisation.kept.filter(cluster=self.cluster, name_key=key).first()
        if row is None:
            raise ValidationError(_("The register has no organisation of this name."))
        return row
