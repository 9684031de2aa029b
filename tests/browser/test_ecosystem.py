"""The ecosystem in a real browser: from a sheet with errors to a broker, an introduction and a file to keep.

Two groups of organisations and one association between them, so that the figures are known beforehand.
"""

import io
import json
import re
from dataclasses import dataclass
from pathlib import Path

import networkx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from octant.core.sheets.writing import XLSX_TYPE, xlsx

from .conftest import Server, axe, run_beside

pytestmark = [pytest.mark.browser]
TIMEOUT = 20_000
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
PREPARE = """
import json
import django
django.setup()
from django.test import Client
from octant.accounts.models import User
from octant.clusters.models import Cluster, Membership

cluster = Cluster.objects.create(slug="north", name="North Shore Network", country="LV")
user = User.objects.create_user("lead@example.org", name="Coordinator")
Membership.objects.create(cluster=cluster, user=user, role="coordinator")
client = Client()
client.force_login(user)
print(json.dumps(client.cookies["sessionid"].value))
"""
HEAD = ["Name", "Sector", "Place", "Web", "Influence", "Membership", "Offers", "Needs"]
NEED, OFFER = "Welding courses in the evening", "Evening courses: welding for beginners"
SKILLS = "Knowledge and skills: "
PEOPLE = [
    ["City Office", "Public sector", "Riga", "https://example.org/city", 5, "member", "", ""],
    ["Library", "Public sector", "Riga", "", 2, "", "", ""],
    ["School", "Public sector", "Riga", "", 3, "", "", SKILLS + NEED],
    ["Bridge Association", "Social economy and civil society", "Riga", "", 2, "associated", "", ""],
    ["Bakery", "Private sector", "Jelgava", "", 1, "", "", ""],
    ["Brewery", "Private sector", "Jelgava", "", 2, "", "", ""],
    ["Harbour Lab", "Academia and research", "Jelgava", "", 4, "member", SKILLS + OFFER, ""],
]
TIES = [
    ("City Office", "Library"),
    ("City Office", "School"),
    ("Library", "School"),
    ("School", "Bridge Association"),
    ("Bridge Association", "Bakery"),
    ("Bakery", "Brewery"),
    ("Bakery", "Harbour Lab"),
    ("Brewery", "Harbour Lab"),
]
SAID = [("City Office", "Bridge Association"), ("Harbour Lab", "Bridge Association")]  # in the survey
WORD = "works together"  # the register calls it “work together”
PROBLEMS = "What is wrong, by row and column"
# Where the first sheet goes wrong: row, column, what stands there, what the page says.
MISTAKES = [
    (2, "Web", "not an address", "is no web address"),
    (4, "Influence", 9, "Write a figure from 1 to 5"),
    (6, "Sector", "Privat bakers", "is no word that Octant knows here"),
]
LOST = [
    (2, "From", "City Office", "stands in row 2, which is left out"),
    (9, "To", "Harbor Laboratory", "There is no organisation called"),
]


@dataclass
class Desk:
    """The coordinator at a desk, and what axe says of each page."""

    page: Page
    home: str
    found: list[str]

    def look(self) -> None:
        self.found += axe(self.page)

    def click(self, name: str, role: str = "link", *, within: Locator | None = None) -> None:
        with self.page.expect_navigation():
            (within or self.page).get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]

    def open(self, tab: str) -> None:
        self.page.goto(self.home)
        if tab != "Organisations":
            self.click(tab, within=self.page.get_by_role("navigation", name="Register"))


@pytest.fixture
def desk(browser: Browser, served: Server, tmp_path: Path, complaints):
    """Signed in, in a cluster whose register is empty."""
    session = json.loads(run_beside(tmp_path, PREPARE))
    context = browser.new_context(viewport=DESK, reduced_motion="reduce", accept_downloads=True)
    context.add_cookies([{"name": "sessionid", "value": session, "url": served.url}])
    page = context.new_page()
    page.set_default_timeout(TIMEOUT)
    complaints.watch(page, served.url)
    yield Desk(page, f"{served.url}/clusters/north/organisations/", [])
    context.close()


def workbook(*, mended: bool) -> bytes:
    people = [list(row) for row in PEOPLE]
    ties = [[first, second, WORD] for first, second in TIES]
    if not mended:
        for row, column, value, _sentence in MISTAKES:
            people[row - 2][HEAD.index(column)] = value
        row, _column, value, _sentence = LOST[-1]
        ties[row - 2][1] = value
    sheets = {"Organisations": [HEAD, *people], "Relations": [["From", "To", "Kind"], *ties]}
    return xlsx(sheets)


def bring(desk: Desk, content: bytes, name: str) -> None:
    desk.open("Organisations")
    desk.click("Sheets in and out")
    file = {"name": name, "mimeType": XLSX_TYPE, "buffer": content}
    desk.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    desk.click("Read this sheet", "button")


