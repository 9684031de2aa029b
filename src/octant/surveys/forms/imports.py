"""What a person says about a file of answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from octant.core.sheets.forms import WordsForm
from octant.ecosystem.models import Sector
from octant.rounds.forms.focus import STRENGTHS

from ..imports.plan import CANNOT_JUDGE, INFLUENCE_GROUP, LEVELS_GROUP, SECTOR_GROUP, question_group
from ..imports.targets import Target, TargetKind
from ..models import Question
from ..queries.imports import FileSample

ABOUT_THE_PERSON = (TargetKind.SECTOR, TargetKind.ORGANISATION, TargetKind.NAME)


class AnswerColumnsForm(forms.Form):
    """What each column means: fields column-<place>."""

    nothing_required = True

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, sample: FileSample, known: Mapping[str, Target]
    ) -> None:
        super().__init__(data)
        self.sample, self.known = sample, known
        for column in sample.columns:
            self.fields[f"column-{column.place}"] = forms.ChoiceField(
                label=column.heading or gettext("Column %(number)s") % {"number": column.place + 1},
                choices=self.meanings,
                initial=column.guess if column.guess in known else "",
                required=False,
                widget=forms.Select(attrs={"class": "ds-input"}),
            )

    @cached_property
    def meanings(self) -> list[tuple[str, Any]]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for name, target in self.known.items():
            groups.setdefault(target.group, []).append((name, target.label))
        return [("", _("leave out")), *groups.items()]

    def rows(self) -> list[tuple[Any, Any]]:
        return [(column, self[f"column-{column.place}"]) for column in self.sample.columns]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        used: set[str] = set()
        for column in self.sample.columns:
            name = f"column-{column.place}"
            meaning = values.get(name)
            if meaning and meaning in used:
                self.add_error(name, gettext("Another column has this meaning already."))
            used.add(meaning or "")
        if all(self.known[meaning].kind in ABOUT_THE_PERSON for meaning in used if meaning):
            self.add_error(None, gettext("Say for at least one column which answer it holds."))
        return values

    def choices(self) -> dict[str, Any]:
        return {
            "sheet": self.sample.facts.name,
            "heading_row": self.sample.heading_row,
            "columns": {
                str(column.place): self.cleaned_data[f"column-{column.place}"]
                for column in self.sample.columns
                if self.cleaned_data[f"column-{column.place}"]
            },
            "headings": {str(column.place): column.heading[:300] for column in self.sample.columns},
        }


class MeaningForm(WordsForm):
    """What words mean that are no level and no answer of the survey."""

    no_answer = _("no answer")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        chosen: Mapping[str, Any],
        result: Mapping[str, Any],
        questions: Sequence[Question],
    ) -> None:
        self.questions = {question_group(question.pk): question for question in questions}
        super().__init__(data, chosen=chosen, result=result)
        self.fields["keep_good_cells"] = forms.BooleanField(
            label=_("Leave out only the answer that is wrong and import the rest of its row"),
            required=False,
            initial=chosen.get("keep_good_cells", False),
        )

    def group_label(self, group: str) -> str:
        names = {LEVELS_GROUP: _("Levels"), INFLUENCE_GROUP: _("What moves what"), SECTOR_GROUP: _("Sector")}
        return str(names[group]) if group in names else self.questions[group].text

    def offered(self, group: str) -> list[tuple[str, Any]]:
        if group == LEVELS_GROUP:
            levels = [(str(n), gettext("Level %(n)s") % {"n": n}) for n in range(1, 6)]
            return [*levels, (CANNOT_JUDGE, _("can’t judge"))]
        if group == INFLUENCE_GROUP:
            return STRENGTHS[1:]
        if group == SECTOR_GROUP:
            return list(Sector.choices)
        question = self.questions.get(group)
        return [(option["key"], option["text"]) for option in question.options] if question else []

    def choices(self) -> dict[str, Any]:
        return {"meaning": self.said(), "keep_good_cells": self.cleaned_data["keep_good_cells"]}
