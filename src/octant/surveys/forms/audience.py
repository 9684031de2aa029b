"""Whom to ask."""

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from octant.core.forms import EmailAddressesField, offer
from octant.core.offered import for_paper
from octant.core.validators import no_control_characters

MOST_ADDRESSES = 500  # at a time
MOST_CODES = 200


class AddressesForm(forms.Form):
    emails = EmailAddressesField(most=MOST_ADDRESSES)
    message = forms.CharField(
        label=gettext_lazy("A few words to go with it"),
        max_length=1000,
        required=False,
        validators=[no_control_characters],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the e-mail"),
        help_text=gettext_lazy("Invite people who speak different languages one group after the other."),
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, language: str) -> None:
        super().__init__(data, initial={"language": for_paper(language)})
        offer(self, "language", settings.PUBLIC_LANGUAGES)


class CodesForm(forms.Form):
    number = forms.IntegerField(
        label=gettext_lazy("How many codes"), min_value=1, max_value=MOST_CODES, initial=20
    )
