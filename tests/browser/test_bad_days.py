"""Days on which everything goes wrong: a crash, no network, two people in one text, an impatient finger."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from .conftest import SERVE, Server, kill, start, stop
from .test_journey import form, sign_in, start_cluster_and_round, submit

pytestmark = [pytest.mark.browser]


@dataclass
class Office:
    """A server with one cluster and one round, and a browser that is signed in."""

    server: Server
    folder: Path
    base: str
    signed_in: dict

    def kill(self) -> None:
        """As if the power went off."""
        kill(self.server)

    def start_again(self) -> None:
        port = urlsplit(self.server.url).port
        self.server = start(self.folder, "serve", port=port, **SERVE)


@pytest.fixture(scope="module")
def office(tmp_path_factory, empty, browser) -> Iterator[Office]:
    folder = shutil.copytree(empty, tmp_path_factory.mktemp("office"), dirs_exist_ok=True)
    server = start(folder, "serve", **SERVE)
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, server)
    base = start_cluster_and_round(page)
    office = Office(server, folder, base, context.storage_state())
    context.close()
    yield office
    stop(office.server)


@pytest.fixture
def open_browser(browser, office) -> Iterator:
    """open_browser() is one more browser in which the same person is signed in."""
    contexts: list[BrowserContext] = []

    def make(**options: object) -> Page:
        contexts.append(browser.new_context(storage_state=office.signed_in, **options))
        page = contexts[-1].new_page()
        page.set_default_timeout(15_000)
        return page

    yield make
    for context in contexts:
        context.close()


def goal(page: Page, base: str, dimension: str):
    """The goal's form, opened, with the scripts that save what is typed."""
    page.goto(f"{base}goals/{dimension}/")
    page.locator("html[data-js=ready]").wait_for()
    return form(page, f"/goals/{dimension}/")


def status(there):
    return there.locator("[data-save-status]")


def stored(open_browser, base: str, dimension: str) -> str:
    """The goal's title as a fresh browser shows it."""
    page = open_browser()
    title = goal(page, base, dimension).locator("[name=title]").input_value()
    page.context.close()
    return title


def test_a_reload_in_the_middle_of_typing_loses_nothing(office, open_browser):
    page = open_browser()
    page.goto(f"{office.base}describe/add/?category=people")
    text = page.get_by_label("What did you find?")
    text.type("Half a sentence that nobody has")
    page.wait_for_timeout(500)
    page.reload()
    expect(text).to_have_value("")
    page.get_by_role("button", name="Put it back").click()
    expect(text).to_have_value("Half a sentence that nobody has")
    page.get_by_role("button", name="Add the finding").click()
    page.wait_for_url(re.compile("/describe/(#.*)?$"))
    page.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('octant:draft:'))")
    page.goto(f"{office.base}describe/add/?category=people")
    expect(page.get_by_role("button", name="Put it back")).to_have_count(0)


def test_a_wrong_field_keeps_the_text_and_offers_nothing_twice(office, open_browser):
    page = open_browser()
    page.goto(f"{office.base}describe/")
    page.locator("a[href*='describe/add/?category=people']").click()
    text = page.get_by_label("What did you find?")
    text.fill("Two people with time")
    page.get_by_text("Source, organisation, who said it").click()
    page.get_by_label("Link to the source").fill("javascript:alert(1)")
    page.get_by_role("button", name="Add the finding").click()
    expect(page.get_by_role("heading", name="Add a finding")).to_be_visible()
    expect(page.get_by_text("Write a web address such as https://example.org.").first).to_be_visible()
    expect(text).to_have_value("Two people with time")
    expect(page.get_by_role("button", name="Put it back")).to_have_count(0)
    page.get_by_label("Link to the source").fill("example.org/report")
    page.get_by_role("button", name="Add the finding").click()
    page.wait_for_url(re.compile("/describe/(#.*)?$"))


def test_a_session_that_ran_out_while_typing_loses_nothing(office, open_browser):
    page = open_browser()
    page.goto(f"{office.base}describe/add/?category=space")
    page.get_by_label("What did you find?").fill("Written over a long lunch")
    page.wait_for_timeout(500)
    session = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Add the finding").click()
    page.wait_for_url("**/accounts/login/**")
    page.context.add_cookies(session)  # signed in again
    page.get_by_role("link", name=re.compile("guide", re.I)).first.click()
    page.goto(f"{office.base}describe/add/?category=space")
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_label("What did you find?")).to_have_value("Written over a long lunch")


