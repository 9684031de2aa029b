"""Whom to ask."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from octant.core.validators import no_control_characters

MOST_ADDRESSES = 100  # at a time, so that a page does not wait for the mail server too long
MOST_CODES = 200
NAMED = 5  # wrong addresses that are named in full


class AddressesForm(forms.Form):
    emails = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        help_text=gettext_lazy("One or many, with a comma, a space or a new line between them."),
        max_length=20_000,
        validators=[no_control_characters],
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )
    message = forms.CharField(
        label=gettext_lazy("A few words to go with it"),
        max_length=1000,
        required=False,
        validators=[no_control_characters],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_emails(self) -> list[str]:
        parts = re.split(r"[\s,;]+", self.cleaned_data["emails"])
        emails = list(dict.fromkeys(part.strip("<>").lower() for part in parts if part.strip("<>")))
        wrong = [email for email in emails if not _is_email(email)]
        if wrong:
            raise ValidationError(
                ngettext(
                    "This is not an e-mail address: %(wrong)s",
                    "These %(n)s are no e-mail addresses: %(wrong)s",
                    len(wrong),
                )
                % {"wrong": ", ".join(each[:80] for each in wrong[:NAMED]), "n": len(wrong)}
            )
        if len(emails) > MOST_ADDRESSES:
            raise ValidationError(
                _("These are %(n)s addresses. Send at most %(most)s at a time.")
                % {"n": len(emails), "most": MOST_ADDRESSES}
            )
        if not emails:
            raise ValidationError(_("Write at least one e-mail address."))
        return emails


class CodesForm(forms.Form):
    number = forms.IntegerField(
        label=gettext_lazy("How many codes"), min_value=1, max_value=MOST_CODES, initial=20
    )


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254
