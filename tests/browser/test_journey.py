"""The main job as a person does it, from signing in with a code to the agreed plan as PDF."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from .conftest import axe

pytestmark = [pytest.mark.browser]
EMAIL = "coordinator@example.org"
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}


def form(page: Page, ending: str):
    return page.locator(f"form[action$='{ending}']").first


def submit(page: Page, ending: str, button: str | re.Pattern[str], **fields: str) -> None:
    """Fill a form in and press one of its buttons."""
    there = form(page, ending)
    for name, value in fields.items():
        there.locator(f"[name='{name}']").first.fill(value)
    with_scripts = page.locator("html[data-js]").count() > 0
    if fields and with_scripts and there.get_attribute("data-autosave") is not None:
        # Hints that arrive with a save move the button: a person waits until it stands still.
        page.keyboard.press("Tab")
        expect(there.locator("[data-save-status]").first).to_have_attribute(
            "data-state", re.compile("saved|invalid")
        )
    with page.expect_navigation():
        there.get_by_role("button", name=button).first.click()


def sign_in(page: Page, server) -> None:
    page.goto(server.url)
    page.get_by_role("link", name="Sign in").first.click()
    page.get_by_label("E-mail").fill(EMAIL)
    page.locator("main form").get_by_role("button").first.click()
    page.wait_for_url("**/code/")
    page.locator("main input[name=code]").fill(server.last_code(EMAIL))
    page.locator("main form").get_by_role("button").first.click()
    page.wait_for_load_state()
    page.get_by_label("Your name").fill("Coordinator")
    page.locator("main form").get_by_role("button").first.click()
    page.wait_for_load_state()


def start_cluster_and_round(page: Page) -> str:
    """Returns the address of the round."""
    page.locator("main a[href$='/clusters/new/']").first.click()
    page.get_by_label("Name", exact=True).fill("Åland Šiauliai Network <b>")
    page.get_by_label("Country").select_option("FI")
    page.locator("main form").get_by_role("button").last.click()
    page.wait_for_url(re.compile(r"/clusters/(?!new)[^/]+/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Åland Šiauliai Network <b>")
    page.goto(f"{page.url}rounds/new/")
    page.get_by_label("Create: build something new").check()
    page.get_by_role("button", name=re.compile("Start round 1")).click()
    page.wait_for_url(re.compile(r"/rounds/1/"))
    return re.sub(r"(/rounds/1/).*", r"\1", page.url)


def describe(page: Page, base: str) -> None:
    page.goto(f"{base}describe/add/?category=people")
    page.get_by_label("What did you find?").fill("Two people with time.\nOne of them until May.")
    page.get_by_label("Organisation").fill("Harbour Works")
    page.get_by_role("button", name="Add the finding").click()
    page.wait_for_url(re.compile("/describe/(#.*)?$"))
    expect(page.get_by_text("Two people with time.").first).to_be_visible()


def rate(page: Page, address: str, level: int) -> None:
    """Choose the same level everywhere without waiting; each dimension saves itself and none is lost."""
    page.goto(address)
    forms = page.locator("form[data-autosave]")
    assert forms.count() == 8
    for number in range(8):
        forms.nth(number).locator(f"input[type=radio][value='{level}']").check(force=True)
    expect(page.locator("form [data-save-status][data-state=saved]")).to_have_count(8)
    expect(page.get_by_text("8 of 8 rated").first).to_be_visible()
    page.reload()
    expect(page.locator(f"input[type=radio][value='{level}']:checked")).to_have_count(8)


def vision(page: Page, base: str) -> None:
    page.goto(f"{base}vision/")
    answer = form(page, "/vision/answers/problem/").locator("textarea")
    with page.expect_response(lambda response: "/answers/problem/" in response.url) as saved:
        answer.fill("People who solve problems do not know each other.")
    assert saved.value.status == 200
    submit(page, "/vision/statement/new/", re.compile("Write"))
    statement = page.locator("form[data-autosave][action*='/vision/statement/']").first
    with page.expect_response(lambda response: "/vision/statement/" in response.url) as saved:
        statement.locator("textarea").fill(
            "By 2030 everyone here who solves a problem finds partners in one network."
        )
    assert saved.value.status == 200
    with page.expect_navigation():
        page.locator("form[action$='/propose/']").get_by_role("button").first.click()
    with page.expect_navigation():
        page.locator("a[href$='/agree/']").first.click()
    page.get_by_label(re.compile("Who decided")).fill("The founding meeting")
    with page.expect_navigation():
        page.locator("main form").get_by_role("button").first.click()
    submit(page, "/vision/factors/offered/idea/", "Take")


def profile(page: Page, base: str) -> None:
    page.goto(f"{base}vision/profile/")
    for key in ("membership", "financial_model"):
        there = form(page, f"/profile/{key}/")
        with page.expect_response(lambda response, key=key: f"/profile/{key}/" in response.url) as saved:
            there.locator("select[name=target]").select_option("4.0")
        assert saved.value.status == 200
    page.goto(f"{base}vision/profile/agree/")
    with page.expect_navigation():
        page.locator("main form").get_by_role("button").first.click()


def focus(page: Page, base: str) -> None:
    page.goto(f"{base}focus/")
    for key in ("membership", "financial_model"):
        page.goto(f"{base}focus/")
        with page.expect_navigation():
            page.locator(f"button[formaction*='/focus/choose/{key}/1/']").click()
    today = timezone.localdate()
    page.goto(f"{base}focus/")
    frame = form(page, "/focus/time-frame/")
    frame.locator("[name=starts_on]").fill(today.isoformat())
    with page.expect_navigation():
        frame.locator("[name=ends_on]").fill((today + timedelta(days=500)).isoformat())
        frame.get_by_role("button", name="Save").click()
    page.goto(f"{base}focus/agree/")
    with page.expect_navigation():
        page.locator("main form").get_by_role("button").first.click()


def goals_and_measures(page: Page, base: str) -> None:
    due = timezone.localdate() + timedelta(days=300)
    for key in ("membership", "financial_model"):
        page.goto(f"{base}goals/{key}/")
        assert page.get_by_text(re.compile("indicator", re.I)).first.is_visible()
        submit(
            page,
            f"/goals/{key}/",
            "Save the goal",
            title=f"We reach 40 members ({key})",
            outcome="Members rise from 10 to 40.",
            capacity="The office welcomes each newcomer within 30 days.",
            due=due.isoformat(),
            owner="Coordinator",
        )
    page.goto(f"{base}measures/")
    submit(page, "/measures/for/membership/", "Add measure", title='Run 3 open evenings #import "x"')
    page.goto(f"{base}measures/")
    page.get_by_role("link", name=re.compile("Run 3 open evenings")).first.click()
    page.wait_for_load_state()
    there = page.locator("form[data-autosave]").first
    start = timezone.localdate() + timedelta(days=10)
    there.locator("[name=starts_on]").fill(start.isoformat())
    there.locator("[name=ends_on]").fill((start + timedelta(days=200)).isoformat())
    with page.expect_navigation():
        there.get_by_role("button", name=re.compile("Save")).first.click()


def agree(page: Page, base: str) -> bytes:
    page.goto(f"{base}plan/")
    submit(page, "/plan/agree/", re.compile("Agree"), participants="The board", text="Agreed as it stands.")
    page.goto(f"{base}plan/")
    link = page.locator("a[href*='.pdf']").first.get_attribute("href")
    response = page.request.get(page.evaluate("path => new URL(path, location).href", link))
    assert response.status == 200
    assert response.headers["content-type"] == "application/pdf"
    return response.body()


@pytest.mark.parametrize("size", SIZES)
def test_from_a_blank_page_to_the_agreed_plan(browser, served, complaints, size):
    context = browser.new_context(viewport=SIZES[size], reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(15_000)
    complaints.watch(page, served.url)
    sign_in(page, served)
    base = start_cluster_and_round(page)
    assert axe(page) == []  # a round on its first day
    describe(page, base)
    rate(page, f"{base}ratings/rate/", 2)
    page.goto(f"{base}describe/baseline/")
    submit(page, "/describe/baseline/", re.compile("Freeze"), participants="Core team")
    vision(page, base)
    rate(page, f"{base}ratings/rate/wished/", 4)
    profile(page, base)
    rate(page, f"{base}ratings/rate/feasible/", 3)
    focus(page, base)
    goals_and_measures(page, base)
    pdf = PdfReader(BytesIO(agree(page, base)))
    text = " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())
    for written in (
        "Åland Šiauliai Network <b>",
        "Run 3 open evenings #import",
        "The founding meeting",
        "40 members",
    ):
        assert written in text
    page.goto(base)
    expect(page.get_by_text(re.compile("plan is agreed|Open the agreed plan")).first).to_be_visible()
    assert axe(page) == []
    context.close()
