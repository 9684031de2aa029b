"""One measure: its page, the form that saves as you go, copying, removing."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from octant.clusters.access import Right
from octant.core.once import once
from octant.core.requests import SignedInRequest, is_autosave, signed_in
from octant.core.responses import not_valid, removed, saved
from octant.core.rows import part_of
from octant.domain.planning import Pattern

from ...access import round_for
from ...actions import measures as actions
from ...forms.measures import (
    ContributorForm,
    DependencyForm,
    MeasureForm,
    MilestoneForm,
    NewResourceForm,
    ResourceForm,
)
from ...models import Measure, Milestone, Round
from ...queries import measures as queries
from ...steps import url
from ..goals import take_out_unknown_owner
from ..page import framework_of, page
from .listing import may_edit

type Forms = dict[str, forms.BaseForm]


def measure_for(
    request: SignedInRequest, slug: str, number: int, pk: int, right: Right = Right.EDIT_ROUND
) -> tuple[Round, Measure]:
    round_ = round_for(request.user, slug, number, right)
    measure_ = queries.kept_measure(round_, pk)
    measure_.goal.round = round_
    return round_, measure_


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def measure(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    if request.method != "POST":
        round_, measure_ = measure_for(request, slug, number, pk, Right.VIEW)
        return measure_page(request, round_, measure_)
    round_, measure_ = measure_for(request, slug, number, pk)
    form = MeasureForm(request.POST, measure=measure_, framework=framework_of(round_))
    if not form.is_valid():
        return refused(request, round_, measure_, form, "measure")
    unknown = take_out_unknown_owner(request, form)
    written = actions.write_measure(measure=measure_, round=round_, by=request.user, **form.cleaned_data)
    hints = _hints(round_, pk, unknown) if is_autosave(request) else None
    after = _next_measure(round_, pk) if "next" in request.POST else ""
    return saved(request, after or url(round_, "measure", pk), row=written, hints_html=hints)


def _next_measure(round_: Round, pk: int) -> str:
    """The page of the measure that follows in the list; after the last, the list."""
    pks = [row.pk for row in queries.measures(round_, framework_of(round_)).rows]
    follows = pks[pks.index(pk) + 1 :] if pk in pks else []
    return url(round_, "measure", follows[0]) if follows else url(round_, "measures")


def _hints(round_: Round, pk: int, unknown: str) -> str:
    all_measures = queries.measures(round_, framework_of(round_))
    row = all_measures.row(pk)
    lines = hint_lines(round_, all_measures, row)
    return render_to_string("rounds/goals/_hints.html", {"lines": lines, "unknown": unknown})


def hint_lines(
    round_: Round, all_measures: queries.Measures, row: queries.MeasureRow
) -> list[dict[str, str]]:
    """Remarks on a measure, each with the field that it is about."""
    lines = [{"text": text, "field_id": "measure_description"} for text in row.vague]
    if not row.owner:
        lines.append({"text": _("Name who answers for the measure."), "field_id": "measure_owner"})
    if not (row.starts_on and row.ends_on):
        lines.append({"text": _("Add start and end."), "field_id": "measure_starts_on"})
    for text in (*queries.outside_time_frame(round_, row), *all_measures.clashes(row)):
        lines.append({"text": text, "field_id": "measure_starts_on"})
    return lines


def refused(
    request: HttpRequest, round_: Round, measure_: Measure, form: forms.BaseForm, place: str
) -> HttpResponse:
    """The page again with what was typed and what is wrong with it."""
    if is_autosave(request):
        return not_valid(form)
    return measure_page(request, round_, measure_, tried={place: form}, status=422)


def measure_page(
    request: HttpRequest,
    round_: Round,
    measure_: Measure,
    *,
    tried: Forms | None = None,
    status: int = 200,
) -> HttpResponse:
    """`tried` is a form that was refused, by the place where it stands."""
    framework = framework_of(round_)
    all_measures = queries.measures(round_, framework)
    row = all_measures.row(measure_.pk)
    milestones = queries.milestones_of(measure_)
    tried = tried or {}
    return page(
        request,
        "rounds/measures/measure.html",
        round_,
        "measures",
        status=status,
        framework=framework,
        row=row,
        measure=measure_,
        tried=next(iter(tried.values()), None),
        form=tried.get("measure") or MeasureForm(measure=measure_, framework=framework),
        contributors=queries.contributors_of(measure_),
        lines=hint_lines(round_, all_measures, row),
        contributor_form=tried.get("contributor") or ContributorForm(round_=round_),
        milestones=[
            (milestone, tried.get(f"milestone{milestone.pk}") or MilestoneForm(milestone=milestone))
            for milestone in milestones
        ],
        milestone_form=tried.get("milestone") or MilestoneForm(),
        patterns=_patterns(measure_, milestones),
        resources=[
            (
                resource,
                framework.measure_resource(resource.kind),
                tried.get(f"resource{resource.pk}") or ResourceForm(resource=resource),
            )
            for resource in queries.resources_of(measure_)
        ],
        resource_form=NewResourceForm(framework=framework),
        needs=[all_measures.row(pk) for pk in row.needs],
        dependency_form=tried.get("dependency") or DependencyForm(others=others(all_measures, row)),
        may_edit=may_edit(round_),
    )


def others(all_measures: queries.Measures, row: queries.MeasureRow) -> list[tuple[int, str]]:
    """The measures that this one does not wait for yet."""
    return [
        (other.pk, f"{other.number} {other.title}")
        for other in all_measures.rows
        if other.pk != row.pk and other.pk not in row.needs
    ]


def _patterns(measure_: Measure, milestones: list[Milestone]) -> list[dict[str, object]]:
    """What the buttons for the usual milestones would add."""
    taken = [milestone.due for milestone in milestones]
    names = {Pattern.DAYS: _("after 30, 60 and 90 days"), Pattern.QUARTERS: _("at the end of each quarter")}
    return [
        {"value": pattern.value, "name": name, "rows": rows}
        for pattern, name in names.items()
        if (rows := actions.suggested_milestones(measure_, pattern, taken))
    ]


@require_POST
@signed_in
@once
def copy(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, measure_ = measure_for(request, slug, number, pk)
    copied = actions.copy_measure(measure=measure_, round=round_, by=request.user)
    messages.success(request, _("This is the copy. Give it a name of its own."))
    return redirect(url(round_, "measure", copied.pk))


@require_POST
@signed_in
def remove(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, measure_ = measure_for(request, slug, number, pk)
    actions.remove(row=measure_, round=round_, by=request.user)
    return removed(
        request,
        url(round_, "measures"),
        text=_("Measure “%(title)s” removed.") % {"title": measure_.title},
        undo=url(round_, "measure_restore", pk),
    )


@require_POST
@signed_in
def restore(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    measure_ = part_of(Measure.objects.select_related("goal"), pk, goal__round=round_)
    actions.restore(row=measure_, round=round_, by=request.user)
    return redirect(f"{url(round_, 'measures')}#measure{pk}")
