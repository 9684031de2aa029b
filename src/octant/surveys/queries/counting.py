"""What a wave's answers come to: one GROUP BY for each kind of question, never a row per respondent.

Everything here is the full table, small groups included. Nothing of it may be shown as it is: pages, charts
and files are made from `octant.surveys.queries.results`, which leaves out what must stay hidden.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from octant.ratings.models import Comment
from octant.ratings.queries import LEVELS

from ..models import Answer, Influence, QuestionKind, Survey, Wave
from .answers import wave_before

type Cells = list[int]
"""Respondents who could not judge, then those per level, lowest first: six counts."""

FIRST_TEXTS = 5  # comments on one thing before "show all"

type Pairs = dict[str, int]
"""Respondents per pair of levels, written as "2>3": JSON knows no pairs as keys."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One wave in numbers.

    sizes:     {sector: people who answered anything}
    ratings:   {aspect: {item: {sector: Cells}}}; the sector is "" where sectors are not told apart
    comments:  {aspect: {item: how many}}
    gaps:      {item: Pairs of now and wished for}
    changes:   {item: Pairs of the wave before and this one}
    questions: {question id: {option: {number: answers}}}
    answered:  {question id: people}
    influence: {"a>b": people per strength, 0–3}
    excerpts:  {"now:membership" or "question:7": ids of the first few texts, in the order of random numbers}
    """

    sizes: dict[str, int]
    ratings: dict[str, dict[str, dict[str, Cells]]] = field(default_factory=dict)
    comments: dict[str, dict[str, int]] = field(default_factory=dict)
    gaps: dict[str, Pairs] = field(default_factory=dict)
    changes: dict[str, Pairs] = field(default_factory=dict)
    questions: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    answered: dict[str, int] = field(default_factory=dict)
    influence: dict[str, list[int]] = field(default_factory=dict)
    excerpts: dict[str, list[int]] = field(default_factory=dict)

    @property
    def people(self) -> int:
        return sum(self.sizes.values())


def summary(wave: Wave) -> Summary:
    """What was counted when the wave was revealed; while it is not, what the database counts now."""
    kept = wave.summary
    if wave.revealed_at and kept and kept.get("revealed_at") == wave.revealed_at.isoformat():
        return Summary(**{name: kept[name] for name in Summary.__slots__})
    return count(wave, final=wave.revealed_at is not None)


def keep(wave: Wave) -> None:
    """Count a wave that has just been revealed, once for all."""
    if wave.revealed_at is None:
        raise ValueError("the answers of a sealed wave still change")
    wave.summary = asdict(count(wave, final=True)) | {"revealed_at": wave.revealed_at.isoformat()}
    wave.save(update_fields=["summary"])


def count(wave: Wave, *, final: bool) -> Summary:
    """Count a wave. While answers still come in (not `final`) only what is shown of it then: everybody
    together, which the index of histograms answers alone, and no word that anybody wrote."""
    survey = wave.survey
    return Summary(
        sizes=_sizes(wave) if final else {"": answered(wave)},
        ratings=_ratings_by_sector(wave) if final and survey.keeps_sector else _ratings(wave),
        questions=_questions(wave),
        answered=_answered(wave),
        influence=_influence(wave) if survey.asks_influence else {},
        comments=_comments(wave) if final else {},
        gaps=_gaps(wave) if final and survey.asks_wished else {},
        changes=_changes(wave) if final and wave.number > 1 else {},
        excerpts=_first_comments(wave) | _first_texts(wave) if final else {},
    )


def answered(wave: Wave) -> int:
    """How many have answered anything in this wave. One query, by indexes alone."""
    [(people,)] = _rows(
        """
        SELECT COUNT(*) FROM (
            SELECT voice FROM ratings_respondent WHERE rating_set_id = %s AND voice IS NOT NULL
            UNION SELECT ballot_id FROM surveys_answer WHERE wave_id = %s
            UNION SELECT ballot_id FROM surveys_influence WHERE wave_id = %s
        ) AS people
        """,
        *(wave.ratings_id, wave.pk, wave.pk),
    )
    return int(people)


def _rows(sql: str, *values: str | int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _sizes(wave: Wave) -> dict[str, int]:
    """Everybody who answered anything, by sector. Each row of a ballot is looked up in an index."""
    rows = _rows(
        """
        SELECT ballot.sector, COUNT(*) FROM surveys_ballot ballot
        WHERE ballot.survey_id = %s AND (
            EXISTS (SELECT 1 FROM ratings_respondent r
                    WHERE r.rating_set_id = %s AND r.voice = ballot.id
                    AND EXISTS (SELECT 1 FROM ratings_rating WHERE respondent_id = r.id))
            OR EXISTS (SELECT 1 FROM surveys_answer a WHERE a.ballot_id = ballot.id AND a.wave_id = %s)
            OR EXISTS (SELECT 1 FROM surveys_influence i WHERE i.ballot_id = ballot.id AND i.wave_id = %s))
        GROUP BY ballot.sector
        """,
        *(wave.survey_id, wave.ratings_id, wave.pk, wave.pk),
    )
    return dict(rows)


def _ratings(wave: Wave) -> dict[str, dict[str, dict[str, Cells]]]:
    rows = _rows(
        "SELECT aspect, item, '', level, COUNT(*) FROM ratings_rating WHERE rating_set_id = %s "
        "GROUP BY aspect, item, level",
        wave.ratings_id,
    )
    return _table(rows)


def _ratings_by_sector(wave: Wave) -> dict[str, dict[str, dict[str, Cells]]]:
    rows = _rows(
        """
        SELECT rating.aspect, rating.item, ballot.sector, rating.level, COUNT(*)
        FROM ratings_respondent respondent
        JOIN surveys_ballot ballot ON ballot.id = respondent.voice
        JOIN ratings_rating rating ON rating.respondent_id = respondent.id
        WHERE respondent.rating_set_id = %s
        GROUP BY rating.aspect, rating.item, ballot.sector, rating.level
        """,
        wave.ratings_id,
    )
    return _table(rows)


def _table(rows: Iterable[tuple[str, str, str, int | None, int]]) -> dict[str, dict[str, dict[str, Cells]]]:
    table: dict[str, dict[str, dict[str, Cells]]] = {}
    for aspect, item, sector, level, people in rows:
        cells = table.setdefault(aspect, {}).setdefault(item, {}).setdefault(sector, [0] * (LEVELS + 1))
        cells[level or 0] = people
    return table


def _comments(wave: Wave) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for aspect, item, number in _rows(
        "SELECT aspect, item, COUNT(*) FROM ratings_comment WHERE rating_set_id = %s GROUP BY aspect, item",
        wave.ratings_id,
    ):
        found.setdefault(aspect, {})[item] = number
    return found


def _gaps(wave: Wave) -> dict[str, Pairs]:
    return _pairs(
        """
        SELECT now.item, now.level, wished.level, COUNT(*)
        FROM ratings_respondent r
        JOIN ratings_rating now ON now.respondent_id = r.id AND now.aspect = 'now'
        JOIN ratings_rating wished
          ON wished.respondent_id = r.id AND wished.aspect = 'wished' AND wished.item = now.item
        WHERE r.rating_set_id = %s AND now.level IS NOT NULL AND wished.level IS NOT NULL
        GROUP BY now.item, now.level, wished.level
        """,
        wave.ratings_id,
    )


def _changes(wave: Wave) -> dict[str, Pairs]:
    """How people's levels "now" moved since the wave before: the same voice in both."""
    before = wave_before(wave)
    if before is None:
        return {}
    return _pairs(
        """
        SELECT old.item, old.level, new.level, COUNT(*)
        FROM ratings_respondent first
        JOIN ratings_respondent second ON second.voice = first.voice AND second.rating_set_id = %s
        JOIN ratings_rating old ON old.respondent_id = first.id AND old.aspect = 'now'
        JOIN ratings_rating new
          ON new.respondent_id = second.id AND new.aspect = 'now' AND new.item = old.item
        WHERE first.rating_set_id = %s AND old.level IS NOT NULL AND new.level IS NOT NULL
        GROUP BY old.item, old.level, new.level
        """,
        wave.ratings_id,
        before.ratings_id,
    )


