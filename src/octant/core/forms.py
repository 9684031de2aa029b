"""Small tools for forms."""

import re
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .validators import no_control_characters

BLANK = ("", "—")  # nothing chosen yet


def offer(form: forms.BaseForm, field: str, choices: Iterable[Any]) -> None:
    """Give a field the choices that are only known once the form is made, such as those of a framework."""
    cast(forms.ChoiceField, form.fields[field]).choices = choices


class EmailAddressesField(forms.CharField):
    """Many addresses in one box: a list in small letters, each once, in the order in which they were typed.

    Addresses as mail programs copy them may stand in <angle brackets>. `most` is how many go at a time.
    """

    NAMED = 5  # wrong addresses that are named; more would not help to find them
    LONGEST = 254
    BETWEEN = re.compile("[\\s,;\u200b-\u200f\u2060\ufeff]+")  # also what nobody sees but web pages copy

    def __init__(self, *, most: int) -> None:
        super().__init__(
            label=gettext_lazy("E-mail addresses"),
            help_text=gettext_lazy("One or several, with a comma, a space or a new line between them."),
            max_length=20_000,
            validators=[no_control_characters],
            widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        )
        self.most = most

    def clean(self, value: Any) -> list[str]:
        parts = [part.strip("<>").lower() for part in self.BETWEEN.split(super().clean(value))]
        emails = list(dict.fromkeys(part for part in parts if part))
        if not emails:
            raise ValidationError(_("Write at least one e-mail address."))
        if len(emails) > self.most:
            raise ValidationError(
                _("These are %(n)s addresses. Invite at most %(most)s at a time, or use a link.")
                % {"n": len(emails), "most": self.most}
            )
        if wrong := [email for email in emails if not self._is_one(email)]:
            named = ", ".join(email[:80] for email in wrong[: self.NAMED])
            text = ngettext(
                "This is not an e-mail address: %(wrong)s",
                "These are not e-mail addresses: %(wrong)s",
                len(wrong),
            )
            raise ValidationError(text % {"wrong": named + (" …" if len(wrong) > self.NAMED else "")})
        return emails

    def _is_one(self, text: str) -> bool:
        try:
            EmailValidator()(text)
        except ValidationError:
            return False
        return len(text) <= self.LONGEST
