"""Reads of framework content. Editions never change, so each is read once per process and language."""

from functools import cache

from octant.domain.framework import Framework
from octant.frameworks.loading import BASE_LANGUAGE, EditionFolder, editions, load

DEFAULT = "csei"


def framework(slug: str, edition: int, language: str) -> Framework:
    """This edition in this language (as Django names it, such as "de" or "pt-br").

    Falls back from a regional language to its main one, then to English; `Framework.language` says which it
    became. Raises LookupError when there is no such edition.
    """
    folder = _folder(slug, edition)
    return _load(folder, _best_language(language, folder.languages))


def latest(slug: str = DEFAULT) -> int:
    """The number of the newest published edition. Raises LookupError when there is none."""
    numbers = published(slug)
    if not numbers:
        raise LookupError(f"no published edition of framework {slug!r}")
    return numbers[-1]


@cache
def published(slug: str = DEFAULT) -> tuple[int, ...]:
    """The numbers of all published editions, oldest first."""
    return tuple(folder.number for folder in editions() if folder.slug == slug and folder.is_published)


@cache
def _folder(slug: str, edition: int) -> EditionFolder:
    for folder in editions():
        if (folder.slug, folder.number) == (slug, edition):
            return folder
    raise LookupError(f"no edition {edition} of framework {slug!r}")


@cache
def _load(folder: EditionFolder, language: str) -> Framework:
    return load(folder, language)


def _best_language(wanted: str, available: tuple[str, ...]) -> str:
    for language in (wanted, wanted.partition("-")[0]):
        if language in available:
            return language
    return BASE_LANGUAGE