def mend_and_import(desk: Desk, *, told: bool = False) -> None:
    """Mended in the sheet, but for a word that stands in each row: the page is told once what it means.

    `told`: it has been, with an earlier sheet.
    """
    page = desk.page
    bring(desk, workbook(mended=True), "partners-2.xlsx")
    desk.click("Check the sheet", "button")
    if told:
        expect(page.get_by_label(f"“{WORD}” (said before)")).to_have_count(1)
    else:
        page.get_by_label(f"“{WORD}” ({len(TIES)} ×)").select_option("work together")
        desk.click("Check again", "button")
    expect(page.get_by_role("heading", name="What would happen")).to_be_visible()
    expect(page.get_by_role("table", name=PROBLEMS)).to_have_count(0)
    desk.click("Import", "button")


def a_sheet_with_errors_is_mended_imported_undone_and_imported_again(desk: Desk) -> None:
    page = desk.page
    page.goto(desk.home)
    expect(page.get_by_role("heading", name="No organisation yet")).to_be_visible()
    desk.look()
    desk.click("Sheets in and out")
    desk.look()

    bring(desk, workbook(mended=False), "partners.xlsx")
    desk.look()
    desk.click("Check the sheet", "button")
    wrong = page.get_by_role("table", name=PROBLEMS)
    for row, column, value, sentence in [*MISTAKES, *LOST]:
        line = wrong.get_by_role("row", name=re.compile(rf"^{row}\b.*\b{column}\b.*{value}.*{sentence}"))
        expect(line).to_have_count(1)
    desk.look()
    desk.click("Give up and delete the file", "button")
    desk.look()

    mend_and_import(desk)
    desk.look()
    desk.click("See the register")
    expect(page.get_by_text("7 organisations")).to_be_visible()
    page.go_back()
    desk.click("Undo this import", "button")
    expect(page.get_by_text("Everything is as it was before.")).to_be_visible()
    desk.look()
    desk.open("Organisations")
    expect(page.get_by_role("heading", name="No organisation yet")).to_be_visible()

    mend_and_import(desk, told=True)
    desk.click("See the register")
    expect(page.get_by_text("7 organisations")).to_be_visible()
    desk.look()
    desk.click("Bridge Association")
    expect(page.locator("#relations li.panel")).to_have_count(2)
    desk.look()


def answer(context: BrowserContext, link: str, partners: list[str], complaints, origin: str) -> list[str]:
    """An organisation on a phone names its partners and says that this is everybody."""
    page = context.new_page()
    page.set_default_timeout(TIMEOUT)
    complaints.watch(page, origin)
    page.goto(link)
    for partner in partners:
        page.get_by_label("We and they").select_option("exchanges")
        page.get_by_label("Who", exact=True).press_sequentially(partner[:6])
        page.get_by_role("option", name=partner).click()
        with page.expect_navigation():
            page.get_by_role("button", name="Add this partner", exact=True).click()
        expect(page.get_by_text(f"exchange knowledge: {partner}", exact=False)).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="That is everybody").click()
    expect(page.get_by_text("Thank you.")).to_be_visible()
    expect(page.get_by_text("was not saved")).to_have_count(0)  # it was
    return axe(page)


def the_organisations_say_whom_they_work_with(desk: Desk, browser: Browser, complaints, origin: str) -> None:
    page = desk.page
    desk.open("Organisations")
    desk.click("Ask who works with whom")
    page.get_by_label("Title").fill("Whom do you work with?")
    page.get_by_label("Members and associated members").check()
    desk.look()
    desk.click("Make the links", "button")
    expect(page.get_by_text("0 of 3 have answered")).to_be_visible()
    links = {
        name: page.get_by_label(f"Link for {name}").input_value()
        for name in ("City Office", "Bridge Association", "Harbour Lab")
    }
    with_no_account = browser.new_context(viewport=PHONE)
    said = {
        "City Office": ["Bridge Association"],
        "Bridge Association": ["City Office"],
        "Harbour Lab": ["Bridge Association"],
    }
    for name, partners in said.items():
        desk.found += answer(with_no_account, links[name], partners, complaints, origin)
    with_no_account.close()
    page.reload()
    expect(page.get_by_text("3 of 3 have answered")).to_be_visible()
    one_sided = page.get_by_text("says so,")
    expect(one_sided).to_have_count(1)
    expect(one_sided).to_contain_text("Harbour Lab says so, Bridge Association does not: exchange knowledge")
    desk.look()


