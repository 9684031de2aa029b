from __future__ import annotations

import math
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.charts.strategies import assert_placed_well, levels, names, parse

from octant.charts.octant import OctantAxis, OctantData, OctantWords, layout, octant_chart
from octant.charts.theme import Size

SVG = "{http://www.w3.org/2000/svg}"
WORDS = OctantWords("Title", "Description", "Now", "Middle half", "Vision", "Round 1", "Focus")
DIMENSIONS = {
    "en": (
        "Membership model",
        "Cross-sectoral composition",
        "Operational model",
        "Coordinating body",
        "Financial model",
        "Portfolio of services",
        "Viable purpose",
        "Collaboration among stakeholders",
    ),
    "de": (
        "Mitgliedschaftsmodell",
        "Sektorübergreifende Zusammensetzung",
        "Betriebsmodell",
        "Koordinierungsstelle",
        "Finanzierungsmodell",
        "Leistungsangebot",
        "Tragfähiger Zweck",
        "Zusammenarbeit der Interessengruppen",
    ),
    "nb": (
        "Medlemskapsmodell",
        "Tverrsektoriell sammensetning",
        "Driftsmodell",
        "Koordinerende organ",
        "Finansieringsmodell",
        "Tjenesteportefølje",
        "Levedyktig formål",
        "Samarbeid mellom interessenter",
    ),
    "pl": (
        "Model członkostwa",
        "Międzysektorowy skład",
        "Model operacyjny",
        "Organ koordynujący",
        "Model finansowania",
        "Portfolio usług",
        "Trwały cel działania",
        "Współpraca między interesariuszami",
    ),
    "lv": (
        "Dalības modelis",
        "Starpnozaru sastāvs",
        "Darbības modelis",
        "Koordinējošā institūcija",
        "Finansēšanas modelis",
        "Pakalpojumu klāsts",
        "Dzīvotspējīgs mērķis",
        "Ieinteresēto pušu sadarbība",
    ),
    "sv": (
        "Medlemskapsmodell",
        "Sektorsövergripande sammansättning",
        "Verksamhetsmodell",
        "Samordnande organ",
        "Finansieringsmodell",
        "Tjänsteutbud",
        "Bärkraftigt syfte",
        "Samverkan mellan intressenter",
    ),
    "et": (
        "Liikmesuse mudel",
        "Valdkondadevaheline koosseis",
        "Tegevusmudel",
        "Koordineeriv organ",
        "Rahastamismudel",
        "Teenuste valik",
        "Elujõuline eesmärk",
        "Sidusrühmade koostöö",
    ),
    "lt": (
        "Narystės modelis",
        "Tarpsektorinė sudėtis",
        "Veiklos modelis",
        "Koordinuojanti institucija",
        "Finansavimo modelis",
        "Paslaugų krepšelis",
        "Gyvybingas tikslas",
        "Suinteresuotųjų šalių bendradarbiavimas",
    ),
    "fi": (
        "Jäsenyysmalli",
        "Monialainen kokoonpano",
        "Toimintamalli",
        "Koordinoiva elin",
        "Rahoitusmalli",
        "Palveluvalikoima",
        "Elinvoimainen tarkoitus",
        "Sidosryhmien välinen yhteistyö",
    ),
    "uk": (
        "Модель членства",
        "Міжсекторальний склад",
        "Операційна модель",
        "Координаційний орган",
        "Фінансова модель",
        "Портфель послуг",
        "Життєздатна мета",
        "Співпраця зацікавлених сторін",
    ),
}


def plain(*values: float | None) -> OctantData:
    return OctantData(tuple(OctantAxis(f"Axis {n}", now=value) for n, value in enumerate(values)))


def draw(data: OctantData, size: Size = Size.NORMAL) -> ElementTree.Element:
    return parse(octant_chart(data, words=WORDS, size=size, id="o"))


def now_points(root: ElementTree.Element) -> list[tuple[float, float]]:
    circles = (c for c in root.iter(f"{SVG}circle") if c.find(f"{SVG}title") is not None)
    return [(float(c.get("cx")), float(c.get("cy"))) for c in circles]


def now_lines(root: ElementTree.Element) -> list[tuple[str, int]]:
    """Tag and number of points of every part of the now line."""
    return [
        (element.tag.removeprefix(SVG), len(element.get("points").split()))
        for element in root.iter()
        if element.get("class") == "oct-stroke-now" and element.get("points")
    ]


@given(
    axes=st.lists(st.tuples(names, names, levels, st.booleans()), min_size=3, max_size=12),
    size=st.sampled_from(Size),
)
@settings(deadline=None, max_examples=150)
def test_labels_never_collide_nor_leave_the_picture(axes, size):
    data = OctantData(
        tuple(OctantAxis(label, now, focus=focus, short=short) for label, short, now, focus in axes)
    )
    placed = layout(data, words=WORDS, size=size)
    assert_placed_well(placed.boxes, placed.view)


