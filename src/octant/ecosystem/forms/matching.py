"""What people type about introductions and rounds of meetings."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from octant.clusters.models import Cluster
from octant.core.validators import no_control_characters

from ..models import Introduction, Need, Offer, Organisation, Outcome

MOST_GUESTS = 200
MOST_ROUNDS = 12
LONGEST_NAME = 120


class ProposeForm(forms.Form):
    """Every number has to belong to this cluster, and need and offer to the two organisations."""

    first = forms.ModelChoiceField(Organisation.objects.none(), widget=forms.HiddenInput)
    second = forms.ModelChoiceField(Organisation.objects.none(), widget=forms.HiddenInput)
    need = forms.ModelChoiceField(Need.objects.none(), required=False, widget=forms.HiddenInput)
    offer = forms.ModelChoiceField(Offer.objects.none(), required=False, widget=forms.HiddenInput)
    introducer = forms.ModelChoiceField(Organisation.objects.none(), required=False, widget=forms.HiddenInput)
    why = forms.CharField(required=False, max_length=1000, validators=[no_control_characters])

    def __init__(self, *args: Any, cluster: Cluster, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = Organisation.kept.filter(cluster=cluster)
        for name in ("first", "second", "introducer"):
            self._offer(name, organisations)
        self._offer("need", Need.kept.filter(organisation__cluster=cluster))
        self._offer("offer", Offer.kept.filter(organisation__cluster=cluster))

    def _offer(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, second = data.get("first"), data.get("second")
        if first and first == second:
            raise ValidationError(_("An introduction takes two organisations."))
        both = {row.pk for row in (first, second) if row}
        for name in ("need", "offer"):
            if data.get(name) and data[name].organisation_id not in both:
                raise ValidationError(_("The offer or the need belongs to somebody else by now."))
        return data


class IntroductionForm(forms.ModelForm):
    nothing_required = True
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    class Meta:
        model = Introduction
        fields = ("why", "note")
        labels = {"why": _("Why they should meet"), "note": _("Note")}
        widgets = {"why": forms.Textarea(attrs={"rows": 3}), "note": forms.Textarea(attrs={"rows": 3})}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("why", "note")}


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(label=_("What came of it"), choices=Outcome.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[no_control_characters],
    )
    settled = forms.BooleanField(label=_("The need is settled"), required=False)


class MeetingForm(forms.Form):
    """Who comes to an event, one guest a line. Nothing of it is stored."""

    guests = forms.CharField(
        label=_("Who comes"),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        validators=[no_control_characters],
        help_text=_(
            "One guest a line. After a semicolon the organisation: then colleagues are not brought together, "
            "and the sector is read from the register."
        ),
    )
    rounds = forms.IntegerField(label=_("Rounds"), min_value=1, max_value=MOST_ROUNDS, initial=4)
    table = forms.IntegerField(
        label=_("Seats at a table"),
        min_value=2,
        max_value=10,
        initial=2,
        help_text=_("Two for talks in pairs."),
    )

    def clean_guests(self) -> list[tuple[str, str]]:
        """(guest, organisation or nothing) for each line."""
        found: dict[str, str] = {}
        for line in self.cleaned_data["guests"].splitlines():
            name, _sign, organisation = (" ".join(part.split()) for part in line.partition(";"))
            if not name:
                continue
            if name in found:
                raise ValidationError(
                    _("“%(name)s” stands there twice. Add a letter or the place to tell them apart."),
                    params={"name": name},
                )
            if max(len(name), len(organisation)) > LONGEST_NAME:
                raise ValidationError(_("A name may have up to %(n)s letters."), params={"n": LONGEST_NAME})
            found[name] = organisation
        if len(found) < 2:
            raise ValidationError(_("A round of meetings takes two guests at least, one a line."))
        if len(found) > MOST_GUESTS:
            raise ValidationError(_("At most %(n)s guests, please."), params={"n": MOST_GUESTS})
        return list(found.items())
