"""What the pages of several steps share: what is still missing, forms shown again, reopening a decision."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods

from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, posted, signed_in

from ..access import round_for
from ..forms.decisions import ReopenForm
from ..steps import url
from .page import page

type Bound = Mapping[str, forms.BaseForm]
"""A form that was posted and is shown again with its errors, by the place where it stands."""

NONE_BOUND: Bound = {}


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a step does not have yet, and where to add it."""

    text: str
    url: str


def reopening(
    action: Callable[..., object], *, step: str, back: str, anchor: str = "", title: Promise, done: Promise
) -> Callable[..., HttpResponseBase]:
    """A view that asks for the reason and then opens again what was agreed."""

    @signed_in
    @require_http_methods(["GET", "HEAD", "POST"])
    def reopen(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
        round_ = round_for(request.user, slug, number, Right.DECIDE)
        form = ReopenForm(posted(request))
        if request.method == "POST" and form.is_valid():
            action(round=round_, by=request.user, **form.cleaned_data)
            messages.success(request, str(done))
            return redirect(url(round_, back) + anchor)
        return page(
            request,
            "rounds/decisions/reopen.html",
            round_,
            step,
            status=422 if form.is_bound else 200,
            form=form,
            title=title,
            back=url(round_, back),
        )

    return reopen