@given(axes=st.lists(st.tuples(names, st.booleans()), min_size=3, max_size=12), size=st.sampled_from(Size))
@settings(deadline=None, max_examples=80)
def test_labels_stay_outside_the_outer_ring(axes, size):
    data = OctantData(tuple(OctantAxis(label, focus=focus, short=label) for label, focus in axes))
    placed = layout(data, words=WORDS, size=size)
    radius = max(math.hypot(x, y) for x, y in ring(draw(data, size)))
    inner = radius * math.cos(math.pi / len(axes))  # the largest circle inside the ring
    for label in placed.labels:
        x = min(max(0, label.box.left), label.box.right)
        y = min(max(0, label.box.top), label.box.bottom)
        assert math.hypot(x, y) >= inner


def ring(root: ElementTree.Element) -> list[tuple[float, float]]:
    outer = next(element for element in root.iter(f"{SVG}polygon"))
    return [tuple(map(float, corner.split(","))) for corner in outer.get("points").split()]


@pytest.mark.parametrize("language", DIMENSIONS)
@pytest.mark.parametrize("size", [Size.NORMAL, Size.POSTER])
@pytest.mark.parametrize("focus", [False, True])
def test_the_real_names_are_shown_whole(language, size, focus):
    data = OctantData(tuple(OctantAxis(name, 3, focus=focus) for name in DIMENSIONS[language]))
    placed = layout(data, words=WORDS, size=size)
    assert_placed_well(placed.boxes, placed.view)
    for label, name in zip(placed.labels, DIMENSIONS[language], strict=True):
        assert " ".join(label.block.lines).replace("- ", "-") in (name, name.replace("- ", "-"))
        assert not label.block.full


def test_the_first_axis_points_up_and_the_next_ones_follow_clockwise():
    top, right, bottom, left = now_points(draw(plain(5, 5, 5, 5)))
    assert top[0] == pytest.approx(0)
    assert top[1] < 0
    assert right[0] > 0
    assert bottom[1] > 0
    assert left[0] < 0


def test_a_level_is_as_far_out_as_it_is_high_and_level_1_is_not_the_centre():
    distances = [math.hypot(x, y) for x, y in now_points(draw(plain(1, 2, 3, 4, 5)))]
    assert distances[0] > 0
    assert distances == pytest.approx([distances[0] * level for level in (1, 2, 3, 4, 5)], abs=0.02)


def test_all_values_make_one_closed_line():
    assert now_lines(draw(plain(1, 2, 3, 4))) == [("polygon", 4)]


def test_a_missing_value_breaks_the_line_and_gets_no_point():
    root = draw(plain(1, 2, None, 4, 5, 3))
    assert now_lines(root) == [("polyline", 5)]
    assert len(now_points(root)) == 5


def test_a_value_between_two_gaps_is_a_point_without_a_line():
    root = draw(plain(None, 2, None, 4))
    assert now_lines(root) == []
    assert len(now_points(root)) == 2


def test_nothing_known_still_gives_the_grid():
    root = draw(plain(None, None, None))
    assert now_points(root) == []
    assert len(ring(root)) == 3


def test_the_legend_names_only_what_is_drawn():
    texts = {text.text for text in draw(plain(1, 2, 3)).iter(f"{SVG}text")}
    assert "Now" in texts
    assert not texts & {"Vision", "Middle half", "Round 1", "Focus"}


def test_the_small_size_shows_short_labels_only():
    axes = tuple(OctantAxis(f"Long name {n}", 3, short=str(n)) for n in range(1, 9))
    texts = [text.text for text in draw(OctantData(axes), Size.SMALL).iter(f"{SVG}text")]
    assert texts == [str(n) for n in range(1, 9)]


@pytest.mark.parametrize("count", [0, 1, 2, 13])
def test_too_few_or_too_many_axes_are_refused(count):
    with pytest.raises(ValueError, match="3 to 12 axes"):
        draw(plain(*[3] * count))


@pytest.mark.parametrize("field", ["now", "target", "earlier"])
@pytest.mark.parametrize("value", [0, 0.99, 5.01, -1, math.nan, math.inf])
def test_a_level_off_the_scale_is_refused_by_name(field, value):
    axes = (OctantAxis("Fine", 3), OctantAxis("Also fine", 3), OctantAxis("Odd one", **{field: value}))
    with pytest.raises(ValueError, match=f"Odd one.*{field}"):
        draw(OctantData(axes))


@pytest.mark.parametrize(("lower", "upper"), [(2, None), (None, 2), (4, 3), (0, 3), (3, 6)])
def test_quartiles_that_make_no_sense_are_refused_by_name(lower, upper):
    axes = (*plain(1, 2).axes, OctantAxis("Odd one", 3, lower, upper))
    with pytest.raises(ValueError, match="Odd one"):
        draw(OctantData(axes))
