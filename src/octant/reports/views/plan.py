"""The action plan as a file: the one in force, and every version that was agreed."""

from datetime import date
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from octant.charts.text import clean
from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, signed_in
from octant.rounds.access import round_for
from octant.rounds.document import PlanDocument
from octant.rounds.models import Round, Snapshot, SnapshotKind
from octant.rounds.queries.plan import agreed_document, current_document
from octant.rounds.queries.ratings import own_view_first
from octant.rounds.views.page import framework_of, page

from ..contents import shortened
from ..pdf import NotMadeError, plan_pdf

LONGEST_FILE_NAME = 120
NOT_IN_FILE_NAMES = str.maketrans('/\\:*?"<>|%', "----------")


@require_safe
@signed_in
def plan(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """The agreed plan; while there is none, a draft of what stands there now."""
    round_ = round_for(request.user, slug, number, Right.VIEW)
    if own_view_first(round_, request.user.pk, framework_of(round_)):
        return redirect("rounds:plan", slug, number)  # this page says why
    return _answer(request, round_, current_document(round_, round_.cluster.language))


@require_safe
@signed_in
def snapshot(request: SignedInRequest, slug: str, number: int, version: int) -> HttpResponse:
    """A version as it was agreed, also when it is no longer in force."""
    round_ = round_for(request.user, slug, number, Right.VIEW)
    row = Snapshot.objects.filter(round=round_, kind=SnapshotKind.PLAN, number=version).first()
    if row is None:
        raise Http404(_("There is no such version of the plan."))
    reopened_on = timezone.localdate(row.reopened_at) if row.reopened_at else None
    return _answer(request, round_, agreed_document(row), reopened_on=reopened_on)


def _answer(
    request: HttpRequest, round_: Round, document: PlanDocument, *, reopened_on: date | None = None
) -> HttpResponse:
    """The file, shown in the browser or with `?download=1` saved; a page that says what to do if it fails."""
    try:
        made = plan_pdf(document, reopened_on=reopened_on)
    except NotMadeError:
        return page(request, "reports/not_made.html", round_, "measures", status=503)
    response = HttpResponse(made, content_type="application/pdf")
    kind = "attachment" if request.GET.get("download") == "1" else "inline"
    response["Content-Disposition"] = f"{kind}; {file_name(document, round_.cluster.slug)}"
    patch_cache_control(response, private=True, no_cache=True)
    return response


def file_name(document: PlanDocument, slug: str) -> str:
    """The name for old and new browsers (RFC 6266 with RFC 5987): plain letters, then all letters."""
    version = document.agreed_version
    state = f"v{version}" if version else document.made_on.isoformat()
    plain = slugify(f"{slug} {document.round.number} plan {state}")
    with translation.override(document.language):
        whole = f"{document.cluster.name} – {document.round.title} – {_('Action plan')}"
    whole = f"{shortened(clean(whole), LONGEST_FILE_NAME)} {state}".translate(NOT_IN_FILE_NAMES).strip(". ")
    return f"filename=\"{plain}.pdf\"; filename*=UTF-8''{quote(whole, safe='')}.pdf"
