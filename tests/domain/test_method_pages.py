"""The pages in docs/methods: every figure in their examples is computed, and the index lists them all."""

import doctest
from pathlib import Path

import pytest

METHODS = Path(__file__).parents[2] / "docs" / "methods"
PAGES = sorted(page.name for page in METHODS.glob("*.md") if page.name != "README.md")


@pytest.mark.parametrize(
    "page",
    [
        "agreement.md",
        "change.md",
        "duplicates.md",
        "influence.md",
        "landscape.md",
        "map.md",
        "matching.md",
        "network.md",
        "opinion.md",
        "planning.md",
        "priorities.md",
        "scoring.md",
        "small-groups.md",
        "smart.md",
    ],
)
def test_examples_compute_what_the_page_says(page: str) -> None:
    result = doctest.testfile(str(METHODS / page), module_relative=False, encoding="utf-8")
    assert result.attempted > 0
    assert result.failed == 0


def test_the_index_lists_every_page() -> None:
    index = (METHODS / "README.md").read_text(encoding="utf-8")
    assert [page for page in PAGES if f"]({page})" not in index] == []
