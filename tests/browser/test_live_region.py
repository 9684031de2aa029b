"""A live region in a real browser: it swaps, keeps what people do in it, and gets over a killed server."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import engines
from django.urls import include, path
from playwright.sync_api import Page, expect

from octant.core import live

from .conftest import free_port

pytestmark = [pytest.mark.browser]


# ---------- What the server shows (this file is its main program, see the end) ----------

text = Path(os.environ.get("SHOWN", os.devnull))  # stands for the database

PAGE = """{% extends "base.html" %}{% load octant %}
{% block title %}Board{% endblock %}
{% block content %}<h1>Board</h1>
{% live url="/board/events/" %}<p id="count">as the page was opened</p>{% endlive %}
{% live url="/parts/events/" %}
<p>Answers: <b data-live-part="tally">0</b> <span data-live-part="step">Rate</span></p>
{% endlive %}{% endblock %}"""


def board(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(PAGE).render({}, request))


def board_events(request: HttpRequest) -> HttpResponse:
    if text.read_text() == "broken":
        return HttpResponseServerError("<h1>This is no event stream</h1>")

    def render() -> str:
        shown = text.read_text()
        more = f'<details id="more"><summary>More</summary>{shown}</details>'
        return f'<p id="count">count {shown}</p><label for="note">Note</label><input id="note">{more}'

    return live.stream(request, "board", render, key="board")


def parts_events(request: HttpRequest) -> HttpResponse:
    return live.stream(request, "board", lambda: {"tally": text.read_text(), "step": ""}, key="parts")


def change(request: HttpRequest) -> HttpResponse:
    text.write_text(request.GET["text"])
    live.publish("board")
    return HttpResponse("changed")


urlpatterns = [
    path("board/", board),
    path("board/events/", board_events),
    path("parts/events/", parts_events),
    path("change/", change),
]


# ---------- The server as the tests see it ----------


@dataclass
class Site:
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        own = {"OCTANT_DATA": str(self.folder), "SHOWN": str(self.folder / "shown.txt")}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OCTANT_")}
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.browser.test_live_region", str(self.port)],
                cwd=Path(__file__).parents[2], env=kept | own, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        deadline = time.monotonic() + 60
        while not self.answers():
            assert self.process.poll() is None, (self.folder / "server.log").read_text()
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.1)

    def answers(self) -> bool:
        with socket.socket() as trial:
            return trial.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        """As if the power went off."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def change(self, to: str) -> None:
        with urllib.request.urlopen(f"{self.url}/change/?text={to}", timeout=10) as answer:  # noqa: S310
            assert answer.read() == b"changed"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("live"), free_port())
    (site.folder / "shown.txt").write_text("0")
    site.start()
    yield site
    site.kill()


@pytest.fixture
def page(site, browser) -> Iterator[Page]:
    site.change("0")
    page = browser.new_page()
    page.set_default_timeout(20_000)
    yield page
    page.close()


def look(page: Page, hidden: bool) -> None:
    """Put the page into the background, or look at it again."""
    page.evaluate(
        """hidden => {
          Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_a_region_follows_and_leaves_alone_what_a_person_does_in_it(site, page, complaints):
    complaints.watch(page, site.url)
    page.goto(f"{site.url}/board/")
    expect(page.locator("#count")).to_have_text("count 0")
    expect(page.locator("[data-live-part=step]")).to_have_text("")
    page.get_by_text("More").click()
    page.get_by_label("Note").fill("half a sen")
    site.change("1")
    expect(page.locator("#count")).to_have_text("count 1")
    expect(page.locator("[data-live-part=tally]")).to_have_text("1")
    expect(page.get_by_label("Note")).to_have_value("half a sen")
    expect(page.get_by_label("Note")).to_be_focused()
    expect(page.locator("#more[open]")).to_contain_text("1")
    expect(page.locator(".live[data-state=on]")).to_have_count(2)


def test_a_server_that_is_killed_and_started_again_is_followed_again(site, page):
    page.goto(f"{site.url}/board/")
    expect(page.locator("#count")).to_have_text("count 0")
    site.kill()
    status = page.locator(".live").first.get_by_role("status")
    expect(status).to_contain_text("Connection lost", timeout=15_000)
    expect(page.locator(".live[data-state=lost]")).to_have_count(2)
    expect(page.locator("#count")).to_have_text("count 0")
    (site.folder / "shown.txt").write_text("7")
    site.start()
    expect(page.locator("#count")).to_have_text("count 7", timeout=30_000)
    expect(status).to_have_text("", timeout=15_000)
    site.change("8")
    expect(page.locator("#count")).to_have_text("count 8")


def test_a_page_in_the_background_rests(site, page):
    page.goto(f"{site.url}/board/")
    expect(page.locator("#count")).to_have_text("count 0")
    look(page, hidden=True)
    page.wait_for_timeout(500)
    site.change("1")
    page.wait_for_timeout(1500)
    expect(page.locator("#count")).to_have_text("count 0")
    look(page, hidden=False)
    expect(page.locator("#count")).to_have_text("count 1")
    expect(page.locator(".live[data-state=on]")).to_have_count(2)


def test_an_error_page_is_never_put_into_the_region(site, page):
    site.change("broken")
    page.goto(f"{site.url}/board/")
    expect(page.locator(".live").first).to_have_attribute("data-state", "lost", timeout=15_000)
    expect(page.locator("#count")).to_have_text("as the page was opened")
    expect(page.locator("h1")).to_have_count(1)
    site.change("2")
    expect(page.locator("#count")).to_have_text("count 2", timeout=30_000)


def serve(port: int) -> None:
    import uvicorn

    from octant.asgi import Connection, PooledHandler

    urlpatterns.append(path("", include("octant.urls")))  # the addresses that every page links to
    uvicorn.run(PooledHandler(), http=Connection, port=port, lifespan="off", log_level="warning")


if __name__ == "__main__":
    from django.conf import settings

    os.environ["DJANGO_SETTINGS_MODULE"] = "octant.settings"
    settings.ROOT_URLCONF = __name__
    serve(int(sys.argv[1]))
