"""What a phone is asked before it is in, and what a small group writes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from octant.surveys.forms.introduction import IntroductionForm
from octant.surveys.promise import Asked

from ..models import GoalDraft
from ..queries.stage import GOAL_FIELDS


class JoinForm(IntroductionForm):
    """Who is in the room says who they are, where the workshop is named."""

    name_is = Asked.REQUIRED


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
