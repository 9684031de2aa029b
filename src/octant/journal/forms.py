"""Looking for entries, and writing one by hand."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from octant.core.validators import no_control_characters

from .models import EntryKind, Visibility
from .queries import Filter, kinds

DATE = {"type": "date"}


class FilterForm(forms.Form):
    """Every part may be empty; a part that makes no sense is left out and named."""

    nothing_required = True  # a list of “(optional)” would say nothing
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    verb = forms.ChoiceField(label=_("What happened"), required=False)
    person = forms.TypedChoiceField(label=_("Who"), required=False, coerce=int, empty_value=None)
    round = forms.TypedChoiceField(label=_("Round"), required=False, coerce=int, empty_value=None)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )

    def __init__(
        self,
        *args: Any,
        verbs: list[tuple[str, str]],
        people: list[tuple[int, str]],
        rounds: list[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[Any, Any]]] = {
            "kind": [("", _("every kind")), *kinds()],
            "verb": [("", _("everything")), *verbs],
            "person": [("", _("everybody")), *people],
            "round": [("", _("all rounds")), *rounds],
        }
        for name, offered in choices.items():
            cast(forms.ChoiceField, self.fields[name]).choices = offered

    def wanted(self) -> Filter:
        good = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return Filter(
            kind=good.get("kind", ""),
            verb=good.get("verb", ""),
            person=good.get("person"),
            round_number=good.get("round"),
            since=good.get("since"),
            until=good.get("until"),
            text=good.get("q", ""),
        )


class EntryForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (EntryKind.DECISION.value, EntryKind.DECISION.label),
            (EntryKind.FEEDBACK.value, EntryKind.FEEDBACK.label),
            (EntryKind.NOTE.value, EntryKind.NOTE.label),
        ],
        initial=EntryKind.DECISION.value,
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("In a few words"), max_length=200, validators=[no_control_characters])
    text = forms.CharField(
        label=_("Details"),
        required=False,
        max_length=5000,
        validators=[no_control_characters],
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Who decided or said it, when, and why. An entry cannot be changed later."),
    )
    visibility = forms.ChoiceField(
        label=_("Who may read it?"),
        choices=Visibility.choices,
        initial=Visibility.TEAM.value,
        widget=forms.RadioSelect,
    )
