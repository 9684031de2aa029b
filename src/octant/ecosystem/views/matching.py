"""Matchmaking: needs and who could answer them, introductions, rounds of meetings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.clusters.access import Right, cluster_for
from octant.clusters.models import Cluster
from octant.core.requests import SignedInRequest, posted, signed_in
from octant.core.responses import removed, saved
from octant.core.rows import part_of
from octant.domain import matching as domain
from octant.domain.matching import Entry, Guest, Match, MeetingPlan

from .. import matching_words as words
from .. import services
from ..access import organisation_for
from ..actions import introductions as actions
from ..forms.matching import IntroductionForm, MeetingForm, OutcomeForm, ProposeForm
from ..models import OPEN, Introduction, IntroductionState, Need, Offer
from ..names import search_key
from ..queries import matching as queries

PER_PAGE = 30
NEEDS_PER_PAGE = 15  # each stands in a panel of its own
PER_MEETING = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """A match as the page shows it: the two entries, why, and what a click on “propose” sends."""

    need: Entry[int, int]
    offer: Entry[int, int]
    reasons: tuple[str, ...]
    introducer: int | None
    open: int | None  # number of the introduction that is under way
    tied: bool

    @property
    def why(self) -> str:
        return " ".join(self.reasons)


@signed_in
@require_safe
def matching(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.VIEW)
    only_unmet = request.GET.get("show") == "unmet"
    offers = queries.offered(cluster)
    rows = queries.needs(cluster, offers)
    unmet = [row for row in rows if row.unmet]
    page = Paginator(unmet if only_unmet else rows, NEEDS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "cluster": cluster,
        "access": cluster.access,
        "page": page,
        "needs": queries.texts_of(page),
        "needs_count": len(rows),
        "unmet_count": len(unmet),
        "only_unmet": only_unmet,
        "gaps": queries.gaps(rows, offers),
        "progress": queries.progress(cluster),
        "introductions": queries.first_introductions(cluster.pk),
    }
    return render(request, "ecosystem/matching.html", context)


@signed_in
@require_safe
def need(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The best offers for one need."""
    cluster = cluster_for(request.user, slug, Right.VIEW)
    row = part_of(
        Need.kept.filter(organisation__removed_at=None).select_related("organisation"),
        pk,
        organisation__cluster=cluster,
    )
    offers = queries.open_entries(Offer, cluster)
    found = domain.match([queries.entry(row)], offers, queries.ties_around(cluster, row.organisation_id))
    names = services.names()
    context = {
        "cluster": cluster,
        "access": cluster.access,
        "need": row,
        "category": names.get(row.category, row.category),
        "proposals": _proposals(cluster, found, names),
        "any_offer": bool(offers),
    }
    return render(request, "ecosystem/matching_need.html", context)


