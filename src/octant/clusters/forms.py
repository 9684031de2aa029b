"""What people type about a cluster, its facts and its people."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from octant.core.forms import EmailAddressesField
from octant.core.validators import no_control_characters
from octant.domain.framework import Framework

from .actions.invitations import LINK_ROLES
from .countries import CHOICES as COUNTRIES
from .models import Cluster, Fact, Membership, Role
from .queries import language_choices

MOST_ADDRESSES = 50
DAYS = [("7", gettext_lazy("7 days")), ("30", gettext_lazy("30 days"))]


class ClusterForm(forms.ModelForm):
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=COUNTRIES)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages spoken"),
        choices=language_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Cluster
        fields = (
            "name",
            "noun",
            "country",
            "region",
            "languages",
            "founded",
            "legal_status",
            "website",
            "description",
            "language",
        )
        labels = {
            "name": gettext_lazy("Name"),
            "noun": gettext_lazy("What it calls itself"),
            "region": gettext_lazy("Region"),
            "founded": gettext_lazy("Founded"),
            "legal_status": gettext_lazy("Legal status"),
            "website": gettext_lazy("Website"),
            "description": gettext_lazy("Short description"),
        }
        help_texts = {
            "founded": gettext_lazy("A year, a month or a day: 2023, 2023-05 or 2023-05-17."),
            "region": gettext_lazy(
                "A city, a county, a coast: where the people around the table live and work."
            ),
            "description": gettext_lazy(
                "Who you are and what you want to change, in two or three sentences."
            ),
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(settings.LANGUAGES) == 1:
            del self.fields["language"]
        else:
            self.fields["language"] = forms.ChoiceField(
                label=_("Language of documents"),
                choices=settings.LANGUAGES,
                help_text=_("The agreed plan is printed in this language."),
            )
            if not self.instance.pk:
                self.initial["language"] = get_language()


class VersionForm(forms.Form):
    """The version a page was opened with, so that two editors are noticed."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class FactForm(forms.ModelForm):
    class Meta:
        model = Fact
        fields = ("dimension", "label", "text", "source", "source_url", "as_of")
        labels = {
            "label": gettext_lazy("What it is about"),
            "text": gettext_lazy("Fact"),
            "source": gettext_lazy("Source"),
            "source_url": gettext_lazy("Link to the source"),
            "as_of": gettext_lazy("As of"),
        }
        help_texts = {
            "label": gettext_lazy("A few words, such as “Members” or “Budget”."),
            "source": gettext_lazy("Where somebody can check it: a report, a website, a conversation."),
            "as_of": gettext_lazy("A year, a month or a day: 2023, 2023-05 or 2023-05-17."),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, framework: Framework, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dimension"] = forms.ChoiceField(
            label=_("Belongs to"),
            required=False,
            choices=[("", _("The cluster in general")), *((d.key, d.name) for d in framework.dimensions)],
        )


class InviteForm(forms.Form):
    emails = EmailAddressesField(most=MOST_ADDRESSES)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, initial=Role.CONTRIBUTOR)
    days = forms.ChoiceField(label=gettext_lazy("Works for"), choices=DAYS, initial="30")
    message = forms.CharField(
        label=gettext_lazy("A few words to go with it"),
        max_length=1000,
        required=False,
        validators=[no_control_characters],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_days(self) -> int:
        return int(self.cleaned_data["days"])


class LinkForm(forms.Form):
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[(role.value, role.label) for role in LINK_ROLES],
        initial=Role.CONTRIBUTOR,
    )
    days = forms.ChoiceField(label=gettext_lazy("Works for"), choices=DAYS, initial="7")

    def clean_days(self) -> int:
        return int(self.cleaned_data["days"])


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(
        label=gettext_lazy("New coordinator"), queryset=Membership.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, giver: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast(Any, self.fields["to"])
        choice.queryset = (
            Membership.objects.filter(cluster=giver.cluster, left_at=None, user__is_active=True)
            .exclude(pk=giver.pk)
            .select_related("user")
        )


class DeleteForm(forms.Form):
    """Type the name; and either the export was downloaded, or somebody says that it is not wanted."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    no_export = forms.BooleanField(label=gettext_lazy("I do not need a copy of the data"), required=False)

    def __init__(self, *args: Any, cluster: Cluster, exported: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cluster, self.exported = cluster, exported
        if exported:
            del self.fields["no_export"]

    def clean_name(self) -> str:
        typed = " ".join(self.cleaned_data["name"].split())
        if typed != " ".join(self.cluster.name.split()):
            raise ValidationError(_("This is not the name. Type it exactly as it stands above."))
        return typed

    def clean(self) -> dict[str, object]:
        if not self.exported and not self.cleaned_data.get("no_export"):
            self.add_error("no_export", _("Download the data first, or say that you do not need a copy."))
        return self.cleaned_data
