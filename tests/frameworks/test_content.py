"""The published content is complete, unique, sourced, translated and unchanged."""

import doctest
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from octant.domain.framework import Framework, Source
from octant.frameworks import queries
from octant.frameworks.loading import check_all

LANGUAGES = ["en", "de"]


@pytest.fixture(params=LANGUAGES)
def guide(request) -> Framework:
    return queries.framework("csei", 1, request.param)


def everything(value: object) -> Iterator[object]:
    """The value and every dataclass inside it."""
    if isinstance(value, tuple):
        for item in value:
            yield from everything(item)
    elif is_dataclass(value):
        yield value
        for field in fields(value):
            if field.compare:
                yield from everything(getattr(value, field.name))


def test_nothing_is_wrong_with_any_framework():
    assert check_all() == []


def test_dimensions_stand_in_the_order_of_the_guide(guide):
    assert [dimension.key for dimension in guide.dimensions] == [
        "membership",
        "composition",
        "operational_model",
        "coordinating_body",
        "financial_model",
        "services",
        "purpose",
        "collaboration",
    ]


def test_each_dimension_is_complete(guide):
    for dimension in guide.dimensions:
        assert [level.number for level in dimension.levels] == [1, 2, 3, 4, 5]
        assert 4 <= len(dimension.statements) <= 7
        assert dimension.reading
        assert len(dimension.short_name) <= 14, "short names must fit a small chart"


def test_lists_hold_what_the_guide_names(guide):
    assert [sector.key for sector in guide.sectors] == ["public", "private", "social", "academic"]
    assert len(guide.categories_of("internal")) == 5
    assert len(guide.categories_of("external")) == 6
    assert len(guide.core_functions) == 4
    assert len(guide.success_factors) == 5
    assert [len(audience.benefits) for audience in guide.audiences] == [3, 3, 3]
    assert len(guide.vision_questions) == 4
    assert [entry.key for entry in guide.focus_criteria] == ["gap", "bottleneck", "leverage", "feasibility"]
    assert "".join(entry.key[0] for entry in guide.smart_criteria) == "smart"[:4] + "t"
    assert [entry.key for entry in guide.goal_parts] == ["outcome", "capacity"]
    assert [entry.key for entry in guide.measure_kinds] == [
        "activity",
        "intervention",
        "structure",
        "pilot",
        "partnership",
    ]
    assert len(guide.measure_resources) == 5
    assert len(guide.dimension("services").examples) == 9


def test_every_step_says_what_it_means_when_a_running_cluster_is_evaluated(guide):
    assert all(step.evaluate.text for step in guide.steps)
    assert [len(step.evaluate.variants) for step in guide.steps] == [0, 0, 2, 2, 2]


def test_examples_stand_where_people_need_one(guide):
    for entry in (*guide.measure_kinds, *guide.smart_criteria, *guide.goal_parts, *guide.focus_criteria):
        assert entry.example, entry.key


def test_ids_of_statements_and_questions_are_unique(guide):
    prompts = [prompt for step in guide.steps for prompt in (*step.questions, *step.tips)]
    prompts += [question for category in guide.resource_categories for question in category.questions]
    ids = [prompt.id for prompt in prompts] + [statement.id for statement in guide.statements]

    assert len(ids) == len(set(ids))


def test_every_entry_has_a_source_that_is_listed(guide):
    with_source = [item for item in everything(guide) if hasattr(item, "source")]

    assert len(with_source) > 300
    assert {item.source for item in with_source} <= set(guide.sources)


def test_every_listed_source_is_used_or_names_a_chapter(guide):
    used = {item.source for item in everything(guide) if hasattr(item, "source")}
    unused = {source.key for source in guide.sources} - {
        source.key for source in used if isinstance(source, Source)
    }

    assert unused <= {"guide introduction", "guide ch. 2", "guide ch. 4 I"}


def test_both_languages_have_the_same_ids():
    english, german = (queries.framework("csei", 1, language) for language in LANGUAGES)

    assert [s.id for s in english.statements] == [s.id for s in german.statements]
    assert english.title != german.title
    assert german.language == "de"


@pytest.mark.parametrize(
    ("asked", "given"),
    [("de", "de"), ("de-at", "de"), ("en-gb", "en"), ("xx", "en"), ("../de", "en"), ("", "en")],
)
def test_the_nearest_language_is_given(asked, given):
    assert queries.framework("csei", 1, asked).language == given


def test_an_edition_is_read_once():
    assert queries.framework("csei", 1, "de") is queries.framework("csei", 1, "de-at")


def test_the_newest_published_edition_is_found():
    assert queries.latest("csei") == 1
    assert queries.published("csei") == (1,)


@pytest.mark.parametrize(("slug", "edition"), [("csei", 99), ("nothing", 1)])
def test_what_does_not_exist_cannot_be_read(slug, edition):
    with pytest.raises(LookupError):
        queries.framework(slug, edition, "en")


def test_there_is_no_newest_edition_of_nothing():
    with pytest.raises(LookupError):
        queries.latest("nothing")


def test_search_needs_all_words_and_puts_titles_first(guide):
    name = guide.dimension("financial_model").name
    hits = queries.search(guide, name.upper())

    assert hits[0].title.startswith(name)
    assert queries.search(guide, f"{name} qqqq") == ()
    assert queries.search(guide, "   ") == ()


def test_search_finds_an_apostrophe_as_people_type_it():
    assert queries.search(queries.framework("csei", 1, "en"), "people's heads")


def test_the_examples_in_the_documentation_hold():
    page = Path(__file__).parents[2] / "docs" / "methods" / "framework.md"
    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")

    assert result.attempted > 0
    assert result.failed == 0
