"""Every page that a person can reach by following links: axe, the CSP, third parties, sideways scrolling.

Pages of one kind (the same named address) are looked at twice at most, so that thirty findings cost no more.
What a coordinator sees is divided into parts, so that all processors are busy until the end.
"""

import re
import zlib
from collections import Counter
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import BrowserContext

from .conftest import axe

pytestmark = [pytest.mark.browser]
DOWNLOAD = re.compile(r"\.(pdf|svg|png|csv|json|zip|xlsx)$|/(export|download|file)/")
LINK = re.compile(r"""<a\b[^>]*?\shref=["']([^"']*)""")
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}


def kind(url: str) -> str | None:
    """The named address behind a URL; None for what is no page of ours."""
    parts = urlsplit(url)
    if DOWNLOAD.search(parts.path) or parts.path.startswith(("/static/", "/language/")):
        return None
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    detail = match.kwargs.get("step") or match.kwargs.get("slug", "") if "rounds" in match.app_names else ""
    return f"{match.view_name} {detail}"


def crawl(context: BrowserContext, start: str) -> list[str]:
    """The pages reachable from `start`, two of each kind at most; asked for without showing them."""
    found: list[str] = []
    visits: Counter[str] = Counter()
    queue = [start]
    while queue:
        url = queue.pop(0).partition("#")[0]
        name = kind(url)
        if name is None or url in found or visits[name] >= 2:
            continue
        found.append(url)
        visits[name] += 1
        response = context.request.get(url)
        assert response.status == 200, f"{url} answered {response.status}"
        links = (unescape(link) for link in LINK.findall(response.text()))
        queue += [absolute for link in links if (absolute := urljoin(url, link)).startswith(start)]
    return found


crawled: dict[tuple[str, str], list[str]] = {}  # (server, role): found once in each process, for all parts


def part_of(url: str, parts: int) -> int:
    """Pages of one kind always belong to the same part, whichever process looks for them."""
    return zlib.crc32(str(kind(url)).encode()) % parts


@pytest.mark.parametrize(("role", "part", "parts"), [("", 0, 1), *(("coordinator", n, 6) for n in range(6))])
def test_every_page_is_accessible_and_keeps_to_itself(browser, demo, complaints, role, part, parts):
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    complaints.watch(page, demo.url)
    page.goto(demo.url)
    if role:
        page.get_by_role("button", name="Coordinator").first.click()
        page.wait_for_load_state()
    if (demo.url, role) not in crawled:
        crawled[demo.url, role] = crawl(context, f"{demo.url}/")
    urls = crawled[demo.url, role]
    assert len(urls) > (100 if role else 8)
    problems = []
    for url in [each for each in urls if part_of(each, parts) == part]:
        response = page.goto(url)
        assert response is not None
        assert response.status == 200, f"{url} answered {response.status}"
        for name, size in SIZES.items():
            page.set_viewport_size(size)
            problems += [f"{name}: {each}" for each in axe(page)]
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wide > 0:
                problems.append(f"{url}: scrolls sideways by {wide} px at {name}")
    context.close()
    assert not problems, "\n".join(problems)
