"""Moderation: ideas are hidden, worded better and put under headings."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from octant.clusters.access import Right
from octant.core.requests import SignedInRequest, is_autosave, signed_in, whole_number
from octant.core.responses import not_valid, removed, saved
from octant.core.rows import part_of
from octant.rounds.views.page import page

from ...access import workshop_for
from ...actions import moderation
from ...forms.lead import HeadingForm, NewHeadingForm, WordingForm
from ...models import Activity, Idea, IdeaGroup, Workshop
from ...queries import room
from ...steps import url
from .parts import heading_for, idea_for, point_for, posted_number


@require_POST
@signed_in
def hide_idea(request: SignedInRequest, slug: str, number: int, pk: int, idea: int) -> HttpResponse:
    workshop, row = idea_for(request, slug, number, pk, idea)
    moderation.hide_idea(workshop=workshop, idea=row, hidden=request.POST.get("hidden") == "1")
    return redirect(_back(request, workshop, row))


@require_safe
@signed_in
def sort(request: SignedInRequest, slug: str, number: int, pk: int, activity: int) -> HttpResponse:
    """All ideas of one activity: word them better, hide them, put them under headings."""
    workshop, point = point_for(request, slug, number, pk, activity)
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
    lists: list[dict[str, Any]] = [
        {
            "key": f"g-{group.pk or 0}",
            "name": group.title or _("Not grouped yet"),
            "items": [{"id": idea.pk, "text": idea.text} for idea in group.ideas],
        }
        for group in groups
    ]
    if all(group.pk is not None for group in groups):
        lists.append({"key": "g-0", "name": _("Not grouped yet"), "items": []})
    names = tuple((each["key"], each["name"]) for each in lists)
    for each in lists:
        each["others"] = tuple(name for name in names if name[0] != each["key"])
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
    workshop, point = point_for(request, slug, number, pk, activity)
    idea = part_of(Idea.kept, posted_number(request, "item"), activity=point)
    wanted = whole_number(request.POST.get("list", "").removeprefix("g-"))
    group = part_of(IdeaGroup.kept, wanted, activity=point) if wanted else None
    moderation.group_ideas(workshop=workshop, ideas=[idea], group=group)
    return saved(request, url(workshop, "sort", point.pk))


@require_POST
@signed_in
def word_idea(request: SignedInRequest, slug: str, number: int, pk: int, idea: int) -> HttpResponse:
    workshop, row = idea_for(request, slug, number, pk, idea)
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
    workshop, point = point_for(request, slug, number, pk, activity)
    form = NewHeadingForm(request.POST, auto_id="heading-new-%s")
    if not form.is_valid():
        return sort_page(request, workshop, point, new_heading=form)
    moderation.add_group(workshop=workshop, activity=point, title=form.cleaned_data["title"])
    return redirect(url(workshop, "sort", point.pk))


@require_POST
@signed_in
def rename_heading(request: SignedInRequest, slug: str, number: int, pk: int, group: int) -> HttpResponse:
    workshop, row = heading_for(request, slug, number, pk, group)
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
    workshop, row = heading_for(request, slug, number, pk, group)
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


def _back(request: SignedInRequest, workshop: Workshop, idea: Idea) -> str:
    """To the sorting page when it was pressed there, else to the console."""
    activity = posted_number(request, "sort")
    return f"{url(workshop, 'sort', activity)}#idea-{idea.pk}" if activity else url(workshop, "lead")
