"""The action plan as PDF: what was put in stands in it, it is accessible, and no text can break it."""

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import pairwise

import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from tests.helpers import HOSTILE
from tests.reports.sample import sample_plan, with_text

from octant.core.dates import partial_day
from octant.reports import charts, pdf
from octant.reports.contents import figure, language
from octant.reports.pdf import NotMadeError, plan_data, plan_pdf
from octant.rounds.document import MeasurePart, PlanDocument

VERY_HOSTILE = [
    *HOSTILE,
    '#read("/etc/passwd")',
    "= Heading\n- list\n+ enum\n/ term: text\n```typ #panic()```",
    "a\x00b\x01\x7f\ud800\udfff\uffff\ufeff\u202e",
    "漢字 \u0378 \ue000 \U000e0fff",
    "\u0301" * 300,
    "Z" + "\u0301" * 300,
    "مرحبا" * 30,
    "👩‍👩‍👧" * 30 + "🇩🇪🏽\u200d\u200c",
    "",
    " \n ",
]


def read(made: bytes) -> PdfReader:
    return PdfReader(BytesIO(made))


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.fixture(scope="module")
def reader() -> PdfReader:
    return read(plan_pdf(sample_plan()))


def test_what_was_put_in_stands_in_it(reader):
    text = text_of(reader)
    plan = sample_plan()
    wanted = [
        plan.cluster.name,
        plan.round.title,
        "Draft of",
        "41 organisations, from one-person firms to the county",
        "Strongest now is Viable purpose",
        "No income of our own.",
        plan.vision.text,
        "The county and the firms sit at one table",
        plan.focus[0].rationale,
        plan.goals[0].title,
        plan.goals[0].capacity,
        "Share of own income (%) 4.5 33 Books every quarter",
        "12,000 EUR",
        "Partners have signed",
        "1 Try paid repair evenings",
        "no dates yet",
        "The firms would have started with services.",
        "Signature",
        "[1] Statutes of the network",
        "van der Eijk",
        "made-up figures",
    ]
    assert [part for part in wanted if part not in text] == []


