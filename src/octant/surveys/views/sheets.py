"""Paper sheets and one-to-one talks, typed in quickly by keyboard."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, posted, signed_in
from octant.core.rows import part_of
from octant.rounds import words as rating_words

from ..access import survey_for
from ..actions import sheets as actions
from ..actions.answers import NotOpen
from ..forms.sheets import SheetForm
from ..models import BY_TEAM, Ballot, Depth, Survey
from ..parts import aspects
from ..queries.answers import Given, current_wave, given
from ..queries.surveys import entered_sheets, questions
from .page import framework, survey_page, url


@dataclass(frozen=True, slots=True)
class Row:
    """One item of the sheet with its fields: now, and wished for where it is asked."""

    text: str
    fields: tuple[BoundField, ...]


@dataclass(frozen=True, slots=True)
class Block:
    title: str
    rows: tuple[Row, ...]
    comment: BoundField | None


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sheets(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """A new sheet, and those already entered."""
    survey = survey_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    if current_wave(survey).revealed_at:
        return sheet_page(request, survey, status=409 if request.method == "POST" else 200)
    form = sheet_form(request, survey)
    if request.method != "POST" or not accepted(form):
        return sheet_page(request, survey, form, status=422 if form.errors else 200)
    try:
        ballot = actions.enter_sheet(survey=survey, by=request.user, person=form.person, answers=form.answers)
    except NotOpen:  # revealed in this very moment
        return sheet_page(request, survey, status=409)
    messages.success(
        request,
        _("Sheet %(number)s is entered. Write this number on the paper, and go on with the next one.")
        % {"number": sheet_number(ballot)},
    )
    return redirect(url(survey, "sheets"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sheet(request: SignedInRequest, slug: str, number: int, pk: int, ballot: int) -> HttpResponse:
    """Correct one sheet. Once results are revealed nobody reads a single one any more."""
    survey, row = sheet_for(request, slug, number, pk, ballot)
    wave = current_wave(survey)
    if wave.revealed_at:
        messages.info(request, _("The results have been revealed, so sheets stay as they are."))
        return redirect(url(survey, "sheets"))
    form = sheet_form(request, survey, row, given(row, wave))
    if request.method != "POST" or not accepted(form):
        return sheet_page(request, survey, form, ballot=row, status=422 if form.errors else 200)
    try:
        actions.correct_sheet(
            survey=survey, ballot=row, by=request.user, person=form.person, answers=form.answers
        )
    except NotOpen:  # revealed in this very moment
        return sheet_page(request, survey, status=409)
    messages.success(request, _("Saved."))
    return redirect(url(survey, "sheets"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def remove(request: SignedInRequest, slug: str, number: int, pk: int, ballot: int) -> HttpResponse:
    survey, row = sheet_for(request, slug, number, pk, ballot)
    if request.method == "POST":
        actions.remove_sheet(survey=survey, ballot=row, by=request.user)
        messages.success(request, _("The sheet is taken out."))
        return redirect(url(survey, "sheets"))
    context = {
        "title": _("Take sheet %(number)s out?") % {"number": sheet_number(row)},
        "text": _("Its answers no longer count. This cannot be undone, but you can enter the sheet again."),
        "action": url(survey, "sheet_remove", row.pk),
        "label": _("Take it out"),
        "cancel_url": url(survey, "sheets"),
        "danger": True,
        "cluster": survey.cluster,
    }
    return render(request, "components/confirm_page.html", context)


def sheet_for(
    request: SignedInRequest, slug: str, number: int, pk: int, ballot: int
) -> tuple[Survey, Ballot]:
    survey = survey_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    return survey, part_of(Ballot.objects, ballot, survey=survey, source__in=BY_TEAM)


def sheet_form(
    request: SignedInRequest, survey: Survey, ballot: Ballot | None = None, stored: Given | None = None
) -> SheetForm:
    return SheetForm(
        posted(request),
        survey=survey,
        framework=framework(survey),
        questions=questions(survey),
        ballot=ballot,
        given=stored,
    )


def accepted(form: SheetForm) -> bool:
    if not form.is_valid():
        if not form.errors:
            form.add_error(None, _("Please check the answers to the own questions."))
        return False
    if form.is_empty:
        form.add_error(None, _("Nothing has been typed yet."))
        return False
    return True


def sheet_page(
    request: SignedInRequest,
    survey: Survey,
    form: SheetForm | None = None,
    *,
    ballot: Ballot | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form, unless the results are revealed, and the sheets already entered."""
    return survey_page(
        request,
        "surveys/sheets/sheets.html",
        survey,
        "sheets",
        status=status,
        ballot=ballot,
        sheet_number=sheet_number(ballot) if ballot else "",
        entered=[(row, sheet_number(row)) for row in entered_sheets(survey)],
        is_revealed=form is None,
        **(form_context(form) if form else {}),
    )


def form_context(form: SheetForm) -> dict[str, Any]:
    survey = form.survey
    return {
        "form": form,
        "person": [
            form[name] for name in ("source", "sector", "organisation", "name") if name in form.fields
        ],
        "blocks": blocks(form),
        "has_wished": survey.asks_wished,
        "has_levels": bool(aspects(survey)),
        "agree": rating_words.AGREE if survey.depth == Depth.STATEMENTS else (),
        "matrix": matrix(form) if survey.asks_influence else [],
    }


def blocks(form: SheetForm) -> list[Block]:
    rows = []
    for dimension in form.framework.dimensions:
        lines = []
        texts = {statement.id: statement.text for statement in dimension.statements}
        asked = [(aspect, form.items_of(dimension, aspect)) for aspect in aspects(form.survey)]
        items = list(dict.fromkeys(item for _aspect, items in asked for item in items))
        for item in items:
            fields = tuple(form[f"{aspect}:{item}"] for aspect, of in asked if item in of)
            lines.append(Row(texts.get(item, dimension.name), fields))
        name = f"comment:{dimension.key}"
        rows.append(Block(dimension.name, tuple(lines), form[name] if name in form.fields else None))
    return rows


def matrix(form: SheetForm) -> list[tuple[str, list[BoundField | None]]]:
    dimensions = form.framework.dimensions
    return [
        (
            source.name,
            [None if source is target else form[f"cell:{source.key}:{target.key}"] for target in dimensions],
        )
        for source in dimensions
    ]


def sheet_number(ballot: Ballot) -> str:
    """Four figures to write on the paper, so that it is found again; drawn, not counted."""
    return f"{ballot.pk % 10_000:04}"
