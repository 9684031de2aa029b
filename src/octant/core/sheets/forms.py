"""Which file, and how to read it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import words
from .limits import MOST_BYTES
from .reading import ACCEPT
from .text import ENCODINGS, SEPARATORS


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Your sheet"),
        help_text=_("CSV, XLSX or ODS; at most 50 MB and 200,000 rows."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            too_big = words.SENTENCES["too_big"] % {"most": MOST_BYTES // (1024 * 1024)}
            raise forms.ValidationError(too_big)
        return file


class ReadingForm(forms.Form):
    """How to read a text file, when what was found is wrong."""

    nothing_required = True
    encoding = forms.ChoiceField(label=_("Letters"), required=False)
    separator = forms.ChoiceField(label=_("Cells are separated by"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = ("", _("find out"))
        self.fields["encoding"] = forms.ChoiceField(
            label=_("Letters"),
            required=False,
            choices=[found, *((each, words.encoding_name(each)) for each in ENCODINGS)],
        )
        self.fields["separator"] = forms.ChoiceField(
            label=_("Cells are separated by"),
            required=False,
            choices=[found, *((each, words.separator_name(each)) for each in SEPARATORS)],
        )
