"""The one door for people with a code: it leads to a workshop or to a survey."""

from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from octant.core.codes import typed
from octant.core.requests import posted
from octant.surveys.models import Survey

from ..models import Workshop

NOTHING_OPEN = gettext_lazy("Nothing with this code is open. Please check the six letters and figures.")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Six letters and figures, from the screen or the invitation."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(posted(request))
    status = 200
    if request.method == "POST":
        status = 422
        if not ratelimit.consume(request, action="code"):
            form.add_error("code", _("Too many tries. Please wait a minute."))
            status = 429
        elif form.is_valid():
            if address := address_of(form.cleaned_data["code"]):
                return redirect(address)
            form.add_error("code", NOTHING_OPEN)
    return code_page(request, form, status)


def code_page(request: HttpRequest, form: CodeForm, status: int) -> HttpResponse:
    return render(request, "workshops/join/code.html", {"form": form}, status=status)


@require_safe
def short(request: HttpRequest, code: str) -> HttpResponse:
    """What QR codes hold: as short as can be, so that they stay easy to scan."""
    address = address_of(code)
    if address is None:
        form = CodeForm({"code": code})
        form.add_error("code", NOTHING_OPEN)
        return code_page(request, form, 404)  # a code that was copied wrongly can be mended there
    return redirect(address)


def address_of(text: str) -> str | None:
    """Where a code leads: a workshop before a survey."""
    wanted = typed(text)
    if Workshop.kept.filter(code=wanted).exists():
        return reverse("room:phone", args=[wanted])
    if Survey.kept.filter(code=wanted).exists():
        return reverse("answer:start", args=[wanted])
    return None
