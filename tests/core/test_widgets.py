"""The quick widgets write what Django's own templates write, but for web addresses."""

from datetime import date

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import Input
from django.test.html import parse_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from octant.core.widgets import WRITERS, WidgetRenderer

HOSTILE = "<b>\"&'</b> \u202e 😀"
CHOICES = [
    ("", "—"),
    ("a", HOSTILE),
    (HOSTILE, gettext_lazy("Save")),
    (1234567, 1234567),
    (3, mark_safe("<b>")),
]
GROUPED = [("Group <1>", [("a", "A"), ("b", "B")]), ("c", "C")]
ATTRS = {
    "id": HOSTILE,
    "rows": 4,
    "required": True,
    "disabled": False,
    "data-x": 1234567,
    "class": mark_safe("&"),
}
WIDGETS = [
    (forms.TextInput, HOSTILE),
    (forms.TextInput, None),
    (forms.TextInput, ""),
    (forms.TextInput, mark_safe("<i>")),
    (forms.NumberInput, 1234567.5),
    (forms.NumberInput, 0),
    (forms.EmailInput, "a@example.org"),
    (forms.PasswordInput, "secret"),
    (forms.HiddenInput, 12),
    (forms.DateInput, date(2026, 8, 21)),
    (forms.CheckboxInput, True),
    (forms.CheckboxInput, False),
    (forms.Textarea, HOSTILE),
    (forms.Textarea, "\n  first\n\n second  \n"),
    (forms.Textarea, None),
    (lambda: forms.Select(choices=CHOICES), "a"),
    (lambda: forms.Select(choices=CHOICES), 1234567),
    (lambda: forms.Select(choices=CHOICES), None),
    (lambda: forms.Select(choices=GROUPED), "b"),
    (lambda: forms.SelectMultiple(choices=CHOICES), ["a", "3"]),
    (lambda: forms.RadioSelect(choices=CHOICES), "a"),
    (lambda: forms.CheckboxSelectMultiple(choices=CHOICES), ["a"]),
    (forms.ClearableFileInput, None),
]  # fmt: skip


@pytest.mark.parametrize(("make", "value"), WIDGETS)
@pytest.mark.parametrize("attrs", [{}, ATTRS], ids=["bare", "attributes"])
def test_the_same_html_as_django(make, value, attrs):
    widget = make()
    written = widget.render(HOSTILE, value, attrs, renderer=WidgetRenderer())
    wanted = widget.render(HOSTILE, value, attrs, renderer=DjangoTemplates())
    assert parse_html(written) == parse_html(wanted)
    if isinstance(widget, Input | forms.Textarea):
        assert written == wanted  # to the last space


@pytest.mark.parametrize("kind", [forms.RadioSelect, forms.CheckboxSelectMultiple])
def test_single_options_too(kind):
    def tags(renderer):
        class Form(forms.Form):
            default_renderer = renderer
            choice = forms.MultipleChoiceField(choices=CHOICES, widget=kind)

        return [str(each.tag()) for each in Form(initial={"choice": ["a"]})["choice"].subwidgets]

    assert tags(WidgetRenderer()) == tags(DjangoTemplates())


def test_a_web_address_may_be_typed_without_its_beginning():
    html = forms.URLField(assume_scheme="https").widget.render("web", "x.org", renderer=WidgetRenderer())
    assert (
        html == '<input type="text" name="web" value="x.org" inputmode="url">'
    )  # browsers refuse it in "url"


def test_forms_use_it(settings):
    class Form(forms.Form):
        name = forms.CharField()

    assert isinstance(Form().renderer, WidgetRenderer)
    assert forms.Select.template_name in WRITERS
