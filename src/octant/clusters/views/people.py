"""Who is in a cluster, in which role; leaving and handing over."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from octant.core.requests import SignedInRequest, posted, signed_in
from octant.core.responses import removed

from .. import queries
from ..access import MEANING, RIGHTS, Right, cluster_for, membership_for
from ..actions import people as actions
from ..forms import HandOverForm, RoleForm
from ..models import Cluster, Membership, Role


@dataclass(frozen=True, slots=True)
class RightRow:
    """One right and, for each role in order, whether it has it."""

    meaning: str
    allowed: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person in the table."""

    pk: int
    name: str
    is_you: bool
    role: str
    role_label: str
    since: date
    email: str


def _line(person: Membership, reader: int) -> PersonLine:
    return PersonLine(
        pk=person.pk,
        name=str(person),
        is_you=person.user_id == reader,
        role=person.role,
        role_label=person.get_role_display(),
        since=timezone.localdate(person.joined_at),
        email=person.user.email,
    )


@signed_in
@require_safe
def people(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.VIEW)
    manages = cluster.access.can_manage_people
    context = {
        "cluster": cluster,
        "access": cluster.access,
        "people": [_line(person, request.user.pk) for person in queries.people(cluster)],
        "roles": tuple((role.value, str(role.label)) for role in Role),
        "invitations": queries.open_invitations(cluster, timezone.now()) if manages else [],
    }
    return render(request, "clusters/people.html", context)


@signed_in
@require_safe
def roles(request: SignedInRequest, slug: str) -> HttpResponse:
    """What each role may do, in plain words."""
    cluster = cluster_for(request.user, slug, Right.VIEW)
    rows = [RightRow(str(MEANING[right]), tuple(right in RIGHTS[role] for role in Role)) for right in Right]
    context = {"cluster": cluster, "access": cluster.access, "rows": rows, "roles": Role.choices}
    return render(request, "clusters/roles.html", context)


@signed_in
@require_POST
def change_role(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.MANAGE_PEOPLE)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the roles in the list."))
        return redirect("clusters:people", slug)
    membership = _member(cluster, pk)
    try:
        actions.change_role(membership=membership, role=form.cleaned_data["role"], by=request.user)
    except actions.LastCoordinator as reason:
        messages.error(request, str(reason))
    else:
        role = Role(form.cleaned_data["role"]).label
        messages.success(
            request, _("%(name)s now has the role “%(role)s”.") % {"name": membership, "role": role}
        )
    return redirect("clusters:people", slug)


@signed_in
@require_POST
def remove(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.MANAGE_PEOPLE)
    membership = _member(cluster, pk)
    back = reverse("clusters:people", args=[slug])
    try:
        actions.remove(membership=membership, by=request.user)
    except actions.LastCoordinator as reason:
        messages.error(request, str(reason))
        return redirect(back)
    text = _("%(name)s is no longer in the team.") % {"name": membership}
    return removed(request, back, text=text, undo=reverse("clusters:person_restore", args=[slug, pk]))


@signed_in
@require_POST
def restore(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.MANAGE_PEOPLE)
    actions.bring_back(membership=_member(cluster, pk, also_left=True), by=request.user)
    return redirect("clusters:people", slug)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: SignedInRequest, slug: str) -> HttpResponse:
    membership = membership_for(request.user, slug, Right.VIEW)
    cluster = membership.cluster
    if request.method != "POST":
        needed = actions.why_needed(membership)
        context = {"cluster": cluster, "access": cluster.access, "needed": needed}
        return render(request, "clusters/leave.html", context)
    try:
        actions.leave(membership=membership)
    except actions.LastCoordinator as reason:
        messages.error(request, str(reason))
        return redirect("clusters:people", slug)
    messages.success(request, _("You have left “%(cluster)s”.") % {"cluster": cluster})
    return redirect("clusters:list")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: SignedInRequest, slug: str) -> HttpResponse:
    membership = membership_for(request.user, slug, Right.MANAGE_PEOPLE)
    cluster = membership.cluster
    form = HandOverForm(posted(request), giver=membership)
    if request.method == "POST" and form.is_valid():
        taker = form.cleaned_data["to"]
        actions.hand_over(membership=membership, to=taker, by=request.user)
        messages.success(request, _("%(name)s now coordinates. You are in the core team.") % {"name": taker})
        return redirect("clusters:people", slug)
    context = {"cluster": cluster, "access": cluster.access, "form": form}
    return render(request, "clusters/hand_over.html", context, status=422 if form.is_bound else 200)


def _member(cluster: Cluster, pk: int, *, also_left: bool = False) -> Membership:
    rows = Membership.objects.select_related("user").filter(cluster=cluster, pk=pk)
    membership = (rows if also_left else rows.filter(left_at=None)).first()
    if membership is None:
        raise Http404(_("This person is not in the team any more."))
    membership.cluster = cluster
    return membership
