"""Preparing a workshop and its agenda."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from octant.core.forms import BLANK, offer
from octant.domain.framework import Framework
from octant.rounds.forms.vision import VersionedForm

from ..agendas import AGENDAS
from ..models import Activity, ActivityKind, Feed, Workshop

EMPTY = "empty"


def moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


FIELDS = ["title", "intro", "planned_for", "expected", "asks_sector", "asks_organisation", "minimum_group"]
WIDGETS = {"intro": forms.Textarea(attrs={"rows": 3}), "planned_for": moment()}
HELP = {
    "intro": _("Shown on the screen and on phones while people arrive."),
    "expected": _("So that you see at a glance whether everybody is in."),
    "asks_sector": _("Only kept where the anonymity above allows it."),
    "asks_organisation": _("Only kept in a named workshop."),
    "minimum_group": _(
        "Between 3 and 10. Of fewer people than this, nothing is shown by itself. It stays once people join."
    ),
}


class NewWorkshopForm(forms.ModelForm):
    agenda = forms.ChoiceField(label=_("Agenda to begin with"), widget=forms.RadioSelect)

    class Meta:
        model = Workshop
        fields = ["anonymity", *FIELDS]
        widgets = WIDGETS | {"anonymity": forms.RadioSelect}
        help_texts = HELP | {
            "anonymity": _("Fixed from now on: what people were promised is never changed afterwards.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agenda", [(key, agenda.name) for key, agenda in AGENDAS.items()] + [(EMPTY, _("Empty"))])


class WorkshopForm(VersionedForm):
    """All that may be changed later; anonymity may not."""

    class Meta:
        model = Workshop
        fields = [*FIELDS, "capacity"]
        widgets = WIDGETS
        help_texts = HELP

    def clean_capacity(self) -> int:
        capacity: int = self.cleaned_data["capacity"]
        if (expected := self.cleaned_data.get("expected")) and capacity < expected:
            raise ValidationError(_("You expect more people than may join. Please change one of the two."))
        return capacity


class NewActivityForm(forms.ModelForm):
    class Meta:
        model = Activity
        fields = ["kind", "title", "minutes"]


# What can be set for each kind of activity, besides title, words and minutes.
SETTINGS: dict[str, list[str]] = {
    ActivityKind.RATE: ["asks_wished", "shows_while_open"],
    ActivityKind.IDEAS: ["feeds", "category"],
    ActivityKind.GROUP: ["source"],
    ActivityKind.DOTS: ["source", "dots", "shows_while_open"],
    ActivityKind.INFLUENCE: ["groups"],
    ActivityKind.GOAL: ["groups"],
}


class ActivityForm(VersionedForm):
    """One point of the agenda, with the settings its kind has."""

    class Meta:
        model = Activity
        fields = [
            *["title", "prompt", "minutes"],
            *["asks_wished", "shows_while_open", "feeds", "category", "source", "dots", "groups"],
        ]
        widgets = {"prompt": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "category": _("Only for findings. Leave it open if ideas may belong anywhere."),
            "shows_while_open": _(
                "Otherwise nobody sees the answers of others before you reveal them. In a small circle, "
                "whoever watches closely may see which answer came last."
            ),
        }

    def __init__(self, *args: Any, framework: Framework, agenda: list[Activity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = {"version", "title", "prompt", "minutes", *SETTINGS.get(self.instance.kind, [])}
        for name in set(self.fields) - wanted:
            del self.fields[name]
        if "category" in self.fields:
            self.fields["category"] = forms.ChoiceField(
                label=_("Resource category"),
                required=False,
                choices=[BLANK, *((row.key, row.name) for row in framework.resource_categories)],
                help_text=self.fields["category"].help_text,
            )
        if "source" in self.fields:
            earlier = [row for row in agenda if row.kind == ActivityKind.IDEAS]
            self.fields["source"] = forms.TypedChoiceField(
                label=_("Ideas from"),
                required=False,
                choices=[BLANK, *((row.pk, row.title) for row in earlier)],
                coerce=lambda pk: next((row for row in earlier if str(row.pk) == str(pk)), None),
                empty_value=None,
            )
            source = self.instance.source
            while source and source.kind != ActivityKind.IDEAS:
                source = source.source
            self.initial["source"] = source.pk if source else ""

    def clean_feeds(self) -> str:
        return self.cleaned_data["feeds"] or Feed.NONE
