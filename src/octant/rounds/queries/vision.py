"""Reads of step 2. Each page makes the same few queries, however much was written."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from octant.domain.framework import Dimension, Entry, Framework, Prompt
from octant.ratings.models import Aspect
from octant.ratings.queries import NOBODY, Histogram, Histograms, histograms_of

from ..models import DimensionVision, Round, SuccessFactor, VisionAnswer, VisionStatus, VisionVersion
from .voices import Voices, voices

HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Question:
    """A key question with what this person wrote and what the others wrote."""

    prompt: Prompt
    mine: VisionAnswer | None
    others: tuple[VisionAnswer, ...]

    @property
    def key(self) -> str:
        return self.prompt.id.rpartition(".")[2]

    @property
    def answers(self) -> int:
        return len(self.others) + bool(self.mine and self.mine.text)


def questions(round_: Round, framework: Framework, user_id: int) -> list[Question]:
    mine: dict[str, VisionAnswer] = {}
    others: dict[str, list[VisionAnswer]] = {}
    for row in round_.vision_answers.all():
        if row.author_id == user_id:
            mine[row.question] = row
        elif row.text:
            others.setdefault(row.question, []).append(row)
    return [
        Question(prompt, mine.get(prompt.id), tuple(others.get(prompt.id, ())))
        for prompt in framework.vision_questions
    ]


@dataclass(frozen=True, slots=True)
class Versions:
    """All versions of the statement, newest first."""

    rows: tuple[VisionVersion, ...]

    def _first(self, status: VisionStatus) -> VisionVersion | None:
        return next((row for row in self.rows if row.status == status), None)

    @property
    def agreed(self) -> VisionVersion | None:
        return self._first(VisionStatus.AGREED)

    @property
    def proposed(self) -> VisionVersion | None:
        return self._first(VisionStatus.PROPOSED)

    @property
    def draft(self) -> VisionVersion | None:
        return self._first(VisionStatus.DRAFT)

    @property
    def latest(self) -> VisionVersion | None:
        return self.rows[0] if self.rows else None


def versions(round_: Round) -> Versions:
    return Versions(tuple(round_.vision_versions.select_related("decision")))


@dataclass(frozen=True, slots=True)
class Factors:
    """The success factors in the team's order, and the general ones that are not among them yet."""

    rows: tuple[SuccessFactor, ...]
    offered: tuple[Entry, ...]


def factors(round_: Round, framework: Framework) -> Factors:
    rows = tuple(SuccessFactor.kept.filter(round=round_))
    there = {row.key for row in rows}
    return Factors(rows, tuple(entry for entry in framework.success_factors if entry.key not in there))


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One dimension of the ideal profile."""

    dimension: Dimension
    vision: DimensionVision | None
    now: Histogram
    wished: Histogram
    agreed: float | None = None  # level "now" that the team agreed on

    @property
    def level(self) -> float | None:
        return self.now.median if self.agreed is None else self.agreed

    @property
    def target(self) -> float | None:
        return float(self.vision.target) if self.vision and self.vision.target is not None else None

    @property
    def text(self) -> str:
        return self.vision.text if self.vision else ""

    @property
    def version(self) -> int:
        return self.vision.version if self.vision else 1

    @property
    def suggestion(self) -> Decimal | None:
        return nearest_half(self.wished.median)

    @property
    def is_below_now(self) -> bool:
        return self.target is not None and self.level is not None and self.target < self.level


def profile(round_: Round, framework: Framework) -> list[ProfileRow]:
    visions = {row.dimension: row for row in round_.dimension_visions.all()}
    rated, said = ratings(round_, framework)
    return [
        ProfileRow(
            dimension,
            visions.get(dimension.key),
            now=rated[Aspect.NOW].get(dimension.key, NOBODY),
            wished=rated[Aspect.WISHED].get(dimension.key, NOBODY),
            agreed=said.agreed.get(dimension.key),
        )
        for dimension in framework.dimensions
    ]


def ratings(round_: Round, framework: Framework) -> tuple[dict[Aspect, Histograms], Voices]:
    """How the dimensions were rated, every aspect, with what was taken over: two queries."""
    keys = [dimension.key for dimension in framework.dimensions]
    found = histograms_of([round_.ratings_id], items=keys)
    said = voices(round_)
    rated = {
        aspect: said.beside(aspect, found.get((round_.ratings_id, aspect.value), {})) for aspect in Aspect
    }
    return rated, said


def suggestions(rows: Iterable[ProfileRow]) -> dict[str, Decimal]:
    """What "take the team's medians" would set."""
    return {row.dimension.key: row.suggestion for row in rows if row.suggestion is not None}


def nearest_half(median: float | None) -> Decimal | None:
    """A median as a target level in steps of a half, halves of a step going up: 3.75 becomes 4.0."""
    if median is None:
        return None
    steps = (Decimal(repr(median)) / HALF).quantize(Decimal(1), rounding="ROUND_HALF_UP")
    return (steps * HALF).quantize(Decimal("0.1"))
