"""Results: where opinions differ most first, sealed until they are revealed, small groups never shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from octant.charts.theme import Size, Theme
from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, signed_in
from octant.core.sheets.writing import CSV_TYPE, XLSX_TYPE, csv_lines, xlsx
from octant.core.templatetags.octant import Link
from octant.domain.framework import Framework
from octant.ratings.models import Aspect, Comment
from octant.ratings.queries import Histogram
from octant.rounds import charts, sentences
from octant.rounds.actions import voices
from octant.rounds.queries.voices import adoptions_of
from octant.rounds.views.charts import as_file

from .. import words
from ..access import survey_by_code, survey_for
from ..actions import waves as actions
from ..models import Answer, QuestionKind, Survey, Wave
from ..queries import results as queries
from ..queries.counting import answered
from ..queries.results import DimensionResult, Option, QuestionResult, Results
from ..queries.surveys import questions as own_questions
from ..sheets import tables
from ..tables import change_line, matrix
from .page import framework, survey_page, url

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Part:
    """One item of a card: its strip, its figures, its sectors side by side; respondents have no addresses."""

    title: str
    histogram: Histogram | None  # None where too few gave a level
    chart: str
    sentence: str
    sectors: tuple[tuple[str, Histogram], ...]
    hides_sectors: bool
    comments: tuple[str, ...]
    comments_n: int
    svg_url: str
    png_url: str
    comments_url: str


@dataclass(frozen=True, slots=True)
class Card:
    """One dimension as the page shows it: nothing but what is written, so the same card is written once."""

    key: str
    number: int
    name: str
    change: str
    parts: tuple[Part, ...]
    gap: float | None
    percent_wide: int | None
    by_sector: bool
    statements: tuple[tuple[str, Histogram | None, tuple[tuple[str, Histogram], ...]], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One own question as the page shows it."""

    pk: int
    kind: str
    text: str
    low: str
    high: str
    n: int
    is_shown: bool
    is_sealed: bool
    options: tuple[Option, ...]
    chart: str
    sentence: str
    texts: tuple[str, ...]
    texts_url: str


class Glance(NamedTuple):
    """One row of the small table beside the octant."""

    key: str
    name: str
    now: float | None
    wished: float | None
    agreement: float | None
    is_split: bool


# ---------- The page ----------


