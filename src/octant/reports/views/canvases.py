"""Paper canvases of a round: which there are, each as a file, each as a small picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from octant.clusters.access import Right
from octant.core.addresses import reverse
from octant.core.offered import for_paper
from octant.core.requests import SignedInRequest, signed_in
from octant.rounds.access import round_for
from octant.rounds.models import Round
from octant.rounds.views.page import page

from ..canvases import CANVASES, Canvas, Sheet, canvas_pdf, canvas_png
from ..forms import CanvasForm
from ..pdf import NotMadeError

PREVIEW = 560  # pixels wide: sharp on dense screens, too
A_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Offer:
    """A canvas on the page: its form, its picture, where a filled one is entered ("" for nowhere yet)."""

    canvas: Canvas
    form: CanvasForm
    url: str
    preview_url: str
    preview_height: int
    entry_url: str


@require_safe
@signed_in
def canvases(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """All canvases, each with what it is for and what can be chosen."""
    return _list(request, round_for(request.user, slug, number, Right.VIEW))


@require_safe
@signed_in
def canvas(request: SignedInRequest, slug: str, number: int, name: str) -> HttpResponse:
    """The file. What cannot be had is said on the page of the canvases, beside the choice."""
    round_ = round_for(request.user, slug, number, Right.VIEW)
    wanted = _known(name)
    form = CanvasForm(request.GET, canvas=wanted, language=round_.cluster.language)
    if not form.is_valid():
        return _list(request, round_, wrong=form, status=422)
    sheet = Sheet(
        key=name,
        framework=round_.framework,
        edition=round_.edition,
        language=form.chosen("language"),
        size=form.chosen("size"),
        rows=form.chosen("rows"),
        ask_sector=bool(form.chosen("sector")),
        cluster=round_.cluster.name,
        round_title=_in_language(round_, form.chosen("language")),
        address=_address(_entry(wanted, round_)),
    )
    try:
        made = canvas_pdf(sheet)
    except NotMadeError:
        return page(request, "reports/canvas_not_made.html", round_, status=503)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = file_name(sheet, round_.cluster.slug)
    patch_cache_control(response, private=True, no_cache=True)
    return response


@require_safe
@signed_in
def preview(request: SignedInRequest, slug: str, number: int, name: str) -> HttpResponse:
    """A small picture of the blank canvas in the reader's language; it names no cluster."""
    round_ = round_for(request.user, slug, number, Right.VIEW)
    language = for_paper(get_language() or "")
    sheet = Sheet(_known(name).key, round_.framework, round_.edition, language)
    try:
        made = canvas_png(sheet, PREVIEW)
    except NotMadeError as error:
        raise Http404(_("The picture could not be made.")) from error
    response = HttpResponse(made, content_type="image/png")
    patch_cache_control(response, private=True, max_age=A_DAY)
    return response


def file_name(sheet: Sheet, slug: str) -> str:
    """Saved under the name of the canvas (RFC 6266 with RFC 5987): plain letters, then all letters."""
    with translation.override(sheet.language):
        name = str(CANVASES[sheet.key].name).rstrip("?")
    plain = slugify(f"{slug} {sheet.key} {sheet.size}")
    whole = quote(f"{name} {sheet.size}.pdf", safe="")
    return f"attachment; filename=\"{plain}.pdf\"; filename*=UTF-8''{whole}"


def _list(
    request: HttpRequest, round_: Round, *, wrong: CanvasForm | None = None, status: int = 200
) -> HttpResponse:
    forms = {wrong.canvas.key: wrong} if wrong else {}
    return page(
        request,
        "reports/canvases.html",
        round_,
        status=status,
        wrong=wrong,
        offers=[_offer(canvas, round_, forms) for canvas in CANVASES.values()],
    )


def _offer(canvas: Canvas, round_: Round, forms: Mapping[str, CanvasForm]) -> Offer:
    where = (round_.cluster.slug, round_.number, canvas.key)
    width, height = canvas.measures("A4")
    language = get_language() or ""
    return Offer(
        canvas=canvas,
        form=forms.get(canvas.key) or CanvasForm(canvas=canvas, language=round_.cluster.language),
        url=reverse("reports:canvas", where),
        # The language is in the address, so that the browser keeps one picture for each.
        preview_url=f"{reverse('reports:canvas_preview', where)}?{language}",
        preview_height=round(PREVIEW * height / width),
        entry_url=_entry(canvas, round_),
    )


def _known(name: str) -> Canvas:
    if name not in CANVASES:
        raise Http404(_("There is no such canvas."))
    return CANVASES[name]


def _entry(canvas: Canvas, round_: Round) -> str:
    """The page on which a filled canvas is entered."""
    return reverse(canvas.entry, (round_.cluster.slug, round_.number)) if canvas.entry else ""


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}" if path else ""


def _in_language(round_: Round, language: str) -> str:
    """The round's own title, or "Round 1" in the language of the sheet."""
    with translation.override(language):
        return str(round_)
