"""Answers from another program on their way into a survey, step by step."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, is_htmx, posted, signed_in
from octant.core.rows import part_of
from octant.core.sheets import words
from octant.core.sheets.forms import ReadingForm, UploadForm
from octant.core.sheets.preview import previews
from octant.core.sheets.uploads import Status, sweep
from octant.core.sheets.writing import CSV_TYPE, csv_lines

from ..access import survey_for
from ..actions import imports as actions
from ..forms.imports import AnswerColumnsForm, MeaningForm
from ..imports.targets import targets
from ..models import AnswerImport, Question, Survey
from ..queries import imports as queries
from ..queries.answers import current_wave
from ..words import promise
from .page import framework, survey_page, url

PROBLEMS_SHOWN = 20


def _import_for(
    request: SignedInRequest, slug: str, number: int, pk: int, import_pk: int
) -> tuple[Survey, AnswerImport]:
    survey = survey_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    row = part_of(AnswerImport.objects, import_pk, survey=survey)
    row.survey, row.cluster = survey, survey.cluster
    return survey, row


def _page(
    request: HttpRequest, survey: Survey, template: str, status: int = 200, **context: Any
) -> HttpResponse:
    if "row" in context:
        context["urls"] = _urls(survey, context["row"])
    return survey_page(
        request, f"surveys/imports/{template}.html", survey, "imports", status=status, **context
    )


def _urls(survey: Survey, row: AnswerImport) -> dict[str, str]:
    """Addresses of the steps, as the templates in sheets/ ask for them."""
    names = ("progress", "read", "columns", "rules", "problems", "start", "undo", "give_up")
    urls = {name: url(survey, f"import_{name}", row.pk) for name in names}
    return urls | {"here": url(survey, "import", row.pk), "back": url(survey, "imports")}


def _questions(survey: Survey) -> list[Question]:
    return list(Question.kept.filter(survey=survey))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Bring a file of answers, see the last ones."""
    survey = survey_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    form = UploadForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        row = actions.upload(survey=survey, by=request.user, file=form.cleaned_data["file"])
        return redirect(url(survey, "import", row.pk))
    sweep(AnswerImport)
    lines = [(line, url(survey, "import", line.pk)) for line in queries.imports(survey)]
    status = 422 if request.method == "POST" else 200
    is_revealed = current_wave(survey).revealed_at is not None
    return _page(
        request,
        survey,
        "imports",
        status,
        form=form,
        lines=lines,
        promise=promise(survey),
        is_revealed=is_revealed,
    )


@signed_in
@require_safe
def answer_import(request: SignedInRequest, slug: str, number: int, pk: int, import_pk: int) -> HttpResponse:
    """Where this import stands."""
    survey, row = _import_for(request, slug, number, pk, import_pk)
    if row.is_working and row.progress.is_silent():
        row.break_off()
        row.refresh_from_db()
        row.survey, row.cluster = survey, survey.cluster
    if row.is_working:
        return _page(request, survey, "working", row=row, progress=row.progress.read())
    return PAGES[Status(row.status)](request, survey, row)


@signed_in
@require_safe
def progress(request: SignedInRequest, slug: str, number: int, pk: int, import_pk: int) -> HttpResponse:
    survey, row = _import_for(request, slug, number, pk, import_pk)
    if row.is_working and not row.progress.is_silent():
        context = {"row": row, "progress": row.progress.read(), "urls": _urls(survey, row)}
        return render(request, "sheets/progress.html", context)
    here = url(survey, "import", row.pk)
    return HttpResponse(headers={"HX-Redirect": here}) if is_htmx(request) else redirect(here)


def _unreadable(request: HttpRequest, survey: Survey, row: AnswerImport) -> HttpResponse:
    context: dict[str, Any] = {"row": row, "problem": words.kept_sentence(row.problem)}
    if row.has_files:
        context |= {"reading": ReadingForm(), "previews": previews(row)}
    return _page(request, survey, "unreadable", **context)


def _columns(request: HttpRequest, survey: Survey, row: AnswerImport) -> HttpResponse:
    return _columns_page(request, survey, row, _columns_form(request, survey, row))


def _columns_form(
    request: HttpRequest, survey: Survey, row: AnswerImport, data: Any = None
) -> AnswerColumnsForm:
    """`?sheet=…&headings=3` says which sheet it is and where its headings stand."""
    guide, questions = framework(survey), _questions(survey)
    asked = request.GET.get("headings", "")
    heading_row = int(asked) if asked.isdecimal() and len(asked) < 8 else 0
    sample = queries.sample(row, guide, questions, request.GET.get("sheet", ""), heading_row)
    return AnswerColumnsForm(data, sample=sample, known=targets(survey, guide, questions))


