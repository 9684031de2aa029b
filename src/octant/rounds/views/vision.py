"""Step 2: the key questions, the vision statement, the success factors."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters.access import Right
from octant.core.once import once
from octant.core.requests import SignedInRequest, is_autosave, posted, signed_in, whole_number
from octant.core.responses import not_valid, removed, saved
from octant.core.rows import part_of
from octant.domain.change import compare_texts
from octant.domain.framework import Framework

from ..access import round_for
from ..actions import vision as actions
from ..forms.decisions import DecisionForm
from ..forms.vision import AnswerForm, FactorForm, NewFactorForm, VersionForm
from ..models import Round, SuccessFactor, VisionStatus, VisionVersion
from ..queries import vision as queries
from ..steps import url
from .decisions import NONE_BOUND, Bound, Missing, reopening
from .page import framework_of, page
from .profile import can_edit_vision, missing_targets


@signed_in
@require_safe
def vision(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    return vision_page(request, round_for(request.user, slug, number, Right.VIEW))


def vision_page(
    request: SignedInRequest, round_: Round, *, bound: Bound = NONE_BOUND, status: int = 200
) -> HttpResponse:
    framework = framework_of(round_)
    questions = queries.questions(round_, framework, request.user.pk)
    versions = queries.versions(round_)
    factors = queries.factors(round_, framework)
    targets = round_.dimension_visions.exclude(target=None).count()
    return page(
        request,
        "rounds/vision/vision.html",
        round_,
        "vision",
        status=status,
        framework=framework,
        questions=[(question, _answer_form(question, bound)) for question in questions],
        answered=sum(question.answers > 0 for question in questions),
        versions=versions,
        version_rows=[(row, _version_form(row, bound)) for row in versions.rows],
        factors=factors,
        factor_rows=[(row, _factor_form(row, bound)) for row in factors.rows],
        new_factor=bound.get("factor-new") or NewFactorForm(auto_id="factor-new-%s"),
        targets=targets,
        missing=_missing_in_vision(round_, questions, versions, factors, targets, framework),
        can_answer=round_.cluster.access.can_contribute and not round_.plan_agreed_at,
        can_write=can_edit_vision(round_) and not round_.vision_agreed_at,
        can_edit=can_edit_vision(round_),
    )


def _answer_form(question: queries.Question, bound: Bound) -> forms.BaseForm:
    place = f"answer-{question.key}"
    return bound.get(place) or AnswerForm(instance=question.mine, auto_id=f"{place}-%s")


def _version_form(row: VisionVersion, bound: Bound) -> forms.BaseForm | None:
    """Only drafts are written on."""
    if row.status != VisionStatus.DRAFT:
        return None
    return bound.get(f"version-{row.pk}") or VersionForm(instance=row, auto_id=f"version-{row.pk}-%s")


def _factor_form(row: SuccessFactor, bound: Bound) -> forms.BaseForm:
    return bound.get(f"factor-{row.pk}") or FactorForm(instance=row, auto_id=f"factor-{row.pk}-%s")


def _missing_in_vision(
    round_: Round,
    questions: list[queries.Question],
    versions: queries.Versions,
    factors: queries.Factors,
    targets: int,
    framework: Framework,
) -> list[Missing]:
    here = url(round_, "vision")
    found = []
    open_questions = sum(not question.answers for question in questions)
    if open_questions:
        text = ngettext(
            "%(n)s key question has no answer", "%(n)s key questions have no answer", open_questions
        )
        found.append(Missing(text % {"n": open_questions}, f"{here}#questions"))
    if not any(row.text for row in versions.rows):
        found.append(Missing(_("The vision is not written yet"), f"{here}#statement"))
    elif not round_.vision_agreed_at:
        found.append(Missing(_("The vision is not agreed yet"), f"{here}#statement"))
    if not factors.rows:
        found.append(Missing(_("No success factor is named"), f"{here}#factors"))
    return found + missing_targets(round_, len(framework.dimensions) - targets)


# ---------- Key questions ----------


@signed_in
@require_POST
def save_answer(request: SignedInRequest, slug: str, number: int, question: str) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.CONTRIBUTE)
    prompts = {prompt.id.rpartition(".")[2]: prompt for prompt in framework_of(round_).vision_questions}
    if question not in prompts:
        raise Http404(_("There is no such question."))
    place = f"answer-{question}"
    form = AnswerForm(request.POST, auto_id=f"{place}-%s")
    if not form.is_valid():
        return _refused(request, round_, place, form)
    row = actions.answer(round=round_, by=request.user, question=prompts[question], **form.cleaned_data)
    return saved(request, f"{url(round_, 'vision')}#question-{question}", row=row)


def _refused(request: SignedInRequest, round_: Round, place: str, form: forms.BaseForm) -> HttpResponse:
    """The page again with what was typed and what is wrong with it."""
    if is_autosave(request):
        return not_valid(form)
    return vision_page(request, round_, bound={place: form}, status=422)


# ---------- The statement in versions ----------


@signed_in
@require_POST
def new_version(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    former = request.POST.get("from", "")
    row = _version(round_, whole_number(former) or 0) if former else None
    made = actions.start_version(round=round_, by=request.user, former=row)
    return redirect(f"{url(round_, 'vision')}#version-{made.pk}")


@signed_in
@require_POST
def save_version(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    row = _version(round_, pk)
    place = f"version-{pk}"
    form = VersionForm(request.POST, instance=row, auto_id=f"{place}-%s")
    if not form.is_valid():
        return _refused(request, round_, place, form)
    row = actions.write_version(round=round_, by=request.user, row=row, **form.cleaned_data)
    return saved(request, f"{url(round_, 'vision')}#version-{row.pk}", row=row)


@signed_in
@require_POST
def propose(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    row = _version(round_, pk)
    if not row.text:
        messages.error(request, _("Write the vision before you propose it."))
    else:
        actions.propose(round=round_, by=request.user, row=row)
        messages.success(
            request, _("%(version)s is proposed. Its text now stays as it is.") % {"version": row}
        )
    return redirect(f"{url(round_, 'vision')}#statement")


@signed_in
@require_POST
def take_back(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    row = _version(round_, pk)
    actions.take_back(round=round_, by=request.user, row=row)
    messages.success(request, _("%(version)s is a draft again.") % {"version": row})
    return redirect(f"{url(round_, 'vision')}#version-{row.pk}")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.DECIDE)
    row = _version(round_, pk)
    form = DecisionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.agree_vision(round=round_, by=request.user, row=row, **form.cleaned_data)
        messages.success(request, _("The vision is agreed."))
        return redirect(f"{url(round_, 'vision')}#statement")
    return page(
        request,
        "rounds/vision/agree.html",
        round_,
        "vision",
        status=422 if form.is_bound else 200,
        form=form,
        version=row,
    )


reopen = reopening(
    actions.reopen_vision,
    step="vision",
    back="vision",
    anchor="#statement",
    title=gettext_lazy("Reopen the vision"),
    done=gettext_lazy("The vision is open again."),
)


@signed_in
@require_safe
def compare(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Any two versions, word by word; without a choice the two newest."""
    round_ = round_for(request.user, slug, number, Right.VIEW)
    rows = queries.versions(round_).rows
    older, newer = _chosen(request.GET, rows)
    return page(
        request,
        "rounds/vision/compare.html",
        round_,
        "vision",
        rows=rows,
        older=older,
        newer=newer,
        changes=compare_texts(older.text, newer.text) if older and newer else [],
    )


