"""What a person says about a sheet: what its columns mean, what happens to what is known."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from octant.core.sheets.forms import WordsForm
from octant.core.validators import no_control_characters

from ..models import LawfulBasis, RelationKind
from ..queries.sheets import SheetSample
from ..sheets.columns import ALL_COLUMNS, COLUMNS, ORGANISATIONS, RELATIONS, choices
from ..sheets.plan import DEFAULT_RULES, RULES, Rule
from ..sheets.register import SAMENESS, Sameness

CONTACT_YEARS = 2  # until a contact person is deleted, unless somebody says otherwise
WHAT = [(ORGANISATIONS, _("Organisations")), (RELATIONS, _("Relations")), ("", _("leave this sheet out"))]
NEEDED = {ORGANISATIONS: ("name",), RELATIONS: ("from", "to")}


class ColumnsForm(forms.Form):
    """What is in each sheet and what each column means. Fields: what-<sheet>, column-<sheet>-<place>."""

    nothing_required = True

    def __init__(self, data: Mapping[str, Any] | None = None, *, sheets: Sequence[SheetSample]) -> None:
        super().__init__(data)
        self.sheets = sheets
        for number, sheet in enumerate(sheets):
            self.fields[f"what-{number}"] = forms.ChoiceField(
                label=_("What is in it?"), choices=WHAT, initial=sheet.what, required=False
            )
            for column in sheet.columns:
                self.fields[f"column-{number}-{column.place}"] = forms.ChoiceField(
                    label=column.heading or gettext("Column %(number)s") % {"number": column.place + 1},
                    choices=self.meanings,
                    initial=column.guess,
                    required=False,
                    widget=forms.Select(attrs={"class": "ds-input"}),
                )
        self.fields["lawful_basis"] = forms.ChoiceField(
            label=_("Why may we keep these persons?"),
            required=False,
            choices=[("", "—"), *LawfulBasis.choices],
        )
        self.fields["contact_source"] = forms.CharField(
            label=_("Where the data comes from"),
            required=False,
            max_length=300,
            validators=[no_control_characters],
        )
        self.fields["delete_on"] = forms.DateField(
            label=_("Delete them on"),
            required=False,
            initial=lambda: timezone.localdate() + timedelta(days=365 * CONTACT_YEARS),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )

    @cached_property
    def meanings(self) -> list[tuple[str, Any]]:
        groups = [(str(label), choices(part)) for part, label in WHAT if part]
        return [("", _("leave out")), *groups]

    def rows(self) -> list[dict[str, Any]]:
        """For the template: each sheet with its fields."""
        return [
            {
                "sheet": sheet,
                "number": number,
                "what": self[f"what-{number}"],
                "columns": [(column, self[f"column-{number}-{column.place}"]) for column in sheet.columns],
            }
            for number, sheet in enumerate(self.sheets)
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        used = [number for number in range(len(self.sheets)) if values.get(f"what-{number}")]
        if not used:
            self.add_error(None, gettext("Say for at least one sheet what is in it."))
        for number in used:
            self._clean_sheet(number, values[f"what-{number}"])
        if self._has_contacts():
            for name in ("lawful_basis", "delete_on"):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, gettext("Needed, because the sheet names persons."))
        until = values.get("delete_on")
        if until and until <= timezone.localdate():
            self.add_error("delete_on", gettext("Choose a day that is still to come."))
        return values

    def _clean_sheet(self, number: int, what: str) -> None:
        meanings: dict[str, str] = {}
        for column in self.sheets[number].columns:
            name = f"column-{number}-{column.place}"
            meaning = self.cleaned_data.get(name, "")
            if not meaning:
                continue
            if meaning not in COLUMNS[what]:
                self.add_error(name, gettext("This does not fit what is in the sheet."))
            elif meaning in meanings:
                self.add_error(name, gettext("Another column has this meaning already."))
            meanings[meaning] = name
        for needed in NEEDED[what]:
            if needed not in meanings:
                label = str(COLUMNS[what][needed].label)
                text = gettext("No column holds “%(label)s”. Choose the one that does.") % {"label": label}
                self.add_error(f"what-{number}", text)

    def _has_contacts(self) -> bool:
        return any(str(value).startswith("contact_") for value in self.cleaned_data.values())

    def parts(self) -> list[dict[str, Any]]:
        """What was chosen, as `octant.ecosystem.sheets.plan.Part` reads it."""
        found = []
        for number, sheet in enumerate(self.sheets):
            what = self.cleaned_data[f"what-{number}"]
            if not what:
                continue
            chosen = {
                str(column.place): self.cleaned_data[f"column-{number}-{column.place}"]
                for column in sheet.columns
            }
            found.append(
                {
                    "what": what,
                    "sheet": sheet.facts.name,
                    "heading_row": sheet.heading_row,
                    "columns": chosen,
                    "headings": {str(column.place): column.heading[:200] for column in sheet.columns},
                }
            )
        return found

    def contacts(self) -> dict[str, str]:
        """The terms on which persons are kept; nothing if the sheet names none."""
        if not self._has_contacts():
            return {}
        values = self.cleaned_data
        return {
            "lawful_basis": values["lawful_basis"],
            "source": values["contact_source"],
            "delete_on": values["delete_on"].isoformat(),
        }


class RulesForm(WordsForm):
    """What happens to what is known, to rows with errors, and what unknown words mean."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, chosen: Mapping[str, Any], result: Mapping[str, Any]
    ) -> None:
        super().__init__(data, chosen=chosen, result=result)
        parts = {part["what"] for part in chosen.get("parts", ())}
        rules = chosen.get("rules", {})
        self.sameness = list(Sameness) if ORGANISATIONS in parts else []
        for sameness in self.sameness:
            never_add = sameness in (Sameness.NUMBER, Sameness.NAME)
            self.fields[f"rule-{sameness}"] = forms.ChoiceField(
                label=SAMENESS[sameness],
                choices=[(rule, label) for rule, label in RULES.items() if rule != Rule.ADD or not never_add],
                initial=rules.get(sameness, DEFAULT_RULES[sameness]),
            )
        if RELATIONS in parts:
            self.fields["relation_rule"] = forms.ChoiceField(
                label=_("a relation that is there already"),
                choices=[(rule, label) for rule, label in RULES.items() if rule != Rule.ADD],
                initial=chosen.get("relation_rule", Rule.FILL),
            )
            self.fields["relation_kind"] = forms.ChoiceField(
                label=_("Relations that say no kind"),
                choices=RelationKind.choices,
                initial=chosen.get("relation_kind", RelationKind.COOPERATES),
            )
        self.fields["keep_good_cells"] = forms.BooleanField(
            label=_("Leave out only the cell that is wrong and import the rest of its row"),
            required=False,
            initial=chosen.get("keep_good_cells", False),
        )

    def group_label(self, group: str) -> str:
        return str(ALL_COLUMNS[group].label)

    def offered(self, group: str) -> Iterable[tuple[str, Any]]:
        column = ALL_COLUMNS.get(group)
        return column.word.labels.items() if column and column.word else ()

    def rules(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(("rule-", "relation_"))]

    def chosen(self) -> dict[str, Any]:
        """What to add to the choices."""
        values = self.cleaned_data
        found: dict[str, Any] = {
            "rules": {sameness: values[f"rule-{sameness}"] for sameness in self.sameness},
            "keep_good_cells": values["keep_good_cells"],
            "meaning": self.said(),
        }
        return found | {name: values[name] for name in ("relation_rule", "relation_kind") if name in values}