def _pairs(sql: str, *values: str | int) -> dict[str, Pairs]:
    found: dict[str, Pairs] = {}
    for item, first, second, people in _rows(sql, *values):
        found.setdefault(item, {})[f"{first}>{second}"] = people
    return found


def levels_of(pairs: Mapping[str, int]) -> dict[tuple[int, int], int]:
    """Pairs as `octant.domain` wants them."""
    return {(int(key[0]), int(key[2])): people for key, people in pairs.items()}


def _questions(wave: Wave) -> dict[str, dict[str, dict[str, int]]]:
    """Answers to choose from, levels and ranks; texts are read apart."""
    rows = (
        Answer.objects.filter(wave=wave)
        .exclude(question__kind=QuestionKind.TEXT)
        .order_by()
        .values_list("question_id", "option", "number")
        .annotate(people=Count("*"))
    )
    found: dict[str, dict[str, dict[str, int]]] = {}
    for question, option, number, people in rows:
        found.setdefault(str(question), {}).setdefault(option, {})[str(number or 0)] = people
    return found


def _answered(wave: Wave) -> dict[str, int]:
    rows = (
        Answer.objects.filter(wave=wave)
        .order_by()
        .values_list("question_id")
        .annotate(people=Count("ballot", distinct=True))
    )
    return {str(question): people for question, people in rows}


def _influence(wave: Wave) -> dict[str, list[int]]:
    rows = (
        Influence.objects.filter(wave=wave)
        .order_by()
        .values_list("source", "target", "strength")
        .annotate(people=Count("*"))
    )
    found: dict[str, list[int]] = {}
    for source, target, strength, people in rows:
        found.setdefault(f"{source}>{target}", [0, 0, 0, 0])[strength] = people
    return found


def _first_comments(wave: Wave) -> dict[str, list[int]]:
    place = Window(RowNumber(), partition_by=[F("aspect"), F("item")], order_by=F("pk").asc())
    rows = Comment.objects.filter(rating_set=wave.ratings_id).annotate(place=place)
    return _excerpts(
        (f"{aspect}:{item}", pk)
        for aspect, item, pk in rows.filter(place__lte=FIRST_TEXTS).values_list("aspect", "item", "pk")
    )


def _first_texts(wave: Wave) -> dict[str, list[int]]:
    place = Window(RowNumber(), partition_by=[F("question")], order_by=F("pk").asc())
    rows = Answer.objects.filter(wave=wave, question__kind=QuestionKind.TEXT).annotate(place=place)
    return _excerpts(
        (f"question:{question}", pk)
        for question, pk in rows.filter(place__lte=FIRST_TEXTS).values_list("question_id", "pk")
    )


def _excerpts(rows: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for about, pk in sorted(rows):
        found.setdefault(about, []).append(pk)
    return found


def revealed_summaries(survey: Survey, waves: Iterable[Wave]) -> dict[int, Summary]:
    """{number of a revealed wave: its summary}."""
    found = {}
    for wave in waves:
        if wave.revealed_at:
            wave.survey = survey
            found[wave.number] = summary(wave)
    return found
