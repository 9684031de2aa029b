"""The projector: what goes on, readable from ten metres."""

import time
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from octant.clusters.access import Right
from octant.core import live, qr
from octant.core.addresses import reverse
from octant.core.codes import spaced
from octant.core.requests import SignedInRequest, signed_in

from .. import charts, screens, sentences, words
from ..access import workshop_by_code, workshop_for
from ..models import ActivityKind, Stance
from ..queries import room
from ..queries.stage import Stage, ranking, ratings, stage

type FeedbackRow = tuple[str | Promise, list[tuple[str | Promise, int, int]]]


@require_safe
@signed_in
def for_team(request: SignedInRequest, code: str) -> HttpResponse:
    """People of the team need no key: they are sent to the address that works on any PC."""
    row = workshop_by_code(code)
    workshop = workshop_for(request.user, row.cluster.slug, row.round.number, row.pk, Right.VIEW)
    return redirect(screens.address(workshop))


@never_cache
@require_safe
def screen(request: HttpRequest, code: str, key: str) -> HttpResponse:
    workshop = screens.workshop_on_screen(code, key)
    address = request.build_absolute_uri(f"/j/{workshop.code}/")
    context = {
        "workshop": workshop,
        "events_url": reverse("room:screen_events", (workshop.code, key)),
        "code": spaced(workshop.code),
        "join_host": request.get_host() + "/join",
        "qr": qr.svg(address, title=_("QR code: %(address)s") % {"address": address}),
        "now": SafeString(now(workshop.pk)),
        "server_now": time.time(),
    }
    return render(request, "workshops/screen/screen.html", context)


@require_safe
def events(request: HttpRequest, code: str, key: str) -> HttpResponseBase:
    workshop = screens.workshop_on_screen(code, key)
    return live.stream(request, workshop.topic, partial(now, workshop.pk), key="screen")


def now(pk: int) -> str:
    """The wall at this moment; the same for every projector of a language."""
    here = stage(pk)
    return render_to_string("workshops/screen/_screen.html", screen_context(here))


def screen_context(here: Stage) -> dict[str, object]:
    workshop, activity = here.workshop, here.activity
    context: dict[str, object] = {"stage": here, "workshop": workshop, "activity": activity}
    if here.state == "gone":
        return context
    people = room.people(workshop)
    context["people"] = people
    if activity is None:
        return context
    context["body"] = f"workshops/screen/_{activity.kind}.html"
    context |= answered(here, activity.kind, people.n)
    return context


def answered(here: Stage, kind: str, present: int) -> dict[str, object]:
    """What the wall shows of one kind of activity, and how many of those present have contributed."""
    workshop, activity = here.workshop, here.activity
    if activity is None:
        return {}
    match kind:
        case ActivityKind.RATE:
            found = ratings(here)
            return {
                "ratings": found,
                "chart": charts.octant(found, poster=True) if found.is_shown else "",
                "sentence": sentences.ratings(found) if found.rows else "",
                "answered": found.people,
                "answered_text": sentences.answers(found.people, present),
                "wave": here.wave,
            }
        case ActivityKind.IDEAS | ActivityKind.GROUP:
            headings = room.idea_groups(room.collected_in(activity))
            return {"headings": headings, "ideas": sum(len(row.ideas) for row in headings)}
        case ActivityKind.DOTS:
            votes = activity if here.shows_results else None
            headings = room.idea_groups(room.collected_in(activity), votes=votes)
            return {"headings": headings, "ranking": ranking(headings)} | counted(here, present)
        case ActivityKind.INFLUENCE:
            return {"groups": influence_progress(here)}
        case ActivityKind.GOAL:
            return {"groups": goal_progress(here)}
        case ActivityKind.CONSENT:
            consent = room.consent(activity)
            return {"consent": consent, "stances": stances(consent)} | counted(here, present)
        case ActivityKind.FEEDBACK:
            found_feedback = room.feedback(activity)
            enough = here.shows_results
            return {
                "feedback": feedback_rows(found_feedback, workshop.minimum_group) if enough else [],
                "texts": [
                    (question, found_feedback.texts[key])
                    for key, question in words.FEEDBACK.items()
                    if key in found_feedback.texts
                ] if enough else [],
            } | counted(here, present)  # fmt: skip
    return {}


def counted(here: Stage, present: int) -> dict[str, object]:
    if here.activity is None:
        return {}
    n = room.answered(here.activity)
    return {"answered": n, "answered_text": sentences.answers(n, present)}


def stances(consent: room.Consent | None) -> list[tuple[str, str, int]]:
    if consent is None:
        return []
    return [(key, str(label), consent.counts.get(key, 0)) for key, label in Stance.choices]


def feedback_rows(found: room.Feedback, minimum: int) -> list[FeedbackRow]:
    """[(question, [(level in words, people, share in percent)])] in order, only of enough answers."""
    rows: list[FeedbackRow] = []
    for key, question in words.FEEDBACK.items():
        counts = found.levels.get(key, ())
        total = sum(counts)
        if total >= minimum:
            bars: list[tuple[str | Promise, int, int]] = [
                (level, n, round(100 * n / total))
                for level, n in zip(words.FEEDBACK_LEVELS, counts, strict=True)
            ]
            rows.append((question, bars))
    return rows


def influence_progress(here: Stage) -> list[dict[str, object]]:
    """How far each small group is with its matrix."""
    activity = here.activity
    if activity is None:
        return []
    n = len(here.framework.dimensions)
    cells = room.group_cells(activity)
    sizes = room.group_sizes(here.workshop)
    names = {row.key: row.short_name for row in here.framework.dimensions}
    rows = []
    for group in sorted(sizes.keys() | cells.keys()):
        done = cells.get(group, {})
        drives: dict[str, int] = {}
        for (source, _target), strength in done.items():
            drives[source] = drives.get(source, 0) + strength
        strongest = max(drives, key=lambda key: drives[key], default="")
        rows.append({
            "group": group, "people": sizes.get(group, 0), "done": len(done), "of": n * (n - 1),
            "strongest": names.get(strongest, "") if here.shows_results else "",
        })  # fmt: skip
    return rows


def goal_progress(here: Stage) -> list[dict[str, object]]:
    """What each small group has written so far."""
    activity = here.activity
    if activity is None:
        return []
    sizes = room.group_sizes(here.workshop)
    names = {row.key: row.name for row in here.framework.dimensions}
    drafts = {draft.group: draft for draft in room.goal_drafts(activity)}
    return [
        {
            "group": group,
            "people": sizes.get(group, 0),
            "draft": drafts.get(group),
            "dimension": names.get(drafts[group].dimension, "") if group in drafts else "",
        }
        for group in sorted(sizes.keys() | drafts.keys())
    ]
