"""Preparing a workshop: the list, a new one, its agenda, and how people get in."""

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters.access import Right
from octant.core import qr
from octant.core.codes import spaced
from octant.core.requests import SignedInRequest, is_autosave, posted, signed_in, whole_number
from octant.core.responses import not_valid, removed, saved
from octant.core.rows import part_of
from octant.rounds.access import round_for
from octant.rounds.views.page import framework_of, page
from octant.surveys import words as promises

from .. import screens, words
from ..access import workshop_for
from ..actions import agenda as actions
from ..actions import running
from ..agendas import AGENDAS
from ..forms.setup import ActivityForm, NewActivityForm, NewWorkshopForm, WorkshopForm
from ..models import Activity, Workshop, WorkshopStatus
from ..queries import agenda as queries
from ..steps import round_url, url

# ---------- Workshops of a round ----------


@require_safe
@signed_in
def index(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.VIEW)
    return page(request, "workshops/setup/list.html", round_, rows=queries.workshops(round_))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    form = NewWorkshopForm(posted(request), initial={"agenda": "short"})
    if request.method != "POST" or not form.is_valid():
        return page(
            request,
            "workshops/setup/new.html",
            round_,
            form=form,
            agendas=AGENDAS.values(),
            means=[(label, promises.MEANS[key]) for key, label in form.fields["anonymity"].choices],  # type: ignore[attr-defined]
            status=422 if form.errors else 200,
        )
    values = dict(form.cleaned_data)
    agenda = AGENDAS.get(values.pop("agenda"))
    made = actions.add_workshops(round=round_, by=request.user, agenda=agenda, **values)
    if len(made) > 1:
        messages.success(request, _("Three workshops are prepared. Change their agendas as you like."))
        return redirect(round_url(round_, "list"))
    return redirect(url(made[0], "workshop"))


@require_safe
@signed_in
def of_survey(request: SignedInRequest, slug: str, number: int, survey: int) -> HttpResponse:
    """The workshop that a survey is part of: its console for those who may lead it, else its page."""
    round_ = round_for(request.user, slug, number, Right.VIEW)
    row = Workshop.kept.filter(round=round_, activities__survey=survey).first()
    if row is None:
        raise Http404(_("This survey is not part of a workshop."))
    return redirect(round_url(round_, "lead" if round_.cluster.access.can_edit else "workshop", row.pk))


# ---------- One workshop ----------


