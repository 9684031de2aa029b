"""What people type about the mix they want, policies and funding."""

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from octant.clusters.models import Membership
from octant.core.forms import BLANK, offer

from ..models import EcosystemRole, Funding, Policy, Sector, TargetMix
from .relations import DayInput
from .words import KeysInput


class TargetMixForm(forms.ModelForm):
    nothing_required = True
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    roles = KeysInput(label=_("Roles that should be there"), choices=EcosystemRole.choices)

    class Meta:
        model = TargetMix
        fields = ("members", *Sector.values, "roles", "municipalities")
        labels = {
            "members": _("Members we want"),
            "public": _("Public sector, %"),
            "private": _("Private sector, %"),
            "social": _("Social economy and civil society, %"),
            "academic": _("Academia and research, %"),
            "municipalities": _("Municipalities of the region"),
        }
        help_texts = {"municipalities": _("One a line, so that gaps on the map show.")}
        widgets = {"municipalities": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, data: Mapping[str, Any] | None = None, *, target: TargetMix) -> None:
        super().__init__(data, instance=copy(target), auto_id="mix_%s", initial={"version": target.version})
        for sector in Sector:
            self.fields[sector.value].validators.append(MaxValueValidator(100))

    def clean(self) -> dict[str, Any]:
        shares = [self.cleaned_data.get(sector.value) for sector in Sector]
        total = sum(share for share in shares if share)
        if total > 100 or (None not in shares and total != 100):
            text = gettext("Together the four shares have to make 100 %%; these make %(total)s %%.") % {
                "total": total
            }
            self.add_error(Sector.PUBLIC.value, text)
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class EntryForm(forms.ModelForm):
    """A policy or a source of funding; a new one without `row`."""

    nothing_required = True
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        row: Policy | Funding | None = None,
        members: Iterable[Membership] = (),
    ) -> None:
        super().__init__(
            data, instance=copy(row) if row else None, initial={"version": row.version} if row else {}
        )
        if row is None:
            del self.fields["version"]
        if "owner" in self.fields:
            self.members = {member.pk: member for member in members}
            offer(self, "owner", [BLANK, *((pk, str(member)) for pk, member in self.members.items())])

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class PolicyForm(EntryForm):
    class Meta:
        model = Policy
        fields = ("name", "level", "effect", "text", "source_url", "as_of", "review_on")
        labels = {
            "name": _("Policy or rule"),
            "level": _("Level"),
            "effect": _("What it does for us"),
            "text": _("What it means for us"),
            "source_url": _("Link"),
            "as_of": _("In force or as of"),
            "review_on": _("Look at it again on"),
        }
        help_texts = {"as_of": _("A year, a month or a day: 2023, 2023-05 or 2023-05-17.")}
        widgets = {"text": forms.Textarea(attrs={"rows": 3}), "review_on": DayInput}


class FundingForm(EntryForm):
    owner = forms.TypedChoiceField(
        label=_("Who looks after it"), required=False, coerce=int, empty_value=None
    )
    currency = forms.CharField(
        label=_("Currency"),
        required=False,
        max_length=3,
        initial="EUR",
        validators=[RegexValidator(r"[A-Za-z]{3}", _("Three letters, such as EUR, SEK or PLN."))],
    )

    class Meta:
        model = Funding
        fields = (
            *("name", "funder", "who_may_apply", "amount", "currency", "deadline"),
            *("probability", "fit", "state", "owner", "text", "source_url"),
        )
        labels = {
            "name": _("Programme or call"),
            "funder": _("Who pays"),
            "who_may_apply": _("Who may apply"),
            "amount": _("Amount"),
            "deadline": _("Deadline"),
            "probability": _("How likely we get it"),
            "fit": _("How well it fits"),
            "state": _("State"),
            "text": _("Notes"),
            "source_url": _("Link"),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 3}), "deadline": DayInput}

    def clean_owner(self) -> Membership | None:
        return self.members.get(self.cleaned_data["owner"])

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()


class SinceForm(forms.Form):
    since = forms.DateField(label=_("Moved since"), required=False, widget=DayInput)
    of = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput)
