"""One finding: what, in which category, from which source."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from octant.core.forms import offer
from octant.core.validators import no_control_characters, partial_date
from octant.domain.framework import Framework

from ..models import Finding, FindingKind
from ..uploads import ACCEPT, check_upload

FIELDS = ["category", "kind", "text", "source", "source_url", "source_date", "said_by"]


class FindingForm(forms.ModelForm):
    organisation_name = forms.CharField(
        label=_("Organisation"),
        help_text=_("Type its name and choose, or add a new one by typing it."),
        max_length=200,
        required=False,
        validators=[no_control_characters],
    )
    evidence = forms.FileField(
        label=_("File"),
        required=False,
        max_length=500,
        validators=[check_upload],
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    remove_evidence = forms.BooleanField(label=_("Remove the file"), required=False)
    source_date = forms.CharField(
        label=_("Date of the source"),
        help_text=_("A year, a month or a day: 2023, 2023-05 or 2023-05-17."),
        max_length=10,
        required=False,
        validators=[partial_date],
    )

    class Meta:
        model = Finding
        fields = FIELDS
        widgets = {
            "kind": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            "source_url": forms.URLInput,
        }
        labels = {"text": _("What did you find?"), "source": _("Source")}
        help_texts = {
            "text": _("One thing for each finding: a fact, not yet a judgement."),
            "source": _("For example a report, a website, a talk."),
            "said_by": _("A role, not a name: for example “head of the youth office”."),
        }

    def __init__(self, *args: Any, framework: Framework, suggest_url: str, limit: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"] = forms.ChoiceField(
            label=_("Resource category"),
            choices=[
                (
                    group.name,
                    [(category.key, category.name) for category in framework.categories_of(group.key)],
                )
                for group in framework.resource_groups
            ],
        )
        self.order_fields([*FIELDS, "organisation_name", "evidence", "remove_evidence"])
        offer(self, "kind", FindingKind.choices)
        self.fields["organisation_name"].widget.attrs["data-suggest-url"] = suggest_url
        self.fields["evidence"].help_text = _("PDF, picture, text or office file, at most %(limit)s MB.") % {
            "limit": limit
        }
        if self.instance.pk and self.instance.organisation:
            self.initial["organisation_name"] = self.instance.organisation.name
        if not self.instance.source_file:
            del self.fields["remove_evidence"]

    def values(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in FIELDS}


class EditFindingForm(FindingForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version


class MoveForm(forms.Form):
    """Where a finding goes: `list` is a category, `position` counts from 0."""

    item = forms.IntegerField(min_value=1)
    list = forms.ChoiceField()
    position = forms.IntegerField(min_value=0, max_value=100_000)

    def __init__(self, *args: Any, framework: Framework, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "list", [(category.key, category.name) for category in framework.resource_categories])
