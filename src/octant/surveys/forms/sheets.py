"""One sheet of paper or one talk, typed in by the team: a digit for each item, x for "can't judge"."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from octant.core.validators import no_control_characters
from octant.domain.framework import Dimension, Framework
from octant.ratings.actions import LONGEST_COMMENT
from octant.ratings.models import Aspect

from ..actions.answers import Answers
from ..models import BY_TEAM, Ballot, Depth, Question, Source, Survey
from ..parts import aspects
from ..queries.answers import Given
from .answers import BeginForm, QuestionForm, stored

SKIP = "x"
LEVEL = RegexValidator(r"^[1-5xX]$", _("Type a figure from 1 to 5, or x for “can’t judge”."))
STRENGTH = RegexValidator(r"^[0-3]$", _("Type a figure from 0 to 3."))


class SheetForm(BeginForm):
    """Fields `<aspect>:<item>` (levels), `comment:<dimension>`, `cell:<from>:<to>` (influence).

    Empty fields are answers that were not given. Own questions have forms of their own (`questions`).
    """

    source = forms.ChoiceField(
        label=_("Where it comes from"),
        choices=[(key, label) for key, label in Source.choices if key in BY_TEAM],
        widget=forms.RadioSelect,
        initial=Source.PAPER,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        survey: Survey,
        framework: Framework,
        questions: Sequence[Question],
        ballot: Ballot | None = None,
        given: Given | None = None,
    ) -> None:
        super().__init__(data, survey=survey, auto_id="sheet-%s")
        self.survey, self.framework = survey, framework
        self.fields.pop("code", None)
        for name in ("sector", "organisation", "name"):  # a sheet may lack what a person would have to say
            if name in self.fields:
                self.fields[name].required = False
        if "sector" in self.fields:
            self.fields["sector"].label = _("Sector")
        self.order_fields(["source", "sector", "organisation", "name"])
        if ballot:
            self.initial = {name: getattr(ballot, name) for name in self.fields}
        for dimension in framework.dimensions:
            self._ask(dimension, given)
        if survey.asks_influence:
            self._ask_influence(given)
        self.questions = [
            QuestionForm(
                data,
                question=row,
                initial=stored(row, given.questions.get(row.pk, [])) if given else {},
                prefix=f"q{row.pk}",
                auto_id="sheet-%s",
            )
            for row in questions
        ]

    def _ask(self, dimension: Dimension, given: Given | None) -> None:
        for aspect in aspects(self.survey):
            for item in self.items_of(dimension, aspect):
                level = (given.levels.get(aspect, {}) if given else {}).get(item, "")
                self._digit(f"{aspect}:{item}", dimension.name, LEVEL, SKIP if level is None else str(level))
            if aspect == Aspect.NOW:
                said = given.comments.get(aspect, {}).get(dimension.key, "") if given else ""
                self.fields[f"comment:{dimension.key}"] = forms.CharField(
                    label=_("Comment"),
                    max_length=LONGEST_COMMENT,
                    required=False,
                    initial=said,
                    validators=[no_control_characters],
                    widget=forms.Textarea(attrs={"rows": 1}),
                )

    def _ask_influence(self, given: Given | None) -> None:
        for source in self.framework.dimensions:
            for target in self.framework.dimensions:
                if source is not target:
                    kept = given.influence.get((source.key, target.key), "") if given else ""
                    self._digit(f"cell:{source.key}:{target.key}", target.name, STRENGTH, str(kept))

    def _digit(self, name: str, label: str, check: RegexValidator, initial: str) -> None:
        attributes = {
            "class": "ds-input digit",
            "inputmode": "numeric",
            "autocomplete": "off",
            "maxlength": 1,
        }
        self.fields[name] = forms.CharField(
            label=label,
            required=False,
            initial=initial,
            validators=[check],
            widget=forms.TextInput(attrs=attributes),
        )

    def items_of(self, dimension: Dimension, aspect: Aspect) -> list[str]:
        if aspect == Aspect.NOW and self.survey.depth == Depth.STATEMENTS:
            return [statement.id for statement in dimension.statements]
        return [dimension.key]

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(form.is_valid() for form in self.questions)])

    @property
    def person(self) -> dict[str, str]:
        """What the ballot itself keeps."""
        kept = ("source", "sector", "organisation", "name")
        return {name: self.cleaned_data[name] for name in kept if name in self.cleaned_data}

    @property
    def answers(self) -> Answers:
        levels: dict[Aspect, dict[str, int | None]] = {}
        comments: dict[str, str] = {}
        cells: dict[tuple[str, str], int | None] = {}
        for name, value in self.cleaned_data.items():
            kind, _colon, item = name.partition(":")
            if kind == "comment":
                comments[item] = value
            elif kind == "cell":
                source, _colon, target = item.partition(":")
                cells[source, target] = int(value) if value else None
            elif item and value:
                levels.setdefault(Aspect(kind), {})[item] = None if value.lower() == SKIP else int(value)
        return Answers(
            levels=levels,
            comments={Aspect.NOW: comments} if comments else {},
            questions={form.question.pk: form.value for form in self.questions},
            influence=cells,
        )

    @property
    def is_empty(self) -> bool:
        """Nothing was typed at all: most likely the button was pressed by mistake."""
        answers = self.answers
        return not (
            any(answers.levels.values())
            or any(text for texts in answers.comments.values() for text in texts.values())
            or any(value not in (None, "", []) for value in answers.questions.values())
            or any(value is not None for value in answers.influence.values())
        )
