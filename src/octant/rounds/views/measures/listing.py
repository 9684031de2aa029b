"""All measures of a round under their goals: the list, a new one, the order."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, signed_in

from ...access import part_of, round_for
from ...actions import measures as actions
from ...forms.measures import NewMeasureForm
from ...models import Measure, Round
from ...queries import measures as queries
from ...steps import url
from ...words import who_and_when
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
                "measures": [_line(round_, row) for row in group.measures],
                "form": refused.get(group.goal.dimension.key)
                or NewMeasureForm(dimension=group.goal.dimension.key),
            }
            for group in all_measures.groups
        ],
        missing=queries.missing(round_, all_measures),
        may_edit=may_edit(round_),
        has_order=any(len(group.measures) > 1 for group in all_measures.groups),
    )


def _line(round_: Round, row: queries.MeasureRow) -> dict[str, object]:
    """A measure in the list of its goal: worked out here, because a plan may have very many."""
    about = who_and_when(row.owner, row.starts_on, row.ends_on)
    if row.milestones:
        count = ngettext("%(n)s milestone", "%(n)s milestones", row.milestones) % {"n": row.milestones}
        about = format_html("{} · {}", about, count)
    return {
        "pk": str(row.pk),
        "url": url(round_, "measure", row.pk),
        "name": f"{row.number}. {row.title}",
        "about": about,
        "lacks": _("Still open: %(what)s") % {"what": row.lacks_text} if row.lacks else "",
    }


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
