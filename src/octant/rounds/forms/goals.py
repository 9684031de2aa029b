"""Forms of step 4: the goal and its indicators.

They only check what was typed; the rows are changed by the actions, which look for edit conflicts.
"""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from octant.core.forms import BLANK, offer
from octant.domain.framework import Framework

from ..models import Goal, Indicator
from ..models.goals import Frequency
from ..owners import OWNER_HELP, OwnerField, owner_of
from .numbers import DayField, NumberField


class GoalForm(forms.ModelForm):
    """`cleaned_data["owner"]` is an octant.rounds.owners.Owner."""

    nothing_required = True  # a page of “(optional)” would say nothing
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    class Meta:
        model = Goal
        fields = ["title", "outcome", "capacity", "due"]
        field_classes = {"due": DayField}
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "outcome": forms.Textarea(attrs={"rows": 3}),
            "capacity": forms.Textarea(attrs={"rows": 3}),
            "due": DayField.widget,
        }

    def __init__(self, data: Mapping[str, Any] | None = None, *, goal: Goal, framework: Framework) -> None:
        # Validating writes into the form's row, so it gets one of its own: the page shows what is stored.
        super().__init__(data, instance=copy(goal), auto_id="goal_%s", initial={"version": goal.version})
        self.fields["owner"] = OwnerField(
            round_=goal.round,
            current=owner_of(goal),
            label=_("Owner: who answers for it"),
            help_text=OWNER_HELP,
        )
        for part in framework.goal_parts:
            self.fields[part.key].help_text = f"{part.text} {gettext('For example:')} {part.example}"


class IndicatorForm(forms.ModelForm):
    nothing_required = True  # a page of “(optional)” would say nothing
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    baseline = NumberField(label=_("Today"), whole_digits=13, decimals=3, required=False)
    target = NumberField(label=_("Target"), whole_digits=13, decimals=3, required=False)

    class Meta:
        model = Indicator
        fields = ["name", "unit", "baseline", "target", "source", "frequency"]
        help_texts = {
            "name": _("What is counted, for example “Members who pay a fee”."),
            "unit": _("For example people or %."),
        }

    def __init__(self, data: Mapping[str, Any] | None = None, *, indicator: Indicator) -> None:
        super().__init__(
            data,
            instance=indicator,
            auto_id=f"indicator{indicator.pk}_%s",
            initial={"version": indicator.version},
        )
        offer(self, "frequency", [BLANK, *Frequency.choices])
        self.fields["baseline"].initial = indicator.baseline
        self.fields["target"].initial = indicator.target
