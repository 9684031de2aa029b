"""`octant demo` and `octant serve` as somebody starts them."""

import urllib.error
import urllib.request

import pytest

from .conftest import start, stop

pytestmark = [pytest.mark.browser]


def status(url: str, data: bytes | None = None) -> int:
    try:
        with urllib.request.urlopen(url, data=data, timeout=10) as answer:  # noqa: S310
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_the_demo_serves_an_overview_and_keeps_what_was_changed(tmp_path, browser):
    first = start(tmp_path, "demo", "--no-browser")
    try:
        assert "The documented clusters were loaded." in first.printed()
        page = browser.new_page()
        page.goto(first.url)
        page.get_by_role("button", name="Coordinator").first.click()
        page.goto(f"{first.url}/clusters/hamburg-alliance/rounds/2/")
        assert page.locator("svg[role=img]").count() >= 1
        assert page.get_by_text("Illustrative").first.is_visible()
        page.goto(f"{first.url}/clusters/ozrss/organisations/new/")
        page.get_by_label("Name").first.fill("Kept over the night")
        page.locator("main form").get_by_role("button").first.click()
        page.close()
    finally:
        stop(first)
    second = start(tmp_path, "demo", "--no-browser")
    try:
        assert "is still there" in second.printed()
        page = browser.new_page()
        page.goto(second.url)
        page.get_by_role("button", name="Coordinator").first.click()
        page.goto(f"{second.url}/clusters/ozrss/organisations/")
        assert page.get_by_text("Kept over the night").first.is_visible()
        page.close()
    finally:
        stop(second)


def test_the_demos_sign_in_cannot_exist_under_serve(served):
    assert status(f"{served.url}/demo/") == 404
    assert status(f"{served.url}/demo/", b"role=coordinator") in {403, 404}
    page = urllib.request.urlopen(served.url, timeout=10).read().decode()  # noqa: S310
    assert "/demo/" not in page
