"""Many findings at once, as they stand on a sheet of paper: one a line."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from octant.core.validators import no_control_characters, partial_date
from octant.domain.framework import Framework

from ..models import Finding, FindingKind

LONGEST_FINDING = 2000  # as in Finding.text
LONGEST_FIELD = 20_000
MOST_FINDINGS = 300
BULLET_AT_START = re.compile(r"^[-–•*](\s+|$)")  # what the lines of a pasted list begin with
LABELS = {
    FindingKind.STRENGTH: _("Strengths"),
    FindingKind.GAP: pgettext_lazy("findings", "Gaps"),
    FindingKind.QUESTION: _("Open questions"),
}

type Line = tuple[str, str, str]
"""Category, kind, text."""


class SheetForm(forms.Form):
    """A field for each kind in each category, named "people-gap"; what stands below them is for all lines."""

    nothing_required = True
    source = Finding._meta.get_field("source").formfield(
        label=_("Where it comes from"), help_text=_("For all lines, for example “Workshop in the town hall”.")
    )
    source_date = forms.CharField(
        label=_("Date"),
        help_text=_("A year, a month or a day: 2023, 2023-05 or 2023-05-17."),
        max_length=10,
        required=False,
        validators=[partial_date],
    )

    def __init__(self, *args: Any, framework: Framework, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {
            f"{category.key}-{kind}": (category.key, str(kind))
            for category in framework.resource_categories
            for kind in LABELS
        }
        for name, (_category, kind) in self.places.items():
            self.fields[name] = forms.CharField(
                label=LABELS[FindingKind(kind)],
                max_length=LONGEST_FIELD,
                required=False,
                validators=[no_control_characters, no_line_too_long],
                widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        found = len(self.lines)
        if found > MOST_FINDINGS:
            raise ValidationError(
                _("These are %(found)s findings. Please enter at most %(most)s at a time."),
                params={"found": found, "most": MOST_FINDINGS},
            )
        if not found and not self.errors:
            raise ValidationError(_("Write at least one finding, one a line."))
        return cleaned

    @property
    def lines(self) -> list[Line]:
        """Every finding that was typed, in the order of the page."""
        return [
            (category, kind, text)
            for name, (category, kind) in self.places.items()
            for text in lines_of(self.cleaned_data.get(name, ""))
        ]


def lines_of(text: str) -> list[str]:
    """The lines that say something, without the marks that lists begin with."""
    found = (BULLET_AT_START.sub("", line.strip()) for line in text.splitlines())
    return [line for line in found if line]


def no_line_too_long(value: str) -> None:
    if any(len(line) > LONGEST_FINDING for line in lines_of(value)):
        raise ValidationError(
            _("One line is longer than %(most)s letters. Please make several findings of it."),
            params={"most": LONGEST_FINDING},
        )
