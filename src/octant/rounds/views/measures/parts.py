"""What milestones and resources share: reaching one, writing it, taking it away."""

from django.db import models
from django.http import HttpResponse

from octant.clusters.access import Right
from octant.core.requests import SignedInRequest
from octant.core.responses import removed, saved
from octant.core.rows import part_of

from ...access import round_for
from ...actions import measures as actions
from ...forms.measures import MilestoneForm, ResourceForm
from ...models import MeasureResource, Milestone, Round
from ...steps import url
from .one import refused


def part_for[M: Milestone | MeasureResource](
    request: SignedInRequest, slug: str, number: int, pk: int, rows: models.Manager[M]
) -> tuple[Round, M]:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    row = part_of(
        rows.select_related("measure__goal"), pk, measure__goal__round=round_, measure__removed_at=None
    )
    row.measure.goal.round = round_
    return round_, row


def write_part(
    request: SignedInRequest,
    round_: Round,
    row: Milestone | MeasureResource,
    form: MilestoneForm | ResourceForm,
    place: str,
    anchor: str,
) -> HttpResponse:
    if not form.is_valid():
        return refused(request, round_, row.measure, form, place)
    written = actions.write_part(row=row, round=round_, by=request.user, **form.cleaned_data)
    return saved(request, f"{url(round_, 'measure', row.measure_id)}#{anchor}", row=written)


def part_removed(
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
