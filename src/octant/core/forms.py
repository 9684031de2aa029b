"""Small tools for forms."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms

BLANK = ("", "—")  # nothing chosen yet


def offer(form: forms.BaseForm, field: str, choices: Iterable[Any]) -> None:
    """Give a field the choices that are only known once the form is made, such as those of a framework."""
    cast(forms.ChoiceField, form.fields[field]).choices = choices
