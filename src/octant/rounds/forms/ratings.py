"""Levels and comments as they come from a page: any number of items, each checked against the framework."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from octant.core.validators import no_control_characters
from octant.ratings.actions import LONGEST_COMMENT

LEVEL, COMMENT, SKIP = "level-", "comment-", "skip"
LEVEL_CHOICES = [*((str(level), str(level)) for level in range(1, 6)), (SKIP, SKIP)]


class RatingForm(forms.Form):
    """Fields `level-<item>` (1 to 5, "skip", or empty for no answer) and `comment-<item>`.

    Only what is posted is looked at, so that a page may send one dimension or all of them. `clear` names an
    item whose answer is taken back.
    """

    clear = forms.CharField(required=False)

    def __init__(self, data: Mapping[str, str], *, items: Mapping[str, str]) -> None:
        """`items` are the names of what may be rated, by their keys."""
        super().__init__(data, auto_id="%s")
        self.items = items
        for name in data:
            key = name.removeprefix(LEVEL).removeprefix(COMMENT)
            if name.startswith(LEVEL):
                self.fields[name] = forms.ChoiceField(
                    label=items.get(key, _("Level")),
                    choices=LEVEL_CHOICES,
                    required=False,
                    error_messages={"invalid_choice": _("Choose a level from 1 to 5, or “Can’t judge”.")},
                )
            elif name.startswith(COMMENT):
                self.fields[name] = forms.CharField(
                    label=items.get(key, _("Comment")),
                    max_length=LONGEST_COMMENT,
                    required=False,
                    validators=[no_control_characters],
                )

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        named = {name.removeprefix(LEVEL).removeprefix(COMMENT) for name in self.fields if name != "clear"}
        named |= {values["clear"]} if values.get("clear") else set()
        if not named <= set(self.items):
            raise forms.ValidationError(
                _("This page is out of date: it asks for something that is not rated here. Please reload it.")
            )
        return values

    @property
    def levels(self) -> dict[str, int | None]:
        """The levels that were given, None for "can't judge"."""
        return {
            name.removeprefix(LEVEL): None if value == SKIP else int(value)
            for name, value in self.cleaned_data.items()
            if name.startswith(LEVEL) and value
        }

    @property
    def comments(self) -> dict[str, str]:
        return {
            name.removeprefix(COMMENT): value
            for name, value in self.cleaned_data.items()
            if name.startswith(COMMENT)
        }

    @property
    def cleared(self) -> Sequence[str]:
        return [self.cleaned_data["clear"]] if self.cleaned_data["clear"] else []
