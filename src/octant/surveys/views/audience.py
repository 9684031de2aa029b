"""Who is asked: the open link with its QR code, invitations by e-mail, printed one-time codes."""

from allauth.core import ratelimit
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from octant.accounts import mail
from octant.clusters.access import Right
from octant.core import qr
from octant.core.codes import spaced
from octant.core.requests import SignedInRequest, signed_in
from octant.core.responses import removed
from octant.rounds.access import part_of

from .. import words
from ..access import survey_led_here
from ..actions import invitations as actions
from ..forms.audience import AddressesForm, CodesForm
from ..limits import held_back
from ..models import Invitation, Survey
from ..queries import invitations as queries
from ..queries.answers import current_wave
from ..queries.counting import answered
from .page import survey_page, url

PER_PAGE = 50


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
        form=form or AddressesForm(),
        codes_form=codes_form or CodesForm(),
        counts=counts,
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


@signed_in
@require_POST
def invite(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    survey = survey_led_here(request.user, slug, number, pk, Right.EDIT_ROUND)
    actions.require_can_invite(survey)
    form = AddressesForm(request.POST)
    if not form.is_valid():
        return audience_page(request, survey, form=form, status=422)
    if not ratelimit.consume(request, action="invite", user=request.user):
        form.add_error(
            None, _("You have sent many invitations in a short time. Try again in an hour, or use a link.")
        )
        return audience_page(request, survey, form=form, status=429)
    rows = actions.invite(survey=survey, emails=form.cleaned_data["emails"])
    if not rows:
        messages.info(request, _("Everybody on your list has been invited already."))
    return _send(request, survey, rows, form.cleaned_data["message"])


@signed_in
@require_POST
def send_waiting(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Once more to those whom the mail server did not take."""
    survey = survey_led_here(request.user, slug, number, pk, Right.EDIT_ROUND)
    actions.require_can_invite(survey)
    return _send(request, survey, queries.waiting(survey))


@signed_in
@require_POST
def remind(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    survey = survey_led_here(request.user, slug, number, pk, Right.EDIT_ROUND)
    actions.require_can_invite(survey)
    sent = actions.remind(
        survey=survey,
        by=request.user,
        invitations=queries.to_remind(survey),
        deliver=lambda row: _deliver(request, survey, row, "reminder"),
    )
    if not sent.sent and not sent.failed:
        messages.info(request, _("There is nobody to remind today."))
    _say(request, sent)
    return redirect(f"{url(survey, 'audience')}#invitations")


def _send(
    request: SignedInRequest, survey: Survey, rows: list[Invitation], message: str = ""
) -> HttpResponse:
    sent = actions.send(
        survey=survey,
        by=request.user,
        invitations=rows,
        deliver=lambda row: _deliver(request, survey, row, "invitation", message),
    )
    _say(request, sent)
    return redirect(f"{url(survey, 'audience')}#invitations")


def _deliver(request: SignedInRequest, survey: Survey, row: Invitation, kind: str, message: str = "") -> bool:
    """In the language of the cluster's documents: what the reader speaks is not known."""
    with translation.override(survey.cluster.language):
        return mail.send(
            f"surveys/email/{kind}.txt",
            row.email,
            survey=survey,
            cluster=survey.cluster,
            promise=words.promise(survey),
            message=message,
            address=address(request, survey, row.code),
        )


def _say(request: SignedInRequest, sent: actions.Sent) -> None:
    if sent.sent:
        count = len(sent.sent)
        messages.success(
            request, ngettext("%(n)s e-mail was sent.", "%(n)s e-mails were sent.", count) % {"n": count}
        )
    if sent.failed:
        count = len(sent.failed)
        text = ngettext(
            "%(n)s e-mail could not be sent, because the mail server did not take it: %(addresses)s. "
            "It is kept below; try again later.",
            "%(n)s e-mails could not be sent, because the mail server did not take them: %(addresses)s. "
            "They are kept below; try again later.",
            count,
        )
        addresses = ", ".join(row.email for row in sent.failed[:5]) + (" …" if count > 5 else "")
        messages.error(request, text % {"n": count, "addresses": addresses})


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
    actions.require_can_invite(survey)
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
