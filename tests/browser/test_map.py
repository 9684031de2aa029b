"""The map in a real browser: drawn under the CSP, by mouse and by keyboard, and asking nobody else."""

import shutil
import struct
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect

from .conftest import SERVE, Server, axe, run_beside, start, stop

pytestmark = [pytest.mark.browser]
# Twelve organisations at one place, two near each other, one far away, one nowhere.
FILL = """
import django
django.setup()
from django.test import Client
from octant.accounts.models import User
from octant.clusters.models import Cluster, Membership
from octant.ecosystem.models import Organisation

cluster = Cluster.objects.create(slug="coast", name="Coast", country="LV")
user = User.objects.create_user("core@example.org", name="The core")
Membership.objects.create(cluster=cluster, user=user, role="core")

def add(name, sector, place, latitude=None, longitude=None):
    Organisation.objects.create(
        cluster=cluster, name=name, sector=sector, place=place, latitude=latitude, longitude=longitude
    )

for number in range(12):
    add(f"Harbour {number:02}", "social", "Riga", 56.946, 24.106)
add("Lab", "academic", "Tallinn", 59.437, 24.754)
add("Museum", "public", "Maardu", 59.477, 25.025)
add("<b>Ferry</b>", "private", "Stockholm", 59.329, 18.069)
add("Lost", "public", "")
client = Client()
client.force_login(user)
print(client.cookies["sessionid"].value)
"""
ADDRESS = "/clusters/coast/organisations/map/"
KEEP = "addEventListener('octant:map', event => window.drawn = event.detail)"


def signed_in(tmp_path) -> str:
    return run_beside(tmp_path, FILL)


@pytest.fixture
def session(served, tmp_path) -> str:
    return signed_in(tmp_path)


def opened(browser, server: Server, session: str, **options) -> Page:
    context = browser.new_context(
        viewport={"width": 1280, "height": 1000}, reduced_motion="reduce", **options
    )
    context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
    page = context.new_page()
    page.add_init_script(KEEP)
    return page


def errors_of(page: Page) -> list[str]:
    found: list[str] = []
    page.on("console", lambda message: message.type == "error" and found.append(message.text))
    return found


def press(page: Page, longitude: float, latitude: float) -> None:
    """A click on the map at this place."""
    at = page.evaluate("at => { const p = drawn.map.project(at); return [p.x, p.y] }", [longitude, latitude])
    page.locator("[data-canvas]").click(position={"x": at[0], "y": at[1]})


def drawn(page: Page) -> None:
    expect(page.locator("[data-map][data-drawn]")).to_be_visible(timeout=60_000)


def still(page: Page) -> None:
    page.evaluate("() => new Promise(done => drawn.map.loaded() ? done() : drawn.map.once('idle', done))")


def test_marks_groups_and_table_say_the_same(browser, served, session, complaints) -> None:
    page = opened(browser, served, session)
    complaints.watch(page, served.url)
    errors = errors_of(page)
    page.goto(served.url + ADDRESS)
    drawn(page)
    assert page.locator("[data-canvas] canvas").count() == 1
    assert axe(page) == []
    table = page.get_by_role("table", name="Organisations on the map")
    assert table.get_by_role("row").count() == 16  # with the heading
    assert page.get_by_text("1 organisation has no coordinates").is_visible()

    card = page.locator("[data-card]")
    press(page, 18.069, 59.329)
    expect(card.get_by_role("link", name="<b>Ferry</b>")).to_be_visible()
    expect(card).to_contain_text("Private sector · Stockholm")
    assert axe(page) == []
    press(page, 24.106, 56.946)
    expect(card.get_by_role("link")).to_have_count(12)
    assert axe(page) == []
    card.get_by_role("button", name="Close").click()
    expect(card).to_be_hidden()

    closeness = page.evaluate("drawn.map.getZoom()")
    press(
        page,
        *page.evaluate("""() => drawn.map.queryRenderedFeatures({layers: ["many"]})
        .find(group => group.properties.point_count === 2).geometry.coordinates"""),
    )
    page.wait_for_function("before => drawn.map.getZoom() > before", arg=closeness)
    still(page)
    parted = page.evaluate("drawn.map.queryRenderedFeatures({layers: ['one']}).map(f => f.properties.name)")
    assert set(parted) == {"Lab", "Museum"}
    assert errors == []
    page.context.close()


