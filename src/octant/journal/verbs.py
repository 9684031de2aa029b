"""What a journal entry says. Each room registers its own verbs in its AppConfig.ready()."""

from collections.abc import Mapping

from django.utils.functional import Promise

_VERBS: dict[str, "str | Promise"] = {}


def register(verbs: Mapping[str, "str | Promise"]) -> None:
    """Add sentences by key. A sentence is about "who": “added the finding”; the subject follows in quotes."""
    _VERBS.update(verbs)


def sentence(verb: str) -> str:
    """The sentence for a verb; an unknown verb (from a room that is gone) stands for itself."""
    return str(_VERBS.get(verb, verb))


def known() -> dict[str, str]:
    return {verb: str(text) for verb, text in sorted(_VERBS.items())}