@require_safe
@signed_in
def workshop(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    return workshop_page(request, workshop_for(request.user, slug, number, pk, Right.VIEW))


def workshop_page(
    request: SignedInRequest,
    workshop: Workshop,
    *,
    tried: ActivityForm | None = None,
    new_activity: NewActivityForm | None = None,
) -> HttpResponse:
    """`tried` is the form of a point that could not be saved; it keeps what was typed."""
    rows = queries.timed_agenda(workshop)
    may_edit = workshop.cluster.access.can_edit and workshop.status != WorkshopStatus.ENDED
    forms = {row.activity.pk: activity_form(workshop, row.activity, rows) for row in rows} if may_edit else {}
    if tried is not None:
        forms[tried.instance.pk] = tried
    return page(
        request,
        "workshops/setup/workshop.html",
        workshop.round,
        workshop=workshop,
        rows=[(row, forms.get(row.activity.pk)) for row in rows],
        minutes=sum(row.activity.minutes for row in rows),
        new_activity=new_activity or NewActivityForm(initial={"minutes": 10}),
        may_edit=may_edit,
        code=spaced(workshop.code),
        promise=words.promise(workshop),
        status=422 if tried or new_activity else 200,
    )


def activity_form(
    workshop: Workshop, activity: Activity, rows: list[queries.AgendaRow], data: object = None
) -> ActivityForm:
    return ActivityForm(
        data,
        instance=activity,
        framework=framework_of(workshop.round),
        agenda=[row.activity for row in rows],
        auto_id=f"activity-{activity.pk}-%s",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    row = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    # The form gets a copy: it would write what was typed into the workshop that the page shows.
    form = WorkshopForm(posted(request), instance=Workshop.objects.get(pk=row.pk))
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return page(request, "workshops/setup/edit.html", row.round, workshop=row, form=form, status=status)
    values = dict(form.cleaned_data)
    actions.change_workshop(workshop=row, by=request.user, version=values.pop("version"), values=values)
    messages.success(request, _("Saved."))
    return redirect(url(row, "workshop"))


@require_safe
@signed_in
def share(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """How people get in: code, address and QR code, for the screen and for printing."""
    row = workshop_for(request.user, slug, number, pk, Right.VIEW)
    address = request.build_absolute_uri(f"/j/{row.code}/")
    return page(
        request,
        "workshops/setup/share.html",
        row.round,
        workshop=row,
        address=address,
        join_address=request.build_absolute_uri("/join/"),
        screen_address=request.build_absolute_uri(screens.address(row)),
        code=spaced(row.code),
        qr=qr.svg(address, title=_("QR code of the workshop")),
        promise=words.promise(row),
        ratings=[activity for activity in running.agenda(row) if activity.survey_id],
    )


@require_POST
@signed_in
def remove(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    row = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    actions.remove_workshop(workshop=row, by=request.user)
    back = round_url(row.round, "list")
    return removed(request, back, text=_("Workshop removed."), undo=url(row, "restore"))


@require_POST
@signed_in
def restore(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    row = part_of(Workshop.objects, pk, round=round_)
    row.round, row.cluster = round_, round_.cluster
    actions.restore_workshop(workshop=row, by=request.user)
    return redirect(url(row, "workshop"))


# ---------- Its agenda ----------


@require_POST
@signed_in
def add_activity(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    row = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    form = NewActivityForm(request.POST)
    if not form.is_valid():
        return workshop_page(request, row, new_activity=form)
    values = dict(form.cleaned_data)
    kind = values.pop("kind")
    ideas = [activity for activity in running.agenda(row) if activity.kind == "ideas"]
    if kind in actions.FROM_ANOTHER and ideas:
        values["source"] = ideas[-1]
    made = actions.add_activity(workshop=row, kind=kind, **values)
    return redirect(f"{url(row, 'workshop')}#activity-{made.pk}")


@require_POST
@signed_in
def activity(request: SignedInRequest, slug: str, number: int, pk: int, activity: int) -> HttpResponse:
    row, point = workshop_activity(request, slug, number, pk, activity)
    rows = queries.timed_agenda(row)
    form = activity_form(row, Activity.objects.get(pk=point.pk), rows, request.POST)
    if not form.is_valid():
        return not_valid(form) if is_autosave(request) else workshop_page(request, row, tried=form)
    values = dict(form.cleaned_data)
    changed = actions.change_activity(
        workshop=row, activity=point, version=values.pop("version"), values=values
    )
    return saved(request, f"{url(row, 'workshop')}#activity-{point.pk}", row=changed)


@require_POST
@signed_in
def order(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Dragged to a place: `item` is the point, `position` its new place from 0."""
    row = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    point = part_of(Activity.kept, whole_number(request.POST.get("item", "")) or 0, workshop=row)
    place = whole_number(request.POST.get("position", "")) or 0
    actions.move_activity(workshop=row, activity=point, place=place)
    return saved(request, url(row, "workshop"))


@require_POST
@signed_in
def move(request: SignedInRequest, slug: str, number: int, pk: int, activity: int) -> HttpResponse:
    """One place up or down."""
    row, point = workshop_activity(request, slug, number, pk, activity)
    places = [other.pk for other in running.agenda(row)]
    step = -1 if request.POST.get("direction") == "up" else 1
    actions.move_activity(workshop=row, activity=point, place=max(0, places.index(point.pk) + step))
    return redirect(f"{url(row, 'workshop')}#activity-{point.pk}")


@require_POST
@signed_in
def remove_activity(request: SignedInRequest, slug: str, number: int, pk: int, activity: int) -> HttpResponse:
    row, point = workshop_activity(request, slug, number, pk, activity)
    actions.remove_activity(workshop=row, activity=point)
    undo = url(row, "activity_restore", point.pk)
    return removed(request, url(row, "workshop"), text=_("Taken off the agenda."), undo=undo)


@require_POST
@signed_in
def restore_activity(
    request: SignedInRequest, slug: str, number: int, pk: int, activity: int
) -> HttpResponse:
    row, point = workshop_activity(request, slug, number, pk, activity, Activity.objects)
    actions.restore_activity(workshop=row, activity=point)
    return redirect(f"{url(row, 'workshop')}#activity-{point.pk}")


def workshop_activity(
    request: SignedInRequest,
    slug: str,
    number: int,
    pk: int,
    activity: int,
    rows: models.Manager[Activity] = Activity.kept,
) -> tuple[Workshop, Activity]:
    """A workshop that this person may lead, and one point of its agenda."""
    row = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    return row, part_of(rows.select_related("survey", "source"), activity, workshop=row)