def test_by_keyboard(browser, served, session, complaints) -> None:
    page = opened(browser, served, session, color_scheme="dark")
    complaints.watch(page, served.url)
    page.goto(served.url + ADDRESS)
    drawn(page)
    page.get_by_role("link", name="<b>Ferry</b>").focus()
    ring = "drawn.map.querySourceFeatures('chosen').map(f => f.properties.name)"
    page.wait_for_function(f"{ring}.includes('<b>Ferry</b>')")

    find = page.locator("#map-find")
    find.focus()
    page.keyboard.type("Lab")
    page.get_by_role("option", name="Lab").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[data-card]").get_by_role("link", name="Lab")).to_be_visible()
    find.fill("")
    page.keyboard.type("Lost")
    page.get_by_role("option", name="Lost").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[data-card]")).to_contain_text("not among those on the map now")
    assert axe(page) == []

    page.get_by_label("Sector").select_option("academic")
    page.get_by_role("button", name="Show", exact=True).click()
    drawn(page)
    still(page)
    assert page.evaluate("drawn.map.queryRenderedFeatures({layers: ['one', 'many']}).length") == 1
    assert page.get_by_role("table", name="Organisations on the map").get_by_role("row").count() == 2
    page.context.close()


def test_on_a_phone_and_in_print(browser, served, session) -> None:
    page = opened(browser, served, session)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(served.url + ADDRESS)
    drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.emulate_media(media="print")
    expect(page.get_by_role("img", name="Map of Coast with 15 organisations")).to_be_visible()
    expect(page.locator("[data-canvas]")).to_be_hidden()
    page.context.close()


def test_without_javascript_there_is_a_drawing_and_the_table(browser, served, session) -> None:
    page = opened(browser, served, session, java_script_enabled=False)
    page.goto(served.url + ADDRESS)
    drawing = page.get_by_role("img", name="Map of Coast with 15 organisations")
    expect(drawing).to_be_visible()
    assert drawing.evaluate("image => image.naturalWidth") > 0
    assert page.get_by_role("table", name="Organisations on the map").is_visible()
    page.context.close()


def test_without_a_graphics_card_the_drawing_stays(browser, served, session, complaints) -> None:
    page = opened(browser, served, session)
    complaints.watch(page, served.url)
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    with page.expect_console_message(lambda message: message.text.startswith("The map:")):
        page.goto(served.url + ADDRESS)
    expect(page.get_by_role("img", name="Map of Coast with 15 organisations")).to_be_visible()
    expect(page.get_by_label("Find an organisation")).to_be_hidden()
    page.context.close()


# ---------- A tile server, where the host names one ----------


def chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


GREY = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\x00\x99"))
    + chunk(b"IEND", b"")
)


class Tiles(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(GREY)

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def tiles() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_tiles_come_from_the_named_host_alone_and_are_told(browser, tiles, tmp_path, empty) -> None:
    address = tiles + "/{z}/{x}/{y}.png"
    named = {"OCTANT_TILES": address, "OCTANT_TILES_CREDIT": "© The mappers"}
    shutil.copytree(empty, tmp_path, dirs_exist_ok=True)
    server = start(tmp_path, "serve", **SERVE, **named)
    try:
        page = opened(browser, server, signed_in(tmp_path))
        asked: set[str] = set()
        page.on("request", lambda request: asked.add(request.url))
        errors = errors_of(page)
        page.goto(server.url + ADDRESS)
        drawn(page)
        others = {url for url in asked if not url.startswith((server.url, "data:", "blob:"))}
        assert others
        assert all(url.startswith(f"{tiles}/") for url in others)
        assert page.get_by_text("© The mappers").is_visible()
        assert errors == []
        asked.clear()
        page.goto(f"{server.url}/privacy/")
        assert page.get_by_text(tiles).is_visible()
        assert all(url.startswith((server.url, "data:")) for url in asked)
        page.context.close()
    finally:
        stop(server)
