"""Message catalogues: texts are collected, brought up to date, checked and compiled."""

import gettext
import os

import pytest

from octant.core import catalogues

TEMPLATE = """\
{% load i18n %}
<h1>{% translate "Findings" %}</h1>
<p>{% blocktranslate count n=n trimmed %}
  {{ n }} finding of {{ cluster }}
{% plural %}
  {{ n }} findings of {{ cluster }}
{% endblocktranslate %}</p>
{# "Not this" #}
<p>{% translate "May" context "month" %} {{ name|default:_("Nobody's") }} 100 % "loose"</p>
"""
PYTHON = """\
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

# Translators: the kind of a round
NAME = _("Round")
LONG = _("One sentence "
         "on two lines.")
PLAIN = "Not this"


def said(n):
    return ngettext("%(n)s goal", "%(n)s goals", n) + pgettext("verb", "Rate")
"""


@pytest.fixture
def package(tmp_path):
    """A small package with a page and a module."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.html").write_text(TEMPLATE)
    (tmp_path / "words.py").write_text(PYTHON)
    return tmp_path


def translate(package, *pairs):
    """Fill in the German catalogue: pairs of what stands in the file and what shall stand there."""
    path = catalogues.po_file("de", package)
    text = path.read_text()
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text)


def entry(message, translation):
    return f'msgid "{message}"\nmsgstr ""\n', f'msgid "{message}"\nmsgstr "{translation}"\n'


def plural(singular, plural, one, many):
    head = f'msgid "{singular}"\nmsgid_plural "{plural}"\n'
    return f'{head}msgstr[0] ""\nmsgstr[1] ""\n', f'{head}msgstr[0] "{one}"\nmsgstr[1] "{many}"\n'


GOALS = plural("%(n)s goal", "%(n)s goals", "%(n)s Ziel", "%(n)s Ziele")
FINDINGS = plural(
    "%(n)s finding of %(cluster)s",
    "%(n)s findings of %(cluster)s",
    "%(n)s Befund von %(cluster)s",
    "%(n)s Befunde von %(cluster)s",
)
REST = [
    entry("Findings", "Befunde"),
    entry("May", "Mai"),
    entry("Nobody's", "Niemandes"),
    entry("Round", "Runde"),
    entry("One sentence on two lines.", "Ein Satz auf zwei Zeilen."),
    entry("Rate", "Bewerten"),
]


def test_texts_of_a_template_are_found(package):
    found = list(catalogues.messages(package / "templates/page.html"))
    assert found == [
        (2, "Findings", [], None),
        (3, ("%(n)s finding of %(cluster)s", "%(n)s findings of %(cluster)s"), [], None),
        (9, "May", [], "month"),
        (9, "Nobody's", [], None),
    ]


def test_texts_of_python_are_found_with_the_remarks_for_translators(package):
    found = {(message, context) for _, message, _, context in catalogues.messages(package / "words.py")}
    assert found == {
        ("Round", None),
        ("One sentence on two lines.", None),
        (("%(n)s goal", "%(n)s goals"), None),
        ("Rate", "verb"),
    }
    assert catalogues.extract(package)["Round"].auto_comments == ["Translators: the kind of a round"]


def test_update_adds_what_is_new_keeps_what_is_translated_and_drops_what_is_gone(package):
    catalogues.update("de", package)
    assert catalogues.languages(package) == ["de"]
    translate(package, entry("Round", "Runde"), GOALS)

    (package / "words.py").write_text(PYTHON.replace("One sentence ", "Another sentence "))
    catalogues.update("de", package)

    german = catalogues.read("de", package)
    assert german["Round"].string == "Runde"
    assert german["%(n)s goal"].string == ("%(n)s Ziel", "%(n)s Ziele")
    assert german["Another sentence on two lines."].string == ""
    assert "One sentence on two lines." not in german
    assert "One sentence" not in catalogues.po_file("de", package).read_text()


def test_a_finished_catalogue_has_no_problems(package):
    catalogues.update("de", package)
    translate(package, GOALS, FINDINGS, *REST)
    assert catalogues.problems(package) == []


def test_texts_that_are_missing_left_over_or_untranslated_are_problems(package):
    catalogues.update("de", package)
    translate(package, GOALS, FINDINGS, *REST[:-1])
    (package / "words.py").write_text(PYTHON.replace('"Round"', '"Turn"'))
    assert catalogues.problems(package) == [
        "de: not in the catalogue: 'Turn'",
        "de: no longer used: 'Round'",
        "de: not translated: 'Rate'",
    ]


def test_a_plural_form_that_is_missing_is_a_problem(package):
    catalogues.update("de", package)
    half = plural("%(n)s goal", "%(n)s goals", "%(n)s Ziel", "")
    translate(package, half, FINDINGS, *REST)
    assert catalogues.problems(package) == ["de: not translated: ('%(n)s goal', '%(n)s goals')"]


def test_a_doubtful_translation_counts_as_none(package):
    catalogues.update("de", package)
    translate(package, GOALS, FINDINGS, *REST)
    translate(package, ('msgid "Round"', '#, fuzzy\nmsgid "Round"'))
    assert catalogues.problems(package) == ["de: not translated: 'Round'"]


@pytest.mark.parametrize(
    ("one", "many", "problem"),
    [
        ("Befund von %(cluster)s", "%(n)s Befunde von %(cluster)s", "%(n)s is missing"),
        ("%(n)s Befund", "%(n)s Befunde von %(cluster)s", "%(cluster)s is missing"),
        ("%(n)s Befund von %(cluster)s", "%(n)s Befunde von %(cluster)", "%(cluster)s is missing"),
        (
            "%(n)s Befund von %(cluster)s",
            "%(n)s Befunde von %(cluster)s in %(ort)s",
            "%(ort)s is not in the original",
        ),
    ],
)
def test_wrong_placeholders_are_problems(package, one, many, problem):
    catalogues.update("de", package)
    wrong = plural("%(n)s finding of %(cluster)s", "%(n)s findings of %(cluster)s", one, many)
    translate(package, GOALS, wrong, *REST)
    (found,) = catalogues.problems(package)
    assert found.startswith(f"de: {problem}: ")


def test_a_form_may_name_the_number_where_the_english_singular_says_one(package):
    (package / "words.py").write_text(
        'from django.utils.translation import ngettext\nngettext("one goal", "%(n)s goals", 3)\n'
    )
    (package / "templates/page.html").write_text("")
    catalogues.update("lt", package)
    path = catalogues.po_file("lt", package)
    text = path.read_text()
    for form in range(catalogues.read("lt", package).num_plurals):
        text = text.replace(f'msgstr[{form}] ""', f'msgstr[{form}] "%(n)s tikslai"')
    path.write_text(text)
    assert catalogues.problems(package) == []


def test_compiled_catalogues_can_be_used_and_follow_their_source(package):
    catalogues.update("de", package)
    translate(package, GOALS, FINDINGS, *REST)
    catalogues.compile_all(package)

    compiled = catalogues.po_file("de", package).with_suffix(".mo")

    def german():
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)

    assert german().gettext("Round") == "Runde"
    assert german().pgettext("month", "May") == "Mai"
    assert german().ngettext("%(n)s goal", "%(n)s goals", 2) == "%(n)s Ziele"

    translate(package, ('"Runde"', '"Durchgang"'))
    os.utime(compiled, (0, 0))
    catalogues.compile_all(package)
    assert german().gettext("Round") == "Durchgang"
    assert {path.name for path in compiled.parent.iterdir()} == {"django.po", "django.mo"}


def test_a_compiled_catalogue_that_is_newer_is_left_alone(package):
    catalogues.update("de", package)
    catalogues.compile_all(package)
    compiled = catalogues.po_file("de", package).with_suffix(".mo")
    compiled.write_bytes(b"as it was")
    catalogues.compile_all(package)
    assert compiled.read_bytes() == b"as it was"
