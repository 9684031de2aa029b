"""Which of two values to keep, field by field."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ..actions.register import field
from ..fields import Words
from ..models import MembershipState, Organisation
from ..words import in_words

FIELDS = (
    *("name", "sector", "kind", "roles", "web"),
    *("fields_of_work", "target_groups", "sdgs"),
    *("membership", "influence", "interest", "connectedness", "stance", "notes", "owner", "review_on"),
    *("source", "source_url", "as_of"),
)
WHERE = ("place", "municipality", "country", "latitude", "longitude", "placed_by_hand")
KEPT, GONE, BOTH = "kept", "gone", "both"
JOINED = {"notes"}  # texts that can stand one under the other


class MergeForm(forms.Form):
    """One question for each field in which the two differ; empty against something is no question."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, kept: Organisation, gone: Organisation
    ) -> None:
        super().__init__(data, initial={"version": kept.version})
        self.kept, self.gone = kept, gone
        for name in FIELDS:
            here, there = _said(kept, name), _said(gone, name)
            if here and there and here != there:
                self.fields[name] = self._question(name, here, there)
        if kept.place and gone.place and kept.place != gone.place:
            label = field("place").verbose_name
            self.fields["place"] = _choice(label, [(KEPT, kept.place), (GONE, gone.place)], KEPT)

    def _question(self, name: str, here: Any, there: Any) -> forms.ChoiceField:
        choices = [(KEPT, in_words(self.kept, name)), (GONE, in_words(self.gone, name))]
        if isinstance(here, Words) or name in JOINED:
            choices.append((BOTH, _("both together")))
        return _choice(
            field(name).verbose_name,
            choices,
            choices[-1][0] if len(choices) > 2 else KEPT,
        )

    def values(self) -> dict[str, Any]:
        """The fields of both in one."""
        values = {name: self._value(name) for name in FIELDS}
        from_gone = self.cleaned_data.get("place") == GONE or not self.kept.place
        source = self.gone if from_gone and self.gone.place else self.kept
        return values | {name: getattr(source, name) for name in WHERE}

    def _value(self, name: str) -> Any:
        here, there = _said(self.kept, name), _said(self.gone, name)
        chosen = self.cleaned_data.get(name)
        if chosen == BOTH:
            return Words([*here, *there]) if isinstance(here, Words) else f"{here}\n\n{there}"[:5000]
        return getattr(self.gone if chosen == GONE or not here else self.kept, name)


def _said(row: Organisation, name: str) -> Any:
    """The value of a field, or nothing when nobody has said anything about it."""
    value = getattr(row, name)
    return None if value == MembershipState.NONE else value


def _choice(label: Any, choices: list[tuple[str, str]], initial: str) -> forms.ChoiceField:
    text = str(label)
    return forms.ChoiceField(
        label=text[:1].upper() + text[1:], choices=choices, initial=initial, widget=forms.RadioSelect
    )
