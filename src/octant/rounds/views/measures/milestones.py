"""The milestones of a measure."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from octant.core.once import once
from octant.core.requests import SignedInRequest, signed_in
from octant.domain.planning import Pattern

from ...actions import measures as actions
from ...forms.measures import MilestoneForm, MilestonePatternForm
from ...models import Milestone
from ...steps import url
from .one import measure_for, refused
from .parts import part_for, part_removed, write_part


@require_POST
@signed_in
@once
def add_milestone(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, measure_ = measure_for(request, slug, number, pk)
    form = MilestoneForm(request.POST)
    if not form.is_valid():
        return refused(request, round_, measure_, form, "milestone")
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
    round_, measure_ = measure_for(request, slug, number, pk)
    form = MilestonePatternForm(request.POST)
    if not form.is_valid():
        return refused(request, round_, measure_, form, "pattern")
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
    round_, row = part_for(request, slug, number, pk, Milestone.kept)
    form = MilestoneForm(request.POST, milestone=row)
    return write_part(request, round_, row, form, f"milestone{pk}", "milestones")


@require_POST
@signed_in
def remove_milestone(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, row = part_for(request, slug, number, pk, Milestone.kept)
    actions.remove(row=row, round=round_, by=request.user)
    text = _("Milestone “%(title)s” removed.") % {"title": row.title}
    return part_removed(request, round_, row, text, "milestone_restore", "milestones")


@require_POST
@signed_in
def restore_milestone(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, row = part_for(request, slug, number, pk, Milestone.objects)
    actions.restore(row=row, round=round_, by=request.user)
    return redirect(f"{url(round_, 'measure', row.measure_id)}#milestones")
