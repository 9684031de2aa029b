"""What holds for every chart: well-formed, the same bytes again, safe with any text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.charts.strategies import parse

from octant.charts.octant import OctantAxis, OctantData, OctantWords, octant_chart
from octant.charts.theme import Size, Theme

SVG = "{http://www.w3.org/2000/svg}"
GOLDEN = Path(__file__).parent / "golden"
ALLOWED_TAGS = {"svg", "title", "desc", "g", "text", "line", "path", "polyline", "polygon", "rect", "circle"}
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": "\"' onload='alert(1)' x=\"",
    "closing": "</title></text></svg><svg onload=alert(1)>",
    "entity": "&lt;b&gt; & &#0; ]]> <![CDATA[ <!-- -->",
    "control": "a\x00b\x08c\x0bd\x1fe\x7ff\x85g\ufffeh\uffffi",
    "surrogate": "x\ud800y",
    "override": "\u202egnirts\u2066 \u200fx",
    "hebrew": "מודל החברות של הרשת שלנו",
    "arabic": "نموذج العضوية في الشبكة",
    "emoji": "👩🏽‍🚀 🇩🇪 🏳️‍🌈 👨‍👩‍👧‍👦" * 5,
    "zalgo": "m" + "\u0301" * 400 + "odel",
    "long": "A name of very many words " * 20,
    "one word": "x" * 500,
    "cjk": "組織間の協力と社会的イノベーションの推進について" * 4,
    "empty": "",
    "blank": " \t\n ",
    "url": "javascript:alert(1) url(https://example.org/x.svg) @import",
}


def same(text: str) -> str:
    return text


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("theme", Theme)
def test_is_well_formed_and_has_a_name_and_a_description(chart, size, theme):
    root = parse(chart(same, size, theme))
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    title, description = root.get("aria-labelledby").split()
    assert root.find(f"{SVG}title").get("id") == title
    assert root.find(f"{SVG}title").text
    assert root.find(f"{SVG}desc").get("id") == description
    assert root.find(f"{SVG}desc").text
    assert [float(n) for n in root.get("viewBox").split()][2:] == [
        float(root.get("width")),
        float(root.get("height")),
    ]


@pytest.mark.parametrize("size", Size)
def test_the_same_data_give_the_same_bytes(chart, size):
    assert chart(same, size, Theme.PAGE) == chart(same, size, Theme.PAGE)


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("name", HOSTILE)
def test_any_text_stays_text(chart, size, name):
    svg = chart(lambda text: HOSTILE[name], size, Theme.PAGE)
    root = parse(svg)
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in ALLOWED_TAGS
        for attribute, value in element.attrib.items():
            assert not attribute.startswith(("on", "style", "{")), attribute
            assert "url(" not in value
            assert "href" not in attribute
    assert "alert" not in re.sub(r">[^<]*<", "><", svg)


def test_a_long_name_is_cut_and_kept_whole_in_a_title(chart):
    name = " ".join(f"word{n}" for n in range(80))
    svg = chart(lambda text: name, Size.NORMAL, Theme.PAGE)
    root = parse(svg)
    cut = [group for group in root.iter(f"{SVG}g") if group.findall(f"{SVG}text")]
    assert cut
    for group in cut:
        assert name in group.find(f"{SVG}title").text
        assert group.findall(f"{SVG}text")[-1].text.endswith("…")


def test_text_from_right_to_left_says_so(chart):
    root = parse(chart(lambda text: HOSTILE["hebrew"], Size.NORMAL, Theme.PAGE))
    hebrew = [text for text in root.iter(f"{SVG}text") if re.search("[\u0590-\u05ff]", text.text)]
    assert hebrew
    assert {(text.get("direction"), text.get("unicode-bidi")) for text in hebrew} == {("rtl", "embed")}


def test_no_direction_override_survives(chart):
    assert not re.search(
        "[\u202a-\u202e\u2066-\u2069]", chart(lambda text: HOSTILE["override"], Size.NORMAL, Theme.PAGE)
    )


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK, Theme.PRINT])
def test_a_file_carries_its_colours_and_no_class(chart, theme):
    svg = chart(same, Size.NORMAL, theme)
    assert "class=" not in svg
    assert "style" not in svg


def test_a_page_chart_has_classes_for_every_colour_and_no_style(chart):
    root = parse(chart(same, Size.NORMAL, Theme.PAGE))
    for element in root.iter():
        assert element.get("style") is None
        painted = {element.get("fill"), element.get("stroke")} - {None, "none"}
        assert bool(painted) <= bool(element.get("class"))


@pytest.mark.parametrize("id", ["", "1a", "a b", 'a"b', "a<b", "ä", "a\n"])
def test_an_id_that_would_break_out_is_refused(id):
    axes = tuple(OctantAxis(f"Axis {n}", 3) for n in range(3))
    words = OctantWords("t", "d", "now", "middle", "target", "earlier", "focus")
    with pytest.raises(ValueError, match="id"):
        octant_chart(OctantData(axes), words=words, id=id)


@pytest.mark.parametrize(
    ("name", "size", "theme"),
    [
        ("octant", Size.NORMAL, Theme.PAGE),
        ("octant", Size.SMALL, Theme.PAGE),
        ("octant", Size.POSTER, Theme.PRINT),
        ("gaps", Size.NORMAL, Theme.LIGHT),
        ("strip", Size.NORMAL, Theme.PAGE),
        ("influence", Size.NORMAL, Theme.PAGE),
        ("grid", Size.NORMAL, Theme.PAGE),
        ("timeline", Size.NORMAL, Theme.DARK),
    ],
)
def test_golden(charts, name, size, theme):
    """To accept a wanted change, delete the file, run the test twice and look at the new picture."""
    path = GOLDEN / f"{name}-{size}-{theme}.svg"
    svg = charts[name](same, size, theme)
    if not path.exists():
        path.write_text(svg, encoding="utf-8")
        pytest.fail(f"{path.name} was missing and has been written: look at it")
    assert svg == path.read_text(encoding="utf-8")
