"""Preparing a survey: the list, what it asks, its own questions, a look at it, opening and closing."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, is_autosave, signed_in, whole_number
from octant.core.responses import not_valid, removed, saved
from octant.core.rows import part_of
from octant.core.templatetags.quick import drawn_form
from octant.rounds.access import round_for
from octant.rounds.views.page import page

from .. import words
from ..access import survey_for, survey_led_here
from ..actions import questions as question_actions
from ..actions import surveys as actions
from ..forms.setup import CopyForm, NewSurveyForm, QuestionForm, SurveyForm
from ..models import Question, Status, Survey
from ..parts import minutes
from ..promise import Anonymity
from ..queries import surveys as queries
from ..queries.answers import current_wave
from ..queries.counting import answered
from ..rules import require_in_preparation
from .page import framework, list_url, survey_page, url


@signed_in
@require_safe
def surveys(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.VIEW)
    return page(request, "surveys/setup/list.html", round_, rows=queries.surveys(round_))


# ---------- New, changed, copied, removed ----------


@dataclass(frozen=True, slots=True)
class Choice:
    """One kind of anonymity as the page explains it: what it means, and what people will read."""

    value: str
    label: str
    means: str | Promise
    promise: str


def choices() -> list[Choice]:
    return [
        Choice(kind.value, str(kind.label), words.MEANS[kind], words.promised(kind, 5)) for kind in Anonymity
    ]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    form = NewSurveyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        survey = actions.add_survey(round=round_, by=request.user, **form.values())
        messages.success(request, _("The survey is in preparation. Nobody can answer yet."))
        return redirect(url(survey, "survey"))
    return page(
        request,
        "surveys/setup/new.html",
        round_,
        status=422 if form.is_bound else 200,
        form=form,
        choices=choices(),
        chosen=form["anonymity"].value(),
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    survey = survey_led_here(request.user, slug, number, pk, Right.EDIT_ROUND)
    if request.method != "POST":
        return _edit_page(request, survey, SurveyForm(instance=survey))
    # The form gets a copy: it would write what was typed into the survey that the page shows.
    form = SurveyForm(request.POST, instance=Survey.objects.get(pk=survey.pk))
    if not form.is_valid():
        return _edit_page(request, survey, form)
    actions.change_survey(
        survey=survey,
        by=request.user,
        version=form.cleaned_data["version"] or survey.version,
        values=form.values(),
    )
    messages.success(request, _("Saved."))
    return redirect(url(survey, "survey"))


def _edit_page(request: SignedInRequest, survey: Survey, form: SurveyForm) -> HttpResponse:
    return survey_page(
        request,
        "surveys/setup/edit.html",
        survey,
        "edit",
        status=422 if form.is_bound else 200,
        form=form,
        is_draft=survey.status == Status.DRAFT,
        promise=words.promise(survey),
    )


@signed_in
@require_safe
def survey(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    return overview_page(request, survey_for(request.user, slug, number, pk, Right.VIEW))


def overview_page(
    request: SignedInRequest, survey: Survey, *, copy_form: CopyForm | None = None, status: int = 200
) -> HttpResponse:
    own = queries.questions(survey)
    content = framework(survey)
    wave = current_wave(survey)
    return survey_page(
        request,
        "surveys/setup/survey.html",
        survey,
        "survey",
        status=status,
        framework=content,
        promise=words.promise(survey),
        own_questions=own,
        minutes=minutes(survey, content, own),
        wave=wave,
        answers=answered(wave),
        address=request.build_absolute_uri(f"/s/{survey.code}/"),
        asks_nothing=survey.status == Status.DRAFT
        and not (own or survey.depth != "none" or survey.asks_wished or survey.asks_influence),
        copy_form=copy_form or CopyForm(initial={"title": _("Copy of %(title)s") % {"title": survey}}),
    )


@signed_in
@require_POST
def copy(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    survey = survey_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    form = CopyForm(request.POST)
    if not form.is_valid():
        return overview_page(request, survey, copy_form=form, status=422)
    made = actions.copy_survey(survey=survey, by=request.user, **form.cleaned_data)
    messages.success(request, _("Here is the copy. It has the same questions and no answers."))
    return redirect(url(made, "survey"))


@signed_in
@require_POST
def open_(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    survey = survey_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    actions.open_survey(survey=survey, by=request.user)
    messages.success(request, _("The survey is open. Now people can answer."))
    return redirect(url(survey, "survey"))


@signed_in
@require_POST
def close(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    survey = survey_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    actions.close_survey(survey=survey, by=request.user)
    messages.success(request, _("The survey is closed. Nobody can answer any more."))
    return redirect(url(survey, "survey"))


@signed_in
@require_POST
def remove(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    survey = survey_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    actions.remove_survey(survey=survey, by=request.user)
    return removed(
        request, list_url(survey.round), text=_("Survey removed."), undo=url(survey, "survey_restore")
    )


@signed_in
@require_POST
def restore(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    survey = part_of(Survey.objects, pk, round=round_)
    survey.round, survey.cluster = round_, round_.cluster
    actions.restore_survey(survey=survey, by=request.user)
    return redirect(url(survey, "survey"))


@signed_in
@require_safe
def preview(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """The survey as somebody sees it who answers; nothing can be sent."""
    survey = survey_for(request.user, slug, number, pk, Right.VIEW)
    own = queries.questions(survey)
    content = framework(survey)
    return survey_page(
        request,
        "surveys/setup/preview.html",
        survey,
        "survey",
        framework=content,
        promise=words.promise(survey),
        own_questions=own,
        minutes=minutes(survey, content, own),
    )


# ---------- Own questions ----------


@signed_in
@require_safe
def questions(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    return questions_page(request, survey_led_here(request.user, slug, number, pk, Right.EDIT_ROUND))


def questions_page(
    request: SignedInRequest,
    survey: Survey,
    *,
    new_form: QuestionForm | None = None,
    bound: dict[int, QuestionForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    bound = bound or {}
    is_draft = survey.status == Status.DRAFT
    return survey_page(
        request,
        "surveys/setup/questions.html",
        survey,
        "questions",
        status=status,
        is_draft=is_draft,
        rows=[
            (row, _stored_fields(row, bound.get(row.pk)), row.pk in bound)
            for row in queries.questions(survey)
        ],
        new_fields=_fields("question-new", new_form),
    )


def _fields(place: str, tried: QuestionForm | None, **stored: object) -> SafeString:
    """The fields of a question as it is stored, or as somebody tried to send them."""
    return drawn_form("surveys/setup/_question_fields.html", QuestionForm, place, tried, **stored)


def _stored_fields(row: Question, tried: QuestionForm | None) -> SafeString:
    names = ("version", "kind", "text", "help", "low", "high")
    stored = {name: getattr(row, name) for name in names}
    options = "\n".join(option["text"] for option in row.options)
    return _fields(f"question-{row.pk}", tried, options=options, **stored)


@signed_in
@require_POST
def add_question(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    survey = survey_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    require_in_preparation(survey)
    form = QuestionForm(request.POST, auto_id="question-new-%s")
    if not form.is_valid():
        return questions_page(request, survey, new_form=form, status=422)
    row = question_actions.add_question(survey=survey, **form.values())
    return redirect(f"{url(survey, 'questions')}#question-{row.pk}")


@signed_in
@require_POST
def save_question(
    request: SignedInRequest, slug: str, number: int, pk: int, question_pk: int
) -> HttpResponse:
    survey = survey_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    require_in_preparation(survey)
    row = part_of(Question.kept, question_pk, survey=survey)
    form = QuestionForm(request.POST, instance=row, auto_id=f"question-{question_pk}-%s")
    if not form.is_valid():
        if is_autosave(request):
            return not_valid(form)
        return questions_page(request, survey, bound={question_pk: form}, status=422)
    row = question_actions.change_question(
        survey=survey, row=row, version=form.cleaned_data["version"] or row.version, **form.values()
    )
    return saved(request, f"{url(survey, 'questions')}#question-{question_pk}", row=row)


@signed_in
@require_POST
def move_question(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """`item` is the question; dragged to `position` (from 0), or one place `up` or `down` by a button."""
    survey = survey_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    row = part_of(Question.kept, whole_number(request.POST.get("item", "")) or 0, survey=survey)
    direction = request.POST.get("direction")
    if direction:
        order = list(Question.kept.filter(survey=survey).values_list("pk", flat=True))
        place = order.index(row.pk) + (-1 if direction == "up" else 1)
    else:
        place = whole_number(request.POST.get("position", "")) or 0
    question_actions.move_question(survey=survey, row=row, place=place)
    return saved(request, f"{url(survey, 'questions')}#question-{row.pk}")


@signed_in
@require_POST
def remove_question(
    request: SignedInRequest, slug: str, number: int, pk: int, question_pk: int
) -> HttpResponse:
    survey = survey_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    row = part_of(Question.kept, question_pk, survey=survey)
    question_actions.remove_question(survey=survey, row=row)
    return removed(
        request,
        url(survey, "questions"),
        text=_("Question removed."),
        undo=url(survey, "question_restore", question_pk),
    )


@signed_in
@require_POST
def restore_question(
    request: SignedInRequest, slug: str, number: int, pk: int, question_pk: int
) -> HttpResponse:
    survey = survey_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    row = part_of(Question.objects, question_pk, survey=survey)
    question_actions.restore_question(survey=survey, row=row)
    return redirect(f"{url(survey, 'questions')}#question-{question_pk}")
