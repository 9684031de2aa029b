"""A sheet on its way into the register, step by step, and the register as a sheet."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters.access import Right, cluster_for
from octant.clusters.models import Cluster
from octant.core.requests import SignedInRequest, is_htmx, posted, signed_in, whole_number
from octant.core.rows import part_of
from octant.core.sheets import words
from octant.core.sheets.forms import ReadingForm, UploadForm
from octant.core.sheets.preview import previews
from octant.core.sheets.uploads import Status, sweep
from octant.core.sheets.writing import CSV_TYPE, XLSX_TYPE, csv_lines, xlsx

from ..actions import sheets as actions
from ..forms.sheets import ColumnsForm, RulesForm
from ..models import SheetImport
from ..queries import sheets as queries
from ..sheets import export as sheet_rows

PROBLEMS_SHOWN = 20


def _import_for(user: Any, slug: str, pk: int) -> tuple[Cluster, SheetImport]:
    cluster = cluster_for(user, slug, Right.EDIT_ROUND)
    row = part_of(SheetImport.objects, pk, cluster=cluster)
    row.cluster = cluster
    return cluster, row


def _page(
    request: HttpRequest, cluster: Cluster, template: str, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"cluster": cluster, "access": cluster.access}
    if "row" in context:
        context["urls"] = _urls(cluster, context["row"])
    if context.get("same"):
        context["same_url"] = reverse("ecosystem:sheet", args=[cluster.slug, context["same"].pk])
    return render(request, f"ecosystem/sheets/{template}.html", context, status=status)


def _urls(cluster: Cluster, row: SheetImport) -> dict[str, str]:
    """Addresses of the steps, as the templates in sheets/ ask for them."""
    names = ("progress", "read", "columns", "rules", "problems", "start", "undo", "give_up")
    urls = {name: reverse(f"ecosystem:sheet_{name}", args=[cluster.slug, row.pk]) for name in names}
    here = reverse("ecosystem:sheet", args=[cluster.slug, row.pk])
    return urls | {"here": here, "back": reverse("ecosystem:sheets", args=[cluster.slug])}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: SignedInRequest, slug: str) -> HttpResponse:
    """Bring a sheet, see the last ones, take the register away as a sheet."""
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    form = UploadForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        row = actions.upload(cluster=cluster, by=request.user, file=form.cleaned_data["file"])
        return redirect("ecosystem:sheet", slug, row.pk)
    sweep(SheetImport)
    status = 422 if request.method == "POST" else 200
    lines = [(line, reverse("ecosystem:sheet", args=[slug, line.pk])) for line in queries.imports(cluster)]
    return _page(request, cluster, "imports", status, form=form, lines=lines)


@signed_in
@require_safe
def sheet(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Where this import stands: being worked on, unreadable, to be checked, done."""
    cluster, row = _import_for(request.user, slug, pk)
    if row.is_working and row.progress.is_silent():
        row.break_off()
        row.refresh_from_db()
    if row.is_working:
        return _page(request, cluster, "working", row=row, progress=row.progress.read())
    return PAGES[Status(row.status)](request, cluster, row)


