"""The results of a wave as they may be shown: small groups, and what would reveal them, left out.

Everything that leaves this room about what people answered is made from here: pages, charts, files, what a
team takes over. The rules stand in docs/methods/small-groups.md and docs/methods/opinion.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from octant.clusters.access import Access
from octant.core.prepared import Prepared
from octant.domain import opinion, scoring
from octant.domain.framework import Dimension, Framework
from octant.domain.influence import STRONGEST
from octant.ecosystem.models import Sector
from octant.ratings.models import Aspect, Comment
from octant.ratings.queries import NOBODY, Histogram
from octant.rounds.queries.ratings import DISPUTED, DimensionRow, Profile

from ..models import Answer, Question, QuestionKind, Survey, Wave
from .counting import Pairs, Summary, levels_of, revealed_summaries, summary

SECTORS = (*Sector.values, "")  # "": those who did not say
WIDE_GAP = 2  # levels, as in the focus of a round


@dataclass(frozen=True, slots=True)
class ItemResult:
    """How one dimension or statement was rated. `total` is None where too few gave a level.

    `groups` has the sectors that may be shown, in the order of SECTORS; `hidden` names the others, which all
    look alike.
    """

    item: str
    total: Histogram | None = None
    groups: Mapping[str, Histogram] | None = None
    hidden: tuple[str, ...] = ()

    @property
    def histogram(self) -> Histogram:
        return self.total or NOBODY

    @property
    def sectors(self) -> tuple[tuple[str, Histogram], ...]:
        return tuple((self.groups or {}).items())

    @property
    def is_shown(self) -> bool:
        return self.total is not None

    @property
    def is_disputed(self) -> bool:
        agreement = self.histogram.agreement
        if agreement is None:
            return False
        return self.histogram.is_split or agreement < DISPUTED


@dataclass(frozen=True, slots=True)
class Change:
    """How one item moved since the wave before. `people` is None where the change may not be shown."""

    before: Histogram
    people: opinion.OpinionChange | None
    agreement: float | None


@dataclass(frozen=True, slots=True)
class DimensionResult:
    """One dimension: now, wished for, its statements, and what moved since the wave before."""

    key: str
    number: int
    name: str
    now: ItemResult
    wished: ItemResult
    statements: tuple[tuple[str, ItemResult], ...] = ()
    share_wide: float | None = None  # of people whose wish lies two levels or more above their own now
    change: Change | None = None
    comments: Mapping[str, int] = field(default_factory=dict)  # {aspect: how many}, of those that are shown

    @property
    def main(self) -> ItemResult:
        """How it is now; the wish where only that was asked."""
        return self.now if self.now.is_shown else self.wished

    @property
    def sorting(self) -> tuple[bool, bool, float]:
        """Where opinions differ most comes first: two camps, then the weakest agreement."""
        histogram = self.main.histogram
        agreement = histogram.agreement
        return agreement is None, not histogram.is_split, agreement if agreement is not None else 0

    @property
    def gap(self) -> float | None:
        return scoring.gap(self.now.histogram.median, self.wished.histogram.median)


@dataclass(frozen=True, slots=True)
class Option:
    text: str
    people: int
    share: float  # of those who answered the question, 0 to 1
    place: float | None = None  # median rank, of a ranking


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """The answers to a question of the survey's own; empty where too few answered it."""

    question: Question
    n: int
    is_shown: bool
    options: tuple[Option, ...] = ()
    histogram: Histogram = NOBODY


@dataclass(frozen=True, slots=True)
class InfluenceCell:
    """How strongly one dimension acts on another one: the median of those who said, from 0 to 3."""

    n: int
    median: float
    is_split: bool


