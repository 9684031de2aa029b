"""Surveys of who works with whom: the team's pages."""

from collections.abc import Iterable

from allauth.core import ratelimit
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters.access import Right, cluster_for
from octant.clusters.models import Cluster
from octant.core.requests import SignedInRequest, is_htmx, posted, signed_in, site
from octant.core.rows import part_of
from octant.core.sheets.writing import CSV_TYPE, csv_lines

from ..actions import mailing
from ..actions import partners as actions
from ..actions.mailing import mailroom
from ..forms.partners import PartnerMailForm, PartnerSurveyForm, Who
from ..models import PartnerInvitation, PartnerMailing, PartnerSurvey
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
        messages.success(request, _("The links are ready. Send them by e-mail, or pass them on yourself."))
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
    return _survey_page(request, *_survey(request, slug, pk))


def _survey_page(
    request: SignedInRequest,
    cluster: Cluster,
    row: PartnerSurvey,
    *,
    mail_form: PartnerMailForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = Paginator(queries.invitations(row), PER_PAGE).get_page(request.GET.get("page"))
    links = [(each, _address(request, each)) for each in page]
    mail = queries.mail(row)
    context = {
        "cluster": cluster,
        "access": cluster.access,
        "survey": row,
        "page": page,
        "links": links,
        "one_sided": queries.one_sided(row),
        "answered": queries.invitations(row).filter(answered_on__isnull=False).count(),
        "mail": mail,
        "sending": mailroom.sending(row),
        "without_address": queries.without_address(row) if mail.without_address else [],
        "refused": queries.refused(row) if mail.refused else [],
        "uncertain": queries.uncertain(row) if mail.unsure else [],
        "mail_form": mail_form or PartnerMailForm(),
    }
    return render(request, "ecosystem/partner_survey.html", context, status=status)


def _address(request: SignedInRequest, invitation: PartnerInvitation) -> str:
    return request.build_absolute_uri(reverse("entries:partners", args=[invitation.token]))


@signed_in
@require_safe
def links(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """All links as CSV, for the letters and e-mails with which they are passed on."""
    _cluster, row = _survey(request, slug, pk)
    rows: list[list[object]] = [[_("Organisation"), _("Answered"), _("E-mail"), _("Link")]]
    rows += [
        [
            each.organisation.name,
            each.answered_on or "",
            each.sent_on or ("" if each.email else _("no address")),
            _address(request, each),
        ]
        for each in queries.with_address(queries.invitations(row))
    ]
    response = HttpResponse("".join(csv_lines(rows)), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{slug}-links-{pk}.csv"'
    return response


# --- By e-mail ----------------------------------------------------------------------------------------------


@signed_in
@require_POST
def send(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """E-mails with their links to those who have an address and were not written to yet."""
    cluster, row = _survey(request, slug, pk)
    mailing.require_can_send(row)
    form = PartnerMailForm(request.POST)
    if not form.is_valid():
        return _survey_page(request, cluster, row, mail_form=form, status=422)
    if not ratelimit.consume(request, action="invite", user=request.user):
        form.add_error(None, _("You have sent many invitations in a short time. Try again in an hour."))
        return _survey_page(request, cluster, row, mail_form=form, status=429)
    made = mailing.send(survey=row, by=request.user, site=site(request), **form.cleaned_data)
    if made is None:
        messages.info(request, _("Everybody who has an address was written to already."))
    return _begin(row, [made])


@signed_in
@require_POST
def send_waiting(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Go on with those who still wait, because the mail server or this one was down."""
    _cluster, row = _survey(request, slug, pk)
    mailing.require_can_send(row)
    return _begin(row, mailroom.go_on(row))


@signed_in
@require_POST
def send_again(request: SignedInRequest, slug: str, pk: int, invitation_pk: int) -> HttpResponse:
    _cluster, row = _survey(request, slug, pk)
    mailing.require_can_send(row)
    invitation = part_of(PartnerInvitation.objects.select_related("mailing"), invitation_pk, survey=row)
    return _begin(row, [mailroom.send_again(invitation)])


@never_cache
@signed_in
@require_safe
def sending(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """How far the e-mails are; when they are through, the page as a whole is shown afresh."""
    cluster, row = _survey(request, slug, pk)
    now = mailroom.sending(row)
    if now and now.running and is_htmx(request):
        context = {"sending": now, "survey": row, "cluster": cluster}
        return render(request, "ecosystem/_partner_sending.html", context)
    return HttpResponse(headers={"HX-Refresh": "true"}) if is_htmx(request) else _to_mail(row)


def _begin(row: PartnerSurvey, mailings: Iterable[PartnerMailing | None]) -> HttpResponse:
    """The page comes back at once and tells how far it is."""
    mailroom.begin(mailings)
    return _to_mail(row)


def _to_mail(row: PartnerSurvey) -> HttpResponse:
    return redirect(f"{reverse('ecosystem:partner_survey', args=[row.cluster.slug, row.pk])}#mail")


# --- Links --------------------------------------------------------------------------------------------------


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
