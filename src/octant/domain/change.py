"""What changed between two versions of a text, word by word.

Used to compare versions of a vision and to show two people's edits side by side.
Method, worked example and limits: docs/methods/change.md.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

type Op = Literal["equal", "insert", "delete", "replace"]

# Comparing n words with m words can take n * m steps. Longer passages are first cut at words that each text
# has exactly once; a passage that stays longer than this is shown as replaced in one piece.
MOST_STEPS = 1_000_000

_WORDS = re.compile(r"\s+|\S+")


class Change(NamedTuple):
    """One stretch: `text_a` in the first version stands where `text_b` stands in the second."""

    op: Op
    text_a: str
    text_b: str


def compare_texts(a: str, b: str) -> list[Change]:
    """The stretches of two texts in order; neighbours never have the same op.

    Joining every `text_a` gives `a`, joining every `text_b` gives `b`, spaces and line ends included. Two
    empty texts give an empty list. Texts of 20,000 characters take well under a second at worst.
    """
    return _merged(_compare(_WORDS.findall(a), _WORDS.findall(b)))


def _compare(a: Sequence[str], b: Sequence[str]) -> Iterator[Change]:
    # What both begin and end with needs no search; most edits touch a small part of a text.
    start = _common(a, b)
    end = _common(a[start:][::-1], b[start:][::-1])
    middle_a, middle_b = a[start : len(a) - end], b[start : len(b) - end]
    yield _change("equal", a[:start], b[:start])
    if len(middle_a) * len(middle_b) <= MOST_STEPS:
        yield from _search(middle_a, middle_b)
    else:
        yield from _search_between_anchors(middle_a, middle_b)
    yield _change("equal", a[len(a) - end :], b[len(b) - end :])


def _search_between_anchors(a: Sequence[str], b: Sequence[str]) -> Iterator[Change]:
    from_a = from_b = 0
    for at_a, at_b in [*_anchors(a, b), (len(a), len(b))]:
        gap_a, gap_b = a[from_a:at_a], b[from_b:at_b]
        if len(gap_a) * len(gap_b) <= MOST_STEPS:
            yield from _search(gap_a, gap_b)
        else:
            yield _change("replace", gap_a, gap_b)
        yield _change("equal", a[at_a : at_a + 1], b[at_b : at_b + 1])
        from_a, from_b = at_a + 1, at_b + 1


def _search(a: Sequence[str], b: Sequence[str]) -> Iterator[Change]:
    # Spaces are no anchors, or two unrelated sentences would seem to share every gap between words.
    for op, a_from, a_to, b_from, b_to in SequenceMatcher(str.isspace, a, b).get_opcodes():
        yield _change(op, a[a_from:a_to], b[b_from:b_to])


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """The most places, rising in both texts, with a word that each text has exactly once ("patience")."""
    once_a, once_b = _places_of_single_words(a), _places_of_single_words(b)
    pairs = [(at_a, once_b[word]) for word, at_a in once_a.items() if word in once_b]
    # Longest rising run: ends[k] is the smallest place in b at which a run of k + 1 pairs can end.
    ends: list[int] = []
    last_pair: list[int] = []
    before: list[int | None] = []
    for number, (_, at_b) in enumerate(pairs):
        length = bisect_left(ends, at_b)
        before.append(last_pair[length - 1] if length else None)
        ends[length : length + 1] = [at_b]
        last_pair[length : length + 1] = [number]
    run = []
    step = last_pair[-1] if last_pair else None
    while step is not None:
        run.append(pairs[step])
        step = before[step]
    return run[::-1]


def _places_of_single_words(words: Sequence[str]) -> dict[str, int]:
    times = Counter(words)
    return {word: place for place, word in enumerate(words) if times[word] == 1 and not word.isspace()}


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    """How many items two sequences have in common at the start."""
    for i, (in_a, in_b) in enumerate(zip(a, b, strict=False)):
        if in_a != in_b:
            return i
    return min(len(a), len(b))


def _change(op: Op, words_a: Sequence[str], words_b: Sequence[str]) -> Change:
    return Change(op, "".join(words_a), "".join(words_b))


def _merged(changes: Iterator[Change]) -> list[Change]:
    """Drop empty stretches and join neighbours of the same kind."""
    result: list[Change] = []
    for change in changes:
        if not change.text_a and not change.text_b:
            continue
        if result and result[-1].op == change.op:
            last = result.pop()
            change = Change(change.op, last.text_a + change.text_a, last.text_b + change.text_b)
        result.append(change)
    return result
