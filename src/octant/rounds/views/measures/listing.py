"""All measures of a round under their goals: the list, a new one, the order."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from octant.clusters.access import Right
from octant.core.once import once
from octant.core.requests import SignedInRequest, signed_in
from octant.core.rows import part_of

from ...access import round_for
from ...actions import measures as actions
from ...forms.measures import NewMeasureForm
from ...models import Measure, Round
from ...queries import measures as queries
from ...steps import url
from ..goals import dimension_of
from ..page import framework_of, page


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
                "measures": tuple(_line(round_, row) for row in group.measures),
                "form": refused.get(group.goal.dimension.key)
                or NewMeasureForm(dimension=group.goal.dimension.key),
            }
            for group in all_measures.groups
        ],
        missing=queries.missing(round_, all_measures),
        may_edit=may_edit(round_),
        has_order=any(len(group.measures) > 1 for group in all_measures.groups),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A measure in the list of its goal."""

    pk: str
    name: str
    url: str
    owner: str
    starts_on: date | None
    ends_on: date | None
    milestones: int
    lacks: str


def _line(round_: Round, row: queries.MeasureRow) -> Line:
    return Line(
        pk=str(row.pk),
        name=f"{row.number}. {row.title}",
        url=url(round_, "measure", row.pk),
        owner=row.owner.name,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        milestones=row.milestones,
        lacks=row.lacks_text,
    )


def may_edit(round_: Round) -> bool:
    return round_.cluster.access.can_edit and not round_.plan_agreed_at


@require_POST
@signed_in
@once
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
def order(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """The measures of every goal with buttons that move them."""
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    framework = framework_of(round_)
    all_measures = queries.measures(round_, framework)
    return page(
        request,
        "rounds/measures/order.html",
        round_,
        "measures",
        framework=framework,
        groups=[group for group in all_measures.groups if group.measures],
        may_edit=may_edit(round_),
    )


@require_POST
@signed_in
def move(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    measure = part_of(Measure.kept.select_related("goal"), pk, goal__round=round_)
    actions.move_measure(measure=measure, round=round_, up=request.POST.get("direction") == "up")
    return redirect(f"{url(round_, 'measures_order')}#measure{pk}")
