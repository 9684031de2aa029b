"""Paper canvases: every one in every size and language, and what people may put into them."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from PIL import Image
from pypdf import PdfReader
from tests.helpers import HOSTILE, count_queries

from octant.charts.numbers import LEVELS
from octant.clusters.models import Role
from octant.domain.framework import Framework
from octant.frameworks.queries import framework
from octant.reports import pdf
from octant.reports.canvases import (
    CANVASES,
    SIZES,
    Canvas,
    Sheet,
    canvas_pdf,
    canvas_png,
    codes_sheet,
    handouts,
    invitation_sheet,
    making,
)
from octant.reports.canvases.handouts import MOST_CODES, cards_on
from octant.reports.canvases.making import breakable
from octant.reports.printable import BREAK

LANGUAGES = [code for code, _name in settings.LANGUAGES]
ON_PAPER = [code for code, _name in settings.PUBLIC_LANGUAGES]
POINTS = 72 / 25.4  # a millimetre
ADDRESS = "https://octant.example/clusters/north-shore-network/rounds/1/describe/sheet/"
EDGE = 0.022  # of the short side: within so much of the edge nothing is printed
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
VERY_LONG = [
    *HOSTILE,
    LONG_WORD,
    "W" * 24,
    "W" * 5000,
    "Wort " * 300,
    "مرحبا" * 60,
    "\x00\u202e\ud800",
    " \n ",
]


def sheet(key: str, **given: object) -> Sheet:
    values = {
        "language": "en",
        "cluster": "North Shore Network",
        "round_title": "Round 1",
        "address": ADDRESS,
        "ask_sector": True,
    }
    return Sheet(key, "csei", 1, **(values | given))


def read(made: bytes) -> PdfReader:
    return PdfReader(BytesIO(made))


def text_of(reader: PdfReader) -> str:
    """All text in one line, without the places where a word may break."""
    text = " ".join(page.extract_text() for page in reader.pages).replace(BREAK, "").replace("\xad", "")
    return " ".join(text.split())


def letters(text: str) -> str:
    """Only letters and digits: however lines and hyphens fall, they come in the same order."""
    return "".join(filter(str.isalnum, text))


def tags(reader: PdfReader) -> list[tuple[str, str]]:
    found = []

    def walk(node):
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append((str(node["/S"]), str(node.get("/Alt", ""))))
            walk(node.get("/K"))

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def ink_at_the_edge(picture: bytes) -> bool:
    """Is anything printed in the outermost strip of the sheet? What leaves the sheet has to cross it."""
    image = Image.open(BytesIO(picture)).convert("L")
    edge = round(min(image.size) * EDGE)
    inside = Image.new("L", (image.width - 2 * edge, image.height - 2 * edge), 255)
    image.paste(inside, (edge, edge))
    return image.getextrema() != (255, 255)


def ink(picture: bytes) -> float:
    """How much of the sheet is printed, from 0 to 1."""
    counts = Image.open(BytesIO(picture)).convert("L").histogram()
    return sum(n * (255 - grey) for grey, n in enumerate(counts)) / (255 * sum(counts))


EVERY = [
    (key, size, language)
    for key, canvas in CANVASES.items()
    for size in canvas.sizes
    for language in LANGUAGES
]


@pytest.mark.parametrize(("key", "size", "language"), EVERY)
def test_every_canvas_in_every_size_and_language(key, size, language):
    reader = read(canvas_pdf(sheet(key, size=size, language=language)))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    width, height = CANVASES[key].measures(size)
    assert (float(box.width), float(box.height)) == pytest.approx((width * POINTS, height * POINTS), abs=0.1)
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == language
    assert "<pdfuaid:part>1</pdfuaid:part>" in catalogue["/Metadata"].get_data().decode()
    with translation.override(language):
        title = str(CANVASES[key].name)
    assert reader.metadata.title == title
    text = text_of(reader)
    assert title in text
    assert "North Shore Network" in text
    assert "Round 1" in text
    assert letters(ADDRESS.removeprefix("https://")) in letters(text)


def wanted(key: str, language: str) -> list[str]:
    """What has to stand on the canvas for it to be of use."""
    guide = framework("csei", 1, language)
    names = [dimension.name for dimension in guide.dimensions]
    labels = [level.label for dimension in guide.dimensions for level in dimension.levels]
    return {
        "octant": names + labels + [dimension.short_name for dimension in guide.dimensions],
        "rating": names + labels + [sector.name for sector in guide.sectors],
        "resources": [one.name for one in guide.resource_categories]
        + [one.text for one in guide.resource_categories]
        + [group.name for group in guide.resource_groups],
        "vision": [question.text for question in guide.vision_questions],
        "influence": names + [dimension.short_name for dimension in guide.dimensions],
        "goal": [part.name for part in guide.goal_parts]
        + [one.name for one in guide.smart_criteria]
        + [one.text for one in guide.smart_criteria],
        "measures": [kind.name for kind in guide.measure_kinds]
        + [kind.name for kind in guide.measure_resources],
    }[key]


@pytest.mark.parametrize("language", ON_PAPER)
@pytest.mark.parametrize("key", CANVASES)
def test_what_the_guide_says_stands_on_it(key, language):
    text = letters(text_of(read(canvas_pdf(sheet(key, language=language)))))
    assert [part for part in wanted(key, language) if letters(part) not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", CANVASES)
def test_nothing_leaves_the_sheet_and_little_ink_is_used(key, language):
    picture = canvas_png(sheet(key, language=language), 900)
    assert Image.open(BytesIO(picture)).width == pytest.approx(900, abs=2)
    assert not ink_at_the_edge(picture)
    assert ink(picture) < 0.06


@pytest.mark.parametrize("key", ["resources", "goal"])  # upright and across; the head is the same on all
@pytest.mark.parametrize("text", VERY_LONG, ids=lambda text: ascii(text)[:30])
def test_hostile_names_change_nothing(key, text):
    given = sheet(key, cluster=text, round_title=text)
    reader = read(canvas_pdf(given))
    assert len(reader.pages) == 1
    assert not ink_at_the_edge(canvas_png(given, 700))
    if text.isascii() and text.isprintable() and 1 < len(text) < 80:
        assert letters(text) in letters(text_of(reader))


LONG = ("Yhteistyökumppanuusverkostojen", "kehittämissuunnitelma", "Rahoitusmahdollisuuksien", "monialaisuus")


def with_long_words(slug: str, edition: int, _language: str) -> Framework:
    """The guide with names of the longest words one finds, in a language that writes much in one word."""
    guide = framework(slug, edition, "en")

    def longer(entry, n):
        return replace(entry, name=f"{LONG[n % 4]} {LONG[(n + 1) % 4]}")

    def dimension(one, n):
        levels = tuple(
            replace(level, label=f"{LONG[i % 4]} {LONG[n % 4]}") for i, level in enumerate(one.levels)
        )
        return replace(longer(one, n), short_name=LONG[n % 4][:18], levels=levels)

    lists = (
        "resource_categories",
        "goal_parts",
        "smart_criteria",
        "measure_kinds",
        "measure_resources",
        "sectors",
    )
    changed = {
        name: tuple(longer(entry, n) for n, entry in enumerate(getattr(guide, name))) for name in lists
    }
    dimensions = tuple(dimension(one, n) for n, one in enumerate(guide.dimensions))
    return replace(guide, dimensions=dimensions, **changed)


@pytest.mark.parametrize("key", CANVASES)
def test_the_longest_words_find_room(key, monkeypatch):
    monkeypatch.setattr(making, "framework", with_long_words)
    rows = CANVASES[key].rows
    given = sheet(key, language="fi", rows=rows.most if rows else None)
    reader = read(canvas_pdf(given))
    assert len(reader.pages) == 1
    assert not ink_at_the_edge(canvas_png.__wrapped__(given, 700))
    if key != "vision":
        assert letters(LONG[0]) in letters(text_of(reader))


def sizes_of_text(reader: PdfReader) -> list[float]:
    """Of every piece of text on the first page, how high its letters are set, in points."""
    found = []

    def note(text, matrix, placed, _font, size):
        if text.strip():
            a, b = (
                matrix[0] * placed[0] + matrix[1] * placed[2],
                matrix[0] * placed[1] + matrix[1] * placed[3],
            )
            found.append(size * (a * a + b * b) ** 0.5)

    reader.pages[0].extract_text(visitor_text=note)
    return found


@pytest.mark.parametrize("key", [key for key, canvas in CANVASES.items() if "A0" in canvas.sizes])
def test_large_paper_is_read_from_afar(key):
    """From three metres, letters of 10 mm are read well, of 5 mm just so; capitals are 0.73 of the size."""
    small, large = (
        sizes_of_text(read(canvas_pdf(sheet(key, size=size, address="")))) for size in ("A4", "A0")
    )
    assert max(large) * 0.73 / POINTS > 20
    assert min(large) * 0.73 / POINTS > 4.5
    assert max(large) == pytest.approx(max(small) * 841 / 210, rel=0.02)


@pytest.mark.parametrize("key", ["rating", "resources", "influence", "goal", "measures"])
def test_tables_are_read_aloud_as_tables(key):
    kinds = [kind for kind, _alternative in tags(read(canvas_pdf(sheet(key))))]
    assert "/Table" in kinds
    assert "/TH" in kinds
    assert "/H1" in kinds


def test_the_rating_sheet_has_boxes_for_today_and_for_what_is_wished():
    text = text_of(read(canvas_pdf(sheet("rating", ask_sector=False))))
    boxes = " ".join([*map(str, LEVELS), "?"])
    assert text.count(f"{boxes} {boxes}") == 8
    assert "Public sector" not in text


def test_rows_are_as_many_as_asked_for():
    for rows in (2, 8):
        found = text_of(read(canvas_pdf(sheet("measures", rows=rows))))
        assert found.count("Partnership") == rows
    least, most = (read(canvas_pdf(sheet("goal", rows=rows))) for rows in (2, 6))
    cells = [[kind for kind, _alternative in tags(reader)].count("/TR") for reader in (least, most)]
    assert cells[1] - cells[0] == 4


@pytest.mark.parametrize("key", CANVASES)
def test_most_rows_still_fit(key):
    rows = CANVASES[key].rows
    if rows:
        for count in (rows.least, rows.most):
            given = sheet(key, rows=count, language=LANGUAGES[-1])
            assert len(read(canvas_pdf(given)).pages) == 1
            assert not ink_at_the_edge(canvas_png(given, 700))


def test_without_an_address_no_line_asks_to_enter_it():
    text = text_of(read(canvas_pdf(sheet("octant", address=""))))
    assert "Enter this sheet" not in text


def test_unknown_canvases_and_sizes_are_told():
    with pytest.raises(KeyError):
        canvas_pdf(sheet("poem"))
    with pytest.raises(KeyError):
        canvas_pdf(sheet("octant", size="A7"))


def test_an_address_breaks_after_its_signs_only():
    shown = breakable("https://octant.example/clusters/north-shore/?a=1")
    parts = ["octant.", "example/", "clusters/", "north-", "shore/?", "a=", "1"]
    assert shown.split(BREAK) == parts


def test_no_english_stands_in_the_layouts():
    for path in (pdf.LAYOUT / "canvases").glob("*.typ"):
        source = re.sub(r"//[^\n]*", "", path.read_text())
        texts = re.findall(r'"([^"\n]*)"', source) + re.findall(r"\[([^\]\n{}]*)\]", source)
        assert [text for text in texts if re.search(r"[A-Z][a-z]+ [a-z]", text)] == []


# --- invitation and codes ----------------------------------------------------------------------------------


def invitation(**given: str) -> bytes:
    values = {
        "title": "How does our network work together?",
        "text": "Tell us in three minutes.\n\nNobody sees who you are.",
        "address": "https://octant.example/join",
        "code": "K7M2QX",
        "language": "en",
        "cluster": "North Shore Network",
    }
    return invitation_sheet(**(values | given))


def picture_of(make, monkeypatch) -> bytes:
    """The same data as a picture instead of a PDF."""
    with monkeypatch.context() as patch:
        patch.setattr(
            handouts,
            "compile_pdf",
            lambda layout, inputs, *, on, about: pdf.compile_png(layout, inputs, ppi=60, about=about),
        )
        return make()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invitation(size, language):
    reader = read(invitation(size=size, language=language))
    assert len(reader.pages) == 1
    short, long = SIZES[size]
    box = reader.pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((short * POINTS, long * POINTS), abs=0.1)
    assert reader.trailer["/Root"]["/Lang"] == language
    text = text_of(reader)
    wanted = ["How does our network", "three minutes.", "Nobody sees", "octant.example/join"]
    assert letters("K7M2QX") in letters(text)
    assert [part for part in wanted if part not in text] == []
    spoken = [alternative for kind, alternative in tags(reader) if kind == "/Figure"]
    assert len(spoken) == 1
    assert "https://octant.example/join" in spoken[0]


def test_the_qr_code_may_lead_further_than_the_address_to_type():
    reader = read(invitation(link="https://octant.example/join/K7M2QX"))
    assert any("join/K7M2QX" in alternative for _kind, alternative in tags(reader))
    assert "join/K7M2QX" not in text_of(reader)


def test_an_invitation_needs_no_code():
    assert "Code" not in text_of(read(invitation(code="")))


@pytest.mark.parametrize("text", VERY_LONG, ids=lambda text: ascii(text)[:30])
def test_an_invitation_keeps_hostile_text_on_one_page(text, monkeypatch):
    given = {"title": text, "text": f"{text}\n\n{text}", "cluster": text}
    assert len(read(invitation(**given)).pages) == 1
    assert not ink_at_the_edge(picture_of(lambda: invitation(**given), monkeypatch))


def test_an_address_that_no_qr_code_holds():
    with pytest.raises(ValueError, match="too long"):
        invitation(address="https://octant.example/" + "x" * 5000)


def codes(count: int, **given: object) -> bytes:
    values = {
        "title": "How does our network work together?",
        "address": "https://octant.example/join",
        "codes": [f"K7M2-{n:04}" for n in range(count)],
        "language": "en",
    }
    return codes_sheet(**(values | given))


@pytest.mark.parametrize(("size", "cards"), [("A4", 10), ("A3", 24)])
def test_codes_are_cards_of_the_same_size_on_as_many_pages_as_needed(size, cards):
    assert cards_on(size) == cards
    reader = read(codes(cards + 1, size=size, link=lambda code: f"https://octant.example/join/{code}"))
    assert len(reader.pages) == 2
    assert len(read(codes(cards, size=size)).pages) == 1
    text = text_of(reader)
    assert all(text.count(f"K7M2-{n:04}") == 1 for n in range(cards + 1))
    spoken = [alternative for kind, alternative in tags(reader) if kind == "/Figure"]
    assert len(spoken) == cards + 1
    assert spoken[3].endswith("/join/K7M2-0003")


@pytest.mark.parametrize("text", VERY_LONG, ids=lambda text: ascii(text)[:30])
def test_hostile_titles_on_cards(text):
    assert len(read(codes(10, title=text)).pages) == 1
    assert len(read(codes(10, codes=[text or "-"] * 10)).pages) == 1


def test_codes_have_limits():
    with pytest.raises(KeyError):
        codes(1, size="A1")
    for count in (0, MOST_CODES + 1):
        with pytest.raises(ValueError, match="codes"):
            codes(count)


# --- pages --------------------------------------------------------------------------------------------------


@pytest.fixture
def index(round_) -> str:
    return reverse("reports:canvases", args=["north", 1])


def file_of(name: str) -> str:
    return reverse("reports:canvas", args=["north", 1, name])


@pytest.mark.django_db
def test_the_page_shows_every_canvas(client_as, index):
    page = client_as("viewer").get(index).content.decode()
    for key, canvas in CANVASES.items():
        assert str(canvas.name) in page
        assert f'action="{file_of(key)}"' in page
        assert reverse("reports:canvas_preview", args=["north", 1, key]) in page
    assert reverse("rounds:findings_sheet", args=["north", 1]) not in page  # viewers enter nothing
    assert (
        reverse("rounds:findings_sheet", args=["north", 1]) in client_as("core").get(index).content.decode()
    )


@pytest.mark.django_db
def test_the_page_costs_few_queries(client_as, index):
    assert count_queries(client_as("core"), index) <= 15


@pytest.mark.django_db
@pytest.mark.parametrize("key", CANVASES)
@pytest.mark.parametrize("role", Role.values)
def test_every_member_gets_the_file(client_as, round_, key, role):
    response = client_as(role).get(file_of(key))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith(f'attachment; filename="north-{key}-a')
    reader = read(response.content)
    canvas: Canvas = CANVASES[key]
    assert float(reader.pages[0].mediabox.width) == pytest.approx(
        canvas.measures(canvas.default_size)[0] * POINTS, abs=0.1
    )
    text = text_of(reader)
    assert "North Shore Network" in text
    if canvas.entry:
        address = f"{settings.SITE_URL}{reverse(canvas.entry, args=['north', 1])}".split("//")[1]
        assert letters(address) in letters(text)


@pytest.mark.django_db
def test_size_language_and_rows_are_chosen(client_as, cluster, round_):
    cluster.language = "de"
    cluster.save()
    client = client_as("viewer")
    assert read(client.get(file_of("goal")).content).trailer["/Root"]["/Lang"] == "de"
    response = client.get(file_of("measures"), {"size": "A2", "language": "en", "rows": "6"})
    reader = read(response.content)
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert float(reader.pages[0].mediabox.width) == pytest.approx(594 * POINTS, abs=0.1)
    assert text_of(reader).count("Partnership") == 6
    asked = client.get(file_of("rating"), {"language": "en", "sector": "on"})
    assert "Public sector" in text_of(read(asked.content))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "asked", "said"),
    [
        ("octant", {"size": "A9"}, "A9"),
        ("octant", {"language": "xx"}, "xx"),
        ("rating", {"size": "A0"}, "A0"),
        *[("measures", {"rows": rows}, "Choose a number from 2 to 8.") for rows in ("1", "9", "many", "٣٣")],
        *[
            ("octant", {"size": text, "language": text}, "not one of the available choices")
            for text in HOSTILE
        ],
    ],
)
def test_what_cannot_be_had_is_said(client_as, index, key, asked, said):
    response = client_as("viewer").get(file_of(key), asked)
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert "<script>alert(1)" not in page


@pytest.mark.django_db
def test_there_is_no_other_canvas(client_as, round_):
    for name in ("poem", "frame", "codes"):
        assert client_as("viewer").get(file_of(name)).status_code == 404
        preview = reverse("reports:canvas_preview", args=["north", 1, name])
        assert client_as("viewer").get(preview).status_code == 404


@pytest.mark.django_db
def test_previews_are_small_pictures_that_the_browser_keeps(client_as, round_):
    response = client_as("viewer").get(reverse("reports:canvas_preview", args=["north", 1, "octant"]))
    assert response["Content-Type"] == "image/png"
    assert len(response.content) < 30_000
    assert "max-age" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


@pytest.mark.django_db
def test_strangers_learn_nothing(client_as, index):
    for url in (index, file_of("octant"), reverse("reports:canvas_preview", args=["north", 1, "octant"])):
        assert client_as("stranger").get(url).status_code == 404
        assert client_as("").get(url).status_code == 302
        assert client_as("coordinator").post(url).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_in_the_file(client_as, cluster, round_, text):
    cluster.name = text
    cluster.save()
    round_.title = text
    round_.save()
    response = client_as("viewer").get(file_of("resources"))
    assert response.status_code == 200
    assert len(read(response.content).pages) == 1


@pytest.mark.django_db
def test_a_failure_ends_on_a_page_that_says_what_to_do(client_as, index, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "LAYOUT", tmp_path)
    response = client_as("viewer").get(file_of("vision"))
    assert response.status_code == 503
    assert index in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("overview", ""),
        ("describe", "resources"),
        ("rate", "rating"),
        ("vision", "vision"),
        ("influence", "influence"),
        ("goals", "goal"),
        ("measures", "measures"),
    ],
)
def test_each_step_leads_to_its_canvas(client_as, index, name, key):
    page = client_as("core").get(reverse(f"rounds:{name}", args=["north", 1])).content.decode()
    assert f'href="{index}{"#" + key if key else ""}"' in page
