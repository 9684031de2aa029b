"""What the facilitator types: on behalf of people without phones, proposals, headings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from octant.core.forms import BLANK
from octant.core.validators import no_control_characters
from octant.ecosystem.models import Sector
from octant.rounds.forms.vision import VersionedForm

from .. import words
from ..actions.contributions import LONGEST_IDEA
from ..models import Idea, IdeaGroup, Participant, Stance, Workshop

PLAIN = [no_control_characters]


class PersonForm(forms.Form):
    """Somebody in the room without a phone."""

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if workshop.is_named:
            self.fields["name"] = forms.CharField(label=_("Name"), max_length=120, validators=PLAIN)
        if workshop.keeps_sector:
            self.fields["sector"] = forms.ChoiceField(
                label=_("Sector"), choices=[BLANK, *Sector.choices], required=False
            )


class IdeaForm(forms.Form):
    text = forms.CharField(
        label=_("An idea from somebody without a phone"),
        max_length=LONGEST_IDEA,
        validators=PLAIN,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput)


class OnBehalfForm(forms.Form):
    """Dots, a stance or feedback of one person without a phone."""

    person = forms.TypedChoiceField(label=_("For whom"))

    def __init__(self, *args: Any, people: list[Participant], workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_pk = {str(person.pk): person for person in people}
        names = [
            (
                str(person.pk),
                person.name
                or " · ".join(
                    part
                    for part in (
                        str(_("Person %(n)s without a phone")) % {"n": n},
                        str(dict(Sector.choices).get(person.sector, "")),
                    )
                    if part
                ),
            )
            for n, person in enumerate(people, start=1)
        ]
        self.fields["person"] = forms.TypedChoiceField(
            label=_("For whom"), choices=names, coerce=lambda pk: by_pk[pk]
        )


class DotsForm(OnBehalfForm):
    """Dots per thing that can be voted for: fields `i-<idea>` and `g-<group>`."""

    def __init__(self, *args: Any, things: list[tuple[str, str]], most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.things = [key for key, _text in things]
        for key, text in things:
            self.fields[key] = forms.IntegerField(
                label=text[:120], min_value=0, max_value=most, required=False
            )


class StanceForm(OnBehalfForm):
    stance = forms.ChoiceField(label=_("What they say"), choices=Stance.choices)
    text = forms.CharField(label=_("Why"), max_length=1000, required=False, validators=PLAIN)


class FeedbackForm(OnBehalfForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [BLANK, *((str(n), text) for n, text in enumerate(words.FEEDBACK_LEVELS, start=1))]
        for key, label in words.FEEDBACK.items():
            if key in words.FEEDBACK_ON_A_SCALE:
                self.fields[key] = forms.TypedChoiceField(
                    label=str(label), choices=levels, coerce=int, empty_value=None, required=False
                )
            else:
                self.fields[key] = forms.CharField(
                    label=str(label), max_length=1000, required=False, validators=PLAIN
                )


class ProposalForm(forms.Form):
    text = forms.CharField(
        label=_("Proposal"), max_length=3000, validators=PLAIN, widget=forms.Textarea(attrs={"rows": 3})
    )


class AdoptForm(forms.Form):
    reservations = forms.CharField(
        label=_("Reservations and open points"),
        max_length=2000,
        required=False,
        validators=PLAIN,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class WordingForm(VersionedForm):
    class Meta:
        model = Idea
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}


class HeadingForm(VersionedForm):
    class Meta:
        model = IdeaGroup
        fields = ["title"]


class NewHeadingForm(forms.ModelForm):
    class Meta:
        model = IdeaGroup
        fields = ["title"]
