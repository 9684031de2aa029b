"""The closing feedback in words, question by question, for page, PDF and file."""

from dataclasses import dataclass

from . import words
from .queries.minutes import FeedbackPart


@dataclass(frozen=True, slots=True)
class Question:
    """`levels` are (label, people), lowest first; empty where none were asked or too few answered."""

    text: str
    levels: tuple[tuple[str, int], ...]
    is_hidden: bool
    texts: tuple[str, ...]


def questions(part: FeedbackPart | None) -> list[Question]:
    """Those that somebody answered, in the order in which they were asked."""
    if part is None:
        return []
    found = []
    for key, text in words.FEEDBACK.items():
        histogram = part.levels.get(key)
        levels = zip(map(str, words.FEEDBACK_LEVELS), histogram.counts, strict=True) if histogram else ()
        question = Question(
            str(text), tuple(levels), key in part.levels and histogram is None, part.texts.get(key, ())
        )
        if question.levels or question.is_hidden or question.texts:
            found.append(question)
    return found
