"""What a measure needs."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from octant.core.once import once
from octant.core.requests import SignedInRequest, signed_in

from ...actions import measures as actions
from ...forms.measures import CURRENCIES, MONEY, TIME, NewResourceForm, ResourceForm
from ...models import MeasureResource
from ...steps import url
from ..page import framework_of
from .one import measure_for, refused
from .parts import part_for, part_removed, write_part

FIRST_UNIT = {TIME: "days", MONEY: CURRENCIES[0]}


@require_POST
@signed_in
@once
def add_resource(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, measure_ = measure_for(request, slug, number, pk)
    form = NewResourceForm(request.POST, framework=framework_of(round_))
    if not form.is_valid():
        return refused(request, round_, measure_, form, "new_resource")
    kind = form.cleaned_data["kind"]
    resource = actions.add_resource(
        measure=measure_, round=round_, by=request.user, kind=kind, unit=FIRST_UNIT.get(kind, "")
    )
    return redirect(f"{url(round_, 'measure', pk)}#resource{resource.pk}")


@require_POST
@signed_in
def resource(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, row = part_for(request, slug, number, pk, MeasureResource.kept)
    form = ResourceForm(request.POST, resource=row)
    return write_part(request, round_, row, form, f"resource{pk}", f"resource{pk}")


@require_POST
@signed_in
def remove_resource(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, row = part_for(request, slug, number, pk, MeasureResource.kept)
    actions.remove(row=row, round=round_, by=request.user)
    return part_removed(request, round_, row, _("Resource removed."), "resource_restore", "resources")


@require_POST
@signed_in
def restore_resource(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_, row = part_for(request, slug, number, pk, MeasureResource.objects)
    actions.restore(row=row, round=round_, by=request.user)
    return redirect(f"{url(round_, 'measure', row.measure_id)}#resource{pk}")