@signed_in
@require_safe
def progress(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """How far it has got: asked for every second by the page that waits."""
    cluster, row = _import_for(request.user, slug, pk)
    if row.is_working and not row.progress.is_silent():
        context = {"row": row, "progress": row.progress.read(), "urls": _urls(cluster, row)}
        return render(request, "sheets/progress.html", context)
    here = reverse("ecosystem:sheet", args=[slug, pk])
    return HttpResponse(headers={"HX-Redirect": here}) if is_htmx(request) else redirect(here)


def _unreadable(request: HttpRequest, cluster: Cluster, row: SheetImport) -> HttpResponse:
    context: dict[str, Any] = {"row": row, "problem": words.kept_sentence(row.problem)}
    if row.has_files:
        context |= {"reading": ReadingForm(), "previews": previews(row)}
    return _page(request, cluster, "unreadable", **context)


def _columns(request: HttpRequest, cluster: Cluster, row: SheetImport) -> HttpResponse:
    return _columns_page(request, cluster, row)


def _columns_page(
    request: HttpRequest, cluster: Cluster, row: SheetImport, form: ColumnsForm | None = None
) -> HttpResponse:
    if form is None:
        form = ColumnsForm(sheets=queries.samples(row, _heading_rows(request, row)))
    file = row.file
    context = {
        "row": row,
        "form": form,
        "file": file,
        "encoding": words.encoding_name(file.encoding),
        "separator": words.separator_name(file.separator),
        "reading": ReadingForm(),
        "problem": words.kept_sentence(row.problem),
        "same": queries.same_file(row),
    }
    return _page(request, cluster, "columns", 422 if form.is_bound else 200, **context)


def _heading_rows(request: HttpRequest, row: SheetImport) -> dict[str, int]:
    """What the person said about where the headings stand: `?headings-0=3`, sheets counted as on the page."""
    shown = [each for each in row.file.sheets if each.rows and not each.hidden]
    asked = [
        (each.name, whole_number(request.GET.get(f"headings-{number}", "")))
        for number, each in enumerate(shown)
    ]
    return {name: heading for name, heading in asked if heading is not None}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """What each column means."""
    cluster, row = _import_for(request.user, slug, pk)
    if row.status not in (Status.COLUMNS, Status.CHECKED) or not row.has_files:
        return redirect("ecosystem:sheet", slug, pk)
    if request.method != "POST":
        return _columns_page(request, cluster, row)
    form = ColumnsForm(request.POST, sheets=queries.samples(row, _heading_rows(request, row)))
    if not form.is_valid():
        return _columns_page(request, cluster, row, form)
    former = {"meaning": queries.remembered_words(cluster)} | row.choices
    actions.choose(row=row, choices=former | {"parts": form.parts(), "contacts": form.contacts()})
    return redirect("ecosystem:sheet", slug, pk)


def _checked(
    request: HttpRequest, cluster: Cluster, row: SheetImport, form: RulesForm | None = None
) -> HttpResponse:
    found = queries.problems(row)
    context = {
        "row": row,
        "form": form or RulesForm(chosen=row.choices, result=row.result),
        "figures": queries.figures(row),
        "problems": found[:PROBLEMS_SHOWN],
        "problem_count": row.result.get("problem_count", 0),
        "examples": queries.examples(row),
        "notice": words.kept_sentence(row.problem),
        "same": queries.same_file(row),
    }
    return _page(request, cluster, "checked", 422 if form else 200, **context)


@signed_in
@require_POST
def rules(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """What happens to what is known, and what words mean; then everything is checked again."""
    cluster, row = _import_for(request.user, slug, pk)
    if row.status != Status.CHECKED:
        return redirect("ecosystem:sheet", slug, pk)
    form = RulesForm(request.POST, chosen=row.choices, result=row.result)
    if not form.is_valid():
        return _checked(request, cluster, row, form)
    actions.choose(row=row, choices=row.choices | form.chosen())
    return redirect("ecosystem:sheet", slug, pk)


@signed_in
@require_POST
def read_again(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Read a text file with other letters or another separator than were found."""
    _cluster, row = _import_for(request.user, slug, pk)
    form = ReadingForm(request.POST)
    if row.has_files and form.is_valid():
        actions.read_again(row=row, **form.cleaned_data)
    return redirect("ecosystem:sheet", slug, pk)


@signed_in
@require_POST
def start(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    _cluster, row = _import_for(request.user, slug, pk)
    if not actions.start(row=row, by=request.user):
        messages.info(request, _("This sheet was imported or given up meanwhile."))
    return redirect("ecosystem:sheet", slug, pk)


@signed_in
@require_POST
def undo(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    _cluster, row = _import_for(request.user, slug, pk)
    if not actions.take_back(row=row, by=request.user):
        messages.info(request, _("This import was undone meanwhile."))
    return redirect("ecosystem:sheet", slug, pk)


@signed_in
@require_POST
def give_up(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    _cluster, row = _import_for(request.user, slug, pk)
    actions.give_up(row=row)
    messages.success(request, _("Given up. The file was deleted, and nothing was imported."))
    return redirect("ecosystem:sheets", slug)


@signed_in
@require_safe
def problems(request: SignedInRequest, slug: str, pk: int) -> HttpResponseBase:
    """Everything that is wrong, to mend it in the sheet."""
    cluster, row = _import_for(request.user, slug, pk)
    head = [_("Sheet"), _("Row"), _("Column"), _("What stands there"), _("What is wrong")]
    lines = [[p.sheet, p.row, p.column, p.value, p.sentence] for p in queries.problems(row)]
    return _download(csv_lines([head, *lines]), CSV_TYPE, f"{cluster.slug}-problems-{pk}.csv")


def _done(request: HttpRequest, cluster: Cluster, row: SheetImport) -> HttpResponse:
    context = {
        "row": row,
        "figures": queries.figures(row),
        "problems": queries.problems(row)[:PROBLEMS_SHOWN],
        "problem_count": row.result.get("problem_count", 0),
        "kept": row.result.get("kept", [])[:PROBLEMS_SHOWN],
        "kept_count": row.result.get("kept_count", 0),
        "notice": words.kept_sentence(row.problem),
    }
    return _page(request, cluster, "done", **context)


PAGES: dict[Status, Callable[[HttpRequest, Cluster, SheetImport], HttpResponse]] = {
    Status.UNREADABLE: _unreadable,
    Status.COLUMNS: _columns,
    Status.CHECKED: _checked,
    Status.DONE: _done,
    Status.UNDONE: _done,
    Status.GIVEN_UP: _done,
}


# ---------- Out ----------


@signed_in
@require_safe
def export(request: SignedInRequest, slug: str, ext: str) -> HttpResponseBase:
    """The register as CSV (organisations) or XLSX (organisations and relations), as far as one may see it."""
    cluster = cluster_for(request.user, slug, Right.VIEW)
    name = f"register-{cluster.slug}-{timezone.localdate():%Y-%m-%d}.{ext}"
    judged = cluster.access.can_edit
    if ext == "xlsx":
        return _download([xlsx(sheet_rows.sheets(cluster, judged=judged))], XLSX_TYPE, name)
    return _download(csv_lines(sheet_rows.organisations(cluster, judged=judged)), CSV_TYPE, name)


def _download(parts: Any, kind: str, name: str) -> HttpResponseBase:
    response = StreamingHttpResponse(parts, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
