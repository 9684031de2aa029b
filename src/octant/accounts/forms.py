from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from octant.core.validators import no_control_characters

from .models import User


class EmailForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the e-mail"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class NameForm(forms.ModelForm):
    """What the first sign-in asks for."""

    name = forms.CharField(
        label=_("Your name, as others see it"),
        max_length=120,
        validators=[no_control_characters],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    class Meta:
        model = User
        fields = ("name",)


class ProfileForm(NameForm):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ("name", "language")


class LetterForm(forms.Form):
    """What goes along with an e-mail to many people, and the language it is written in."""

    message = forms.CharField(
        label=_("A few words to go with it"),
        max_length=1000,
        required=False,
        validators=[no_control_characters],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(
        label=_("Language of the e-mail"), choices=settings.PUBLIC_LANGUAGES, required=False
    )
