"""The facilitator's console: one obvious next thing, who is in, what comes in."""

from functools import partial
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from octant.clusters.access import Right
from octant.core import live
from octant.core.requests import SignedInRequest, signed_in
from octant.rounds.views.page import framework_of, page

from ... import words
from ...access import workshop_for
from ...forms.lead import AdoptForm, DotsForm, FeedbackForm, IdeaForm, PersonForm, ProposalForm, StanceForm
from ...forms.notes import activity_notes_form, notes_form
from ...models import Activity, ActivityKind, ProposalStatus, Workshop
from ...queries import lead as queries
from ...queries import room
from ...queries.outcomes import shows_results
from .parts import votable


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
        "notes": notes_form(workshop),
        "person": PersonForm(workshop=workshop, auto_id="person-%s"),
        "leads": workshop.facilitator_id == request.user.pk,
    }
    if workshop.current:
        context |= incoming(workshop)
        context |= activity_context(workshop, workshop.current, context.get("consent"))
    return page(request, "workshops/lead/console.html", workshop.round, status=status, **context | tried)


def activity_context(
    workshop: Workshop, activity: Activity, consent: room.Consent | None
) -> dict[str, object]:
    """What the console needs for the point of the agenda that everybody sees."""
    context: dict[str, object] = {
        "activity": activity,
        "activity_notes": activity_notes_form(activity),
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
            asked = consent and consent.proposal.status == ProposalStatus.ASKED
            wording = {"text": consent.proposal.text} if consent and asked else None
            context["proposal"] = ProposalForm(initial=wording, auto_id="proposal-%s")
            context["adopt"] = AdoptForm(auto_id="adopt-%s")
            context["stance"] = StanceForm(auto_id="stance-%s", **on_behalf)
        case ActivityKind.FEEDBACK:
            context["feedback"] = FeedbackForm(auto_id="feedback-%s", **on_behalf)
    return context


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
            dimensions = len(framework_of(workshop.round).dimensions)
            return {
                "sizes": sorted(room.group_sizes(workshop).items()),
                "filled": {group: len(values) for group, values in sorted(cells.items())},
                "of": dimensions * (dimensions - 1),
                "drafts": drafts,
            }
        case ActivityKind.FEEDBACK:
            said, asked = room.feedback(activity), words.FEEDBACK.items()
            enough = shows_results(activity) and room.people(workshop).n >= workshop.minimum_group
            return {
                "feedback_levels": [
                    (question, sum(said.levels[key])) for key, question in asked if key in said.levels
                ],
                "feedback_texts": [
                    (question, said.texts[key]) for key, question in asked if enough and key in said.texts
                ],
            }
        case _:
            return {}
