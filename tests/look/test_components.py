"""The parts pages are built from: what they say to a screen reader, and that no text breaks out of them."""

import gzip
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

import octant
from octant.core.templatetags.octant import nearest, undo_url
from octant.domain.change import compare_texts

STATIC = Path(octant.__file__).parent / "static"
SCRIPT = "<script>alert(1)</script>"


class ClusterForm(forms.Form):
    name = forms.CharField(help_text="What people call it")
    note = forms.CharField(required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(choices=[("s", "Strength"), ("g", "Gap")], widget=forms.RadioSelect)
    place = forms.CharField(required=False, widget=forms.TextInput(attrs={"data-suggest-url": "/places/"}))
    public = forms.BooleanField(required=False)

    def clean(self) -> dict[str, object]:
        raise forms.ValidationError("Choose another name.")


@dataclass
class Clash:
    field: str
    label: str
    theirs: str
    yours: str


def show(template: str, **context: object) -> str:
    return Template("{% load octant %}" + template).render(Context(context))


@pytest.mark.parametrize("name", ["name", "note", "kind", "place", "public"])
@pytest.mark.parametrize("data", [None, {}])
def test_every_describedby_points_to_a_text_that_is_there(name: str, data: dict[str, str] | None) -> None:
    html = show("{% field bound %}", bound=ClusterForm(data)[name])
    for ids in re.findall(r'aria-describedby="([^"]+)"', html):
        assert set(ids.split()) <= set(re.findall(r'\bid="([^"]+)"', html))
    for target in re.findall(r'<label for="([^"]+)"', html):
        assert f'id="{target}"' in html


def test_an_invalid_field_says_so_and_only_optional_ones_are_marked() -> None:
    form = ClusterForm({})
    name, note = show("{% field f %}", f=form["name"]), show("{% field f %}", f=form["note"])
    assert 'aria-invalid="true"' in name
    assert "(optional)" not in name
    assert "aria-invalid" not in note
    assert "(optional)" in note


def test_radio_buttons_have_one_label_each() -> None:
    html = show("{% field f %}", f=ClusterForm()["kind"])
    assert html.count("<label") == html.count('type="radio"') == 2
    assert html.count("<legend>") == 1


def test_error_summary_links_to_the_fields() -> None:
    html = show("{% error_summary form %}", form=ClusterForm({}))
    assert 'href="#id_name"' in html
    assert 'href="#id_kind_0"' in html
    assert "3 things need your attention" in html
    assert show("{% error_summary form %}", form=forms.Form({})).strip() == ""


def test_error_summary_has_one_sign_between_a_label_that_is_a_sentence_and_what_is_wrong() -> None:
    class Agreement(forms.Form):
        yes = forms.BooleanField(label="You may.", error_messages={"required": "Needed."})

    assert ">You may: Needed.<" in show("{% error_summary form %}", form=Agreement({}))


def test_rating_checks_one_level_and_offers_cannot_judge() -> None:
    levels = [f"{SCRIPT} {n}" for n in range(5)]
    tag = '{% rating name="d" legend=bad levels=levels value=value %}'
    html = show(tag, levels=levels, bad=SCRIPT, value=3)
    assert html.count('type="radio"') == 6
    assert html.count("checked") == 1
    assert re.search(r'value="3" checked', html)
    assert SCRIPT not in html
    assert "checked" not in show(tag, levels=levels, bad="", value=None)
    assert re.search(r'value="skip" checked', show(tag, levels=levels, bad="", value="skip"))


def test_parts_with_something_inside_escape_their_titles_and_keep_their_content() -> None:
    html = show(
        "{% page_header title=bad lead=bad %}<a>act</a>{% endpage_header %}"
        "{% card title=bad %}<b>in</b>{{ bad }}{% endcard %}"
        "{% guidance title=bad %}<b>help</b>{% endguidance %}"
        "{% empty_state title=bad action=bad url='/x/' %}<p>why</p>{% endempty_state %}",
        bad=SCRIPT,
    )
    assert SCRIPT not in html
    for kept in ("<a>act</a>", "<b>in</b>", "<b>help</b>", "<p>why</p>"):
        assert kept in html


def test_conflict_shows_both_texts_marked_and_escaped() -> None:
    clash = Clash("text", "text", f"kept old {SCRIPT}", "kept new")
    context = {
        "clashes": [{"clash": clash, "difference": compare_texts(clash.theirs, clash.yours)}],
        "others": [("title", SCRIPT)], "version": 4, "action": "/save/",
    }  # fmt: skip
    html = render_to_string("components/conflict.html", context, RequestFactory().get("/"))
    assert SCRIPT not in html
    assert re.search(r"<del>old", html)
    assert re.search(r"<ins>new", html)
    assert 'name="version" value="4"' in html
    assert 'name="text"' in html
    assert 'name="title"' in html


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/clusters/a/", "/clusters/a/"),
        ("/clusters/a/rounds/1/", "/clusters/a/"),
        ("/clusters/a/people/", "/clusters/a/people/"),
        ("/elsewhere/", None),
    ],
)
def test_the_nearest_room_is_marked_in_the_navigation(path: str, expected: str | None) -> None:
    assert nearest(["/clusters/a/", "/clusters/a/people/", "/guide/"], path) == expected


def test_undo_address_comes_from_the_message_tag() -> None:
    assert undo_url(Message(constants.SUCCESS, "Gone.", extra_tags="undo=/back/7/")) == "/back/7/"
    assert undo_url(Message(constants.SUCCESS, "Saved.")) == ""


def test_files_of_a_first_visit_stay_small() -> None:
    base = (STATIC.parent / "templates/base.html").read_text()  # other pages name the modules they alone need
    modules = re.findall(r"octant/js/[a-z-]+\.js", base)
    assert len(modules) > 4
    files = [
        "vendor/vendor.css", "vendor/htmx.org/4.0.1/htmx.min.js", "octant/octant.css", "octant/charts.css",
        "octant/js/main.js", "octant/favicon.svg", *modules,
    ]  # fmt: skip
    compressed = sum(len(gzip.compress((STATIC / name).read_bytes())) for name in files)
    font = (STATIC / "vendor/fontsource-variable-inter/5.3.0/inter-latin.woff2").stat().st_size
    assert compressed + font < 110_000  # leaves 40 kB of the 150 kB for the page itself


def test_style_sheets_and_modules_ask_nobody_else() -> None:
    for path in [*STATIC.rglob("*.css"), *(STATIC / "octant").rglob("*.js")]:
        assert not re.search(r"(?:url\(|@import|import\(?)\s*['\"]?(?:https?:)?//", path.read_text()), path


def test_templates_need_no_inline_code() -> None:
    for path in (STATIC.parent / "templates").rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"<style|\sstyle=|\son(?!e=)[a-z]+=|<script(?![^>]*\ssrc=)", text), path
