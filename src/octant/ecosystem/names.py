"""Names as people type them, and what two spellings of one name have in common."""

import unicodedata

# Letters that stay one letter when accents are taken off, as people without that keyboard write them.
PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})


def name_key(name: str) -> str:
    """The same for two spellings that differ in case and spaces only, in every script."""
    return " ".join(name.split()).casefold()


def search_key(text: str) -> str:
    """Like `name_key`, without accents: “siauliai” finds “Šiauliai”, and “SIAULIAI” does too."""
    letters = unicodedata.normalize("NFKD", name_key(text))
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    return name_key(plain.casefold().translate(PLAIN))
