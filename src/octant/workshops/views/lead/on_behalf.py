"""What the facilitator enters for people without phones."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from octant.core.requests import SignedInRequest, signed_in

from ... import words
from ...actions import contributions
from ...actions.contributions import InvalidContributionError, NotNow
from ...forms.lead import DotsForm, FeedbackForm, IdeaForm, StanceForm
from ...models import Workshop
from ...queries import lead as queries
from ...queries import room
from ...steps import url
from .console import console_page
from .parts import point_for, votable


@require_POST
@signed_in
def add_idea(request: SignedInRequest, slug: str, number: int, pk: int, activity: int) -> HttpResponse:
    workshop, point = point_for(request, slug, number, pk, activity)
    form = IdeaForm(request.POST, auto_id="idea-%s")
    return _contribute(request, workshop, form, "new_idea", lambda: contributions.add_idea(
        workshop=workshop, activity=point, participant=None, **form.cleaned_data
    ))  # fmt: skip


@require_POST
@signed_in
def give_dots(request: SignedInRequest, slug: str, number: int, pk: int, activity: int) -> HttpResponse:
    workshop, point = point_for(request, slug, number, pk, activity)
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
    workshop, point = point_for(request, slug, number, pk, activity)
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
    workshop, point = point_for(request, slug, number, pk, activity)
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
    form: forms.BaseForm,
    name: str,
    act: Callable[[], object],
) -> HttpResponse:
    """Keep what was entered for somebody, or show the console again with what was typed."""
    if form.is_valid():
        try:
            act()
        except NotNow:
            form.add_error(None, _("This point is not open for contributions. Open it again first."))
        except InvalidContributionError as refused:
            form.add_error(None, REFUSED[refused.reason]())
        else:
            messages.success(request, _("Entered."))
            return redirect(f"{url(workshop, 'lead')}#for-others")
    return console_page(request, workshop, status=422, **{name: form})
