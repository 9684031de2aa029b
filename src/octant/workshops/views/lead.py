"""The facilitator's console: one obvious next thing, who is in, what comes in, what is typed for others."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters.access import Right
from octant.core import live
from octant.core.requests import SignedInRequest, is_autosave, signed_in
from octant.core.responses import not_valid, removed, saved
from octant.rounds.access import part_of
from octant.rounds.views.page import page
from octant.surveys.actions import waves
from octant.surveys.models import Survey

from .. import words
from ..access import workshop_for
from ..actions import agenda as agenda_actions
from ..actions import contributions, moderation, people, running
from ..actions.contributions import InvalidContributionError, NotNow
from ..actions.running import Overtaken
from ..forms.lead import (
    ActivityNotesForm,
    AdoptForm,
    DotsForm,
    FeedbackForm,
    HeadingForm,
    IdeaForm,
    NewHeadingForm,
    NotesForm,
    PersonForm,
    ProposalForm,
    StanceForm,
    WordingForm,
)
from ..models import (
    Activity,
    ActivityKind,
    Idea,
    IdeaGroup,
    Participant,
    Phase,
    Proposal,
    ProposalStatus,
    Workshop,
)
from ..queries import lead as queries
from ..queries import room
from ..queries.lead import Press
from ..queries.outcomes import shows_results
from ..steps import url

MORE_TIME = 5 * 60


# ---------- The console ----------


@require_safe
@signed_in
def console(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    return console_page(request, workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND))


def console_page(
    request: SignedInRequest, workshop: Workshop, *, status: int = 200, **tried: object
) -> HttpResponse:
    """`tried` are forms that could not be kept, by their names in the template; they keep what was typed."""
    context: dict[str, Any] = {
        "workshop": workshop,
        "standing": queries.standing(workshop),
        "notes": NotesForm(instance=workshop, auto_id="notes-%s"),
        "person": PersonForm(workshop=workshop, auto_id="person-%s"),
        "leads": workshop.facilitator_id == request.user.pk,
    }
    if workshop.current:
        context |= activity_context(workshop, workshop.current)
        context |= incoming(workshop)
    return page(request, "workshops/lead/console.html", workshop.round, status=status, **context | tried)


def activity_context(workshop: Workshop, activity: Activity) -> dict[str, object]:
    """What the console needs for the point of the agenda that everybody sees."""
    context: dict[str, object] = {
        "activity": activity,
        "activity_notes": ActivityNotesForm(instance=activity, auto_id="activity-notes-%s"),
    }
    on_behalf: dict[str, Any] = {"people": queries.without_phones(workshop), "workshop": workshop}
    context["without_phones"] = on_behalf["people"]
    match activity.kind:
        case ActivityKind.IDEAS:
            context["new_idea"] = IdeaForm(initial={"client_id": uuid4()}, auto_id="idea-%s")
        case ActivityKind.DOTS:
            things = votable(activity)
            context["dots"] = DotsForm(things=things, most=activity.dots, auto_id="dots-%s", **on_behalf)
        case ActivityKind.CONSENT:
            context["proposal"] = ProposalForm(auto_id="proposal-%s")
            context["adopt"] = AdoptForm(auto_id="adopt-%s")
            context["stance"] = StanceForm(auto_id="stance-%s", **on_behalf)
        case ActivityKind.FEEDBACK:
            context["feedback"] = FeedbackForm(auto_id="feedback-%s", **on_behalf)
    return context


def votable(activity: Activity) -> list[tuple[str, str]]:
    """What dots can be given to: headings where there are some, else single ideas."""
    rows: list[tuple[str, str]] = []
    for group in room.idea_groups(room.collected_in(activity)):
        if group.pk is not None:
            rows.append((f"g-{group.pk}", group.title))
        else:
            rows += [(f"i-{idea.pk}", idea.text) for idea in group.ideas]
    return rows


@require_safe
@signed_in
def events(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponseBase:
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    return live.stream(request, workshop.topic, partial(moving_parts, workshop.pk), key="lead")


def moving_parts(pk: int) -> dict[str, str]:
    """What changes by itself on the console, for everybody who leads."""
    workshop = Workshop.objects.select_related("cluster", "round", "current__survey", "current__source").get(
        pk=pk
    )
    workshop.round.cluster = workshop.cluster
    context = {"workshop": workshop, "standing": queries.standing(workshop), "activity": workshop.current}
    return {
        "standing": render_to_string("workshops/lead/_standing.html", context),
        "room": render_to_string("workshops/lead/_room.html", context | incoming(workshop)),
    }


def incoming(workshop: Workshop) -> dict[str, object]:
    """What the room has contributed to the current activity. What the room has not seen yet (dots, words that
    tell who has just sent something) is only counted: else whoever watches could follow single people.
    """
    activity = workshop.current
    if activity is None:
        return {}
    match activity.kind:
        case ActivityKind.IDEAS | ActivityKind.GROUP | ActivityKind.DOTS:
            collection = room.collected_in(activity)
            sealed = activity.kind != ActivityKind.DOTS or not shows_results(activity)
            votes = None if sealed else activity
            return {
                "collection": collection,
                "groups": room.idea_groups(collection, votes=votes, with_hidden=True),
            }
        case ActivityKind.CONSENT:
            consent = room.consent(activity)
            is_asked = consent is not None and consent.proposal.status == ProposalStatus.ASKED
            return {"consent": consent, "consent_sealed": is_asked and not shows_results(activity)}
        case ActivityKind.INFLUENCE | ActivityKind.GOAL:
            cells = room.group_cells(activity) if activity.kind == ActivityKind.INFLUENCE else {}
            drafts = room.goal_drafts(activity) if activity.kind == ActivityKind.GOAL else []
            return {
                "sizes": sorted(room.group_sizes(workshop).items()),
                "filled": {group: len(values) for group, values in sorted(cells.items())},
                "drafts": drafts,
            }
        case ActivityKind.FEEDBACK:
            said = room.feedback(activity)
            return {
                "feedback_levels": [
                    (words.FEEDBACK[key], sum(counts)) for key, counts in said.levels.items()
                ],
                "feedback_texts": [(words.FEEDBACK[key], texts) for key, texts in said.texts.items()]
                if shows_results(activity) and room.people(workshop).n >= workshop.minimum_group
                else [],
            }
        case _:
            return {}


# ---------- Buttons ----------


@require_POST
@signed_in
def press(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Any button that moves the workshop on.

    `press` is what it does, the revision of the agenda that the person saw and, to go somewhere, the number
    of the point: "next:12", "go:12:345".
    """
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    what, _colon, rest = request.POST.get("press", "").partition(":")
    revision, _colon, point = rest.partition(":")
    try:
        key = Press(what)
    except ValueError:
        raise Http404(_("There is no such button.")) from None
    try:
        _do(request, workshop, key, _digits(revision), _digits(point))
    except Overtaken:
        messages.info(request, _("Somebody else has gone on in the meantime. This is how it stands now."))
    return redirect(url(workshop, "lead"))


