"""What people say about themselves before they begin, in a survey and in a workshop."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from octant.core.forms import offer
from octant.core.validators import no_control_characters
from octant.ecosystem.models import Sector

from ..promise import Asked, Promise


class IntroductionForm(forms.Form):
    """Only what is asked and may be kept (octant.surveys.promise)."""

    name_is: Asked = Asked.OPTIONAL

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        validators=[no_control_characters],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    sector = forms.ChoiceField(label=_("Which sector do you speak from?"), widget=forms.RadioSelect)
    organisation = forms.CharField(
        label=_("Your organisation"),
        max_length=200,
        validators=[no_control_characters],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def __init__(self, *args: Any, promise: Promise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keep("name", promise.is_named, self.name_is)
        self._keep("sector", promise.keeps_sector, promise.asks_sector)
        self._keep("organisation", promise.keeps_organisation, promise.asks_organisation)
        if "sector" in self.fields:
            rather_not = [("", _("I would rather not say"))] if promise.asks_sector == Asked.OPTIONAL else []
            offer(self, "sector", [*Sector.choices, *rather_not])

    def _keep(self, name: str, kept: bool, asked: str) -> None:
        if kept:
            self.fields[name].required = asked == Asked.REQUIRED
        else:
            del self.fields[name]
