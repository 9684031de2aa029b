"""Random names in many scripts, and how to look at a finished chart."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

from hypothesis import strategies as st

from octant.charts.geometry import Box

ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ-/",
    "äöüßåæøõāčēģīķļņšūžąćęłńóśźż WMĄĘÖ",
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя ЖШЩ",
    "αβγδεζηθικλμνξοπρστυφχψω ΩΨ",
    "אבגדהוזחטיכלמנסעפצקרשת ",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي ",
    "組織間の協力推進社会",
    "देवनागरी लिपि",
    "🙂🎉👩🏽‍🚀🇩🇪 ",
    "mW.i1 \u00ad",
)
names = st.one_of(
    st.text(max_size=120),
    st.sampled_from(ALPHABETS).flatmap(lambda letters: st.text(alphabet=letters, max_size=120)),
    st.sampled_from(ALPHABETS).flatmap(lambda letters: st.text(alphabet=letters, min_size=60, max_size=120)),
)
levels = st.none() | st.floats(1, 5)


def parse(svg: str) -> ElementTree.Element:
    """The SVG as a tree; fails when it is not well-formed."""
    return ElementTree.fromstring(svg)  # noqa: S314 - our own output


def assert_placed_well(boxes: tuple[Box, ...], view: Box) -> None:
    """No two texts overlap and none leaves the picture."""
    drawn = [box for box in boxes if box.width > 0]
    for box in drawn:
        assert view.contains(box), f"{box} leaves {view}"
    for one, other in combinations(drawn, 2):
        assert not one.grown(-0.01).overlaps(other), f"{one} overlaps {other}"