def _do(request: SignedInRequest, workshop: Workshop, key: Press, revision: int, point: int) -> None:
    points = running.agenda(workshop)
    step: dict[Press, Callable[[], object]] = {
        Press.START: partial(running.start, workshop=workshop, by=request.user, revision=revision),
        Press.END: partial(running.end, workshop=workshop, by=request.user, revision=revision),
        Press.REOPEN: partial(running.reopen, workshop=workshop, by=request.user, revision=revision),
        Press.PAUSE: partial(running.pause, workshop=workshop, revision=revision),
        Press.RESUME: partial(running.resume, workshop=workshop, revision=revision),
        Press.REVEAL: partial(running.set_phase, workshop=workshop, phase=Phase.REVEALED, revision=revision),
        Press.OPEN: partial(running.set_phase, workshop=workshop, phase=Phase.OPEN, revision=revision),
        Press.TIME: partial(running.add_time, workshop=workshop, seconds=MORE_TIME, revision=revision),
        Press.LOCK: partial(running.lock_joining, workshop=workshop, locked=True, revision=revision),
        Press.UNLOCK: partial(running.lock_joining, workshop=workshop, locked=False, revision=revision),
    }
    if key == Press.OPEN and workshop.current and workshop.current.kind == ActivityKind.RATE:
        # Levels that were shown stay: rating again is a wave of its own.
        raise Http404(_("There is no such button."))
    if key in step:
        step[key]()
    elif key == Press.AGAIN:
        _rate_again(request, workshop, revision)
    elif target := _target(workshop, key, points, point):
        running.go_to(workshop=workshop, activity=target, revision=revision)


