"""Form fields for several words or several choices, which the model keeps as `Words`."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from octant.core.validators import no_control_characters

from ..fields import Words

MOST_WORDS = 30
LONGEST_WORD = 80


class WordsInput(forms.CharField):
    """Free words with commas between them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=1000, required=False, validators=[no_control_characters], **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Words) else value

    def clean(self, value: Any) -> Words:
        text = super().clean(value)
        words = Words(word for part in text.splitlines() for word in part.split(","))
        if len(words) > MOST_WORDS:
            raise ValidationError(_("At most %(n)s, please."), params={"n": MOST_WORDS})
        if any(len(word) > LONGEST_WORD for word in words):
            raise ValidationError(
                _("Each may have up to %(n)s letters. Put a comma between two."), params={"n": LONGEST_WORD}
            )
        return words


class KeysInput(forms.MultipleChoiceField):
    """Several of the given choices. Takes them as one text with commas, too (from the page of conflicts)."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def to_python(self, value: Any) -> list[str]:
        return [part.strip() for each in super().to_python(value) for part in each.split(",") if part.strip()]

    def clean(self, value: Any) -> Words:
        chosen = set(super().clean(value))
        offered = cast(Iterable[tuple[Any, Any]], self.choices)
        return Words(str(key) for key, _label in offered if str(key) in chosen)