def test_what_saves_itself_survives_a_reload_before_it_was_saved(office, open_browser):
    page = open_browser()
    title = goal(page, office.base, "composition").locator("[name=title]")
    title.type("A goal in the making")
    page.reload()
    page.wait_for_load_state("networkidle")
    if title.input_value() != "A goal in the making":  # the page was made before the save arrived
        expect(page.get_by_role("button", name="Put it back")).to_be_visible()
        page.reload()
    expect(title).to_have_value("A goal in the making")
    expect(page.get_by_role("button", name="Put it back")).to_have_count(0)


def test_without_network_the_text_waits_and_is_sent_once_it_is_back(office, open_browser):
    page = open_browser()
    there = goal(page, office.base, "services")
    page.context.set_offline(True)
    there.locator("[name=title]").type("Typed on the train")
    expect(status(there)).to_contain_text("Not saved")
    page.context.set_offline(False)
    expect(status(there)).to_contain_text("Saved")
    assert stored(open_browser, office.base, "services") == "Typed on the train"


def test_a_server_that_dies_takes_nothing_along(office, open_browser):
    page = open_browser()
    there = goal(page, office.base, "purpose")
    there.locator("[name=title]").type("Before")
    expect(status(there)).to_contain_text("Saved")
    adding = open_browser()
    adding.goto(f"{office.base}describe/add/?category=finance")
    adding.get_by_label("What did you find?").fill("Found while the power went off")
    adding.wait_for_timeout(500)

    office.kill()
    there.locator("[name=title]").type(" and after")
    expect(status(there)).to_contain_text("Not saved")
    expect(there.locator("[name=title]")).to_have_value("Before and after")
    adding.get_by_role("button", name="Add the finding").click()
    adding.wait_for_url("chrome-error://**")

    office.start_again()
    expect(status(there)).to_contain_text("Saved", timeout=30_000)
    assert stored(open_browser, office.base, "purpose") == "Before and after"
    adding.goto(f"{office.base}describe/add/?category=finance")
    adding.get_by_role("button", name="Put it back").click()
    adding.get_by_role("button", name="Add the finding").click()
    adding.wait_for_url(re.compile("/describe/(#.*)?$"))
    expect(
        adding.locator("article, li").get_by_text("Found while the power went off", exact=True)
    ).to_have_count(1)


def test_an_answer_that_comes_late_does_not_turn_the_count_back(office, open_browser):
    page = open_browser()
    held = []

    def hold_the_first(route):
        if route.request.method != "POST":
            route.continue_()
            return
        held.append((route, route.fetch()))
        if len(held) > 1:
            route.fulfill(response=held[-1][1])

    page.route("**/ratings/rate/wished/", hold_the_first)
    page.goto(f"{office.base}ratings/rate/wished/")
    forms = page.locator("form[data-autosave]")
    for number in range(2):
        forms.nth(number).locator("input[type=radio][value='4']").check(force=True)
        expect(forms.nth(number).locator("[data-save-status]")).to_have_attribute(
            "data-state", ("saving", "saved")[number]
        )
    expect(page.get_by_text("2 of 8 rated").first).to_be_visible()
    late, response = held[0]
    late.fulfill(response=response)
    expect(forms.first.locator("[data-save-status]")).to_have_attribute("data-state", "saved")
    expect(page.get_by_text("2 of 8 rated").first).to_be_visible()


def test_two_people_in_one_text_see_both_versions(office, open_browser):
    first, second = open_browser(), open_browser()
    one, two = goal(first, office.base, "membership"), goal(second, office.base, "membership")
    one.locator("[name=title]").type("What the first one thinks")
    expect(status(one)).to_contain_text("Saved")
    two.locator("[name=title]").type("What the second one thinks")
    choice = second.locator("form[action$='/goals/membership/']").last
    expect(second.get_by_role("heading", name=re.compile("Somebody else changed this"))).to_be_visible()
    expect(second.locator(".versions")).to_contain_text("first")
    expect(second.locator(".versions")).to_contain_text("second")
    choice.locator("textarea[name=title]").fill("What both think")
    with second.expect_navigation():
        choice.get_by_role("button", name="Keep this text").click()
    assert stored(open_browser, office.base, "membership") == "What both think"
    second.goto(re.sub("rounds/1/", "journal/", office.base))
    expect(second.locator("main")).to_contain_text("What the first one thinks")