def _chosen(
    query: QueryDict, rows: tuple[VisionVersion, ...]
) -> tuple[VisionVersion | None, VisionVersion | None]:
    by_number = {str(row.number): row for row in rows}
    newest = rows[0] if rows else None
    before = rows[1] if len(rows) > 1 else newest
    return by_number.get(query.get("a", ""), before), by_number.get(query.get("b", ""), newest)


def _version(round_: Round, pk: int) -> VisionVersion:
    return part_of(VisionVersion.objects, pk, round=round_)


# ---------- Success factors ----------


@signed_in
@require_POST
@once
def add_factor(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    form = NewFactorForm(request.POST, auto_id="factor-new-%s")
    if not form.is_valid():
        return vision_page(request, round_, bound={"factor-new": form}, status=422)
    row = actions.add_factor(round=round_, by=request.user, **form.cleaned_data)
    return redirect(f"{url(round_, 'vision')}#factor-{row.pk}")


@signed_in
@require_POST
def add_general_factor(request: SignedInRequest, slug: str, number: int, key: str) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    entry = next((entry for entry in framework_of(round_).success_factors if entry.key == key), None)
    if entry is None:
        raise Http404(_("There is no such success factor."))
    row = actions.add_factor(round=round_, by=request.user, general=entry)
    return redirect(f"{url(round_, 'vision')}#factor-{row.pk}")


@signed_in
@require_POST
def save_factor(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    row = _factor(round_, pk)
    form = FactorForm(request.POST, instance=row, auto_id=f"factor-{pk}-%s")
    if not form.is_valid():
        return _refused(request, round_, f"factor-{pk}", form)
    row = actions.change_factor(round=round_, by=request.user, row=row, **form.cleaned_data)
    return saved(request, f"{url(round_, 'vision')}#factor-{pk}", row=row)


@signed_in
@require_POST
def move_factor(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """One place up or down."""
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    row = _factor(round_, pk)
    order = list(SuccessFactor.kept.filter(round=round_).values_list("pk", flat=True))
    place = order.index(pk) + (-1 if request.POST.get("direction") == "up" else 1)
    actions.move_factor(round=round_, by=request.user, row=row, place=place)
    return redirect(f"{url(round_, 'vision')}#factor-{pk}")


@signed_in
@require_POST
def order_factors(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Dragged to a place: `item` is the factor, `position` its new place from 0."""
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    row = _factor(round_, whole_number(request.POST.get("item", "")) or 0)
    place = whole_number(request.POST.get("position", "")) or 0
    actions.move_factor(round=round_, by=request.user, row=row, place=place)
    return saved(request, f"{url(round_, 'vision')}#factors")


@signed_in
@require_POST
def remove_factor(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    actions.remove_factor(round=round_, by=request.user, row=_factor(round_, pk))
    return removed(
        request,
        f"{url(round_, 'vision')}#factors",
        text=_("Success factor removed."),
        undo=url(round_, "factor_restore", pk),
    )


@signed_in
@require_POST
def restore_factor(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    row = part_of(SuccessFactor.objects, pk, round=round_)
    actions.restore_factor(round=round_, by=request.user, row=row)
    return redirect(f"{url(round_, 'vision')}#factor-{pk}")


def _factor(round_: Round, pk: int) -> SuccessFactor:
    return part_of(SuccessFactor.kept, pk, round=round_)
