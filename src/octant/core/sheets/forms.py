"""Which file, how to read it, and what its words mean."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import words
from .headings import key
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


NOTHING = "-"


class WordsForm(forms.Form):
    """What words mean that Octant does not know: those it asks for, and those somebody has explained before.

    Fields: word-<group>-<n> and said-<group>-<n>; `result` is that of a `Tally`.
    """

    nothing_required = True
    no_answer: Any = _("nothing: leave the cell empty")

    def __init__(
        self, data: Mapping[str, Any] | None, *, chosen: Mapping[str, Any], result: Mapping[str, Any]
    ) -> None:
        super().__init__(data)
        self.meaning: Mapping[str, Mapping[str, str]] = chosen.get("meaning", {})
        self.words: list[tuple[str, str, str]] = []
        for group, found in result.get("unknown", {}).items():
            for number, (word, times) in enumerate(found):
                label = gettext("“%(word)s” (%(times)s ×)") % {"word": word, "times": times}
                self._add(f"word-{group}-{number}", group, word, label)
        for group, words_ in result.get("meant", {}).items():
            for number, (word, text) in enumerate(words_.items()):
                label = gettext("“%(word)s” (said before)") % {"word": text}
                said = self.meaning.get(group, {}).get(word, "")
                self._add(f"said-{group}-{number}", group, text, label, said or NOTHING)

    def _add(self, name: str, group: str, word: str, label: str, initial: str = "") -> None:
        if offered := list(self.offered(group)):
            choices = [("", "—"), *offered, (NOTHING, self.no_answer)]
            self.fields[name] = forms.ChoiceField(
                label=label, required=False, choices=choices, initial=initial
            )
            self.words.append((name, group, word))

    def group_label(self, group: str) -> str:
        """What the words of this group are about."""
        raise NotImplementedError

    def offered(self, group: str) -> Iterable[tuple[str, Any]]:
        """What a word of this group may mean; nothing if the group is not known."""
        raise NotImplementedError

    def word_groups(self) -> list[tuple[str, list[Any]]]:
        """For the template: (what the words are about, their fields)."""
        groups: dict[str, list[Any]] = {}
        for name, group, _word in self.words:
            groups.setdefault(self.group_label(group), []).append(self[name])
        return list(groups.items())

    def said(self) -> dict[str, dict[str, str]]:
        """{group: {key of a word: what it means, empty: nothing}} from now on."""
        meaning = {group: dict(words_) for group, words_ in self.meaning.items()}
        for name, group, word in self.words:
            value = self.cleaned_data[name]
            if value:
                meaning.setdefault(group, {})[key(word)] = "" if value == NOTHING else value
            elif name.startswith("said-"):
                meaning.get(group, {}).pop(key(word), None)
        return meaning
