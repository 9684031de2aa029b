"""What rooms ask for in the same way."""

import pytest
from django import forms
from tests.helpers import HOSTILE

from octant.core.forms import EmailAddressesField


class Form(forms.Form):
    emails = EmailAddressesField(most=3)


def errors(text: str) -> str:
    form = Form({"emails": text})
    assert not form.is_valid()
    return form.errors["emails"].as_text()


def test_addresses_are_split_tidied_and_named_once():
    form = Form({"emails": " A@example.org, <b@example.org>;\r\nc@example.org\u200b\ta@EXAMPLE.org,, "})
    assert form.is_valid()
    assert form.cleaned_data["emails"] == ["a@example.org", "b@example.org", "c@example.org"]


@pytest.mark.parametrize("text", ["", "  ", " , ; <> "])
def test_at_least_one(text):
    errors(text)


def test_the_wrong_ones_are_named_and_nothing_typed_is_lost():
    typed = "good@example.org nonsense also@wrong@x"
    form = Form({"emails": typed})
    assert "These are not e-mail addresses: nonsense, also@wrong@x" in form.errors["emails"].as_text()
    assert typed in str(form["emails"])
    assert "This is not an e-mail address: nonsense" in errors("good@example.org nonsense")


def test_too_many_and_too_long():
    assert "These are 4 addresses." in errors("a@b.org c@d.org e@f.org g@h.org")
    assert "not an e-mail address" in errors(f"{'x' * 60}@{'y.' * 100}org")
    errors("x" * 20_001)


@pytest.mark.parametrize("text", [*HOSTILE, "a\x00@b.org", "a@b\u00ad.org\x7f"])
def test_hostile_texts_are_no_addresses(text):
    errors(text)
