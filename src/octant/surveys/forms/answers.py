"""Forms of people who answer. What is typed is checked and handed on as `Answers`."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from octant.core.forms import BLANK
from octant.core.validators import no_control_characters
from octant.domain.framework import Dimension, Framework
from octant.domain.influence import STRONGEST
from octant.ratings.models import Aspect
from octant.rounds.forms.ratings import RatingForm

from ..actions.answers import LONGEST_TEXT, Answers, Value
from ..models import Depth, Question, QuestionKind, Survey
from ..parts import aspects
from .introduction import IntroductionForm

PREFIX = {Aspect.NOW: "", Aspect.WISHED: "wished-"}
INFLUENCE = "influence-"


class BeginForm(IntroductionForm):
    """What is asked before the first question, and the code of an invitation."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=40,
        required=False,
        help_text=_("Twelve letters and figures, from your invitation. It works once."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, promise=survey, **kwargs)
        if survey.open_link:
            # Whoever comes by a personal link has used it, although the open one would let them in as well.
            if self["code"].value():
                self.fields["code"].widget = forms.HiddenInput()
            else:
                del self.fields["code"]


class ResumeForm(forms.Form):
    code = forms.CharField(
        label=_("Your personal code"),
        max_length=40,
        help_text=_("Twelve letters and figures that you were shown."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )


class DimensionForm:
    """Levels (and a comment) for one dimension, for every aspect the survey asks."""

    def __init__(self, data: Mapping[str, Any], *, survey: Survey, dimension: Dimension) -> None:
        self.forms = {
            aspect: RatingForm(_with_prefix(data, PREFIX[aspect]), items=_items(survey, dimension, aspect))
            for aspect in aspects(survey)
        }

    def is_valid(self) -> bool:
        return all(form.is_valid() for form in self.forms.values())

    @property
    def errors(self) -> dict[str, list[str]]:
        return {
            (f"{PREFIX[aspect]}{name}" if name != "__all__" else name): list(map(str, errors))
            for aspect, form in self.forms.items()
            for name, errors in form.errors.items()
        }

    @property
    def answers(self) -> Answers:
        return Answers(
            levels={aspect: form.levels for aspect, form in self.forms.items()},
            comments={aspect: form.comments for aspect, form in self.forms.items() if form.comments},
        )


def _with_prefix(data: Mapping[str, Any], prefix: str) -> Mapping[str, str]:
    others = tuple(other for other in PREFIX.values() if other and other != prefix)
    return {
        name.removeprefix(prefix): str(data[name])
        for name in data
        if name.startswith(prefix) and not name.startswith(others or ("\0",)) and name != "clear"
    }


def _items(survey: Survey, dimension: Dimension, aspect: Aspect) -> dict[str, str]:
    items = {dimension.key: dimension.name}
    if aspect == Aspect.NOW and survey.depth == Depth.STATEMENTS:
        items |= {statement.id: statement.text for statement in dimension.statements}
    return items


class InfluenceForm(forms.Form):
    """How strongly one dimension acts on each other one: fields `influence-<key>`, 0–3 or left open."""

    def __init__(self, *args: Any, framework: Framework, dimension: Dimension, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dimension = dimension
        strengths = [BLANK, *((str(n), str(n)) for n in range(STRONGEST + 1))]
        for other in framework.dimensions:
            if other.key != dimension.key:
                self.fields[f"{INFLUENCE}{other.key}"] = forms.ChoiceField(
                    label=other.name, choices=strengths, required=False
                )

    @property
    def answers(self) -> Answers:
        return Answers(
            influence={
                (self.dimension.key, name.removeprefix(INFLUENCE)): int(value) if value else None
                for name, value in self.cleaned_data.items()
            }
        )


class QuestionForm(forms.Form):
    """One question of the survey's own, whatever its kind. Rankings have one select for each option."""

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        options = [(option["key"], option["text"]) for option in question.options]
        match question.kind:
            case QuestionKind.SINGLE:
                self.fields["answer"] = forms.ChoiceField(
                    label=question.text, choices=options, required=False, widget=forms.RadioSelect
                )
            case QuestionKind.MULTIPLE:
                self.fields["answer"] = forms.MultipleChoiceField(
                    label=question.text,
                    choices=options,
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                )
            case QuestionKind.SCALE:
                self.fields["answer"] = forms.TypedChoiceField(
                    label=question.text,
                    choices=[(str(n), self._end(n)) for n in range(1, 6)],
                    coerce=int,
                    empty_value=None,
                    required=False,
                    widget=forms.RadioSelect,
                )
            case QuestionKind.TEXT:
                self.fields["answer"] = forms.CharField(
                    label=question.text,
                    max_length=LONGEST_TEXT,
                    required=False,
                    validators=[no_control_characters],
                    widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
                )
            case QuestionKind.RANKING:
                ranks = [BLANK, *((str(n), str(n)) for n in range(1, len(options) + 1))]
                for key, text in options:
                    self.fields[f"rank-{key}"] = forms.TypedChoiceField(
                        label=text, choices=ranks, coerce=int, empty_value=None, required=False
                    )

    def _end(self, level: int) -> str:
        ends = {1: self.question.low, 5: self.question.high}
        return f"{level} · {ends[level]}" if ends.get(level) else str(level)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.question.kind == QuestionKind.RANKING:
            ranks = [value for value in values.values() if value]
            if len(set(ranks)) != len(ranks):
                self.add_error(None, _("Two answers have the same place. Give each place once."))
        return values

    @property
    def value(self) -> Value:
        if self.question.kind != QuestionKind.RANKING:
            answer: Value = self.cleaned_data.get("answer")
            return answer
        ranked = [(rank, name.removeprefix("rank-")) for name, rank in self.cleaned_data.items() if rank]
        return [key for _rank, key in sorted(ranked)]

    @property
    def answers(self) -> Answers:
        return Answers(questions={self.question.pk: self.value})


def stored(question: Question, rows: list[tuple[str, int | None, str]]) -> dict[str, Any]:
    """What the form of a question shows of an answer that is stored."""
    if question.kind == QuestionKind.RANKING:
        return {f"rank-{option}": number for option, number, _text in rows}
    if question.kind == QuestionKind.MULTIPLE:
        return {"answer": [option for option, _number, _text in rows]}
    option, number, text = rows[0] if rows else ("", None, "")
    return {"answer": option or (number if number is not None else text)}
