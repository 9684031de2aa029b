"""Whom to ask."""

from django import forms
from django.utils.translation import gettext_lazy

from octant.core.forms import EmailAddressesField
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


class CodesForm(forms.Form):
    number = forms.IntegerField(
        label=gettext_lazy("How many codes"), min_value=1, max_value=MOST_CODES, initial=20
    )