def _target(workshop: Workshop, key: Press, points: list[Activity], wanted: int) -> Activity | None:
    if key == Press.NEXT:
        return queries.after(points, workshop.current)
    if key == Press.BACK:
        return queries.before(points, workshop.current)
    return next((point for point in points if point.pk == wanted), None)


def _rate_again(request: SignedInRequest, workshop: Workshop, revision: int) -> None:
    """The next wave of a rating: the same people, after they have talked."""
    activity = workshop.current
    if activity is None or activity.survey_id is None:
        return
    survey = Survey.objects.get(pk=activity.survey_id)
    survey.round, survey.cluster = workshop.round, workshop.cluster
    with transaction.atomic():  # whoever was overtaken must not leave a wave behind that nobody opened
        waves.ask_again(survey=survey, by=request.user)
        running.set_phase(workshop=workshop, phase=Phase.OPEN, revision=revision)


@require_POST
@signed_in
def take_over(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    running.take_over(workshop=workshop, by=request.user)
    messages.success(request, _("You are leading now."))
    return redirect(url(workshop, "lead"))


# ---------- Notes ----------


@require_POST
@signed_in
def save_notes(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    form = NotesForm(request.POST, instance=Workshop.objects.get(pk=workshop.pk), auto_id="notes-%s")
    if not form.is_valid():
        if is_autosave(request):
            return not_valid(form)
        return console_page(request, workshop, status=422, notes=form)
    values = dict(form.cleaned_data)
    row = agenda_actions.change_workshop(
        workshop=workshop, by=request.user, version=values.pop("version"), values=values
    )
    return saved(request, url(workshop, "lead"), row=row)


@require_POST
@signed_in
def save_activity_notes(
    request: SignedInRequest, slug: str, number: int, pk: int, activity: int
) -> HttpResponse:
    workshop, point = _point(request, slug, number, pk, activity)
    form = ActivityNotesForm(
        request.POST, instance=Activity.objects.get(pk=point.pk), auto_id="activity-notes-%s"
    )
    if not form.is_valid():
        if is_autosave(request):
            return not_valid(form)
        return console_page(request, workshop, status=422, activity_notes=form)
    values = dict(form.cleaned_data)
    row = agenda_actions.note_activity(activity=point, version=values["version"], notes=values["notes"])
    return saved(request, url(workshop, "lead"), row=row)


# ---------- People ----------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def participants(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Small groups, people without phones, devices sent out of the room. POST forms the groups."""
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    if request.method == "POST":
        groups = min(30, max(1, _number(request, "groups")))
        people.form_groups(workshop=workshop, groups=groups)
        messages.success(request, _("The groups are formed."))
        return redirect(url(workshop, "participants"))
    rows = Participant.objects.filter(workshop=workshop).order_by("removed", "group", "name", "pk")
    return page(
        request,
        "workshops/lead/participants.html",
        workshop.round,
        workshop=workshop,
        rows=rows[:500],
        total=rows.count(),
        groups=range(1, 1 + max([*room.group_sizes(workshop), 3])),
        shows_sector=not room.people(workshop).is_partly_hidden,
    )


@require_POST
@signed_in
def add_person(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    form = PersonForm(request.POST, workshop=workshop, auto_id="person-%s")
    if not form.is_valid():
        return console_page(request, workshop, status=422, person=form)
    people.add_without_phone(workshop=workshop, **form.cleaned_data)
    messages.success(request, _("Added. You can now enter for this person."))
    return redirect(url(workshop, "lead"))


@require_POST
@signed_in
def change_person(request: SignedInRequest, slug: str, number: int, pk: int, person: int) -> HttpResponse:
    """Another small group, out of the room, or back in."""
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    row = part_of(Participant.objects, person, workshop=workshop)
    if request.POST.get("what") == "remove":
        people.remove(workshop=workshop, participant=row)
    elif request.POST.get("what") == "let_in":
        people.let_in_again(workshop=workshop, participant=row)
    else:
        people.change_group(
            workshop=workshop, participant=row, group=min(30, max(1, _number(request, "group")))
        )
    return redirect(url(workshop, "participants"))


# ---------- For people without phones ----------


@require_POST
@signed_in
def add_idea(request: SignedInRequest, slug: str, number: int, pk: int, activity: int) -> HttpResponse:
    workshop, point = _point(request, slug, number, pk, activity)
    form = IdeaForm(request.POST, auto_id="idea-%s")
    return _contribute(request, workshop, form, "new_idea", lambda: contributions.add_idea(
        workshop=workshop, activity=point, participant=None, **form.cleaned_data
    ))  # fmt: skip


@require_POST
@signed_in
def give_dots(request: SignedInRequest, slug: str, number: int, pk: int, activity: int) -> HttpResponse:
    workshop, point = _point(request, slug, number, pk, activity)
    form = DotsForm(
        request.POST,
        people=queries.without_phones(workshop),
        workshop=workshop,
        things=votable(point),
        most=point.dots,
        auto_id="dots-%s",
    )

    def give() -> None:
        given = {key: form.cleaned_data[key] or 0 for key in form.things}
        contributions.set_dots(
            workshop=workshop,
            activity=point,
            participant=form.cleaned_data["person"],
            on_ideas={int(key[2:]): n for key, n in given.items() if key.startswith("i-") and n},
            on_groups={int(key[2:]): n for key, n in given.items() if key.startswith("g-") and n},
        )

    return _contribute(request, workshop, form, "dots", give)


@require_POST
@signed_in
def take_stance(request: SignedInRequest, slug: str, number: int, pk: int, activity: int) -> HttpResponse:
    workshop, point = _point(request, slug, number, pk, activity)
    form = StanceForm(
        request.POST, people=queries.without_phones(workshop), workshop=workshop, auto_id="stance-%s"
    )

    def say() -> None:
        standing = room.consent(point)
        if standing is None:
            raise NotNow
        contributions.take_stance(
            workshop=workshop,
            proposal=standing.proposal,
            participant=form.cleaned_data["person"],
            stance=form.cleaned_data["stance"],
            text=form.cleaned_data["text"],
        )

    return _contribute(request, workshop, form, "stance", say)


@require_POST
@signed_in
def give_feedback(request: SignedInRequest, slug: str, number: int, pk: int, activity: int) -> HttpResponse:
    workshop, point = _point(request, slug, number, pk, activity)
    form = FeedbackForm(
        request.POST, people=queries.without_phones(workshop), workshop=workshop, auto_id="feedback-%s"
    )

    def say() -> None:
        for key in words.FEEDBACK:
            value = form.cleaned_data[key]
            if value:
                on_scale = key in words.FEEDBACK_ON_A_SCALE
                contributions.give_feedback(
                    workshop=workshop,
                    activity=point,
                    participant=form.cleaned_data["person"],
                    key=key,
                    number=value if on_scale else None,
                    text="" if on_scale else value,
                )

    return _contribute(request, workshop, form, "feedback", say)


REFUSED = {
    "empty": lambda: _("Please type something first."),
    "too_long": lambda: _("This is too long. Please shorten it."),
    "too_many": lambda: _("That is more than each person has. Please take some away."),
    "unknown": lambda: _("This is no longer on the agenda. Reload the page."),
    "level": lambda: _("Please choose a level that is offered."),
}


def _contribute(
    request: SignedInRequest,
    workshop: Workshop,
    form: object,
    name: str,
    act: Callable[[], object],
) -> HttpResponse:
    """Keep what was entered for somebody, or show the console again with what was typed."""
    if form.is_valid():  # type: ignore[attr-defined]
        try:
            act()
        except NotNow:
            form.add_error(None, _("This point is not open for contributions. Open it again first."))  # type: ignore[attr-defined]
        except InvalidContributionError as refused:
            form.add_error(None, REFUSED[refused.reason]())  # type: ignore[attr-defined]
        else:
            messages.success(request, _("Entered."))
            return redirect(f"{url(workshop, 'lead')}#for-others")
    return console_page(request, workshop, status=422, **{name: form})


# ---------- Moderation ----------


@require_POST
@signed_in
def hide_idea(request: SignedInRequest, slug: str, number: int, pk: int, idea: int) -> HttpResponse:
    workshop, row = _idea(request, slug, number, pk, idea)
    moderation.hide_idea(workshop=workshop, idea=row, hidden=request.POST.get("hidden") == "1")
    return redirect(_back(request, workshop))


@require_safe
@signed_in
def sort(request: SignedInRequest, slug: str, number: int, pk: int, activity: int) -> HttpResponse:
    """All ideas of one activity: word them better, hide them, put them under headings."""
    workshop, point = _point(request, slug, number, pk, activity)
    return sort_page(request, workshop, room.collected_in(point))


def sort_page(
    request: SignedInRequest,
    workshop: Workshop,
    collection: Activity,
    *,
    wording: WordingForm | None = None,
    heading: HeadingForm | None = None,
    new_heading: NewHeadingForm | None = None,
) -> HttpResponse:
    """`wording`, `heading` and `new_heading` could not be kept; they keep what was typed."""
    groups = room.idea_groups(collection, with_hidden=True)
    lists = [
        {
            "key": f"g-{group.pk or 0}",
            "name": group.title or _("Not grouped yet"),
            "items": [{"id": idea.pk, "text": idea.text} for idea in group.ideas],
        }
        for group in groups
    ]
    if all(group.pk is not None for group in groups):
        lists.append({"key": "g-0", "name": _("Not grouped yet"), "items": []})
    return page(
        request,
        "workshops/lead/sort.html",
        workshop.round,
        status=422 if wording or heading or new_heading else 200,
        workshop=workshop,
        collection=collection,
        groups=groups,
        lists=lists,
        move_url=url(workshop, "idea_move", collection.pk),
        new_heading=new_heading or NewHeadingForm(auto_id="heading-new-%s"),
        wording=wording,
        heading=heading,
    )


@require_POST
@signed_in
def move_idea(request: SignedInRequest, slug: str, number: int, pk: int, activity: int) -> HttpResponse:
    """`item` is the idea, `list` the heading: g-<number>, or g-0 for none."""
    workshop, point = _point(request, slug, number, pk, activity)
    idea = part_of(Idea.kept, _number(request, "item"), activity=point)
    wanted = request.POST.get("list", "").removeprefix("g-")
    group = None
    if wanted.isascii() and wanted.isdigit() and wanted != "0":
        group = part_of(IdeaGroup.kept, int(wanted[:18]), activity=point)
    moderation.group_ideas(workshop=workshop, ideas=[idea], group=group)
    return saved(request, url(workshop, "sort", point.pk))


@require_POST
@signed_in
def word_idea(request: SignedInRequest, slug: str, number: int, pk: int, idea: int) -> HttpResponse:
    workshop, row = _idea(request, slug, number, pk, idea)
    form = WordingForm(request.POST, instance=Idea.objects.get(pk=row.pk), auto_id=f"idea-{row.pk}-%s")
    if not form.is_valid():
        if is_autosave(request):
            return not_valid(form)
        return sort_page(request, workshop, row.activity, wording=form)
    changed = moderation.word_idea(workshop=workshop, idea=row, **form.cleaned_data)
    return saved(request, f"{url(workshop, 'sort', row.activity_id)}#idea-{row.pk}", row=changed)


@require_POST
@signed_in
def add_heading(request: SignedInRequest, slug: str, number: int, pk: int, activity: int) -> HttpResponse:
    workshop, point = _point(request, slug, number, pk, activity)
    form = NewHeadingForm(request.POST, auto_id="heading-new-%s")
    if not form.is_valid():
        return sort_page(request, workshop, point, new_heading=form)
    moderation.add_group(workshop=workshop, activity=point, title=form.cleaned_data["title"])
    return redirect(url(workshop, "sort", point.pk))


@require_POST
@signed_in
def rename_heading(request: SignedInRequest, slug: str, number: int, pk: int, group: int) -> HttpResponse:
    workshop, row = _heading(request, slug, number, pk, group)
    form = HeadingForm(request.POST, instance=IdeaGroup.objects.get(pk=row.pk), auto_id=f"group-{row.pk}-%s")
    if not form.is_valid():
        if is_autosave(request):
            return not_valid(form)
        return sort_page(request, workshop, row.activity, heading=form)
    changed = moderation.rename_group(workshop=workshop, group=row, **form.cleaned_data)
    return saved(request, url(workshop, "sort", row.activity_id), row=changed)


@require_POST
@signed_in
def remove_heading(request: SignedInRequest, slug: str, number: int, pk: int, group: int) -> HttpResponse:
    workshop, row = _heading(request, slug, number, pk, group)
    moderation.remove_group(workshop=workshop, group=row)
    back = url(workshop, "sort", row.activity_id)
    undo = url(workshop, "heading_restore", row.pk)
    return removed(request, back, text=_("Heading removed; its ideas stay."), undo=undo)


@require_POST
@signed_in
def restore_heading(request: SignedInRequest, slug: str, number: int, pk: int, group: int) -> HttpResponse:
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    row = part_of(IdeaGroup.objects, group, activity__workshop=workshop)
    moderation.restore_group(workshop=workshop, group=row)
    return redirect(url(workshop, "sort", row.activity_id))


# ---------- Consent ----------


@require_POST
@signed_in
def propose(request: SignedInRequest, slug: str, number: int, pk: int, activity: int) -> HttpResponse:
    workshop, point = _point(request, slug, number, pk, activity)
    form = ProposalForm(request.POST, auto_id="proposal-%s")
    if not form.is_valid():
        return console_page(request, workshop, status=422, proposal=form)
    moderation.propose(workshop=workshop, activity=point, text=form.cleaned_data["text"])
    return redirect(url(workshop, "lead"))


@require_POST
@signed_in
def decide(request: SignedInRequest, slug: str, number: int, pk: int, proposal: int) -> HttpResponse:
    """Adopt the proposal (a decision, so it needs that right) or drop it."""
    adopts = request.POST.get("what") == "adopt"
    workshop = workshop_for(request.user, slug, number, pk, Right.DECIDE if adopts else Right.EDIT_ROUND)
    row = part_of(Proposal.objects, proposal, activity__workshop=workshop)
    if not adopts:
        moderation.drop(workshop=workshop, proposal=row)
        return redirect(url(workshop, "lead"))
    form = AdoptForm(request.POST, auto_id="adopt-%s")
    if not form.is_valid():
        return console_page(request, workshop, status=422, adopt=form)
    moderation.adopt(workshop=workshop, by=request.user, proposal=row, **form.cleaned_data)
    messages.success(request, _("Adopted. The journal keeps the decision."))
    return redirect(url(workshop, "lead"))


# ---------- Small things ----------


def _point(
    request: SignedInRequest, slug: str, number: int, pk: int, activity: int
) -> tuple[Workshop, Activity]:
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    return workshop, part_of(Activity.kept.select_related("source", "survey"), activity, workshop=workshop)


def _idea(request: SignedInRequest, slug: str, number: int, pk: int, idea: int) -> tuple[Workshop, Idea]:
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    return workshop, part_of(Idea.kept.select_related("activity"), idea, activity__workshop=workshop)


def _heading(
    request: SignedInRequest, slug: str, number: int, pk: int, group: int
) -> tuple[Workshop, IdeaGroup]:
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    return workshop, part_of(IdeaGroup.kept.select_related("activity"), group, activity__workshop=workshop)


def _back(request: SignedInRequest, workshop: Workshop) -> str:
    """To the sorting page when it was pressed there, else to the console."""
    wanted = request.POST.get("sort", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
        return url(workshop, "sort", int(wanted))
    return url(workshop, "lead")


def _number(request: SignedInRequest, name: str) -> int:
    return _digits(request.POST.get(name, ""))


def _digits(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