@signed_in
@require_safe
def organisation(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Whom one organisation should meet: for its needs, and for what it offers."""
    cluster, row = organisation_for(request.user, slug, pk, Right.VIEW)
    needs = queries.open_entries(Need, cluster)
    offers = queries.open_entries(Offer, cluster)
    found = domain.whom_to_meet(pk, needs, offers, queries.ties_around(cluster, pk))
    shown = [each for meeting in found for each in meeting.matches[:PER_MEETING]]
    meetings: dict[int, list[Proposal]] = {}
    for proposal in _proposals(cluster, shown, services.names()):
        need, offer = proposal.need, proposal.offer
        meetings.setdefault(offer.owner if need.owner == pk else need.owner, []).append(proposal)
    context = {
        "cluster": cluster,
        "access": cluster.access,
        "organisation": row,
        "meetings": meetings.items(),
        "has_any": any(entry.owner == pk for entry in [*needs, *offers]),
    }
    return render(request, "ecosystem/matching_organisation.html", context)


@signed_in
@require_POST
def propose(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    form = ProposeForm(request.POST, cluster=cluster)
    if not form.is_valid():
        for problem in [error for errors in form.errors.values() for error in errors]:
            messages.error(request, str(problem))
        return redirect("ecosystem:matching", slug)
    try:
        row = actions.propose(cluster=cluster, by=request.user, **form.cleaned_data)
    except actions.AlreadyProposed as known:
        messages.info(request, _("An introduction of these two is under way already."))
        return redirect("ecosystem:introduction", slug, known.introduction.pk)
    messages.success(request, _("Proposed. Now ask both sides, and note here what they say."))
    return redirect("ecosystem:introduction", slug, row.pk)


@signed_in
@require_safe
def introductions(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.VIEW)
    context = {
        "cluster": cluster,
        "access": cluster.access,
        "page": Paginator(queries.introductions(cluster.pk), PER_PAGE).get_page(request.GET.get("page")),
        "progress": queries.progress(cluster),
    }
    return render(request, "ecosystem/introductions.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def introduction(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """One introduction; a POST changes its texts."""
    right = Right.EDIT_ROUND if request.method == "POST" else Right.VIEW
    cluster, row = _introduction(request, slug, pk, right)
    form = IntroductionForm(posted(request), instance=row, initial={"version": row.version})
    if request.method == "POST":
        if form.is_valid():
            fresh = actions.change_introduction(
                introduction=part_of(Introduction.kept, pk, cluster=cluster),
                version=form.cleaned_data["version"],
                values=form.values(),
                by=request.user,
            )
            return saved(request, reverse("ecosystem:introduction", args=[slug, pk]), row=fresh)
        cluster, row = _introduction(request, slug, pk, right)  # the page shows what is stored
    return _introduction_page(request, cluster, row, form)


@signed_in
@require_POST
def introduction_step(request: SignedInRequest, slug: str, pk: int, step: str) -> HttpResponse:
    """Accepted, met or declined."""
    cluster, row = _introduction(request, slug, pk, Right.EDIT_ROUND)
    if step not in actions.STEPS:
        return redirect("ecosystem:introduction", slug, pk)
    try:
        actions.step(introduction=row, to=step, by=request.user)
    except actions.TooLate:
        messages.info(request, _("Somebody has noted more than that already; see below."))
    else:
        messages.success(request, _("Noted."))
    return redirect("ecosystem:introduction", cluster.slug, pk)


@signed_in
@require_POST
def introduction_outcome(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster, row = _introduction(request, slug, pk, Right.EDIT_ROUND)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return _introduction_page(request, cluster, row, None, form)
    try:
        done = actions.conclude(introduction=row, by=request.user, **form.cleaned_data)
    except actions.TooLate:
        messages.info(request, _("Somebody has noted the outcome already; see below."))
    else:
        text = (
            _("Noted. It is a relation of the register now, and part of the network.")
            if done.relation_id
            else _("Noted. Perhaps somebody else can help: see the other offers.")
        )
        messages.success(request, text)
    return redirect("ecosystem:introduction", slug, pk)


@signed_in
@require_POST
def introduction_remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    _cluster, row = _introduction(request, slug, pk, Right.EDIT_ROUND)
    actions.remove(introduction=row, by=request.user)
    undo = reverse("ecosystem:introduction_restore", args=[slug, pk])
    back = reverse("ecosystem:introductions", args=[slug])
    return removed(request, back, text=_("Introduction removed."), undo=undo)


@signed_in
@require_POST
def introduction_restore(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    _cluster, row = _introduction(request, slug, pk, Right.EDIT_ROUND, also_removed=True)
    try:
        actions.restore(introduction=row, by=request.user)
    except actions.AlreadyProposed as known:
        messages.info(request, _("Another introduction of these two is under way by now."))
        return redirect("ecosystem:introduction", slug, known.introduction.pk)
    return redirect("ecosystem:introduction", slug, pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def event(request: SignedInRequest, slug: str) -> HttpResponse:
    """Rounds of meetings for an event. The names of guests are read, used and forgotten."""
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    form = MeetingForm(posted(request))
    context: dict[str, Any] = {"cluster": cluster, "access": cluster.access, "form": form}
    if form.is_valid():
        context |= _plan(cluster, form)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "ecosystem/matching_event.html", context, status=status)


def _plan(cluster: Cluster, form: MeetingForm) -> dict[str, Any]:
    given: list[tuple[str, str]] = form.cleaned_data["guests"]
    rows = queries.by_name(cluster, [organisation for _name, organisation in given if organisation])
    guests = []
    for name, organisation in given:
        row = rows.get(search_key(organisation)) if organisation else None
        guests.append(Guest(name, row.sector if row else "", search_key(organisation) or None))
    plan: MeetingPlan[str] = domain.meeting_rounds(
        guests, form.cleaned_data["rounds"], table=form.cleaned_data["table"]
    )
    of = dict(given)
    return {
        "rounds": [
            {
                "tables": [[(name, of[name]) for name in seated] for seated in tables],
                "pausing": pausing,
            }
            for tables, pausing in zip(plan.rounds, plan.pausing, strict=True)
        ],
        "plan": plan,
        "across": None if plan.across is None else round(100 * plan.across),
        "fewer": len(plan.rounds) < form.cleaned_data["rounds"],
        "unknown": sorted(
            {
                organisation
                for _name, organisation in given
                if organisation and search_key(organisation) not in rows
            }
        ),
    }


def _introduction(
    request: SignedInRequest, slug: str, pk: int, right: Right, *, also_removed: bool = False
) -> tuple[Cluster, Introduction]:
    cluster = cluster_for(request.user, slug, right)
    rows = Introduction.objects if also_removed else Introduction.kept
    linked = rows.select_related("first", "second", "introducer", "need__organisation", "offer__organisation")
    row = part_of(linked, pk, cluster=cluster)
    row.cluster = cluster
    return cluster, row


def _introduction_page(
    request: SignedInRequest,
    cluster: Cluster,
    row: Introduction,
    form: IntroductionForm | None,
    outcome: OutcomeForm | None = None,
) -> HttpResponse:
    bound = [each for each in (form, outcome) if each is not None and each.is_bound]
    context = {
        "cluster": cluster,
        "access": cluster.access,
        "introduction": row,
        "form": form or IntroductionForm(instance=row, initial={"version": row.version}),
        "outcome_form": outcome or OutcomeForm(auto_id="outcome_%s"),
        "is_open": row.state in OPEN,
        "is_proposed": row.state == IntroductionState.PROPOSED,
        "before_meeting": row.state in (IntroductionState.PROPOSED, IntroductionState.ACCEPTED),
        "steps": _steps(row),
    }
    return render(request, "ecosystem/introduction.html", context, status=422 if bound else 200)


def _steps(row: Introduction) -> list[dict[str, Any]]:
    """The way of an introduction, for the page: what is done, and when."""
    done = [
        (_("Proposed"), row.created_at.date(), True),
        (_("Both want it"), row.accepted_on, row.accepted_on is not None),
        (_("Met"), row.met_on, row.met_on is not None),
        (_("Outcome"), row.closed_on, row.closed_on is not None),
    ]
    return [{"name": name, "day": day, "done": is_done} for name, day, is_done in done]


def _proposals(
    cluster: Cluster, found: Sequence[Match[int, int]], categories: dict[str, str]
) -> list[Proposal]:
    """Two queries whatever their number."""
    names = queries.names_of({pk for each in found for pk in each.partners[:3]})
    under_way = queries.open_pairs(cluster)
    return [
        Proposal(
            need=each.need,
            offer=each.offer,
            reasons=words.reasons(each, names, categories),
            introducer=each.partners[0] if each.partners else None,
            open=under_way.get(frozenset((each.need.owner, each.offer.owner))),
            tied=domain.Reason.TIED in each.reasons,
        )
        for each in found
    ]
