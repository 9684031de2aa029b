"""What people type about who works with whom."""

from collections.abc import Mapping
from copy import copy
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from octant.core.forms import BLANK
from octant.core.validators import no_control_characters

from ..models import DIRECTED, Relation, RelationKind, Strength
from ..words import SEEN_FROM_SECOND

BACK = "-"  # before a kind: the other organisation comes first
EARLIEST = date(1800, 1, 1)


def kinds() -> list[tuple[str, Any]]:
    """Every kind, and for those with a direction the way back: “funds”, “is funded by”."""
    choices: list[tuple[str, Any]] = []
    for kind in RelationKind:
        choices.append((kind.value, kind.label))
        if kind in DIRECTED:
            choices.append((f"{BACK}{kind.value}", SEEN_FROM_SECOND[kind.value]))
    return choices


def not_in_the_future(day: date) -> None:
    if day > timezone.localdate() + timedelta(days=1):
        raise ValidationError(_("This day is still to come."))
    if day < EARLIEST:
        raise ValidationError(_("This is too long ago. Is the year right?"))


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RelationForm(forms.Form):
    """A new relation, seen from one organisation."""

    partner = forms.CharField(
        label=_("With whom"),
        max_length=200,
        validators=[no_control_characters],
        help_text=_("Start to type a name. A new name is added to the register."),
    )
    kind = forms.ChoiceField(label=_("They"), choices=lambda: [BLANK, *kinds()])
    strength = forms.TypedChoiceField(
        label=_("How much"), coerce=int, choices=Strength.choices, initial=Strength.REGULAR
    )
    since = forms.DateField(label=_("Since"), required=False, widget=DayInput, validators=[not_in_the_future])
    evidence = forms.CharField(
        label=_("How we know"), required=False, max_length=300, validators=[no_control_characters]
    )
    evidence_url = forms.URLField(label=_("Link"), required=False, max_length=500, assume_scheme="https")

    def __init__(self, data: Mapping[str, Any] | None = None, *, suggest_url: str) -> None:
        super().__init__(data, auto_id="relation_new_%s")
        self.fields["partner"].widget.attrs["data-suggest-url"] = suggest_url

    def clean_partner(self) -> str:
        return " ".join(self.cleaned_data["partner"].split())


class RelationChangeForm(forms.ModelForm):
    nothing_required = True
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    class Meta:
        model = Relation
        fields = ("strength", "since", "evidence", "evidence_url")
        labels = {
            "strength": _("How much"),
            "since": _("Since"),
            "evidence": _("How we know"),
            "evidence_url": _("Link"),
        }
        widgets = {"since": DayInput}

    def __init__(self, data: Mapping[str, Any] | None = None, *, relation: Relation) -> None:
        super().__init__(
            data,
            instance=copy(relation),
            auto_id=f"relation{relation.pk}_%s",
            initial={"version": relation.version},
        )
        self.fields["since"].validators.append(not_in_the_future)

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class EndForm(forms.Form):
    ended_on = forms.DateField(label=_("Ended on"), widget=DayInput, validators=[not_in_the_future])

    def __init__(self, data: Mapping[str, Any] | None = None, *, relation: Relation) -> None:
        super().__init__(
            data, auto_id=f"relation{relation.pk}_end_%s", initial={"ended_on": timezone.localdate()}
        )
        self.relation = relation

    def clean_ended_on(self) -> date:
        day: date = self.cleaned_data["ended_on"]
        if self.relation.since and day < self.relation.since:
            raise ValidationError(_("This is before it began."))
        return day
