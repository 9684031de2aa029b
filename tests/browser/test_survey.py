"""A survey from the invitation e-mail to results in which a small sector stays hidden."""

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import axe

pytestmark = [pytest.mark.browser]
SURVEYS = "/clusters/hamburg-alliance/rounds/2/surveys/"
# Six, five and two people: the two are too few, and with them the smallest other sector is hidden.
PEOPLE = ["Public sector"] * 6 + ["Social economy and civil society"] * 5 + ["Academia and research"] * 2


@pytest.fixture
def coordinator(browser: Browser, demo, complaints):
    page = browser.new_context().new_page()
    complaints.watch(page, demo.url)
    page.goto(demo.url)
    page.get_by_role("button", name="Coordinator").first.click()
    yield page
    page.context.close()


def invitations(demo, title: str, expected: int) -> list[str]:
    """The personal links in the mails about this survey."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        links = re.findall(r"^http://\S+/s/\w+/i/\w+/$", demo.printed(), re.M)
        if len(links) >= expected:
            return links[-expected:]
        time.sleep(0.1)
    raise AssertionError(f"{len(links)} links instead of {expected}")


def answer(browser: Browser, link: str, sector: str, complaints, demo) -> None:
    """One person on a phone: opens the link, says the sector, rates the first dimension."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    complaints.watch(page, demo.url)
    page.goto(link)
    expect(page.get_by_text("only with your sector")).to_be_visible()
    page.get_by_label(sector).check()
    page.get_by_role("button", name="Begin").click()
    level = 4 if sector == "Public sector" else 2
    page.locator(f"input[type=radio][value='{level}']").first.check(force=True)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("2 of 8")).to_be_visible()
    context.close()


def nothing_small(page: Page) -> None:
    text = page.locator("main").inner_text()
    assert "Public sector" in text
    assert "Academia" not in text
    assert "Social economy" not in text


def test_from_the_invitation_to_results_with_a_hidden_sector(coordinator, browser, demo, complaints):
    page = coordinator
    page.goto(f"{demo.url}{SURVEYS}new/")
    assert axe(page) == []
    page.get_by_label("Title").fill("What do you see?")
    page.get_by_label(re.compile("By sector only")).check()
    page.get_by_role("button", name="Prepare the survey").click()
    assert axe(page) == []
    page.get_by_role("button", name="Open the survey").click()
    page.get_by_role("link", name="Invite people").click()
    emails = [f"person{number}@example.org" for number in range(len(PEOPLE))]
    page.get_by_label("E-mail addresses").fill("\n".join(emails))
    page.get_by_role("button", name="Send invitations").click()
    expect(page.get_by_text(f"{len(PEOPLE)} e-mails were sent.")).to_be_visible()
    assert axe(page) == []

    links = invitations(demo, "What do you see?", len(PEOPLE))
    for link, sector in zip(links, PEOPLE, strict=True):
        answer(browser, link, sector, complaints, demo)

    page.reload()
    expect(page.get_by_text("13, of these 13 used")).to_be_visible()
    page.get_by_role("link", name="Results", exact=True).click()
    expect(page.get_by_text("The results are sealed")).to_be_visible()
    page.get_by_role("button", name="Reveal the results").click()
    expect(page.get_by_text("13 people have answered.")).to_be_visible()
    expect(page.get_by_text("The other sectors are not shown.").first).to_be_visible()
    nothing_small(page)
    assert axe(page) == []

    shared = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    complaints.watch(shared, demo.url)
    shared.goto(links[0].partition("/i/")[0] + "/results/")
    nothing_small(shared)
    assert axe(shared) == []
    shared.context.close()