@signed_in
@require_safe
def results(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    survey = survey_for(request.user, slug, number, pk, Right.VIEW)
    waves = queries.waves_of(survey)
    wave = _asked_wave(request, waves)
    if not queries.may_see(survey, wave, survey.cluster.access):
        return survey_page(
            request,
            "surveys/results/sealed.html",
            survey,
            "results",
            wave=wave,
            answers=answered(wave),
            waves=_wave_links(survey, waves, wave),
        )
    content = framework(survey)
    found = queries.results(survey, wave, waves, content, own_questions(survey))
    by_framework = request.GET.get("order") == "framework"
    context: dict[str, Any] = page_context(survey, found, content, by_framework=by_framework, for_team=True)
    here = f"{url(survey, 'results')}?wave={wave.number}"
    closed = voices.closed(survey.round)
    adoptions = adoptions_of(survey.round, [each.ratings_id for each in waves])
    taken = {each.aspect for each in adoptions if each.ratings_id == wave.ratings_id}
    return survey_page(
        request,
        "surveys/results/results.html",
        survey,
        "results",
        framework=content,
        waves=_wave_links(survey, waves, wave),
        is_last=wave is waves[-1],
        orders=[
            Link(_("Where opinions differ most first"), here, not by_framework),
            Link(_("In the order of the framework"), f"{here}&order=framework", by_framework),
        ],
        can_take={
            "now": survey.depth != "none" and not closed[Aspect.NOW] and Aspect.NOW not in taken,
            "wished": survey.asks_wished and not closed[Aspect.WISHED] and Aspect.WISHED not in taken,
        },
        closed=closed,
        adoptions=adoptions,
        **context,
    )


def page_context(
    survey: Survey,
    found: Results,
    content: Framework,
    *,
    by_framework: bool = False,
    for_team: bool = False,
) -> dict[str, object]:
    """What the page of the team and that of the respondents show alike."""
    comments = queries.first_comments(found)
    texts = queries.first_texts(found)
    rows = (found.dimensions if by_framework else found.by_difference()) if found.is_rated else ()
    profile = found.profile(content)
    addresses = Addresses(survey, found.wave, for_team)
    return {
        "wave": found.wave,
        "results": found,
        "glance": tuple(_glance(row) for row in rows),
        "cards": [_card(survey, found, row, comments, addresses) for row in rows],
        "asked": [_asked(row, found.wave, texts, addresses) for row in found.questions],
        "octant": charts.octant(profile) if found.is_rated else "",
        "small_octant": charts.octant(profile, Size.SMALL, id="octant-small") if found.is_rated else "",
        "octant_sentence": sentences.octant(profile) if found.is_rated else "",
        "svg_url": addresses.chart("octant", "svg"),
        "png_url": addresses.chart("octant", "png"),
        "profile": profile,
        "matrix": matrix(found, content),
        "hidden_note": found.by_sector and any(_hides(row) for row in found.dimensions),
        "minimum": survey.minimum_group,
    }


def _hides(row: DimensionResult) -> bool:
    return bool(row.now.hidden or row.wished.hidden)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the team finds the charts and all comments of one wave; respondents are given no address."""

    survey: Survey
    wave: Wave
    for_team: bool

    def chart(self, name: str, ext: str) -> str:
        return self._of("chart", name, ext) if self.for_team else ""

    def comments(self, about: str) -> str:
        return f"{self._of('comments')}&about={about}" if self.for_team else ""

    def _of(self, page: str, *args: object) -> str:
        return f"{url(self.survey, page, *args)}?wave={self.wave.number}"


def _glance(row: DimensionResult) -> Glance:
    main = row.main.histogram
    return Glance(
        key=row.key,
        name=row.name,
        now=row.now.histogram.median,
        wished=row.wished.histogram.median,
        agreement=main.agreement,
        is_split=main.is_split,
    )


def _card(
    survey: Survey,
    found: Results,
    row: DimensionResult,
    comments: dict[tuple[str, str], list[str]],
    addresses: Addresses,
) -> Card:
    items = []
    if survey.depth != "none":
        items.append((Aspect.NOW, _("How it is now"), row.now))
    if survey.asks_wished:
        items.append((Aspect.WISHED, _("How it should be"), row.wished))
    parts = []
    for aspect, title, item in items:
        chart_name = f"strip-{aspect}-{row.key}"
        parts.append(
            Part(
                title=title,
                histogram=item.total,
                chart=charts.strip(row.name, item.histogram, id=chart_name),
                sentence=sentences.strip(item.histogram),
                sectors=item.sectors,
                hides_sectors=found.by_sector and bool(item.hidden),
                comments=tuple(comments.get((aspect, row.key), ())),
                comments_n=row.comments.get(aspect, 0),
                svg_url=addresses.chart(chart_name, "svg"),
                png_url=addresses.chart(chart_name, "png"),
                comments_url=addresses.comments(f"{aspect}:{row.key}"),
            )
        )
    return Card(
        key=row.key,
        number=row.number,
        name=row.name,
        change=change_line(row.change),
        parts=tuple(parts),
        gap=row.gap if len(parts) > 1 else None,
        percent_wide=None if row.share_wide is None else round(row.share_wide * 100),
        by_sector=found.by_sector,
        statements=tuple((text, item.total, item.sectors) for text, item in row.statements),
    )


def _asked(row: QuestionResult, wave: Wave, texts: dict[int, list[str]], addresses: Addresses) -> Asked:
    question = row.question
    is_scale = question.kind == QuestionKind.SCALE and row.is_shown
    return Asked(
        pk=question.pk,
        kind=question.kind,
        text=question.text,
        low=question.low,
        high=question.high,
        n=row.n,
        is_shown=row.is_shown,
        is_sealed=wave.revealed_at is None,
        options=row.options,
        chart=charts.strip(question.text, row.histogram, id=f"question-{question.pk}") if is_scale else "",
        sentence=sentences.strip(row.histogram) if is_scale else "",
        texts=tuple(texts.get(question.pk, ())),
        texts_url=addresses.comments(f"question:{question.pk}"),
    )


def _asked_wave(request: HttpRequest, waves: list[Wave]) -> Wave:
    """The wave in the address; without one the last that was revealed, else the last."""
    wanted = request.GET.get("wave", "")
    if wanted:
        wave = next((each for each in waves if str(each.number) == wanted), None)
        if wave is None:
            raise Http404(_("There is no such round of opinion."))
        return wave
    return next((each for each in reversed(waves) if each.revealed_at), waves[-1])


def _wave_links(survey: Survey, waves: list[Wave], current: Wave) -> list[Link]:
    if len(waves) == 1:
        return []
    return [
        Link(
            _("Round of opinion %(n)s") % {"n": each.number},
            f"{url(survey, 'results')}?wave={each.number}",
            each.pk == current.pk,
        )
        for each in waves
    ]


@signed_in
@require_safe
def comments(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """All that was written about one thing: `?about=now:membership` or `?about=question:7`."""
    survey = survey_for(request.user, slug, number, pk, Right.VIEW)
    found = _shown(request, survey, with_statements=False)
    about = request.GET.get("about", "")
    if not about:
        return redirect(url(survey, "results"))
    kind, _colon, key = about.partition(":")
    rows: QuerySet[Any, str]
    if kind == "question":
        asked = next((row for row in found.questions if str(row.question.pk) == key and row.is_shown), None)
        if asked is None or asked.question.kind != QuestionKind.TEXT or found.wave.revealed_at is None:
            raise Http404(_("There is nothing to show."))
        title = asked.question.text
        rows = Answer.objects.filter(wave=found.wave, question=asked.question).values_list("text", flat=True)
    else:
        row = found.dimension(key)
        if row is None or kind not in row.comments:
            raise Http404(_("There is nothing to show."))
        title = row.name
        rows = Comment.objects.filter(rating_set=found.wave.ratings_id, aspect=kind, item=key).values_list(
            "text", flat=True
        )
    return survey_page(
        request,
        "surveys/results/comments.html",
        survey,
        "results",
        title=title,
        about=about,
        rows=Paginator(rows.order_by("pk"), PER_PAGE).get_page(request.GET.get("page")),
        back=f"{url(survey, 'results')}?wave={found.wave.number}",
    )


# ---------- Reveal, ask again ----------


@signed_in
@require_POST
def reveal(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    survey = survey_for(request.user, slug, number, pk, Right.DECIDE)
    actions.reveal(survey=survey, by=request.user)
    messages.success(request, _("The results are open. Talk about them where opinions differ most."))
    return redirect(url(survey, "results"))


@signed_in
@require_POST
def ask_again(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    survey = survey_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    wave = actions.ask_again(survey=survey, by=request.user)
    messages.success(
        request,
        _("Round of opinion %(n)s is open. The same link leads to it.") % {"n": wave.number},
    )
    return redirect(url(survey, "survey"))


# ---------- Files ----------


def _shown(request: HttpRequest, survey: Survey, *, with_statements: bool = True) -> Results:
    """The results of the wave in the address, if this person may see them; 404 otherwise."""
    waves = queries.waves_of(survey)
    wave = _asked_wave(request, waves)
    if not queries.may_see(survey, wave, survey.cluster.access):
        raise Http404(_("The results are still sealed."))
    return queries.results(
        survey, wave, waves, framework(survey), own_questions(survey), with_statements=with_statements
    )


@signed_in
@require_safe
def chart(request: SignedInRequest, slug: str, number: int, pk: int, name: str, ext: str) -> HttpResponse:
    """`octant`, or `strip-<aspect>-<item>` with `?sector=` for one that may be shown."""
    survey = survey_for(request.user, slug, number, pk, Right.VIEW)
    found = _shown(request, survey)
    content = framework(survey)
    file_name = f"{survey.cluster.slug}-{survey.code}-{found.wave.number}-{name}"
    if name == "octant" and found.is_rated:

        def octant(size: Size, theme: Theme) -> str:
            return charts.octant(found.profile(content), size, theme)

        return as_file(request, octant, file_name, ext)
    title, histogram = _strip(found, name, request.GET.get("sector"))

    def strip(size: Size, theme: Theme) -> str:
        return charts.strip(title, histogram, size, theme, id="strip")

    return as_file(request, strip, file_name, ext)


def _strip(found: Results, name: str, sector: str | None) -> tuple[str, Histogram]:
    start, _dash, rest = name.partition("-")
    aspect, _dash, item = rest.partition("-")
    result = found.item(aspect, item) if start == "strip" and aspect in ("now", "wished") else None
    histogram = result.total if result else None
    if result and sector is not None:
        histogram = (result.groups or {}).get(sector)
    if result is None or histogram is None:
        raise Http404(_("There is no such chart."))
    row = next(row for row in found.dimensions if item == row.key or item.startswith(f"{row.key}."))
    title = next((text for text, each in row.statements if each.item == item), row.name)
    return (f"{title} · {words.sector_name(sector)}" if sector is not None else title), histogram


@signed_in
@require_safe
def export(request: SignedInRequest, slug: str, number: int, pk: int, ext: str) -> HttpResponseBase:
    """Everything that may be shown: one workbook, or all tables in one CSV file below each other."""
    survey = survey_for(request.user, slug, number, pk, Right.VIEW)
    found = _shown(request, survey)
    if not found.enough:
        raise Http404(_("Too few people have answered to show anything."))
    sheets = tables(survey, found, framework(survey), names=survey.cluster.access.can_contribute)
    name = slugify(f"{survey.cluster.slug}-{survey.title}-{found.wave.number}") or "survey"
    if ext == "xlsx":
        response: HttpResponseBase = HttpResponse(xlsx(sheets), content_type=XLSX_TYPE)
    else:
        response = StreamingHttpResponse(csv_lines(_below_each_other(sheets)), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ext}"'
    return response


def _below_each_other(sheets: dict[str, list[list[object]]]) -> Iterator[list[object]]:
    for number, (name, rows) in enumerate(sheets.items()):
        if number:
            yield []
        yield [name]
        yield from rows


# ---------- For those who answered ----------


@never_cache
@require_safe
def for_respondents(request: HttpRequest, code: str) -> HttpResponse:
    """What came of it, for everybody with the link: once revealed, and if the survey was made to share it."""
    survey = survey_by_code(code)
    waves = [wave for wave in queries.waves_of(survey) if wave.revealed_at]
    shared = bool(waves) and survey.shared_with_respondents
    context: dict[str, object] = {
        "survey": survey,
        "promise": words.promise(survey),
        "shared": shared,
        "room_name": survey.cluster.name,
        "home_url": f"/s/{survey.code}/",
    }
    if shared:
        content = framework(survey)
        found = queries.results(survey, waves[-1], waves, content, own_questions(survey))
        context |= page_context(survey, found, content)
        context["answers_text"] = ngettext(
            "%(n)s person has answered.", "%(n)s people have answered.", found.people
        ) % {"n": found.people}
    return render(request, "surveys/results/shared.html", context)
