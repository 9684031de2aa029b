"""What a journal entry says. Each room registers its own verbs in its AppConfig.ready()."""

from collections.abc import Mapping

from django.utils.functional import Promise

# Where a language needs the subject inside the sentence, this marks its place: “hat den Befund … ergänzt”.
PLACE = "…"
_VERBS: dict[str, "str | Promise"] = {}
_LABELS: dict[str, "str | Promise"] = {}


def register(verbs: Mapping[str, "str | Promise"]) -> None:
    """Add sentences by key. A sentence is about "who": “added the finding”; the subject follows in quotes."""
    _VERBS.update(verbs)


def register_labels(labels: Mapping[str, "str | Promise"]) -> None:
    """Names of what entries note besides the fields of their subject, such as who took part in a decision."""
    _LABELS.update(labels)


def label(name: str) -> str:
    return str(_LABELS.get(name, name.replace("_", " ")))


def sentence(verb: str) -> str:
    """The sentence for a verb; an unknown verb (from a room that is gone) stands for itself."""
    return str(_VERBS.get(verb, verb))


def around(text: str) -> tuple[str, str]:
    """What stands before the subject of a sentence, and what stands after it."""
    before, _mark, after = text.partition(PLACE)
    return before.strip(), after.strip()


def known() -> dict[str, str]:
    return {verb: str(text) for verb, text in sorted(_VERBS.items())}
