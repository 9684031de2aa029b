"""The quick tags give what Django's own give."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Engine, TemplateSyntaxError, engines
from django.urls import NoReverseMatch
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from octant.core.languages import once_in_each_language
from octant.core.templatetags.octant import Link

LIBRARIES = ["django.templatetags.i18n", "django.templatetags.static"]
PLAIN = Engine(builtins=LIBRARIES)
QUICK = Engine(builtins=[*LIBRARIES, "octant.core.templatetags.quick"])

TEMPLATES = [
    '{% translate "Save" %}',
    "{% translate 'Save' as word %}[{{ word }}]",
    '{% translate "Save" as word %}{{ word|upper }}',
    '{% translate "Save"|upper %}',
    '{% translate "Save" noop %}',
    '{% translate "Now" context "level" %}',
    "{% translate text %}",
    '{% translate "<b> & 100 %" %}',
    '{% autoescape off %}{% translate "<b> & 100 %" %}{% endautoescape %}',
    "{% url 'rounds:finding' slug 1 7 %}",
    "{% url 'rounds:finding' slug number pk %}",
    "{% url 'rounds:finding' slug=slug number=number pk=pk %}",
    "{% url 'rounds:finding' slug number pk as there %}[{{ there }}]",
    "{% url 'rounds:no_such_page' slug as there %}[{{ there }}]",
    "{{ day|date }}",
    '{{ day|date:"SHORT_DATE_FORMAT" }} {{ day|date:"F Y" }}',
    '{{ moment|date:"SHORT_DATE_FORMAT" }} {{ moment|date:"c" }}',
    '{{ nothing|date:"SHORT_DATE_FORMAT"|default:"…" }}',
    '{{ text|date:"SHORT_DATE_FORMAT" }}',
    '{{ day|date:form }}',
    "{% csrf_token %}",
    "{% with csrf_token='' %}[{% csrf_token %}]{% endwith %}",
]  # fmt: skip
VALUES = {
    "text": "<Save>",
    "slug": "north",
    "number": 2,
    "pk": 12,
    "day": date(2026, 8, 21),
    "moment": datetime(2026, 8, 21, 23, 30, tzinfo=UTC),
    "nothing": None,
    "form": "j. F <b>",
    "csrf_token": SimpleLazyObject(lambda: "<token> & \"'"),
}


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_same_as_django_in_every_language(template):
    plain, quick = PLAIN.from_string(template), QUICK.from_string(template)
    for language in ("en", "de", "en", "de"):
        with translation.override(language):
            for autoescape in (True, False):
                wanted = plain.render(Context(VALUES, autoescape=autoescape))
                assert quick.render(Context(VALUES, autoescape=autoescape)) == wanted


def test_a_language_changes_text_and_day():
    template = QUICK.from_string('{% translate "Save" %} {{ day|date:"F" }}')
    shown = []
    for language in ("en", "de", "en"):
        with translation.override(language):
            shown.append(template.render(Context({"day": date(2026, 3, 1)})))
    assert shown == ["Save March", "Speichern März", "Save March"]


def test_two_clusters_have_two_addresses():
    template = QUICK.from_string("{% url 'clusters:home' slug %}")
    shown = [template.render(Context({"slug": slug})) for slug in ("a", "b", "a")]
    assert shown == ["/clusters/a/", "/clusters/b/", "/clusters/a/"]


def test_an_unknown_page_is_an_error():
    with pytest.raises(NoReverseMatch):
        QUICK.from_string("{% url 'rounds:no_such_page' 'north' %}").render(Context())


# ---------- Parts that depend on a few values alone ----------

TABS = '{% pure "components/choice.html" options=options label=label %}'


def choice(label, options, template=TABS):
    return QUICK_ENGINE.from_string(template).render({"label": label, "options": options})


QUICK_ENGINE = engines["django"]


def test_a_part_is_what_including_it_gives():
    options = (Link("One & two", "/1/", True), Link("Three", "/3/"))
    included = QUICK_ENGINE.from_string('{% include "components/choice.html" %}')
    wanted = included.render({"label": "Ways", "options": options})
    assert choice("Ways", options) == wanted
    assert choice("Ways", options) == wanted


def test_other_values_are_another_text():
    assert "First" in choice("x", (Link("First", "/"),))
    assert "Second" in choice("x", (Link("Second", "/"),))
    assert "First" in choice("x", (Link("First", "/"),))


def test_a_safe_text_is_never_taken_for_one_that_must_be_escaped():
    assert "<b>" in choice(SafeString("<b>"), ())
    assert "<b>" not in choice("<b>", ())
    assert "<b>" in choice(SafeString("<b>"), ())


def test_a_part_in_each_language():
    step = '{% pure "components/steps.html" steps=steps %}'
    for language, word in (("en", "Steps of this round"), ("de", "Schritte"), ("en", "Steps of this round")):
        with translation.override(language):
            assert word in QUICK_ENGINE.from_string(step).render({"steps": ()})


def test_a_part_knows_nothing_else_of_the_page():
    template = QUICK_ENGINE.from_string('{% pure "components/choice.html" options=options %}')
    assert "secret" not in template.render({"options": (), "label": "secret"})


def test_values_that_may_change_are_refused():
    with pytest.raises(TypeError, match="unhashable"):
        choice("x", [Link("First", "/")])


@pytest.mark.parametrize("tag", ["{% pure name a=1 %}", '{% pure "x.html" a %}', "{% pure 'x.html\" a=1 %}"])
def test_how_the_tag_is_written(tag):
    with pytest.raises(TemplateSyntaxError):
        QUICK_ENGINE.from_string(tag)


def test_once_in_each_language():
    made = []

    @once_in_each_language(8)
    def greeting(name):
        made.append(name)
        return translation.gettext("Save") + name

    for _ in range(2):
        for language in ("en", "de"):
            with translation.override(language):
                assert greeting("!") == {"en": "Save!", "de": "Speichern!"}[language]
    assert made == ["!", "!"]


# ---------- Files ----------


@pytest.mark.parametrize(
    "template",
    [
        "{% static 'octant/favicon.svg' %}",
        "{% static path %}",
        "{% static 'octant/favicon.svg' as it %}[{{ it }}]",
    ],
)
def test_addresses_of_files(template):
    values = {"path": "octant/octant.css"}
    for _ in range(2):
        assert QUICK.from_string(template).render(Context(values)) == PLAIN.from_string(template).render(
            Context(values)
        )
