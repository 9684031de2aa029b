"""What the views of the console share: finding a part of the workshop, reading a number."""

from octant.clusters.access import Right
from octant.core.prepared import Prepared
from octant.core.requests import SignedInRequest, whole_number
from octant.core.rows import found, part_of

from ...access import workshop_for
from ...models import Activity, Idea, IdeaGroup, Workshop
from ...queries import room

_point = Prepared[Activity](
    lambda workshop, pk: (
        Activity.kept.select_related("source", "survey").filter(workshop=workshop, pk=pk).order_by("pk")[:1]
    ),
    int,
    int,
)


def votable(activity: Activity) -> list[tuple[str, str]]:
    """What dots can be given to: headings where there are some, else single ideas."""
    rows: list[tuple[str, str]] = []
    for group in room.idea_groups(room.collected_in(activity)):
        if group.pk is not None:
            rows.append((f"g-{group.pk}", group.title))
        else:
            rows += [(f"i-{idea.pk}", idea.text) for idea in group.ideas]
    return rows


def point_for(
    request: SignedInRequest, slug: str, number: int, pk: int, activity: int
) -> tuple[Workshop, Activity]:
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    return workshop, found(_point.first(workshop.pk, activity))


def idea_for(request: SignedInRequest, slug: str, number: int, pk: int, idea: int) -> tuple[Workshop, Idea]:
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    return workshop, part_of(Idea.kept.select_related("activity"), idea, activity__workshop=workshop)


def heading_for(
    request: SignedInRequest, slug: str, number: int, pk: int, group: int
) -> tuple[Workshop, IdeaGroup]:
    workshop = workshop_for(request.user, slug, number, pk, Right.EDIT_ROUND)
    return workshop, part_of(IdeaGroup.kept.select_related("activity"), group, activity__workshop=workshop)


def posted_number(request: SignedInRequest, name: str) -> int:
    return whole_number(request.POST.get(name, "")) or 0