@dataclass(frozen=True, slots=True)
class Results:
    """One wave as it may be shown. `people` is how many answered; if they are too few, nothing else is."""

    wave: Wave
    people: int
    enough: bool
    by_sector: bool
    visible: tuple[str, ...]
    dimensions: tuple[DimensionResult, ...]
    questions: tuple[QuestionResult, ...]
    influence: Mapping[tuple[str, str], InfluenceCell]
    excerpts: Mapping[str, list[int]]  # ids of the first few texts; shown only with what they are about

    def by_difference(self) -> list[DimensionResult]:
        return sorted(self.dimensions, key=lambda row: row.sorting)

    def dimension(self, key: str) -> DimensionResult | None:
        return next((row for row in self.dimensions if row.key == key), None)

    def item(self, aspect: str, item: str) -> ItemResult | None:
        for row in self.dimensions:
            if item == row.key:
                return row.now if aspect == Aspect.NOW else row.wished
            if aspect == Aspect.NOW:
                for _text, statement in row.statements:
                    if statement.item == item:
                        return statement
        return None

    @property
    def is_rated(self) -> bool:
        return any(row.now.is_shown or row.wished.is_shown for row in self.dimensions)

    def profile(self, framework: Framework) -> Profile:
        """The dimensions as the charts of a round want them; the wish stands in for a target."""
        return Profile(
            tuple(
                DimensionRow(
                    key=dimension.key,
                    number=dimension.number,
                    name=dimension.name,
                    short_name=dimension.short_name,
                    now=row.now.histogram,
                    wished=row.wished.histogram,
                    target=row.wished.histogram.median,
                )
                for dimension, row in zip(framework.dimensions, self.dimensions, strict=True)
            ),
            target_is_wish=any(row.wished.is_shown for row in self.dimensions),
        )

    def distribution(self, aspect: Aspect) -> dict[str, list[int]]:
        """{dimension key: respondents per level}, without what is hidden: what a team may take over."""
        items = {row.key: row.now if aspect == Aspect.NOW else row.wished for row in self.dimensions}
        return {key: list(item.total.counts) for key, item in items.items() if item.total}


# ---------- Who may see them ----------


def may_see(survey: Survey, wave: Wave, access: Access | None) -> bool:
    """Revealed results are open to the whole team; sealed ones only if the survey was made so."""
    return wave.revealed_at is not None or (
        survey.team_sees_before and access is not None and access.can_contribute
    )


# ---------- Reading ----------


_waves = Prepared[Wave](
    lambda survey: Wave.objects.filter(survey=survey).select_related("ratings").order_by("number"), int
)


def waves_of(survey: Survey) -> list[Wave]:
    rows = _waves(survey.pk)
    for row in rows:
        row.survey = survey
    return rows


def results(
    survey: Survey,
    wave: Wave,
    waves: Iterable[Wave],
    framework: Framework,
    questions: Iterable[Question],
    *,
    with_statements: bool = True,
) -> Results:
    """What may be shown of one wave. A sealed one (shown to a team that may) has no groups and no words.

    Pages that show dimensions only do without their statements.
    """
    summaries = revealed_summaries(survey, waves)
    counted = summaries.get(wave.number) or summary(wave)
    minimum = survey.minimum_group
    enough = counted.people >= minimum
    divided = survey.keeps_sector and wave.revealed_at is not None
    visible = _visible_in_all(summaries.values(), minimum) if divided else frozenset()
    before = summaries.get(wave.number - 1)
    maker = _Maker(counted, before, minimum, divided, visible, with_statements) if enough else None
    return Results(
        wave=wave,
        people=counted.people,
        enough=enough,
        by_sector=divided,
        visible=tuple(sector for sector in SECTORS if sector in visible),
        dimensions=tuple(
            maker.dimension(dimension)
            if maker
            else DimensionResult(
                dimension.key,
                dimension.number,
                dimension.name,
                ItemResult(dimension.key),
                ItemResult(dimension.key),
            )
            for dimension in framework.dimensions
        ),
        questions=tuple(
            _question(row, counted, minimum) if enough else QuestionResult(row, 0, False) for row in questions
        ),
        influence=_influence(counted, minimum) if enough else {},
        excerpts=counted.excerpts if enough else {},
    )


