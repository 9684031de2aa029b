"""What has to come first."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from octant.core.requests import SignedInRequest, signed_in
from octant.core.responses import removed
from octant.core.rows import part_of

from ...actions import measures as actions
from ...forms.measures import DependencyForm
from ...models import Measure, Round
from ...queries import measures as queries
from ...steps import url
from ..page import framework_of
from .one import measure_for, others, refused


@require_POST
@signed_in
def add_dependency(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, measure_ = measure_for(request, slug, number, pk)
    all_measures = queries.measures(round_, framework_of(round_))
    form = DependencyForm(request.POST, others=others(all_measures, all_measures.row(pk)))
    if not form.is_valid():
        return refused(request, round_, measure_, form, "dependency")
    needs = part_of(Measure.kept, form.cleaned_data["needs"], goal__round=round_)
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
        return refused(request, round_, measure_, form, "dependency")
    return redirect(f"{url(round_, 'measure', measure_.pk)}#dependencies")


@require_POST
@signed_in
def remove_dependency(request: SignedInRequest, slug: str, number: int, pk: int, needs: int) -> HttpResponse:
    round_, measure_ = measure_for(request, slug, number, pk)
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
    round_, measure_ = measure_for(request, slug, number, pk)
    needed = part_of(Measure.kept, needs, goal__round=round_)
    all_measures = queries.measures(round_, framework_of(round_))
    form = DependencyForm({"needs": needs}, others=others(all_measures, all_measures.row(pk)))
    return _tie(request, round_, measure_, needed, form, all_measures)
