"""Whom to ask."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from octant.accounts.forms import LetterForm
from octant.core.forms import EmailAddressesField
from octant.core.offered import for_paper

MOST_ADDRESSES = 500  # at a time
MOST_CODES = 200


class AddressesForm(LetterForm):
    emails = EmailAddressesField(most=MOST_ADDRESSES)
    field_order = ("emails",)

    def __init__(self, data: QueryDict | None = None, *, language: str) -> None:
        super().__init__(data, initial={"language": for_paper(language)})
        self.fields["language"].help_text = gettext_lazy(
            "Invite people who speak different languages one group after the other."
        )


class CodesForm(forms.Form):
    number = forms.IntegerField(
        label=gettext_lazy("How many codes"), min_value=1, max_value=MOST_CODES, initial=20
    )
