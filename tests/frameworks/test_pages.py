"""The guide section: public, complete in every language, and safe with whatever is typed into its search."""

import pytest
from django.urls import reverse
from django.utils.html import escape
from tests.helpers import HOSTILE

from octant.frameworks import queries
from octant.frameworks.views import CHAPTERS

EDITION = ("csei", 1)
PAGES = [reverse(f"guide:{name}", args=EDITION) for name in ("edition", "search", *CHAPTERS)]
DIMENSIONS = [item.key for item in queries.framework(*EDITION, "en").dimensions]


@pytest.fixture(params=["en", "de"])
def language(request, settings) -> str:
    settings.LANGUAGES = [("en", "English"), ("de", "German")]
    return request.param


@pytest.fixture
def guide(language):
    return queries.framework(*EDITION, language)


@pytest.fixture
def get(client, language):
    """The text of a public page in the language; it must answer 200."""

    def page(url: str) -> str:
        response = client.get(url, headers={"accept-language": language})
        assert response.status_code == 200
        return response.content.decode()

    return page


def test_the_plain_address_shows_the_newest_edition(get, guide):
    html = get(reverse("guide:index"))

    assert escape(guide.title) in html
    for item in (*guide.steps, *guide.dimensions):
        assert escape(item.name) in html
    assert 'aria-current="page"' in html


@pytest.mark.parametrize("url", PAGES)
def test_every_page_has_one_main_heading_and_the_contents(get, url):
    html = get(url)

    assert html.count("<h1") == 1
    assert html.count('class="guide__inner"') == 8
    assert " style=" not in html
    assert "<style" not in html


@pytest.mark.parametrize("key", DIMENSIONS)
def test_the_page_of_a_dimension_shows_all_of_it(get, guide, key):
    dimension = guide.dimension(key)
    html = get(reverse("guide:dimension", args=[*EDITION, key]))

    texts = [dimension.name, dimension.question, dimension.definition, dimension.why, dimension.source.label]
    texts += [text for level in dimension.levels for text in (level.label, level.text)]
    texts += [statement.text for statement in dimension.statements]
    texts += [
        text for entry in (*dimension.examples, *dimension.think_about) for text in (entry.name, entry.text)
    ]
    texts += [line for block in dimension.reading for line in block.lines]
    assert [text for text in texts if escape(text) not in html] == []


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("steps", lambda guide: [p for step in guide.steps for p in (*step.questions, *step.tips)]),
        ("steps", lambda guide: [variant for step in guide.steps for variant in step.evaluate.variants]),
        (
            "resources",
            lambda guide: [question for c in guide.resource_categories for question in c.questions],
        ),
        ("core", lambda guide: [*guide.core_functions, *guide.success_factors, *guide.sectors]),
        (
            "benefits",
            lambda guide: [benefit for audience in guide.audiences for benefit in audience.benefits],
        ),
        ("goals", lambda guide: [*guide.focus_criteria, *guide.smart_criteria, *guide.goal_parts]),
        ("goals", lambda guide: [*guide.measure_kinds, *guide.measure_resources]),
        ("learnings", lambda guide: guide.learnings),
        ("glossary", lambda guide: guide.glossary),
    ],
)
def test_every_chapter_shows_all_of_its_texts(get, guide, page, shown):
    html = get(reverse(f"guide:{page}", args=EDITION))

    assert [item.text for item in shown(guide) if escape(item.text) not in html] == []


def test_the_glossary_is_in_alphabetical_order(client, settings):
    settings.LANGUAGES = [("de", "German")]
    response = client.get(reverse("guide:glossary", args=EDITION), headers={"accept-language": "de"})

    names = [term.name for term in response.context["terms"]]
    assert names[0] == "Abstand"
    assert names.index("Mittlere Hälfte") < names.index("Ökosystem") < names.index("Runde")


def test_one_can_turn_from_the_first_page_to_the_last(client):
    url, seen = reverse("guide:index"), []
    while url:
        context = client.get(url).context
        seen.append(url)
        url = context["next"].url if context["next"] else None

    assert len(seen) == 1 + len(CHAPTERS) + len(DIMENSIONS)
    assert seen[-1] == reverse("guide:glossary", args=EDITION)


def test_search_finds_passages_that_lead_to_their_place(get, client, guide):
    term = guide.smart_criteria[1]
    html = get(reverse("guide:search", args=EDITION) + f"?q={term.name}")

    assert escape(term.text) in html
    assert reverse("guide:goals", args=EDITION) + "#smart" in html


def test_every_place_that_search_leads_to_exists(client):
    response = client.get(reverse("guide:search", args=EDITION), {"q": "e"})

    assert len(response.context["hits"]) > 200
    addresses = {url for _, url in response.context["hits"]}
    html = {url: client.get(url).content.decode() for url in {url.partition("#")[0] for url in addresses}}
    lost = [
        url
        for url in addresses
        if "#" in url and f'id="{url.partition("#")[2]}"' not in html[url.partition("#")[0]]
    ]
    assert lost == []


@pytest.mark.parametrize("text", [*HOSTILE, "x" * 5000, "\x00", "%"])
def test_search_takes_any_text(client, text):
    response = client.get(reverse("guide:search", args=EDITION), {"q": text})

    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_a_language_without_translation_says_that_it_shows_english(client, settings):
    settings.LANGUAGES = [("en", "English"), ("fr", "French")]
    html = client.get(reverse("guide:index"), headers={"accept-language": "fr"}).content.decode()

    assert '<div class="guide__page flow" lang="en">' in html


@pytest.mark.parametrize(
    "address",
    [
        "/guide/csei/99/",
        "/guide/nothing/1/",
        "/guide/csei/1/dimensions/nothing/",
        "/guide/csei/99/search/?q=a",
    ],
)
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_the_guide_is_only_read(client):
    assert client.post(reverse("guide:index")).status_code == 405


def test_the_guide_needs_no_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        client.get(reverse("guide:dimension", args=[*EDITION, "purpose"]))
