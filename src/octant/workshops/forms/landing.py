"""What is chosen when something is taken over from a workshop into its round."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from octant.core.forms import offer
from octant.core.validators import no_control_characters
from octant.domain.framework import Framework, Prompt
from octant.rounds.forms.numbers import NumberField
from octant.rounds.forms.vision import tidy
from octant.rounds.models import FindingKind, Goal

from ..actions.landing import AsFactor, AsFinding, AsMeasure, AsSentence, Target
from ..models import Activity, GoalDraft, Idea

PLAIN = [no_control_characters]
NEW_DRAFT = "draft"


class IdeasForm(forms.Form):
    """Which ideas; `ideas` offers those that nobody has decided on."""

    ideas = forms.TypedMultipleChoiceField(
        label=_("Ideas"), coerce=int, error_messages={"required": _("Tick at least one idea.")}
    )

    def __init__(self, *args: Any, ideas: Iterable[Idea | Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "ideas", [(str(idea.pk), idea.text) for idea in ideas])

    @property
    def ticked(self) -> list[str]:
        """What is ticked, as the page shows it again."""
        return [str(value) for value in self["ideas"].value() or []]


class TakeOverForm(IdeasForm):
    """Common to all kinds of taking over; what it is taken over as stands in the subclasses."""

    together = forms.CharField(
        label=_("All ticked ideas as one, worded"),
        help_text=_("Leave this empty to take over each idea on its own."),
        max_length=200,
        required=False,
        validators=PLAIN,
    )

    @property
    def target(self) -> Target:
        raise NotImplementedError


class FindingsForm(TakeOverForm):
    category = forms.ChoiceField(label=_("Resource category"))
    kind = forms.ChoiceField(label=_("Kind"), choices=FindingKind)

    def __init__(self, *args: Any, framework: Framework, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "category", [(row.key, row.name) for row in framework.resource_categories])
        if activity.category:
            self.initial.setdefault("category", activity.category)

    @property
    def target(self) -> Target:
        return AsFinding(self.cleaned_data["category"], self.cleaned_data["kind"])


class SentencesForm(TakeOverForm):
    question = forms.ChoiceField(label=_("Where to"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, questions: Iterable[Prompt], may_draft: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {row.id: row for row in questions}
        choices = [(row.id, row.text) for row in self.by_id.values()]
        if may_draft:
            choices.insert(0, (NEW_DRAFT, str(_("A new draft of the vision"))))
        offer(self, "question", choices)
        if choices:
            self.initial.setdefault("question", choices[0][0])

    @property
    def target(self) -> Target:
        return AsSentence(self.by_id.get(self.cleaned_data["question"]))


class FactorsForm(TakeOverForm):
    @property
    def target(self) -> Target:
        return AsFactor()


class MeasuresForm(TakeOverForm):
    dimension = forms.ChoiceField(label=_("For the goal of"))

    def __init__(self, *args: Any, dimensions: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "dimension", dimensions)

    @property
    def target(self) -> Target:
        return AsMeasure(self.cleaned_data["dimension"])


class SetAsideForm(IdeasForm):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Everybody who was there can read this. Be kind and clear."),
        max_length=500,
        validators=PLAIN,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_reason(self) -> str:
        return tidy(self.cleaned_data["reason"])


class GoalForm(forms.Form):
    """A small group's goal beside the goal of the round: field by field, which wording counts."""

    nothing_required = True  # a page of “(optional)” would say nothing
    KEEP, TAKE, BOTH = "keep", "take", "both"
    TEXTS = ("outcome", "capacity")

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    with_indicator = forms.BooleanField(label=_("Add this indicator"), required=False)
    name = forms.CharField(label=_("Indicator"), max_length=200, required=False, validators=PLAIN)
    unit = forms.CharField(label=_("Unit"), max_length=60, required=False, validators=PLAIN)
    baseline = NumberField(label=_("Today"), whole_digits=13, decimals=3, required=False)
    target = NumberField(label=_("Target"), whole_digits=13, decimals=3, required=False)

    def __init__(self, *args: Any, draft: GoalDraft, goal: Goal | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft, self.goal = draft, goal
        self.initial = {
            "version": goal.version if goal else 1,
            "with_indicator": bool(draft.indicator),
            "name": draft.indicator,
            "unit": draft.unit,
            "baseline": draft.baseline,
            "target": draft.target,
        }
        for field in (*self.TEXTS, "due"):
            if self.theirs(field) and self.ours(field) and self.theirs(field) != self.ours(field):
                self.fields[f"use_{field}"] = self._choice(field)

    def _choice(self, field: str) -> forms.ChoiceField:
        choices = [
            (self.KEEP, _("What stands in the round")),
            (self.TAKE, _("What the group wrote")),
        ]
        if field in self.TEXTS:
            choices.append((self.BOTH, _("Both, one below the other")))
        return forms.ChoiceField(
            label=_("Which counts?"), choices=choices, widget=forms.RadioSelect, initial=self.KEEP
        )

    def theirs(self, field: str) -> Any:
        """What the small group wrote."""
        return getattr(self.draft, "due_on" if field == "due" else field)

    def ours(self, field: str) -> Any:
        """What stands in the round."""
        return getattr(self.goal, field) if self.goal else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("with_indicator") and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", str(_("Name the indicator, or do not add it.")))
        longest = 2000
        for field in self.TEXTS:
            if len(str(self._chosen(field))) > longest:
                self.add_error(f"use_{field}", str(_("Both together are too long. Choose one of the two.")))
        return cleaned

    @property
    def values(self) -> dict[str, str | date]:
        """The fields of the goal to write; what is kept is not among them."""
        chosen = {field: self._chosen(field) for field in (*self.TEXTS, "due")}
        return {field: value for field, value in chosen.items() if value and value != self.ours(field)}

    def _chosen(self, field: str) -> Any:
        theirs, ours = self.theirs(field), self.ours(field)
        use = self.cleaned_data.get(f"use_{field}", self.TAKE)
        if use == self.KEEP or not theirs:
            return ours or ""
        if use == self.BOTH:
            return f"{ours}\n\n{theirs}"
        return theirs

    @property
    def indicator(self) -> dict[str, Any] | None:
        if not self.cleaned_data.get("with_indicator"):
            return None
        return {name: self.cleaned_data[name] for name in ("name", "unit", "baseline", "target")}
