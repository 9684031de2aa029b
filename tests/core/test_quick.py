"""The quick tags give what Django's own give."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Engine
from django.urls import NoReverseMatch
from django.utils import translation

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
