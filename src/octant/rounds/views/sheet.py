"""Step 1: the resource map on paper, typed in at one go."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from octant.clusters.access import Right
from octant.core.once import once
from octant.core.requests import SignedInRequest, posted, signed_in
from octant.domain.framework import Framework

from .. import steps
from ..access import round_for
from ..actions import describe as actions
from ..forms.sheet import LABELS, SheetForm
from .page import framework_of, page


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def findings_sheet(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """One text field for each kind in each category; every line becomes a finding."""
    round_ = round_for(request.user, slug, number, Right.CONTRIBUTE)
    framework = framework_of(round_)
    form = SheetForm(posted(request), framework=framework)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return page(
            request,
            "rounds/describe/sheet.html",
            round_,
            "describe",
            status=status,
            framework=framework,
            form=form,
            groups=_groups(framework, form),
        )
    added = actions.add_findings(
        round=round_,
        by=request.user,
        lines=form.lines,
        source=form.cleaned_data["source"],
        source_date=form.cleaned_data["source_date"],
    )
    messages.success(request, _what_happened(added, len(form.lines)))
    return redirect(steps.url(round_, "describe"))


def _groups(framework: Framework, form: SheetForm) -> list[object]:
    """Each group of categories with its fields, as the sheet of paper has them."""
    return [
        (
            group,
            [
                (category, [form[f"{category.key}-{kind}"] for kind in LABELS])
                for category in framework.categories_of(group.key)
            ],
        )
        for group in framework.resource_groups
    ]


def _what_happened(added: int, typed: int) -> str:
    text = ngettext("%(n)s finding added.", "%(n)s findings added.", added) % {"n": added}
    there = typed - added
    if not there:
        return text
    again = ngettext("%(n)s line stood there already.", "%(n)s lines stood there already.", there) % {
        "n": there
    }
    return f"{text} {again}"
