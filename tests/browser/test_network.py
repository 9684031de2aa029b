"""The picture of a network in a real browser: worked out beside the server, drawn under the CSP."""

import os
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from .conftest import axe, where

pytestmark = [pytest.mark.browser]
# 320 organisations in a ring with a hub: more than are worked out while a page is made.
FILL = """
import django
django.setup()
from django.test import Client
from octant.accounts.models import User
from octant.clusters.models import Cluster, Membership
from octant.ecosystem.models import Organisation, Relation

cluster = Cluster.objects.create(slug="ring", name="Ring", country="SE")
user = User.objects.create_user("core@example.org", name="The core")
Membership.objects.create(cluster=cluster, user=user, role="core")
rows = Organisation.objects.bulk_create(
    Organisation(cluster=cluster, name=f"Member {number:03}", sector="social") for number in range(320)
)
pairs = {(one, (one + 1) % 320) for one in range(320)} | {(0, one) for one in range(2, 60)}
Relation.objects.bulk_create(
    Relation(cluster=cluster, first=rows[min(pair)], second=rows[max(pair)], kind="knows") for pair in pairs
)
client = Client()
client.force_login(user)
print(client.cookies["sessionid"].value)
"""
KEY = "kV9xQ2mZ7pL4tR8wY1uN6bC3fH5jD0sA-gEiKoMqSvXzWb"


@pytest.fixture
def session(served, tmp_path) -> str:
    environment = (
        os.environ
        | where(tmp_path)
        | {
            "OCTANT_SECRET_KEY": KEY,
            "DJANGO_SETTINGS_MODULE": "octant.settings",
        }
    )
    done = subprocess.run(
        [sys.executable, "-c", FILL], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.split()[-1]


def test_the_picture_comes_by_itself_and_is_used_by_keyboard(browser, served, session, complaints) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.add_cookies([{"name": "sessionid", "value": session, "url": served.url}])
    page = context.new_page()
    complaints.watch(page, served.url)
    page.goto(f"{served.url}/clusters/ring/organisations/network/")
    expect(page.get_by_role("heading", name="Being worked out")).to_be_visible()
    expect(page.locator("[data-network][data-drawn]")).to_be_visible(timeout=60_000)
    assert page.locator("[data-stage] canvas").count() > 1
    assert page.get_by_role("table", name="Organisations in the network").is_visible()
    assert axe(page) == []

    find = page.get_by_label("Find an organisation")
    find.focus()
    page.keyboard.type("Member 000")
    page.get_by_role("option", name="Member 000").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    panel = page.locator("[data-panel]")
    expect(panel.get_by_role("heading", name="Member 000")).to_be_visible()
    assert panel.get_by_role("listitem").count() == 60
    panel.get_by_role("button", name="Member 001").focus()
    page.keyboard.press("Enter")
    expect(panel.get_by_role("heading", name="Member 001")).to_be_visible()
    assert axe(page) == []
    panel.get_by_role("link", name="Its place, and what if it leaves?").click()
    expect(page.get_by_role("heading", name="What if it leaves?")).to_be_visible()
    context.close()


def test_without_javascript_there_is_a_drawing_and_the_table(browser, served, session) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": session, "url": served.url}])
    page = context.new_page()
    url = f"{served.url}/clusters/ring/organisations/network/"
    for _ in range(60):
        page.goto(url)
        if page.get_by_role("link", name="Look again").count() == 0:
            break
        page.wait_for_timeout(500)
    drawing = page.get_by_role("img", name="Network of Ring with 320 organisations")
    expect(drawing).to_be_visible()
    assert drawing.evaluate("image => image.naturalWidth") > 0
    assert page.get_by_role("table", name="Organisations in the network").is_visible()
    context.close()
