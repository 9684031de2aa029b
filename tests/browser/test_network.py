"""The picture of a network in a real browser: worked out beside the server, drawn under the CSP."""

import pytest
from playwright.sync_api import expect

from .conftest import axe, run_beside

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


@pytest.fixture
def session(served, tmp_path) -> str:
    return run_beside(tmp_path, FILL)


def test_the_picture_comes_by_itself_and_is_used_by_keyboard(browser, served, session, complaints) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.add_cookies([{"name": "sessionid", "value": session, "url": served.url}])
    page = context.new_page()
    complaints.watch(page, served.url)
    page.goto(f"{served.url}/clusters/ring/organisations/network/")
    expect(page.get_by_role("heading", name="Being worked out")).to_be_visible()
    expect(page.locator("[data-network][data-drawn]")).to_be_visible(timeout=60_000)
    assert page.locator("[data-stage] canvas").count() > 1
    expect(page.get_by_role("table", name="Brokers, strongest first")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("link", name="network.graphml")).to_be_visible()
    assert page.get_by_role("table", name="Organisations in the network").count() == 1
    assert page.get_by_text("still being worked out").count() == 0
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


def test_what_is_seen_is_what_is_found_and_taken_along(browser, served, session, complaints) -> None:
    """Who is under the pointer is found without a hidden picture; the downloads show who is chosen."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.add_cookies([{"name": "sessionid", "value": session, "url": served.url}])
    page = context.new_page()
    complaints.watch(page, served.url)
    page.add_init_script("addEventListener('octant:network', (event) => (window.picture = event.detail))")
    page.goto(f"{served.url}/clusters/ring/organisations/network/")
    expect(page.locator("[data-network][data-drawn]")).to_be_visible(timeout=60_000)
    assert page.evaluate(EVERYBODY_IS_FOUND_WHERE_THEY_ARE_DRAWN) == []
    assert page.evaluate(NAMES_LEAVE_THE_PICTURE) == []

    place = page.evaluate(
        "picture.sigma.graphToViewport(picture.graph.getNodeAttributes(picture.graph.nodes()[0]))"
    )
    stage = page.locator("[data-stage]")
    stage.scroll_into_view_if_needed()
    pixels = SOMETHING_IS_DRAWN_OVER_THE_PICTURE
    assert not page.evaluate(pixels)
    stage.hover(position={"x": place["x"], "y": place["y"]})
    page.wait_for_function(pixels)
    stage.click(position={"x": place["x"], "y": place["y"]})
    expect(page.locator("[data-panel]").get_by_role("heading", name="Member 000")).to_be_visible()
    number = page.evaluate("picture.chosen")
    for kind in ("SVG", "PNG"):
        link = page.get_by_role("link", name=kind, exact=True).get_attribute("href")
        assert f"focus={number}" in link
        assert context.request.get(link).ok
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".network__paper")).to_be_visible()
    expect(page.locator(".sigma-nodes")).to_be_hidden()
    assert page.evaluate(COLOURS_ON_PAPER) > 3  # the ground, ties, marks and names
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(page.locator(".network__paper")).to_have_count(0)
    page.get_by_role("button", name="Show all").click()
    assert "focus" not in page.get_by_role("link", name="SVG", exact=True).get_attribute("href")
    context.close()


def test_ties_are_thinned_only_while_a_large_picture_moves(browser, served, session) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": session, "url": served.url}])
    page = context.new_page()
    page.add_init_script("addEventListener('octant:network', (event) => (window.picture = event.detail))")
    page.goto(f"{served.url}/clusters/ring/organisations/network/")
    expect(page.locator("[data-network][data-drawn]")).to_be_visible(timeout=60_000)
    told = page.get_by_text("While you move the picture, only a part of the ties is drawn")
    expect(told).to_be_hidden()
    page.evaluate(MANY_TIES)
    expect(told).to_be_visible()
    moving, still = page.evaluate(TIES_DRAWN)
    assert 0 < moving < still
    context.close()


EVERYBODY_IS_FOUND_WHERE_THEY_ARE_DRAWN = """
() => picture.graph.nodes().filter((node) => {
  const at = picture.sigma.graphToViewport(picture.graph.getNodeAttributes(node));
  const found = picture.sigma.getNodeAtPosition(at);
  if (found === node) return false;
  const other = found && picture.sigma.graphToViewport(picture.graph.getNodeAttributes(found));
  return !other || Math.hypot(at.x - other.x, at.y - other.y) > 0.01; // two may stand on one place
})
"""
SOMETHING_IS_DRAWN_OVER_THE_PICTURE = """
() => {
  const { hovers } = picture.sigma.getCanvases();
  const { data } = hovers.getContext("2d").getImageData(0, 0, hovers.width, hovers.height);
  return new Uint32Array(data.buffer).some(Boolean);
}
"""
COLOURS_ON_PAPER = """
() => {
  const paper = document.querySelector(".network__paper");
  const { data } = paper.getContext("2d").getImageData(0, 0, paper.width, paper.height);
  return new Set(new Uint32Array(data.buffer)).size;
}
"""
# Where names were written, as the drawing on the canvas tells it.
NAMES_LEAVE_THE_PICTURE = """
() => {
  const context = picture.sigma.getCanvases().labels.getContext("2d");
  const { width, height } = picture.sigma.getDimensions();
  const left = [];
  const write = context.fillText.bind(context);
  context.fillText = (text, x, y) => {
    const half = context.measureText(text).width / 2;
    if (x - half < 0 || x + half > width || y > height || y < 10) left.push(text);
    write(text, x, y);
  };
  for (const ratio of [1, 0.5, 0.2]) {
    picture.sigma.getCamera().setState({ x: 0.5, y: 0.5, ratio });
    picture.sigma.refresh();
  }
  picture.sigma.getCamera().setState({ x: 0.5, y: 0.5, ratio: 1 });
  delete context.fillText;
  return left;
}
"""
# The same picture with 30,000 ties, drawn as if the server had sent them.
MANY_TIES = """
() => {
  const { length } = picture.data.nodes;
  const ties = new Map();
  for (let one = 0; one < length; one += 1) {
    for (let step = 1; step <= 94; step += 1) {
      const other = (one + step) % length;
      ties.set(`${one}-${other}`, [one, other]);
    }
  }
  picture.data = { ...picture.data, ties: [...ties.values()] };
  picture.draw();
}
"""
TIES_DRAWN = """
async () => {
  const gl = picture.sigma.getCanvases().edges.getContext("webgl2");
  let drawn = 0;
  for (const name of ["drawArrays", "drawArraysInstanced"]) {
    const real = gl[name].bind(gl);
    gl[name] = (...given) => { drawn += given[2]; real(...given); };
  }
  const rest = () => new Promise((done) => setTimeout(done, 400));
  await rest();
  drawn = 0;
  picture.sigma.getCamera().setState({ x: 0.51 });
  await new Promise((done) => picture.sigma.once("afterRender", done));
  const moving = drawn;
  drawn = 0;
  await rest();
  return [moving, drawn];
}
"""
