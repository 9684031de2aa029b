"""What people type about a person at an organisation."""

from collections.abc import Mapping
from copy import copy
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..models import Contact, LawfulBasis

KEPT_FOR = timedelta(days=365 * 2)  # proposed for a new contact
LONGEST = timedelta(days=365 * 10)


class ContactForm(forms.ModelForm):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    class Meta:
        model = Contact
        fields = (
            *("name", "function", "email", "phone"),
            *("lawful_basis", "source", "consent_on", "consent_note", "delete_on"),
        )
        labels = {
            "name": _("Name"),
            "function": _("Function"),
            "email": _("E-mail address"),
            "phone": _("Telephone"),
            "lawful_basis": _("Why we may keep this"),
            "source": _("Where the data comes from"),
            "consent_on": _("Said yes on"),
            "consent_note": _("Said yes to"),
            "delete_on": _("Delete on"),
        }
        help_texts = {"delete_on": _("On this day the entry comes up for deletion.")}
        widgets = {
            name: forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            for name in ("consent_on", "delete_on")
        }

    def __init__(self, data: Mapping[str, Any] | None = None, *, contact: Contact | None = None) -> None:
        super().__init__(
            data,
            instance=copy(contact) if contact else None,
            auto_id=f"contact{contact.pk if contact else '_new'}_%s",
            initial={"version": contact.version}
            if contact
            else {"delete_on": timezone.localdate() + KEPT_FOR},
        )
        if contact is None:
            del self.fields["version"]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        silent = not values.get("consent_on") and "consent_on" not in self.errors
        if values.get("lawful_basis") == LawfulBasis.CONSENT and silent:
            self.add_error("consent_on", gettext("When did the person say yes?"))
        latest = timezone.localdate() + LONGEST
        if values.get("delete_on") and values["delete_on"] > latest:
            self.add_error("delete_on", gettext("Ten years from now is the longest."))
        return values

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
