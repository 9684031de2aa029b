"""Who is asked: the open link with its QR code, invitations by e-mail, printed one-time codes."""

from collections.abc import Iterable

from allauth.core import ratelimit
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from octant.clusters.access import Right
from octant.core import qr
from octant.core.codes import spaced
from octant.core.requests import SignedInRequest, is_htmx, signed_in, site
from octant.core.responses import removed
from octant.core.rows import part_of

from .. import words
from ..access import survey_led_here
from ..actions import invitations as actions
from ..actions import mailing
from ..actions.mailing import mailroom
from ..forms.audience import AddressesForm, CodesForm
from ..limits import held_back
from ..models import Invitation, Mailing, Survey
from ..queries import invitations as queries
from ..queries.answers import current_wave
from ..queries.counting import answered
from .page import survey_page, url

PER_PAGE = 25


def address(request: HttpRequest, survey: Survey, code: str = "") -> str:
    """Where people answer; with the code of an invitation, that of one person."""
    return request.build_absolute_uri(f"/s/{survey.code}/i/{code}/" if code else f"/s/{survey.code}/")


@signed_in
@require_safe
def audience(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    return audience_page(request, survey_led_here(request.user, slug, number, pk, Right.EDIT_ROUND))


def audience_page(
    request: SignedInRequest,
    survey: Survey,
    *,
    form: AddressesForm | None = None,
    codes_form: CodesForm | None = None,
    status: int = 200,
) -> HttpResponse:
    counts = queries.counts(survey)
    rows = Paginator(queries.by_mail(survey), PER_PAGE).get_page(request.GET.get("page"))
    link = address(request, survey)
    answers = answered(current_wave(survey))
    return survey_page(
        request,
        "surveys/audience/audience.html",
        survey,
        "audience",
        status=status,
        form=form or AddressesForm(language=survey.cluster.language),
        codes_form=codes_form or CodesForm(),
        counts=counts,
        sending=mailroom.sending(survey),
        refused=queries.refused(survey) if counts.mails_refused else [],
        uncertain=queries.uncertain(survey) if counts.mails_unsure else [],
        rows=rows,
        address=link,
        code=spaced(survey.code),
        qr=qr.svg(link, title=_("QR code of the survey")),
        answers=answers,
        held_back=held_back(survey),
        too_many=bool(survey.expected and answers > survey.expected),
    )


@signed_in
@require_safe
def poster(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """The link large enough for a wall or a slide."""
    survey = survey_led_here(request.user, slug, number, pk, Right.EDIT_ROUND)
    link = address(request, survey)
    return survey_page(
        request,
        "surveys/audience/poster.html",
        survey,
        "audience",
        address=link,
        code=spaced(survey.code),
        qr=qr.svg(link, title=_("QR code of the survey")),
        promise=words.promise(survey),
    )


# ---------- E-mails ----------


@signed_in
@require_POST
def invite(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    survey = survey_led_here(request.user, slug, number, pk, Right.EDIT_ROUND)
    mailing.require_can_invite(survey)
    form = AddressesForm(request.POST, language=survey.cluster.language)
    if not form.is_valid():
        return audience_page(request, survey, form=form, status=422)
    if not ratelimit.consume(request, action="invite", user=request.user):
        form.add_error(
            None, _("You have sent many invitations in a short time. Try again in an hour, or use a link.")
        )
        return audience_page(request, survey, form=form, status=429)
    made = mailing.invite(survey=survey, by=request.user, site=site(request), **form.cleaned_data)
    if made is None:
        messages.info(request, _("Everybody on your list has been invited already."))
    return _begin(survey, [made])


@signed_in
@require_POST
def send_waiting(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Go on with those who still wait, because the mail server or this one was down."""
    survey = survey_led_here(request.user, slug, number, pk, Right.EDIT_ROUND)
    mailing.require_can_invite(survey)
    return _begin(survey, mailing.go_on(survey=survey, by=request.user, site=site(request)))


@signed_in
@require_POST
def send_again(request: SignedInRequest, slug: str, number: int, pk: int, invitation_pk: int) -> HttpResponse:
    survey = survey_led_here(request.user, slug, number, pk, Right.EDIT_ROUND)
    mailing.require_can_invite(survey)
    row = part_of(Invitation.objects.select_related("mailing"), invitation_pk, survey=survey)
    return _begin(survey, [mailroom.send_again(row)])


@signed_in
@require_POST
def remind(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    survey = survey_led_here(request.user, slug, number, pk, Right.EDIT_ROUND)
    mailing.require_can_invite(survey)
    made = mailing.remind(survey=survey, by=request.user, site=site(request))
    if made is None:
        messages.info(request, _("There is nobody to remind today."))
    return _begin(survey, [made])


@never_cache
@signed_in
@require_safe
def sending(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """How far the e-mails are; when they are through, the page as a whole is shown afresh."""
    survey = survey_led_here(request.user, slug, number, pk, Right.EDIT_ROUND)
    now = mailroom.sending(survey)
    back = redirect(f"{url(survey, 'audience')}#invitations")
    if now and now.running and is_htmx(request):
        context = {"sending": now, "survey": survey, "round": survey.round, "cluster": survey.cluster}
        return render(request, "surveys/audience/_sending.html", context)
    # The page stands at this very address; going to it would only scroll.
    return HttpResponse(headers={"HX-Refresh": "true"}) if is_htmx(request) else back


def _begin(survey: Survey, mailings: Iterable[Mailing | None]) -> HttpResponse:
    """The page comes back at once and tells how far it is."""
    mailroom.begin(mailings)
    return redirect(f"{url(survey, 'audience')}#invitations")


@signed_in
@require_POST
def withdraw(request: SignedInRequest, slug: str, number: int, pk: int, invitation_pk: int) -> HttpResponse:
    survey = survey_led_here(request.user, slug, number, pk, Right.EDIT_ROUND)
    row = part_of(Invitation.objects.all(), invitation_pk, survey=survey)
    actions.withdraw(survey=survey, row=row)
    return removed(
        request,
        f"{url(survey, 'audience')}#invitations",
        text=_("The invitation no longer works."),
        undo=url(survey, "invitation_restore", invitation_pk),
    )


@signed_in
@require_POST
def restore(request: SignedInRequest, slug: str, number: int, pk: int, invitation_pk: int) -> HttpResponse:
    survey = survey_led_here(request.user, slug, number, pk, Right.EDIT_ROUND)
    actions.restore(survey=survey, row=part_of(Invitation.objects.all(), invitation_pk, survey=survey))
    return redirect(f"{url(survey, 'audience')}#invitations")


@signed_in
@require_POST
def make_codes(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    survey = survey_led_here(request.user, slug, number, pk, Right.EDIT_ROUND)
    mailing.require_can_invite(survey)
    form = CodesForm(request.POST)
    if not form.is_valid():
        return audience_page(request, survey, codes_form=form, status=422)
    actions.make_codes(survey=survey, number=form.cleaned_data["number"])
    return redirect(url(survey, "codes"))


@never_cache
@signed_in
@require_safe
def codes(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Slips to cut out: one code each, for one person each."""
    survey = survey_led_here(request.user, slug, number, pk, Right.EDIT_ROUND)
    return survey_page(
        request,
        "surveys/audience/codes.html",
        survey,
        "audience",
        codes=[spaced(row.code, 4) for row in queries.codes(survey)],
        address=address(request, survey),
        promise=words.promise(survey),
    )
