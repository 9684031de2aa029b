"""A survey's results as tables for spreadsheet programs: what may be shown, and nothing else.

Rows of answers come without name, sector and time, in an order that is drawn anew for each wave: so two files
do not tell which rows are the same person. Only a named survey keeps the names beside the answers.
"""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from octant.core.devices import digest
from octant.domain.framework import Framework
from octant.ratings.models import Aspect, Comment, Rating, Respondent
from octant.ratings.queries import Histogram

from .models import Answer, Ballot, QuestionKind, Survey, Wave
from .queries.results import ItemResult, Results
from .words import sector_name

type Row = list[object]
type Table = list[Row]

NOT_JUDGED = "x"


def tables(survey: Survey, results: Results, framework: Framework, *, names: bool) -> dict[str, Table]:
    """{name: rows}, the first row of each with headings. Needs a wave with enough answers.

    `names`: with those that a named survey has, which are for the team and not for everybody who may look.
    """
    return {
        _("Results"): list(_results(results)),
        _("Own questions"): list(_questions(results)),
        _("What moves what"): list(_influence(results, framework)),
        _("Answers"): list(_answers(survey, results, names=names and survey.is_named)),
        _("Words"): list(_words(survey, results)),
    }


# ---------- Summaries ----------


def _results(results: Results) -> Iterator[Row]:
    yield [
        *(_("Dimension or statement"), _("Asked"), _("Group"), _("People who gave a level")),
        *(_("Level %(n)s") % {"n": level} for level in range(1, 6)),
        *(_("Could not judge"), _("Median"), _("Lower quarter"), _("Upper quarter"), _("Agreement")),
    ]
    for row in results.dimensions:
        yield from _item(row.name, _("now"), row.now)
        yield from _item(row.name, _("wished for"), row.wished)
        for text, statement in row.statements:
            yield from _item(text, _("now"), statement)


def _item(name: str, asked: str, item: ItemResult) -> Iterator[Row]:
    if item.total is None:
        return
    yield [name, asked, _("everyone"), *_figures(item.total)]
    for sector, histogram in (item.groups or {}).items():
        yield [name, asked, sector_name(sector), *_figures(histogram)]


def _figures(histogram: Histogram) -> Row:
    agreement = histogram.agreement
    return [
        *(histogram.n, *histogram.counts, histogram.cannot_judge),
        *(histogram.median, histogram.lower, histogram.upper),
        None if agreement is None else round(agreement, 2),
    ]


def _questions(results: Results) -> Iterator[Row]:
    yield [_("Question"), _("Answer"), _("People"), _("Share"), _("Place (median)"), _("People who answered")]
    for row in results.questions:
        if not row.is_shown:
            continue
        for level, people in enumerate(row.histogram.counts, start=1):
            if row.question.kind == QuestionKind.SCALE:
                yield [row.question.text, level, people, round(people / row.n, 3), None, row.n]
        for option in row.options:
            yield [row.question.text, option.text, option.people, round(option.share, 3), option.place, row.n]


def _influence(results: Results, framework: Framework) -> Iterator[Row]:
    yield [_("Dimension"), _("acts on"), _("Median (0–3)"), _("People")]
    names = {dimension.key: dimension.name for dimension in framework.dimensions}
    for (source, target), cell in sorted(results.influence.items()):
        if source in names and target in names:
            yield [names[source], names[target], cell.median, cell.n]


# ---------- Answers, one row each ----------


def _answers(survey: Survey, results: Results, *, names: bool) -> Iterator[Row]:
    """Only what is shown in the summaries has a column. While answers still come in there are no rows: two
    files in a row would tell what the person in between has said.
    """
    wave = results.wave
    items = {
        (aspect, item.item): f"{name} ({asked})"
        for row in results.dimensions
        for aspect, asked, name, item in (
            (Aspect.NOW, _("now"), row.name, row.now),
            (Aspect.WISHED, _("wished for"), row.name, row.wished),
            *((Aspect.NOW, _("now"), text, statement) for text, statement in row.statements),
        )
        if item.is_shown
    }
    questions = [
        row.question for row in results.questions if row.is_shown and row.question.kind != QuestionKind.TEXT
    ]
    people = [_("Name"), _("Organisation"), _("Sector")] if names else []
    yield [*people, *items.values(), *(question.text for question in questions)]
    if wave.revealed_at is None:
        return
    rated = _rated(wave)
    chosen = _chosen(wave)
    ballots = Ballot.objects.filter(survey=survey).only("pk", "name", "organisation", "sector")
    shuffled = sorted(ballots, key=lambda ballot: digest(f"export:{wave.pk}", str(ballot.pk)))
    for ballot in shuffled:
        mine, answers = rated.get(ballot.pk, {}), chosen.get(ballot.pk, {})
        if not mine and not answers:
            continue
        who = [ballot.name, ballot.organisation, sector_name(ballot.sector)] if names else []
        yield [
            *who,
            *(mine.get(f"{aspect}:{item}", "") for aspect, item in items),
            *(answers.get(question.pk, "") for question in questions),
        ]


def _rated(wave: Wave) -> Mapping[int, dict[str, object]]:
    """{ballot: {"aspect:item": level}}; two queries, read as plain values."""
    voices = dict(Respondent.objects.filter(rating_set=wave.ratings_id).values_list("pk", "voice"))
    found: dict[int, dict[str, object]] = {}
    rows = Rating.objects.filter(rating_set=wave.ratings_id).order_by()
    for respondent, aspect, item, level in rows.values_list("respondent_id", "aspect", "item", "level"):
        voice = voices.get(respondent)
        if voice is not None:
            found.setdefault(voice, {})[f"{aspect}:{item}"] = NOT_JUDGED if level is None else level
    return found


def _chosen(wave: Wave) -> Mapping[int, dict[int, object]]:
    """{ballot: {question: what was chosen}}: a level, one text, or several with a semicolon between them."""
    found: dict[int, dict[int, object]] = {}
    rows = (
        Answer.objects.filter(wave=wave)
        .exclude(question__kind=QuestionKind.TEXT)
        .order_by("question", "number", "option")
        .values_list("ballot_id", "question_id", "question__options", "option", "number")
    )
    for ballot, question, options, key, number in rows:
        text = next((option["text"] for option in options if option["key"] == key), "")
        mine = found.setdefault(ballot, {})
        if key:
            mine[question] = f"{mine[question]}; {text}" if question in mine else text
        else:
            mine[question] = number
    return found


# ---------- Words ----------


def _words(survey: Survey, results: Results) -> Iterator[Row]:
    """What people wrote, in alphabetical order, apart from what they chose."""
    yield [_("About"), _("Text")]
    wave = results.wave
    if wave.revealed_at is None:
        return
    names = {row.key: row.name for row in results.dimensions}
    shown = {(aspect, row.key) for row in results.dimensions for aspect in row.comments}
    comments = Comment.objects.filter(rating_set=wave.ratings_id).order_by("item", "text")
    for aspect, item, text in comments.values_list("aspect", "item", "text"):
        if (aspect, item) in shown:
            yield [names[item], text]
    asked = {
        row.question.pk: row.question.text
        for row in results.questions
        if row.is_shown and row.question.kind == QuestionKind.TEXT
    }
    texts = Answer.objects.filter(wave=wave, question__in=asked).order_by("question", "text")
    for question, text in texts.values_list("question_id", "text"):
        yield [asked[question], text]
