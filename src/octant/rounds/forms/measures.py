"""Forms of step 5: the measure, who joins in, its milestones, resources and dependencies."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from octant.core.forms import BLANK, offer
from octant.domain.framework import Framework
from octant.domain.planning import Pattern

from ..models import Measure, MeasureResource, Milestone, Round
from ..owners import OWNER_HELP, OwnerField, owner_of
from .numbers import DayField, NumberField

# Currencies of the region and its neighbours (ISO 4217), the euro first.
CURRENCIES = (
    "EUR", "SEK", "NOK", "DKK", "PLN", "CZK", "CHF", "GBP", "HUF", "RON", "BGN",
    "ISK", "UAH", "MDL", "RSD", "BAM", "MKD", "ALL", "TRY", "GEL", "AMD", "USD",
)  # fmt: skip
TIME_UNITS = [("hours", _("hours")), ("days", _("days"))]
TIME, MONEY = "time", "funding"  # keys of framework.measure_resources


class NewMeasureForm(forms.ModelForm):
    class Meta:
        model = Measure
        fields = ["title"]
        labels = {"title": _("New measure: what will you do?")}

    def __init__(self, data: Mapping[str, Any] | None = None, *, dimension: str) -> None:
        super().__init__(data, auto_id=f"new_{dimension}_%s")


class MeasureForm(forms.ModelForm):
    """`cleaned_data["owner"]` is an octant.rounds.owners.Owner."""

    nothing_required = True  # a page of “(optional)” would say nothing
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind of measure"), required=False)

    class Meta:
        model = Measure
        fields = ["title", "kind", "description", "starts_on", "ends_on", "monitoring"]
        field_classes = {"starts_on": DayField, "ends_on": DayField}
        help_texts = {
            "monitoring": _(
                "Who looks at it, how often, and who hears about it? For example: ten minutes in the monthly "
                "meeting."
            ),
        }
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "monitoring": forms.Textarea(attrs={"rows": 2}),
            "starts_on": DayField.widget,
            "ends_on": DayField.widget,
        }

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, measure: Measure, framework: Framework
    ) -> None:
        # Validating writes into the form's row, so it gets one of its own: the page shows what is stored.
        super().__init__(
            data, instance=copy(measure), auto_id="measure_%s", initial={"version": measure.version}
        )
        offer(self, "kind", [BLANK, *((kind.key, kind.name) for kind in framework.measure_kinds)])
        self.fields["owner"] = OwnerField(
            round_=measure.goal.round,
            current=owner_of(measure),
            label=_("Owner: who answers for it"),
            help_text=OWNER_HELP,
        )

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        starts, ends = values.get("starts_on"), values.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The end lies before the start. Change one of the two days."))
        return values


class ContributorForm(forms.Form):
    def __init__(self, data: Mapping[str, Any] | None = None, *, round_: Round) -> None:
        super().__init__(data, auto_id="contributor_%s")
        self.fields["who"] = OwnerField(
            round_=round_, required=True, label=_("Add a person or an organisation")
        )


class MilestoneForm(forms.ModelForm):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    class Meta:
        model = Milestone
        fields = ["title", "due"]
        field_classes = {"due": DayField}
        widgets = {"due": DayField.widget}

    def __init__(self, data: Mapping[str, Any] | None = None, *, milestone: Milestone | None = None) -> None:
        super().__init__(
            data,
            instance=milestone,
            auto_id=f"milestone{milestone.pk if milestone else ''}_%s",
            initial={"version": milestone.version if milestone else None},
        )
        self.fields["version"].required = milestone is not None


class MilestonePatternForm(forms.Form):
    pattern = forms.ChoiceField(choices=[(pattern.value, pattern.value) for pattern in Pattern])


class ResourceForm(forms.ModelForm):
    """One thing a measure needs. Its kind is fixed: time has hours or days, money a currency."""

    nothing_required = True  # a page of “(optional)” would say nothing
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    amount = NumberField(label=_("Amount"), whole_digits=12, decimals=2, least=0, required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)

    class Meta:
        model = MeasureResource
        fields = ["amount", "unit", "text", "secured"]

    def __init__(self, data: Mapping[str, Any] | None = None, *, resource: MeasureResource) -> None:
        super().__init__(
            data,
            instance=resource,
            auto_id=f"resource{resource.pk}_%s",
            initial={"version": resource.version},
        )
        self.fields["amount"].initial = resource.amount
        if resource.kind == TIME:
            offer(self, "unit", TIME_UNITS)
        elif resource.kind == MONEY:
            self.fields["unit"].label = _("Currency")
            offer(self, "unit", [(code, code) for code in CURRENCIES])
        else:
            del self.fields["amount"], self.fields["unit"]


class NewResourceForm(forms.Form):
    kind = forms.ChoiceField(label=_("Add what it needs"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, framework: Framework) -> None:
        super().__init__(data, auto_id="new_resource_%s")
        offer(self, "kind", [(kind.key, kind.name) for kind in framework.measure_resources])


class DependencyForm(forms.Form):
    """`others`: the other measures of the round as (id, title)."""

    needs = forms.TypedChoiceField(label=_("It can only start after"), coerce=int)

    def __init__(self, data: Mapping[str, Any] | None = None, *, others: list[tuple[int, str]]) -> None:
        super().__init__(data, auto_id="dependency_%s")
        offer(self, "needs", [BLANK, *others])
        self.fields["needs"].error_messages["invalid_choice"] = _(
            "Choose another measure of this round from the list."
        )

    def circle(self, titles: list[str]) -> None:
        """Refuse a dependency that would close a circle, and show the circle by names."""
        self.add_error(
            "needs",
            ValidationError(
                _("These measures would wait for each other: %(circle)s."),
                params={"circle": " → ".join(f"“{title}”" for title in titles)},
            ),
        )
