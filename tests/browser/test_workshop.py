"""A workshop in real browsers: one leads, a projector, five phones; a network and a server that go away."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from .conftest import KEY, SERVE, Server, axe, free_port, kill, start, stop, where

pytestmark = [pytest.mark.browser]

PHONE = {"width": 320, "height": 640}
TIMEOUT = 20_000

DATABASE = """
import json, sys
import django
django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from octant.accounts.models import User
from octant.clusters.models import Cluster, Membership
from octant.ratings.models import Rating, RatingSet
from octant.rounds.models import Round
from octant.workshops import screens
from octant.workshops.actions.agenda import add_activity, add_workshops
from octant.workshops.models import Idea, Participant
from octant.workshops.steps import url

def prepare():
    cluster = Cluster.objects.create(slug="north", name="North Shore Network", country="SE")
    by = User.objects.create_user("lead@example.org", name="Coordinator")
    Membership.objects.create(cluster=cluster, user=by, role="coordinator")
    ratings = RatingSet.objects.create(cluster=cluster, framework="csei", edition=1)
    round_ = Round.objects.create(cluster=cluster, number=1, ratings=ratings)
    workshop = add_workshops(round=round_, by=by, agenda=None, title="Kick-off", anonymity="sector")[0]
    for kind in ("welcome", "ideas", "rate"):
        add_activity(workshop=workshop, kind=kind, title=f"Now {kind}", shows_while_open=True)
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(by.pk), "octant.accounts.backends.Backend"
    session[HASH_SESSION_KEY] = by.get_session_auth_hash()
    session.create()
    return {
        "code": workshop.code, "screen": screens.address(workshop),
        "console": url(workshop, "lead"), "session": session.session_key,
    }

def kept():
    rows = Rating.objects.filter(aspect="now").order_by("item", "level")
    return {
        "people": Participant.objects.count(),
        "ideas": sorted(Idea.objects.filter(removed_at=None).values_list("text", flat=True)),
        "levels": list(rows.values_list("item", "level")),
    }