def _visible_in_all(summaries: Iterable[Summary], minimum: int) -> frozenset[str]:
    """The sectors that may be shown in every revealed wave: what is hidden in one covers itself in all."""
    visible = frozenset(SECTORS)
    for each in summaries:
        visible &= scoring.visible_groups({sector: each.sizes.get(sector, 0) for sector in SECTORS}, minimum)
    return visible


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes results from one wave's full table."""

    counted: Summary
    before: Summary | None
    minimum: int
    divided: bool
    visible: frozenset[str]
    with_statements: bool

    def dimension(self, dimension: Dimension) -> DimensionResult:
        key = dimension.key
        now, wished = self.item(self.counted, Aspect.NOW, key), self.item(self.counted, Aspect.WISHED, key)
        return DimensionResult(
            key=key,
            number=dimension.number,
            name=dimension.name,
            now=now,
            wished=wished,
            statements=tuple(
                (statement.text, self.item(self.counted, Aspect.NOW, statement.id))
                for statement in dimension.statements
                if self.with_statements and statement.id in self.counted.ratings.get(Aspect.NOW, {})
            ),
            share_wide=self._share_wide(key, now, wished),
            change=self._change(key, now),
            comments={
                aspect.value: self.counted.comments.get(aspect, {}).get(key, 0)
                for aspect, item in ((Aspect.NOW, now), (Aspect.WISHED, wished))
                if item.is_shown and self.counted.comments.get(aspect, {}).get(key, 0)
            },
        )

    def item(self, counted: Summary, aspect: Aspect, item: str) -> ItemResult:
        cells = counted.ratings.get(aspect, {}).get(item, {})
        table = tuple((sector, tuple(each)) for sector, each in cells.items())
        return _item(item, table, self.minimum, self.visible if self.divided else None)

    def _share_wide(self, item: str, now: ItemResult, wished: ItemResult) -> float | None:
        pairs = self.counted.gaps.get(item)
        if not pairs or not self._may_pair(pairs, now.histogram, wished.histogram):
            return None
        return scoring.share_with_gap(levels_of(pairs), WIDE_GAP)

    def _change(self, item: str, now: ItemResult) -> Change | None:
        if self.before is None or not now.total:
            return None
        before = self.item(self.before, Aspect.NOW, item)
        if not before.total:
            return None
        pairs = self.counted.changes.get(item, {})
        people = None
        if self._may_pair(pairs, before.total, now.total):
            people = opinion.opinion_change(levels_of(pairs), before.total.counts)
        return Change(before.total, people, opinion.agreement_change(before.total.counts, now.total.counts))

    def _may_pair(self, pairs: Pairs, first: Histogram, second: Histogram) -> bool:
        return opinion.may_show_change(
            pairs=sum(pairs.values()), before=first.n, after=second.n, minimum=self.minimum
        )


@lru_cache(maxsize=2048)  # a page shows some sixty items; the same counts always give the same result
def _item(
    item: str, cells: tuple[tuple[str, tuple[int, ...]], ...], minimum: int, visible: frozenset[str] | None
) -> ItemResult:
    """What may be shown of one item; `visible` is None where sectors are not told apart."""
    divided = visible is not None
    # Every sector that could be named is in the table, those that nobody named with zeros.
    by_sector: dict[str, tuple[int, ...]] = dict.fromkeys(SECTORS if divided else ("",), (0,) * 6)
    for sector, each in cells:
        place = sector if sector in by_sector else ""
        by_sector[place] = tuple(a + b for a, b in zip(by_sector[place], each, strict=True))
    table = scoring.suppress({sector: each[1:] for sector, each in by_sector.items()}, minimum, among=visible)
    if table.total is None:
        return ItemResult(item, hidden=tuple(by_sector) if divided else ())
    unjudged = sum(each[0] for each in by_sector.values())
    return ItemResult(
        item,
        _histogram([unjudged, *table.total]),
        {sector: _histogram(by_sector[sector]) for sector in table.shown} if divided else None,
        table.hidden if divided else (),
    )


