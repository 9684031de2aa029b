"""The minutes: a page that writes itself, whose notes can be corrected, and its figures as a file."""

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, signed_in
from octant.core.rows import part_of
from octant.core.sheets.writing import CSV_TYPE, XLSX_TYPE, csv_lines, xlsx
from octant.rounds import charts
from octant.rounds.views.page import framework_of, page
from octant.surveys.words import sector_name

from .. import fates, words
from ..access import workshop_for
from ..feedback import questions
from ..forms.notes import ActivityNotesForm, NotesForm, activity_notes_form, notes_form
from ..models import Activity, Stance, Workshop
from ..queries.minutes import Minutes, Point
from ..queries.minutes import minutes as read
from ..steps import url
from .notes import keep_activity_notes, keep_notes


@require_safe
@signed_in
def minutes(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    return minutes_page(request, workshop_for(request.user, slug, number, pk, Right.VIEW))


def minutes_page(
    request: SignedInRequest,
    workshop: Workshop,
    *,
    notes: NotesForm | None = None,
    activity_notes: ActivityNotesForm | None = None,
) -> HttpResponse:
    """`notes` and `activity_notes` are forms that could not be kept; they keep what was typed."""
    found = read(workshop, framework_of(workshop.round))
    may_edit = workshop.cluster.access.can_edit
    forms = (
        {point.activity.pk: activity_notes_form(point.activity) for point in found.points} if may_edit else {}
    )
    if activity_notes is not None:
        forms[activity_notes.instance.pk] = activity_notes
    return page(
        request,
        "workshops/minutes/minutes.html",
        workshop.round,
        workshop=workshop,
        minutes=found,
        points=[(point, chart(point), forms.get(point.activity.pk)) for point in found.points],
        sectors=[(sector_name(key), n) for key, n in found.sectors],
        notes=(notes or notes_form(workshop)) if may_edit else None,
        promise=words.promise(workshop),
        status=422 if notes or activity_notes else 200,
    )


def chart(point: Point) -> str:
    """The octant of a rating that may be shown, else nothing."""
    if point.rating is None or not point.rating.is_shown:
        return ""
    return charts.octant(point.rating.profile, id=f"octant-{point.activity.pk}")


# ---------- Notes ----------


@require_POST
@signed_in
def save_notes(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    return keep_notes(
        request,
        workshop,
        back=url(workshop, "minutes"),
        again=lambda form: minutes_page(request, workshop, notes=form),
    )


@require_POST
@signed_in
def save_activity_notes(
    request: SignedInRequest, slug: str, number: int, pk: int, activity: int
) -> HttpResponse:
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    point = part_of(Activity.kept, activity, workshop=workshop)
    return keep_activity_notes(
        request,
        point,
        back=f"{url(workshop, 'minutes')}#point-{point.pk}",
        again=lambda form: minutes_page(request, workshop, activity_notes=form),
    )


# ---------- The file ----------


@require_http_methods(["GET", "HEAD"])
@signed_in
def export(request: SignedInRequest, slug: str, number: int, pk: int, ext: str) -> HttpResponseBase:
    """Ideas and results as a table: no names, no times, no order of arrival."""
    workshop = workshop_for(request.user, slug, number, pk, Right.VIEW)
    rows = list(lines(read(workshop, framework_of(workshop.round))))
    name = f"{slugify(workshop.title)[:60] or 'workshop'}-{workshop.pk}.{ext}"
    response: HttpResponseBase
    if ext == "csv":
        response = StreamingHttpResponse(csv_lines(rows), content_type=CSV_TYPE)
    else:
        response = HttpResponse(xlsx({_("Results"): rows}), content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def lines(found: Minutes) -> Iterator[tuple[object, ...]]:
    """One line for each idea, figure and text. Ideas stand in the order of their random numbers."""
    yield (
        _("Point of the agenda"),
        pgettext("column of a file", "What"),
        _("Heading"),
        _("Text"),
        _("Number"),
        _("What came of it"),
        _("Reason"),
    )
    for point in found.points:
        for row in lines_of(point):
            yield (point.activity.title, *row)


def lines_of(point: Point) -> Iterator[tuple[object, ...]]:
    """(what, heading, text, number, what came of it, reason)"""
    if point.rating and point.rating.is_shown:
        for dimension in point.rating.rows:
            for what, item in ((_("Median now"), dimension.now), (_("Median wished for"), dimension.wished)):
                if item.total:
                    answers = _("%(n)s answers") % {"n": item.total.n}
                    yield what, answers, dimension.name, item.total.median, "", ""
    if point.collected:
        for idea in sorted(point.collected.ideas, key=lambda row: row.pk):
            dots = idea.dots if point.collected.votes else ""
            came = fates.sentence(idea)
            yield _("Idea"), idea.heading, idea.text, dots, came, idea.fate.reason
    for text, dots in point.ranking:
        yield _("Dots"), "", text, dots, "", ""
    for matrix in point.matrices:
        name = _("Group %(group)s") % {"group": matrix.group}
        yield _("Influence matrix, cells filled in"), name, "", matrix.cells, "", ""
    for goal in point.goals:
        name = _("Group %(group)s") % {"group": goal.draft.group}
        came = _("Now in the goal of the round") if goal.landed else ""
        yield _("Goal"), name, goal.draft.outcome, "", came, ""
    for proposal in point.proposals:
        yield _("Proposal"), proposal.status.label, proposal.text, proposal.number, "", ""
        for stance, n in (proposal.counts or {}).items():
            yield _("Said to the proposal"), Stance(stance).label, proposal.text, n, "", ""
        if proposal.reservations:
            yield _("Reservations and open points"), proposal.text, proposal.reservations, "", "", ""
        for text in proposal.objections:
            yield _("Objection"), "", text, "", "", ""
        for text in proposal.concerns:
            yield _("Concern"), "", text, "", "", ""
    for question in questions(point.feedback):
        for label, n in question.levels:
            yield _("Feedback"), question.text, label, n, "", ""
        for text in question.texts:
            yield _("Feedback"), question.text, text, "", "", ""