def _columns_page(
    request: HttpRequest, survey: Survey, row: AnswerImport, form: AnswerColumnsForm
) -> HttpResponse:
    file = row.file
    same = actions.same_file(row)
    context: dict[str, Any] = {
        "row": row,
        "form": form,
        "sample": form.sample,
        "file": file,
        "encoding": words.encoding_name(file.encoding),
        "separator": words.separator_name(file.separator),
        "reading": ReadingForm() if row.has_files else None,
        "problem": words.kept_sentence(row.problem),
        "same": same,
        "same_url": url(survey, "import", same.pk) if same else "",
    }
    return _page(request, survey, "columns", 422 if form.is_bound else 200, **context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: SignedInRequest, slug: str, number: int, pk: int, import_pk: int) -> HttpResponse:
    """What each column means."""
    survey, row = _import_for(request, slug, number, pk, import_pk)
    if row.status not in (Status.COLUMNS, Status.CHECKED) or not row.stored.exists():
        return redirect(url(survey, "import", row.pk))
    form = _columns_form(request, survey, row, posted(request))
    if request.method != "POST" or not form.is_valid():
        return _columns_page(request, survey, row, form)
    actions.choose(row=row, choices=queries.remembered_words(survey) | row.choices | form.choices())
    return redirect(url(survey, "import", row.pk))


def _checked(
    request: HttpRequest, survey: Survey, row: AnswerImport, form: MeaningForm | None = None
) -> HttpResponse:
    guide, questions = framework(survey), _questions(survey)
    same = actions.same_file(row)
    context = {
        "row": row,
        "form": form or _meaning_form(row, questions),
        "figures": queries.figures(row),
        "levels": queries.levels(row, guide, questions),
        "strengths": queries.strengths(row, guide),
        "problems": queries.problems(row)[:PROBLEMS_SHOWN],
        "problem_count": row.result.get("problem_count", 0),
        "notice": words.kept_sentence(row.problem),
        "same": same,
        "same_url": url(survey, "import", same.pk) if same else "",
        "promise": promise(survey),
    }
    return _page(request, survey, "checked", 422 if form else 200, **context)


def _meaning_form(row: AnswerImport, questions: list[Question], data: Any = None) -> MeaningForm:
    return MeaningForm(data, chosen=row.choices, result=row.result, questions=questions)


@signed_in
@require_POST
def meaning(request: SignedInRequest, slug: str, number: int, pk: int, import_pk: int) -> HttpResponse:
    """What words mean; then everything is read again."""
    survey, row = _import_for(request, slug, number, pk, import_pk)
    if row.status != Status.CHECKED:
        return redirect(url(survey, "import", row.pk))
    form = _meaning_form(row, _questions(survey), request.POST)
    if not form.is_valid():
        return _checked(request, survey, row, form)
    actions.choose(row=row, choices=form.choices())
    return redirect(url(survey, "import", row.pk))


@signed_in
@require_POST
def read_again(request: SignedInRequest, slug: str, number: int, pk: int, import_pk: int) -> HttpResponse:
    survey, row = _import_for(request, slug, number, pk, import_pk)
    form = ReadingForm(request.POST)
    if row.has_files and form.is_valid():
        actions.read_again(row=row, **form.cleaned_data)
    return redirect(url(survey, "import", row.pk))


@signed_in
@require_POST
def start(request: SignedInRequest, slug: str, number: int, pk: int, import_pk: int) -> HttpResponse:
    survey, row = _import_for(request, slug, number, pk, import_pk)
    if not actions.start(row=row, by=request.user):
        messages.info(request, _("This file was imported or given up meanwhile."))
    return redirect(url(survey, "import", row.pk))


@signed_in
@require_POST
def undo(request: SignedInRequest, slug: str, number: int, pk: int, import_pk: int) -> HttpResponse:
    survey, row = _import_for(request, slug, number, pk, import_pk)
    if not actions.take_back(row=row, by=request.user):
        messages.info(request, _("This import was undone meanwhile."))
    return redirect(url(survey, "import", row.pk))


@signed_in
@require_POST
def give_up(request: SignedInRequest, slug: str, number: int, pk: int, import_pk: int) -> HttpResponse:
    survey, row = _import_for(request, slug, number, pk, import_pk)
    actions.give_up(row=row)
    messages.success(request, _("Given up. The file was deleted, and nothing was imported."))
    return redirect(url(survey, "imports"))


@signed_in
@require_safe
def problems(request: SignedInRequest, slug: str, number: int, pk: int, import_pk: int) -> HttpResponseBase:
    _survey, row = _import_for(request, slug, number, pk, import_pk)
    head = [_("Row"), _("Column"), _("What stands there"), _("What is wrong")]
    lines = [[p.row, p.column, p.value, p.sentence] for p in queries.problems(row)]
    response = StreamingHttpResponse(csv_lines([head, *lines]), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="problems-{row.pk}.csv"'
    return response


def _done(request: HttpRequest, survey: Survey, row: AnswerImport) -> HttpResponse:
    context: dict[str, Any] = {
        "row": row,
        "figures": queries.figures(row),
        "notice": words.kept_sentence(row.problem),
        "is_revealed": current_wave(survey).revealed_at is not None,
        "results_url": url(survey, "results"),
    }
    return _page(request, survey, "done", **context)


PAGES: dict[Status, Callable[[HttpRequest, Survey, AnswerImport], HttpResponse]] = {
    Status.UNREADABLE: _unreadable,
    Status.COLUMNS: _columns,
    Status.CHECKED: _checked,
    Status.DONE: _done,
    Status.UNDONE: _done,
    Status.GIVEN_UP: _done,
}
