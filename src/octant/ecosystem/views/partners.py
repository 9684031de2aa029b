"""Surveys of who works with whom: the team's pages."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters.access import Right, cluster_for
from octant.clusters.models import Cluster
from octant.core.requests import SignedInRequest, posted, signed_in
from octant.core.sheets.writing import CSV_TYPE, csv_lines

from ..access import part_of
from ..actions import partners as actions
from ..forms.partners import PartnerSurveyForm, Who
from ..models import PartnerInvitation, PartnerSurvey
from ..queries import partners as queries

PER_PAGE = 25


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def surveys(request: SignedInRequest, slug: str) -> HttpResponse:
    """All surveys; a POST starts one."""
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    form = PartnerSurveyForm(posted(request), initial={"who": Who.MEMBERS})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        everybody = values.pop("who") == Who.ALL
        survey = actions.start_survey(cluster=cluster, by=request.user, everybody=everybody, **values)
        messages.success(request, _("The links are ready. Pass each one on to its organisation."))
        return redirect("ecosystem:partner_survey", slug, survey.pk)
    context = {
        "cluster": cluster,
        "access": cluster.access,
        "surveys": queries.surveys(cluster),
        "form": form,
    }
    return render(request, "ecosystem/partner_surveys.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_safe
def survey(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster, row = _survey(request, slug, pk)
    page = Paginator(queries.invitations(row), PER_PAGE).get_page(request.GET.get("page"))
    links = [(each, _address(request, each)) for each in page]
    context = {
        "cluster": cluster,
        "access": cluster.access,
        "survey": row,
        "page": page,
        "links": links,
        "one_sided": queries.one_sided(row),
        "answered": row.invitations.filter(answered_on__isnull=False).count(),
    }
    return render(request, "ecosystem/partner_survey.html", context)


def _address(request: SignedInRequest, invitation: PartnerInvitation) -> str:
    return request.build_absolute_uri(reverse("entries:partners", args=[invitation.token]))


@signed_in
@require_safe
def links(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """All links as CSV, for the letters and e-mails with which they are passed on."""
    _cluster, row = _survey(request, slug, pk)
    rows: list[list[object]] = [[_("Organisation"), _("Answered"), _("Link")]]
    rows += [
        [each.organisation.name, each.answered_on or "", _address(request, each)]
        for each in queries.invitations(row)
    ]
    response = HttpResponse("".join(csv_lines(rows)), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{slug}-links-{pk}.csv"'
    return response


@signed_in
@require_POST
def more(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Links for organisations that came into the register since."""
    _cluster, row = _survey(request, slug, pk)
    n = actions.add_invitations(survey=row, everybody=True)
    text = ngettext("%(n)s link added.", "%(n)s links added.", n) if n else _("Everybody has a link already.")
    messages.success(request, text % {"n": n})
    return redirect("ecosystem:partner_survey", slug, pk)


@signed_in
@require_POST
def close(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    _cluster, row = _survey(request, slug, pk)
    if row.is_open:
        actions.close_survey(survey=row, by=request.user)
        messages.success(request, _("Closed. The links show what was said, but take nothing more."))
    else:
        actions.reopen_survey(survey=row, by=request.user)
        messages.success(request, _("Open again."))
    return redirect("ecosystem:partner_survey", slug, pk)


def _survey(request: SignedInRequest, slug: str, pk: int) -> tuple[Cluster, PartnerSurvey]:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    row = part_of(PartnerSurvey.objects, pk, cluster=cluster)
    row.cluster = cluster
    return cluster, row
