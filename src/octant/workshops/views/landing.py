"""What lives on in the round: ideas, matrices and goals are taken over, set aside, or taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, posted, signed_in, whole_number
from octant.core.rows import part_of
from octant.core.templatetags.octant import Link
from octant.domain.framework import Framework
from octant.rounds import steps
from octant.rounds.actions import voices
from octant.rounds.models import Goal, Round
from octant.rounds.rules import baseline_closed, focus_closed, plan_closed
from octant.rounds.views.page import framework_of, page

from ..access import workshop_for
from ..actions import landing as actions
from ..actions.running import agenda
from ..forms.landing import (
    FactorsForm,
    FindingsForm,
    GoalForm,
    IdeasForm,
    MeasuresForm,
    SentencesForm,
    SetAsideForm,
    TakeOverForm,
)
from ..models import Activity, ActivityKind, Feed, GoalDraft, Idea, Workshop
from ..queries import landing as queries
from ..queries.outcomes import Collected, collected, tally
from ..steps import url


@dataclass(frozen=True, slots=True)
class Way:
    """One thing that ideas can become; `feed` is what an activity must be for to begin with it."""

    key: str
    label: str | Promise
    feed: str
    closed: Callable[[Round], str]


WAYS = {
    way.key: way
    for way in (
        Way("finding", gettext_lazy("Findings"), Feed.FINDINGS, baseline_closed),
        Way("vision", gettext_lazy("Sentences for the vision"), Feed.VISION, plan_closed),
        Way("factor", gettext_lazy("Success factors"), Feed.FACTORS, plan_closed),
        Way("measure", gettext_lazy("Measures"), Feed.MEASURES, plan_closed),
        Way("aside", gettext_lazy("Set aside"), "", lambda _round: ""),
    )
}


def first_way(activity: Activity, round_: Round) -> str:
    """What its ideas are for; if that is open, the first thing that the round still takes."""
    meant = [way.key for way in WAYS.values() if way.feed == activity.feeds]
    taken = [way.key for way in WAYS.values() if way.feed and not way.closed(round_)]
    return [*meant, *taken, "finding"][0]


# ---------- The overview ----------


@require_safe
@signed_in
def landing(request: SignedInRequest, slug: str, number: int, pk: int) -> HttpResponse:
    workshop = workshop_for(request.user, slug, number, pk, Right.VIEW)
    points = agenda(workshop)
    ideas = collected(workshop, points)
    return page(
        request,
        "workshops/landing/landing.html",
        workshop.round,
        workshop=workshop,
        collected=[(row, first_way(row.activity, workshop.round)) for row in ideas],
        tally=tally(ideas),
        matrices=queries.matrices(workshop, points),
        focus_closed=focus_closed(workshop.round),
        goals=queries.goals(workshop, points),
        plan_closed=plan_closed(workshop.round),
        ratings=queries.ratings(points, voices.closed(workshop.round)),
        names={row.key: row.name for row in framework_of(workshop.round).dimensions},
    )


# ---------- Ideas ----------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ideas(request: SignedInRequest, slug: str, number: int, pk: int, activity: int, way: str) -> HttpResponse:
    """Tick ideas of one point of the agenda and say what they become."""
    workshop = workshop_for(request.user, slug, number, pk, Right.DECIDE)
    point = part_of(Activity.kept, activity, workshop=workshop, kind=ActivityKind.IDEAS)
    if way not in WAYS:
        raise Http404(_("Ideas cannot become this."))
    rows = collected(workshop)
    found = next(row for row in rows if row.activity.pk == point.pk)
    closed = WAYS[way].closed(workshop.round)
    form = ideas_form(request, workshop, found, way)
    if request.method == "POST" and not closed and form.is_valid() and decide(request, workshop, form):
        return redirect(f"{url(workshop, 'landing')}#activity-{point.pk}")
    return page(
        request,
        "workshops/landing/ideas.html",
        workshop.round,
        workshop=workshop,
        point=point,
        found=found,
        way=WAYS[way],
        ways=[
            Link(str(each.label), url(workshop, "landing_ideas", point.pk, each.key), each.key == way)
            for each in WAYS.values()
        ],
        form=form,
        closed=closed,
        status=422 if form.errors else 200,
    )


def ideas_form(request: SignedInRequest, workshop: Workshop, found: Collected, way: str) -> IdeasForm:
    framework = framework_of(workshop.round)
    given: dict[str, Any] = {
        "data": posted(request),
        "ideas": [idea for idea in found.ideas if idea.fate.is_open],
        "initial": ticked(request, found),
    }
    match way:
        case "finding":
            return FindingsForm(framework=framework, activity=found.activity, **given)
        case "vision":
            may_draft = not workshop.round.vision_agreed_at
            return SentencesForm(questions=framework.vision_questions, may_draft=may_draft, **given)
        case "factor":
            return FactorsForm(**given)
        case "measure":
            return MeasuresForm(dimensions=dimensions(workshop, framework), **given)
        case _:
            return SetAsideForm(**given)


def ticked(request: SignedInRequest, found: Collected) -> dict[str, object]:
    """`?idea=…` ticks one, `?heading=…` (its place on the page) all ideas below a heading."""
    wanted, place = request.GET.get("idea", ""), whole_number(request.GET.get("heading", ""))
    if wanted:
        return {"ideas": [wanted]}
    if place is not None and place < len(found.headings):
        heading = found.headings[place]
        return {
            "ideas": [str(idea.pk) for idea in heading.ideas if idea.fate.is_open],
            "together": heading.title,
        }
    return {}


def dimensions(workshop: Workshop, framework: Framework) -> list[tuple[str, str]]:
    """What the round works on; everything while it has no focus yet."""
    focus = queries.focus_dimensions(workshop)
    names = {row.key: row.name for row in framework.dimensions}
    return [(key, names[key]) for key in focus if key in names] or list(names.items())


def decide(request: SignedInRequest, workshop: Workshop, form: IdeasForm) -> bool:
    """Do what the form says and tell so; False when it could not be done, with the reason in the form."""
    chosen = list(Idea.kept.filter(activity__workshop=workshop, pk__in=form.cleaned_data["ideas"]))
    if isinstance(form, SetAsideForm):
        reason = form.cleaned_data["reason"]
        n = actions.set_aside(workshop=workshop, by=request.user, ideas=chosen, reason=reason)
        said = ngettext("%(n)s idea set aside.", "%(n)s ideas set aside.", n)
    elif isinstance(form, TakeOverForm):
        try:
            n = actions.take_over(
                workshop=workshop,
                by=request.user,
                ideas=chosen,
                target=form.target,
                together=form.cleaned_data["together"],
            )
        except actions.TooMuchAtOnce:
            form.add_error("ideas", _("Together they are too long for one entry. Tick fewer of them."))
            return False
        said = ngettext("%(n)s idea taken over.", "%(n)s ideas taken over.", n)
    messages.success(request, said % {"n": n})
    return True


@require_POST
@signed_in
def take_back_idea(request: SignedInRequest, slug: str, number: int, pk: int, idea: int) -> HttpResponse:
    workshop = workshop_for(request.user, slug, number, pk, Right.DECIDE)
    row = part_of(Idea.kept.select_related("activity"), idea, activity__workshop=workshop)
    gone = actions.take_back(workshop=workshop, by=request.user, idea=row)
    if gone:
        messages.success(request, _("The idea is open again."))
    else:
        messages.info(
            request,
            _("The idea is open again. What was made of it stays in the round, because more has come of it."),
        )
    return redirect(f"{url(workshop, 'landing')}#activity-{row.activity_id}")


# ---------- Matrices of small groups ----------


@require_POST
@signed_in
def take_matrix(
    request: SignedInRequest, slug: str, number: int, pk: int, activity: int, small_group: int
) -> HttpResponse:
    workshop, point = _point(request, slug, number, pk, activity, ActivityKind.INFLUENCE)
    row = actions.take_over_matrix(workshop=workshop, by=request.user, activity=point, group=small_group)
    if row:
        messages.success(request, _("The round has this group’s matrix now."))
    else:
        messages.info(request, _("There is nothing to take over: it is empty, or the round has it already."))
    return redirect(f"{url(workshop, 'landing')}#activity-{point.pk}")


@require_POST
@signed_in
def take_back_matrix(
    request: SignedInRequest, slug: str, number: int, pk: int, activity: int, small_group: int
) -> HttpResponse:
    workshop, point = _point(request, slug, number, pk, activity, ActivityKind.INFLUENCE)
    actions.take_back_matrix(workshop=workshop, by=request.user, activity=point, group=small_group)
    messages.success(request, _("The round is without this group’s matrix again."))
    return redirect(f"{url(workshop, 'landing')}#activity-{point.pk}")


def _point(
    request: SignedInRequest, slug: str, number: int, pk: int, activity: int, kind: str
) -> tuple[Workshop, Activity]:
    workshop = workshop_for(request.user, slug, number, pk, Right.DECIDE)
    return workshop, part_of(Activity.kept, activity, workshop=workshop, kind=kind)


# ---------- Goals of small groups ----------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def goal(request: SignedInRequest, slug: str, number: int, pk: int, draft: int) -> HttpResponse:
    """A small group's goal beside the goal of the round; the person chooses what counts."""
    workshop = workshop_for(request.user, slug, number, pk, Right.DECIDE)
    row = part_of(GoalDraft.objects.select_related("activity"), draft, activity__workshop=workshop)
    offered = dimensions(workshop, framework_of(workshop.round))
    keys = [key for key, _name in offered]
    asked = request.GET.get("dimension", row.dimension)
    dimension = asked if asked in keys else keys[0]
    there = Goal.objects.filter(round=workshop.round, dimension=dimension).first()
    closed = plan_closed(workshop.round)
    form = GoalForm(posted(request), draft=row, goal=there)
    if request.method == "POST" and not closed and form.is_valid():
        made = actions.take_over_goal(
            workshop=workshop,
            by=request.user,
            draft=row,
            dimension=dimension,
            version=form.cleaned_data["version"],
            values=form.values,
            indicator=form.indicator,
        )
        messages.success(request, _("The goal of the round has what the group wrote."))
        return redirect(steps.url(workshop.round, "goal", made.dimension))
    return page(
        request,
        "workshops/landing/goal.html",
        workshop.round,
        workshop=workshop,
        draft=row,
        goal=there,
        form=form,
        fields=[goal_field(form, name) for name in ("outcome", "capacity", "due")],
        offered=offered,
        dimension=dimension,
        closed=closed,
        status=422 if form.errors else 200,
    )


def goal_field(form: GoalForm, name: str) -> tuple[str, str, str, BoundField | None]:
    """(label, what the group wrote, what stands in the round, the choice where there is one)"""
    label = str(Goal._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    theirs, ours = (
        date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, date) else value or ""
        for value in (form.theirs(name), form.ours(name))
    )
    choice = f"use_{name}"
    return label, theirs, ours, form[choice] if choice in form.fields else None


@require_POST
@signed_in
def take_back_goal(request: SignedInRequest, slug: str, number: int, pk: int, draft: int) -> HttpResponse:
    workshop = workshop_for(request.user, slug, number, pk, Right.DECIDE)
    row = part_of(GoalDraft.objects.select_related("activity"), draft, activity__workshop=workshop)
    actions.take_back_goal(workshop=workshop, by=request.user, draft=row)
    messages.success(request, _("Taken back. What stood in the goal before stands there again."))
    return redirect(f"{url(workshop, 'landing')}#activity-{row.activity_id}")
