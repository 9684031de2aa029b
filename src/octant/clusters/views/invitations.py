"""Inviting people, and the page an invited person sees."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from octant.accounts import mail
from octant.core.once import once
from octant.core.requests import SignedInRequest, posted, signed_in

from ..access import MEANING, RIGHTS, Right, cluster_for
from ..actions import invitations as actions
from ..forms import InviteForm, LinkForm
from ..models import Cluster, Invitation, Membership

# Why a door is closed, what to do, and with which status the page answers.
CLOSED = {
    "withdrawn": gettext_lazy("This invitation was withdrawn. Ask the person who invited you for a new one."),
    "used": gettext_lazy(
        "This invitation was used already, and it works only once. "
        "If it was you: sign in, and you are in. If not, ask for a new one."
    ),
    "expired": gettext_lazy("This invitation is too old. Ask the person who invited you for a new one."),
    "archived": gettext_lazy(
        "This cluster is archived and takes nobody in at the moment. Ask its coordinator."
    ),
    "other_address": gettext_lazy(
        "This invitation was sent to another e-mail address than the one you are signed in with. "
        "Sign out and sign in with that address, or ask for a new invitation."
    ),
}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def invite(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.MANAGE_PEOPLE)
    form = InviteForm(posted(request))
    if request.method != "POST" or not form.is_valid():
        return _invite_page(request, cluster, form, LinkForm(), status=422 if form.is_bound else 200)
    if not ratelimit.consume(request, action="invite", user=request.user):
        form.add_error(
            None, _("You have sent many invitations in a short time. Try again in an hour, or use a link.")
        )
        return _invite_page(request, cluster, form, LinkForm(), status=429)
    invitations = actions.invite_by_email(cluster=cluster, by=request.user, **form.cleaned_data)
    _say_what_was_sent(request, invitations, [_send(request, each) for each in invitations])
    return redirect("clusters:people", slug)


@signed_in
@require_POST
@once
def make_link(request: SignedInRequest, slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.MANAGE_PEOPLE)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _invite_page(request, cluster, InviteForm(), form, status=422)
    invitation = actions.invite_by_link(cluster=cluster, by=request.user, **form.cleaned_data)
    messages.success(request, _("The link is ready. Copy it and pass it on."))
    return redirect(reverse("clusters:people", args=[slug]) + f"#invitation-{invitation.pk}")


@signed_in
@require_POST
def withdraw(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    cluster = cluster_for(request.user, slug, Right.MANAGE_PEOPLE)
    invitation = Invitation.objects.filter(cluster=cluster, pk=pk).first()
    if invitation is None:
        raise Http404(_("There is no such invitation."))
    actions.withdraw(invitation=invitation, by=request.user)
    messages.success(request, _("The invitation no longer works."))
    return redirect("clusters:people", slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """What an invited person sees, signed in or not; accepting needs an account."""
    invitation = Invitation.objects.select_related("cluster", "created_by").filter(token=token).first()
    if invitation is None:
        raise Http404(_("There is no such invitation. Look whether the address was copied to its end."))
    user = request.user if request.user.is_authenticated else None
    cluster = invitation.cluster
    if user and Membership.objects.filter(cluster=cluster, user=user, left_at=None).exists():
        messages.info(request, _("You are in “%(cluster)s” already.") % {"cluster": cluster})
        return redirect("clusters:home", cluster.slug)
    if reason := actions.closed_because(invitation, user):
        return _closed_page(request, reason)
    if request.method != "POST":
        return _join_page(request, invitation)
    if user is None:
        return redirect(reverse("account_login") + "?" + urlencode({"next": request.path}))
    try:
        actions.accept(invitation=invitation, user=user)
    except actions.NotOpen as problem:
        return _closed_page(request, problem.reason)
    messages.success(request, _("Welcome to “%(cluster)s”.") % {"cluster": cluster})
    return redirect("clusters:home", cluster.slug)


def _invite_page(
    request: HttpRequest, cluster: Cluster, form: InviteForm, link_form: LinkForm, *, status: int
) -> HttpResponse:
    context = {"cluster": cluster, "access": cluster.access, "form": form, "link_form": link_form}
    return render(request, "clusters/invite.html", context, status=status)


def _join_page(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    context = {
        "invitation": invitation,
        "invited_to": invitation.cluster,
        "may": [MEANING[right] for right in Right if right in RIGHTS[invitation.role]],
        "sign_in": reverse("account_login") + "?" + urlencode({"next": request.path}),
    }
    return render(request, "clusters/join.html", context)


def _closed_page(request: HttpRequest, reason: str) -> HttpResponse:
    status = 403 if reason == "other_address" else 410
    context = {"title": _("This invitation does not work"), "message": CLOSED[reason]}
    return render(request, "pages/error.html", context, status=status)


def _send(request: HttpRequest, invitation: Invitation) -> bool:
    address = request.build_absolute_uri(reverse("clusters:join", args=[invitation.token]))
    return mail.send(
        "clusters/email/invitation.txt",
        invitation.email,
        invitation=invitation,
        cluster=invitation.cluster,
        address=address,
    )


def _say_what_was_sent(request: HttpRequest, invitations: list[Invitation], sent: list[bool]) -> None:
    failed = [invitation.email for invitation, ok in zip(invitations, sent, strict=True) if not ok]
    if failed:
        messages.error(
            request,
            _("These could not be sent: %(addresses)s. Pass the links below on yourself.")
            % {"addresses": ", ".join(failed)},
        )
    if count := sum(sent):
        messages.success(
            request, ngettext("%(n)s invitation sent.", "%(n)s invitations sent.", count) % {"n": count}
        )
    if not invitations:
        messages.info(request, _("Everybody on your list is in the team already."))
