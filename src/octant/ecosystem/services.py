"""The kinds of service that offers and needs are sorted by: the nine of the guide (ch. 3 VI)."""

from django.utils.translation import get_language

from octant.domain.framework import Entry
from octant.frameworks import queries as frameworks

DIMENSION = "services"


def categories() -> tuple[Entry, ...]:
    """The nine kinds in the reader's language and the guide's order; each has key, name, text, source."""
    guide = frameworks.framework(frameworks.DEFAULT, frameworks.latest(), get_language() or "en")
    return guide.dimension(DIMENSION).examples


def names() -> dict[str, str]:
    """{key: name}."""
    return {entry.key: entry.name for entry in categories()}
