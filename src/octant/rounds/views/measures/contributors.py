"""Who joins in a measure."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from octant.core.requests import SignedInRequest, signed_in
from octant.core.responses import removed
from octant.core.rows import part_of

from ...actions import measures as actions
from ...forms.measures import ContributorForm
from ...models import Measure
from ...owners import Owner
from ...steps import url
from .one import measure_for, refused


@require_POST
@signed_in
def add_contributor(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, measure_ = measure_for(request, slug, number, pk)
    form = ContributorForm(request.POST, round_=round_)
    if not form.is_valid():
        return refused(request, round_, measure_, form, "contributor")
    actions.add_contributor(measure=measure_, round=round_, by=request.user, who=form.cleaned_data["who"])
    return redirect(f"{url(round_, 'measure', pk)}#contributors")


@require_POST
@signed_in
def remove_contributor(request: SignedInRequest, slug: str, number: int, pk: int, code: str) -> HttpResponse:
    round_, measure_ = measure_for(request, slug, number, pk)
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
    round_, measure_ = measure_for(request, slug, number, pk)
    form = ContributorForm({"who": code}, round_=round_)
    if not form.is_valid():
        return refused(request, round_, measure_, form, "contributor")
    actions.add_contributor(measure=measure_, round=round_, by=request.user, who=form.cleaned_data["who"])
    return redirect(f"{url(round_, 'measure', pk)}#contributors")
