"""What is counted while the rows of a sheet go by: figures, what is wrong, words that nobody knows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Protocol

MOST_PROBLEMS = 1000  # kept for the page; all are counted
MOST_WORDS = 60  # of each group, whose meaning may be said


class AProblem(Protocol):
    def to_json(self) -> dict[str, Any]: ...


@dataclass(slots=True)
class Tally:
    """`figures`: {what a row became: how many}, `unknown`: {group: words that nobody knows}, `meant`: {group:
    {its key: a word whose meaning somebody has said}}.
    """

    figures: Counter[str] = field(default_factory=Counter)
    problems: list[dict[str, Any]] = field(default_factory=list)
    problem_count: int = 0
    unknown: dict[str, Counter[str]] = field(default_factory=dict)
    meant: dict[str, dict[str, str]] = field(default_factory=dict)

    def wrong(self, problems: Iterable[AProblem]) -> None:
        for problem in problems:
            self.problem_count += 1
            if len(self.problems) < MOST_PROBLEMS:
                self.problems.append(problem.to_json())

    def ask(self, group: str, word: str) -> None:
        """Somebody may say what this word means."""
        self.unknown.setdefault(group, Counter())[word] += 1

    def to_json(self) -> dict[str, Any]:
        return {
            "figures": dict(self.figures),
            "problems": self.problems,
            "problem_count": self.problem_count,
            "unknown": {group: words.most_common(MOST_WORDS) for group, words in self.unknown.items()},
            "meant": {group: dict(islice(words.items(), MOST_WORDS)) for group, words in self.meant.items()},
        }
