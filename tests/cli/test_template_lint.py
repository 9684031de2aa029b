"""The template lint: what nobody could translate and what the CSP would block."""

from pathlib import Path

import pytest

from octant.cli.template_lint import look_at, problems


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Hello there</p>", "Hello there"),
        ("<p>{{ count }} findings</p>", "findings"),
        ('<img alt="A chart" src="{{ address }}">', "A chart"),
        ("<img alt='A chart' src='x'>", "A chart"),
        ('<button aria-label="Close"></button>', "Close"),
        ('<input placeholder="{{ example }} or so">', "or so"),
        ('{% include "components/button.html" with label="Save" %}', "Save"),
        ('{{ name|default:"Nobody" }}', "Nobody"),
        ("<p>ПРИВЕТ</p>", "ПРИВЕТ"),
        ("{% block title %}Home{% endblock %}", "Home"),
        ('{% translate "Save" %} now', "now"),
    ],
)
def test_text_that_no_translator_sees_is_found(source, text):
    (problem,) = look_at(source)
    assert problem.startswith("line 1: not translatable: ")
    assert text in problem


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color: red"></p>',
        '<div\n  class="a"\n  style="x"></div>',
        "<p STYLE=x></p>",
        "<style>p { color: red }</style>",
        '<button type="button" onclick="go()"></button>',
        '<button type="button" hx-on:click="go()"></button>',
        '<button type="button" hx-on::after-request="go()"></button>',
        '<a href="javascript:go()"></a>',
        "<script>go()</script>",
        '<script type="module">go()</script>',
    ],
)
def test_inline_code_and_styles_are_found(source):
    (problem,) = look_at(source)
    assert problem == "line 1: inline code or style"


@pytest.mark.parametrize(
    "source",
    [
        '<p>{% translate "Hello there" %}</p>',
        "<p>{% blocktranslate %}Hello there{% endblocktranslate %}</p>",
        "{% blocktranslate count n=n trimmed %}\n{{ n }} finding\n{% plural %}\n{{ n }} findings\n"
        "{% endblocktranslate %}",
        '<img alt="{% translate "A chart" %}" src="x">',
        '{% include "components/button.html" with label=_("Save") %}',
        "{# a note #}{% comment %}a longer note{% endcomment %}<!-- and one that is sent -->",
        '<script type="application/json" id="words">{"save": "Save"}</script>',
        '<script type="module" src="{% static "octant/js/main.js" %}"></script>',
        "{% block main_class %}page--narrow{% endblock %}",
        '{% if a > b %}<p class="muted small">{{ a|date:"SHORT_DATE_FORMAT" }} · {{ b }}</p>{% endif %}',
        '<a href="x.svg" download>SVG</a>&nbsp;&middot;&nbsp;<a href="x.png" download>PNG</a>',
        '<form method="post" data-once="true" action="{% url "rounds:goals" slug 1 %}"></form>',
        '<link rel="stylesheet" href="{% static "octant/octant.css" %}">',
        "<p>1 – 5 × A</p>",
    ],
)
def test_translated_text_and_what_is_no_text_are_accepted(source):
    assert look_at(source) == []


def test_problems_come_in_the_order_of_their_lines():
    source = (
        '{% comment %}\ntwo lines\n{% endcomment %}\n<p>Text</p>\n<p style="x"></p>\n<p title="Title"></p>'
    )
    assert look_at(source) == [
        "line 4: not translatable: 'Text'",
        "line 5: inline code or style",
        "line 6: not translatable: 'Title'",
    ]


def test_pages_and_e_mails_are_looked_at(tmp_path: Path):
    folder = tmp_path / "src/octant/templates/room/email"
    folder.mkdir(parents=True)
    (folder / "hello.txt").write_text("Hello")
    (folder.parent / "page.html").write_text("\n<p>Hello</p>")
    (folder.parent / "robots.txt").write_text("User-agent: *")
    assert problems(tmp_path) == [
        "src/octant/templates/room/email/hello.txt: line 1: not translatable: 'Hello'",
        "src/octant/templates/room/page.html: line 2: not translatable: 'Hello'",
    ]
