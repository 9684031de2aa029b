"""Two people on one goal at once: different fields are joined, the same field is shown side by side."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser]
GOAL = "/clusters/hamburg-alliance/rounds/2/goals/services/"


@pytest.fixture
def two(browser, demo):
    pages = []
    for role in ("Coordinator", "Core team"):
        page = browser.new_context().new_page()
        page.goto(demo.url)
        page.get_by_role("button", name=role).first.click()
        page.goto(demo.url + GOAL)
        pages.append(page)
    yield pages
    for page in pages:
        page.context.close()


def write(page: Page, name: str, text: str) -> None:
    """Type a text and wait until the server has answered to it."""
    with page.expect_response(lambda response: text in (response.request.post_data or "")):
        page.locator(f"form[data-autosave] [name={name}]").first.fill(text)
    expect(page.locator("[data-save-status]").first).to_have_attribute(
        "data-state", re.compile("saved|conflict")
    )


def test_nobody_overwrites_the_other(two):
    first, second = two
    write(first, "outcome", "More members find help")
    write(second, "capacity", "One person answers within a week")
    expect(second.locator("[name=outcome]").first).to_have_value("More members find help")
    write(first, "title", "Help for 40 members")
    expect(first.locator("[name=capacity]").first).to_have_value("One person answers within a week")
    write(second, "outcome", "Members help each other")
    write(first, "outcome", "Members find help faster")
    expect(first.get_by_text("Members help each other").first).to_be_visible()
    expect(first.locator("textarea", has_text="Members find help faster").last).to_be_attached()
