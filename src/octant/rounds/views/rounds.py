"""Starting a round, its overview, its settings."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from octant.charts.theme import Size
from octant.clusters.access import Right, cluster_for
from octant.clusters.models import Cluster
from octant.clusters.queries import current_framework
from octant.core.once import once
from octant.core.requests import SignedInRequest, signed_in
from octant.domain.framework import Framework

from .. import charts, sentences, steps, words
from ..access import round_for
from ..actions import rounds as actions
from ..forms.rounds import NewRoundForm, RoundSettingsForm
from ..models import Mode, Round
from ..queries.ratings import Team, own_view_first, profile, team
from ..queries.rounds import last_round, recent
from ..queries.state import state
from .page import framework_of, page


@require_safe
@signed_in
def overview(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.VIEW)
    framework = framework_of(round_)
    people = team(round_, framework)
    so_far = state(round_)
    context: dict[str, Any] = {
        "framework": framework,
        "state": so_far,
        "facts": facts_line(round_, people, so_far.raters),
        "journal": recent(round_),
        "rate_first": (rate_first := own_view_first(round_, request.user.pk, framework)),
    }
    if rate_first is None:
        context |= standing(round_, framework)
    return page(request, "rounds/overview/overview.html", round_, "overview", **context)


def facts_line(round_: Round, people: Team, raters: int) -> str:
    """Kind of round, time frame and who has rated, in one line."""
    parts = [_("Evaluation of what exists") if round_.mode == Mode.EVALUATE else _("Building something new")]
    if round_.starts_on and round_.ends_on:
        parts.append(f"{words.day(round_.starts_on)} – {words.day(round_.ends_on)}")
    elif round_.ends_on:
        parts.append(_("until %(day)s") % {"day": words.day(round_.ends_on)})
    elif round_.starts_on:
        parts.append(_("from %(day)s") % {"day": words.day(round_.starts_on)})
    rated = ngettext(
        "%(done)s of %(all)s person in the team has rated",
        "%(done)s of %(all)s people in the team have rated",
        len(people.members),
    )
    parts.append(rated % {"done": people.complete, "all": len(people.members)})
    if others := people.others(raters):
        parts.append(ngettext("%(n)s other person rated", "%(n)s other people rated", others) % {"n": others})
    return " · ".join(parts)


def standing(round_: Round, framework: Framework) -> dict[str, object]:
    """The octant with its table and sentence, and where opinions differ."""
    where = profile(round_, framework)
    disputed = where.most_disputed
    return {
        "profile": where,
        "octant": charts.octant(where),
        "small_octant": charts.octant(where, Size.SMALL, id="octant-small"),
        "octant_sentence": sentences.octant(where),
        "disputed": disputed,
        "dispute_sentence": sentences.dispute(disputed) if disputed else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def new(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.EDIT_ROUND)
    last = last_round(cluster.pk)
    if request.method != "POST":
        mode = Mode.EVALUATE if last else Mode.CREATE
        form = NewRoundForm(initial={"mode": mode, "number": last.number + 1 if last else 1})
        return new_page(request, cluster, form, last)
    form = NewRoundForm(request.POST)
    if not form.is_valid():
        return new_page(request, cluster, form, last, status=422)
    try:
        round_ = actions.start(cluster=cluster, by=request.user, **form.cleaned_data)
    except actions.AlreadyStartedError as other:
        messages.info(
            request, _("Somebody else has just started this round, so no second one was made. Here it is.")
        )
        round_ = other.round
    return redirect(steps.url(round_, "overview"))


def new_page(
    request: SignedInRequest, cluster: Cluster, form: NewRoundForm, last: Round | None, status: int = 200
) -> HttpResponse:
    context = {"cluster": cluster, "form": form, "framework": current_framework(), "last": last}
    return render(request, "rounds/new/new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def settings(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_for(request.user, slug, number, Right.EDIT_ROUND)
    if request.method != "POST":
        return page(request, "rounds/new/settings.html", round_, form=RoundSettingsForm(instance=round_))
    # The form gets a copy: it would write what was typed into the round that the page shows.
    form = RoundSettingsForm(request.POST, instance=Round.objects.get(pk=round_.pk))
    if not form.is_valid():
        return page(request, "rounds/new/settings.html", round_, form=form, status=422)
    actions.change_settings(
        round=round_, by=request.user, version=form.cleaned_data["version"], values=form.values()
    )
    messages.success(request, _("Saved."))
    return redirect(steps.url(round_, "overview"))
