from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Organisation


class OrganisationForm(forms.ModelForm):
    class Meta:
        model = Organisation
        fields = ("name", "sector", "place", "web")
        labels = {"name": _("Name"), "sector": _("Sector"), "place": _("Place"), "web": _("Website")}


class VersionForm(forms.Form):
    """The version a page was opened with, so that two editors are noticed."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