def _histogram(cells: Sequence[int]) -> Histogram:
    unjudged, n1, n2, n3, n4, n5 = cells
    return Histogram((n1, n2, n3, n4, n5), unjudged)


def _question(question: Question, counted: Summary, minimum: int) -> QuestionResult:
    n = counted.answered.get(str(question.pk), 0)
    if question.kind == QuestionKind.TEXT:
        # How many wrote says nothing about who: words need enough people around them, not enough words.
        return QuestionResult(question, n, counted.people >= minimum)
    if n < minimum:
        return QuestionResult(question, 0, False)
    answers = counted.questions.get(str(question.pk), {})
    if question.kind == QuestionKind.SCALE:
        levels = answers.get("", {})
        return QuestionResult(
            question, n, True, histogram=_histogram([0, *(levels.get(str(k), 0) for k in range(1, 6))])
        )
    options = [_option(option, answers.get(option["key"], {}), question, n) for option in question.options]
    if question.kind == QuestionKind.RANKING:
        options.sort(key=lambda each: (each.place is None, each.place or 0))
    return QuestionResult(question, n, True, options=tuple(options))


def _option(option: Mapping[str, str], numbers: Mapping[str, int], question: Question, n: int) -> Option:
    if question.kind != QuestionKind.RANKING:
        people = sum(numbers.values())
        return Option(option["text"], people, people / n)
    ranks = [numbers.get(str(rank), 0) for rank in range(1, len(question.options) + 1)]
    place = scoring.interpolated_median(ranks)
    first = ranks[0] if ranks else 0
    return Option(option["text"], first, first / n, None if place is None else scoring.rounded(place))


def _influence(counted: Summary, minimum: int) -> dict[tuple[str, str], InfluenceCell]:
    found: dict[tuple[str, str], InfluenceCell] = {}
    for key, counts in counted.influence.items():
        median = scoring.interpolated_median(counts)
        if sum(counts) >= minimum and median is not None:
            source, _arrow, target = key.partition(">")
            occupied = [strength for strength, people in enumerate(counts) if people]
            found[source, target] = InfluenceCell(
                n=sum(counts),
                median=min(max(scoring.rounded(median - 1), 0.0), float(STRONGEST)),
                is_split=occupied[-1] - occupied[0] == STRONGEST and not any(counts[1:-1]),
            )
    return found


# ---------- Words ----------


def first_comments(results_: Results) -> dict[tuple[str, str], list[str]]:
    """{(aspect, dimension): a few comments} of those that may be shown. One query.

    Their order is that of random numbers: it tells neither who wrote them nor when.
    """
    shown = {(aspect, row.key) for row in results_.dimensions for aspect in row.comments}
    pks = [pk for aspect, key in shown for pk in results_.excerpts.get(f"{aspect}:{key}", ())]
    found: dict[tuple[str, str], list[str]] = {}
    for aspect, item, text in _rows_of(Comment, len(pks), "aspect", "item", "text")(*pks) if pks else ():
        found.setdefault((aspect, item), []).append(text)
    return found


def first_texts(results_: Results) -> dict[int, list[str]]:
    """{question id: a few of the texts that people wrote}. One query."""
    shown = [row.question.pk for row in results_.questions if row.is_shown]
    pks = [pk for question in shown for pk in results_.excerpts.get(f"question:{question}", ())]
    found: dict[int, list[str]] = {}
    for question, text in _rows_of(Answer, len(pks), "question_id", "text")(*pks) if pks else ():
        found.setdefault(question, []).append(text)
    return found


@lru_cache(maxsize=64)
def _rows_of(model: type[Comment | Answer], count: int, *columns: str) -> Prepared[tuple[Any, ...]]:
    """These columns of so many rows."""

    def build(*pks: int) -> QuerySet[Comment | Answer, tuple[Any, ...]]:
        return model.objects.filter(pk__in=pks).order_by("pk").values_list(*columns)

    return Prepared(build, *[int] * count)