def test_it_is_accessible(reader):
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "en"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Action plan · North Shore Network for a Caring Economy"
    assert reader.metadata.author == "North Shore Network for a Caring Economy"
    metadata = catalogue["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata


def test_bookmarks_follow_the_sections(reader):
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert titles == [
        "The plan at a glance",
        "Profile",
        "Baseline: where we stand",
        "Vision: where we want to be",
        "Focus: what comes first",
        "Goals",
        "Measures: who does what by when",
        "Timeline",
        "Decisions",
        "Signatures",
        "Sources",
        "How to read the figures",
    ]


def tags(reader: PdfReader) -> list[tuple[str, str]]:
    """(type, alternative text) of each element of the structure tree."""
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


def test_charts_are_read_aloud_and_tables_have_header_cells(reader):
    found = tags(reader)
    spoken = [alternative for kind, alternative in found if kind == "/Figure"]
    assert len(spoken) == 4
    assert all("." in alternative for alternative in spoken)
    kinds = [kind for kind, _ in found]
    assert kinds.count("/Table") >= 10
    assert kinds.count("/TH") > kinds.count("/Table")
    levels = [int(kind[2:]) for kind in kinds if kind[:2] == "/H" and kind[2:].isdigit()]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_pages_are_a4_and_the_timeline_lies_across(reader):
    shapes = {
        (round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in reader.pages
    }
    assert shapes == {(595, 842), (842, 595)}


def test_links_lead_to_the_web_only():
    plan = sample_plan()
    bad = replace(plan.sources[0], url="javascript:alert(1)")
    reader = read(plan_pdf(replace(plan, sources=(bad, *plan.sources))))
    links = {
        annotation.get_object()["/A"]["/URI"]
        for page in reader.pages
        for annotation in page.get("/Annots", [])
        if "/URI" in annotation.get_object().get("/A", {})
    }
    assert links == {"https://example.org/", "https://example.org/statutes"}


def test_agreed_and_reopened_are_said_on_the_cover():
    agreed = replace(sample_plan(), agreed_version=2, agreed_on=date(2026, 3, 1))
    cover = read(plan_pdf(agreed)).pages[0].extract_text()
    assert "Agreed on" in cover
    assert "version 2" in cover
    assert "Draft" not in cover
    reopened = read(plan_pdf(agreed, reopened_on=date(2026, 4, 1))).pages[0].extract_text()
    assert "no longer in force" in " ".join(reopened.split())


def test_a_real_plan_is_not_marked_as_illustration():
    plan = sample_plan()
    text = text_of(read(plan_pdf(replace(plan, round=replace(plan.round, illustrative=False)))))
    assert "made up" not in text
    assert "made-up" not in text


def test_an_empty_plan_says_what_is_not_written_yet():
    plan = sample_plan()
    empty = PlanDocument(
        language="en", made_on=plan.made_on, cluster=replace(plan.cluster, facts=()), round=plan.round,
        dimensions=tuple(
            type(part)(part.key, part.number, part.name, part.short_name, "", "") for part in plan.dimensions
        ),
    )  # fmt: skip
    text = text_of(read(plan_pdf(empty)))
    assert "No focus is chosen yet." in text
    assert "No measure is planned yet." in text
    assert "Nobody has rated yet" in text


def test_a_long_timeline_takes_several_pages():
    plan = sample_plan()
    many = tuple(
        MeasurePart(n, f"Measure {n}", starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30), needs=(n - 1,))
        for n in range(2, 62)
    )
    long = replace(plan, goals=(replace(plan.goals[0], measures=many),))
    assert len(charts.timelines(long)) == 4
    text = text_of(read(plan_pdf(long)))
    assert all(f"Measure {n}" in text for n in range(2, 62))


@pytest.mark.parametrize("text", VERY_HOSTILE, ids=lambda text: ascii(text)[:30])
def test_hostile_text_in_every_field_stays_text(text):
    reader = read(plan_pdf(with_text(sample_plan(), text)))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    if text.isascii() and len(text.split()) == 1:
        assert text in text_of(reader)


def test_files_of_the_machine_cannot_be_read():
    text = text_of(read(plan_pdf(with_text(sample_plan(), '#read("/etc/passwd")'))))
    assert '#read("/etc/passwd")' in text
    assert "root:" not in text
    outside = typst.Compiler(b'#read("/etc/passwd")', root=pdf.LAYOUT, ignore_system_fonts=True)
    with pytest.raises(typst.TypstError):
        outside.compile(format="pdf")


def test_very_long_words_are_broken_and_cut_nowhere():
    plan = sample_plan()
    long = replace(plan, vision=replace(plan.vision, text="w" * 10_000))
    text = text_of(read(plan_pdf(long)))
    assert text.count("w") >= 2 * 10_000


def test_text_of_charts_is_set_like_all_other_text():
    """Also where scripts are mixed: an SVG would find no second font for them."""
    chart = charts.timelines(with_text(sample_plan(), "مرحبا 🌱"))[0]
    assert "<text" not in chart.svg
    assert "1 مرحبا 🌱" in [" ".join(label.text.split()) for label in chart.labels]
    assert all(0 <= label.x <= chart.width and 0 <= label.y <= chart.height for label in chart.labels)


def test_labels_that_run_from_right_to_left_keep_their_side():
    left, right = (charts.octant(with_text(sample_plan(), text)).labels for text in ("label", "مرحبا"))
    assert [label.anchor for label in left[:8]] == [label.anchor for label in right[:8]]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(codec=None), max_size=200))
def test_no_text_breaks_it(text):
    assert plan_pdf(with_text(sample_plan(), text)).startswith(b"%PDF")


def test_a_failure_is_logged_and_named(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(pdf, "LAYOUT", tmp_path)
    with pytest.raises(NotMadeError):
        plan_pdf(sample_plan())
    assert "was not made" in caplog.text


def test_no_english_stands_in_the_layout():
    """Every word of the layout comes in from outside: without its comments it holds no text of its own."""
    for path in pdf.LAYOUT.glob("*.typ"):
        source = re.sub(r"//[^\n]*", "", path.read_text())
        texts = re.findall(r'"([^"\n]*)"', source) + re.findall(r"\[([^\]\n{}]*)\]", source)
        assert [text for text in texts if re.search(r"[A-Z][a-z]+ [a-z]", text)] == []


def test_data_for_the_layout_is_plain_json():
    json.dumps(plan_data(sample_plan()))


@pytest.mark.parametrize(
    ("code", "lang", "region"),
    [
        ("de", "de", None),
        ("pt-br", "pt", "BR"),
        ("zh-hans", "zh", None),
        ("", "en", None),
        ("x#y", "en", None),
    ],
)
def test_language_codes(code, lang, region):
    assert language(code) == {"lang": lang, "region": region}


def test_dates_and_numbers_as_people_write_them():
    assert partial_day("2024") == "2024"
    assert "2024" in partial_day("2024-05")
    assert partial_day("2024-13") == "2024-13"
    assert partial_day("spring") == "spring"
    assert figure(None) == "–"
    assert figure(Decimal("-1234.500")) in ("−1,234.5", "−1234.5")
    assert figure(Decimal("33.000")) == "33"
