"""One-click sign-in for the demo. Its addresses exist only under `octant demo`; the view looks again."""

from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from .models import User

app_name = "demo"
DOMAIN = "@demo.example"

# What a visitor may do, in one sentence; the order in which the buttons stand.
ROLES = {
    "coordinator": (
        gettext_lazy("Coordinator"),
        gettext_lazy("Runs the cluster: edits everything, records decisions, invites people."),
    ),
    "core": (
        gettext_lazy("Core team"),
        gettext_lazy("Works on every step of a round and writes in the journal."),
    ),
    "contributor": (
        gettext_lazy("Contributor"),
        gettext_lazy("Rates the dimensions, adds findings, answers the vision questions."),
    ),
    "viewer": (gettext_lazy("Viewer"), gettext_lazy("Reads everything and changes nothing.")),
}


@dataclass(frozen=True, slots=True)
class DemoRole:
    key: str
    name: str
    meaning: str


def demo_roles() -> list[DemoRole]:
    """The roles the demo data really holds."""
    there = set(User.objects.filter(email__endswith=DOMAIN, is_active=True).values_list("email", flat=True))
    return [
        DemoRole(key, str(name), str(meaning))
        for key, (name, meaning) in ROLES.items()
        if f"{key}{DOMAIN}" in there
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404(_("There is no such page, or it is not open to you."))
    if request.method != "POST":
        return render(request, "accounts/demo.html", {"demo_roles": demo_roles()})
    role = request.POST.get("role", "")
    user = User.objects.filter(email=f"{role}{DOMAIN}", is_active=True).first() if role in ROLES else None
    if user is None:
        raise Http404(_("There is no such page, or it is not open to you."))
    get_adapter().login(request, user)
    return redirect("home")


urlpatterns = [path("", sign_in, name="sign_in")]
