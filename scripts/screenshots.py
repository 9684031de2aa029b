"""The pictures of the README, taken from a fresh demo: `uv run python scripts/screenshots.py`.

Needs Chromium (see tests/browser) and takes half a minute. Look at the pictures before you commit them.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from octant.cli.browser import installed

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
LARGEST = 150_000  # bytes of one picture
COLOURS = 128
CLUSTER = "/clusters/hamburg-alliance"
ROUNDS = f"{CLUSTER}/rounds"
DESK, PHONE, PHONE_HEIGHT = 1280, 360, 760
MARGIN = 12  # around what is shown
TALL = 1600  # of the window, so that everything is laid out


@contextmanager
def demo() -> Iterator[str]:
    """The address of a demo of its own, on data that are thrown away."""
    with socket.socket() as probe, tempfile.TemporaryDirectory() as data:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "octant.cli", "demo", "--no-browser", "--port", str(port)]
        process = subprocess.Popen(command, env=os.environ | {"OCTANT_DATA": data})  # noqa: S603
        try:
            wait_for(f"{url}/healthz")
            yield url
        finally:
            process.terminate()
            process.wait(10)


def wait_for(url: str, seconds: int = 60) -> None:
    for _attempt in range(seconds * 4):
        try:
            urllib.request.urlopen(url, timeout=2)  # noqa: S310 (our own demo)
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise SystemExit("The demo did not start.")


def signed_in(browser: Browser, url: str, width: int, *, sharp: int = 1) -> Page:
    page = browser.new_page(
        base_url=url,
        viewport={"width": width, "height": TALL},
        device_scale_factor=sharp,
        reduced_motion="reduce",
        color_scheme="light",
    )
    page.goto("/")
    with page.expect_navigation():
        page.locator("button[name=role][value=coordinator]").click()
    return page


def top(page: Page, until: str) -> FloatRect:
    """The page from its top to the end of an element."""
    return between(page, "body", until, margin=0)


def between(page: Page, first: str, last: str, margin: int = MARGIN) -> FloatRect:
    """From the top of one element to the bottom of another, across the page."""
    start, end = box(page, first), box(page, last)
    upper = max(start["y"] - margin, 0)
    width = page.evaluate("document.documentElement.clientWidth")
    return {"x": 0, "y": upper, "width": width, "height": end["y"] + end["height"] + margin - upper}


def box(page: Page, selector: str) -> FloatRect:
    found = page.locator(selector).first.bounding_box()
    if found is None:
        raise SystemExit(f"{page.url} shows no {selector}")
    return found


def take(page: Page, path: str, name: str, clip: Callable[[Page], FloatRect]) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    picture = Image.open(BytesIO(page.screenshot(full_page=True, clip=clip(page)))).convert("RGB")
    target = FOLDER / f"{name}.png"
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    size = target.stat().st_size
    print(f"{target.name}: {picture.width} × {picture.height}, {size // 1000} kB")
    if size > LARGEST:
        raise SystemExit(f"{target.name} is larger than {LARGEST // 1000} kB")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demo() as url, sync_playwright() as playwright:
        # Network and map are drawn by the graphics processor, or by a program that stands in for it.
        pictures = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
        browser = playwright.chromium.launch(executable_path=installed(), args=["--no-sandbox", *pictures])
        desk, phone = signed_in(browser, url, DESK), signed_in(browser, url, PHONE, sharp=2)
        take(desk, f"{ROUNDS}/2/", "overview", lambda page: top(page, ".overview"))
        take(desk, f"{ROUNDS}/2/focus/", "focus", lambda page: between(page, "#ranking", "#ranking"))
        take(
            desk,
            f"{ROUNDS}/1/measures/timeline/",
            "timeline",
            lambda page: between(page, "main h1", ".figure__sentence"),
        )
        take(desk, f"{CLUSTER}/organisations/network/", "network", drawn("[data-network]"))
        take(desk, f"{CLUSTER}/organisations/map/", "map", drawn("[data-map]"))
        take(phone, "/clusters/ozrss/rounds/1/ratings/rate/", "rate-phone", rate_on_phone)
        browser.close()


def drawn(selector: str) -> Callable[[Page], FloatRect]:
    """A picture that a script draws, once it has had time to."""

    def clip(page: Page) -> FloatRect:
        page.locator(f"{selector} canvas").first.wait_for()
        page.wait_for_timeout(2500)
        return between(page, "main h1", selector)

    return clip


def rate_on_phone(page: Page) -> FloatRect:
    """One screen of the first dimension, with a level chosen."""
    page.locator("main input[type=radio][value='3']").first.check(force=True)
    page.get_by_text("Saved").first.wait_for()
    return between(page, "main .ds-card", "main .ds-card") | {"height": PHONE_HEIGHT}


if __name__ == "__main__":
    main()
