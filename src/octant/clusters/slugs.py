"""The part of the address that names a cluster, made from its name in any script."""

import re
import unicodedata

from .models import Cluster

LONGEST = 50
# Words that stand in this place of an address for something else.
RESERVED = frozenset({"new", "join", "roles"})
# Letters that do not fall apart into a Latin letter and an accent.
LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ə": "e"}
)
GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def slug_base(name: str, *, country: str = "", fallback: str = "cluster") -> str:
    """Lower-case Latin letters, digits and hyphens; `fallback` when nothing of the name can be kept."""
    text = unicodedata.normalize("NFC", name.lower()).translate(LETTERS)
    if country in {"DE", "AT", "CH"}:
        text = text.translate(GERMAN)
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:LONGEST].strip("-")
    return slug if len(slug) > 1 and slug not in RESERVED else f"{fallback}-{slug}".strip("-")


def free_slug(base: str) -> str:
    """`base`, or `base-2`, `base-3`, … if it is taken. To be called inside the transaction that uses it."""
    taken = set(Cluster.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
