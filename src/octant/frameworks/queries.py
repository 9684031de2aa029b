"""Reads of framework content. Editions never change, so each is read once per process and language."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from octant.domain.framework import Dimension, Framework
from octant.frameworks.loading import BASE_LANGUAGE, EditionFolder, editions, load

DEFAULT = "csei"


@lru_cache(maxsize=64)
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


# --- Search -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the guide that can be found: the page it stands on, its dimension if it is on the page of
    one, and the part of the page."""

    title: str
    text: str
    page: str
    dimension: str = ""
    anchor: str = ""


def search(guide: Framework, words: str) -> tuple[Passage, ...]:
    """The passages that contain every one of the words, those with a word in the title first."""
    wanted = _folded(words).split()
    if not wanted:
        return ()
    found = [
        passage
        for passage in _passages(guide)
        if all(word in _folded(f"{passage.title} {passage.text}") for word in wanted)
    ]
    return tuple(
        sorted(found, key=lambda passage: not any(word in _folded(passage.title) for word in wanted))
    )


def _folded(text: str) -> str:
    """Small letters and plain apostrophes, as people type them."""
    return text.casefold().replace("’", "'")


def _passages(guide: Framework) -> Iterator[Passage]:
    for dimension in guide.dimensions:
        yield from _dimension_passages(dimension)
    for step in guide.steps:
        texts = [step.purpose, *(prompt.text for prompt in (*step.questions, *step.tips)), step.output]
        yield Passage(f"{step.name}: {step.title}", " ".join(texts), "steps", anchor=step.key)
    for category in guide.resource_categories:
        text = " ".join([category.text, *(question.text for question in category.questions)])
        yield Passage(category.name, text, "resources", anchor=category.key)
    for audience in guide.audiences:
        for benefit in audience.benefits:
            title = f"{audience.name}: {benefit.name}"
            yield Passage(title, benefit.text, "benefits", anchor=audience.key)
    for page, anchor, entries in (
        ("core", "functions", guide.core_functions),
        ("core", "factors", guide.success_factors),
        ("goals", "focus", guide.focus_criteria),
        ("goals", "smart", guide.smart_criteria),
        ("goals", "parts", guide.goal_parts),
        ("goals", "measures", guide.measure_kinds),
        ("goals", "means", guide.measure_resources),
        ("learnings", "", guide.learnings),
        ("glossary", "", guide.glossary),
    ):
        for entry in entries:
            text = f"{entry.text} {entry.example}".strip()
            yield Passage(entry.name, text, page, anchor=anchor or entry.key)


def _dimension_passages(dimension: Dimension) -> Iterator[Passage]:
    def passage(title: str, text: str, anchor: str = "") -> Passage:
        return Passage(title, text, "dimension", dimension.key, anchor)

    for text in (dimension.question, dimension.definition, dimension.why):
        yield passage(dimension.name, text)
    for anchor, entries in (("examples", dimension.examples), ("think-about", dimension.think_about)):
        for entry in entries:
            yield passage(f"{dimension.name}: {entry.name}", entry.text, anchor)
    for level in dimension.levels:
        yield passage(f"{dimension.name}: {level.number}, {level.label}", level.text, "levels")
    for statement in dimension.statements:
        yield passage(dimension.name, statement.text, "statements")
    for block in dimension.reading:
        yield passage(dimension.name, " ".join(block.lines), "reading")