def test_going_back_after_saving_is_no_conflict_with_oneself(office, open_browser):
    page = open_browser()
    there = goal(page, office.base, "collaboration")
    submit(page, "/goals/collaboration/", "Save the goal", title="First thought")
    page.goto(f"{office.base}goals/")
    page.go_back()
    page.go_back()
    page.wait_for_load_state("networkidle")
    there = form(page, "/goals/collaboration/")
    there.locator("[name=title]").fill("Second thought")
    expect(status(there)).to_contain_text("Saved")
    assert stored(open_browser, office.base, "collaboration") == "Second thought"


def click_twice(page: Page, button: Locator) -> None:
    """An impatient finger on a slow line: the second click comes while the first is on its way."""
    line = page.context.new_cdp_session(page)
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 400, "downloadThroughput": -1, "uploadThroughput": -1},
    )
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box
    for _time in range(2):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(150)


DOUBLE = {
    "finding": ("describe/add/?category=people", "/add/", "text", "Add the finding"),
    "measure": ("measures/", "/measures/for/coordinating_body/", "title", "Add measure"),
    "factor": ("vision/", "/vision/factors/add/", "text", "Add"),
    "group": ("focus/influence/", "/influence/add/", "name", re.compile("Start|Add")),
}


@pytest.mark.parametrize("kind", DOUBLE)
def test_a_double_click_makes_one_thing(office, open_browser, kind):
    page = open_browser()
    submit_goal = goal(page, office.base, "coordinating_body")
    submit_goal.locator("[name=title]").fill("A goal for measures")
    expect(status(submit_goal)).to_contain_text("Saved")
    address, ending, field, button = DOUBLE[kind]
    page.goto(f"{office.base}{address}")
    page.evaluate("document.querySelectorAll('main details').forEach(details => details.open = true)")
    posts: list[str] = []
    page.on("request", lambda request: request.method == "POST" and posts.append(request.url))
    there = form(page, ending)
    there.locator(f"[name={field}]").first.fill(f"Clicked twice: {kind}")
    with page.expect_navigation():
        click_twice(page, there.get_by_role("button", name=button).first)
    page.wait_for_timeout(500)
    assert len([url for url in posts if ending in url]) == 1


def test_a_double_click_makes_one_cluster_and_one_round(office, open_browser):
    page = open_browser()
    page.goto(f"{office.server.url}/clusters/new/")
    page.get_by_label("Name", exact=True).fill("Impatience Network")
    page.get_by_label("Country").select_option("PL")
    click_twice(page, page.locator("main form").get_by_role("button").last)
    page.wait_for_url(re.compile(r"/clusters/impatience-network/$"))
    page.goto(f"{page.url}rounds/new/")
    page.get_by_label("Create: build something new").check()
    click_twice(page, page.get_by_role("button", name=re.compile("Start round 1")))
    page.wait_for_url(re.compile(r"/rounds/1/"))
    page.goto(f"{office.server.url}/clusters/impatience-network/rounds/2/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Not found")
    page.goto(f"{office.server.url}/clusters/impatience-network-2/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Not found")


def test_without_javascript_everything_can_be_written(office, open_browser):
    page = open_browser(java_script_enabled=False)
    page.goto(f"{office.base}describe/add/?category=people")
    page.get_by_label("What did you find?").fill("Written without scripts")
    page.get_by_role("button", name="Add the finding").click()
    expect(page.get_by_text("Written without scripts").first).to_be_visible()

    page.goto(f"{office.base}ratings/rate/")
    rating = page.locator("form[data-autosave]").nth(2)
    rating.locator("input[type=radio][value='4']").check(force=True)
    rating.get_by_role("button", name="Save").click()
    page.goto(f"{office.base}ratings/rate/")
    assert page.locator("form[data-autosave]").nth(2).locator("input[type=radio][value='4']").is_checked()

    page.goto(f"{office.base}goals/financial_model/")
    submit(page, "/goals/financial_model/", "Save the goal", title="Money without scripts")
    assert stored(open_browser, office.base, "financial_model") == "Money without scripts"
