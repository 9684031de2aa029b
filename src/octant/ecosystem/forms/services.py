"""What people type about offers and needs."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from octant.clusters.queries import language_choices
from octant.core.forms import BLANK, offer

from .. import services
from ..models import Need, Offer, Service
from .words import WordsInput


class ServiceForm(forms.ModelForm):
    """An offer or a need; a new one without `service`."""

    nothing_required = True
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    category = forms.ChoiceField(label=_("Kind of service"))
    language = forms.ChoiceField(label=_("Language of the text"), required=False)
    target_groups = WordsInput(label=_("For whom"), help_text=_("With commas between."))

    class Meta:
        fields = ("category", "text", "target_groups", "language", "until", "closed_on")
        labels = {"text": _("What exactly"), "until": _("Until"), "closed_on": _("Settled on")}
        help_texts = {"closed_on": _("Once this is given, it is no longer matched.")}
        widgets = {
            "text": forms.Textarea(attrs={"rows": 2}),
            "until": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "closed_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        service: Service | None = None,
        language: str = "",
    ) -> None:
        side = type(self)._meta.model._meta.model_name
        super().__init__(
            data,
            instance=copy(service) if service else None,
            auto_id=f"{side}{service.pk if service else '_new'}_%s",
            initial={"version": service.version} if service else {"language": language},
        )
        offer(self, "category", [BLANK, *services.names().items()])
        offer(self, "language", [BLANK, *language_choices()])
        if service is None:
            del self.fields["version"]
            del self.fields["closed_on"]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class OfferForm(ServiceForm):
    class Meta(ServiceForm.Meta):
        model = Offer


class NeedForm(ServiceForm):
    class Meta(ServiceForm.Meta):
        model = Need
