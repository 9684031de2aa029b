"""Framework data: what is accepted, what is refused, and how translations are laid over it."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octant.domain.framework import (
    Block,
    BlockKind,
    InvalidFrameworkError,
    Problem,
    ProblemCode,
    blocks,
    parse,
    translate,
)

LISTS = [
    "resource_groups",
    "core_functions",
    "success_factors",
    "focus_criteria",
    "smart_criteria",
    "goal_parts",
    "measure_kinds",
    "measure_resources",
    "learnings",
    "glossary",
]


def entry(key: str) -> dict[str, object]:
    return {"key": key, "name": f"Name of {key}", "text": f"Text of {key}", "source": "book ch. 1"}


def dimension(key: str) -> dict[str, object]:
    return {
        **entry(key),
        "short_name": key,
        "question": "?",
        "definition": "d",
        "why": "w",
        "examples": [entry("one")],
        "think_about": [entry("one")],
        "rubric": [{"number": n, "label": f"L{n}", "text": f"T{n}"} for n in range(1, 6)],
        "statements": [{"key": k, "text": f"{key} {k}"} for k in ("a", "b", "c", "d")],
    }


def step(key: str) -> dict[str, object]:
    return {
        **entry(key),
        "title": "t",
        "purpose": "p",
        "output": "o",
        "questions": [{"key": "what", "text": "What?"}],
        "evaluate": {"text": "e"},
    }


@pytest.fixture
def data() -> dict:
    entries = {name: [entry("one")] for name in LISTS}
    dimensions = [dimension(key) for key in ("left", "right", "front")]
    steps = [step(key) for key in ("describe", "vision", "focus", "goals", "measures")]
    for item in dimensions + steps:
        del item["text"]
    return {
        "slug": "small",
        "edition": 1,
        "title": "Small",
        "summary": "s",
        "origin": {"title": "t", "publisher": "p", "note": "n"},
        "sources": [{"key": "book ch. 1", "label": "Book, chapter 1"}],
        "sectors": [entry("public")],
        "dimensions": dimensions,
        "steps": steps,
        "resource_categories": [
            {**entry("people"), "group": "one", "questions": [{"key": "who", "text": "Who?"}]}
        ],
        "audiences": [
            {
                "key": "town",
                "name": "Town",
                "sector": "public",
                "source": "book ch. 1",
                "benefits": [entry("more")],
            }
        ],
        **entries,
    }


def problems(data: dict, **options: object) -> list[Problem]:
    with pytest.raises(InvalidFrameworkError) as caught:
        parse(data, **options)
    return list(caught.value.problems)


def test_valid_data_becomes_a_framework(data):
    framework = parse(data, language="xx")

    assert framework.language == "xx"
    assert [dimension.number for dimension in framework.dimensions] == [1, 2, 3]
    assert framework.statement("left.a").dimension == "left"
    assert framework.category("people").questions[0].id == "people.who"
    assert framework.vision_questions[0].id == "vision.what"
    assert framework.dimension("right").level(5).label == "L5"


def test_a_source_is_passed_down(data):
    data["dimensions"][0]["statements"][1]["source"] = "book ch. 2"
    data["sources"].append({"key": "book ch. 2", "label": "Book, chapter 2"})

    framework = parse(data)

    assert str(framework.statement("left.a").source) == "Book, chapter 1"
    assert str(framework.statement("left.b").source) == "Book, chapter 2"


@pytest.mark.parametrize("find", ["dimension", "statement", "category", "step", "audience", "sector", "term"])
def test_looking_up_what_is_not_there_says_so(data, find):
    with pytest.raises(KeyError, match="'nowhere'"):
        getattr(parse(data), find)("nowhere")


@pytest.mark.parametrize("number", [0, 6, -1])
def test_there_are_only_levels_one_to_five(data, number):
    with pytest.raises(KeyError, match="no level"):
        parse(data).dimension("left").level(number)


def test_all_problems_are_found_in_one_go(data):
    del data["title"]
    data["dimensions"][1]["name"] = " "
    data["dimensions"][2]["shortname"] = "x"
    data["steps"][0]["questions"][0]["text"] = 7

    assert set(problems(data)) == {
        Problem(("title",), ProblemCode.MISSING),
        Problem(("dimensions", 1, "name"), ProblemCode.EMPTY),
        Problem(
            ("dimensions", 2, "shortname"),
            ProblemCode.UNKNOWN_KEY,
            "definition, examples, key, name, question, rubric, short_name, statements, think_about, why",
        ),
        Problem(("steps", 0, "questions", 0, "text"), ProblemCode.WRONG_TYPE, "text"),
    }


def change(path: str, value: object):
    """A change to the data: `path` such as "dimensions.0.name"; None removes the value."""

    def apply(data: dict) -> dict:
        data = copy.deepcopy(data)
        *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        place = data
        for part in way:
            place = place[part]
        if value is None:
            del place[last]
        else:
            place[last] = value
        return data

    return apply


@pytest.mark.parametrize(
    ("faulty", "path", "code"),
    [
        (change("dimensions.0.rubric.4", None), ("dimensions", 0, "rubric"), ProblemCode.WRONG_COUNT),
        (
            change("dimensions.0.rubric.1.number", 9),
            ("dimensions", 0, "rubric", 1, "number"),
            ProblemCode.WRONG_ORDER,
        ),
        (change("dimensions.0.statements.0", None), ("dimensions", 0, "statements"), ProblemCode.WRONG_COUNT),
        (
            change("dimensions.0.statements.1.key", "a"),
            ("dimensions", 0, "statements", 1),
            ProblemCode.DUPLICATE,
        ),
        (change("dimensions.1.key", "left"), ("dimensions", 1), ProblemCode.DUPLICATE),
        (change("dimensions.1.key", "Right one"), ("dimensions", 1, "key"), ProblemCode.BAD_KEY),
        (change("dimensions.1.source", "book ch. 9"), ("dimensions", 1, "source"), ProblemCode.BAD_REFERENCE),
        (
            change("resource_categories.0.group", "two"),
            ("resource_categories", 0, "group"),
            ProblemCode.BAD_REFERENCE,
        ),
        (change("audiences.0.sector", "two"), ("audiences", 0, "sector"), ProblemCode.BAD_REFERENCE),
        (change("glossary.0.source", None), ("glossary", 0, "source"), ProblemCode.NO_SOURCE),
        (change("glossary", None), ("glossary",), ProblemCode.MISSING),
        (change("glossary", "text"), ("glossary",), ProblemCode.WRONG_TYPE),
        (change("glossary", []), ("glossary",), ProblemCode.WRONG_COUNT),
        (change("glossary.0", "text"), ("glossary", 0), ProblemCode.WRONG_TYPE),
        (change("origin", None), ("origin",), ProblemCode.MISSING),
        (change("origin", "text"), ("origin",), ProblemCode.WRONG_TYPE),
        (change("edition", "1"), ("edition",), ProblemCode.WRONG_TYPE),
        (change("edition", 0), ("edition",), ProblemCode.WRONG_TYPE),
        (change("steps.4", None), ("steps",), ProblemCode.WRONG_COUNT),
        (change("steps.4.key", "deeds"), ("steps",), ProblemCode.WRONG_ORDER),
    ],
)
def test_each_fault_is_reported_once_and_at_its_place(data, faulty, path, code):
    assert [(problem.path, problem.code) for problem in problems(faulty(data))] == [(path, code)]


def test_reading_must_belong_to_a_dimension(data):
    found = problems(data, reading={"nowhere": "Text"})

    assert found == [Problem((), ProblemCode.UNKNOWN_READING, "nowhere")]


def test_empty_data_lists_everything_that_is_missing():
    found = problems({})

    assert {problem.code for problem in found} == {ProblemCode.MISSING}
    assert {"slug", "edition", "dimensions", "steps", "sources", "origin"} <= {p.path[0] for p in found}


def test_an_overlay_replaces_texts_and_lists_what_it_lacks(data):
    overlay = {"title": "Klein", "dimensions": {"left": {"rubric": {"1": {"label": "Schwach"}}}}}

    translated, faults, missing = translate(data, overlay)

    framework = parse(translated)
    assert framework.title == "Klein"
    assert framework.dimension("left").level(1).label == "Schwach"
    assert framework.dimension("left").level(2).label == "L2"
    assert faults == []
    assert ("summary",) in missing
    assert ("title",) not in missing
    assert not {path[-1] for path in missing} & {"key", "source", "group", "sector", "slug"}


@pytest.mark.parametrize(
    ("overlay", "problem"),
    [
        ({"titel": "x"}, Problem(("titel",), ProblemCode.UNKNOWN_KEY)),
        ({"dimensions": {"up": {}}}, Problem(("dimensions", "up"), ProblemCode.UNKNOWN_KEY)),
        (
            {"dimensions": {"left": {"key": "links"}}},
            Problem(("dimensions", "left", "key"), ProblemCode.UNKNOWN_KEY),
        ),
        ({"dimensions": "x"}, Problem(("dimensions",), ProblemCode.WRONG_TYPE, "mapping")),
        ({"title": {"a": "x"}}, Problem(("title",), ProblemCode.WRONG_TYPE, "text")),
    ],
)
def test_what_an_overlay_cannot_hold_is_reported(data, overlay, problem):
    translated, faults, _ = translate(data, overlay)

    assert faults == [problem]
    assert parse(translated).title == "Small"


def test_reading_is_made_of_headings_paragraphs_and_lists():
    text = "## Head\n\nOne line\nand more.\n\n- first - with a dash\n- second\n  goes on\n\n## Next\nat once"

    assert blocks(text) == (
        Block(BlockKind.HEADING, ("Head",)),
        Block(BlockKind.PARAGRAPH, ("One line and more.",)),
        Block(BlockKind.LIST, ("first - with a dash", "second goes on")),
        Block(BlockKind.HEADING, ("Next",)),
        Block(BlockKind.PARAGRAPH, ("at once",)),
    )


@given(st.text())
def test_no_word_of_the_reading_is_lost(text):
    words = [word for block in blocks(text) for line in block.lines for word in line.split()]
    marks = {"##", "-"}

    assert [word for word in words if word not in marks] == [
        word for word in text.split() if word not in marks
    ]


values = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
names = st.sampled_from(
    ["dimensions", "steps", "sources", "origin", "title", "edition", "glossary", "audiences"]
)


@given(st.dictionaries(names, values), st.dictionaries(names, values))
def test_no_data_and_no_overlay_can_break_the_reader(data, overlay):
    translated, _, _ = translate(data, overlay)

    with pytest.raises(InvalidFrameworkError):
        parse(translated)