def the_broker_stands_first(desk: Desk) -> None:
    page = desk.page
    desk.open("Network")
    expect(page.locator("[data-network][data-drawn]")).to_be_visible()
    brokers = page.get_by_role("table", name="Brokers, strongest first")
    expect(brokers.locator("tbody th").first).to_have_text("Bridge Association")
    table = page.get_by_role("table", name="Organisations in the network")
    desk.click("Broker", within=table)
    desk.look()
    shown = table.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [0, 3].map(place => row.cells[place].innerText))"
    )
    figures = {name: float(text.removesuffix("%")) / 100 for name, text in shown}
    assert figures == pytest.approx(networkx.betweenness_centrality(networkx.Graph(TIES + SAID)), abs=0.005)
    assert list(figures.values()) == sorted(figures.values(), reverse=True)
    desk.click("Bridge Association", within=table)
    expect(page.get_by_role("heading", name="What if it leaves?")).to_be_visible()
    desk.look()


def an_introduction_becomes_a_relation(desk: Desk) -> None:
    page = desk.page
    desk.open("Matchmaking")
    desk.look()
    with page.expect_navigation():
        page.get_by_role("listitem").filter(has_text=NEED).get_by_role("link", name="Who could help").click()
    first = page.locator("ol > li").first
    expect(first.get_by_role("heading", name="Harbour Lab")).to_be_visible()
    expect(first).to_contain_text(OFFER)
    expect(first).to_contain_text("Bridge Association")  # knows both
    desk.look()
    with page.expect_navigation():
        first.get_by_role("button", name="Propose an introduction").click()
    expect(page.get_by_role("heading", name="School meets Harbour Lab")).to_be_visible()
    desk.look()
    desk.click("Both sides want it", "button")
    desk.click("They have met", "button")
    page.get_by_label("They work together").check()
    page.get_by_label("The need is settled").check()
    desk.click("Save the outcome", "button")
    expect(page.get_by_text("They work together.")).to_be_visible()
    desk.look()
    desk.click("It is a relation of the register.")
    expect(page.locator("#relations")).to_contain_text("Work together: Harbour Lab")
    desk.open("Matchmaking")
    expect(page.get_by_role("heading", name="No open need yet")).to_be_visible()
    page.goto(f"{desk.home}introductions/")
    met = page.locator("dl .stat").filter(has_text="Became a relation")
    expect(met.locator(".stat__figure")).to_have_text("1")
    desk.look()


def the_file_says_the_same(desk: Desk) -> None:
    """GraphML, read back by another program."""
    desk.open("Network")
    expect(desk.page.locator("[data-network][data-drawn]")).to_be_visible()
    with desk.page.expect_download() as download:
        desk.page.get_by_role("link", name="network.graphml").click()
    graph = networkx.read_graphml(io.BytesIO(Path(download.value.path()).read_bytes()))
    labels = dict(graph.nodes(data="label"))
    assert sorted(labels.values()) == sorted(row[0] for row in PEOPLE)
    kinds = graph.edges(data="kind")
    edges = {(frozenset((labels[one], labels[other])), kind) for one, other, kind in kinds}
    wanted = {(frozenset(tie), "cooperates") for tie in [*TIES, ("School", "Harbour Lab")]}
    wanted |= {(frozenset(tie), "exchanges") for tie in SAID}
    assert edges == wanted
    assert graph.number_of_edges() == len(wanted)


def it_keeps_its_own_entry(desk: Desk, browser: Browser, complaints, origin: str) -> None:
    """An organisation changes its entry by its own link, without an account."""
    desk.open("Organisations")
    desk.click("Bridge Association")
    desk.click("Make a link", "button")
    link = desk.page.get_by_label("Address to pass on").input_value()
    with_no_account = browser.new_context(viewport=PHONE)
    page = with_no_account.new_page()
    complaints.watch(page, origin)
    page.goto(link)
    who = page.locator("#who")
    who.get_by_label("Also known as").fill("Bridges")
    who.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved").first).to_be_visible()
    page.reload()
    expect(who.get_by_label("Also known as")).to_have_value("Bridges")
    desk.found += axe(page)
    with_no_account.close()


def it_fits_a_phone(desk: Desk) -> None:
    desk.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for tab in ("Organisations", "Network"):
        desk.open(tab)
        desk.look()
        wide = desk.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{tab} scrolls sideways by {wide} px"


def test_from_a_sheet_with_errors_to_a_file_for_others(desk, browser, served, complaints) -> None:
    a_sheet_with_errors_is_mended_imported_undone_and_imported_again(desk)
    the_organisations_say_whom_they_work_with(desk, browser, complaints, served.url)
    the_broker_stands_first(desk)
    an_introduction_becomes_a_relation(desk)
    the_file_says_the_same(desk)
    it_keeps_its_own_entry(desk, browser, complaints, served.url)
    it_fits_a_phone(desk)
    assert desk.found == []
