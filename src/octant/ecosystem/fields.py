"""A field for several keys or short words in one column."""

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    Text = models.TextField["Words | Iterable[str]", "Words"]
else:
    Text = models.TextField

MARK = "|"


class Words(tuple[str, ...]):
    """Several words in the order they were given, none twice."""

    def __new__(cls, words: Iterable[str] = ()) -> "Words":
        clean = (" ".join(str(word).replace(MARK, " ").split()) for word in words)
        return super().__new__(cls, dict.fromkeys(word for word in clean if word))

    def __str__(self) -> str:
        return ", ".join(self)


class WordsField(Text):
    """Words kept as one text, "|7|13|", so that the same filter works in every database.

    Rows with a word: `filter(sdgs__contains=having("7"))`. (An array column is PostgreSQL's alone, and SQLite
    cannot look into JSON.)
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", Words)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Words:
        return _from_text(value or "")

    def to_python(self, value: Any) -> Words:
        if isinstance(value, Words):
            return value
        if isinstance(value, str):
            return _from_text(value)
        return Words(value or ())

    def get_prep_value(self, value: Any) -> str:
        if isinstance(value, str):
            return value  # a look-up such as contains
        words = self.to_python(value)
        return f"{MARK}{MARK.join(words)}{MARK}" if words else ""

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))


@lru_cache(maxsize=8192)  # a list holds the same few words again and again, and Words never change
def _from_text(text: str) -> Words:
    return Words(text.split(MARK))


def having(word: str) -> str:
    """What the column contains when it holds this very word."""
    return f"{MARK}{' '.join(word.replace(MARK, ' ').split())}{MARK}"