print(json.dumps(globals()[sys.argv[1]]()))
"""


class Hall:
    """The server with its data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.server = self.serve()
        facts = self.database("prepare")
        self.phone_url = f"{self.server.url}/w/{facts['code']}/"
        self.screen_url = f"{self.server.url}{facts['screen']}"
        self.console_url = f"{self.server.url}{facts['console']}"
        self.session = facts["session"]

    def serve(self) -> Server:
        return start(self.folder, "serve", port=self.port, **SERVE)

    def kill(self) -> None:
        """As if the power went off."""
        kill(self.server)

    def database(self, what: str) -> dict:
        """In a process of its own: while Playwright runs, this one may not use the database."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("OCTANT_", "DATABASE_"))
        }
        own = where(self.folder) | {"OCTANT_SECRET_KEY": KEY}
        own["DJANGO_SETTINGS_MODULE"] = "octant.settings"
        done = subprocess.run(
            [sys.executable, "-c", DATABASE, what],
            env=kept | own,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def hall(tmp_path, empty):
    hall = Hall(shutil.copytree(empty, tmp_path, dirs_exist_ok=True))
    yield hall
    stop(hall.server)


def come_in(browser: Browser, hall: Hall, complaints, sector: str = "Public sector") -> Page:
    page = browser.new_context(viewport=PHONE).new_page()
    page.set_default_timeout(TIMEOUT)
    complaints.watch(page, hall.server.url)
    page.goto(hall.phone_url)
    page.get_by_label(sector).check()
    page.get_by_role("button", name="Join in").click()
    expect(page.get_by_text("You are in.")).to_be_visible()
    return page


def console(browser: Browser, hall: Hall) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": hall.session, "url": hall.server.url}])
    page = context.new_page()
    page.set_default_timeout(TIMEOUT)
    page.goto(hall.console_url)
    return page


def press(page: Page, what: str) -> None:
    page.reload()
    with page.expect_navigation():
        page.locator(f'button[name=press][value^="{what}:"]').first.click()


def write(page: Page, idea: str) -> None:
    page.get_by_label("Your idea").fill(idea)
    page.get_by_role("button", name="Send this idea").click()


def test_five_phones_one_out_of_reach_and_a_server_that_is_killed(hall, browser, complaints):
    screen = browser.new_page(viewport={"width": 1280, "height": 720})
    screen.set_default_timeout(TIMEOUT)
    complaints.watch(screen, hall.server.url)
    screen.goto(hall.screen_url)
    expect(screen.locator("#wall-count")).to_contain_text("0")
    early = browser.new_context(viewport=PHONE).new_page()
    early.goto(hall.phone_url)
    expect(early.get_by_text("It has not begun yet")).to_be_visible()
    lead = console(browser, hall)
    press(lead, "start")
    expect(early.get_by_role("button", name="Join in")).to_be_visible(timeout=TIMEOUT)  # by itself
    phones = [come_in(browser, hall, complaints) for _ in range(5)]
    expect(screen.locator("#wall-count")).to_contain_text("5", timeout=TIMEOUT)
    found = axe(phones[0]) + axe(screen)

    press(lead, "next")
    write(phones[0], "A boat")
    expect(screen.get_by_text("A boat")).to_be_visible(timeout=TIMEOUT)
    expect(phones[0].locator("[data-send-state]")).to_have_text("Sent.")
    found += axe(phones[0]) + axe(screen)

    # One phone loses the network, writes on, is reloaded as soon as it is back: nothing lost, nothing twice.
    lost = phones[1]
    lost.context.set_offline(True)
    write(lost, "A bridge")
    expect(lost.locator("[data-send-state]")).to_contain_text("kept on this phone")
    write(lost, "A ferry")
    expect(lost.locator("[data-own-ideas]")).to_contain_text("A ferry")
    lost.context.set_offline(False)
    expect(lost.locator("[data-send-state]")).to_have_text("Sent.", timeout=TIMEOUT)
    expect(screen.get_by_text("A ferry")).to_be_visible(timeout=TIMEOUT)

    # The server is killed while people write; what they wrote in the meantime arrives afterwards.
    hall.kill()
    write(phones[2], "A tunnel")
    expect(phones[2].locator("[data-send-state]")).to_contain_text("kept on this phone")
    hall.server = hall.serve()
    expect(phones[2].locator("[data-send-state]")).to_have_text("Sent.", timeout=40_000)
    expect(screen.get_by_text("A tunnel")).to_be_visible(timeout=40_000)
    assert hall.database("kept")["ideas"] == ["A boat", "A bridge", "A ferry", "A tunnel"]

    # Everybody rates; the one page they follow goes on by itself for all of them.
    press(lead, "next")
    for number, phone in enumerate(phones):
        expect(phone.get_by_role("heading", name="Membership model")).to_be_visible()
        phone.locator("#rate-membership .rating__levels label").nth(number % 2 + 2).click()
        phone.get_by_role("button", name="Next").click()
        expect(phone.get_by_role("heading", name="Cross-sectoral composition")).to_be_visible()
        expect(phone.locator("[data-send-state]")).to_have_text("Sent.")
    expect(screen.locator("#octant svg")).to_be_visible(timeout=TIMEOUT)
    phones[0].reload()  # comes back where it was, with what it said
    expect(phones[0].get_by_role("heading", name="Cross-sectoral composition")).to_be_visible()
    phones[0].get_by_role("button", name="Back").click()
    expect(phones[0].locator("#rate-membership input[value='3'][name=now]")).to_be_checked()
    found += axe(phones[0]) + axe(screen)

    # What comes too late stays on the phone, with the reason.
    late = phones[4]
    late.context.set_offline(True)
    late.locator("#rate-composition .rating__levels label").nth(0).click()
    late.locator("#rate-composition summary").first.click()
    late.locator("#comment-composition").fill("We lack the schools")
    late.get_by_role("button", name="Next").click()
    press(lead, "reveal")
    late.context.set_offline(False)
    expect(late.locator("[data-refused]")).to_contain_text(
        "this point of the agenda is over", timeout=TIMEOUT
    )
    expect(late.locator("[data-refused]")).to_contain_text("We lack the schools")
    expect(phones[0].locator(".level-list")).to_contain_text("5 answers")
    found += axe(phones[0]) + axe(late)

    there = hall.database("kept")
    assert there["people"] == 5
    assert there["levels"] == [["membership", 3]] * 3 + [["membership", 4]] * 2

    # After the talk the same people rate once more. Each begins with what they said, and it counts once sent.
    press(lead, "again")
    for phone, level in ((phones[0], "3"), (phones[1], "4")):
        expect(phone.get_by_role("heading", name="Membership model")).to_be_visible(timeout=TIMEOUT)
        expect(phone.locator(f"#rate-membership input[value='{level}'][name=now]")).to_be_checked()
        expect(phone.locator("#rate-membership [data-from-before]")).to_be_visible()
    phones[0].reload()
    expect(phones[0].locator("#rate-membership input[value='3'][name=now]")).to_be_checked()
    found += axe(phones[0])
    phones[0].get_by_role("button", name="Next").click()
    expect(phones[0].get_by_role("heading", name="Cross-sectoral composition")).to_be_visible()
    expect(phones[0].locator("#rate-composition [data-from-before]")).to_be_hidden()
    expect(phones[0].locator("[data-send-state]")).to_have_text("Sent.")
    assert hall.database("kept")["levels"] == [["membership", 3]] * 4 + [["membership", 4]] * 2
    assert not found


def test_a_phone_without_scripts_takes_part(hall, browser):
    lead = console(browser, hall)
    press(lead, "start")
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(hall.phone_url)
    page.get_by_label("Private sector").check()
    page.get_by_role("button", name="Join in").click()
    press(lead, "next")
    page.get_by_role("link", name="Show what is going on now").click()
    page.get_by_label("Your idea, one at a time").fill("A boat without scripts")
    page.get_by_role("button", name="Send this idea").click()
    expect(page.locator(".own-idea textarea")).to_have_value("A boat without scripts")
    assert hall.database("kept")["ideas"] == ["A boat without scripts"]


def test_two_consoles_and_the_projector_agree_on_the_time(hall, browser, complaints):
    lead, second = console(browser, hall), console(browser, hall)
    with lead.context.expect_page() as opened:
        lead.get_by_role("link", name="Projector").click()
    screen = opened.value
    complaints.watch(screen, hall.server.url)
    press(lead, "start")
    press(lead, "next")
    expect(second.get_by_role("heading", name="Now ideas")).to_be_visible(timeout=TIMEOUT)
    expect(screen.get_by_text("They appear here")).to_be_visible(timeout=TIMEOUT)
    press(lead, "pause")
    expect(second.get_by_text("paused")).to_be_visible(timeout=TIMEOUT)
    before = seconds(second.locator(".timer"))
    second.wait_for_timeout(4000)
    assert seconds(second.locator(".timer")) == before
    press(lead, "resume")
    expect(second.get_by_text("paused")).to_be_hidden(timeout=TIMEOUT)
    at_once = seconds(second.locator(".timer"))
    assert before - 2 <= at_once <= before  # the time of the pause is not taken off
    assert abs(seconds(screen.locator("#wall-timer")) - at_once) <= 2
    assert not axe(lead) + axe(screen)


def seconds(timer: Locator) -> int:
    minutes, rest = timer.inner_text().split(":")
    return int(minutes) * 60 + int(rest)
