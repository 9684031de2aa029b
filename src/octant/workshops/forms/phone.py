"""What a phone is asked before it is in, and what a small group writes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from octant.core.forms import offer
from octant.core.validators import no_control_characters
from octant.ecosystem.models import Sector
from octant.surveys.models import Asked

from ..models import GoalDraft, Workshop
from ..queries.stage import GOAL_FIELDS


class JoinForm(forms.Form):
    """Only what the workshop asks and may keep."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        validators=[no_control_characters],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    sector = forms.ChoiceField(label=_("Which sector do you speak from?"), widget=forms.RadioSelect)
    organisation = forms.CharField(
        label=_("Your organisation"),
        max_length=200,
        validators=[no_control_characters],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keep("name", workshop.is_named, Asked.REQUIRED)
        self._keep("sector", workshop.keeps_sector, workshop.asks_sector)
        self._keep("organisation", workshop.keeps_organisation, workshop.asks_organisation)
        if "sector" in self.fields:
            rather_not = [("", _("I would rather not say"))]
            choices = [*Sector.choices, *(rather_not if workshop.asks_sector == Asked.OPTIONAL else [])]
            offer(self, "sector", choices)

    def _keep(self, name: str, kept: bool, asked: str) -> None:
        if kept:
            self.fields[name].required = asked == Asked.REQUIRED
        else:
            del self.fields[name]


class GoalDraftForm(forms.ModelForm):
    """A small group's goal; only the fields that are posted count."""

    class Meta:
        model = GoalDraft
        fields = GOAL_FIELDS
        widgets = {
            "outcome": forms.Textarea(attrs={"rows": 3}),
            "capacity": forms.Textarea(attrs={"rows": 3}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, dimensions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dimension"] = forms.ChoiceField(
            label=_("Dimension"), choices=[("", _("choose one")), *dimensions], required=False
        )
