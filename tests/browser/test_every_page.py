"""Every page that a person can reach by following links: axe, the CSP, third parties, sideways scrolling.

Pages of one kind (the same named address) are looked at twice at most, so that thirty findings cost no more.
"""

import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve

from .conftest import axe

pytestmark = [pytest.mark.browser]
DOWNLOAD = re.compile(r"\.(pdf|svg|png|csv|json|zip|xlsx)$|/(export|download|file)/")
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


def crawl(page, start: str):
    """Visit every kind of page reachable from `start`; yields after each visit."""
    seen: set[str] = set()
    visits: Counter[str] = Counter()
    queue = [start]
    while queue:
        url = queue.pop(0).partition("#")[0]
        name = kind(url)
        if name is None or url in seen or visits[name] >= 2:
            continue
        seen.add(url)
        visits[name] += 1
        response = page.goto(url)
        assert response is not None
        assert response.status == 200, f"{url} answered {response.status}"
        yield url
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
        queue += [absolute for link in links if (absolute := urljoin(url, link)).startswith(start)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("role", ["coordinator", ""])
def test_every_page_is_accessible_and_keeps_to_itself(browser, demo, complaints, size, role):
    context = browser.new_context(viewport=SIZES[size], reduced_motion="reduce")
    page = context.new_page()
    complaints.watch(page, demo.url)
    page.goto(demo.url)
    if role:
        page.get_by_role("button", name="Coordinator").first.click()
        page.wait_for_load_state()
    problems = []
    pages = 0
    for url in crawl(page, f"{demo.url}/"):
        pages += 1
        problems += axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            problems.append(f"{url}: scrolls sideways by {wide} px at {size}")
    context.close()
    assert pages > (25 if role else 8)
    assert not problems, "\n".join(problems)
