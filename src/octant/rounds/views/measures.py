"""Step 5: the measures of every goal, one page for each measure, the timeline."""

from django import forms
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, is_autosave, signed_in
from octant.core.responses import not_valid, removed, saved
from octant.domain.planning import Pattern

from ..access import part_of, round_for
from ..actions import measures as actions
from ..forms.measures import (
    CURRENCIES,
    MONEY,
    TIME,
    ContributorForm,
    DependencyForm,
    MeasureForm,
    MilestoneForm,
    MilestonePatternForm,
    NewMeasureForm,
    NewResourceForm,
    ResourceForm,
)
from ..models import Measure, MeasureResource, Milestone, Round
from ..owners import Owner
from ..queries import measures as queries
from ..queries.plan import goal_parts, unit_label
from ..steps import url
from ..timeline import timeline
from .goals import dimension_of, take_out_unknown_owner
from .page import framework_of, page

type Forms = dict[str, forms.BaseForm]


# --- All measures -------------------------------------------------------------------------------------------


@require_safe
@signed_in
def measures(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    return measures_page(request, round_for(request.user, slug, number, Right.VIEW))


def measures_page(
    request: HttpRequest, round_: Round, *, tried: tuple[str, NewMeasureForm] | None = None, status: int = 200
) -> HttpResponse:
    """`tried` is the dimension and the form of a measure that could not be added."""
    framework = framework_of(round_)
    all_measures = queries.measures(round_, framework)
    refused = dict([tried] if tried else [])
    return page(
        request,
        "rounds/measures/measures.html",
        round_,
        "measures",
        status=status,
        framework=framework,
        about=framework.step("measures"),
        groups=[
            {
                "goal": group.goal,
                "measures": group.measures,
                "form": refused.get(group.goal.dimension.key)
                or NewMeasureForm(dimension=group.goal.dimension.key),
            }
            for group in all_measures.groups
        ],
        missing=queries.missing(round_, all_measures),
        may_edit=may_edit(round_),
    )


def may_edit(round_: Round) -> bool:
    return round_.cluster.access.can_edit and not round_.plan_agreed_at


@require_POST
@signed_in
def add(request: SignedInRequest, slug: str, number: int, dimension: str) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    dimension_of(framework_of(round_), dimension)
    form = NewMeasureForm(request.POST, dimension=dimension)
    if not form.is_valid():
        return measures_page(request, round_, tried=(dimension, form), status=422)
    measure = actions.add_measure(
        round=round_, dimension=dimension, by=request.user, title=form.cleaned_data["title"]
    )
    messages.success(request, _("Measure added. Open it to say who does what by when."))
    return redirect(f"{url(round_, 'measures')}#measure{measure.pk}")


@require_safe
@signed_in
def timeline_page(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.VIEW)
    framework = framework_of(round_)
    all_measures = queries.measures(round_, framework)
    rows = all_measures.rows
    return page(
        request,
        "rounds/measures/timeline.html",
        round_,
        "measures",
        framework=framework,
        timeline=timeline(goal_parts(all_measures, framework), today=timezone.localdate()),
        pks={row.number: row.pk for row in rows},
        loads=queries.loads(rows),
        totals=[(total, unit_label(total.unit)) for total in queries.totals(rows)],
        missing=queries.missing(round_, all_measures),
    )


# --- One measure --------------------------------------------------------------------------------------------


def _measure(
    request: SignedInRequest,
    slug: str,
    number: int,
    pk: int,
    right: Right = Right.EDIT_ROUND,
    rows: models.Manager[Measure] = Measure.kept,
) -> tuple[Round, Measure]:
    round_ = round_for(request.user, slug, number, right)
    measure_ = part_of(
        rows.select_related("goal", "owner__user", "owner_organisation"), pk, goal__round=round_
    )
    measure_.goal.round = round_
    return round_, measure_


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def measure(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    if request.method != "POST":
        round_, measure_ = _measure(request, slug, number, pk, Right.VIEW)
        return measure_page(request, round_, measure_)
    round_, measure_ = _measure(request, slug, number, pk)
    form = MeasureForm(request.POST, measure=measure_, framework=framework_of(round_))
    if not form.is_valid():
        return _refused(request, round_, measure_, form, "measure")
    unknown = take_out_unknown_owner(request, form)
    written = actions.write_measure(measure=measure_, round=round_, by=request.user, **form.cleaned_data)
    hints = _hints(round_, pk, unknown) if is_autosave(request) else None
    return saved(request, url(round_, "measure", pk), row=written, hints_html=hints)


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
    if not (row.measure.starts_on and row.measure.ends_on):
        lines.append({"text": _("Add start and end."), "field_id": "measure_starts_on"})
    for text in (*queries.outside_time_frame(round_, row), *all_measures.clashes(row)):
        lines.append({"text": text, "field_id": "measure_starts_on"})
    return lines


def _refused(
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
        lines=hint_lines(round_, all_measures, row),
        contributor_form=tried.get("contributor") or ContributorForm(round_=round_),
        milestones=[
            (milestone, tried.get(f"milestone{milestone.pk}") or MilestoneForm(milestone=milestone))
            for milestone in row.milestones
        ],
        milestone_form=tried.get("milestone") or MilestoneForm(),
        patterns=_patterns(measure_, row),
        resources=[
            (
                resource,
                framework.measure_resource(resource.kind),
                tried.get(f"resource{resource.pk}") or ResourceForm(resource=resource),
            )
            for resource in row.resources
        ],
        resource_form=NewResourceForm(framework=framework),
        needs=[all_measures.row(pk) for pk in row.needs],
        dependency_form=tried.get("dependency") or DependencyForm(others=_others(all_measures, row)),
        may_edit=may_edit(round_),
    )


def _others(all_measures: queries.Measures, row: queries.MeasureRow) -> list[tuple[int, str]]:
    """The measures that this one does not wait for yet."""
    return [
        (other.pk, f"{other.number} {other.title}")
        for other in all_measures.rows
        if other.pk != row.pk and other.pk not in row.needs
    ]


def _patterns(measure_: Measure, row: queries.MeasureRow) -> list[dict[str, object]]:
    """What the buttons for the usual milestones would add."""
    taken = [milestone.due for milestone in row.milestones]
    names = {Pattern.DAYS: _("after 30, 60 and 90 days"), Pattern.QUARTERS: _("at the end of each quarter")}
    return [
        {"value": pattern.value, "name": name, "rows": rows}
        for pattern, name in names.items()
        if (rows := actions.suggested_milestones(measure_, pattern, taken))
    ]


@require_POST
@signed_in
def copy(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, measure_ = _measure(request, slug, number, pk)
    copied = actions.copy_measure(measure=measure_, round=round_, by=request.user)
    messages.success(request, _("This is the copy. Give it a name of its own."))
    return redirect(url(round_, "measure", copied.pk))


@require_POST
@signed_in
def move(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, measure_ = _measure(request, slug, number, pk)
    actions.move_measure(measure=measure_, round=round_, up=request.POST.get("direction") == "up")
    return redirect(f"{url(round_, 'measures')}#measure{pk}")


@require_POST
@signed_in
def remove(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, measure_ = _measure(request, slug, number, pk)
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
    round_, measure_ = _measure(request, slug, number, pk, rows=Measure.objects)
    actions.restore(row=measure_, round=round_, by=request.user)
    return redirect(f"{url(round_, 'measures')}#measure{pk}")


# --- Who joins in -------------------------------------------------------------------------------------------


@require_POST
@signed_in
def add_contributor(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, measure_ = _measure(request, slug, number, pk)
    form = ContributorForm(request.POST, round_=round_)
    if not form.is_valid():
        return _refused(request, round_, measure_, form, "contributor")
    actions.add_contributor(measure=measure_, round=round_, by=request.user, who=form.cleaned_data["who"])
    return redirect(f"{url(round_, 'measure', pk)}#contributors")


@require_POST
@signed_in
def remove_contributor(request: SignedInRequest, slug: str, number: int, pk: int, code: str) -> HttpResponse:
    round_, measure_ = _measure(request, slug, number, pk)
    who = _joined(measure_, code)
    actions.remove_contributor(measure=measure_, round=round_, by=request.user, who=who)
    return removed(
        request,
        f"{url(round_, 'measure', pk)}#contributors",
        text=_("%(name)s no longer joins in.") % {"name": who},
        undo=url(round_, "contributor_restore", pk, code),
    )


def _joined(measure_: Measure, code: str) -> Owner:
    """Somebody who joins in, by code; 404 for anybody else."""
    kind, _colon, number = code.partition(":")
    if kind == "m":
        return Owner(member=part_of(measure_.contributors.select_related("user"), int(number)))
    return Owner(organisation=part_of(measure_.contributor_organisations.all(), int(number)))


@require_POST
@signed_in
def restore_contributor(request: SignedInRequest, slug: str, number: int, pk: int, code: str) -> HttpResponse:
    round_, measure_ = _measure(request, slug, number, pk)
    form = ContributorForm({"who": code}, round_=round_)
    if not form.is_valid():
        return _refused(request, round_, measure_, form, "contributor")
    actions.add_contributor(measure=measure_, round=round_, by=request.user, who=form.cleaned_data["who"])
    return redirect(f"{url(round_, 'measure', pk)}#contributors")


# --- Milestones ---------------------------------------------------------------------------------------------


@require_POST
@signed_in
def add_milestone(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, measure_ = _measure(request, slug, number, pk)
    form = MilestoneForm(request.POST)
    if not form.is_valid():
        return _refused(request, round_, measure_, form, "milestone")
    actions.add_milestone(
        measure=measure_,
        round=round_,
        by=request.user,
        title=form.cleaned_data["title"],
        due=form.cleaned_data["due"],
    )
    return redirect(f"{url(round_, 'measure', pk)}#milestones")


@require_POST
@signed_in
def generate_milestones(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, measure_ = _measure(request, slug, number, pk)
    form = MilestonePatternForm(request.POST)
    if not form.is_valid():
        return _refused(request, round_, measure_, form, "pattern")
    added = actions.generate_milestones(
        measure=measure_, round=round_, by=request.user, pattern=Pattern(form.cleaned_data["pattern"])
    )
    if added:
        text = ngettext("%(n)s milestone added.", "%(n)s milestones added.", added) % {"n": added}
        messages.success(request, text)
    else:
        messages.info(
            request, _("There was nothing to add: these milestones are there, or a date is missing.")
        )
    return redirect(f"{url(round_, 'measure', pk)}#milestones")


@require_POST
@signed_in
def milestone(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, row = _part(request, slug, number, pk, Milestone.kept)
    form = MilestoneForm(request.POST, milestone=row)
    return _write_part(request, round_, row, form, f"milestone{pk}", "milestones")


@require_POST
@signed_in
def remove_milestone(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, row = _part(request, slug, number, pk, Milestone.kept)
    actions.remove(row=row, round=round_, by=request.user)
    text = _("Milestone “%(title)s” removed.") % {"title": row.title}
    return _removed(request, round_, row, text, "milestone_restore", "milestones")


@require_POST
@signed_in
def restore_milestone(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, row = _part(request, slug, number, pk, Milestone.objects)
    actions.restore(row=row, round=round_, by=request.user)
    return redirect(f"{url(round_, 'measure', row.measure_id)}#milestones")


# --- Resources ----------------------------------------------------------------------------------------------

FIRST_UNIT = {TIME: "days", MONEY: CURRENCIES[0]}


@require_POST
@signed_in
def add_resource(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, measure_ = _measure(request, slug, number, pk)
    form = NewResourceForm(request.POST, framework=framework_of(round_))
    if not form.is_valid():
        return _refused(request, round_, measure_, form, "new_resource")
    kind = form.cleaned_data["kind"]
    resource = actions.add_resource(
        measure=measure_, round=round_, by=request.user, kind=kind, unit=FIRST_UNIT.get(kind, "")
    )
    return redirect(f"{url(round_, 'measure', pk)}#resource{resource.pk}")


@require_POST
@signed_in
def resource(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, row = _part(request, slug, number, pk, MeasureResource.kept)
    form = ResourceForm(request.POST, resource=row)
    return _write_part(request, round_, row, form, f"resource{pk}", f"resource{pk}")


@require_POST
@signed_in
def remove_resource(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, row = _part(request, slug, number, pk, MeasureResource.kept)
    actions.remove(row=row, round=round_, by=request.user)
    return _removed(request, round_, row, _("Resource removed."), "resource_restore", "resources")


@require_POST
@signed_in
def restore_resource(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, row = _part(request, slug, number, pk, MeasureResource.objects)
    actions.restore(row=row, round=round_, by=request.user)
    return redirect(f"{url(round_, 'measure', row.measure_id)}#resource{pk}")


# --- What has to come first ---------------------------------------------------------------------------------


@require_POST
@signed_in
def add_dependency(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, measure_ = _measure(request, slug, number, pk)
    all_measures = queries.measures(round_, framework_of(round_))
    form = DependencyForm(request.POST, others=_others(all_measures, all_measures.row(pk)))
    if not form.is_valid():
        return _refused(request, round_, measure_, form, "dependency")
    needs = all_measures.row(form.cleaned_data["needs"]).measure
    return _tie(request, round_, measure_, needs, form, all_measures)


def _tie(
    request: SignedInRequest,
    round_: Round,
    measure_: Measure,
    needs: Measure,
    form: DependencyForm,
    all_measures: queries.Measures,
) -> HttpResponse:
    try:
        actions.add_dependency(measure=measure_, round=round_, by=request.user, needs=needs)
    except actions.CircleError as error:
        form.circle(all_measures.titles(error.measures))
        return _refused(request, round_, measure_, form, "dependency")
    return redirect(f"{url(round_, 'measure', measure_.pk)}#dependencies")


@require_POST
@signed_in
def remove_dependency(request: SignedInRequest, slug: str, number: int, pk: int, needs: int) -> HttpResponse:
    round_, measure_ = _measure(request, slug, number, pk)
    needed = part_of(Measure.kept, needs, goal__round=round_)
    actions.remove_dependency(measure=measure_, round=round_, by=request.user, needs=needed)
    return removed(
        request,
        f"{url(round_, 'measure', pk)}#dependencies",
        text=_("It no longer waits for “%(title)s”.") % {"title": needed.title},
        undo=url(round_, "dependency_restore", pk, needs),
    )


@require_POST
@signed_in
def restore_dependency(request: SignedInRequest, slug: str, number: int, pk: int, needs: int) -> HttpResponse:
    round_, measure_ = _measure(request, slug, number, pk)
    needed = part_of(Measure.kept, needs, goal__round=round_)
    all_measures = queries.measures(round_, framework_of(round_))
    form = DependencyForm({"needs": needs}, others=_others(all_measures, all_measures.row(pk)))
    return _tie(request, round_, measure_, needed, form, all_measures)


# --- Shared by milestones and resources ---------------------------------------------------------------------


def _part[M: Milestone | MeasureResource](
    request: SignedInRequest, slug: str, number: int, pk: int, rows: models.Manager[M]
) -> tuple[Round, M]:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    row = part_of(
        rows.select_related("measure__goal"), pk, measure__goal__round=round_, measure__removed_at=None
    )
    row.measure.goal.round = round_
    return round_, row


def _write_part(
    request: SignedInRequest,
    round_: Round,
    row: Milestone | MeasureResource,
    form: MilestoneForm | ResourceForm,
    place: str,
    anchor: str,
) -> HttpResponse:
    if not form.is_valid():
        return _refused(request, round_, row.measure, form, place)
    written = actions.write_part(row=row, round=round_, by=request.user, **form.cleaned_data)
    return saved(request, f"{url(round_, 'measure', row.measure_id)}#{anchor}", row=written)


def _removed(
    request: SignedInRequest,
    round_: Round,
    row: Milestone | MeasureResource,
    text: str,
    undo: str,
    anchor: str,
) -> HttpResponse:
    return removed(
        request,
        f"{url(round_, 'measure', row.measure_id)}#{anchor}",
        text=text,
        undo=url(round_, undo, row.pk),
    )
