"""What runs when, and who has how much on the table."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, signed_in
from octant.core.templatetags.quick import date as written

from ...access import round_for
from ...models import Round
from ...queries import measures as queries
from ...queries.plan import timeline_parts, unit_label
from ...steps import url
from ...templatetags.plan import amount
from ...timeline import timeline
from ..page import framework_of, page


@require_safe
@signed_in
def timeline_page(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.VIEW)
    framework = framework_of(round_)
    all_measures = queries.measures(round_, framework)
    return page(
        request,
        "rounds/measures/timeline.html",
        round_,
        "measures",
        framework=framework,
        timeline=timeline(
            timeline_parts(round_, framework, all_measures),
            today=timezone.localdate(),
            urls={row.number: url(round_, "measure", row.pk) for row in all_measures.rows},
        ),
        views=_views(round_, "timeline"),
    )


@require_safe
@signed_in
def workload(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.VIEW)
    framework = framework_of(round_)
    rows = queries.measures(round_, framework).rows
    needed = queries.resources(round_)
    loads = queries.loads(rows, needed)
    here = url(round_, "workload")
    return page(
        request,
        "rounds/measures/workload.html",
        round_,
        "measures",
        framework=framework,
        loads=tuple(_load(load, here) for load in loads),
        totals=_sums(queries.totals(rows, needed)),
        months=_months(loads, request.GET.get("owner", "")),
        views=_views(round_, "workload"),
    )


NOBODY = "nobody"  # stands in the address for measures without an owner


@dataclass(frozen=True, slots=True)
class LoadLine:
    """One owner as a line of the table; `url` shows the months."""

    owner: str
    url: str
    measures: str
    most: str
    time: str
    money: str


def _load(load: queries.OwnerLoad, here: str) -> LoadLine:
    most = "–"
    if busiest := load.most:
        month = written(busiest.month, "F Y")
        most = _("%(n)s in %(month)s") % {"n": len(busiest.measures), "month": month}
    return LoadLine(
        owner=str(load.owner) or _("nobody yet"),
        url=f"{here}?owner={load.owner.code or NOBODY}#months",
        measures=str(len(load.measures)),
        most=most,
        time=_sums(load.time) or "–",
        money=_sums(load.money) or "–",
    )


def _sums(sums: Iterable[queries.Sum]) -> str:
    return ", ".join(f"{amount(each.amount)} {unit_label(each.unit)}" for each in sums)


def _months(loads: list[queries.OwnerLoad], code: str) -> dict[str, object] | None:
    """What one owner has on the table month by month; None when nobody is asked for."""
    wanted = "" if code == NOBODY else code
    load = next((load for load in loads if code and load.owner.code == wanted), None)
    if load is None:
        return None
    return {
        "owner": str(load.owner) or _("nobody yet"),
        "rows": [(written(busy.month, "F Y"), f"{len(busy.measures)}: {busy.names}") for busy in load.months],
    }


def _views(round_: Round, current: str) -> list[dict[str, object]]:
    """The switch between the two pages."""
    names = {"timeline": _("Timeline"), "workload": _("Workload")}
    return [
        {"label": label, "url": url(round_, name), "current": name == current}
        for name, label in names.items()
    ]
