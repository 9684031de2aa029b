"""What a survey asks, of whom, and what it promises."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from octant.core.forms import offer
from octant.core.validators import no_control_characters
from octant.domain import scoring
from octant.domain.scoring import MINIMA

from ..actions.questions import WITH_OPTIONS
from ..actions.surveys import FIXED
from ..models import Question, QuestionKind, Status, Survey
from ..promise import Anonymity

FEWEST_OPTIONS, MOST_OPTIONS = 2, 20
LONGEST_OPTION = 200
MOST_EXPECTED = 1_000_000


class _Moment(forms.DateTimeInput):
    """Day and time as browsers ask for them."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class SurveyForm(forms.ModelForm):
    """What may still be changed, by how far the survey is."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput, required=False)

    class Meta:
        model = Survey
        fields: tuple[str, ...] = (
            *("title", "intro"),
            *("depth", "asks_wished", "asks_influence"),
            *("asks_sector", "asks_organisation", "minimum_group"),
            *("open_link", "expected", "opens_at", "closes_at"),
            *("team_sees_before", "shared_with_respondents"),
        )
        widgets = {
            "intro": forms.Textarea(attrs={"rows": 4}),
            "depth": forms.RadioSelect,
            "asks_sector": forms.RadioSelect,
            "asks_organisation": forms.RadioSelect,
            "opens_at": _Moment,
            "closes_at": _Moment,
        }
        help_texts = {
            "intro": gettext_lazy("Who asks, why, and what will happen with the answers."),
            "depth": gettext_lazy("Quick takes three minutes, in depth about fifteen."),
            "asks_wished": gettext_lazy("For each dimension, people also say how it should be."),
            "asks_influence": gettext_lazy("How strongly each dimension moves the others: 56 short answers."),
            "asks_sector": gettext_lazy("Not in a fully anonymous survey."),
            "asks_organisation": gettext_lazy("Only in a named survey."),
            "minimum_group": gettext_lazy(
                "Groups with fewer people are not shown, nor what would reveal them. From 3 to 10; "
                "five is usual."
            ),
            "open_link": gettext_lazy("If not, only people with an invitation or a printed code can answer."),
            "expected": gettext_lazy(
                "Shown beside the number of answers, so that you notice when far too many come in."
            ),
            "opens_at": gettext_lazy("Left empty, it opens when you open it."),
            "closes_at": gettext_lazy("Left empty, it stays open until you close it."),
            "team_sees_before": gettext_lazy(
                "Usually results stay sealed until they are revealed, so that nobody follows the others. "
                "Can no longer be changed once the survey is open."
            ),
            "shared_with_respondents": gettext_lazy(
                "On the page where they answered. It is good manners and brings people back."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = self.instance.version
        if self.instance.status != Status.DRAFT:
            for name in FIXED:
                del self.fields[name]
            return
        self.fields["minimum_group"] = forms.TypedChoiceField(
            label=self.fields["minimum_group"].label,
            help_text=self.fields["minimum_group"].help_text,
            choices=[(n, n) for n in MINIMA],
            initial=scoring.MINIMUM,
            coerce=int,
        )
        if self.instance.pk and self.instance.anonymity == Anonymity.ANONYMOUS:
            del self.fields["asks_sector"]
        if self.instance.pk and self.instance.anonymity != Anonymity.NAMED:
            del self.fields["asks_organisation"]

    def clean_expected(self) -> int | None:
        expected: int | None = self.cleaned_data["expected"]
        if expected is not None and not 1 <= expected <= MOST_EXPECTED:
            raise ValidationError(_("Write a number from 1 to 1,000,000, or nothing."))
        return expected

    def clean_closes_at(self) -> datetime | None:
        closes: datetime | None = self.cleaned_data["closes_at"]
        if closes and closes != self.instance.closes_at and closes <= timezone.now():
            raise ValidationError(_("This moment is over. Choose a later one, or nothing."))
        return closes

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("It must close after it opens."))
        return data

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class NewSurveyForm(SurveyForm):
    """The same, with what is promised: chosen once and never changed."""

    class Meta(SurveyForm.Meta):
        fields: tuple[str, ...] = ("title", "intro", "anonymity", *SurveyForm.Meta.fields[2:])
        widgets = SurveyForm.Meta.widgets | {"anonymity": forms.RadioSelect}


class QuestionForm(forms.ModelForm):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput, required=False)
    options = forms.CharField(
        label=gettext_lazy("Answers to choose from"),
        help_text=gettext_lazy("One on each line; for choosing and for putting in order."),
        required=False,
        max_length=5000,
        validators=[no_control_characters],
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    class Meta:
        model = Question
        fields = ("kind", "text", "help", "low", "high")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", QuestionKind.choices)

    def clean_options(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["options"].splitlines()]
        options = list(dict.fromkeys(line for line in lines if line))
        if self.cleaned_data.get("kind") not in WITH_OPTIONS:
            return []
        if len(options) < FEWEST_OPTIONS:
            raise ValidationError(_("Write at least two different answers, one on each line."))
        if len(options) > MOST_OPTIONS:
            raise ValidationError(
                _("These are %(n)s answers; at most %(most)s can be read on a phone.")
                % {"n": len(options), "most": MOST_OPTIONS}
            )
        if any(len(option) > LONGEST_OPTION for option in options):
            raise ValidationError(_("An answer has at most %(most)s characters.") % {"most": LONGEST_OPTION})
        return options

    def values(self) -> dict[str, Any]:
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        if values["kind"] != QuestionKind.SCALE:
            values |= {"low": "", "high": ""}
        return values


class CopyForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Title of the copy"), max_length=120, validators=[no_control_characters]
    )
