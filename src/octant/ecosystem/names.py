"""Names as people type them, and what two spellings of one name have in common."""

import unicodedata
from functools import lru_cache

# Letters that stay one letter when accents are taken off, as people without that keyboard write them.
PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})


def name_key(name: str) -> str:
    """The same for two spellings that differ in case and spaces only, in every script."""
    return " ".join(name.split()).casefold()


@lru_cache(maxsize=8192)  # a list says the same places and topics again and again
def search_key(text: str) -> str:
    """Like `name_key`, without accents: “siauliai” finds “Šiauliai”, and “SIAULIAI” does too."""
    if text.isascii():
        return name_key(text)
    letters = unicodedata.normalize("NFKD", name_key(text))
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    return name_key(plain.casefold().translate(PLAIN))
