"""Paper about a workshop or a survey: minutes, invitations, one-time codes, rating sheets."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from octant.clusters.access import Right
from octant.core.addresses import reverse
from octant.core.codes import spaced
from octant.core.offered import for_documents, for_paper
from octant.core.requests import SignedInRequest, signed_in
from octant.rounds.models import Round
from octant.rounds.views.page import page
from octant.surveys import words as survey_words
from octant.surveys.access import survey_for
from octant.surveys.models import Depth, Survey
from octant.surveys.queries.invitations import codes
from octant.surveys.views.audience import address
from octant.workshops import words
from octant.workshops.access import workshop_for
from octant.workshops.models import Workshop

from ..canvases import Sheet, canvas_pdf, codes_sheet, invitation_sheet
from ..canvases.handouts import MOST_CODES
from ..minutes import minutes_pdf
from ..pdf import NotMadeError


@require_safe
@signed_in
def minutes(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    workshop = workshop_for(request.user, slug, number, pk, Right.VIEW)
    try:
        made = minutes_pdf(workshop, for_documents(*_wanted(request, workshop.round)))
    except NotMadeError:
        return not_made(request, workshop.round)
    return pdf(request, made, f"{slug} minutes {workshop.pk}")


# ---------- Invitations ----------


@require_safe
@signed_in
def workshop_invitation(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """A sheet to hang up or hand out before the workshop."""
    workshop = workshop_for(request.user, slug, number, pk, Right.VIEW)
    language = language_of(request, workshop.round)
    with translation.override(language):
        text = "\n\n".join(part for part in (when(workshop), workshop.intro, words.promise(workshop)) if part)
    try:
        made = invitation_sheet(
            title=workshop.title,
            text=text,
            address=request.build_absolute_uri(reverse("join:code")),
            link=request.build_absolute_uri(f"/j/{workshop.code}/"),
            code=spaced(workshop.code),
            language=language,
            cluster=workshop.cluster.name,
        )
    except NotMadeError:
        return not_made(request, workshop.round)
    return pdf(request, made, f"{slug} workshop {workshop.pk}")


def when(workshop: Workshop) -> str:
    if workshop.planned_for is None:
        return ""
    return date_format(timezone.localtime(workshop.planned_for), "DATETIME_FORMAT")


@require_safe
@signed_in
def survey_invitation(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    survey = survey_for(request.user, slug, number, pk, Right.VIEW)
    if not survey.open_link:
        raise Http404(_("This survey is only open to people with an invitation of their own."))
    language = language_of(request, survey.round)
    with translation.override(language):
        parts = (survey.intro, until(survey), survey_words.promise(survey))
        text = "\n\n".join(part for part in parts if part)
    link = address(request, survey)
    try:
        made = invitation_sheet(
            title=survey.title,
            text=text,
            address=request.build_absolute_uri(reverse("join:code")),
            link=link,
            code=spaced(survey.code),
            language=language,
            cluster=survey.cluster.name,
        )
    except NotMadeError:
        return not_made(request, survey.round)
    return pdf(request, made, f"{slug} survey {survey.pk}")


def until(survey: Survey) -> str:
    if survey.closes_at is None:
        return ""
    day = date_format(timezone.localtime(survey.closes_at), "DATETIME_FORMAT")
    return _("You can answer until %(day)s.") % {"day": day}


@require_safe
@signed_in
def survey_codes(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Cards to cut out, one for each code that nobody has used; they lead to their own door."""
    survey = survey_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    unused = [row.code for row in codes(survey)[:MOST_CODES]]
    if not unused:
        raise Http404(_("There are no unused codes. Make some on the page “Who is asked”."))
    links = {spaced(code, 4): address(request, survey, code) for code in unused}
    try:
        made = codes_sheet(
            title=survey.title,
            address=address(request, survey),
            codes=list(links),
            link=links.__getitem__,
            language=language_of(request, survey.round),
        )
    except NotMadeError:
        return not_made(request, survey.round)
    return pdf(request, made, f"{slug} codes {survey.pk}")


@require_safe
@signed_in
def survey_sheet(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """The rating sheet on paper; at its foot stands where the filled one is entered."""
    survey = survey_for(request.user, slug, number, pk, Right.VIEW)
    if survey.depth != Depth.QUICK:
        raise Http404(_("There is a paper sheet only for rating the eight dimensions."))
    language = language_of(request, survey.round)
    with translation.override(language):
        title = str(survey.round)
    entry = request.build_absolute_uri(reverse("surveys:sheets", (slug, number, survey.pk)))
    try:
        made = canvas_pdf(
            Sheet(
                key="rating",
                framework=survey.round.framework,
                edition=survey.round.edition,
                language=language,
                ask_sector=survey.keeps_sector,
                cluster=survey.cluster.name,
                round_title=title,
                address=entry,
            )
        )
    except NotMadeError:
        return not_made(request, survey.round)
    return pdf(request, made, f"{slug} sheet {survey.pk}")


# ---------- What they share ----------


def language_of(request: HttpRequest, round_: Round) -> str:
    return for_paper(*_wanted(request, round_))


def _wanted(request: HttpRequest, round_: Round) -> tuple[str, str]:
    """`?language=`, else the language of the cluster's documents."""
    return request.GET.get("language", ""), round_.cluster.language


def pdf(request: HttpRequest, made: bytes, name: str) -> HttpResponse:
    """Shown in the browser, or with `?download=1` saved."""
    response = HttpResponse(made, content_type="application/pdf")
    kind = "attachment" if request.GET.get("download") == "1" else "inline"
    response["Content-Disposition"] = f'{kind}; filename="{slugify(name)}.pdf"'
    patch_cache_control(response, private=True, no_cache=True)
    return response


def not_made(request: HttpRequest, round_: Round) -> HttpResponse:
    return page(request, "reports/paper_not_made.html", round_, status=503)
