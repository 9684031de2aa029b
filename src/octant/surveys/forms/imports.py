"""What a person says about a file of answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from octant.core.sheets.headings import key
from octant.ecosystem.models import Sector

from ..imports.plan import CANNOT_JUDGE, LEVELS_GROUP, NOTHING, SECTOR_GROUP, question_group
from ..imports.targets import Target, TargetKind
from ..models import Question
from ..queries.imports import FileSample

ANSWERS = (TargetKind.LEVEL, TargetKind.COMMENT, TargetKind.QUESTION, TargetKind.OPTION, TargetKind.RANK)


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
                label=column.heading or _now("Column %(number)s") % {"number": column.place + 1},
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
                self.add_error(name, _now("Another column has this meaning already."))
            used.add(meaning or "")
        if not any(self.known[meaning].kind in ANSWERS for meaning in used if meaning):
            self.add_error(None, _now("Say for at least one column which answer it holds."))
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


class MeaningForm(forms.Form):
    """What words mean that are no level and no answer of the survey."""

    nothing_required = True

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        chosen: Mapping[str, Any],
        unknown: Mapping[str, Sequence[tuple[str, int]]],
        questions: Sequence[Question],
    ) -> None:
        super().__init__(data)
        self.meaning = chosen.get("meaning", {})
        self.words: list[tuple[str, str, str]] = []
        self.labels: dict[str, str] = {}
        for group, found in unknown.items():
            offered = self._offered(group, questions)
            for number, (word, times) in enumerate(found if offered else ()):
                name = f"word-{group}-{number}"
                label = _now("“%(word)s” (%(times)s ×)") % {"word": word, "times": times}
                self.fields[name] = forms.ChoiceField(
                    label=label, required=False, choices=[("", "—"), *offered, (NOTHING, _("no answer"))]
                )
                self.words.append((name, group, word))
        self.fields["keep_good_cells"] = forms.BooleanField(
            label=_("Leave out only the answer that is wrong and import the rest of its row"),
            required=False,
            initial=chosen.get("keep_good_cells", False),
        )

    def _offered(self, group: str, questions: Sequence[Question]) -> list[tuple[str, Any]]:
        if group == LEVELS_GROUP:
            self.labels[group] = _now("Levels")
            levels = [(str(n), _now("Level %(n)s") % {"n": n}) for n in range(1, 6)]
            return [*levels, (CANNOT_JUDGE, _("can’t judge"))]
        if group == SECTOR_GROUP:
            self.labels[group] = _now("Sector")
            return list(Sector.choices)
        question = next((each for each in questions if question_group(each.pk) == group), None)
        if question is None:
            return []
        self.labels[group] = question.text
        return [(option["key"], option["text"]) for option in question.options]

    def groups(self) -> list[tuple[str, list[Any]]]:
        found: dict[str, list[Any]] = {}
        for name, group, _word in self.words:
            found.setdefault(group, []).append(self[name])
        return [(self.labels[group], fields) for group, fields in found.items()]

    def choices(self) -> dict[str, Any]:
        meaning = {group: dict(words) for group, words in self.meaning.items()}
        for name, group, word in self.words:
            said = self.cleaned_data[name]
            if said:
                empty = said == NOTHING and group == SECTOR_GROUP
                meaning.setdefault(group, {})[key(word)] = "" if empty else said
        return {"meaning": meaning, "keep_good_cells": self.cleaned_data["keep_good_cells"]}
