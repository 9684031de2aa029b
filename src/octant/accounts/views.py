"""Signing in and out, and a person's own page."""

from typing import Literal, cast

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language as django_set_language

from octant.core.requests import SignedInRequest, posted, signed_in

from . import actions, erasing, sign_in
from .export import personal_data
from .forms import CodeForm, EmailForm, NameForm, ProfileForm
from .models import User


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Type your e-mail address."""
    next_url = sign_in.safe_next(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(next_url or "home")
    if request.method != "POST":
        return _enter_page(request, EmailForm(), next_url)
    form = EmailForm(request.POST)
    if not form.is_valid():
        return _enter_page(request, form, next_url, status=422)
    email = form.cleaned_data["email"]
    if not ratelimit.consume(request, action="request_login_code", key=email):
        form.add_error(None, _("Too many codes in a short time. Wait a minute, then try again."))
        return _enter_page(request, form, next_url, status=429)
    if not sign_in.start(request, email=email, next_url=next_url):
        form.add_error(None, _("The e-mail could not be sent. Try again in a few minutes."))
        return _enter_page(request, form, next_url, status=503)
    return redirect("account_code")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Type the code that came by e-mail."""
    waiting = sign_in.pending(request)
    if waiting is None:
        return _start_over(request)
    if request.method != "POST":
        return _code_page(request, CodeForm(), waiting)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, form, waiting, status=422)
    if not ratelimit.consume(request, action="confirm_code"):
        form.add_error(None, _("Too many tries in a short time. Wait a minute, then try again."))
        return _code_page(request, form, waiting, status=429)
    match sign_in.check(request, form.cleaned_data["code"]):
        case sign_in.Outcome.OVER:
            return _start_over(request)
        case sign_in.Outcome.WRONG:
            form.add_error(
                "code", _("This is not the code we sent. Look at the newest e-mail and try again.")
            )
            return _code_page(request, form, waiting, status=422)
    user = sign_in.finish(request, waiting)
    if user is None:
        return redirect("account_inactive")
    return welcome_back(request, user, waiting.next)


def welcome_back(request: HttpRequest, user: User, next_url: str) -> HttpResponse:
    """Where a fresh session goes: to what was asked for, or first to the question for a name."""
    target = next_url or reverse("home")
    if not user.name:
        target = reverse("accounts:welcome") + "?" + urlencode({"next": target})
    return _with_language(redirect(target), user.language)


def _enter_page(request: HttpRequest, form: EmailForm, next_url: str, *, status: int = 200) -> HttpResponse:
    return render(request, "accounts/sign_in.html", {"form": form, "next": next_url}, status=status)


def _code_page(
    request: HttpRequest, form: CodeForm, waiting: sign_in.Pending, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "waiting": waiting, "minutes": sign_in.LIFETIME_SECONDS // 60}
    return render(request, "accounts/code.html", context, status=status)


def _start_over(request: HttpRequest) -> HttpResponse:
    state = request.session.pop(sign_in.SESSION_KEY, None) or {}
    form = EmailForm(initial={"email": state.get("email", "")})
    problem = _("The code no longer works: it was too old, or there were too many tries. Ask for a new one.")
    context = {"form": form, "next": state.get("next", ""), "problem": problem if state else ""}
    return render(request, "accounts/sign_in.html", context, status=410 if state else 200)


@require_safe
def inactive(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "pages/error.html",
        {
            "title": _("This account is closed"),
            "message": _("Ask the people who run this site if you think this is a mistake."),
        },
        status=403,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out. Only a POST does it, so that no link or picture can."""
    if request.method == "POST":
        logout(request)
        messages.success(request, _("You are signed out."))
        return redirect("home")
    return render(request, "accounts/sign_out.html")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: SignedInRequest) -> HttpResponse:
    next_url = sign_in.safe_next(request, request.POST.get("next") or request.GET.get("next", ""))
    form = NameForm(posted(request), instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect(next_url or "home")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/welcome.html", {"form": form, "next": next_url}, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    language = request.user.language or translation.get_language()
    form = ProfileForm(posted(request), instance=request.user, initial={"language": language})
    if request.method == "POST" and form.is_valid():
        user = form.save()
        messages.success(request, _("Saved."))
        return _with_language(redirect("accounts:profile"), user.language)
    if form.is_bound:
        request.user.refresh_from_db()
    mine = request.user.memberships.filter(left_at=None).select_related("cluster").order_by("cluster__name")
    context = {"form": form, "memberships": mine}
    return render(request, "accounts/profile.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_safe
def download(request: SignedInRequest) -> HttpResponse:
    """Everything Octant keeps about this person."""
    response = JsonResponse(
        personal_data(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="octant-my-data.json"'
    return response


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: SignedInRequest) -> HttpResponse:
    """Ask, then erase the account for good."""
    if request.method != "POST":
        return render(request, "accounts/delete.html")
    typed = request.POST.get("email", "").strip()
    if typed.lower() != request.user.email:
        problem = _("Type your e-mail address exactly as it stands above.")
        return render(request, "accounts/delete.html", {"problem": problem, "typed": typed}, status=422)
    try:
        erasing.erase(user=User.objects.get(pk=request.user.pk))
    except erasing.StillNeeded as reason:
        return render(request, "accounts/delete.html", {"problem": str(reason), "typed": typed}, status=409)
    logout(request)
    messages.success(request, _("Your account is gone. Your name and e-mail address were erased."))
    return redirect("home")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Django's own view sets the cookie; a signed-in person keeps the language on every device."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        actions.set_language(user=request.user, language=language)
    return django_set_language(request)


@require_safe
def admin_login(request: HttpRequest) -> HttpResponse:
    """The administration has no door of its own; whoever is signed in and sent here may not go in."""
    if request.user.is_authenticated:
        raise Http404(_("There is no such page, or it is not open to you."))
    return redirect(f"{reverse('account_login')}?{urlencode({'next': reverse('admin:index')})}")


def _with_language(response: HttpResponse, language: str) -> HttpResponse:
    """The language a person chose comes along to this browser."""
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.SESSION_COOKIE_AGE,
            path=settings.LANGUAGE_COOKIE_PATH,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=cast(Literal["Lax", "Strict"], settings.LANGUAGE_COOKIE_SAMESITE),
        )
    return response
